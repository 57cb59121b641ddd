//! Forged tokens and callbacks, and the honest sign-ins that come after them.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use bytes::Bytes;
use http::Response;

use super::*;
use crate::{
    codec::Outgoing,
    ground::{
        env::{EntropyError, Monotonic, Now},
        error::Fault,
        future::BoxFuture,
    },
    jose::JwtVerifier,
    webhooks::WebhookVerifier,
};

/// The key of a set, as it is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rotation {
    /// None.
    Never,
    /// To a key of another id.
    NewId,
    /// To another key under the same id.
    SameId,
    /// To another key; neither has an id.
    NoId,
}

/// A working service that rotates its key.
struct Service {
    millis: AtomicU64,
    looks: AtomicUsize,
    rotation: Rotation,
    /// 1, or 2 after the rotation.
    key: Mutex<u8>,
    id_token: Mutex<String>,
}

impl Service {
    fn new(rotation: Rotation) -> Arc<Self> {
        Arc::new(Self {
            millis: AtomicU64::new(0),
            looks: AtomicUsize::new(0),
            rotation,
            key: Mutex::new(1),
            id_token: Mutex::default(),
        })
    }

    fn rotate(&self) {
        if self.rotation != Rotation::Never {
            *self.key.lock().unwrap() = 2;
        }
    }

    fn key_id(&self, key: u8) -> Option<u8> {
        match self.rotation {
            Rotation::Never | Rotation::NewId => Some(key),
            Rotation::SameId => Some(1),
            Rotation::NoId => None,
        }
    }

    fn keys(&self) -> String {
        let key = *self.key.lock().unwrap();
        let mut json = Key(key).json();
        match self.key_id(key) {
            Some(id) => json["kid"] = id.to_string().into(),
            None => drop(json.as_object_mut().unwrap().remove("kid")),
        }
        json!({ "keys": [json] }).to_string()
    }

    /// A token that is signed with the current key.
    fn sign(&self, claims: &Value) -> String {
        let key = *self.key.lock().unwrap();
        let mut header = json!({"alg": "ES256"});
        if let Some(id) = self.key_id(key) {
            header["kid"] = id.to_string().into();
        }
        let segment = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", segment(&header), segment(claims));
        let point = [&[4][..], &[key; 64]].concat();
        let signature = signed(&point, message.as_bytes());
        format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }

    fn pass(&self, millis: u64) {
        self.millis.fetch_add(millis, Relaxed);
    }
}

impl Transport for Service {
    fn send(&self, request: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>> {
        let body = match request.template() {
            "/oidc/.well-known/openid-configuration" => discovery().to_string(),
            "/oidc/request" => r#"{"request_uri":"urn:example:1","expires_in":60}"#.to_owned(),
            "/oidc/token" => {
                let id_token = self.id_token.lock().unwrap().clone();
                json!({"access_token": "a", "token_type": "Bearer", "id_token": id_token})
                    .to_string()
            }
            _ => {
                self.looks.fetch_add(1, Relaxed);
                self.keys()
            }
        };
        Box::pin(async move { Ok(Response::new(body.into())) })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        // The polled task waits: nothing else happens here.
        let due = self.millis.load(Relaxed) + u64::try_from(duration.as_millis()).unwrap();
        let mut polled = false;
        Box::pin(std::future::poll_fn(move |context| {
            if std::mem::replace(&mut polled, true) {
                self.millis.fetch_max(due, Relaxed);
                return std::task::Poll::Ready(());
            }
            context.waker().wake_by_ref();
            std::task::Poll::Pending
        }))
    }

    fn now(&self) -> Now {
        let millis = self.millis.load(Relaxed);
        let unix = UnixTime::from_seconds(1_700_000_000 + i64::try_from(millis / 1000).unwrap());
        Now { unix, monotonic: Monotonic::from_millis(millis) }
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        buffer.fill(7);
        Ok(())
    }
}

/// What an attacker does before an honest user comes back.
#[derive(Clone, Copy, Debug)]
enum Mischief {
    Nothing,
    /// Tokens with an unknown key, passed in.
    Tokens(usize),
    /// Webhooks with such a key.
    Webhooks(usize),
    /// Webhooks that name the service's key, and are not signed with it.
    Signatures(usize),
    /// Their own sign-ins, with a forged token in the callback.
    Callbacks(usize),
}

fn begin(client: &Client, flow: Flow) -> (PushedSignIn, Value) {
    let mut sign_in =
        SignIn::new("https://shop.example/callback", Journey::connect(&"bank1".into()).unwrap());
    sign_in.flow = flow;
    let pushed = pollster::block_on(client.begin_sign_in(&sign_in)).unwrap();
    let now = client.session().config().issuer().to_owned();
    // All entropy is the same here.
    let nonce = BASE64_URL_SAFE_NO_PAD.encode([7; 32]);
    let claims = json!({
        "iss": now, "aud": "client", "sub": "u1", "mh:con_id": "bank1:c1", "nonce": nonce,
        "iat": 1_700_000_000, "exp": 1_700_100_000,
    });
    (pushed, claims)
}

fn returned(pushed: &PushedSignIn, more: &[(&str, &str)]) -> Callback {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("state", pushed.pending.state().expose_secret());
    query.append_pair("iss", "https://identity.moneyhub.co.uk/oidc");
    query.extend_pairs(more);
    Callback::from_query(&query.finish()).unwrap()
}

/// The claims of a webhook that is issued now.
fn webhook(service: &Service) -> Value {
    json!({
        "iss": "https://identity.moneyhub.co.uk", "aud": "client", "jti": "1",
        "iat": Transport::now(service).unix.seconds(),
        "events": {"urn:com:moneyhub:events:new-transactions": {"accounts": []}},
    })
}

/// An honest sign-in after the mischief: whether it succeeds, and how often the keys were fetched.
fn honest(flow: Flow, rotation: Rotation, before: Mischief, late: bool) -> (bool, usize) {
    let service = Service::new(rotation);
    let client = Client::new(config(), service.clone());
    // A user has signed in earlier, and the keys are known.
    let warm = JwtVerifier::new("https://identity.moneyhub.co.uk/oidc", Arc::new(Toy))
        .algorithm(JwsAlgorithm::Es256);
    let (pushed, claims) = begin(&client, flow);
    pollster::block_on(client.verify_jwt(&service.sign(&claims), &warm)).unwrap();
    if late {
        service.rotate();
    }
    match before {
        Mischief::Nothing => {}
        Mischief::Tokens(number) => {
            for _ in 0..number {
                let forged = Key(9).sign(&claims);
                pollster::block_on(client.verify_jwt(&forged, &warm)).unwrap_err();
                service.pass(10);
            }
        }
        Mischief::Webhooks(number) => {
            let verifier = WebhookVerifier::of_config(client.session().config()).unwrap();
            let verifier = verifier.algorithm(JwsAlgorithm::Es256);
            for _ in 0..number {
                let forged = Key(9).sign(&webhook(&service));
                let delivery = client.webhook_with(forged.as_bytes(), verifier.clone());
                let error = pollster::block_on(delivery).unwrap_err();
                assert!(error.verification_error().unwrap().asks_for_newer_keys());
                service.pass(10);
            }
        }
        Mischief::Signatures(number) => {
            let verifier = WebhookVerifier::of_config(client.session().config()).unwrap();
            let verifier = verifier.algorithm(JwsAlgorithm::Es256);
            for _ in 0..number {
                let mut forged = service.sign(&webhook(&service));
                let end = forged.rfind('.').unwrap();
                forged.replace_range(end + 1.., &BASE64_URL_SAFE_NO_PAD.encode([0; 32]));
                let delivery = client.webhook_with(forged.as_bytes(), verifier.clone());
                pollster::block_on(delivery).unwrap_err();
                service.pass(10);
            }
        }
        Mischief::Callbacks(number) => {
            for _ in 0..number {
                let (pushed, claims) = begin(&client, Flow::Implicit);
                let forged = Key(9).sign(&claims);
                let callback = returned(&pushed, &[("id_token", &forged)]);
                let finished = client.finish_sign_in(&pushed.pending, &callback);
                pollster::block_on(finished).unwrap_err();
                service.pass(10);
            }
        }
    }
    service.rotate();
    let mut claims = claims;
    let now = Transport::now(&*service).unix.seconds();
    claims["iat"] = now.into();
    let token = service.sign(&claims);
    *service.id_token.lock().unwrap() = token.clone();
    let mut parameters = Vec::new();
    let mut in_front = claims.clone();
    if flow.response_type().contains("code") {
        parameters.push(("code", "c"));
        let hash = Sha256::digest("c");
        in_front["c_hash"] = BASE64_URL_SAFE_NO_PAD.encode(&hash[..16]).into();
    }
    let in_front = service.sign(&in_front);
    if flow.response_type().contains("id_token") {
        parameters.push(("id_token", in_front.as_str()));
    }
    let callback = returned(&pushed, &parameters);
    let finished = pollster::block_on(client.finish_sign_in(&pushed.pending, &callback));
    (finished.is_ok(), service.looks.load(Relaxed))
}

#[test]
fn an_honest_sign_in_ends_the_same_whatever_strangers_have_sent_before_it() {
    for flow in [Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit] {
        for rotation in [Rotation::Never, Rotation::NewId, Rotation::SameId, Rotation::NoId] {
            for late in [false, true] {
                let (well, _) = honest(flow, rotation, Mischief::Nothing, late);
                assert!(well, "{flow:?}, {rotation:?}: it goes well by itself");
                for before in [
                    Mischief::Tokens(1),
                    Mischief::Tokens(50),
                    Mischief::Webhooks(1),
                    Mischief::Webhooks(50),
                    Mischief::Signatures(1),
                    Mischief::Signatures(50),
                    Mischief::Callbacks(1),
                    Mischief::Callbacks(5),
                ] {
                    let (well, _) = honest(flow, rotation, before, late);
                    assert!(well, "{flow:?}, {rotation:?}, {before:?}, late: {late}");
                }
            }
        }
    }
}

#[test]
fn a_stream_of_forged_webhooks_is_no_stream_of_requests() {
    let (_, quiet) = honest(Flow::Implicit, Rotation::Never, Mischief::Nothing, false);
    for forged in [Mischief::Webhooks(1000), Mischief::Signatures(1000)] {
        let (_, looks) = honest(Flow::Implicit, Rotation::Never, forged, false);
        assert_eq!((quiet, looks), (1, 2), "{forged:?}");
    }
}

#[test]
fn a_webhook_of_a_new_key_is_verified_unless_a_forged_one_has_taken_the_look_of_this_minute() {
    let verified = |forged: usize, later: u64| {
        let service = Service::new(Rotation::NewId);
        let client = Client::new(config(), service.clone());
        let verifier = WebhookVerifier::of_config(client.session().config()).unwrap();
        let deliver = |token: &str| {
            let verifier = verifier.clone().algorithm(JwsAlgorithm::Es256);
            pollster::block_on(client.webhook_with(token.as_bytes(), verifier)).map(drop)
        };
        deliver(&service.sign(&webhook(&service))).unwrap();
        for _ in 0..forged {
            deliver(&Key(9).sign(&webhook(&service))).unwrap_err();
        }
        service.rotate();
        service.pass(later);
        match deliver(&service.sign(&webhook(&service))) {
            Ok(()) => true,
            Err(error) => {
                assert!(error.verification_error().unwrap().asks_for_newer_keys());
                false
            }
        }
    };
    assert!(verified(0, 0));
    assert!(!verified(50, 0));
    assert!(verified(50, 60_000));
}
