//! The lines of code per operation, by chapter: `cargo run -p moneyhub-oracles --bin price`.
//!
//! Lines are those of code: no documentation, no comments, no blank lines, no tests, types of requests and
//! replies included. Files are those that name an operation, the most of any in the chapter: its module, the
//! index of the chapter where that is another file, the laws, the golden requests, the manual. The last two
//! are written by tests.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use moneyhub_oracles::operations::{self, Typed};

fn main() -> ExitCode {
    match print() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("price: {error}");
            ExitCode::FAILURE
        }
    }
}

fn print() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut chapters = BTreeMap::<&str, Vec<Typed>>::new();
    for operation in operations::all() {
        chapters.entry(operation.chapter()).or_default().push(operation);
    }
    println!(
        "| chapter | operations | lines of code | lines per operation | files per operation |"
    );
    println!("|---|---|---|---|---|");
    let mut all = (0, 0);
    for (chapter, operations) in &chapters {
        let sources = sources(&root.join("moneyhub-proto/src/api"), chapter)?;
        let lines: usize = sources.iter().map(|(_, text)| lines_of_code(text)).sum();
        let generated = [
            root.join("tests/oracles/src/operations").join(chapter).with_extension("rs"),
            root.join("tests/golden/chapters").join(chapter).with_extension("http"),
            root.join("moneyhub-proto/src/manual/operations.md"),
        ];
        let mut files = sources;
        for path in generated {
            files.push((path.clone(), fs::read_to_string(path).unwrap_or_default()));
        }
        let touched = operations.iter().map(|operation| touched(operation, &files)).max();
        row(chapter, operations.len(), lines, &touched.unwrap_or_default().to_string());
        all = (all.0 + operations.len(), all.1 + lines);
    }
    row("all", all.0, all.1, "");
    Ok(())
}

fn row(chapter: &str, operations: usize, lines: usize, files: &str) {
    let each = lines as f64 / operations as f64;
    println!("| {chapter} | {operations} | {lines} | {each:.0} | {files} |");
}

/// The files of a chapter: `chapter.rs`, and all below `chapter/`.
fn sources(api: &Path, chapter: &str) -> io::Result<Vec<(PathBuf, String)>> {
    let index = api.join(chapter).with_extension("rs");
    let mut found = vec![(index.clone(), fs::read_to_string(index)?)];
    let mut folders = vec![api.join(chapter)];
    while let Some(folder) = folders.pop().filter(|folder| folder.is_dir()) {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_stem().is_none_or(|stem| stem != "tests") {
                found.push((path.clone(), fs::read_to_string(path)?));
            }
        }
    }
    Ok(found)
}

/// Without documentation, comments, blank lines, and the tests: a module at the end, or the declaration of
/// one.
fn lines_of_code(text: &str) -> usize {
    let text = text.replace("#[cfg(test)]\nmod tests;\n", "");
    text.lines()
        .map(str::trim)
        .take_while(|line| *line != "#[cfg(test)]")
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .count()
}

/// How many of the files name the operation: its type, its own name, or its row.
fn touched(operation: &Typed, files: &[(PathBuf, String)]) -> usize {
    let name = operation.type_path.rsplit("::").next().unwrap_or_default();
    let names = |text: &str| {
        text.contains(&format!("\"{}\"", operation.facts.name))
            || text.contains(&format!("### {}\n", operation.facts.name))
            || text.contains(&format!("crate::{})", operation.type_path))
            || text.contains(&format!("\"{}\"", operation.id))
            || text.contains(&format!("[`{name}`] | `"))
    };
    files.iter().filter(|(_, text)| names(text)).count()
}
