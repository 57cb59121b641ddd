//! Lists, icons and syncs over moneyhub-tokio and the sandbox.

use std::time::Duration;

use moneyhub_proto::{
    Client, ErrorKind, Outcome, bank_icons, categories, id::ConnectionId, sync, users, well_known,
};
use moneyhub_sandbox::Sandbox;
use moneyhub_tests::config_of;

fn client(sandbox: &Sandbox) -> Client {
    let once = moneyhub_proto::Retry { max_attempts: 1, ..Default::default() };
    moneyhub_tokio::client(config_of(sandbox).retry(once).build().unwrap()).unwrap()
}

fn sandbox() -> Sandbox {
    Sandbox::builder().users(1).start().unwrap()
}

#[tokio::test]
async fn a_category_of_ones_own_is_created_and_found_by_its_id_and_in_the_list() {
    let sandbox = sandbox();
    let user = client(&sandbox).user(&sandbox.user_id(0).unwrap().into());
    let groups = user.send(categories::ListGroups::default()).await.unwrap();
    let create = categories::Create { group: groups[0].id.clone(), name: "Dog walking".to_owned() };
    let created = user.send(create).await.unwrap();
    let category_id = created.category_id.clone();
    let get = categories::Get { category_id, kind: None };
    assert_eq!(user.send(get).await.unwrap(), created);
    let listed = user.send(categories::List::default()).await.unwrap();
    assert!(listed.data.contains(&created));
}

#[tokio::test]
async fn a_category_of_ones_own_is_no_standard_one_and_those_need_no_token() {
    let sandbox = sandbox();
    let standard = client(&sandbox).send(categories::ListStandard::default()).await.unwrap();
    assert!(!standard.data.is_empty());
    assert!(standard.data.iter().all(|category| category.key.is_some()));
    assert_eq!(sandbox.token_requests(), 0);
}

#[tokio::test]
async fn a_sync_is_found_by_its_id_and_a_second_one_at_once_is_too_many() {
    let sandbox = sandbox();
    let client = client(&sandbox);
    let user_id = sandbox.user_id(0).unwrap();
    let connection_id = ConnectionId::from(sandbox.connection_ids(&user_id)[0].as_str());
    let user = client.user(&user_id.as_str().into());
    sandbox.advance(Duration::from_secs(60));
    let sync = sync::SyncConnection::new(connection_id.clone());
    let begun = user.send(sync.clone()).await.unwrap();
    assert_eq!(begun.status, sync::SyncStatus::Ok);
    let get = users::GetSync { user_id: user_id.into(), sync_id: begun.sync_id.unwrap() };
    assert_eq!(client.send(get).await.unwrap().connection_id, Some(connection_id));
    let error = user.send(sync).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::RateLimited, Outcome::Refused));
}

#[tokio::test]
async fn a_bank_of_the_list_has_the_icon_that_was_asked_for_and_no_token_is_needed() {
    let sandbox = sandbox();
    let client = client(&sandbox);
    let banks = client.send(well_known::ListAll::default()).await.unwrap();
    let bank_ref = banks[0].bank_ref.clone().unwrap();
    let get = |format| bank_icons::Get { bank_ref: bank_ref.clone(), format, default_icon: None };
    let drawing = client.send(get(bank_icons::IconFormat::Svg)).await.unwrap();
    assert_eq!(drawing.media_type.as_deref(), Some("image/svg+xml"));
    let image = client.send(get(bank_icons::IconFormat::Png)).await.unwrap();
    assert_eq!(image.media_type.as_deref(), Some("image/png"));
    assert!(image.image.starts_with(b"\x89PNG"));
    assert_eq!(sandbox.token_requests(), 0);
}

#[tokio::test]
async fn a_bank_without_an_icon_is_not_found_unless_a_general_one_will_do() {
    let sandbox = sandbox();
    let client = client(&sandbox);
    let get = |default_icon| bank_icons::Get {
        bank_ref: "no-such-bank".into(),
        default_icon,
        ..bank_icons::Get::default()
    };
    let error = client.send(get(None)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(!client.send(get(Some(true))).await.unwrap().image.is_empty());
}
