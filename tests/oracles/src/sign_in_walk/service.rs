//! The identity service: its configuration, its discovery document, and its keys.

use std::sync::{Arc, LazyLock};

use moneyhub_proto::{
    Config,
    config::{ClientAuthentication, DiscoveryDocument},
    jose::{JwsAlgorithm, aws_lc_rs},
    machine::Session,
};
use serde_json::{Value, json};

use super::{Document, Script, tokens::key_id};
use crate::{
    endpoints::{DATA, IDENTITY},
    machine::Unasked,
    signing_in::{Issuer, issuer::ISSUER},
};

/// The service, and somebody who is not. Made once: a key is dear to read.
pub(super) static ISSUERS: LazyLock<(Issuer, Issuer)> =
    LazyLock::new(|| (Issuer::new(), Issuer::impostor()));

/// A session behind a gateway, so that what the document says is not where requests go.
pub(super) fn session(script: &Script) -> Arc<Session> {
    let config = Config::builder()
        .identity_url(IDENTITY)
        .api_url(DATA)
        .issuer(ISSUER)
        .client_id("client")
        .client_authentication(if script.signs {
            ClientAuthentication::PrivateKeyJwt(Arc::new(Unasked))
        } else {
            ClientAuthentication::SecretBasic("secret".into())
        })
        .id_token_signed_response_alg(JwsAlgorithm::Es256)
        .verifier(aws_lc_rs::verifier())
        .retry(script.retry.clone());
    let config = if script.configured { config.discovered(configured(script)) } else { config };
    Session::new(config.build().expect("the settings are good"))
}

fn configured(script: &Script) -> DiscoveryDocument {
    let [auth, token, keys] = ["auth", "token", "certs"].map(|path| format!("{ISSUER}/{path}"));
    let mut document = DiscoveryDocument::new(ISSUER, auth, token, keys);
    document.authorization_response_iss_parameter_supported = Some(script.always_names_issuer);
    document
}

/// The discovery document, as it is sent.
pub(super) fn document(document: Document, script: &Script) -> Value {
    let issuer =
        if document == Document::OtherIssuer { "https://another.example/oidc" } else { ISSUER };
    let keys =
        if document == Document::ForeignKeys { "https://another.example/oidc" } else { ISSUER };
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{ISSUER}/auth"),
        "token_endpoint": format!("{ISSUER}/token"),
        "jwks_uri": format!("{keys}/certs"),
        "authorization_response_iss_parameter_supported": script.always_names_issuer,
    })
}

/// The keys, as they are sent. They are of one material and go by their names, as is enough for one
/// who is asked to go by names.
pub(super) fn keys(keys: u8) -> Value {
    let (service, _) = &*ISSUERS;
    let chosen = [1, 2].into_iter().filter(|key| keys & key != 0).map(|key| {
        let mut members = service.keys().keys[0].members().clone();
        members.insert("kid".to_owned(), key_id(key).into());
        Value::Object(members)
    });
    json!({ "keys": chosen.collect::<Vec<_>>() })
}
