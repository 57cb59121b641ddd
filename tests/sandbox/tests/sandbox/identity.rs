//! What the tests of sign-in have in common.

use moneyhub_sandbox::{
    Algorithm, Builder, Callback, Client, DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, Sandbox,
};
use serde_json::{Value, json};

use crate::caller::{Caller, FORM, Reply, basic};
use crate::signer::{NOW, jwks, sign};

pub(crate) const CALLBACK: &str = "http://127.0.0.1:8080/callback";

/// The pair of RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The issuer of a service without sockets.
pub(crate) const ISSUER: &str = "http://sandbox.invalid/oidc";

/// A client that signs everything with PS256.
pub(crate) const SIGNER: &str = "signer";
pub(crate) const SIGNER_CALLBACK: &str = "https://signer.example/callback?from=bank";

pub(crate) type Form = Vec<(String, String)>;

/// A request to connect a bank for a new user, as the default client pushes it.
pub(crate) fn connect() -> Form {
    form(&[
        ("client_id", DEFAULT_CLIENT_ID),
        ("response_type", "code"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid id:1ffe704d39629a929c8e293880fb449a"),
        ("state", "st&te=1 \"<'>"),
        ("nonce", "nonce-1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("prompt", "consent"),
        ("claims", r#"{"id_token":{"sub":{"essential":true},"mh:con_id":{"essential":true}}}"#),
    ])
}

pub(crate) fn form(pairs: &[(&str, &str)]) -> Form {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The form with these parameters instead; one without a value is taken out.
pub(crate) fn with(mut form: Form, changes: &[(&str, &str)]) -> Form {
    for (name, value) in changes {
        form.retain(|(known, _)| known != name);
        if !value.is_empty() {
            form.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    form
}

pub(crate) fn signer() -> Client {
    Client::private_key_jwt(SIGNER, &jwks())
        .expect("the keys of the tests")
        .redirect_uri(SIGNER_CALLBACK)
        .request_object_alg(Algorithm::Ps256)
        .id_token_alg(Algorithm::Ps256)
}

pub(crate) fn builder() -> Builder {
    Sandbox::builder().register(signer())
}

/// An assertion of the client `signer`, with a `jti` of its own for each number.
pub(crate) fn assertion_claims(jti: u32) -> Value {
    json!({
        "iss": SIGNER, "sub": SIGNER, "aud": [ISSUER, format!("{ISSUER}/token")],
        "jti": format!("jti-{jti}"), "iat": NOW, "exp": NOW + 60,
    })
}

pub(crate) fn assertion(jti: u32) -> Form {
    asserted(&sign("RS256", &assertion_claims(jti)))
}

pub(crate) fn asserted(assertion: &str) -> Form {
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    form(&[("client_id", SIGNER), ("client_assertion_type", kind), ("client_assertion", assertion)])
}

/// The request object of a `signer` who connects a bank.
pub(crate) fn object_claims() -> Value {
    json!({
        "iss": SIGNER, "aud": ISSUER, "iat": NOW, "exp": NOW + 300, "jti": "object-1",
        "client_id": SIGNER, "response_type": "code", "redirect_uri": SIGNER_CALLBACK,
        "scope": "openid id:test", "state": "state-1", "nonce": "nonce-1", "prompt": "consent",
        "claims": {"id_token": {"sub": {"essential": true}, "mh:con_id": {"essential": true}}},
    })
}

impl Caller {
    /// Posts a form of the default client, which authenticates in the header.
    pub(crate) fn post(&mut self, path: &str, form: &Form) -> Reply {
        let basic = basic(DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET);
        self.post_as(Some(&basic), path, form)
    }

    pub(crate) fn post_as(
        &mut self,
        authorization: Option<&str>,
        path: &str,
        form: &Form,
    ) -> Reply {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut headers = vec![("content-type", FORM)];
        headers.extend(authorization.map(|value| ("authorization", value)));
        self.raw("POST", path, &headers, body)
    }

    /// Pushes a request of the default client; the URL to send its user to.
    pub(crate) fn push(&mut self, form: &Form) -> String {
        let reply = self.post("/oidc/request", form);
        assert_eq!(reply.status, 201, "{:?}", reply.body);
        url(DEFAULT_CLIENT_ID, &reply.member("request_uri"))
    }

    /// The error with which pushing a request of the default client is refused.
    pub(crate) fn push_refused(&mut self, form: &Form) -> String {
        let reply = self.post("/oidc/request", form);
        assert_eq!(reply.status, 400, "{:?}", reply.body);
        reply.member("error")
    }

    /// Pushes, approves, and is back.
    pub(crate) fn approve(&mut self, form: &Form) -> Callback {
        let url = self.push(form);
        self.service.approve(&url).expect("a way back")
    }

    /// Pushes the request object of a `signer`; the URL to send its user to.
    pub(crate) fn push_object(&mut self, claims: &Value, jti: u32) -> String {
        let object = sign("PS256", claims);
        let form = [assertion(jti), form(&[("request", &object)])].concat();
        let reply = self.post_as(None, "/oidc/request", &form);
        assert_eq!(reply.status, 201, "{:?}", reply.body);
        url(SIGNER, &reply.member("request_uri"))
    }

    /// Signs in by [`connect`] with these changes and exchanges the code: the token set.
    pub(crate) fn sign_in(&mut self, changes: &[(&str, &str)]) -> Value {
        let callback = self.approve(&with(connect(), changes));
        let reply = self.post("/oidc/token", &exchange(&callback));
        assert_eq!(reply.status, 200, "{:?}", reply.body);
        reply.json()
    }

    /// The claims of an id_token that verifies with the keys of the service.
    pub(crate) fn verified(&mut self, token: &str) -> Value {
        let jwks = self.get("/oidc/certs").json();
        assert!(crate::signer::verifies(token, &jwks), "{token}");
        crate::signer::claims(token)
    }
}

/// The authorisation URL of a pushed request.
pub(crate) fn url(client_id: &str, request_uri: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", client_id)
        .append_pair("request_uri", request_uri)
        .finish();
    format!("{ISSUER}/auth?{query}")
}

/// The authorisation URL with the parameters in it.
pub(crate) fn inline_url(form: &Form) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    format!("{ISSUER}/auth?{query}")
}

/// The token request of the default client for the code that came back.
pub(crate) fn exchange(callback: &Callback) -> Form {
    form(&[
        ("grant_type", "authorization_code"),
        ("code", callback.parameter("code").expect("a code")),
        ("redirect_uri", &callback.redirect_uri),
        ("code_verifier", VERIFIER),
    ])
}

pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or("(no such text)")
}
