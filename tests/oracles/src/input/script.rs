//! Scripts for the machine.

use std::time::Duration;

use moneyhub_proto::{
    Replay, Retry,
    transport::{FaultClass, Sent},
};

use super::Draw;
use crate::machine::{CallPlan, Happening, Move, Script, Verb};

/// The most moves of a script, so that the slowest is still quick.
const MOST_MOVES: usize = 120;

impl Draw<'_> {
    pub(crate) fn script(&mut self) -> Script {
        let retry = self.retry();
        let signs = self.bool();
        let mut calls = self.list(2, Self::call);
        calls.push(self.call());
        let mut moves = Vec::new();
        while !self.is_over() && moves.len() < MOST_MOVES {
            moves.push(self.step());
        }
        Script { retry, signs, calls, moves }
    }

    pub(super) fn retry(&mut self) -> Retry {
        let mut tenths = |most: u32| Duration::from_millis(100 * u64::from(self.below(most)));
        let [base_backoff, max_backoff] = [tenths(10), tenths(50)];
        let max_retry_after = tenths(600);
        let deadline = Duration::from_millis(100) + tenths(2000);
        Retry { max_attempts: self.below(6), base_backoff, max_backoff, max_retry_after, deadline }
    }

    fn call(&mut self) -> CallPlan {
        CallPlan {
            verb: self.one_of(&[Verb::Get, Verb::Delete, Verb::Post]),
            replay: self.one_of(&[Replay::Free, Replay::IfRefused, Replay::Never]),
            data: self.bool(),
            token_given: self.bool(),
            subject: self.option(|draw| draw.below(2) as u8),
            scopes: self.byte() & 7,
            deadline: self.option(|draw| Duration::from_millis(u64::from(draw.below(100_000)))),
        }
    }

    fn step(&mut self) -> Move {
        let kind = self.below(12);
        let which = self.below(6) as usize;
        match kind {
            0 | 1 => Move::Step(which),
            2 | 3 => Move::Happens(which, self.happening()),
            4 => Move::HandOver(which),
            5 => Move::Token(which),
            6 => Move::Pass(self.below(2000), self.below(3) as i32),
            7 => Move::Pass(self.below(8_000_000), self.below(20_000) as i32 - 10_000),
            8 => Move::Drop(which),
            9 => Move::Entropy(self.option(Self::byte)),
            10 => Move::StepEarly(which, self.below(10_000)),
            _ => Move::Finish(which),
        }
    }

    fn happening(&mut self) -> Happening {
        const UNSENT: [FaultClass; 3] = [FaultClass::Connect, FaultClass::Resolve, FaultClass::Tls];
        const LOST: [FaultClass; 4] = [
            FaultClass::BodyTooLarge,
            FaultClass::Closed,
            FaultClass::Protocol,
            FaultClass::TimedOut,
        ];
        const TYPES: [&str; 5] = ["Bearer", "bearer", "BEARER", "DPoP", ""];
        match self.below(4) {
            0 => {
                Happening::Fault { class: self.one_of(&UNSENT), sent: Sent::Nothing, status: None }
            }
            1 if self.below(4) == 0 => {
                Happening::Fault { class: FaultClass::Closed, sent: Sent::Refused, status: None }
            }
            1 => Happening::Fault {
                class: self.one_of(&LOST),
                sent: Sent::Perhaps,
                status: self.option(Self::status),
            },
            2 => Happening::Reply {
                status: self.status(),
                retry_after: self.option(|draw| draw.below(100)),
            },
            _ => Happening::Token {
                token_type: self.one_of(&TYPES).to_owned(),
                expires_in: self.option(|draw| i64::from(draw.below(7300)) - 10),
                scopes: self.option(|draw| draw.byte() & 7),
            },
        }
    }

    /// A status, most often one that means something.
    pub(super) fn status(&mut self) -> u16 {
        const KNOWN: [u16; 18] = [
            200, 204, 302, 400, 401, 403, 404, 408, 429, 500, 501, 502, 503, 504, 520, 521, 524,
            525,
        ];
        match self.below(20) as usize {
            known if known < KNOWN.len() => KNOWN[known],
            _ => 100 + self.below(900) as u16,
        }
    }
}
