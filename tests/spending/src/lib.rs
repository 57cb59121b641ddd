//! What a user spent in a month: by category, as a table and a bar chart; with income, regular
//! payments, and what was left.
//!
//! This example is a separate package, so that the library does not depend on drawing crates. Its
//! program is `moneyhub-spending`.

mod chart;
mod month;
mod report;
mod table;

pub use chart::svg;
pub use month::Month;
pub use report::{Category, Regular, Report};
pub use table::text;

/// Pence as pounds.
#[must_use]
pub fn pounds(pence: i64) -> String {
    let sign = if pence < 0 { "-" } else { "" };
    let pence = pence.unsigned_abs();
    format!("{sign}{}.{:02}", pence / 100, pence % 100)
}
