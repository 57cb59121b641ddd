//! An application that signs users in: one client of the provider, set up as it is registered.

use std::{sync::Arc, time::SystemTime};

use moneyhub_interop::{
    Browser, BrowserError, Callback as BrowserCallback, ClientMetadata, Provider,
    ResponseMode as Travelled,
};
use moneyhub_tokio::{
    Options,
    moneyhub_proto::{
        Client, Config, ConfigBuilder, Error, Retry, Scopes, Secret,
        config::{ClientAuthentication, RequestObjects},
        env::{EntropyError, UnixTime},
        identity::{
            AuthorisationRequest, CodeVerifier, ExchangeCode, Journey, Nonce, ResponseType, State,
            TokenSet,
        },
        jose::JwsAlgorithm,
        scope,
        sign_in::{
            Callback, Checked, IdTokenVerifier, IssuerParameter, PendingSignIn, PushedSignIn,
            SignIn, SignedIn,
        },
    },
};

use crate::{algorithms, world::World};

#[derive(Debug)]
pub(crate) struct Application {
    pub(crate) metadata: ClientMetadata,
    pub(crate) config: Config,
    pub(crate) client: Client,
    pub(crate) world: Arc<World>,
}

impl Application {
    /// The application of the client that is registered under this id.
    pub(crate) fn of(client_id: &str) -> Self {
        Self::at(Provider::shared(), client_id)
    }

    /// The same at a provider of one's own, to be changed as one likes.
    pub(crate) fn at(provider: &Provider, client_id: &str) -> Self {
        Self::new(provider, client_id, Options::default(), |config| config)
    }

    /// The same with settings that may be other than the registered ones.
    pub(crate) fn with(
        client_id: &str,
        change: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
    ) -> Self {
        Self::new(Provider::shared(), client_id, Options::default(), change)
    }

    pub(crate) fn new(
        provider: &Provider,
        client_id: &str,
        options: Options,
        change: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
    ) -> Self {
        let metadata = provider.client(client_id).clone();
        let config = change(settings(provider, &metadata)).build().unwrap();
        let world = Arc::new(World::new(options));
        let client = Client::new(config.clone(), Arc::clone(&world) as _);
        Self { metadata, config, client, world }
    }

    /// An authorisation request, and the secret that belongs to it.
    pub(crate) fn request(&self, journey: Journey) -> (AuthorisationRequest, CodeVerifier) {
        let verifier = CodeVerifier::generate(&mut entropy).unwrap();
        let response_type = ResponseType::Code { code_challenge: verifier.challenge() };
        let request = AuthorisationRequest::new(
            self.metadata.client_id.as_str().into(),
            self.metadata.redirect_uri(),
            journey,
            response_type,
            State::generate(&mut entropy).unwrap(),
            Nonce::generate(&mut entropy).unwrap(),
        );
        (request, verifier)
    }

    /// A sign-in with a code.
    pub(crate) fn sign_in(&self, journey: Journey) -> SignIn {
        SignIn::new(self.metadata.redirect_uri(), journey)
    }

    pub(crate) async fn begin(&self, journey: Journey) -> PushedSignIn {
        self.client.begin_sign_in(&self.sign_in(journey)).await.unwrap()
    }

    /// The same without a push: the request is in the URL.
    pub(crate) async fn begin_in_url(&self, sign_in: &SignIn) -> (Secret, PendingSignIn) {
        let client_id = self.metadata.client_id.as_str().into();
        let begun = sign_in
            .begin(client_id, self.config.issuer(), SystemTime::now().into(), &mut entropy)
            .unwrap();
        let url = self.client.authorisation_url(&begun.request).await.unwrap();
        (url, begun.pending)
    }

    /// Sends a new user's browser to this URL.
    pub(crate) fn visit(&self, url: &Secret) -> Result<BrowserCallback, BrowserError> {
        Browser::new().open(url.expose_secret(), self.metadata.redirect_uri())
    }

    /// The user signs in at this URL and comes back.
    pub(crate) fn callback(&self, url: &Secret) -> Callback {
        received(&self.visit(url).unwrap())
    }

    /// A whole sign-in, from the push to the verified `id_token`.
    pub(crate) async fn complete(&self, sign_in: &SignIn) -> Result<SignedIn, Error> {
        let begun = self.client.begin_sign_in(sign_in).await?;
        let callback = self.callback(&begun.url);
        self.client.finish_sign_in(&begun.pending, &callback).await
    }

    /// A whole sign-in that succeeds.
    pub(crate) async fn signed_in(&self, journey: Journey) -> SignedIn {
        self.complete(&self.sign_in(journey)).await.unwrap()
    }

    /// The tokens of one.
    pub(crate) async fn tokens(&self, journey: Journey) -> TokenSet {
        self.signed_in(journey).await.tokens.unwrap()
    }

    /// The exchange of a new code, as it should be.
    pub(crate) async fn exchange(&self) -> ExchangeCode {
        let begun = self.begin(connect()).await;
        let callback = self.callback(&begun.url);
        let now = UnixTime::from(SystemTime::now());
        let returned = begun.pending.receive(&callback, IssuerParameter::Required, now);
        let verifier = IdTokenVerifier::of_config(&self.config).unwrap();
        match returned.unwrap().check(&verifier, &Default::default(), now).unwrap() {
            Checked::Exchange(exchange) => exchange.endpoint(),
            Checked::SignedIn(_) => panic!("this flow has a code"),
        }
    }
}

/// A configuration as the client is registered. Every refusal is the first one.
fn settings(provider: &Provider, client: &ClientMetadata) -> ConfigBuilder {
    let algorithm = |name: &Option<String>| name.as_deref().and_then(JwsAlgorithm::parse);
    let config = Config::builder()
        .identity_url(provider.issuer())
        .api_url(provider.issuer().trim_end_matches("/oidc"))
        .allow_loopback_http()
        .client_id(&client.client_id)
        .retry(Retry { max_attempts: 1, ..Retry::default() });
    let secret = || Secret::from(client.client_secret.as_deref().expect("a client with a secret"));
    let config = config.client_authentication(match &*client.token_endpoint_auth_method {
        "client_secret_basic" => ClientAuthentication::SecretBasic(secret()),
        "client_secret_post" => ClientAuthentication::SecretPost(secret()),
        "none" => ClientAuthentication::None,
        "private_key_jwt" => {
            let algorithm = algorithm(&client.token_endpoint_auth_signing_alg).unwrap();
            ClientAuthentication::PrivateKeyJwt(algorithms::registered(provider, algorithm))
        }
        "self_signed_tls_client_auth" => ClientAuthentication::SelfSignedTls,
        other => panic!("{other} is no method that the client has"),
    });
    let config = match algorithm(&Some(client.id_token_signed_response_alg.clone())) {
        Some(algorithm) => config.id_token_signed_response_alg(algorithm),
        None => config,
    };
    match algorithm(&client.request_object_signing_alg) {
        Some(algorithm) if client.require_signed_request_object => config
            .request_objects(RequestObjects::Signed(algorithms::registered(provider, algorithm))),
        _ => config,
    }
}

/// A callback as a web framework, or a script in the page, hands it on.
pub(crate) fn received(callback: &BrowserCallback) -> Callback {
    let encoded = &callback.encoded;
    match callback.response_mode {
        Travelled::FormPost => Callback::from_form(encoded.as_bytes()),
        Travelled::Fragment => Callback::from_fragment(encoded),
        _ => Callback::from_query(encoded),
    }
    .unwrap()
}

/// Connects the bank that always consents.
pub(crate) fn connect() -> Journey {
    Journey::connect(&"test-bank".into()).unwrap()
}

/// The same, with a refresh token.
pub(crate) fn connect_offline() -> Journey {
    let mut journey = connect();
    journey.scopes = journey.scopes.union(&Scopes::from(scope::OFFLINE_ACCESS));
    journey
}

/// The scope that clients ask for where any will do.
pub(crate) fn user_read() -> Scopes {
    scope::USER_READ.into()
}

/// The provider's own reason for a refusal.
pub(crate) fn reason(error: &Error) -> &str {
    let header = error.reply().and_then(|reply| reply.headers().get("x-refusal-reason"));
    header.and_then(|reason| reason.to_str().ok()).unwrap_or("the provider gives no reason")
}

pub(crate) fn entropy(buffer: &mut [u8]) -> Result<(), EntropyError> {
    getrandom::fill(buffer).map_err(|_| EntropyError)
}
