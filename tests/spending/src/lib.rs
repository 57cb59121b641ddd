//! What a user spent in a month: by category, as a table and a bar chart; what came in, what comes
//! back every month, and what was left.
//!
//! The package is an example of its own, so that the crates that draw do not weigh on the library.
//! Its program is `moneyhub-spending`.

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
