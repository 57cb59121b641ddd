//! Example transports, each for another HTTP client or runtime.

use std::{fs, path::Path};

#[path = "../transports/reqwest.rs"]
pub(crate) mod reqwest;
#[path = "../transports/smol.rs"]
pub(crate) mod smol;
#[path = "../transports/unix.rs"]
pub(crate) mod unix;

/// Lines that are neither empty nor comments nor tests, of a file or of all in a directory.
fn lines_of_code(path: &Path) -> usize {
    if path.is_dir() {
        let entries = fs::read_dir(path).unwrap();
        return entries.map(|entry| lines_of_code(&entry.unwrap().path())).sum();
    }
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().map(str::trim_start).take_while(|line| *line != "#[cfg(test)]");
    lines.filter(|line| !line.is_empty() && !line.starts_with("//")).count()
}

#[test]
fn the_adapters_are_thin() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    // For async-std hyper has no glue, and timers that share one are cheaper than the runtime's.
    for (adapter, most) in [("moneyhub-tokio/src", 120), ("moneyhub-async-std/src", 350)] {
        let lines = lines_of_code(&root.join(adapter));
        assert!((50..=most).contains(&lines), "{adapter} has {lines} lines of code");
    }
}

/// To five lines, so that a changed line does not ask for a changed README.
#[test]
fn the_table_of_runtimes_in_the_readme_counts_right() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let table = readme.split("| runtime | code | lines of it |").nth(1).unwrap();
    let mut rows = 0;
    for row in table.lines().skip(2).take_while(|line| line.starts_with('|')) {
        let path = row.split(['(', ')']).find(|part| part.contains('/')).unwrap();
        let stated: usize =
            row.trim_matches([' ', '|']).rsplit(' ').next().unwrap().parse().unwrap();
        let counted = lines_of_code(&root.join(path));
        assert!(stated.abs_diff(counted) <= 5, "{path} has {counted} lines, not {stated}");
        rows += 1;
    }
    assert_eq!(rows, 6);
}
