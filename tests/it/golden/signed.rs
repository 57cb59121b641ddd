//! The requests of clients without a secret in a header. RS256 signatures are deterministic, and
//! clock and entropy are fixed here. Each request has a file with the contents of its JWT.

use std::{sync::Arc, time::Duration};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use moneyhub_proto::{
    Client, Config, ConfigBuilder, Endpoint, Retry, Secret, Transport,
    bytes::Bytes,
    config::{ClientAuthentication, RequestObjects, UserGrant},
    env::{EntropyError, Now, UnixTime},
    http::Response,
    identity::{
        AuthorisationRequest, ClientCredentials, ExchangeCode, Introspect, JwtBearer, Nonce,
        PushedAuthorisationRequest, ResponseType, Revoke, State, TokenTypeHint,
    },
    jose::JwsAlgorithm,
    scope,
    sign_in::Journey,
    transport::{BoxFuture, Fault, Outgoing},
};
use moneyhub_tokio::{Options, TokioTransport};
use serde_json::{Value, json};

use super::{
    USER, assert_is_file, normalised, record_one,
    sign_in::{CLIENT, REDIRECT_URI, fixed, verifier},
};
use crate::signing_in::signer;

/// 2024-05-01T08:00:00Z.
const NOW: i64 = 1_714_550_400;

/// The network, at one moment and without any chance.
struct Still(TokioTransport);

impl Transport for Still {
    fn send(&self, request: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>> {
        self.0.send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.0.sleep(duration)
    }

    fn now(&self) -> Now {
        Now { unix: UnixTime::from_seconds(NOW), ..self.0.now() }
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        fixed(buffer)
    }
}

fn key() -> Arc<dyn moneyhub_proto::jose::Signer> {
    signer(JwsAlgorithm::Rs256)
}

fn methods() -> [(&'static str, ClientAuthentication); 4] {
    [
        ("client_secret_post", ClientAuthentication::SecretPost("s3cret+with/reserved:".into())),
        ("none", ClientAuthentication::None),
        ("private_key_jwt", ClientAuthentication::PrivateKeyJwt(key())),
        ("self_signed_tls", ClientAuthentication::SelfSignedTls),
    ]
}

/// Sends it, compares the request with its file, and its JWTs with theirs.
async fn assert_sent<E: Endpoint>(
    name: &str,
    configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
    endpoint: E,
) {
    let (address, recording) = record_one();
    let config = Config::builder()
        .client_id(CLIENT)
        .identity_url(format!("http://{address}"))
        .issuer("https://identity.moneyhub.co.uk/oidc")
        .retry(Retry { max_attempts: 1, ..Retry::default() })
        .allow_loopback_http();
    let transport = Still(TokioTransport::new(Options::default()).unwrap());
    let client = Client::new(configure(config).build().unwrap(), Arc::new(transport));
    let _ = client.send(endpoint).await;
    let recorded = normalised(&recording.join().unwrap(), address);
    assert_is_file(&format!("{name}.http"), &recorded);
    let (_, form) = recorded.split_once("\n\n").unwrap();
    for parameter in ["client_assertion", "request", "assertion"] {
        let start = format!("{parameter}=");
        if let Some(jwt) = form.split('&').find_map(|pair| pair.strip_prefix(start.as_str())) {
            let text = serde_json::to_string_pretty(&opened(jwt)).unwrap() + "\n";
            assert_is_file(&format!("{name}.{parameter}.json"), &text);
        }
    }
}

async fn assert_sent_by<E: Endpoint>(name: &str, method: ClientAuthentication, endpoint: E) {
    assert_sent(name, |config| config.client_authentication(method), endpoint).await;
}

/// What a JWT says, and how long its signature is.
fn opened(jwt: &str) -> Value {
    let parts: Vec<_> =
        jwt.split('.').map(|part| BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).collect();
    let [header, claims, signature] = parts.as_slice() else { panic!("three parts") };
    let read = |part: &[u8]| serde_json::from_slice::<Value>(part).unwrap();
    json!({"header": read(header), "claims": read(claims), "signature bytes": signature.len()})
}

fn pushed() -> PushedAuthorisationRequest {
    let request = AuthorisationRequest::new(
        CLIENT.into(),
        REDIRECT_URI,
        Journey::connect(&"9c1185a5c5e9fc54612808977ee8f548".into()).unwrap(),
        ResponseType::Code { code_challenge: verifier().challenge() },
        State::generate(&mut fixed).unwrap(),
        Nonce::generate(&mut fixed).unwrap(),
    );
    PushedAuthorisationRequest { request }
}

#[tokio::test]
async fn a_pushed_request_with_each_authentication() {
    for (name, method) in methods() {
        assert_sent_by(&format!("par.{name}"), method, pushed()).await;
    }
}

#[tokio::test]
async fn a_pushed_request_object() {
    let objects = RequestObjects::Signed(key());
    let configure = |config: ConfigBuilder| {
        let method = ClientAuthentication::PrivateKeyJwt(key());
        config.client_authentication(method).request_objects(objects)
    };
    assert_sent("par.request_object", configure, pushed()).await;
}

#[tokio::test]
async fn a_pushed_request_object_that_is_not_signed() {
    let configure = |config: ConfigBuilder| {
        config.client_secret("s3cret").request_objects(RequestObjects::Unsigned)
    };
    assert_sent("par.unsigned_request_object", configure, pushed()).await;
}

#[tokio::test]
async fn a_token_of_the_client_with_each_authentication() {
    for (name, method) in methods() {
        let grant = ClientCredentials::of_client(scope::USER_READ);
        assert_sent_by(&format!("token.client.{name}"), method, grant).await;
    }
}

#[tokio::test]
async fn a_code_for_tokens_with_an_assertion() {
    let exchange = ExchangeCode {
        code: Secret::from("made-up-code"),
        redirect_uri: REDIRECT_URI.to_owned(),
        code_verifier: verifier(),
        subject: Some(USER.into()),
    };
    let method = ClientAuthentication::PrivateKeyJwt(key());
    assert_sent_by("token.code.private_key_jwt", method, exchange).await;
}

#[tokio::test]
async fn a_token_of_a_user_by_assertion() {
    let grant = JwtBearer { user_id: USER.into(), scopes: scope::CONNECTION_READ.into() };
    let configure = |config: ConfigBuilder| {
        config.client_secret("s3cret").user_tokens(UserGrant::JwtBearer(key()))
    };
    assert_sent("token.jwt_bearer", configure, grant).await;
}

#[tokio::test]
async fn what_a_token_may_do_with_each_authentication() {
    for (name, method) in methods() {
        let token_type_hint = Some(TokenTypeHint::RefreshToken);
        let introspect = Introspect { token: "made-up-refresh-token".into(), token_type_hint };
        assert_sent_by(&format!("token.introspect.{name}"), method, introspect).await;
    }
}

#[tokio::test]
async fn the_end_of_a_token_with_each_authentication() {
    for (name, method) in methods() {
        let revoke = Revoke { token: "made-up-token".into(), token_type_hint: None };
        assert_sent_by(&format!("token.revoke.{name}"), method, revoke).await;
    }
}
