//! The provider's keys are replaced while users are signing in.

use moneyhub_interop::Provider;
use moneyhub_tokio::moneyhub_proto::auth::GetJsonWebKeys;

use crate::application::{Application, connect};

async fn key_ids(application: &Application) -> Vec<String> {
    let keys = application.client.send(GetJsonWebKeys).await.unwrap().keys;
    keys.iter().map(|key| key.key_id().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn after_a_rotation_all_keys_are_others() {
    let provider = Provider::start().unwrap();
    let application = Application::at(&provider, "client_secret_basic");
    let before = key_ids(&application).await;
    provider.rotate_keys().unwrap();
    let after = key_ids(&application).await;
    assert_eq!(after.len(), before.len());
    assert!(after.iter().all(|key_id| !before.contains(key_id)), "{before:?} {after:?}");
}

#[tokio::test]
async fn a_sign_in_goes_on_over_a_rotation() {
    let provider = Provider::start().unwrap();
    let application = Application::at(&provider, "client_secret_basic");
    let begun = application.begin(connect()).await;
    provider.rotate_keys().unwrap();
    let callback = application.visit(&begun).unwrap();
    provider.rotate_keys().unwrap();
    let tokens = application.client.send(application.exchange(begun, &callback)).await.unwrap();
    assert!(tokens.id_token.is_some());
}
