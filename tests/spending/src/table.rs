//! The report as text for a terminal.

use std::fmt::Write;

use comfy_table::{CellAlignment, Table, presets};

use crate::{Report, pounds};

/// The length of the longest bar.
const WIDTH: u64 = 30;

/// The tables, and a line for what was left.
#[must_use]
pub fn text(report: &Report) -> String {
    let mut text = String::new();
    let most = report.spent.iter().map(|category| out(category.spent)).max().unwrap_or(0);
    let mut spent = table(["category", "spent", ""]);
    for category in &report.spent {
        let bar = bar(out(category.spent), most);
        spent.add_row([&category.name, &pounds(-category.spent), &bar]);
    }
    spent.add_row(["all", &pounds(-report.total), ""]);
    let mut regular = table(["regular payment", "amount", "next"]);
    for payment in &report.regular {
        let next = format!("{}, {}", payment.next, payment.frequency);
        regular.add_row([&payment.name, &pounds(-payment.amount), &next]);
    }
    // Writing to a `String` can't fail.
    let _ = writeln!(text, "{}\n\n{spent}\n\n{regular}\n", report.month);
    let _ = writeln!(text, "income {}, left {}", pounds(report.income), pounds(report.left()));
    text
}

fn table(header: [&str; 3]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header(header);
    if let Some(amounts) = table.column_mut(1) {
        amounts.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// Money in has no bar.
fn out(spent: i64) -> u64 {
    spent.min(0).unsigned_abs()
}

fn bar(spent: u64, most: u64) -> String {
    let length = (spent * WIDTH).checked_div(most).unwrap_or(0);
    "█".repeat(usize::try_from(length).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn the_longest_bar_is_that_of_the_most() {
        let length = |spent, most| bar(spent, most).chars().count();
        assert_eq!((length(500, 500), length(250, 500), length(0, 500)), (30, 15, 0));
        assert_eq!(length(0, 0), 0);
    }
}
