//! What the OpenID Connect calls of the identity service have in common.

use super::*;
use crate::{
    codec::Endpoint,
    ground::{error::Error, scope},
};

fn largest_reply<E: Endpoint>(endpoint: &E) -> Result<usize, Error> {
    Ok(endpoint.call()?.facts().reply_limit)
}

#[test]
fn their_answers_are_small_and_no_more_is_read() -> Result<(), Box<dyn std::error::Error>> {
    const KIB: usize = 1024;
    let mut entropy = |buffer: &mut [u8]| {
        buffer.fill(7);
        Ok(())
    };
    let request = AuthorisationRequest::new(
        "client".into(),
        "https://shop.example/callback",
        Journey::connect(&"bank".into())?,
        ResponseType::IdToken,
        State::generate(&mut entropy)?,
        Nonce::generate(&mut entropy)?,
    );
    assert_eq!(largest_reply(&GetDiscoveryDocument)?, 1024 * KIB);
    assert_eq!(largest_reply(&GetJsonWebKeys)?, 256 * KIB);
    assert_eq!(largest_reply(&ClientCredentials::of_user("u1", scope::USER_READ))?, 256 * KIB);
    assert_eq!(largest_reply(&PushedAuthorisationRequest { request })?, 64 * KIB);
    Ok(())
}
