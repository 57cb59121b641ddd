//! Every endpoint that takes an id, once.

use moneyhub_proto::{Config, Endpoint, RawCall, Service, connections, users};

/// Base URLs with a port and a prefix, so that a law that forgets either shows.
pub(crate) const IDENTITY: &str = "https://identity.example:8443/gateway";
pub(crate) const DATA: &str = "https://data.example/v3";

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
    let builder = Config::builder()
        .identity_url(IDENTITY)
        .api_url(DATA)
        .client_id("client")
        .client_secret("secret");
    builder.build().expect("the settings are good")
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
    let list = connections::List { user_id: user_id() };
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
    let raw = RawCall::get(Service::Data, "/a/{x}/b/{y}/{z}", [user, connection, sync]);
    let path = ["a", user, "b", connection, sync];
    visitor.visit(&raw.query("k", "v"), DATA, &path, &["k"]);
}
