//! What every measurement comes to: one figure of ours, one to hold it against, and how far apart
//! they may be.

use std::fmt;

/// The first two lines of a table of [`Row`]s.
pub const HEADER: &str =
    "| what | ours | against | ratio | bound | |\n|---|---:|---:|---:|---:|---|";

/// One line of a table.
#[derive(Clone, Debug)]
pub struct Row {
    /// What was measured, and in which unit.
    pub what: String,
    /// What ours took.
    pub ours: f64,
    /// What the other took; by hand, where the row names nothing else.
    pub against: f64,
    /// Ours over the other. Where there were rounds it is the median of theirs.
    pub ratio: f64,
    /// How far apart they may be.
    pub bound: Bound,
}

/// How far ours may be from the other.
#[derive(Clone, Copy, Debug)]
pub enum Bound {
    /// As far as it likes: it is written down, and that is all.
    Any,
    /// So many times as much, and no more.
    AtMost(f64),
    /// So many times as much, and no less.
    AtLeast(f64),
    /// So many more, and not one beyond.
    More(u32),
    /// Exactly as much.
    Same,
}

impl Row {
    /// One measurement of each.
    #[must_use]
    pub fn new(what: impl Into<String>, ours: f64, against: f64, bound: Bound) -> Self {
        Self { what: what.into(), ours, against, ratio: ours / against, bound }
    }

    /// Whether ours is within its bound.
    #[must_use]
    pub fn is_within(&self) -> bool {
        match self.bound {
            Bound::Any => true,
            Bound::AtMost(times) => self.ratio <= times,
            Bound::AtLeast(times) => self.ratio >= times,
            Bound::More(more) => self.ours <= self.against + f64::from(more),
            Bound::Same => self.ours == self.against,
        }
    }
}

/// A line of Markdown.
impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ours, against) = (number(self.ours), number(self.against));
        let verdict = match self.bound {
            Bound::Any => "",
            _ if self.is_within() => "good",
            _ => "BEYOND",
        };
        let Self { what, ratio, bound, .. } = self;
        write!(f, "| {what} | {ours} | {against} | {ratio:.3} | {bound} | {verdict} |")
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => Ok(()),
            Self::AtMost(times) => write!(f, "at most {times:.2}"),
            Self::AtLeast(times) => write!(f, "at least {times:.2}"),
            Self::More(0) => f.write_str("no more"),
            Self::More(more) => write!(f, "{more} more"),
            Self::Same => f.write_str("the same"),
        }
    }
}

/// With commas from a thousand on; below, two decimals unless it is whole.
pub(crate) fn number(value: f64) -> String {
    if value < 1_000.0 {
        let decimals = if value.fract() == 0.0 { 0 } else { 2 };
        return format!("{value:.decimals$}");
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_hold_up_to_their_figure_and_not_beyond() {
        let holds = |ours, bound| Row::new("", ours, 10.0, bound).is_within();
        assert!(holds(11.0, Bound::AtMost(1.1)) && !holds(11.1, Bound::AtMost(1.1)));
        assert!(holds(9.0, Bound::AtLeast(0.9)) && !holds(8.9, Bound::AtLeast(0.9)));
        assert!(holds(12.0, Bound::More(2)) && !holds(13.0, Bound::More(2)));
        assert!(holds(10.0, Bound::Same) && !holds(9.0, Bound::Same) && !holds(11.0, Bound::Same));
        assert!(holds(99.0, Bound::Any));
    }

    #[test]
    fn a_row_is_a_line_of_markdown() {
        let row = Row::new("what", 1_234_567.0, 500.5, Bound::AtMost(1.1));
        assert_eq!(
            row.to_string(),
            "| what | 1,234,567 | 500.50 | 2466.667 | at most 1.10 | BEYOND |"
        );
    }
}
