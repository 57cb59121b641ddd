//! The table of operations in the manual: written from the reference and from the operations that there are,
//! so that it names none by hand. `UPDATE_MANUAL=1 cargo test -p moneyhub-oracles --test manual` writes it anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use moneyhub_oracles::operations::{self, Typed};
use moneyhub_proto::payments::{PaymentStatus, Stage};
use moneyhub_reference::{Evidence, Operation, ReplyKind, Schema, Use};

const FILE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../moneyhub-proto/src/manual/operations.md");

const HEAD: &str = "\
Every operation of the service, chapter by chapter, as far as public sources know them. Each has its columns:

- *ours*: the type that is sent, where there is one; [`RawCall`](crate::RawCall) sends the others. What is *for
  a browser* is no call of a client, and what is *doubtful* only the Elixir package knows.
- *Node*: the method of Moneyhub's own client. *Elixir*: the function of the package `money_hub`.
- *request* and *answer*: how well the query and the body are known, by their least known part.
- *lacking in*: the sources of Moneyhub that do not have it.

How well something is known:

- *documented*: by Moneyhub's swagger, a sample in its documentation, or the live discovery document
- *Node's types*: by the types or the code of Moneyhub's own client
- *guessed*: by analogy, from an RFC, or from prose
- *unknown*: nothing is known
";

#[test]
fn the_table_in_the_manual_is_that_of_the_reference_and_of_our_operations() {
    let table = table();
    if std::env::var_os("UPDATE_MANUAL").is_some() {
        std::fs::write(FILE, &table).unwrap();
    }
    assert_eq!(table, std::fs::read_to_string(FILE).unwrap(), "see the head of this file");
}

#[test]
fn every_row_of_the_reference_is_in_the_table_once() {
    let table = table();
    for row in moneyhub_reference::operations() {
        let lines = table.lines().filter(|line| line.starts_with(&format!("| `{}` |", row.id)));
        assert_eq!(lines.count(), 1, "{}", row.id);
    }
}

fn table() -> String {
    let mut ours = BTreeMap::<&str, Vec<String>>::new();
    for operation in operations::all() {
        ours.entry(operation.id).or_default().push(linked(&operation));
    }
    for (name, id, _) in operations::UNREGISTERED {
        ours.entry(id).or_default().push(format!("`{name}`"));
    }
    let rows = moneyhub_reference::operations();
    let typed = rows.iter().filter(|row| ours.contains_key(row.id.as_str())).count();
    let mut text = HEAD.to_owned();
    writeln!(text, "\nOf {} operations {typed} have a type.", rows.len()).unwrap();
    let mut chapter = "";
    for row in rows {
        if row.listing.area != chapter {
            chapter = &row.listing.area;
            writeln!(text, "\n# {chapter}\n\n{COLUMNS}").unwrap();
        }
        let ours = ours.get(row.id.as_str()).map_or_else(|| untyped(row), |types| types.join(", "));
        writeln!(text, "{}", line(row, &ours)).unwrap();
    }
    text
}

const COLUMNS: &str = "\
| operation | | ours | Node | Elixir | request | answer | lacking in | where sources differ |
|---|---|---|---|---|---|---|---|---|";

fn linked(operation: &Typed) -> String {
    format!("[`{0}`](crate::{0})", operation.type_path)
}

fn untyped(row: &Operation) -> String {
    match row.reply.kind {
        _ if !row.listing.in_docs && !row.listing.in_node => "doubtful".to_owned(),
        ReplyKind::Html | ReplyKind::Redirect => "for a browser".to_owned(),
        _ => "[`RawCall`](crate::RawCall)".to_owned(),
    }
}

fn line(row: &Operation, ours: &str) -> String {
    let listing = &row.listing;
    let query = row.query.iter().map(|parameter| parameter.evidence);
    let request = query.chain(row.body.iter().map(|body| body.evidence)).max();
    let lacking: Vec<_> = [("documentation", listing.in_docs), ("Node", listing.in_node)]
        .into_iter()
        .filter_map(|(source, is_there)| (!is_there).then_some(source))
        .collect();
    let cells = [
        format!("`{}`", row.id),
        format!("`{} {}`", row.method, row.path),
        ours.to_owned(),
        code(&listing.node_method),
        text(&listing.elixir_function),
        request.map_or("nothing to know", known).to_owned(),
        known(row.reply.evidence).to_owned(),
        lacking.join(", "),
        differing(row),
    ];
    format!("| {} |", cells.join(" | "))
}

/// The order of the words is that of [`Evidence`]: from the best to the least.
const fn known(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Swagger | Evidence::Sample => "documented",
        Evidence::NodeTypes => "Node's types",
        Evidence::Inferred => "guessed",
        Evidence::Unknown => "unknown",
    }
}

fn differing(row: &Operation) -> String {
    let listing = &row.listing;
    let mut notes = Vec::new();
    if listing.in_docs && listing.in_node && listing.scopes_client != listing.scopes_docs {
        let words = |scopes: &[String]| match scopes {
            [] => "none".to_owned(),
            scopes => code(&scopes.join(" ")),
        };
        let (node, documented) = (words(&listing.scopes_client), words(&listing.scopes_docs));
        notes.push(format!("scopes: {node} in Node, {documented} in the documentation"));
    }
    if !listing.elixir_note.is_empty() {
        notes.push(format!("Elixir: {}", text(&listing.elixir_note)));
    }
    notes.join("; ")
}

fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("`{}`", cell(text)) }
}

/// Prose, in which nothing is a link or a tag.
fn text(text: &str) -> String {
    let escaped = |character: char| match character {
        '[' | ']' | '<' | '>' | '*' | '_' | '{' | '}' | '`' => format!("\\{character}"),
        _ => character.to_string(),
    };
    cell(text).split('\n').flat_map(str::chars).map(escaped).collect()
}

/// A bar would end the cell, in code as well.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

const PAYING: &str = include_str!("../../../moneyhub-proto/src/manual/paying.md");
const DATA: &str = include_str!("../../../moneyhub-proto/src/manual/data.md");

/// The rows of a section, without their head: the cells of each.
fn rows(section: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()
    };
    let lines: Vec<_> = section.lines().collect();
    let pairs = lines.iter().zip(lines.iter().skip(1));
    let heads = pairs.filter(|(_, next)| next.starts_with("|---")).map(|(head, _)| *head);
    let heads: Vec<_> = heads.collect();
    let is_row =
        |line: &&&str| line.starts_with('|') && !line.starts_with("|---") && !heads.contains(*line);
    lines.iter().filter(is_row).map(|line| cells(line)).collect()
}

/// The tables of the manual whose last column names a test, and the least that each has.
const TESTED: [(&str, &str, usize); 2] =
    [(PAYING, "# What is refused before sending", 30), (DATA, "# How numbers add up", 104)];

#[test]
fn what_the_manual_says_of_bad_input_and_of_sums_has_a_test_of_the_name_in_the_last_column() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../");
    let source: String = ["moneyhub-proto/src", "tests/it"]
        .iter()
        .map(|directory| source_of(&format!("{root}{directory}")))
        .collect();
    let forms = ["#[test]\n    fn", "#[test]\nfn", "#[tokio::test]\nasync fn"];
    for (chapter, heading, least) in TESTED {
        let (_, section) = chapter.split_once(heading).unwrap();
        let rows = rows(section);
        assert!(rows.len() >= least, "{heading}: {}", rows.len());
        for row in rows {
            let name = row.last().unwrap().trim_matches('`');
            let is_there = |form: &&&str| source.contains(&format!("{form} {name}()"));
            assert_eq!(forms.iter().filter(is_there).count(), 1, "the test {name}");
        }
    }
}

/// The chapters of the reference whose input has a table of its own, and the headings of these.
const OF_DATA: [(&str, &str); 23] = [
    ("accounts", "Accounts"),
    ("affordability", "Affordability, standard financial statements"),
    ("beneficiaries", "Beneficiaries"),
    ("caas", "CaaS"),
    ("categories", "Categories"),
    ("categorise", "Categorisation"),
    ("consent-history", "Consent history"),
    ("counterparties", "Counterparties"),
    ("notification-thresholds", "Notification thresholds"),
    ("osip", "OSIP"),
    ("projects", "Projects"),
    ("regular-transactions", "Regular transactions"),
    ("rental-records", "Rental records"),
    ("reseller-check", "Reseller check"),
    ("goals", "Savings goals"),
    ("goals", "Spending goals"),
    ("scim", "SCIM"),
    ("spending-analysis", "Spending analysis"),
    ("standard-financial-statements", "Affordability, standard financial statements"),
    ("sync", "Sync"),
    ("tax", "Tax"),
    ("transactions", "Transactions"),
    ("users-connections", "Users, connections"),
];

#[test]
fn bad_input_of_every_chapter_of_data_is_refused_before_or_by_the_service_or_repaired() {
    let (_, section) = DATA.split_once("# What is refused, and by whom").unwrap();
    let areas: BTreeSet<&str> =
        moneyhub_reference::operations().iter().map(|row| row.listing.area.as_str()).collect();
    for (area, heading) in OF_DATA {
        assert!(areas.contains(area), "{area} is no chapter of {areas:?}");
        let (_, table) = section.split_once(&format!("\n## {heading}\n")).expect(heading);
        let table = rows(table.split("\n## ").next().unwrap());
        assert!(!table.is_empty(), "{heading}");
        let ways = ["refused before", "refused by the service", "repaired: "];
        for row in table {
            let is_known = ways.iter().any(|way| row[1].starts_with(way));
            assert!(is_known && row.len() == 3, "{heading}: {row:?}");
        }
    }
}

/// Every file of a directory, one behind the other.
fn source_of(directory: &str) -> String {
    let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| match path.is_dir() {
            true => source_of(path.to_str().unwrap()),
            false => std::fs::read_to_string(&path).unwrap_or_default(),
        })
        .collect()
}

/// Every status of the reference is in the table of the manual, and has the stage and the proof that stand there.
#[test]
fn the_statuses_of_payments_are_those_of_the_reference_with_the_stages_of_the_manual() {
    let (_, section) = PAYING.split_once("| status | stage |").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let listed: BTreeMap<_, _> = rows(section)
        .into_iter()
        .map(|row| (row[0].trim_matches('`').to_owned(), (row[1].clone(), row[2].clone())))
        .collect();
    let schema = Schema::named("PaymentStatus", Use::Reply).unwrap();
    let known: BTreeSet<_> = schema.values().into_iter().map(str::to_owned).collect();
    assert_eq!(listed.keys().cloned().collect::<BTreeSet<_>>(), known);
    for (status, (stage, proof)) in listed {
        let status = PaymentStatus::from(status.as_str());
        let ours = match status.stage() {
            Some(Stage::GoingOn) => "going on",
            Some(Stage::Final) => "final",
            Some(Stage::Failed) => "failed",
            None => "unknown",
        };
        let proves = match status.has_moved() {
            Some(true) => "the money has moved",
            Some(false) => "it has not",
            None => "nothing",
        };
        assert_eq!((ours, proves), (&*stage, &*proof), "{status:?}");
    }
}
/// The enumerations whose variants are reasons: file and name.
const REASONS: [(&str, &str); 15] = [
    ("error.rs", "ErrorKind"),
    ("error.rs", "Outcome"),
    ("error/configuration.rs", "ConfigurationError"),
    ("error/decode.rs", "DecodeCategory"),
    ("error/discovery.rs", "DiscoveryError"),
    ("error/environment.rs", "EnvironmentError"),
    ("error/fault.rs", "FaultClass"),
    ("error/fault.rs", "Sent"),
    ("error/identity.rs", "IdentityError"),
    ("error/jose.rs", "PrivateKeyProblem"),
    ("error/jose.rs", "UnusableKey"),
    ("error/paging.rs", "PagingError"),
    ("error/request.rs", "RequestError"),
    ("error/verification.rs", "VerificationError"),
    // How well a body was understood: no reason, and in no index.
    ("error/reply.rs", "ErrorBody"),
];

fn ground(file: &str) -> String {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../moneyhub-proto/src/ground/");
    std::fs::read_to_string(format!("{root}{file}")).unwrap()
}

/// The variants of an enumeration, by its source: lines of four spaces and a capital.
fn variants(source: &str, name: &str) -> Vec<String> {
    let (_, body) = source.split_once(&format!("pub enum {name} {{\n")).unwrap();
    let (body, _) = body.split_once("\n}").unwrap();
    let names = body.lines().filter_map(|line| line.strip_prefix("    "));
    let names = names.filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()));
    names
        .map(|line| line.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap().to_owned())
        .collect()
}

/// Which reasons the index does not name in the section of their enumeration.
fn unnamed(index: &str) -> Vec<String> {
    let mut missing = Vec::new();
    for (file, name) in REASONS {
        if name == "ErrorBody" {
            continue;
        }
        // From the first mention of the enumeration on, up to the next heading of a section.
        let section = index.split_once(&format!("`{name}`")).map_or("", |(_, rest)| rest);
        let section = section.split("\n# ").next().unwrap_or_default();
        for variant in variants(&ground(file), name) {
            if !section.contains(&format!("`{variant}`")) {
                missing.push(format!("{name}::{variant}"));
            }
        }
    }
    missing
}

fn index() -> String {
    let path = FILE.replace("operations.md", "errors.md");
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn the_index_of_errors_names_every_kind_and_every_reason() {
    assert_eq!(unnamed(&index()), [] as [String; 0]);
}

#[test]
fn the_index_of_errors_names_every_code_of_a_sign_in() {
    let source = ground("error/sign_in_refusal.rs");
    let (_, codes) = source.split_once("const KNOWN: ").unwrap();
    let (codes, _) = codes.split_once("];").unwrap();
    let codes: Vec<_> = codes.split("(\"").skip(1).filter_map(|it| it.split('"').next()).collect();
    assert_eq!(codes.len(), 15);
    for code in codes {
        assert!(index().contains(&format!("`{code}`")), "{code}");
    }
}

/// An enumeration that nobody put on the list would have no index at all.
#[test]
fn every_public_enumeration_of_errors_is_on_the_list() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../moneyhub-proto/src/ground/error");
    let mut files: Vec<_> = std::fs::read_dir(root).unwrap().map(|it| it.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|it| it == "rs"));
    for file in files {
        for found in std::fs::read_to_string(&file).unwrap().split("pub enum ").skip(1) {
            let name = found.split(' ').next().unwrap();
            assert!(REASONS.iter().any(|(_, listed)| *listed == name), "{name} of {file:?}");
        }
    }
}

#[test]
fn the_check_of_the_index_would_find_a_reason_that_is_missing() {
    let without = index().replace("`PathSeparator`", "").replace("`Tls`", "");
    assert_eq!(unnamed(&without), ["FaultClass::Tls", "RequestError::PathSeparator"]);
}
