//! The question before a deletion, as the function that it is: `cargo test` has no terminal.

#[path = "../../examples/users/confirm.rs"]
mod confirm;

/// Whether an input agrees, and what was written to ask for it.
fn agreed(input: &str) -> (bool, String) {
    let mut out = Vec::new();
    let agreed = confirm::agreed("Delete it?", input.as_bytes(), &mut out).unwrap();
    (agreed, String::from_utf8(out).unwrap())
}

#[test]
fn only_y_and_yes_agree() {
    for input in ["y\n", "yes\n", "Y\n", "YES\r\n", " yes \n", "y"] {
        assert!(agreed(input).0, "{input:?}");
    }
    for input in ["", "\n", "n\n", "no\n", "yess\n", "j\n", "\ny\n", "no\ny\n"] {
        assert!(!agreed(input).0, "{input:?}");
    }
}

#[test]
fn the_question_says_what_enter_means() {
    assert_eq!(agreed("y\n").1, "Delete it? It can't be undone. [y/N] ");
}

#[test]
fn the_line_ends_when_the_input_does() {
    assert!(agreed("").1.ends_with("[y/N] \n"));
}

#[test]
fn an_input_that_fails_does_not_agree() {
    let invalid: &[u8] = b"\xff\n";
    assert!(confirm::agreed("Delete it?", invalid, &mut Vec::new()).is_err());
}
