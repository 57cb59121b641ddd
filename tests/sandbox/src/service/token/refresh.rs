//! The refresh_token grant (RFC 6749 section 6).

use super::super::Service;
use super::super::form::{Parameters, invalid_grant, refuse, required};
use super::super::grants::REMEMBERED_MILLIS;
use super::super::identity::Refresh;
use super::Outcome;
use super::code::REFRESH_DAYS;
use crate::client::Client;
use crate::clock::millis_of_days;

impl Service {
    /// With rotation, one that was replaced is a sign of theft: it ends everything that came from
    /// the same sign-in (RFC 9700 section 4.14.2).
    pub(super) fn refresh(&mut self, client: &Client, form: &Parameters) -> Outcome {
        let presented = required(form, "refresh_token")?;
        let unknown = || invalid_grant("refresh_token is unknown, used or expired");
        let refresh = self.identity.refresh_tokens.find(presented).ok_or_else(unknown)?;
        let sign_in = refresh.sign_in.clone();
        if sign_in.client_id != client.id {
            return Err(invalid_grant("refresh_token was issued to another client"));
        }
        if refresh.replaced {
            self.revoke_family(sign_in.family);
            return Err(unknown());
        }
        let now = self.clock.now_millis();
        if refresh.expires_millis <= now || self.population.find_user(&sign_in.sub).is_none() {
            return Err(unknown());
        }
        let scope = form.get("scope").unwrap_or(&sign_in.scope);
        let granted: Vec<&str> = sign_in.scope.split(' ').collect();
        if !scope.split(' ').all(|name| granted.contains(&name)) {
            return Err(refuse("invalid_scope", "scope goes beyond what was granted"));
        }
        let mut token = presented.to_owned();
        if self.settings.rotate_refresh_tokens {
            if let Some(old) = self.identity.refresh_tokens.find_mut(presented) {
                old.replaced = true;
            }
            token = self.identity.secret();
            let next = Refresh {
                sign_in: sign_in.clone(),
                issued_millis: now,
                expires_millis: now.saturating_add(millis_of_days(REFRESH_DAYS)),
                replaced: false,
            };
            let until = next.expires_millis.saturating_add(REMEMBERED_MILLIS);
            let keep = self.keep(sign_in.bytes(), until);
            self.identity.refresh_tokens.put(token.clone(), next, keep);
        }
        // OpenID Connect Core section 12.2: no nonce, also where there was one before.
        Ok(self.signed_in(client, &sign_in, scope, None, Some(token)))
    }
}
