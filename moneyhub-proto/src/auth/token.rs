use std::fmt;

use http::response::Parts;
use serde::Deserialize;

use super::seconds::{self, Seconds};
use crate::{
    call::{Authentication, Call, Replay, Service, path},
    decode,
    endpoint::Endpoint,
    error::{Error, IdentityError, Outcome},
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
            form.push(("sub", checked_subject(Self::NAME, subject)?));
        }
        Ok(call(Self::NAME)?.needs(self.scopes.clone()).replayed(Replay::Free).form(&form))
    }

    fn decode(&self, head: &Parts, body: &[u8]) -> Result<TokenSet, Error> {
        decode(head, body, &self.scopes)
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
    /// Who signed in, as the service wrote it and not verified. Only after a sign-in.
    pub id_token: Option<Secret>,
    /// What gets the next tokens, see [`Refresh`](super::Refresh). Only with `offline_access`.
    pub refresh_token: Option<Secret>,
}

impl TokenSet {
    /// A token that may do this, with nothing optional, to test with.
    #[must_use]
    pub const fn new(access_token: AccessToken, scopes: Scopes) -> Self {
        Self { access_token, expires_in: None, scopes, id_token: None, refresh_token: None }
    }
}

/// A call to the token endpoint that lacks nothing but its form.
pub(super) fn call(name: &'static str) -> Result<Call, Error> {
    Ok(Call::post(name, Service::Identity, "/oidc/token", &[])?
        .authenticated_by(Authentication::Client)
        .reply_limit(REPLY_LIMIT))
}

/// The value of `sub`. An empty one might be read as none, and the token be somebody else's.
pub(super) fn checked_subject<'a>(
    name: &'static str,
    subject: &'a UserId,
) -> Result<&'a str, Error> {
    path::checked_id("sub", subject.as_str()).map_err(|error| Error::from(error).at(name))
}

/// Reads the answer of the token endpoint to a request for these scopes.
pub(super) fn decode(head: &Parts, body: &[u8], asked: &Scopes) -> Result<TokenSet, Error> {
    let reply: TokenReply = decode::bare(head, body)?;
    let refuse = |error: IdentityError| Error::new(error, Outcome::Accepted);
    if !reply.token_type.eq_ignore_ascii_case("bearer") {
        return Err(refuse(IdentityError::UnsupportedTokenType));
    }
    let expires_in = seconds::expires_in(reply.expires_in, head, body)?;
    Ok(TokenSet {
        access_token: AccessToken::new(reply.access_token)
            .map_err(|_| refuse(IdentityError::UnusableToken))?,
        expires_in,
        // RFC 6749 section 5.1: absent when it is what was asked for. A scope that can't be
        // read is one that nothing here needs.
        scopes: match reply.scope {
            Some(granted) => granted.split_ascii_whitespace().flat_map(Scope::new).collect(),
            None => asked.clone(),
        },
        id_token: reply.id_token,
        refresh_token: reply.refresh_token,
    })
}

#[derive(Deserialize)]
struct TokenReply {
    access_token: Secret,
    token_type: String,
    expires_in: Option<Seconds>,
    scope: Option<String>,
    id_token: Option<Secret>,
    refresh_token: Option<Secret>,
}
