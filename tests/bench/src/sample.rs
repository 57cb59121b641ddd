//! What is sent and what comes back: the samples of the reference, made long where that is needed.

use std::fmt::Write;

use bytes::Bytes;
use moneyhub_proto::{AccessToken, Config};

/// The user that is asked for.
pub const USER_ID: &str = "64b0f3a1c2d4e5f60718293a";

/// A bearer token of usual length, 300 bytes.
pub const TOKEN: &str = concat!(
    "eyJhbGciOiJQUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6InNhbXBsZSJ9.eyJpc3MiOiJodHRwczovL2lkZW50",
    "aXR5LmV4YW1wbGUvb2lkYyIsInNjb3BlIjoidXNlcjpyZWFkIiwiZXhwIjoxNzE0NTU3NjAwfQ.c2lnbmF0dXJlLXNh",
    "bXBsZS1zaWduYXR1cmUtc2FtcGxlLXNpZ25hdHVyZS1zYW1wbGUtc2lnbmF0dXJlLXNhbXBsZS1zaWduYXR1cmUtc2FtcG",
    "xlLXNpZ25hdHVyZS1zYW1w",
);

/// One user with all members that are documented.
pub const USER: &str = concat!(
    r#"{"userId":"64b0f3a1c2d4e5f60718293a","clientUserId":"customer-0042","#,
    r#""clientId":"0f6a2c1e-7b3d-4c59-8e21-3a4b5c6d7e8f","clientName":"Example App","#,
    r#""createdAt":"2024-05-01T08:15:30.123Z","updatedAt":"2024-05-02T10:00:00.000Z","#,
    r#""lastAccessed":"2024-05-20T07:45:12.000Z","deletedAt":null,"scopes":"user:create","#,
    r#""managedBy":"client","userType":"live","connectionIds":["#,
    r#""9c1185a5c5e9fc54612808977ee8f548:3f2a9d10-6b7c-4e8d-9f01-2a3b4c5d6e7f"]}"#,
);

/// A token reply, for what runs on a script.
pub const TOKEN_REPLY: &str = concat!(
    r#"{"access_token":"a-token","token_type":"Bearer","expires_in":7200,"#,
    r#""scope":"user:read"}"#,
);

/// A page of so many users, as dense as the service writes it: 10,000 are 3.7 MB. All have the
/// twelve documented members but for `lastAccessed`, which every fourth lacks; every fourth has a
/// connection.
#[must_use]
pub fn page(users: usize) -> Bytes {
    let mut text = String::from(r#"{"data":["#);
    for index in 0..users {
        let comma = if index == 0 { "" } else { "," };
        let (accessed, connections) = match index % 4 {
            0 => ("", r#""9c1185a5c5e9fc54612808977ee8f548:3f2a9d10-6b7c-4e8d-9f01-2a3b4c5d6e7f""#),
            _ => (r#""lastAccessed":"2024-05-20T07:45:12.000Z","#, ""),
        };
        // Writing into a string can't fail.
        let _ = write!(
            text,
            concat!(
                r#"{}{{"userId":"64b0f3a1c2d4e5f6{:08x}","clientUserId":"customer-{:05}","#,
                r#""clientId":"0f6a2c1e-7b3d-4c59-8e21-3a4b5c6d7e8f","clientName":"Example App","#,
                r#""createdAt":"2024-05-01T08:15:30.123Z","updatedAt":"2024-05-02T10:00:00.000Z","#,
                r#"{}"deletedAt":null,"scopes":"user:create","managedBy":"client","#,
                r#""userType":"live","connectionIds":[{}]}}"#
            ),
            comma, index, index, accessed, connections
        );
    }
    let _ = write!(text, r#"],"meta":{{"total":{users},"limit":{users},"offset":0}}}}"#);
    text.into()
}

/// A configuration for the production service, which is never called.
///
/// # Panics
///
/// Never: the settings are good.
#[must_use]
pub fn config() -> Config {
    let builder = Config::builder().client_id("client").client_secret("secret");
    builder.build().expect("the settings are good")
}

/// [`TOKEN`], checked.
///
/// # Panics
///
/// Never: the token is good.
#[must_use]
pub fn token() -> AccessToken {
    AccessToken::new(TOKEN).expect("the token is good")
}
