use std::{fmt, sync::Arc};

use super::{TokenSet, client_jwt::FormJwt, token};
use crate::{
    call::{Call, Replay},
    crypto::Signer,
    endpoint::Endpoint,
    error::Error,
    id::UserId,
    reply::Reply,
    scope::Scopes,
};

/// `POST /oidc/token` with the grant `urn:ietf:params:oauth:grant-type:jwt-bearer` (RFC 7523 section
/// 2.1): a token of a user, by an assertion that the client signs.
///
/// The key is that of [`UserGrant::JwtBearer`] or, without one, of
/// [`RequestObjects::Signed`](super::RequestObjects::Signed): Moneyhub takes the algorithm that is
/// registered for request objects. The assertion is signed anew for every attempt, so the call may be
/// repeated freely, and can be sent only by a client or an [`Exchange`](crate::Exchange), not by
/// [`codec`](crate::codec).
///
/// A [`Client`](crate::Client) fetches tokens by itself; by this grant, when
/// [`user_tokens`](crate::ConfigBuilder::user_tokens) says so.
#[derive(Clone)]
pub struct JwtBearer {
    /// Whose token it is.
    pub user_id: UserId,
    /// What the token may do.
    pub scopes: Scopes,
}

/// Which grant gets the tokens of users that calls need.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum UserGrant {
    /// `client_credentials` with the user's id as `sub`.
    #[default]
    ClientCredentials,
    /// `urn:ietf:params:oauth:grant-type:jwt-bearer`, with assertions of this key. Its algorithm must
    /// be the one that is registered as the client's `request_object_signing_alg`.
    JwtBearer(Arc<dyn Signer>),
}

impl Endpoint for JwtBearer {
    const NAME: &'static str = "auth.jwt_bearer";
    type Output = TokenSet;

    fn call(&self) -> Result<Call, Error> {
        token::checked_subject(Self::NAME, &self.user_id)?;
        let scopes = self.scopes.to_string();
        let mut form = vec![("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")];
        if !scopes.is_empty() {
            form.push(("scope", &scopes));
        }
        Ok(token::call(Self::NAME)?
            .needs(self.scopes.clone())
            .replayed(Replay::Free)
            .form(&form)
            .with_jwt(FormJwt::GrantAssertion(self.user_id.clone())))
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<TokenSet, Error> {
        token::decode(reply, &self.scopes, &|| self.call())
    }
}

/// Shows the scopes, not whose token it is.
impl fmt::Debug for JwtBearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtBearer").field("scopes", &self.scopes).finish_non_exhaustive()
    }
}
