use std::fmt;

use http::response::Parts;
use serde::{Deserialize, Deserializer};

use crate::{
    call::{Authentication, Call, Replay, Service, path},
    decode,
    endpoint::Endpoint,
    error::{DecodeCategory, DecodeError, Error, IdentityError, Outcome},
    id::UserId,
    scope::{Scope, Scopes},
    secret::{AccessToken, Secret},
};

/// The largest answer of the token endpoint, in bytes. Real ones have one or two thousand.
const REPLY_LIMIT: usize = 256 * 1024;

/// `POST /oidc/token` with the grant `client_credentials` (RFC 6749 section 4.4).
///
/// With a subject the token is one of that user, for the data API; without, one of the client
/// itself, for users, connections and other management. It carries no bearer token but the
/// client's own authentication.
///
/// A [`Client`](crate::Client) fetches tokens by itself; this is for those who keep their own.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{auth, codec, scope, Config, UserId};
///
/// let config = Config::builder().client_id("client").client_secret("secret").build()?;
/// let grant = auth::token_for_user(UserId::from("64b0f3a1c2d4e5f60718293a"), scope::USER_READ);
/// let request = codec::encode_without_token(&grant, &config)?;
///
/// assert_eq!(
///     request.body(),
///     "grant_type=client_credentials&scope=user%3Aread&sub=64b0f3a1c2d4e5f60718293a",
/// );
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone)]
pub struct ClientCredentials {
    /// What the token may do.
    pub scopes: Scopes,
    /// Whose token it is; the client's own when there is none.
    pub subject: Option<UserId>,
}

/// Asks for a token of a user, by the client's own right.
///
/// Sends `sub`, as every source but one does: the Elixir package sends a `claims` parameter, which
/// the service ignores.
#[must_use]
pub fn token_for_user(user_id: UserId, scopes: impl Into<Scopes>) -> ClientCredentials {
    ClientCredentials { scopes: scopes.into(), subject: Some(user_id) }
}

/// Asks for a token of the client itself.
#[must_use]
pub fn client_token(scopes: impl Into<Scopes>) -> ClientCredentials {
    ClientCredentials { scopes: scopes.into(), subject: None }
}

impl Endpoint for ClientCredentials {
    const NAME: &'static str = "auth.client_credentials";
    type Output = TokenSet;

    fn call(&self) -> Result<Call, Error> {
        let scopes = self.scopes.to_string();
        let mut form = vec![("grant_type", "client_credentials")];
        if !scopes.is_empty() {
            form.push(("scope", &scopes));
        }
        if let Some(subject) = &self.subject {
            // An empty `sub` might be read as none, and the token be one of the client itself.
            let subject = path::checked("sub", subject.as_str());
            form.push(("sub", subject.map_err(|error| Error::from(error).at(Self::NAME))?));
        }
        Ok(Call::post(Self::NAME, Service::Identity, "/oidc/token", &[])?
            .authenticated_by(Authentication::Client)
            .needs(self.scopes.clone())
            .replayed(Replay::Free)
            .reply_limit(REPLY_LIMIT)
            .form(&form))
    }

    fn decode(&self, head: &Parts, body: &[u8]) -> Result<TokenSet, Error> {
        let reply: TokenReply = decode::bare(head, body)?;
        let refuse = |error: IdentityError| Error::new(error, Outcome::Accepted);
        if !reply.token_type.eq_ignore_ascii_case("bearer") {
            return Err(refuse(IdentityError::UnsupportedTokenType));
        }
        if reply.expires_in.is_some_and(|Seconds(seconds)| seconds < 0.0) {
            let category = DecodeCategory::OutOfRange;
            return Err(DecodeError::at(head.status, body, "expires_in", category).into());
        }
        Ok(TokenSet {
            access_token: AccessToken::new(reply.access_token)
                .map_err(|_| refuse(IdentityError::UnusableToken))?,
            expires_in: reply.expires_in.map(|Seconds(seconds)| seconds as u64),
            // RFC 6749 section 5.1: absent when it is what was asked for. A scope that can't be
            // read is one that nothing here needs.
            scopes: match reply.scope {
                Some(granted) => granted.split_ascii_whitespace().flat_map(Scope::new).collect(),
                None => self.scopes.clone(),
            },
        })
    }
}

/// Shows the scopes, not whose token it is.
impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials").field("scopes", &self.scopes).finish_non_exhaustive()
    }
}

/// What the token endpoint granted.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TokenSet {
    /// The bearer token.
    pub access_token: AccessToken,
    /// Its lifetime in seconds from now, when the service said so. Documented are 7200.
    pub expires_in: Option<u64>,
    /// What it may do: what was granted, or what was asked for when the service did not say.
    pub scopes: Scopes,
}

impl TokenSet {
    /// A token of which nothing else is known; for tests of your own.
    #[must_use]
    pub fn new(access_token: AccessToken) -> Self {
        Self { access_token, expires_in: None, scopes: Scopes::default() }
    }
}

#[derive(Deserialize)]
struct TokenReply {
    access_token: Secret,
    token_type: String,
    expires_in: Option<Seconds>,
    scope: Option<String>,
}

/// Seconds as an integer, a fraction or a string: real servers have written all three.
#[derive(Clone, Copy)]
struct Seconds(f64);

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;
        impl serde::de::Visitor<'_> for Number {
            type Value = Seconds;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of seconds")
            }
            fn visit_f64<E>(self, seconds: f64) -> Result<Seconds, E> {
                Ok(Seconds(seconds))
            }
            fn visit_i64<E>(self, seconds: i64) -> Result<Seconds, E> {
                Ok(Seconds(seconds as f64))
            }
            fn visit_u64<E>(self, seconds: u64) -> Result<Seconds, E> {
                Ok(Seconds(seconds as f64))
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Seconds, E> {
                let seconds = text.trim().parse::<f64>().ok().filter(|seconds| seconds.is_finite());
                seconds.map(Seconds).ok_or_else(|| {
                    E::invalid_value(serde::de::Unexpected::Other("a string"), &self)
                })
            }
        }
        deserializer.deserialize_any(Number)
    }
}
