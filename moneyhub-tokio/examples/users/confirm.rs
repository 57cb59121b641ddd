//! A question before something that can't be undone.

use std::io::{self, BufRead, Write};

/// Asks, and waits for the answer; anything but `y` or `yes` means no, the end of input too.
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
        // The input ended, so nobody pressed return; what follows begins a line all the same.
        writeln!(out)?;
    }
    let answer = answer.trim();
    Ok(answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes"))
}
