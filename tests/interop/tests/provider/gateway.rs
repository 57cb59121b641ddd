//! The client reaches the provider through a gateway, and the provider does not know.

use moneyhub_interop::Provider;
use moneyhub_tokio::moneyhub_proto::{
    ConfigBuilder,
    error::{DiscoveryError, VerificationError},
    identity::GetDiscoveryDocument,
    sign_in::{Flow, SignIn},
};

use crate::{
    application::{Application, connect},
    endpoints::Endpoint,
};

/// It signs what it asks for and who it is: for the issuer, wherever the gateway is.
const CLIENT: &str = "signed_requests_only.private_key_jwt";

fn behind_a_gateway(change: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Application {
    let issuer = Provider::shared().issuer();
    let gateway = issuer.replace("/oidc", "/gateway");
    Application::with(CLIENT, |config| change(config.identity_url(gateway).issuer(issuer)))
}

async fn works(application: &Application) {
    for flow in [Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit] {
        let sign_in = SignIn { flow, ..application.sign_in(connect()) };
        let begun = application.client.begin_sign_in(&sign_in).await.unwrap();
        assert!(begun.url.expose_secret().contains("/gateway/oidc/auth?"));
        let callback = application.callback(&begun.url);
        let finished = application.client.finish_sign_in(&begun.pending, &callback).await;
        assert!(finished.is_ok(), "{flow:?}: {finished:?}");
    }
    for endpoint in Endpoint::ALL {
        let taken = endpoint.ask(application).await;
        assert!(taken.is_ok(), "{endpoint:?}: {taken:?}");
    }
}

#[tokio::test]
async fn a_user_signs_in_through_a_gateway() {
    works(&behind_a_gateway(|config| config)).await;
}

/// The document has the addresses that the gateway hides.
#[tokio::test]
async fn endpoints_of_the_document_are_reached_through_the_gateway() {
    let found = behind_a_gateway(|config| config).client.send(GetDiscoveryDocument).await.unwrap();
    assert!(found.token_endpoint.starts_with(Provider::shared().issuer()));
    works(&behind_a_gateway(|config| config.discovered(found))).await;
}

/// Whoever forgets to name the issuer is told so, before the code is spent.
#[tokio::test]
async fn a_gateway_is_not_taken_for_the_issuer() {
    let gateway = Provider::shared().issuer().replace("/oidc", "/gateway");
    let application =
        Application::with("client_secret_basic", |config| config.identity_url(gateway));
    let found = application.client.send(GetDiscoveryDocument).await.unwrap();
    assert_eq!(found.check(&application.config), Err(DiscoveryError::UnexpectedIssuer));
    let error = application.complete(&application.sign_in(connect())).await.unwrap_err();
    let expected = Some(&VerificationError::CallbackIssuerMismatch);
    assert_eq!(error.verification_error(), expected, "{error}");
    assert_eq!(application.world.sent("identity.exchange_code"), 0);
}
