//! JSON on standard output.

use std::io::{self, BufWriter, IsTerminal, Write};

use serde::Serialize;

use super::{failure::Failure, settings::Moneyhub};
use crate::adapter::moneyhub_proto::Paged;

/// One value, for people to read.
pub(crate) fn document(value: &impl Serialize) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(out, "{}", harmless(serde_json::to_string_pretty(value)?))?;
    out.flush()
}

/// JSON escapes only ASCII control characters. Others move the cursor of some terminals, and bidirectional
/// controls can disguise text. Here they are escaped, too; it is the same JSON.
fn harmless(json: String) -> String {
    let harmful = |c: char| !matches!(c, '\n') && c.is_control() || is_of_bidi(c);
    if !json.contains(harmful) {
        return json;
    }
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        match harmful(c) {
            true => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => text.push(c),
        }
    }
    text
}

/// Marks, embeddings, overrides and isolates, and line and paragraph separators.
pub(crate) const fn is_of_bidi(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// A page as the service sent it; or all items from there on, one per line, with one page in memory at a
/// time.
pub(crate) async fn list<E>(
    moneyhub: &Moneyhub,
    list: E,
    offset: u32,
    all: bool,
) -> Result<(), Failure>
where
    E: Paged,
    E::Item: Serialize,
{
    if !all {
        return Ok(document(&moneyhub.send(list).await?)?);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let mut progress = Progress { at: u64::from(offset), shown: false };
    let mut pages = moneyhub.pages(list);
    while let Some(page) = pages.next().await {
        let page = page?;
        for item in &page.data {
            let line = serde_json::to_string(item).map_err(io::Error::from)?;
            writeln!(out, "{}", harmless(line))?;
        }
        // The reader sees a page as soon as it arrives. When the reader is gone, the walk ends
        // here.
        out.flush()?;
        progress.add(page.data.len() as u64, page.meta.total);
    }
    Ok(())
}

/// Shows the progress on standard error, if that is a terminal and the items themselves don't go to
/// one.
struct Progress {
    at: u64,
    shown: bool,
}

impl Progress {
    fn add(&mut self, items: u64, total: Option<u64>) {
        self.at += items;
        let mut out = io::stderr();
        if out.is_terminal() && !io::stdout().is_terminal() {
            let total = total.map_or(String::new(), |total| format!(" of {total}"));
            // Failing to show progress is no reason to stop.
            let _ = write!(out, "\r{}{total}", self.at);
            self.shown = true;
        }
    }
}

/// Also when an error ends the walk: its line must not start after the numbers.
impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            let _ = writeln!(io::stderr());
        }
    }
}
