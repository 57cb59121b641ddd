//! The life of a user over moneyhub-tokio and the sandbox, which parse messages independently.

use moneyhub_proto::{
    Client, Config, ErrorKind, Outcome, Timestamp, Window,
    connections::{ConnectionError, ConnectionStatus, ExtendedStatus},
    id::UserId,
    scope, users,
};
use moneyhub_sandbox::Sandbox;

fn client(sandbox: &Sandbox) -> Client {
    let config = Config::builder()
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .identity_url(sandbox.identity_url())
        .allow_loopback_http();
    moneyhub_tokio::client(config.build().unwrap()).unwrap()
}

fn user(sandbox: &Sandbox) -> UserId {
    sandbox.user_id(0).unwrap().into()
}

#[tokio::test]
async fn a_user_is_created_read_and_deleted() {
    let sandbox = Sandbox::start().unwrap();
    let client = client(&sandbox);
    let create = users::Create { client_user_id: Some("customer-0042".to_owned()) };
    let created = client.send(create).await.unwrap();
    let read = client.send(users::Get { user_id: created.user_id.clone() }).await.unwrap();
    assert_eq!(read.client_user_id.as_deref(), Some("customer-0042"));
    assert_eq!(read.managed_by, Some(users::ManagedBy::Client));
    client.send(users::Delete { user_id: created.user_id.clone() }).await.unwrap();
    let error = client.send(users::Get { user_id: created.user_id }).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::NotFound, Outcome::Refused));
}

#[tokio::test]
async fn a_list_is_walked_in_pages_whatever_cap_the_service_sets() {
    for cap in [3, 1000] {
        let sandbox = Sandbox::builder().users(23).limit_cap(cap).start().unwrap();
        let client = client(&sandbox);
        let window = Window { limit: 10, offset: 0 };
        let mut pages = client.pages(users::List { window, ..Default::default() });
        let mut walked = Vec::new();
        while let Some(page) = pages.next().await {
            walked.extend(page.unwrap().data.into_iter().map(|user| user.user_id.to_string()));
        }
        let all: Vec<_> = (0..23).map(|index| sandbox.user_id(index).unwrap()).collect();
        assert_eq!(walked, all);
    }
}

#[tokio::test]
async fn connections_of_every_status_and_error_are_read() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let list = users::ListConnections { user_id: user(&sandbox) };
    let connections = client(&sandbox).send(list).await.unwrap();
    let statuses: Vec<_> = connections.iter().filter_map(|known| known.status.clone()).collect();
    for status in [ConnectionStatus::Ok, ConnectionStatus::Error, ConnectionStatus::Never] {
        assert!(statuses.contains(&status), "{status} is not among {statuses:?}");
    }
    let errors: Vec<_> = connections.iter().filter_map(|known| known.error.clone()).collect();
    for error in [
        ConnectionError::CredentialsError,
        ConnectionError::MfaRequired,
        ConnectionError::Resync,
        ConnectionError::SyncError,
        ConnectionError::SyncPartial,
    ] {
        assert!(errors.contains(&error), "{error} is not among {errors:?}");
    }
    let expired = Some(ExtendedStatus::Expired);
    assert!(connections.iter().any(|known| known.extended_status == expired));
}

#[tokio::test]
async fn a_connection_is_found_in_the_list_or_not() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let client = client(&sandbox);
    let id = sandbox.connection_ids(user(&sandbox).as_str())[1].clone();
    let get = |id: &str| users::GetConnection { user_id: user(&sandbox), connection_id: id.into() };
    assert_eq!(client.send(get(&id)).await.unwrap().id.as_str(), id);
    let error = client.send(get("9c11:absent")).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::NotFound, None));
}

#[tokio::test]
async fn a_consent_is_extended() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let client = client(&sandbox);
    let list = users::ListConnections { user_id: user(&sandbox) };
    let connections = client.send(list).await.unwrap();
    let renewable = connections.iter().find(|known| known.tpp_consent == Some(true)).unwrap();
    let day = std::time::Duration::from_secs(24 * 60 * 60);
    let expires_at = Timestamp::new(sandbox.timestamp_after(80 * day));
    let connection_id = renewable.id.clone();
    let update = users::UpdateConnection {
        user_id: user(&sandbox),
        connection_id: connection_id.clone(),
        expires_at: expires_at.clone(),
    };
    client.send(update).await.unwrap();
    let get = users::GetConnection { user_id: user(&sandbox), connection_id };
    assert_eq!(client.send(get).await.unwrap().expires_at, Some(expires_at));
}

#[tokio::test]
async fn a_connection_is_deleted_on_the_singular_path() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let client = client(&sandbox);
    let connection_id: moneyhub_proto::id::ConnectionId =
        sandbox.connection_ids(user(&sandbox).as_str())[0].clone().into();
    let delete =
        users::DeleteConnection { user_id: user(&sandbox), connection_id: connection_id.clone() };
    client.send(delete.clone()).await.unwrap();
    let error = client.send(delete).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn syncs_are_listed_and_read_one_by_one() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let client = client(&sandbox);
    let of_user = client.send(users::ListSyncs::new(user(&sandbox))).await.unwrap().data;
    let connection_id = of_user[0].connection_id.clone().unwrap();
    let list = users::ListConnectionSyncs::new(user(&sandbox), connection_id.clone());
    let of_connection = client.send(list).await.unwrap().data;
    assert!(of_connection.iter().all(|sync| sync.connection_id.as_ref() == Some(&connection_id)));
    let get = users::GetSync { user_id: user(&sandbox), sync_id: of_user[0].id.clone() };
    assert_eq!(client.send(get).await.unwrap(), of_user[0]);
}

#[tokio::test]
async fn a_client_of_old_scopes_is_served_by_replacing_them() {
    let sandbox = Sandbox::builder().users(1).legacy_client().start().unwrap();
    let list = users::ListConnections { user_id: user(&sandbox) };
    let error = client(&sandbox).send(list.clone()).await.unwrap_err();
    assert_eq!(error.code(), Some("invalid_scope"));
    let config = Config::builder()
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .identity_url(sandbox.identity_url())
        .allow_loopback_http()
        .replace_scope(scope::CONNECTION_READ, scope::USER_READ);
    let client = moneyhub_tokio::client(config.build().unwrap()).unwrap();
    assert!(!client.send(list).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_client_whose_secret_needs_encoding_is_known() {
    let secret = "a+b/c%d:e f&g=h\u{e9}";
    let sandbox = Sandbox::builder().client("my client:1", secret).users(1).start().unwrap();
    client(&sandbox).send(users::Get { user_id: user(&sandbox) }).await.unwrap();
}

#[tokio::test]
async fn a_token_of_a_user_carries_its_sub() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let grant = moneyhub_proto::identity::ClientCredentials::of_user(
        user(&sandbox),
        scope::CONNECTION_READ,
    );
    let token = client(&sandbox).send(grant).await.unwrap();
    assert_eq!(token.expires_in, Some(7200));
    let error = client(&sandbox)
        .send(moneyhub_proto::identity::ClientCredentials::of_user(
            "unknown",
            scope::CONNECTION_READ,
        ))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Identity);
}

#[tokio::test]
async fn a_token_lives_for_its_lifetime_on_both_sides() {
    let sandbox = Sandbox::builder().users(1).token_lifetime(std::time::Duration::from_secs(3600));
    let sandbox = sandbox.start().unwrap();
    let client = client(&sandbox);
    client.send(users::Get { user_id: user(&sandbox) }).await.unwrap();
    // The service's clock runs ahead of ours: the token is refused, and renewed at once.
    sandbox.advance(std::time::Duration::from_secs(3600));
    client.send(users::Get { user_id: user(&sandbox) }).await.unwrap();
    assert_eq!(sandbox.token_requests(), 2);
}
