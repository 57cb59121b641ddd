//! Histories for a ledger.

use super::Draw;
use crate::ledger::{Doubts, Happening, History, Item, Lies};

/// The most items of a script, so that the slowest is still quick.
const MOST_ITEMS: usize = 150;

impl Draw<'_> {
    pub(crate) fn ledger_history(&mut self) -> History {
        let doubts = Doubts::chosen(self.number());
        let mut script = vec![Item::Happen(Happening::Connect, self.number())];
        while !self.is_over() && script.len() < MOST_ITEMS {
            let (chance, number) = (self.byte(), u64::from(self.below(1 << 24)));
            script.push(match chance {
                0..=179 => Item::Step(number),
                180..=199 => Item::Wait(number),
                200..=209 => Item::Hook(number),
                210..=215 => Item::Crash(number),
                chance => {
                    let at = usize::from(chance) % Happening::LIFE.len();
                    Item::Happen(Happening::LIFE[at], number)
                }
            });
        }
        History { doubts, lies: Lies::default(), script }
    }
}
