//! The authorization_code grant (RFC 6749 section 4.1.3), with PKCE (RFC 7636).

use aws_lc_rs::digest::{SHA256, digest};
use http::StatusCode;

use super::super::Service;
use super::super::form::{Parameters, invalid_grant, required};
use super::super::grants::REMEMBERED_MILLIS;
use super::super::identity::Refresh;
use super::Outcome;
use crate::client::Client;
use crate::clock::millis_of_days;
use crate::jose::encoded;

/// How long a refresh token lives; Moneyhub says nothing.
pub(super) const REFRESH_DAYS: i64 = 14;

impl Service {
    /// A code that is refused stays good for the right request, until it expires. One that is used
    /// twice ends everything that came from it (RFC 6749 section 4.1.2).
    pub(super) fn exchange_code(&mut self, client: &Client, form: &Parameters) -> Outcome {
        let presented = required(form, "code")?;
        let redirect_uri = required(form, "redirect_uri")?;
        let unknown = || invalid_grant("code is unknown, used or expired");
        let code = self.identity.codes.find_mut(presented).ok_or_else(unknown)?;
        if code.sign_in.client_id != client.id {
            return Err(invalid_grant("code was issued to another client"));
        }
        if code.used {
            let family = code.sign_in.family;
            self.revoke_family(family);
            return Err(unknown());
        }
        if code.expires_millis <= self.clock.now_millis() {
            return Err(unknown());
        }
        if code.redirect_uri != redirect_uri {
            return Err(invalid_grant("redirect_uri is not the one of the authorisation request"));
        }
        check_verifier(code.challenge.as_deref(), form).map_err(invalid_grant)?;
        if form.get("sub").is_some_and(|sub| *sub != code.sign_in.sub) {
            return Err(invalid_grant("sub is not the user who signed in"));
        }
        code.used = true;
        let sign_in = code.sign_in.clone();
        if self.population.find_user(&sign_in.sub).is_none() {
            return Err(invalid_grant("the user was deleted"));
        }
        if let Some(attempt) = &sign_in.attempt {
            self.submit(attempt).map_err(|refusal| match refusal.status() {
                StatusCode::BAD_REQUEST => invalid_grant("the payment is over"),
                _ => refusal,
            })?;
        }
        let offline = sign_in.scope.split(' ').any(|scope| scope == "offline_access");
        let refresh_token = offline.then(|| {
            let token = self.identity.secret();
            let now = self.clock.now_millis();
            let refresh = Refresh {
                sign_in: sign_in.clone(),
                issued_millis: now,
                expires_millis: now.saturating_add(millis_of_days(REFRESH_DAYS)),
                replaced: false,
            };
            let until = refresh.expires_millis.saturating_add(REMEMBERED_MILLIS);
            let keep = self.keep(sign_in.bytes(), until);
            self.identity.refresh_tokens.put(token.clone(), refresh, keep);
            token
        });
        let nonce = sign_in.nonce.as_deref();
        Ok(self.signed_in(client, &sign_in, &sign_in.scope, nonce, refresh_token))
    }
}

fn check_verifier(challenge: Option<&str>, form: &Parameters) -> Result<(), &'static str> {
    match (challenge, form.get("code_verifier")) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err("code_verifier without a code_challenge before"),
        (Some(_), None) => Err("code_verifier is missing"),
        (Some(challenge), Some(verifier)) => {
            let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            let well_formed =
                (43..=128).contains(&verifier.len()) && verifier.bytes().all(unreserved);
            let hash = encoded(digest(&SHA256, verifier.as_bytes()));
            if well_formed && hash == challenge {
                Ok(())
            } else {
                Err("code_verifier does not match the code_challenge")
            }
        }
    }
}
