use moneyhub_proto::{
    Client,
    config::{ClientAuthentication, DiscoveryDocument, RequestObjects},
    error::VerificationError,
    identity::GetDiscoveryDocument,
    jose::JwsAlgorithm,
    sign_in::{Flow, SignIn},
};
use moneyhub_sandbox::{Algorithm, Client as Registration, DEFAULT_CLIENT_ID, Sandbox};

use super::{Gateway, ISSUER, config};
use crate::signing_in::{REDIRECT_URI, callback, connect, public_keys, signer};

/// A client that signs all that it says, so that every audience is looked at.
fn start() -> (Sandbox, Gateway, Client) {
    let registration = Registration::private_key_jwt(DEFAULT_CLIENT_ID, &public_keys()).unwrap();
    let registration = registration.redirect_uri(REDIRECT_URI).request_object_alg(Algorithm::Ps256);
    let sandbox = Sandbox::builder().real_time().issuer(ISSUER).register(registration);
    let sandbox = sandbox.start().unwrap();
    let gateway = Gateway::before(&sandbox);
    let client = client(&gateway, None);
    (sandbox, gateway, client)
}

fn client(gateway: &Gateway, document: Option<DiscoveryDocument>) -> Client {
    let key = || signer(JwsAlgorithm::Ps256);
    let config = config(gateway)
        .client_authentication(ClientAuthentication::PrivateKeyJwt(key()))
        .request_objects(RequestObjects::Signed(key()));
    let config = match document {
        Some(document) => config.discovered(document),
        None => config,
    };
    moneyhub_tokio::client(config.build().unwrap()).unwrap()
}

async fn sign_in(sandbox: &Sandbox, client: &Client, flow: Flow) {
    let begun = client.begin_sign_in(&SignIn { flow, ..connect() }).await.unwrap();
    let back = sandbox.approve(begun.url.expose_secret()).unwrap();
    let signed_in = client.finish_sign_in(&begun.pending, &callback(&back)).await.unwrap();
    assert_eq!(signed_in.id_token.issuer(), ISSUER);
}

#[tokio::test]
async fn users_are_sent_to_the_gateway() {
    let (_sandbox, gateway, client) = start();
    let begun = client.begin_sign_in(&connect()).await.unwrap();
    let start = format!("{}/oidc/auth?client_id=", gateway.identity_url());
    assert!(begun.url.expose_secret().starts_with(&start));
}

#[tokio::test]
async fn every_request_of_a_sign_in_goes_through_the_gateway() {
    let (sandbox, gateway, client) = start();
    sign_in(&sandbox, &client, Flow::AuthorisationCode).await;
    let seen = gateway.seen();
    assert_eq!(
        seen,
        [
            "POST /moneyhub/identity/oidc/request",
            "GET /moneyhub/identity/oidc/.well-known/openid-configuration",
            "GET /moneyhub/identity/oidc/certs",
            "POST /moneyhub/identity/oidc/token",
        ]
    );
    assert_eq!(sandbox.total_requests(), 4);
}

#[tokio::test]
async fn every_flow_works_through_the_gateway() {
    for flow in [Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit] {
        let (sandbox, _gateway, client) = start();
        sign_in(&sandbox, &client, flow).await;
    }
}

#[tokio::test]
async fn the_endpoints_of_the_document_are_reached_through_the_gateway() {
    let (sandbox, gateway, first) = start();
    let document = first.send(GetDiscoveryDocument).await.unwrap();
    assert_eq!(document.token_endpoint, format!("{ISSUER}/token"));
    sign_in(&sandbox, &client(&gateway, Some(document)), Flow::AuthorisationCode).await;
    assert!(gateway.seen().iter().all(|seen| seen.contains(" /moneyhub/identity/oidc/")));
}

#[tokio::test]
async fn an_endpoint_of_the_document_may_be_elsewhere_under_the_issuer() {
    let (sandbox, gateway, first) = start();
    let mut document = first.send(GetDiscoveryDocument).await.unwrap();
    document.pushed_authorization_request_endpoint = Some(format!("{ISSUER}/elsewhere/par"));
    let client = client(&gateway, Some(document));
    let error = client.begin_sign_in(&connect()).await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 404);
    assert_eq!(gateway.seen().last().unwrap(), "POST /moneyhub/identity/oidc/elsewhere/par");
    assert_eq!(sandbox.requests().last().unwrap().path, "/oidc/elsewhere/par");
}

#[tokio::test]
async fn without_the_issuer_s_name_nothing_is_believed() {
    let (sandbox, gateway, _) = start();
    let config = moneyhub_proto::Config::builder()
        .client_id(DEFAULT_CLIENT_ID)
        .identity_url(gateway.identity_url())
        .allow_loopback_http()
        .client_authentication(ClientAuthentication::PrivateKeyJwt(signer(JwsAlgorithm::Ps256)));
    let client = moneyhub_tokio::client(config.build().unwrap()).unwrap();
    // Its assertions are for a service that does not exist.
    let error = client.begin_sign_in(&connect()).await.unwrap_err();
    assert_eq!(error.code(), Some("invalid_client"));
    assert_eq!(sandbox.total_requests(), 1);
}

#[tokio::test]
async fn a_callback_that_names_the_gateway_as_its_issuer_is_refused() {
    let (sandbox, gateway, client) = start();
    let begun = client.begin_sign_in(&connect()).await.unwrap();
    let mut back = sandbox.approve(begun.url.expose_secret()).unwrap();
    let iss = back.parameters.iter_mut().find(|(name, _)| name == "iss").unwrap();
    iss.1 = format!("{}/oidc", gateway.identity_url());
    let error = client.finish_sign_in(&begun.pending, &callback(&back)).await.unwrap_err();
    assert_eq!(error.verification_error(), Some(&VerificationError::CallbackIssuerMismatch));
}
