//! The layers of `moneyhub-proto/src`: each top-level module is on a floor, and a file imports only from its
//! own floor or those below.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// From the ground up. Modules on one floor may use each other, but not in a cycle.
const FLOORS: &[&[&str]] = &[
    // Ids, money, dates, scopes, secrets, errors, the reader of JSON.
    &["ground"],
    // Keys, signatures, JSON Web Tokens.
    &["jose"],
    // Which client this is, and where the service is.
    &["config"],
    // A typed value becomes a request, an answer becomes a typed value.
    &["codec"],
    // The operations, a room per chapter.
    &["api"],
    // One call as a machine without I/O.
    &["machine"],
    // Stages that can't be skipped; what the service tells by itself; a copy of accounts and transactions.
    &["sign_in", "webhooks", "ledger"],
    // A client over a transport.
    &["driver"],
    // What brings I/O, each behind a feature: what the adapters share, a transport for threads, the
    // environment.
    &["hyper", "ureq", "environment", "tls_provider"],
    // The book. Documentation only.
    &["manual"],
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../moneyhub-proto/src")
}

/// Every file that is compiled into the library, without its tests, by its module path.
fn files() -> BTreeMap<String, String> {
    fn walk(folder: &Path, files: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, files);
                continue;
            }
            let module = path.strip_prefix(root()).unwrap().with_extension("");
            let module = module.to_str().unwrap().replace('/', "::");
            let tests = ["tests", "fixture", "test_signer"];
            if module == "lib" || module.split("::").any(|part| tests.contains(&part)) {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
            files.insert(module, text);
        }
    }
    let mut found = BTreeMap::new();
    walk(&root(), &mut found);
    found
}

/// The paths within the crate that the `use` lines of a file name, without `crate::`.
fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("use crate::") {
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let before = text[line..at].trim_start();
        if !(before.is_empty() || before.starts_with("pub")) {
            continue;
        }
        let tree = &text[at + "use crate::".len()..];
        expand("", tree.split(';').next().unwrap(), &mut found);
    }
    found
}

fn expand(prefix: &str, tree: &str, found: &mut Vec<String>) {
    let (mut depth, mut start) = (0_i32, 0);
    let tree: String = tree.split_whitespace().collect::<Vec<_>>().join(" ");
    let ends = tree.char_indices().chain([(tree.len(), ',')]);
    for (at, character) in ends {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let part = tree[start..at].trim();
                start = at + 1;
                match part.split_once('{') {
                    Some((path, rest)) => {
                        let inner = rest.strip_suffix('}').unwrap_or(rest);
                        expand(&format!("{prefix}{path}"), inner, found);
                    }
                    None if part.is_empty() => {}
                    None => found.push(format!("{prefix}{part}")),
                }
            }
            _ => {}
        }
    }
}

fn room(module: &str) -> &str {
    module.split("::").next().unwrap()
}

fn floor(room: &str) -> usize {
    let floor = FLOORS.iter().position(|rooms| rooms.contains(&room));
    floor.unwrap_or_else(|| panic!("{room} is in no picture of the house"))
}

#[test]
fn every_import_points_down_or_stays_on_its_floor() {
    let mut up = Vec::new();
    for (module, text) in files() {
        for import in imports(&text) {
            if floor(room(&import)) > floor(room(&module)) {
                up.push(format!("{module} -> {import}"));
            }
        }
    }
    assert!(up.is_empty(), "arrows that point up: {up:#?}");
}

#[test]
fn no_chapters_use_each_other_in_a_circle() {
    let chapter = |module: &str| -> Option<String> {
        let mut parts = module.split("::");
        (parts.next() == Some("api")).then(|| parts.next().map(str::to_owned))?
    };
    let mut uses = BTreeMap::<String, BTreeSet<String>>::new();
    for (module, text) in files() {
        let Some(from) = chapter(&module) else { continue };
        let to = imports(&text).into_iter().filter_map(|import| chapter(&import));
        uses.entry(from.clone())
            .or_default()
            .extend(to.filter(|to| *to != from && to != "prelude"));
    }
    // What reaches itself by way of others is in a circle.
    for start in uses.keys() {
        let (mut seen, mut next) = (BTreeSet::new(), uses[start].clone());
        while let Some(chapter) = next.pop_first() {
            assert_ne!(&chapter, start, "{start} is in a circle");
            if seen.insert(chapter.clone()) {
                next.extend(uses.get(&chapter).into_iter().flatten().cloned());
            }
        }
    }
}

#[test]
fn the_check_itself_would_find_an_arrow_that_points_up() {
    let text = "use std::fmt;\nuse crate::{\n    codec::{Call, page::{Page, Walk}},\n    machine::Step,\n};\n";
    let found = imports(text);
    assert_eq!(found, ["codec::Call", "codec::page::Page", "codec::page::Walk", "machine::Step"]);
    assert!(floor("machine") > floor("codec"));
}
