//! Texts that match a regular expression.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

use super::Choose;

/// What a repetition without an end adds at most to its least number of rounds.
const FURTHER_ROUNDS: u32 = 7;

/// A text that matches the whole of a pattern, of printable ASCII; the first of every choice makes the
/// shortest repetitions.
pub(super) fn text(pattern: &str, choose: &mut Choose<'_>) -> String {
    let parsed = ParserBuilder::new().unicode(false).utf8(false).build().parse(pattern);
    let mut text = String::new();
    write(&parsed.unwrap_or_else(|error| panic!("{pattern}: {error}")), choose, &mut text);
    text
}

fn write(hir: &Hir, choose: &mut Choose<'_>, text: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => {
            let characters = printable(class);
            text.push(characters[choose(characters.len()) % characters.len()]);
        }
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(repetition.min + FURTHER_ROUNDS);
            let spread = (most - repetition.min + 1) as usize;
            let rounds = repetition.min as usize + choose(spread) % spread;
            for _ in 0..rounds {
                write(&repetition.sub, choose, text);
            }
        }
        HirKind::Capture(group) => write(&group.sub, choose, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, choose, text)),
        HirKind::Alternation(parts) => {
            write(&parts[choose(parts.len()) % parts.len()], choose, text)
        }
    }
}

fn printable(class: &Class) -> Vec<char> {
    let ranges: Vec<(u32, u32)> = match class {
        Class::Bytes(class) => {
            class.iter().map(|range| (range.start().into(), range.end().into())).collect()
        }
        Class::Unicode(class) => {
            class.iter().map(|range| (range.start().into(), range.end().into())).collect()
        }
    };
    let within = |character: &char| {
        ranges.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(*character)))
    };
    (' '..='~').filter(within).collect()
}
