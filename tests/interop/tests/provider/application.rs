//! An application that signs users in: one client of the provider, and what it remembers.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use moneyhub_interop::{Browser, BrowserError, Callback, ClientMetadata, Provider};
use moneyhub_tokio::moneyhub_proto::{
    Client, Config, EntropyError, Error, Retry, Scopes, Secret,
    auth::{
        AuthorisationRequest, CodeVerifier, ExchangeCode, Journey, Nonce, PushedAuthorisation,
        PushedAuthorisationRequest, ResponseType, State, TokenSet,
    },
    scope,
};
use serde_json::Value;

pub(crate) struct Application {
    pub(crate) metadata: ClientMetadata,
    pub(crate) config: Config,
    pub(crate) client: Client,
}

/// A request that was pushed, and what the application keeps of it until the user is back.
pub(crate) struct Begun {
    pub(crate) pushed: PushedAuthorisation,
    pub(crate) verifier: CodeVerifier,
    pub(crate) state: State,
}

impl Application {
    /// The application of the client that is registered under this id.
    pub(crate) fn of(client_id: &str) -> Self {
        Self::at(Provider::shared(), client_id)
    }

    /// The same at a provider of one's own, to be changed as one likes.
    pub(crate) fn at(provider: &Provider, client_id: &str) -> Self {
        let metadata = provider.client(client_id);
        let secret = metadata.client_secret.as_deref().expect("a client with a secret");
        Self::with_secret(provider, metadata, secret)
    }

    /// The same with a secret that may be wrong.
    pub(crate) fn with_secret(provider: &Provider, client: &ClientMetadata, secret: &str) -> Self {
        let config = Config::builder()
            .identity_url(provider.issuer())
            .allow_loopback_http()
            .client_id(&client.client_id)
            .client_secret(secret)
            // Every refusal is the first one.
            .retry(Retry { max_attempts: 1, ..Retry::default() })
            .build()
            .unwrap();
        let metadata = client.clone();
        let client = moneyhub_tokio::client(config.clone()).unwrap();
        Self { metadata, config, client }
    }

    /// An authorisation request, and the secrets that belong to it.
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

    pub(crate) async fn begin(&self, journey: Journey) -> Begun {
        let (request, verifier) = self.request(journey);
        self.push(request, verifier).await
    }

    pub(crate) async fn push(
        &self,
        request: AuthorisationRequest,
        verifier: CodeVerifier,
    ) -> Begun {
        let state = request.state.clone();
        let pushed = self.client.send(PushedAuthorisationRequest { request }).await.unwrap();
        Begun { pushed, verifier, state }
    }

    /// Sends a new user's browser to where the request lies.
    pub(crate) fn visit(&self, begun: &Begun) -> Result<Callback, BrowserError> {
        let client_id = self.metadata.client_id.as_str().into();
        let url = begun.pushed.authorisation_url(&self.config, &client_id);
        Browser::new().open(url.expose_secret(), self.metadata.redirect_uri())
    }

    /// The exchange of the code that came back, as it should be.
    pub(crate) fn exchange(&self, begun: Begun, callback: &Callback) -> ExchangeCode {
        assert!(begun.state.matches(&callback.parameter("state").unwrap()));
        ExchangeCode {
            code: Secret::from(callback.parameter("code").unwrap()),
            redirect_uri: self.metadata.redirect_uri().to_owned(),
            code_verifier: begun.verifier,
            subject: None,
        }
    }

    /// A whole sign-in.
    pub(crate) async fn sign_in(&self, journey: Journey) -> TokenSet {
        let begun = self.begin(journey).await;
        let callback = self.visit(&begun).unwrap();
        self.client.send(self.exchange(begun, &callback)).await.unwrap()
    }

    /// What the `id_token` of a whole sign-in says, unverified.
    pub(crate) async fn claims_of(&self, journey: Journey) -> Value {
        let tokens = self.sign_in(journey).await;
        unverified_claims(tokens.id_token.unwrap().expose_secret())
    }
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

/// What an `id_token` says. Nothing of it is verified.
pub(crate) fn unverified_claims(id_token: &str) -> Value {
    let payload = id_token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// The provider's own reason for a refusal.
pub(crate) fn reason(error: &Error) -> &str {
    let header = error.reply().and_then(|reply| reply.headers().get("x-refusal-reason"));
    header.and_then(|reason| reason.to_str().ok()).unwrap_or("the provider gives no reason")
}

pub(crate) fn entropy(buffer: &mut [u8]) -> Result<(), EntropyError> {
    getrandom::fill(buffer).map_err(|_| EntropyError)
}
