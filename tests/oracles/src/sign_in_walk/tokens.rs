//! The contents of an `id_token`, and whether it should be accepted.

use moneyhub_proto::env::UnixTime;
use serde_json::{Value, json};

use super::{Key, Token, Wrong, service::ISSUERS};
use crate::signing_in::{CONNECTION, USER, issuer::ISSUER};

/// Another user, and another connection.
pub(super) const ANOTHER: &str = "ffffffffffffffffffffffff";

/// How much the clocks may differ, in seconds, unless it is configured.
const TOLERANCE: i64 = 10;

/// A token that was made.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) text: String,
    /// The key that it names: the first or the second, as a bit, or one that is none.
    key: Option<u8>,
    forged: bool,
    wrong: Option<Wrong>,
    /// Of when it is, and when it is over.
    times: (i64, i64),
}

/// What a check has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    Good,
    Bad,
    /// The keys lack the one that has signed it.
    Unknown,
}

/// What a token is made for.
pub(super) struct Occasion<'a> {
    pub(super) nonce: &'a str,
    /// Its hash, and of what: name and value.
    pub(super) hash: Option<(&'static str, &'a str)>,
    /// The key in use, as a bit.
    pub(super) current: u8,
    pub(super) now: UnixTime,
}

impl Made {
    pub(super) fn new(token: Token, occasion: &Occasion<'_>) -> Self {
        let now = occasion.now.seconds();
        let is = |wrong| token.wrong == Some(wrong);
        let of =
            |wrong, right: &str, other: &str| Value::from(if is(wrong) { other } else { right });
        let times = if is(Wrong::Expired) { (now - 3600, now - 11) } else { (now, now + 3600) };
        let mut claims = json!({
            "iss": of(Wrong::Issuer, ISSUER, "https://another.example/oidc"),
            "sub": of(Wrong::Subject, USER, ANOTHER),
            "aud": of(Wrong::Audience, "client", "another"),
            "nonce": of(Wrong::Nonce, occasion.nonce, ANOTHER),
            "mh:con_id": of(Wrong::Connection, CONNECTION, ANOTHER),
            "iat": times.0,
            "exp": times.1,
        });
        if let Some((name, hash)) = occasion.hash {
            claims[name] = of(Wrong::Hash, hash, "AAAAAAAAAAAAAAAAAAAAAA");
        }
        let key = match token.key {
            Key::Current => Some(occasion.current),
            Key::Other => Some(3 - occasion.current),
            Key::Unknown => Some(4),
            Key::Unnamed => None,
        };
        let (service, impostor) = &*ISSUERS;
        let signer = if token.forged { impostor } else { service };
        let text = signer.signed(key.map(key_id).as_deref(), &claims);
        // There is no hash to be wrong where there is nothing to be hashed.
        let wrong = token.wrong.filter(|wrong| *wrong != Wrong::Hash || occasion.hash.is_some());
        Self { text, key, forged: token.forged, wrong, times }
    }

    /// Whether it is to be believed with these keys, for whom the sign-in is, beside the token of the
    /// callback. The signature comes first: nothing of a token is read before it is known whose it is.
    pub(super) fn judge(
        &self,
        keys: u8,
        pinned: bool,
        in_front: Option<&Self>,
        now: UnixTime,
    ) -> Judgement {
        let known = self.key.map_or(keys != 0, |key| keys & key != 0);
        // The key may have changed under its name.
        if !known || self.forged {
            return Judgement::Unknown;
        }
        let now = now.seconds();
        let (from, to) = self.times;
        let in_time = from - TOLERANCE <= now && now < to + TOLERANCE;
        let is_wrong = match self.wrong {
            Some(Wrong::Subject | Wrong::Connection) => pinned,
            // The clock decides, and it may have been set back.
            Some(Wrong::Expired) => false,
            wrong => wrong.is_some(),
        };
        let differs = in_front.is_some_and(|front| {
            front.sub() != self.sub() || front.connection() != self.connection()
        });
        match !in_time || is_wrong || differs {
            true => Judgement::Bad,
            false => Judgement::Good,
        }
    }

    pub(super) fn sub(&self) -> &'static str {
        if self.wrong == Some(Wrong::Subject) { ANOTHER } else { USER }
    }

    fn connection(&self) -> &'static str {
        if self.wrong == Some(Wrong::Connection) { ANOTHER } else { CONNECTION }
    }
}

/// The `kid` of a key.
pub(super) fn key_id(key: u8) -> String {
    format!("k{key}")
}
