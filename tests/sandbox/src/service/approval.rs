//! The effects of an approval, and its id_token.

use serde_json::{Map, Value, json};

use super::Service;
use super::authorization::{AuthorizationRequest, Purpose, Rejection};
use super::grants::REMEMBERED_MILLIS;
use super::identity::{Code, SignIn};
use crate::clock::millis_of_days;
use crate::population::{ConnectionIndex, UserIndex, bank_of};

/// How long a code lives. RFC 6749 section 4.1.2 recommends at most ten minutes.
const CODE_SECONDS: i64 = 60;

/// The life of an id_token, as in Moneyhub's sample.
const ID_TOKEN_SECONDS: i64 = 3_600;

/// How long a consent lasts by default.
const CONSENT_DAYS: i64 = 90;

/// What an id_token is bound to: each present member becomes a hash in it.
#[derive(Default)]
pub(super) struct Bound<'a> {
    pub(super) access_token: Option<&'a str>,
    pub(super) code: Option<&'a str>,
    pub(super) state: Option<&'a str>,
    pub(super) nonce: Option<&'a str>,
}

impl Service {
    /// Carries out the consent; returns the parameters for the client. A payment is made when the
    /// code is exchanged, or at once if there is no code.
    pub(super) fn approved(
        &mut self,
        request: &AuthorizationRequest,
        attempt: Option<&str>,
    ) -> Result<Vec<(String, String)>, Rejection> {
        let (user, connection) = self.subject(request)?;
        if self.meets_outage(request, connection) {
            return Err(Rejection::new("temporarily_unavailable", "the bank is down"));
        }
        let now = self.clock.now_millis();
        let user = user.unwrap_or_else(|| self.population.create(None, now));
        let connection = self.touch(request, user, connection);
        let sign_in = SignIn {
            client_id: request.client_id.clone(),
            sub: self.population.id_of(user),
            scope: request.scope.clone(),
            claims: self.moneyhub_claims(request, connection, attempt),
            attempt: attempt.map(str::to_owned),
            nonce: request.nonce.clone(),
            auth_time: request.auth_time.then(|| self.clock.now_seconds()),
            sid: self.identity.id(),
            family: self.identity.number(),
        };
        if let Some(attempt) = attempt {
            self.belongs_to(attempt, &sign_in.sub);
            if !request.code && self.submit(attempt).is_err() {
                return Err(Rejection::new("server_error", "the bank has failed"));
            }
        }
        let code = request.code.then(|| {
            let code = self.identity.secret();
            let kept = Code {
                sign_in: sign_in.clone(),
                redirect_uri: request.way_back.redirect_uri.clone(),
                challenge: request.code_challenge.clone(),
                expires_millis: self.clock.seconds_ahead(CODE_SECONDS),
                used: false,
            };
            let bytes = kept.sign_in.bytes() + kept.redirect_uri.len();
            let until = kept.expires_millis.saturating_add(REMEMBERED_MILLIS);
            let keep = self.keep(bytes, until);
            self.identity.codes.put(code.clone(), kept, keep);
            code
        });
        let id_token = request.id_token.then(|| {
            let bound = Bound {
                access_token: None,
                code: code.as_deref(),
                state: request.way_back.state.as_deref(),
                nonce: request.nonce.as_deref(),
            };
            self.id_token(&sign_in, &bound)
        });
        let code = code.map(|code| ("code".to_owned(), code));
        let id_token = id_token.map(|token| ("id_token".to_owned(), token));
        Ok(code.into_iter().chain(id_token).collect())
    }

    /// OpenID Connect Core section 2, signed with the algorithm that the client registered.
    pub(super) fn id_token(&self, sign_in: &SignIn, bound: &Bound<'_>) -> String {
        let Some(client) = self.client(&sign_in.client_id) else {
            return String::new();
        };
        let algorithm = client.id_token_alg;
        let now = self.clock.now_seconds();
        let mut claims = sign_in.claims.clone();
        claims.insert("iss".to_owned(), json!(self.issuer()));
        claims.insert("sub".to_owned(), json!(sign_in.sub));
        claims.insert("aud".to_owned(), json!(sign_in.client_id));
        claims.insert("iat".to_owned(), json!(now));
        claims.insert("exp".to_owned(), json!(now + ID_TOKEN_SECONDS));
        claims.insert("sid".to_owned(), json!(sign_in.sid));
        if let Some(auth_time) = sign_in.auth_time {
            claims.insert("auth_time".to_owned(), json!(auth_time));
        }
        if let Some(nonce) = bound.nonce {
            claims.insert("nonce".to_owned(), json!(nonce));
        }
        let hashed =
            [("at_hash", bound.access_token), ("c_hash", bound.code), ("s_hash", bound.state)];
        for (name, text) in hashed {
            if let Some(text) = text {
                claims.insert(name.to_owned(), json!(algorithm.half_hash(text)));
            }
        }
        // A client can only be registered with an algorithm that the service has keys for.
        self.identity.keys.sign(algorithm, &Value::Object(claims)).unwrap_or_default()
    }

    /// Payments touch no connection.
    pub(super) fn touch(
        &mut self,
        request: &AuthorizationRequest,
        user: UserIndex,
        connection: Option<ConnectionIndex>,
    ) -> Option<ConnectionIndex> {
        let now = self.clock.now_millis();
        let asked = request.claims.consent_expires_millis;
        let expires = asked.unwrap_or(now.saturating_add(millis_of_days(CONSENT_DAYS)));
        match (&request.purpose, connection) {
            (Purpose::Connect, _) => {
                let bank = request.bank.as_deref().unwrap_or_default();
                Some(self.population.add_connection(user, bank_of(bank), expires, now))
            }
            (Purpose::Reauth, Some(at)) => {
                self.population.reauthorise(at, now);
                self.population.renew(at, expires, now);
                Some(at)
            }
            (Purpose::Refresh, Some(at)) => {
                self.population.reauthorise(at, now);
                Some(at)
            }
            (Purpose::Reconsent, Some(at)) => {
                self.population.renew(at, expires, now);
                Some(at)
            }
            _ => None,
        }
    }

    /// The requested claims that have a value.
    fn moneyhub_claims(
        &mut self,
        request: &AuthorizationRequest,
        connection: Option<ConnectionIndex>,
        attempt: Option<&str>,
    ) -> Map<String, Value> {
        let mut claims = Map::new();
        let paid = match request.purpose {
            Purpose::Pay(claim) => attempt.map(|id| (claim, id)),
            _ => None,
        };
        for name in &request.claims.asked {
            let value = match (name.as_str(), connection, &paid) {
                ("mh:con_id", Some(at), _) => Some(self.population.connection_id(at)),
                ("mh:sync", Some(at), _) => {
                    let syncs = self.population.connection_syncs(at, self.clock.now_millis());
                    syncs.into_iter().next().map(|sync| sync.id)
                }
                // A reverse payment is requested under both names.
                ("mh:payment", _, Some((_, id))) => Some((*id).to_owned()),
                (name, _, Some((claim, id))) if name == *claim => Some((*id).to_owned()),
                _ => None,
            };
            if let Some(value) = value {
                claims.insert(name.clone(), json!(value));
            }
        }
        claims
    }
}
