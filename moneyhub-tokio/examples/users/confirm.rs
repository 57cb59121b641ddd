//! A question before something that can't be undone.

use std::io::{self, BufRead, Write};

/// Asks, and waits for the answer. Anything but `y` or `yes` means no, including the end of input.
pub(crate) fn agreed(
    question: &str,
    mut answers: impl BufRead,
    mut out: impl Write,
) -> io::Result<bool> {
    write!(out, "{question} It can't be undone. [y/N] ")?;
    out.flush()?;
    let mut answer = String::new();
    answers.read_line(&mut answer)?;
    if !answer.ends_with('\n') {
        // The input ended without a line break; start a new line for what follows.
        writeln!(out)?;
    }
    let answer = answer.trim();
    Ok(answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes"))
}
