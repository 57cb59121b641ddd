//! The corpus of the fuzz targets, under plain `cargo test`: whatever a fuzzer has once found worth
//! keeping obeys the laws.

use std::{
    collections::BTreeSet,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use moneyhub_oracles::targets;

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// The names of what lies in a folder, without their extensions.
fn names(folder: &str) -> BTreeSet<String> {
    let folder = fuzz().join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let name = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    entries.map(|entry| name(entry.unwrap().path())).collect()
}

fn known() -> BTreeSet<String> {
    targets::ALL.iter().map(|(name, _)| (*name).to_owned()).collect()
}

#[test]
fn every_input_of_the_corpus_obeys_its_law() {
    let mut broken = Vec::new();
    for (name, target) in targets::ALL {
        let folder = fuzz().join("corpus").join(name);
        let inputs = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
        let mut count = 0;
        for input in inputs {
            let path = input.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            if catch_unwind(AssertUnwindSafe(|| target(&bytes))).is_err() {
                broken.push(path);
            }
            count += 1;
        }
        assert!(count > 0, "{name} has no corpus");
    }
    assert!(broken.is_empty(), "laws are broken by {broken:#?}");
}

#[test]
fn the_corpus_is_small_enough_to_be_read() {
    let folders = targets::ALL.iter().map(|(name, _)| fuzz().join("corpus").join(name));
    let inputs = folders.flat_map(|folder| fs::read_dir(folder).unwrap());
    let bytes: u64 = inputs.map(|input| input.unwrap().metadata().unwrap().len()).sum();
    assert!(bytes < 200_000, "the corpus has {bytes} bytes");
}

#[test]
fn the_table_of_the_readme_has_every_target_and_no_other() {
    let readme = fs::read_to_string(fuzz().join("README.md")).unwrap();
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    let named: BTreeSet<_> = rows.map(|(name, _)| name.to_owned()).collect();
    assert_eq!(named, known());
}

#[test]
fn every_target_has_its_program_and_its_corpus_and_nothing_is_left_over() {
    assert_eq!(names("targets"), known(), "programs");
    assert_eq!(names("corpus"), known(), "folders of the corpus");
    let strays: Vec<_> = names("dictionaries").difference(&known()).cloned().collect();
    assert!(strays.is_empty(), "dictionaries of no target: {strays:?}");
}

#[test]
fn every_program_calls_the_function_of_its_name() {
    let manifest = fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    for (name, _) in targets::ALL {
        let program = fs::read_to_string(fuzz().join(format!("targets/{name}.rs"))).unwrap();
        assert!(program.contains(&format!("targets::{name}(")), "{name}: {program}");
        assert!(manifest.contains(&format!("path = \"targets/{name}.rs\"")), "{name} is not built");
    }
}
