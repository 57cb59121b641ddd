//! Scripts for drivers.

use std::time::Duration;

use moneyhub_proto::{
    Replay,
    transport::{FaultClass, Sent},
};

use super::Draw;
use crate::{
    drivers::{Answer, Body, Call, Comes, Plan, Script},
    machine::Verb,
};

/// The most answers of a script, so that the slowest is still quick.
const MOST_ANSWERS: usize = 40;

impl Draw<'_> {
    pub(crate) fn drivers_script(&mut self) -> Script {
        let retry = self.retry();
        let signs = match self.below(8) {
            6 => Some(false),
            7 => Some(true),
            _ => None,
        };
        let entropy = !self.bool();
        let mut calls = self.list(2, Self::plan);
        calls.push(self.plan());
        let mut answers = Vec::new();
        while !self.is_over() && answers.len() < MOST_ANSWERS {
            answers.push(self.scripted_answer());
        }
        Script { retry, signs, entropy, calls, answers }
    }

    fn plan(&mut self) -> Plan {
        let call = match self.below(8) {
            0 | 1 => Call::Get,
            2 => Call::Delete,
            3 => Call::Create,
            4 | 5 => Call::Pages(self.below(4)),
            _ => Call::Raw {
                verb: self.one_of(&[Verb::Get, Verb::Delete, Verb::Post]),
                replay: self.one_of(&[Replay::Free, Replay::IfRefused, Replay::Never]),
                for_user: self.bool(),
                body: self.option(Self::text),
            },
        };
        let pause = self.option(|draw| {
            let time = Duration::from_millis(u64::from(draw.below(8_000_000)));
            (time, i64::from(draw.below(8_000)) - 4_000)
        });
        Plan {
            pause: pause.unwrap_or_default(),
            call,
            token_given: self.bool(),
            deadline: self.option(|draw| Duration::from_millis(u64::from(draw.below(60_000)))),
            retry: self.option(Self::retry),
        }
    }

    fn scripted_answer(&mut self) -> Answer {
        use FaultClass::{BodyTooLarge, Closed, Connect, Other, Protocol, Resolve, TimedOut, Tls};
        const CLASSES: [FaultClass; 8] =
            [BodyTooLarge, Closed, Connect, Other, Protocol, Resolve, TimedOut, Tls];
        let comes = match self.below(8) {
            0..=3 => {
                let body = self.fitting();
                Comes::Reply { status: 200, retry_after: None, body }
            }
            4 => Comes::Fault(
                self.one_of(&CLASSES),
                self.one_of(&[Sent::Nothing, Sent::Refused, Sent::Perhaps]),
            ),
            _ => Comes::Reply {
                status: self.status(),
                retry_after: self.option(Self::retry_after),
                body: match self.below(4) {
                    0 => Body::Text(String::new()),
                    1 => Body::Error(self.text()),
                    2 => self.fitting(),
                    _ => Body::Text(self.text()),
                },
            },
        };
        let takes = match self.below(8) {
            7 => 400_000,
            6 => self.below(100_000),
            5 => self.below(2_000),
            _ => 0,
        };
        Answer { takes: Duration::from_millis(u64::from(takes)), comes }
    }

    fn fitting(&mut self) -> Body {
        let first = self.below(4) as u8;
        let kind = self.below(8);
        Body::Fitting {
            token_type: match self.below(16) {
                14 => "bearer".to_owned(),
                15 => "DPoP".to_owned(),
                _ => "Bearer".to_owned(),
            },
            expires_in: match kind {
                0..=5 => Some(7_200),
                6 => None,
                _ => Some(i64::from(self.below(300)) - 10),
            },
            scope: match self.below(16) {
                13 => Some("user:update".to_owned()),
                14 => Some("user:read".to_owned()),
                15 => Some(String::new()),
                _ => None,
            },
            users: (first, first + self.below(4) as u8),
            total: self.option(|draw| u64::from(draw.below(12))),
            next: self.option(|draw| match draw.below(4) {
                0 => draw.text(),
                _ => format!("/users?offset={}", draw.below(12)),
            }),
        }
    }

    fn retry_after(&mut self) -> String {
        match self.below(6) {
            0 => "Wed, 01 May 2024 08:00:20 GMT".to_owned(),
            1 => "1.5".to_owned(),
            2 => self.text(),
            _ => self.below(60).to_string(),
        }
    }
}
