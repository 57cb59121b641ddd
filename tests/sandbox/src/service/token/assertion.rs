//! The jwt-bearer grant (RFC 7523 section 2.1): the client vouches for the user.

use super::super::Service;
use super::super::form::{Parameters, invalid_grant, refuse, required};
use super::{Outcome, granted_scopes};
use crate::client::Client;
use crate::jose::{Algorithm, Jwt};

impl Service {
    /// The assertion is signed with the algorithm of the client's request objects, as the official
    /// Node client does it.
    pub(super) fn exchange_assertion(&mut self, client: &Client, form: &Parameters) -> Outcome {
        let scope = required(form, "scope")?;
        let assertion = required(form, "assertion")?;
        let Some(only) = client.request_object_alg else {
            return Err(refuse("unauthorized_client", "the client has no signing algorithm"));
        };
        let scopes = granted_scopes(client, scope)?;
        let user = self
            .vouched_for(client, only, assertion)
            .map_err(|problem| invalid_grant(&format!("assertion is refused: {problem}")))?;
        let token = self.access_token(client, scopes, Some(user), None);
        Ok(self.token_set(&token, scope, &[]))
    }

    fn vouched_for(
        &mut self,
        client: &Client,
        only: Algorithm,
        assertion: &str,
    ) -> Result<String, &'static str> {
        let jwt = Jwt::parse(assertion)?;
        if Algorithm::of(&jwt.algorithm) != Some(only) {
            return Err("its alg is not the registered one");
        }
        client.keys.verify(&jwt, only)?;
        if jwt.text("iss") != Some(client.id.as_str()) {
            return Err("iss must be the client_id");
        }
        if !jwt.is_for(&[self.issuer().to_owned()]) {
            return Err("aud must be the issuer");
        }
        let user = jwt.text("sub").ok_or("it has no sub")?;
        if self.population.find_user(user).is_none() {
            return Err("sub names no user of this client");
        }
        self.use_once(client, &jwt)?;
        Ok(user.to_owned())
    }
}
