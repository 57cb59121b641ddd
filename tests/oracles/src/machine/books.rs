//! Keeps track of tokens and requests: what was issued, to whom, until when, and where it may go.

use std::{collections::BTreeMap, time::Duration};

use bytes::Bytes;
use http::{Request, header};
use moneyhub_proto::env::{Monotonic, Now};

use super::{CallPlan, probe};
use crate::{
    asked,
    endpoints::{DATA, IDENTITY},
};

/// Whose token, and what it may do, as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Need {
    pub(super) subject: Option<u8>,
    pub(super) scopes: u8,
}

impl Need {
    pub(super) fn of(plan: &CallPlan) -> Self {
        Self { subject: plan.subject, scopes: plan.scopes & 7 }
    }

    pub(super) fn covers(self, other: Self) -> bool {
        self.subject == other.subject && self.scopes & other.scopes == other.scopes
    }
}

/// A token that was handed out.
pub(super) struct Issued {
    pub(super) token: String,
    pub(super) need: Need,
    /// The first moment of its death, in milliseconds and in Unix seconds.
    pub(super) end: (u64, i64),
    /// Whether it was refused, and given up for it.
    pub(super) dropped: bool,
}

#[derive(Default)]
pub(super) struct Books {
    issued: Vec<Issued>,
    /// By subject, when a token was given up last, and how many were issued before.
    renewals: BTreeMap<Option<u8>, (Monotonic, usize)>,
}

impl Books {
    pub(super) fn issue(&mut self, token: String, need: Need, lifetime: i64, now: Now) {
        let millis = u64::try_from(lifetime).unwrap_or(0).saturating_mul(1000);
        let end = (
            now.monotonic.millis().saturating_add(millis),
            now.unix.seconds().saturating_add(lifetime),
        );
        self.issued.push(Issued { token, need, end, dropped: false });
    }

    /// A call with a cached token was answered 401. Whether the token is given up for it: of those that
    /// a subject was issued since it gave one up, none is within the minute.
    pub(super) fn refuse(&mut self, token: &str, now: Monotonic) -> bool {
        let place = self.issued.iter().position(|issued| issued.token == token);
        let place = place.expect("a cached token was issued");
        let known = self.issued.len();
        let issued = &mut self.issued[place];
        let last = self.renewals.entry(issued.need.subject).or_insert((now, known));
        if last.0 + Duration::from_secs(60) <= now {
            *last = (now, known);
        }
        let dropped = place < last.1;
        issued.dropped |= dropped;
        dropped
    }

    /// A request of a call: where it goes, and with which token, which is returned.
    pub(super) fn check_call(
        &self,
        request: &Request<Bytes>,
        plan: &CallPlan,
        fresh: bool,
        now: Now,
    ) -> String {
        let base = if plan.data { DATA } else { IDENTITY };
        let text = request.uri().to_string();
        assert_eq!(text, format!("{base}/probe"), "a call goes elsewhere");
        let header = &request.headers()[header::AUTHORIZATION];
        let text = header.to_str().expect("Authorization is ASCII");
        let token = text.strip_prefix("Bearer ");
        let token = token.expect("a call carries a bearer token, and no secret of the client");
        if plan.token_given {
            assert_eq!(token, "given", "another token than the one that was given");
            return token.to_owned();
        }
        let issued = self.issued.iter().find(|issued| issued.token == token);
        let issued = issued.expect("a token was issued before it is sent");
        assert!(issued.need.covers(Need::of(plan)), "a token of another user, or for less");
        if !fresh {
            let (millis, seconds) = issued.end;
            assert!(now.monotonic.millis() < millis, "a token is sent after its end");
            assert!(
                now.unix.seconds() < seconds,
                "a token is sent after its end by the wall clock"
            );
            assert!(!issued.dropped, "a token is sent again that was given up");
        }
        token.to_owned()
    }
}

/// A request for a token: to the token endpoint only, with what was asked for.
pub(super) fn check_fetch(request: &Request<Bytes>, need: Need, signs: bool) {
    let text = request.uri().to_string();
    assert_eq!(text, format!("{IDENTITY}/oidc/token"), "a secret goes elsewhere");
    let pairs = asked::parameters(request, signs);
    let mut expected = vec![("grant_type", "client_credentials".to_owned())];
    if need.scopes != 0 {
        expected.push(("scope", probe::scope_text(need.scopes)));
    }
    if let Some(subject) = need.subject {
        expected.push(("sub", probe::user(subject).to_string()));
    }
    let expected: Vec<(String, String)> =
        expected.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    assert_eq!(pairs, expected, "another token is asked for than is needed");
}
