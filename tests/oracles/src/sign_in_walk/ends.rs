//! How a sign-in ends.

use moneyhub_proto::{
    ErrorKind, Outcome,
    sign_in::{Flow, UnverifiedSignIn},
};

use super::{
    Happening,
    walker::{Body, Call, Due, Pending, Walker},
    world::World,
};
use crate::{asked, quoting};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The callback or its token was not of this sign-in; the code was not sent.
    Distrusted,
    /// The user said no.
    Denied,
    /// The code was not sent, for want of the keys.
    WithoutKeys {
        retryable: bool,
    },
    /// The code was not exchanged.
    NotExchanged {
        outcome: Outcome,
        retryable: bool,
    },
    /// It was, but who signed in is not known, because of the check.
    Spent,
    SignedIn,
}

impl World {
    /// Nothing comes after the end; and it is the one that is due.
    pub(super) fn done(&mut self, index: usize) {
        let Due::Over(end) = self.walkers[index].due else {
            panic!("it is done where {:?} is due", self.walkers[index].due);
        };
        for late in [
            Happening::Reply { status: 200, retry_after: None },
            Happening::Signature(true),
            Happening::Token,
        ] {
            self.happens(index, &late);
        }
        self.assert_stays_done(index);
        self.walkers[index].finish(end);
    }
}

impl Walker {
    fn finish(&mut self, end: End) {
        let Body::Here(sign_in) = std::mem::replace(&mut self.body, Body::Gone) else {
            unreachable!("it has just been stepped")
        };
        let signed_in = sign_in.finish();
        if end == End::SignedIn {
            let signed_in = signed_in.expect("who signed in is known");
            // Of two, the one of the token endpoint.
            let token = self.at_back.as_ref().or(self.in_front.as_ref());
            let token = token.expect("nobody signs in without a token");
            assert_eq!(signed_in.id_token.sub().as_str(), token.sub(), "another user signs in");
            let tokens = signed_in.tokens.map(|it| it.access_token.expose_secret().to_owned());
            let expected = (self.plan.flow != Flow::Implicit).then(|| self.access_token.clone());
            assert_eq!(tokens, expected, "other tokens than the code was exchanged for");
            return;
        }
        let error = signed_in.expect_err("a sign-in out of nothing");
        let shown = quoting::shown(&error);
        let shows = self.secrets().any(|secret| shown.contains(secret));
        assert!(!shows, "an error shows a secret");
        let (kind, outcome) = (error.kind(), error.outcome());
        let (expected, retryable) = match end {
            End::Denied => (Outcome::Refused, false),
            End::Distrusted => (Outcome::NotSent, false),
            End::WithoutKeys { retryable } => (Outcome::NotSent, retryable),
            End::NotExchanged { outcome, retryable } => (outcome, retryable),
            End::Spent => (Outcome::Accepted, false),
            End::SignedIn => unreachable!("it was looked at"),
        };
        assert_eq!((outcome, error.is_retryable()), (expected, retryable), "{end:?}: {error:?}");
        let distrusted = matches!(end, End::Distrusted | End::Spent);
        assert_eq!(kind == ErrorKind::Verification, distrusted, "{end:?}: {error:?}");
        assert_eq!(error.sign_in_refusal().is_some(), end == End::Denied, "{error:?}");
        // What the books on the code alone say of it.
        if end != End::Denied {
            assert_eq!(outcome == Outcome::NotSent, !self.spent, "{error:?}");
        }
        if self.spent {
            assert!(!error.is_retryable(), "a spent code is asked for again: {error:?}");
        }
        let kept = UnverifiedSignIn::of(&error);
        assert_eq!(kept.is_some(), end == End::Spent, "what a code was exchanged for: {error:?}");
        if let Some(kept) = kept {
            assert!(error.retry_after().is_none(), "a spent code is asked for later: {error:?}");
            let token = kept.unverified_tokens().access_token.expose_secret();
            assert_eq!(token, self.access_token, "another token is kept");
        }
    }

    /// Finishes it where it stands, unless its end is due. What is said of the code is what is known of it.
    pub(super) fn finish_early(&mut self) -> bool {
        if !self.is_here() {
            return false;
        }
        let in_flight = match self.due {
            Due::Answered(..) | Due::Over(_) => return false,
            Due::InFlight(call, _) => call == Call::Code,
            _ => false,
        };
        let Body::Here(sign_in) = std::mem::replace(&mut self.body, Body::Gone) else {
            return false;
        };
        let error = sign_in.finish().expect_err("a sign-in before its end");
        let expected = match (self.exchanged, in_flight) {
            (true, _) => Outcome::Accepted,
            (_, true) => Outcome::Uncertain,
            _ => Outcome::NotSent,
        };
        assert_eq!(error.outcome(), expected, "finished early: {error:?}");
        assert!(!error.is_retryable(), "{error:?}");
        let kept = UnverifiedSignIn::of(&error);
        assert_eq!(kept.is_some(), self.exchanged, "what a code was exchanged for: {error:?}");
        true
    }

    /// What no error may show. The client's secret is a word that some may well use.
    fn secrets(&self) -> impl Iterator<Item = &str> {
        let Pending { sign_in, code, code_verifier, nonce, .. } = &self.pending;
        let state = sign_in.state().expose_secret();
        let tokens = [&self.in_front, &self.at_back].into_iter().flatten();
        [state, code, code_verifier, nonce, &self.access_token, asked::CREDENTIALS]
            .into_iter()
            .chain(tokens.map(|token| token.text.as_str()))
            .filter(|secret| !secret.is_empty())
    }
}
