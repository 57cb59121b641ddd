use std::fmt;

use super::{
    TokenSet,
    client_credentials::{check_subject, token_operation},
};
use crate::{
    api::identity::client_credentials,
    codec::{Call, Endpoint, Operation, Reply, client_jwt::FormJwt},
    config::Replay,
    ground::{error::Error, id::UserId, scope::Scopes},
};

/// `POST /oidc/token` with the grant `urn:ietf:params:oauth:grant-type:jwt-bearer` (RFC 7523 section 2.1): a
/// token of a user, for an assertion that the client signs.
///
/// The key is that of [`UserGrant::JwtBearer`](crate::config::UserGrant::JwtBearer) or, without one, of
/// [`RequestObjects::Signed`](crate::config::RequestObjects::Signed): Moneyhub expects the algorithm that is
/// registered for request objects. A new assertion is signed for every attempt, so the call may be retried
/// freely, and can only be sent by a client or an [`Exchange`](crate::machine::Exchange), not by
/// [`codec`](crate::codec).
///
/// A [`Client`](crate::driver::Client) fetches tokens by itself, with this grant if
/// [`user_tokens`](crate::config::ConfigBuilder::user_tokens) says so.
#[derive(Clone)]
pub struct JwtBearer {
    /// Whose token it is.
    pub user_id: UserId,
    /// The scopes to request.
    pub scopes: Scopes,
}

impl Endpoint for JwtBearer {
    type Output = TokenSet;
    const OPERATION: Operation<TokenSet> =
        token_operation("identity.jwt_bearer").replayed(Replay::Free).advice(&[(
            "invalid_grant",
            "the identity service did not accept the assertion: is the key the registered one, its algorithm that of request_object_signing_alg, and the clock right; does the user exist, and belong to this client?",
        )]);

    fn fill(&self, call: Call) -> Call {
        let scopes = self.scopes.to_string();
        let mut form = vec![("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")];
        if !scopes.is_empty() {
            form.push(("scope", &scopes));
        }
        call.form(&form)
            .needs(self.scopes.clone())
            .with_jwt(FormJwt::GrantAssertion(self.user_id.clone()))
            .checked(check_subject(Some(&self.user_id)))
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<TokenSet, Error> {
        client_credentials::read(reply, &self.scopes, &|| self.call())
    }
}

/// Shows the scopes, not whose token it is.
impl fmt::Debug for JwtBearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtBearer").field("scopes", &self.scopes).finish_non_exhaustive()
    }
}
