//! The exact bytes of each operation on the wire, over moneyhub-tokio, as files to review like
//! code. `tests/golden/README.md` names the sources.
//!
//! `UPDATE_GOLDEN=1 cargo test -p moneyhub-tests golden` rewrites them.

mod chapters;
mod sign_in;
mod signed;

use std::{
    collections::BTreeSet,
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    thread::{self, JoinHandle},
};

use moneyhub_proto::{
    AccessToken, CallOptions, Config, Endpoint, Retry, Timestamp, Window, codec,
    identity::ClientCredentials, scope, users,
};

const USER: &str = "64b0f3a1c2d4e5f60718293a";
const CONNECTION: &str = "9c1185a5c5e9fc54612808977ee8f548:3f2a9d10-6b7c-4e8d-9f01-2a3b4c5d6e7f";
const SYNC: &str = "5e6f7a8b-9c0d-4e1f-a2b3-c4d5e6f7a8b9";

#[tokio::test]
async fn users_create() {
    let client_user_id = Some("customer-0042".to_owned());
    assert_golden("users.create", users::Create { client_user_id }).await;
}

#[tokio::test]
async fn users_create_without_a_reference() {
    assert_golden("users.create-without-reference", users::Create::default()).await;
}

#[tokio::test]
async fn users_list() {
    assert_golden("users.list", users::List::default()).await;
}

#[tokio::test]
async fn users_list_of_a_window() {
    let window = Window { limit: 25, offset: 50 };
    assert_golden("users.list-window", users::List { window, is_demo: Some(false) }).await;
}

#[tokio::test]
async fn users_get() {
    assert_golden("users.get", users::Get { user_id: USER.into() }).await;
}

#[tokio::test]
async fn users_delete() {
    assert_golden("users.delete", users::Delete { user_id: USER.into() }).await;
}

#[tokio::test]
async fn users_list_connections() {
    let list = users::ListConnections { user_id: USER.into() };
    assert_golden("users.list_connections", list).await;
}

#[tokio::test]
async fn users_get_connection() {
    let connection_id = CONNECTION.into();
    let get = users::GetConnection { user_id: USER.into(), connection_id };
    assert_golden("users.get_connection", get).await;
}

#[tokio::test]
async fn users_update_connection() {
    let update = users::UpdateConnection {
        user_id: USER.into(),
        connection_id: CONNECTION.into(),
        expires_at: Timestamp::new("2024-08-28T08:20:00.000Z"),
    };
    assert_golden("users.update_connection", update).await;
}

#[tokio::test]
async fn users_delete_connection() {
    let connection_id = CONNECTION.into();
    let delete = users::DeleteConnection { user_id: USER.into(), connection_id };
    assert_golden("users.delete_connection", delete).await;
}

#[tokio::test]
async fn users_list_syncs() {
    assert_golden("users.list_syncs", users::ListSyncs::new(USER.into())).await;
}

#[tokio::test]
async fn users_list_connection_syncs() {
    let list = users::ListConnectionSyncs::new(USER.into(), CONNECTION.into());
    assert_golden("users.list_connection_syncs", list).await;
}

#[tokio::test]
async fn users_get_sync() {
    let get = users::GetSync { user_id: USER.into(), sync_id: SYNC.into() };
    assert_golden("users.get_sync", get).await;
}

#[tokio::test]
async fn a_token_of_the_client() {
    assert_golden("token.client", ClientCredentials::of_client(scope::USER_READ)).await;
}

#[tokio::test]
async fn a_token_of_a_user() {
    assert_golden("token.user", ClientCredentials::of_user(USER, scope::CONNECTION_READ)).await;
}

/// Sends it to a server that only listens, and compares what arrives; then compares that with what
/// the codec alone says.
async fn assert_golden<E: Endpoint>(name: &str, endpoint: E) {
    let (address, recording) = record_one();
    let config = config(format!("http://{address}"));
    let by_codec = by_codec(&endpoint);
    let client = moneyhub_tokio::client(config).unwrap();
    let takes_token = codec::encode_without_token(&endpoint, client.session().config()).is_err();
    let options = CallOptions {
        token: takes_token.then(|| AccessToken::new("made-up-token").unwrap()),
        retry: Some(Retry { max_attempts: 1, ..Retry::default() }),
        ..CallOptions::default()
    };
    // The server answers with nothing that could be read; what it was sent is what matters.
    let _ = client.send_with(endpoint, options).await;
    let recorded = normalised(&recording.join().unwrap(), address);
    let golden = assert_is_file(&format!("{name}.http"), &recorded);
    assert_eq!(by_codec, lines(&golden), "the codec differs from {name}.http");
}

/// With the line ends of this file system, and without what changes from run to run.
fn normalised(recorded: &str, address: SocketAddr) -> String {
    assert!(
        !recorded.replace("\r\n", "").contains(['\r', '\n']),
        "a bare line break: {recorded:?}"
    );
    recorded
        .replace(&address.to_string(), "identity.moneyhub.co.uk")
        .replace(concat!("moneyhub-proto/", env!("CARGO_PKG_VERSION")), "moneyhub-proto/VERSION")
        .replace("\r\n", "\n")
}

/// Compares with the golden file of this name, or writes it; then says what is in it.
fn assert_is_file(name: &str, recorded: &str) -> String {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&file, recorded).unwrap();
    }
    let golden = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(recorded, golden, "what is sent differs from {}", file.display());
    golden
}

fn config(identity_url: String) -> Config {
    Config::builder()
        .client_id("0f6a2c1e-7b3d-4c59-8e21-3a4b5c6d7e8f")
        .client_secret("s3cret+with/reserved%characters:")
        .identity_url(identity_url)
        .allow_loopback_http()
        .build()
        .unwrap()
}

/// The lines that the codec makes, and the two that HTTP itself adds.
fn by_codec<E: Endpoint>(endpoint: &E) -> BTreeSet<String> {
    let config = config("https://identity.moneyhub.co.uk".to_owned());
    let token = AccessToken::new("made-up-token").unwrap();
    let request = codec::encode(endpoint, &config, &token)
        .or_else(|_| codec::encode_without_token(endpoint, &config))
        .unwrap();
    let target = request.uri().path_and_query().unwrap();
    let mut lines = BTreeSet::from([
        format!("{} {target} HTTP/1.1", request.method()),
        "host: identity.moneyhub.co.uk".to_owned(),
    ]);
    for (name, value) in request.headers() {
        let value = value.to_str().unwrap().replace(env!("CARGO_PKG_VERSION"), "VERSION");
        lines.insert(format!("{name}: {value}"));
    }
    let body = request.body();
    if !body.is_empty() {
        lines.insert(format!("content-length: {}", body.len()));
        lines.insert(String::from_utf8(body.to_vec()).unwrap());
    }
    lines
}

fn lines(request: &str) -> BTreeSet<String> {
    request.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A server for one request: it takes everything in, and answers with an empty 200.
fn record_one() -> (SocketAddr, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let recording = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut received = Vec::new();
        let mut buffer = [0; 4096];
        while !is_complete(&received) {
            let read = stream.read(&mut buffer).unwrap();
            assert_ne!(read, 0, "the request ends in the middle");
            received.extend_from_slice(&buffer[..read]);
        }
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            .unwrap();
        String::from_utf8(received).unwrap()
    });
    (address, recording)
}

fn is_complete(received: &[u8]) -> bool {
    let text = String::from_utf8_lossy(received);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}
