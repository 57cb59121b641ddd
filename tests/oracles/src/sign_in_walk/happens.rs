//! Events for requests, as the table sees them and as machines get them.

use std::time::Duration;

use bytes::Bytes;
use http::Response;
use moneyhub_proto::{AccessToken, env::Env, machine::Event, transport::Sent};
use serde_json::json;

use super::{
    Document, Happening, Key, Token, service,
    walker::{Answer, Body, Call, Due},
    world::World,
};
use crate::{
    machine::{self, Then, entropy},
    told,
};

impl World {
    pub(super) fn happens(&mut self, index: usize, happening: &Happening) {
        if !self.walkers[index].is_here() {
            return;
        }
        let event = self.event(index, happening);
        let due = self.walkers[index].due;
        match (due, happening) {
            (Due::Signing(until), Happening::Signature(good)) if self.now.monotonic < until => {
                self.walkers[index].due = match good {
                    true => Due::Signed(until),
                    false => Due::Answered(Call::Code, Answer::Stop { retryable: true }),
                };
            }
            (_, Happening::Signature(_) | Happening::Token) => {}
            (Due::InFlight(call, _), _) => self.settle(index, call, happening),
            _ => {}
        }
        self.tell(index, event);
    }

    pub(super) fn tell(&mut self, index: usize, event: Event) {
        let mut entropy = entropy(self.entropy);
        let env = &mut Env { now: self.now, entropy: &mut entropy };
        if let Body::Here(sign_in) = &mut self.walkers[index].body {
            sign_in.handle(env, event);
        }
    }

    /// What a service that is well says to the request.
    pub(super) fn good_answer(&self, call: Call) -> Happening {
        let token = Token { key: Key::Current, forged: false, wrong: None };
        match call {
            Call::Document => Happening::Document(Document::Good),
            Call::Keys => Happening::Keys(self.current),
            Call::Code => Happening::Tokens { bearer: true, id_token: Some(token) },
        }
    }

    /// What the table says to it.
    pub(super) fn settle(&mut self, index: usize, call: Call, happening: &Happening) {
        let now = self.now.monotonic;
        let walker = &mut self.walkers[index];
        if call == Call::Code && !matches!(happening, Happening::Fault { sent: Sent::Nothing, .. })
        {
            walker.spent = true;
        }
        let answer = match (call, happening) {
            (Call::Document, Happening::Document(document)) => Answer::Document(*document),
            (Call::Keys, Happening::Keys(keys)) => Answer::Keys(*keys & 3),
            (Call::Code, Happening::Tokens { bearer, .. }) => Answer::Tokens { bearer: *bearer },
            _ => Answer::Unreadable,
        };
        let then = match *happening {
            Happening::Fault { class, sent, status } => {
                machine::Happening::Fault { class, sent, status }
            }
            Happening::Reply { status, retry_after } => {
                machine::Happening::Reply { status, retry_after }
            }
            _ => machine::Happening::Reply { status: 200, retry_after: None },
        };
        let after = |millis| now + Duration::from_millis(millis);
        walker.due = match walker.model.after(&then, false) {
            Then::Success => Due::Answered(call, answer),
            Then::Renew => unreachable!("there is no token of the cache"),
            Then::Stop { retryable } => Due::Answered(call, Answer::Stop { retryable }),
            Then::Repeat(least, _) if after(least) >= walker.deadline => {
                Due::Answered(call, Answer::Stop { retryable: true })
            }
            Then::Repeat(least, most) => Due::Wait(call, after(least), after(most), None),
        };
    }

    fn event(&mut self, index: usize, happening: &Happening) -> Event {
        let mut reply = Response::new(Bytes::new());
        match happening {
            Happening::Document(document) => {
                *reply.body_mut() = service::document(*document, &self.script).to_string().into();
            }
            Happening::Fault { class, sent, status } => return told::fault(*class, *sent, *status),
            Happening::Keys(keys) => *reply.body_mut() = service::keys(*keys).to_string().into(),
            Happening::Reply { status, retry_after } => reply = told::reply(*status, *retry_after),
            Happening::Signature(good) => return told::signature(*good),
            Happening::Token => {
                return Event::Token(Err(AccessToken::new("").expect_err("it is empty")));
            }
            Happening::Tokens { bearer, id_token } => {
                self.tokens += 1;
                let token = format!("token-{}", self.tokens);
                let token_type = if *bearer { "Bearer" } else { "DPoP" };
                let mut body = json!({ "access_token": token, "token_type": token_type });
                let walker = &mut self.walkers[index];
                let made = id_token.map(|id| walker.token_at_back(id, self.current, self.now));
                if let Some(made) = &made {
                    body["id_token"] = made.text.clone().into();
                }
                if matches!(walker.due, Due::InFlight(Call::Code, _)) {
                    (walker.access_token, walker.at_back) = (token, made);
                }
                *reply.body_mut() = body.to_string().into();
            }
        }
        Event::Reply(reply)
    }
}
