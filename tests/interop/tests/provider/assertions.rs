//! Client assertions that must not be taken, wherever they are shown.

use std::sync::Arc;

use moneyhub_interop::Provider;
use moneyhub_tokio::moneyhub_proto::{
    ConfigBuilder, Error, ErrorKind, Outcome,
    config::{AssertionAudience, ClientAuthentication},
    jose::{JwsAlgorithm, PrivateKey, Signer, SignerError, aws_lc_rs},
    transport::BoxFuture,
};

use crate::{
    algorithms::{for_every_algorithm, registered, stranger},
    application::{Application, reason},
    endpoints::Endpoint,
};

const CLIENT: &str = "private_key_jwt.PS256";

const INVALID_SIGNATURE: &str = "signature verification failed";
const NO_KEY: &str = "no applicable key found in the JSON Web Key Set";

/// What the caller sees, and why the provider said so.
fn assert_refused(endpoint: Endpoint, error: &Error, expected: &str) {
    let what = (error.kind(), error.outcome());
    assert_eq!(what, (ErrorKind::Identity, Outcome::Refused), "{endpoint:?}");
    let said = (error.status().unwrap().as_u16(), error.code());
    assert_eq!(said, (401, Some("invalid_client")), "{endpoint:?}");
    assert_eq!(reason(error), expected, "{endpoint:?}");
    assert!(!error.is_retryable(), "{endpoint:?}");
}

async fn is_refused(application: &Application, expected: &str) {
    for endpoint in Endpoint::ALL {
        let error = endpoint.ask(application).await.unwrap_err();
        assert_refused(endpoint, &error, expected);
    }
}

fn with(change: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Application {
    Application::with(CLIENT, change)
}

fn signing_with(client_id: &str, signer: Arc<dyn Signer>) -> Application {
    Application::with(client_id, |config| {
        config.client_authentication(ClientAuthentication::PrivateKeyJwt(signer))
    })
}

/// The client believes that it is at another service.
async fn a_wrong_audience_is_refused(audience: AssertionAudience, expected: &str) {
    let application = with(|config| {
        config.issuer("https://identity.moneyhub.co.uk/oidc").assertion_audience(audience)
    });
    is_refused(&application, expected).await;
}

const NOT_ME: &str =
    "audience (aud) must equal the endpoint url, issuer identifier or token endpoint url";

#[tokio::test]
async fn an_assertion_for_another_issuer_is_refused() {
    a_wrong_audience_is_refused(AssertionAudience::Issuer, NOT_ME).await;
}

#[tokio::test]
async fn an_assertion_for_another_token_endpoint_is_refused() {
    a_wrong_audience_is_refused(AssertionAudience::TokenEndpoint, NOT_ME).await;
}

#[tokio::test]
async fn an_assertion_for_several_others_is_refused() {
    let not_among_us = "list of audience (aud) must include the endpoint url, issuer identifier or token endpoint url";
    let audience = AssertionAudience::IssuerAndTokenEndpoint;
    a_wrong_audience_is_refused(audience, not_among_us).await;
}

#[tokio::test]
async fn a_jti_that_was_used_is_refused() {
    let application = with(|config| config);
    application.world.repeat_entropy();
    Endpoint::Token.ask(&application).await.unwrap();
    is_refused(&application, "client assertion tokens must only be used once").await;
}

#[tokio::test]
async fn an_expired_assertion_is_refused() {
    let application = with(|config| config);
    application.world.set_clock(-120);
    is_refused(&application, "jwt expired").await;
}

async fn a_key_that_is_not_registered_is_refused(algorithm: JwsAlgorithm) {
    let signer = stranger(Provider::shared(), algorithm);
    let application = signing_with(&format!("private_key_jwt.{algorithm}"), signer);
    let error = Endpoint::Token.ask(&application).await.unwrap_err();
    assert_refused(Endpoint::Token, &error, INVALID_SIGNATURE);
}

for_every_algorithm! { a_key_that_is_not_registered_is_refused }

#[tokio::test]
async fn a_key_that_is_not_registered_is_refused_everywhere() {
    let signer = stranger(Provider::shared(), JwsAlgorithm::Ps256);
    is_refused(&signing_with(CLIENT, signer), INVALID_SIGNATURE).await;
}

#[tokio::test]
async fn a_key_id_that_is_not_registered_is_refused() {
    let pair = Provider::shared().key("RSA");
    let key = PrivateKey::from_jwk(pair.private_jwk.to_string()).unwrap().with_key_id("another");
    let signer = aws_lc_rs::signer(&key, Some(JwsAlgorithm::Ps256)).unwrap();
    is_refused(&signing_with(CLIENT, signer), NO_KEY).await;
}

/// Each with the right key, and the algorithm of another client.
async fn an_algorithm_that_is_not_registered_is_refused(algorithm: JwsAlgorithm) {
    let another = match algorithm {
        JwsAlgorithm::Rs256 => JwsAlgorithm::Ps256,
        _ => JwsAlgorithm::Rs256,
    };
    let signer = registered(Provider::shared(), algorithm);
    let application = signing_with(&format!("private_key_jwt.{another}"), signer);
    let error = Endpoint::Token.ask(&application).await.unwrap_err();
    assert_refused(Endpoint::Token, &error, "alg mismatch");
}

for_every_algorithm! { an_algorithm_that_is_not_registered_is_refused }

/// Signs rightly, and then one bit is another.
struct Careless(Arc<dyn Signer>);

impl Signer for Careless {
    fn algorithm(&self) -> JwsAlgorithm {
        self.0.algorithm()
    }

    fn key_id(&self) -> Option<&str> {
        self.0.key_id()
    }

    fn sign<'a>(&'a self, message: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>, SignerError>> {
        Box::pin(async move {
            let mut signature = self.0.sign(message).await?;
            if let Some(last) = signature.last_mut() {
                *last ^= 1;
            }
            Ok(signature)
        })
    }
}

async fn a_signature_with_one_other_bit_is_refused(algorithm: JwsAlgorithm) {
    let signer = Arc::new(Careless(registered(Provider::shared(), algorithm)));
    let application = signing_with(&format!("private_key_jwt.{algorithm}"), signer);
    let error = Endpoint::Token.ask(&application).await.unwrap_err();
    assert_refused(Endpoint::Token, &error, INVALID_SIGNATURE);
}

for_every_algorithm! { a_signature_with_one_other_bit_is_refused }

/// Signs in DER, as the services of many clouds do: the usual mistake with a key in a KMS.
#[tokio::test]
async fn a_signature_in_der_is_refused() {
    struct Der(Arc<dyn Signer>);

    impl Signer for Der {
        fn algorithm(&self) -> JwsAlgorithm {
            JwsAlgorithm::Es256
        }

        fn key_id(&self) -> Option<&str> {
            self.0.key_id()
        }

        fn sign<'a>(&'a self, message: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>, SignerError>> {
            Box::pin(async move {
                let raw = self.0.sign(message).await?;
                let number = |bytes: &[u8]| [&[2, 33, 0], bytes].concat();
                let numbers = [number(&raw[..32]), number(&raw[32..])].concat();
                Ok([&[0x30, u8::try_from(numbers.len()).unwrap()], &*numbers].concat())
            })
        }
    }

    let signer = Arc::new(Der(registered(Provider::shared(), JwsAlgorithm::Es256)));
    let application = signing_with("private_key_jwt.ES256", signer);
    let error = Endpoint::Token.ask(&application).await.unwrap_err();
    assert_refused(Endpoint::Token, &error, INVALID_SIGNATURE);
}

/// Nothing is sent that is not signed.
#[tokio::test]
async fn without_a_signature_nothing_is_sent() {
    struct Broken;

    impl Signer for Broken {
        fn algorithm(&self) -> JwsAlgorithm {
            JwsAlgorithm::Ps256
        }

        fn key_id(&self) -> Option<&str> {
            None
        }

        fn sign<'a>(&'a self, _: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>, SignerError>> {
            Box::pin(async { Err(SignerError::new("the module is not plugged in")) })
        }
    }

    let application = signing_with(CLIENT, Arc::new(Broken));
    let error = Endpoint::Token.ask(&application).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Environment, Outcome::NotSent));
    assert_eq!(application.world.sent("identity.client_credentials"), 0);
}
