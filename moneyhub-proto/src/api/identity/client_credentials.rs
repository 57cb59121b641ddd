use std::fmt;

use serde::Deserialize;

use super::seconds::{self, Seconds};
use crate::{
    codec::{self, Call, Endpoint, Method, Operation, Reply, decode, path},
    config::{Replay, Service},
    ground::{
        error::{Error, IdentityError, Outcome, RequestError},
        id::UserId,
        scope::{Scope, Scopes},
        secret::{AccessToken, Secret},
    },
};

/// The largest answer of the token endpoint, in bytes. Real ones have one or two thousand.
const REPLY_LIMIT: usize = 256 * 1024;

/// `POST /oidc/token` with the grant `client_credentials` (RFC 6749 section 4.4).
///
/// With a subject, the token is that user's, for the data API; without one, it is the client's own,
/// for users, connections and other management. The request carries no bearer token, only the
/// client's own authentication.
///
/// A [`Client`](crate::driver::Client) fetches tokens by itself; use this if you manage tokens yourself.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{identity, codec, id::UserId, scope, Config};
///
/// let config = Config::builder().client_id("client").client_secret("secret").build()?;
/// let grant = identity::ClientCredentials::of_user(UserId::from("64b0f3a1c2d4e5f60718293a"), scope::USER_READ);
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
    /// The scopes to request.
    pub scopes: Scopes,
    /// Whose token it is; `None` for the client's own.
    pub subject: Option<UserId>,
}

impl ClientCredentials {
    /// Requests a token of the client itself.
    #[must_use]
    pub fn of_client(scopes: impl Into<Scopes>) -> Self {
        Self { scopes: scopes.into(), subject: None }
    }

    /// Requests a token of a user, with the client's own authority.
    ///
    /// Sends `sub`, like every source except one: the Elixir package sends a `claims` parameter,
    /// which the service ignores.
    #[must_use]
    pub fn of_user(user_id: impl Into<UserId>, scopes: impl Into<Scopes>) -> Self {
        Self { scopes: scopes.into(), subject: Some(user_id.into()) }
    }
}

impl Endpoint for ClientCredentials {
    type Output = TokenSet;
    const OPERATION: Operation<TokenSet> =
        token_operation("identity.client_credentials").replayed(Replay::Free);

    fn fill(&self, call: Call) -> Call {
        let scopes = self.scopes.to_string();
        let mut form = vec![("grant_type", "client_credentials")];
        if !scopes.is_empty() {
            form.push(("scope", &scopes));
        }
        form.extend(self.subject.as_ref().map(|subject| ("sub", subject.as_str())));
        call.form(&form).needs(self.scopes.clone()).checked(check_subject(self.subject.as_ref()))
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<TokenSet, Error> {
        read(reply, &self.scopes, &|| self.call())
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
    /// Its lifetime in seconds from now, if the service said so. Documented as 7200.
    pub expires_in: Option<u64>,
    /// The granted scopes, or the requested ones if the service did not say.
    pub scopes: Scopes,
    /// Who signed in, as the service sent it, not verified. Only after a sign-in.
    pub id_token: Option<Secret>,
    /// The token to get new tokens with, see [`Refresh`](super::Refresh). Only with
    /// `offline_access`.
    pub refresh_token: Option<Secret>,
}

impl TokenSet {
    /// A token with these scopes and no optional members, for tests.
    #[must_use]
    pub const fn new(access_token: AccessToken, scopes: Scopes) -> Self {
        Self { access_token, expires_in: None, scopes, id_token: None, refresh_token: None }
    }
}

/// The facts that hold for every grant at the token endpoint.
pub(super) const fn token_operation(name: &'static str) -> Operation<TokenSet> {
    Operation::new(Method::Post, Service::Identity, name, "/oidc/token")
        .with_credentials()
        .reply_limit(REPLY_LIMIT)
}

/// Refuses invalid values of `sub`. An empty one might be read as absent, and the token would be
/// another subject's.
pub(super) fn check_subject(subject: Option<&UserId>) -> Result<(), RequestError> {
    subject.map_or(Ok(()), |subject| path::checked_id("sub", subject.as_str()).map(drop))
}

/// Reads the answer of the token endpoint to a request for these scopes.
pub(super) fn read(
    reply: &mut Reply<'_>,
    asked: &Scopes,
    call: &dyn Fn() -> Result<Call, Error>,
) -> Result<TokenSet, Error> {
    let tokens: Tokens =
        decode::bare(reply).map_err(|error| refusal(reply, call).unwrap_or(error))?;
    let refuse = |error: IdentityError| Error::new(error, Outcome::Accepted);
    if !tokens.token_type.eq_ignore_ascii_case("bearer") {
        return Err(refuse(IdentityError::UnsupportedTokenType));
    }
    let expires_in = seconds::expires_in(tokens.expires_in, reply)?;
    Ok(TokenSet {
        access_token: AccessToken::new(tokens.access_token)
            .map_err(|_| refuse(IdentityError::UnusableToken))?,
        expires_in,
        scopes: granted(tokens.scope.as_deref()).unwrap_or_else(|| asked.clone()),
        id_token: tokens.id_token,
        refresh_token: tokens.refresh_token,
    })
}

/// The granted scopes. RFC 6749 section 5.1: absent if they are the requested ones; an empty value means the
/// same. Section 3.3 separates scopes by spaces; some servers write commas, which no scope of Moneyhub has. A
/// scope that can't be read is one that nothing here needs.
fn granted(scope: Option<&str>) -> Option<Scopes> {
    let separates = |letter: char| letter == ',' || letter.is_ascii_whitespace();
    let mut granted = scope?.split(separates).filter(|scope| !scope.is_empty()).peekable();
    granted.peek()?;
    Some(granted.flat_map(Scope::new).collect())
}

/// An OAuth error (RFC 6749 section 5.2) in an answer with a success status.
fn refusal(reply: &Reply<'_>, call: &dyn Fn() -> Result<Call, Error>) -> Option<Error> {
    let (status, headers, call) = (reply.status(), reply.headers(), call().ok());
    let outcome = Outcome::Refused;
    let error = codec::refusal(status, headers, reply.body(), call.as_ref(), None, outcome);
    error.code().is_some().then_some(error)
}

#[derive(Deserialize)]
struct Tokens {
    access_token: Secret,
    token_type: String,
    expires_in: Option<Seconds>,
    scope: Option<String>,
    id_token: Option<Secret>,
    refresh_token: Option<Secret>,
}
