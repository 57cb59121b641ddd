//! Scripts for sign-ins.

use moneyhub_proto::{
    sign_in::Flow,
    transport::{FaultClass, Sent},
};

use super::Draw;
use crate::sign_in_walk::{
    Document, Happening, Key, MOST_SIGN_INS, Move, Return, Script, SignInPlan, Token, Wrong,
};

/// The most moves of a script, so that the slowest is still quick.
const MOST_MOVES: usize = 80;

impl Draw<'_> {
    pub(crate) fn sign_in_script(&mut self) -> Script {
        let retry = self.retry();
        let [signs, configured, always_names_issuer, recovers] = [(); 4].map(|()| self.bool());
        let mut sign_ins = self.list(MOST_SIGN_INS as u32 - 1, Self::sign_in);
        sign_ins.push(self.sign_in());
        let mut moves = Vec::new();
        while !self.is_over() && moves.len() < MOST_MOVES {
            moves.push(self.sign_in_move());
        }
        Script { retry, signs, configured, always_names_issuer, sign_ins, moves, recovers }
    }

    fn sign_in(&mut self) -> SignInPlan {
        use Return::{Denied, Good, OtherIssuer, OtherState, WithoutIssuer};
        SignInPlan {
            flow: self.one_of(&[Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit]),
            pinned: self.bool(),
            callback: self.one_of(&[
                Good,
                Good,
                Good,
                Good,
                WithoutIssuer,
                OtherIssuer,
                OtherState,
                Denied,
            ]),
            in_front: self.token(),
        }
    }

    fn token(&mut self) -> Token {
        use Wrong::{Audience, Connection, Expired, Hash, Issuer, Nonce, Subject};
        let wrong = [Audience, Connection, Expired, Hash, Issuer, Nonce, Subject];
        Token {
            key: self.one_of(&[
                Key::Current,
                Key::Current,
                Key::Current,
                Key::Other,
                Key::Unknown,
                Key::Unnamed,
            ]),
            forged: self.below(8) == 7,
            wrong: match self.below(16) as usize {
                index if index < wrong.len() => Some(wrong[index]),
                _ => None,
            },
        }
    }

    fn sign_in_move(&mut self) -> Move {
        let kind = self.below(16);
        let which = self.below(MOST_SIGN_INS as u32) as usize;
        match kind {
            0..=2 => Move::Step(which),
            3..=5 => Move::Serve(which),
            6..=8 => Move::Happens(which, self.answer()),
            9 => Move::Pass(self.below(200), 0),
            10 => Move::Pass(self.below(8_000), self.below(12) as i32),
            11 => Move::Pass(self.below(4_000_000), self.below(8_000) as i32 - 4_000),
            12 => Move::Rotate,
            13 if self.bool() => Move::Finish(which),
            13 => Move::Drop(which),
            14 => Move::Entropy(self.option(Self::byte)),
            _ => Move::StepEarly(which, self.below(10_000)),
        }
    }

    fn answer(&mut self) -> Happening {
        use FaultClass::{BodyTooLarge, Closed, Connect, Protocol, Resolve, TimedOut, Tls};
        match self.below(9) {
            0 => {
                let class = self.one_of(&[Connect, Resolve, Tls]);
                Happening::Fault { class, sent: Sent::Nothing, status: None }
            }
            1 => Happening::Fault {
                class: self.one_of(&[BodyTooLarge, Closed, Protocol, TimedOut]),
                sent: Sent::Perhaps,
                status: self.option(Self::status),
            },
            2 => Happening::Reply {
                status: self.status(),
                retry_after: self.option(|draw| draw.below(100)),
            },
            3 => Happening::Document(self.one_of(&[
                Document::Good,
                Document::ForeignKeys,
                Document::OtherIssuer,
            ])),
            4 | 5 => Happening::Keys(self.below(4) as u8),
            6 => Happening::Signature(self.bool()),
            7 => Happening::Token,
            _ => Happening::Tokens {
                bearer: self.below(8) != 7,
                id_token: match self.below(8) {
                    7 => None,
                    _ => Some(self.token()),
                },
            },
        }
    }
}
