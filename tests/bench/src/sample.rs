//! What is sent and what comes back: the samples of the reference, made long where that is needed.

mod reports;

use std::fmt::Write;

use bytes::Bytes;
use moneyhub_proto::{AccessToken, Config};
use serde_json::Value;

pub use self::reports::{affordability, spending};

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

/// Transactions that were enriched, with all members that are documented.
const ENRICHED: &str = include_str!("../../reference/data/samples/caas.transactions.enrich.json");

/// A token reply, for what runs on a script.
pub const TOKEN_REPLY: &str = concat!(
    r#"{"access_token":"a-token","token_type":"Bearer","expires_in":7200,"#,
    r#""scope":"user:read"}"#,
);

/// A page of so many users, as dense as the service writes it: 10,000 are 3.7 MB. All have the
/// twelve documented members but for `lastAccessed`, which every fourth lacks; every fourth has a
/// connection.
#[must_use]
pub fn users(users: usize) -> Bytes {
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

/// A page of so many transactions, as dense as the service writes it: 1,000 are 646 KB. All have the
/// documented members that are always there, and those that most have; every fourth has what banks add
/// by Open Banking, too: a value date, a code, a balance and the merchant.
#[must_use]
pub fn transactions(count: usize) -> Bytes {
    let mut text = String::from(r#"{"data":["#);
    for index in 0..count {
        let comma = if index == 0 { "" } else { "," };
        let open_banking = match index % 4 {
            0 => concat!(
                r#","valueDate":"2024-05-20T00:00:00.000Z","transactionCode":{"code":"CCRD","#,
                r#""subCode":"POSD"},"balance":{"value":300023,"majorUnits":3000,"minorUnits":23,"#,
                r#""currency":"GBP"},"balanceType":"InterimBooked","#,
                r#""merchantName":"Example Stores","merchantCategoryCode":"5411""#
            ),
            _ => "",
        };
        // Writing into a string can't fail.
        let _ = write!(
            text,
            concat!(
                r#"{}{{"accountId":"7f1e2d3c-4b5a-4968-8776-655443322110","#,
                r#""amount":{{"value":-{:05},"majorUnits":{},"minorUnits":{},"currency":"GBP"}},"#,
                r#""categoryId":"std:5a7ff1f3-cd2c-4676-a368-caf09f2ca35a","#,
                r#""categoryIdConfirmed":false,"date":"2024-05-19T12:00:00.000Z","#,
                r#""dateModified":"2024-05-20T06:00:10.000Z","#,
                r#""dateCreated":"2024-05-20T06:00:10.000Z","#,
                r#""id":"2c9a1f40-5d6e-4f70-8a91-b2c3{:08x}","#,
                r#""longDescription":"CARD PURCHASE EXAMPLE STORES {:04}","#,
                r#""shortDescription":"Example Stores","notes":"","#,
                r#""counterpartyId":"b6c7d8e9-fa0b-5c1d-8e2f-3a4b5c6d7e8f","#,
                r#""providerId":"139ccc24{:08x}","status":"posted"{}}}"#
            ),
            comma,
            10_000 + index % 90_000,
            100 + index % 90_000 / 100,
            index % 100,
            index,
            index % 10_000,
            index,
            open_banking
        );
    }
    let _ = write!(text, r#"],"meta":{{"total":{count},"limit":{count},"offset":0}}}}"#);
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

/// So many transactions as CaaS answers them when they are enriched: the sample of the reference, made by
/// hand after Moneyhub's documentation, again and again with another id. 1,000 are 1.7 MB.
///
/// # Panics
///
/// When the sample is not what it was.
#[must_use]
pub fn enriched(count: usize) -> Bytes {
    let sample: Value = serde_json::from_str(ENRICHED).expect("the sample is JSON");
    let transaction = sample["data"][0].to_string();
    let id = "transaction-0042";
    assert!(transaction.contains(id), "the sample has its id");
    let all: Vec<_> = (0..count)
        .map(|index| transaction.replace(id, &format!("transaction-{index:06}")))
        .collect();
    format!(r#"{{"data":[{}],"meta":{{"count":{count}}}}}"#, all.join(",")).into()
}
