//! Answers that would take more memory than they have bytes for, were a number in them believed.

use allocation_counter::measure;
use bytes::Bytes;
use http::Response;
use moneyhub_oracles::memory::decoded_in_proportion;
use moneyhub_proto::{
    AccessToken, Config, Endpoint, RawCall, Service,
    caas::{AccountType, Batches, NewTransaction, TransactionStatus},
    codec, identity, scope, users,
};

fn assert_bounded(endpoint: &impl Endpoint, body: &str) {
    let _ =
        decoded_in_proportion(endpoint, &Response::new(Bytes::copy_from_slice(body.as_bytes())));
}

fn raw() -> RawCall {
    RawCall::get(Service::Data, "/things", &[])
}

fn items(item: &str) -> String {
    format!(r#"{{"data":[{}]}}"#, [item; 20_000].join(","))
}

#[test]
fn a_total_is_not_believed() {
    let huge = u64::MAX;
    let page = format!(r#"{{"data":[],"meta":{{"total":{huge},"limit":{huge},"offset":{huge}}}}}"#);
    assert_bounded(&users::List::default(), &page);
    assert_bounded(&raw(), &page);
}

#[test]
fn a_lifetime_is_only_a_number() {
    let lifetime = u64::MAX;
    let body = format!(r#"{{"access_token":"t","token_type":"Bearer","expires_in":{lifetime}}}"#);
    assert_bounded(&identity::ClientCredentials::of_client(scope::USER_READ), &body);
}

#[test]
fn depth_costs_no_more_than_length() {
    let deep = "[".repeat(100_000);
    assert_bounded(&users::Get { user_id: "u".into() }, &deep);
    assert_bounded(&raw(), &deep);
}

#[test]
fn small_items_cost_no_more_than_their_bytes() {
    assert_bounded(&users::List::default(), &items(r#"{"userId":""}"#));
    assert_bounded(&users::ListConnections { user_id: "u".into() }, &items(r#"{"id":""}"#));
    assert_bounded(&raw(), &items("[]"));
    assert_bounded(&raw(), &items(r#"{"":0}"#));
    assert_bounded(&identity::GetJsonWebKeys, &items(r#"{"":0}"#).replace("data", "keys"));
}

#[test]
fn what_is_read_twice_costs_no_more_than_double() {
    let broken = items(r#"{"userId":""}"#).replace("]}", ",{}]}");
    assert_bounded(&users::List::default(), &broken);
    assert_bounded(&raw(), &items(r#"{"":0}"#).replace("]}", "x]}"));
}

/// The most that is held at one time while so many transactions are sent to be enriched, and answered.
fn held_while_enriching(count: usize) -> u64 {
    let config = Config::builder().build().expect("the settings are good");
    let token = AccessToken::new("token").expect("the token is good");
    let transactions = (0..count).map(|number| NewTransaction {
        account_id: "account-17".into(),
        transaction_id: format!("transaction-{number}").as_str().into(),
        account_type: AccountType::Card,
        date: "2024-05-19T12:00:00.000Z".into(),
        status: TransactionStatus::Posted,
        description: "CARD PURCHASE EXAMPLE STORES".into(),
        amount: "-15.99".parse().expect("it is a number"),
        rest: Default::default(),
    });
    let answer = |batch: &[NewTransaction]| {
        let item = |one: &NewTransaction| {
            let (account, id) = (&one.account_id, &one.transaction_id);
            format!(
                r#"{{"accountId":"{account}","transactionId":"{id}","amount":-15.99,"mhInsights":{{"l2CategoryId":"7"}}}}"#
            )
        };
        format!(r#"{{"data":[{}]}}"#, batch.iter().map(item).collect::<Vec<_>>().join(","))
    };
    let mut enriched = 0;
    let counted = measure(|| {
        for batch in Batches::new(transactions) {
            let request = codec::encode(&batch, &config, &token).expect("it can be sent");
            drop(request);
            let response = Response::builder().status(201).body(answer(&batch.transactions));
            let answered = codec::decode(&batch, response.expect("a response"));
            enriched += answered.expect("it can be read").transactions.len();
        }
    });
    assert_eq!(enriched, count);
    counted.bytes_max
}

#[test]
fn fifty_thousand_transactions_are_enriched_in_the_memory_of_two_thousand() {
    let (few, many) = (held_while_enriching(2_000), held_while_enriching(50_000));
    assert!(many <= few + few / 20, "{many} bytes are held, not {few}");
}
