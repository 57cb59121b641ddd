//! The hostile network against both adapters, and the table of their results.

mod paying;
mod twice;

use std::{env, fmt::Write as _, fs, path::PathBuf};

use moneyhub_tests::{Adapter, hostile::Row};

mod tokio {
    use super::*;

    const ADAPTER: Adapter = Adapter::Tokio;

    moneyhub_tests::cases!(ADAPTER, assert_documented);
}

mod async_std {
    use super::*;

    const ADAPTER: Adapter = Adapter::AsyncStd;

    moneyhub_tests::cases!(ADAPTER, assert_documented);
}

const BEGIN: &str = "<!-- What follows is written by the tests. -->\n";

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("HOSTILE.md")
}

fn documented() -> String {
    let text = fs::read_to_string(file()).unwrap();
    let (_, table) = text.split_once(BEGIN).unwrap();
    table.to_owned()
}

/// What a case has asserted is what the table says of it.
fn assert_documented(group: &str, case: &str, rows: &[Row]) {
    let lines = lines(case, rows);
    if env::var_os("UPDATE_HOSTILE").is_none() {
        let (file, documented) = (file(), documented_lines(group, case));
        let file = file.display();
        assert!(documented == lines, "{file} says, in {group}:\n{documented}and it is:\n{lines}");
    }
}

/// All rows of a case, and no other: those below the first have no name.
fn documented_lines(group: &str, case: &str) -> String {
    let (heading, first) = (format!("## {group}"), format!("| {} |", case.replace('_', " ")));
    let documented = documented();
    let group = documented.lines().skip_while(|line| *line != heading).skip(1);
    let mut lines = group
        .take_while(|line| !line.starts_with("## "))
        .skip_while(|line| !line.starts_with(&first));
    let first = lines.next().into_iter();
    first
        .chain(lines.take_while(|line| line.starts_with("|  |")))
        .map(|line| format!("{line}\n"))
        .collect()
}

fn lines(case: &str, rows: &[Row]) -> String {
    let mut lines = String::new();
    let mut name = case.replace('_', " ");
    for Row { call, ends, outcome, attempts, requests } in rows {
        writeln!(lines, "| {name} | {call} | {ends} | {outcome} | {attempts} | {requests} |")
            .unwrap();
        name.clear();
    }
    lines
}

#[test]
fn the_table_has_the_cases_and_no_other() {
    let mut names = Vec::new();
    for line in documented().lines() {
        if let Some(group) = line.strip_prefix("## ") {
            names.push(group.to_owned());
        } else if let Some(name) = line.strip_prefix("| ").and_then(|line| line.split(" |").next())
            && !name.is_empty()
            && name != "what happens"
        {
            names.push(name.to_owned());
        }
    }
    let mut expected = Vec::new();
    let mut last = "";
    for (group, case, _) in tokio::ALL {
        if *group != last {
            expected.push((*group).to_owned());
            last = group;
        }
        expected.push(case.replace('_', " "));
    }
    assert_eq!(names, expected);
}

/// `UPDATE_HOSTILE=1 cargo test -p moneyhub-tests hostile::write -- --ignored`
#[test]
#[ignore = "writes the table anew"]
fn write_the_table() {
    let text = fs::read_to_string(file()).unwrap();
    let (head, _) = text.split_once(BEGIN).unwrap();
    let mut table = String::new();
    let mut last = "";
    for (group, case, run) in tokio::ALL {
        if *group != last {
            write!(table, "\n## {group}\n\n").unwrap();
            table += "| what happens | call | ends in | outcome | attempts | requests |\n";
            table += "|---|---|---|---|---|---|\n";
            last = group;
        }
        table += &lines(case, &run(Adapter::Tokio));
    }
    fs::write(file(), [head, BEGIN, &table].concat()).unwrap();
}
