use moneyhub_interop::Provider;
use moneyhub_tokio::moneyhub_proto::{
    Config,
    config::AssertionAudience,
    error::DiscoveryError,
    identity::{DiscoveryDocument, GetDiscoveryDocument, GetJsonWebKeys},
    jose::JsonWebKeySet,
};

use crate::{
    application::{Application, connect},
    endpoints::Endpoint,
};

async fn document(application: &Application) -> DiscoveryDocument {
    application.client.send(GetDiscoveryDocument).await.unwrap()
}

async fn keys(application: &Application) -> JsonWebKeySet {
    application.client.send(GetJsonWebKeys).await.unwrap()
}

/// The members of a list that are not in the other.
fn missing<'a>(listed: &Option<Vec<String>>, wanted: &'a [&str]) -> Vec<&'a str> {
    let listed = listed.as_ref().unwrap();
    wanted.iter().filter(|wanted| !listed.iter().any(|item| item == *wanted)).copied().collect()
}

#[tokio::test]
async fn the_document_is_believed() {
    let application = Application::of("client_secret_basic");
    let document = document(&application).await;
    assert_eq!(document.issuer, Provider::shared().issuer());
    document.check(&application.config).unwrap();
}

#[tokio::test]
async fn the_document_of_another_environment_is_not() {
    let document = document(&Application::of("client_secret_basic")).await;
    let production = Config::builder().build().unwrap();
    assert_eq!(document.check(&production), Err(DiscoveryError::UnexpectedIssuer));
}

#[tokio::test]
async fn the_endpoints_are_where_moneyhub_has_them() {
    let document = document(&Application::of("client_secret_basic")).await;
    let at = |path: &str| format!("{}{path}", Provider::shared().issuer());
    assert_eq!(document.authorization_endpoint, at("/auth"));
    assert_eq!(document.token_endpoint, at("/token"));
    assert_eq!(document.jwks_uri, at("/certs"));
    assert_eq!(document.pushed_authorization_request_endpoint, Some(at("/request")));
    assert_eq!(document.introspection_endpoint, Some(at("/token/introspection")));
    assert_eq!(document.revocation_endpoint, Some(at("/token/revocation")));
    assert_eq!(document.end_session_endpoint, Some(at("/session/end")));
    assert_eq!(document.registration_endpoint, Some(at("/reg")));
}

/// What the tests of this package lean on. If it is missing here, they test something else than
/// Moneyhub.
#[tokio::test]
async fn the_provider_can_what_moneyhub_can() {
    let document = document(&Application::of("client_secret_basic")).await;
    let jwt_bearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    let grants =
        ["authorization_code", "implicit", "refresh_token", "client_credentials", jwt_bearer];
    let authentication =
        ["client_secret_basic", "private_key_jwt", "none", "self_signed_tls_client_auth"];
    let algorithms =
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
    let id_token = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "HS256"];
    let claims = ["sub", "mh:con_id", "mh:payment", "mh:sync", "mh:recurring_payment"];
    for (listed, wanted) in [
        (&document.grant_types_supported, &grants[..]),
        (&document.token_endpoint_auth_methods_supported, &authentication),
        (&document.token_endpoint_auth_signing_alg_values_supported, &algorithms),
        (&document.request_object_signing_alg_values_supported, &algorithms),
        (&document.id_token_signing_alg_values_supported, &id_token),
        (&document.response_types_supported, &["code", "code id_token", "id_token", "none"]),
        (&document.response_modes_supported, &["form_post", "fragment", "query"]),
        (&document.claims_supported, &claims),
    ] {
        assert_eq!(missing(listed, wanted), [""; 0]);
    }
    assert_eq!(document.code_challenge_methods_supported, Some(vec!["S256".to_owned()]));
    assert_eq!(document.authorization_response_iss_parameter_supported, Some(true));
    assert_eq!(document.claims_parameter_supported, Some(true));
}

#[tokio::test]
async fn there_is_a_public_key_for_each_family_of_algorithms() {
    let keys = keys(&Application::of("client_secret_basic")).await;
    let types: Vec<_> =
        keys.keys.iter().map(|key| (key.key_type(), key.public_key_use())).collect();
    assert_eq!(types, [(Some("RSA"), Some("sig")), (Some("EC"), Some("sig"))]);
    assert!(keys.keys.iter().all(|key| key.key_id().is_some()));
}

/// The endpoints of the document in place of the documented ones, which are the same here.
#[tokio::test]
async fn a_client_of_the_document_signs_a_user_in() {
    let found = document(&Application::of("client_secret_basic")).await;
    let application = Application::with("private_key_jwt.ES256", |config| {
        config.discovered(found).assertion_audience(AssertionAudience::TokenEndpoint)
    });
    let signed_in = application.signed_in(connect()).await;
    assert!(signed_in.id_token.connection_id().is_some());
    for endpoint in Endpoint::ALL {
        let taken = endpoint.ask(&application).await;
        assert!(taken.is_ok(), "{endpoint:?}: {taken:?}");
    }
}
