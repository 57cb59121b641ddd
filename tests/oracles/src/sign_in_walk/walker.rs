//! A sign-in under observation, and what it must do next.

use std::sync::Arc;

use moneyhub_proto::{
    Outcome, Replay,
    env::{Monotonic, Now},
    id::{ConnectionId, ProviderId, UserId},
    machine::Session,
    sign_in::{Callback, FinishSignIn, Flow, Journey, PendingSignIn, SignIn},
};

use super::{
    Document, Return, Script, SignInPlan, Wrong,
    ends::End,
    history::Reading,
    tokens::{Made, Occasion},
};
use crate::{
    machine::{Model, Verb},
    signing_in::{self, CONNECTION, USER, issuer::ISSUER},
};

pub(super) const REDIRECT_URI: &str = "https://shop.example/callback";

/// The codes, each with the left half of its hash.
const CODES: [(&str, &str); super::MOST_SIGN_INS] = [
    ("code-0", "paTOxskHzwyMD2OYDcTjow"),
    ("code-1", "Ub1mOf7XwLSCavbAa_5PTA"),
    ("code-2", "DKqIwlfXEiJo9klFOfrt9g"),
];

pub(super) struct Walker {
    pub(super) body: Body,
    pub(super) plan: SignInPlan,
    pub(super) pending: Pending,
    pub(super) due: Due,
    /// Whether the code was exchanged.
    pub(super) exchanged: bool,
    /// When the stage ends that it is in.
    pub(super) deadline: Monotonic,
    /// The budget of the request that it is about.
    pub(super) model: Model,
    /// The look for the keys that is its own, and the one that it waits for.
    pub(super) look: Option<usize>,
    pub(super) waited: Option<usize>,
    /// The reading that lacked a key, and what that leads to if there is no other.
    pub(super) lacking: Option<(usize, End)>,
    /// How many times it has looked for newer keys in this stage.
    pub(super) looks: usize,
    /// The keys that were good enough for the code to be sent.
    pub(super) before: Option<Reading>,
    pub(super) in_front: Option<Made>,
    pub(super) at_back: Option<Made>,
    pub(super) access_token: String,
    /// Whether the service may have received the code.
    pub(super) spent: bool,
}

pub(super) enum Body {
    /// Its user has not come back yet.
    Away,
    Here(FinishSignIn),
    Gone,
}

/// What its user left with.
pub(super) struct Pending {
    pub(super) sign_in: PendingSignIn,
    pub(super) code: &'static str,
    code_hash: &'static str,
    pub(super) code_verifier: String,
    pub(super) nonce: String,
}

/// A request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    Document,
    Keys,
    Code,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Document(Document),
    Keys(u8),
    Tokens {
        bearer: bool,
    },
    /// A success that is none.
    Unreadable,
    Stop {
        retryable: bool,
    },
}

/// What the next step has to come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Due {
    /// The keys, from wherever.
    Keys,
    /// A wait for another that fetches them: some time, then this time.
    Busy,
    Looking(Monotonic),
    /// A request, now.
    Request(Call),
    InFlight(Call, Monotonic),
    /// A wait before it that ends between these times, and which one if it was said.
    Wait(Call, Monotonic, Monotonic, Option<Monotonic>),
    /// A signature for the code's request, until this time; or the request with it, until then.
    Signing(Monotonic),
    Signed(Monotonic),
    /// What came of a request, to be made use of.
    Answered(Call, Answer),
    Over(End),
}

impl Walker {
    pub(super) fn new(index: usize, plan: &SignInPlan, script: &Script, now: Now) -> Self {
        Self {
            body: Body::Away,
            plan: plan.clone(),
            pending: Pending::new(index, plan, now),
            due: Due::Keys,
            exchanged: false,
            deadline: now.monotonic,
            model: model(Call::Keys, script),
            look: None,
            waited: None,
            lacking: None,
            looks: 0,
            before: None,
            in_front: None,
            at_back: None,
            access_token: String::new(),
            spent: false,
        }
    }

    /// Its user comes back.
    pub(super) fn come_back(
        &mut self,
        session: &Arc<Session>,
        script: &Script,
        current: u8,
        now: Now,
    ) {
        let Pending { sign_in, code, code_hash, nonce, .. } = &self.pending;
        let flow = self.plan.flow;
        if flow != Flow::AuthorisationCode {
            let hash = (flow == Flow::Hybrid).then_some(("c_hash", *code_hash));
            let occasion = Occasion { nonce, hash, current, now: now.unix };
            self.in_front = Some(Made::new(self.plan.in_front, &occasion));
        }
        let returned = self.plan.callback;
        let state = match returned {
            Return::OtherState => "another",
            _ => sign_in.state().expose_secret(),
        };
        let mut form = format!("state={state}");
        match returned {
            Return::WithoutIssuer => {}
            Return::OtherIssuer => form.push_str("&iss=https://another.example/oidc"),
            _ => form.push_str(&format!("&iss={ISSUER}")),
        }
        if returned == Return::Denied {
            form.push_str("&error=access_denied");
        } else {
            if flow != Flow::Implicit {
                form.push_str(&format!("&code={code}"));
            }
            if let Some(token) = &self.in_front {
                form.push_str(&format!("&id_token={}", token.text));
            }
        }
        let callback = Callback::from_form(form.as_bytes()).expect("the form is a form");
        let expired = now.unix >= sign_in.expires_at();
        self.body = Body::Here(FinishSignIn::new(session, sign_in, &callback, now));
        self.deadline = now.monotonic + script.retry.deadline;
        self.due = match returned {
            _ if expired => Due::Over(End::Distrusted),
            Return::OtherState | Return::OtherIssuer => Due::Over(End::Distrusted),
            Return::Denied => Due::Over(End::Denied),
            Return::Good | Return::WithoutIssuer => Due::Keys,
        };
    }

    /// A token of the token endpoint, which names no hash unless a wrong one is wanted.
    pub(super) fn token_at_back(&self, token: super::Token, current: u8, now: Now) -> Made {
        let hash = (token.wrong == Some(Wrong::Hash)).then_some(("at_hash", ""));
        let occasion = Occasion { nonce: &self.pending.nonce, hash, current, now: now.unix };
        Made::new(token, &occasion)
    }

    /// A new request is due, with a budget of its own.
    pub(super) fn request(&mut self, call: Call, script: &Script) {
        self.model = model(call, script);
        self.due = Due::Request(call);
    }

    /// When it is to be stepped again.
    pub(super) fn said(&self) -> Option<Monotonic> {
        match self.due {
            Due::InFlight(_, until)
            | Due::Looking(until)
            | Due::Signing(until)
            | Due::Wait(_, _, _, Some(until)) => Some(until),
            _ => None,
        }
    }

    pub(super) const fn is_here(&self) -> bool {
        matches!(self.body, Body::Here(_))
    }
}

impl Pending {
    fn new(index: usize, plan: &SignInPlan, now: Now) -> Self {
        let mut byte = (index * 96) as u8;
        let mut entropy = |buffer: &mut [u8]| {
            for place in buffer {
                (*place, byte) = (byte, byte.wrapping_add(1));
            }
            Ok(())
        };
        let journey = match plan.pinned {
            true => Journey::reauth(&UserId::from(USER), &ConnectionId::from(CONNECTION)),
            false => Journey::connect(&ProviderId::from("9c1185a5c5e9fc54612808977ee8f548")),
        };
        let journey = journey.expect("the ids are good");
        let sign_in = SignIn { flow: plan.flow, ..SignIn::new(REDIRECT_URI, journey) };
        let begun = sign_in.begin("client".into(), ISSUER, now.unix, &mut entropy);
        let begun = begun.expect("there is entropy");
        let (code, code_hash) = CODES[index];
        Self {
            code,
            code_hash,
            code_verifier: signing_in::code_verifier(&begun.pending.to_secret()),
            nonce: begun.request.nonce.expose_secret().to_owned(),
            sign_in: begun.pending,
        }
    }
}

/// What is public is read, as often as the budget allows; a code is good for one use.
fn model(call: Call, script: &Script) -> Model {
    let (replay, verb) = match call {
        Call::Document | Call::Keys => (Replay::Free, Verb::Get),
        Call::Code => (Replay::Never, Verb::Post),
    };
    let retry = script.retry.clone();
    Model {
        replay,
        verb,
        retry,
        sent: 0,
        outcome: Outcome::NotSent,
        renewed: false,
        exposed: false,
    }
}
