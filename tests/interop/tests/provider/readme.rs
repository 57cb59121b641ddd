//! The tables of the README name tests.

/// Each `module::test` of the README, split.
fn named() -> impl Iterator<Item = (&'static str, &'static str)> {
    let spans = include_str!("../../README.md").split('`').skip(1).step_by(2);
    spans
        .filter_map(|span| span.split_once("::"))
        .filter(|(module, _)| module.starts_with(|first: char| first.is_ascii_lowercase()))
}

fn source(module: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/provider");
    std::fs::read_to_string(format!("{folder}/{module}.rs")).unwrap_or_default()
}

#[test]
fn every_test_that_the_readme_names_exists() {
    let missing: Vec<_> =
        named().filter(|(module, test)| !source(module).contains(&format!("fn {test}("))).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(named().count() > 90);
}
