//! One instance of every endpoint.

use moneyhub_proto::{
    Config, ConfigBuilder, Endpoint, RawCall, Service,
    identity::{self, CodeVerifier},
    scope, sign_in, users,
};

/// Base URLs with a port and a prefix, so that a law that forgets either shows.
pub(crate) const IDENTITY: &str = "https://identity.example:8443/gateway";
pub(crate) const DATA: &str = "https://data.example/v3";

/// The path of the raw call among the endpoints.
pub(crate) const RAW_TEMPLATE: &str = "/a/{x}/b/{y}/{z}";

/// Thirty-two zeros, as one-time values are written.
pub(crate) const ONE_TIME: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Something to do with every endpoint.
pub(crate) trait Visit {
    /// `segments` is the path that a reader of the documentation would write, `keys` are the names
    /// of the query parameters.
    fn visit<E: Endpoint>(&mut self, endpoint: &E, base: &str, segments: &[&str], keys: &[&str]);
}

/// The three ids of the vertical.
#[derive(Clone, Copy, Debug)]
pub struct Ids<'a> {
    /// A user's.
    pub user: &'a str,
    /// A connection's.
    pub connection: &'a str,
    /// A sync's.
    pub sync: &'a str,
}

pub(crate) fn config() -> Config {
    builder().build().expect("the settings are good")
}

pub(crate) fn builder() -> ConfigBuilder {
    let builder = Config::builder().identity_url(IDENTITY).api_url(DATA);
    builder.client_id("client").client_secret("secret")
}

pub(crate) fn visit_all(ids: Ids<'_>, visitor: &mut impl Visit) {
    let Ids { user, connection, sync } = ids;
    let page = &["limit", "offset"];
    let user_id = || user.into();
    let connection_id = || connection.into();
    visitor.visit(&users::Create::default(), IDENTITY, &["users"], &[]);
    visitor.visit(&users::List::default(), IDENTITY, &["users"], page);
    let get = users::Get { user_id: user_id() };
    visitor.visit(&get, IDENTITY, &["users", user], &[]);
    let delete = users::Delete { user_id: user_id() };
    visitor.visit(&delete, IDENTITY, &["users", user], &[]);
    let connections = ["users", user, "connections"];
    let list = users::ListConnections { user_id: user_id() };
    visitor.visit(&list, IDENTITY, &connections, &[]);
    let get = users::GetConnection { user_id: user_id(), connection_id: connection_id() };
    visitor.visit(&get, IDENTITY, &connections, &[]);
    let update = users::UpdateConnection {
        user_id: user_id(),
        connection_id: connection_id(),
        expires_at: "2024-08-28T08:20:00.000Z".into(),
    };
    let path = ["users", user, "connections", connection];
    visitor.visit(&update, IDENTITY, &path, &[]);
    let delete = users::DeleteConnection { user_id: user_id(), connection_id: connection_id() };
    let path = ["users", user, "connection", connection];
    visitor.visit(&delete, IDENTITY, &path, &[]);
    let list = users::ListSyncs::new(user_id());
    visitor.visit(&list, IDENTITY, &["users", user, "syncs"], page);
    let list = users::ListConnectionSyncs::new(user_id(), connection_id());
    let path = ["users", user, "connections", connection, "syncs"];
    visitor.visit(&list, IDENTITY, &path, page);
    let get = users::GetSync { user_id: user_id(), sync_id: sync.into() };
    visitor.visit(&get, IDENTITY, &["users", user, "syncs", sync], &[]);
    let raw = RawCall::get(Service::Data, RAW_TEMPLATE, &[&user, &connection, &sync]);
    let path = ["a", user, "b", connection, sync];
    visitor.visit(&raw.query("k", "v"), DATA, &path, &["k"]);
}

/// The endpoints of the identity service, with a text in every place that takes one and must not be
/// empty.
pub(crate) fn visit_identity(text: &str, visitor: &mut impl Visit) {
    let token = ["oidc", "token"];
    visitor.visit(&identity::ClientCredentials::of_client(scope::USER_READ), IDENTITY, &token, &[]);
    let grant = identity::ClientCredentials::of_user(text, scope::USER_READ);
    visitor.visit(&grant, IDENTITY, &token, &[]);
    let exchange = identity::ExchangeCode {
        code: text.into(),
        redirect_uri: text.to_owned(),
        code_verifier: CodeVerifier::restore(ONE_TIME).expect("the verifier is good"),
        subject: None,
    };
    visitor.visit(&exchange, IDENTITY, &token, &[]);
    let refresh = identity::Refresh { refresh_token: text.into(), scopes: scope::USER_READ.into() };
    visitor.visit(&refresh, IDENTITY, &token, &[]);
    let introspect = identity::Introspect { token: text.into(), token_type_hint: None };
    visitor.visit(&introspect, IDENTITY, &["oidc", "token", "introspection"], &[]);
    let revoke = identity::Revoke { token: text.into(), token_type_hint: Some(text.into()) };
    visitor.visit(&revoke, IDENTITY, &["oidc", "token", "revocation"], &[]);
    let push = identity::PushedAuthorisationRequest { request: authorisation_request(text) };
    visitor.visit(&push, IDENTITY, &["oidc", "request"], &[]);
    let discovery = ["oidc", ".well-known", "openid-configuration"];
    visitor.visit(&identity::GetDiscoveryDocument, IDENTITY, &discovery, &[]);
    visitor.visit(&identity::GetJsonWebKeys, IDENTITY, &["oidc", "certs"], &[]);
}

/// A sign-in of this client.
pub(crate) fn authorisation_request(client_id: &str) -> identity::AuthorisationRequest {
    identity::AuthorisationRequest::new(
        client_id.into(),
        "https://shop.example/callback",
        sign_in::Journey::with_scopes(scope::REFRESH),
        identity::ResponseType::Code {
            code_challenge: CodeVerifier::restore(ONE_TIME).expect("it is good").challenge(),
        },
        identity::State::restore(ONE_TIME).expect("the state is good"),
        identity::Nonce::restore(ONE_TIME).expect("the nonce is good"),
    )
}

/// The name that errors of an endpoint have: of a raw call it is the template of its path.
pub(crate) fn name_of<E: Endpoint>(endpoint: &E) -> &'static str {
    let call = endpoint.call();
    match call {
        Ok(call) if E::OPERATION.facts.name == "raw" => call.facts().path,
        _ => E::OPERATION.facts.name,
    }
}

/// Whether the client authenticates itself there, so that what is refused is of the identity service.
pub(crate) fn is_of_token_endpoint<E: Endpoint>() -> bool {
    let keyless = [
        identity::GetDiscoveryDocument::OPERATION.facts.name,
        identity::GetJsonWebKeys::OPERATION.facts.name,
    ];
    E::OPERATION.facts.name.starts_with("identity.") && !keyless.contains(&E::OPERATION.facts.name)
}
