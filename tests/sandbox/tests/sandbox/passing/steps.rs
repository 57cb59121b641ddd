//! In how many steps time passes makes no difference, and years cost nothing.

use std::time::{Duration, Instant};

use moneyhub_sandbox::{Chaos, Sandbox};
use serde_json::{Value, json};

use super::{DAY, SCOPES, all, lasting, told_by};
use crate::caller::Caller;
use crate::holder::Holder;

/// A few milliseconds, on a machine that does nothing else. Whatever went through the days one by one, or the users,
/// would take far longer.
const AT_ONCE: Duration = Duration::from_secs(30);

/// Everything that routes and the log say of a user.
fn state(holder: &mut Holder) -> Vec<Value> {
    let mut state: Vec<Value> = ["/accounts?showTransactionData=true", "/transactions"]
        .iter()
        .flat_map(|path| all(holder, path))
        .collect();
    let account = holder.account("cash:current");
    for list in ["balances", "statements", "standing-orders"] {
        state.extend(holder.items(&format!("/accounts/{account}/{list}")));
    }
    state.extend(holder.items("/regular-transactions"));
    let data = std::mem::take(&mut holder.caller.token);
    holder.caller.token = holder.caller.fetch_token(&[("scope", "connection:read")]);
    for list in ["connections", "syncs?limit=1000"] {
        state.push(holder.caller.get(&format!("/users/{}/{list}", holder.user)).json());
    }
    holder.caller.token = data;
    for told in holder.caller.service.deliveries() {
        let at = told.raised_at.duration_since(std::time::UNIX_EPOCH).expect("after 1970");
        let mishaps = format!("{:?}", told.mishaps);
        state.push(json!([told.id, told.event, told.payload, at.as_millis() as u64, mishaps]));
    }
    state
}

fn after(steps: &[Duration]) -> Vec<Value> {
    let chaos = Chaos::seeded(3)
        .lost_webhooks(10)
        .doubled_webhooks(10)
        .late_webhooks(10, DAY)
        .banks_down(20, DAY);
    let builder = lasting(told_by(Sandbox::builder().users(1).chaos(chaos)));
    let mut holder = Holder::scoped(builder, SCOPES);
    let account = holder.account("cash:current");
    let path = format!("/accounts/{account}/notification-thresholds");
    let high = json!({"type": "gt", "value": 300_000});
    assert_eq!(holder.send("POST", &path, &high).status, 200);
    for step in steps {
        holder.caller.service.advance(*step);
    }
    state(&mut holder)
}

/// Pieces of all sizes, from a millisecond to weeks, that add up to a time.
fn pieces(whole: Duration, seed: u64) -> Vec<Duration> {
    let mut left = u64::try_from(whole.as_millis()).expect("a time");
    let mut bits = seed;
    let mut pieces = Vec::new();
    while left > 0 {
        bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let size = 1_u64 << ((bits >> 33) % 31);
        let piece = (size + (bits >> 40) % size.max(2)).min(left);
        pieces.push(Duration::from_millis(piece));
        left -= piece;
    }
    pieces
}

#[test]
fn the_state_is_the_same_in_however_many_steps() {
    let whole = DAY * 90;
    let expected = after(&[whole]);
    assert!(expected.len() > 500, "{}", expected.len());
    assert_eq!(after(&[DAY; 90]), expected, "day by day");
    for seed in 0..4 {
        let steps = pieces(whole, seed);
        assert!(steps.iter().sum::<Duration>() == whole);
        let state = after(&steps);
        let differs = state.iter().zip(&expected).find(|(one, other)| one != other);
        assert_eq!(differs, None, "{steps:?}");
        assert_eq!(state.len(), expected.len());
    }
}

#[test]
fn a_year_of_ten_users_passes_within_minutes() {
    let builder = lasting(told_by(Sandbox::builder().users(10)));
    let mut caller = Caller::scoped(builder, "connection:update");
    let mut took = Duration::ZERO;
    for _ in 0..8 {
        let start = Instant::now();
        caller.service.advance(DAY * 365 / 8);
        took += start.elapsed();
        // Those of banks with transactions, so that they go on arriving.
        for user in 0..10 {
            let user = caller.user(user);
            let until = caller.service.timestamp_after(DAY * 90);
            for place in [0, 4] {
                let id = &caller.service.connection_ids(&user)[place];
                let path = format!("/users/{user}/connections/{id}");
                let body = json!({"expiresAt": until}).to_string();
                assert_eq!(caller.send("PATCH", &path, body).status, 204);
            }
        }
    }
    let raised = |event| caller.service.webhooks_raised(event);
    let (syncs, new) = (raised("syncCompleted"), raised("newTransactions"));
    eprintln!("a year of ten users: {took:?}, {syncs} syncs, {new} times new transactions");
    assert!(syncs > 14_000 && new > 4_000, "{syncs} {new}");
    // A few seconds, on a machine that does nothing else.
    assert!(took < Duration::from_secs(600), "{took:?}");
}

#[test]
fn a_hundred_years_pass_at_once_and_a_page_is_as_quick_as_before() {
    let builder = lasting(Sandbox::builder().users(1)).token_lifetime(DAY * 40_000);
    let mut holder = Holder::scoped(builder, SCOPES);
    let start = Instant::now();
    holder.caller.service.advance(DAY * 36_500);
    let passed = start.elapsed();
    assert!(passed < AT_ONCE, "{passed:?}");
    let page = holder.items("/transactions?limit=100&offset=0");
    assert_eq!(page.len(), 100);
    assert!(start.elapsed() - passed < AT_ONCE, "{:?}", start.elapsed());
}

#[test]
fn a_million_users_cost_nothing_while_nobody_listens() {
    let mut caller = Caller::of(Sandbox::builder().users(1_000_000));
    let start = Instant::now();
    caller.service.advance(DAY * 365);
    assert!(start.elapsed() < AT_ONCE, "{:?}", start.elapsed());
}

#[test]
fn an_account_with_a_million_transactions_goes_on() {
    let builder = Sandbox::builder().users(1).transactions_per_account(1_000_000);
    let mut holder = Holder::scoped(lasting(builder), SCOPES);
    let account = holder.account("savings");
    let count = |holder: &mut Holder| {
        let path = format!("/transactions?onlyCount=true&accountId={account}");
        holder.read(&path)["meta"]["count"].as_u64().expect("a count")
    };
    assert_eq!(count(&mut holder), 1_000_000);
    holder.caller.service.advance(DAY * 28);
    let more = count(&mut holder) - 1_000_000;
    assert!((35_000..42_000).contains(&more), "a month has 41,667: {more}");
}

#[test]
fn an_account_without_transactions_stays_so() {
    let builder = Sandbox::builder().users(1).transactions_per_account(0);
    let mut holder = Holder::scoped(lasting(builder), SCOPES);
    holder.caller.service.advance(DAY * 60);
    assert_eq!(all(&mut holder, "/transactions"), Vec::<Value>::new());
}
