//! Links of lists, which name the services' own hosts. No name under `invalid` ever resolves (RFC
//! 2606): a request to such a host would fail.

use moneyhub_proto::{
    Call, Client, ConfigBuilder, Endpoint, Error, ErrorKind, Outcome, Page, Paged, Reply, Service,
    Window, decode, scope, users,
};
use moneyhub_sandbox::{DEFAULT_CLIENT_SECRET, Fault, Matcher, Sandbox};
use serde_json::json;

use super::{Gateway, config};

const IDENTITY: &str = "https://identity.moneyhub.invalid";
const API: &str = "https://api.moneyhub.invalid";

/// A list of the data API.
struct Accounts;

impl Endpoint for Accounts {
    const NAME: &'static str = "accounts.list";
    type Output = Page<String>;

    fn call(&self) -> Result<Call, Error> {
        let call = Call::get(Self::NAME, Service::Data, "/accounts", &[])?.needs(scope::USER_READ);
        self.window().of(call)
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<Page<String>, Error> {
        decode::page(reply)
    }
}

impl Paged for Accounts {
    type Item = String;

    fn window(&self) -> Window {
        Window { limit: 2, offset: 0 }
    }

    fn identity(item: &String) -> &str {
        item
    }
}

fn start(configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> (Sandbox, Gateway, Client) {
    let sandbox = Sandbox::builder().users(5).start().unwrap();
    let gateway = Gateway::before(&sandbox);
    let config = config(&gateway).client_secret(DEFAULT_CLIENT_SECRET);
    let config = configure(config.issuer(format!("{IDENTITY}/oidc"))).build().unwrap();
    (sandbox, gateway, moneyhub_tokio::client(config).unwrap())
}

/// The next answer on this path is this page.
fn answer(sandbox: &Sandbox, path: &str, page: &serde_json::Value) {
    let fault = Fault::status(200).header("content-type", "application/json");
    sandbox.fault(Matcher::route("GET", path), fault.body(page.to_string()).times(1));
}

/// A first page of two users that links to the second.
fn link_users(sandbox: &Sandbox, origin: &str) {
    let user = |index| json!({"userId": sandbox.user_id(index).unwrap()});
    let next = format!("{origin}/v2/users?limit=2&offset=2");
    answer(sandbox, "/users", &json!({"data": [user(0), user(1)], "links": {"next": next}}));
}

/// The pages until the end or an error, and the error.
async fn walked<E: Paged + Send + Sync + 'static>(
    client: &Client,
    list: E,
) -> (Vec<usize>, Option<Error>) {
    let mut pages = client.pages(list);
    let mut lengths = Vec::new();
    while let Some(page) = pages.next().await {
        match page {
            Ok(page) => lengths.push(page.data.len()),
            Err(error) => return (lengths, Some(error)),
        }
    }
    (lengths, None)
}

fn two_users() -> users::List {
    users::List { window: Window { limit: 2, offset: 0 }, is_demo: None }
}

#[tokio::test]
async fn a_link_of_the_identity_service_is_followed_on_the_gateway() {
    let (sandbox, gateway, client) = start(|config| config);
    link_users(&sandbox, IDENTITY);
    let (lengths, error) = walked(&client, two_users()).await;
    assert_eq!((lengths, error.map(|error| error.to_string())), (vec![2, 2, 1], None));
    let seen = gateway.seen();
    assert_eq!(
        seen[1..3],
        [
            "GET /moneyhub/identity/users?limit=2&offset=0",
            "GET /moneyhub/identity/users?limit=2&offset=2",
        ]
    );
}

#[tokio::test]
async fn a_link_of_the_data_api_is_followed_on_the_gateway_when_its_name_is_known() {
    let (sandbox, gateway, client) = start(|config| config.api_upstream_url(API));
    let next = format!("{API}/v3/accounts?limit=2&offset=2");
    let first = json!({"data": ["a", "b"], "links": {"next": next}});
    answer(&sandbox, "/v3/accounts", &first);
    answer(&sandbox, "/v3/accounts", &json!({"data": ["c"], "links": {}}));
    let (lengths, error) = walked(&client, Accounts).await;
    assert_eq!((lengths, error.map(|error| error.to_string())), (vec![2, 1], None));
    assert_eq!(
        gateway.seen()[1..],
        [
            "GET /moneyhub/api/v3/accounts?limit=2&offset=0",
            "GET /moneyhub/api/v3/accounts?limit=2&offset=2",
        ]
    );
}

#[tokio::test]
async fn a_link_of_a_data_api_whose_name_is_not_known_ends_the_walk() {
    let (sandbox, gateway, client) = start(|config| config);
    let next = format!("{API}/v3/accounts?limit=2&offset=2");
    answer(&sandbox, "/v3/accounts", &json!({"data": ["a", "b"], "links": {"next": next}}));
    let (lengths, error) = walked(&client, Accounts).await;
    let error = error.unwrap();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Paging, Outcome::Accepted));
    assert!(error.to_string().contains("set identity_upstream_url or api_upstream_url"));
    assert_eq!((lengths, gateway.seen().len()), (vec![2], 2));
}

#[tokio::test]
async fn a_name_that_is_set_takes_the_place_of_the_issuer_s() {
    let internal = "http://users.internal.invalid:8080";
    let (sandbox, _gateway, client) = start(|config| config.identity_upstream_url(internal));
    link_users(&sandbox, internal);
    let (lengths, error) = walked(&client, two_users()).await;
    assert_eq!((lengths, error.is_none()), (vec![2, 2, 1], true));
    link_users(&sandbox, IDENTITY);
    let (lengths, error) = walked(&client, two_users()).await;
    assert_eq!((lengths, error.unwrap().kind()), (vec![2], ErrorKind::Paging));
}
