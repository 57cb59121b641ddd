//! The operations of the identity provider. Four of them share the row of the token endpoint, one for each
//! grant.

use moneyhub_proto::{
    codec::Authentication,
    identity::{
        AuthorisationRequest, ClientCredentials, CodeVerifier, ExchangeCode, GetDiscoveryDocument,
        GetJsonWebKeys, Introspect, Introspection, Journey, Nonce, Prompt, PushedAuthorisation,
        PushedAuthorisationRequest, Refresh, ResponseType, Revoke, State, TokenSet, TokenTypeHint,
        client_token, token_for_user,
    },
    scope,
};
use serde_json::{Value, json};

use super::{Typed, plain, shown};

/// Operations that are not among the others, each with its row and the reason.
pub const UNREGISTERED: &[(&str, &str, &str)] = &[(
    "identity.jwt_bearer",
    "oidc.token",
    "its request has a signature, which the codec alone does not make: see `token.jwt_bearer.http` among the golden requests",
)];

/// RFC 7636 has it, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CALLBACK: &str = "https://shop.example/callback";

pub(super) fn operations() -> Vec<Typed> {
    vec![
        plain("wellknown.openid_configuration", |_| GetDiscoveryDocument),
        shown(
            "oidc.certs",
            |_| GetJsonWebKeys,
            |_| GetJsonWebKeys,
            |set| {
                let keys: Vec<_> = set.keys.iter().map(|key| key.members().clone()).collect();
                json!({"keys": keys})
            },
        ),
        shown("oidc.par", |_| push(false), |_| push(true), pushed),
        shown(
            "oidc.token",
            |_| client_token(scope::USER_READ),
            |_| -> ClientCredentials { token_for_user("u1".into(), scope::ACCOUNTS_READ) },
            tokens,
        ),
        shown("oidc.token", |_| exchange(None), |_| exchange(Some("u1")), tokens),
        shown("oidc.token", |_| refresh(), |_| refresh(), tokens),
        shown(
            "oidc.introspection",
            |_| Introspect { token: "a-token".into(), token_type_hint: None },
            |_| Introspect {
                token: "a-token".into(),
                token_type_hint: Some(TokenTypeHint::AccessToken),
            },
            introspection,
        ),
        shown(
            "oidc.revocation",
            |_| Revoke { token: "a-token".into(), token_type_hint: None },
            |_| Revoke {
                token: "a-token".into(),
                token_type_hint: Some(TokenTypeHint::RefreshToken),
            },
            |()| Value::Null,
        ),
    ]
}

impl Typed {
    /// What tells it from others with the same row: the grant in its form, or another answer.
    ///
    /// # Panics
    ///
    /// When it can't be sent.
    #[must_use]
    pub fn part_of_row(&self) -> Option<String> {
        if self.facts.authentication != Authentication::Credentials {
            return self.variant.map(str::to_owned);
        }
        let config = super::laws::config();
        let request = self.least("id").request(&config).expect("the sample can be sent");
        let form = std::str::from_utf8(request.body()).expect("a form is a text");
        let grant = form.split('&').find_map(|pair| pair.strip_prefix("grant_type="));
        grant.map(str::to_owned)
    }
}

fn push(most: bool) -> PushedAuthorisationRequest {
    let verifier = CodeVerifier::restore(VERIFIER).expect("it is one");
    let journey = Journey::connect_for_user(&"9c1185a5".into(), &"64b0f3a1".into());
    let mut request = AuthorisationRequest::new(
        "client".into(),
        CALLBACK,
        journey.expect("it can be asked for"),
        ResponseType::Code { code_challenge: verifier.challenge() },
        State::restore(VERIFIER).expect("it is one"),
        Nonce::restore(VERIFIER).expect("it is one"),
    );
    if most {
        request.prompt = Some(Prompt::Consent);
        request.max_age = Some(std::time::Duration::from_secs(300));
    }
    PushedAuthorisationRequest { request }
}

fn exchange(subject: Option<&str>) -> ExchangeCode {
    ExchangeCode {
        code: "a-code".into(),
        redirect_uri: CALLBACK.to_owned(),
        code_verifier: CodeVerifier::restore(VERIFIER).expect("it is one"),
        subject: subject.map(Into::into),
    }
}

fn refresh() -> Refresh {
    Refresh { refresh_token: "a-token".into(), scopes: scope::OPENID.into() }
}

fn pushed(pushed: PushedAuthorisation) -> Value {
    json!({"request_uri": pushed.request_uri.expose_secret(), "expires_in": pushed.expires_in})
}

/// Without `token_type`, which is nothing but Bearer, and `scope`, whose text becomes a sorted set.
fn tokens(tokens: TokenSet) -> Value {
    json!({
        "access_token": tokens.access_token.expose_secret(),
        "expires_in": tokens.expires_in,
        "id_token": tokens.id_token.as_ref().map(|token| token.expose_secret()),
        "refresh_token": tokens.refresh_token.as_ref().map(|token| token.expose_secret()),
    })
}

fn introspection(told: Introspection) -> Value {
    let mut members = told.other;
    members.insert("active".to_owned(), told.active.into());
    members.insert("scope".to_owned(), told.scopes.into());
    members.insert("client_id".to_owned(), told.client_id.into());
    members.insert("sub".to_owned(), told.subject.into());
    members.into_iter().collect()
}
