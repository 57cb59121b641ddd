//! Chaos by seed: webhooks, pages, banks.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use moneyhub_sandbox::{
    Builder, Chaos, DEFAULT_CLIENT_ID, Delivery, DeliveryOutcome, Mishap, Sandbox, Service,
    Subscription, WebhookFormat,
};
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::holder::{Holder, ids, text};

const HOUR: Duration = Duration::from_secs(3_600);
const BANK: &str = "9c1185a5c5e9fc54612808977ee8f548";

fn with(chaos: Chaos) -> Builder {
    let to = Subscription::new("http://127.0.0.1:9/hooks", WebhookFormat::Json);
    Sandbox::builder().standing_clock().chaos(chaos).webhooks(to.expect("a good URL"))
}

/// The deliveries of so many webhooks.
fn deliveries(chaos: Chaos, webhooks: usize) -> Vec<Delivery> {
    let mut service = with(chaos).service();
    for _ in 0..webhooks {
        service.raise("paymentPending", None, json!({}));
    }
    service.deliveries()
}

fn has(delivery: &Delivery, wanted: fn(&Mishap) -> bool) -> bool {
    delivery.mishaps.iter().any(wanted)
}

fn assert_near(counted: usize, expected: usize) {
    let off = counted.abs_diff(expected);
    assert!(off * 10 <= expected, "{counted} is more than a tenth from {expected}");
}

#[test]
fn nothing_goes_wrong_by_default() {
    let all = deliveries(Chaos::default(), 500);
    assert_eq!(all.len(), 500);
    assert!(all.iter().all(|one| one.mishaps.is_empty() && one.outcome.is_none()));
}

#[test]
fn webhooks_are_lost_at_their_rate_and_the_log_says_so() {
    let all = deliveries(Chaos::seeded(1).lost_webhooks(20), 5_000);
    assert_eq!(all.len(), 5_000);
    let lost: Vec<&Delivery> = all.iter().filter(|one| !one.mishaps.is_empty()).collect();
    assert_near(lost.len(), 1_000);
    assert!(lost.iter().all(|one| one.mishaps == [Mishap::Lost]));
    assert!(lost.iter().all(|one| one.outcome == Some(DeliveryOutcome::Lost)));
}

#[test]
fn webhooks_are_doubled_at_their_rate_under_the_same_id() {
    let all = deliveries(Chaos::seeded(2).doubled_webhooks(20), 4_000);
    let mut by_id: BTreeMap<&str, Vec<&Delivery>> = BTreeMap::new();
    for one in &all {
        by_id.entry(&one.id).or_default().push(one);
    }
    assert_eq!(by_id.len(), 4_000);
    let doubled: Vec<_> = by_id.values().filter(|copies| copies.len() == 2).collect();
    assert_near(doubled.len(), 800);
    for copies in doubled {
        assert_eq!(
            (&copies[0].mishaps[..], &copies[1].mishaps[..]),
            (&[][..], &[Mishap::Doubled][..])
        );
        assert_eq!(copies[0].payload, copies[1].payload);
    }
}

#[test]
fn webhooks_are_late_at_their_rate_and_never_later_than_the_bound() {
    let all = deliveries(Chaos::seeded(3).late_webhooks(40, HOUR), 5_000);
    let by = all.iter().filter_map(|one| match one.mishaps[..] {
        [Mishap::Late(by)] => Some(by),
        _ => None,
    });
    let by: Vec<Duration> = by.collect();
    assert_near(by.len(), 2_000);
    assert!(by.iter().all(|by| !by.is_zero() && *by <= HOUR));
    let early = by.iter().filter(|by| **by < HOUR / 2).count();
    assert_near(early, by.len() / 2);
}

#[test]
fn a_lost_webhook_is_lost_also_where_all_else_goes_wrong() {
    let chaos = Chaos::seeded(4).lost_webhooks(100).doubled_webhooks(100).late_webhooks(100, HOUR);
    let all = deliveries(chaos, 10);
    assert!(all.iter().all(|one| one.mishaps == [Mishap::Lost]) && all.len() == 10);
}

#[test]
fn the_same_seed_tells_the_same_story_and_another_one_another() {
    let story = |seed| {
        let chaos = Chaos::seeded(seed).lost_webhooks(30).doubled_webhooks(30);
        let all = deliveries(chaos.late_webhooks(30, HOUR).shifting_pages(50), 200);
        all.into_iter().map(|one| (one.id, one.mishaps)).collect::<Vec<_>>()
    };
    assert_eq!(story(5), story(5));
    assert_ne!(story(5), story(6));
}

#[test]
fn late_webhooks_are_sent_behind_later_ones_and_lost_ones_never() {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let (sender, received) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let sender = sender.clone();
            std::thread::spawn(move || {
                let mut bytes = Vec::new();
                let mut buffer = [0; 4096];
                while let Ok(read @ 1..) = stream.read(&mut buffer) {
                    bytes.extend_from_slice(&buffer[..read]);
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    let Some((_, body)) = text.split_once("\r\n\r\n") else { continue };
                    let Ok(body) = serde_json::from_str::<Value>(body) else { continue };
                    let _ = sender.send(body["id"].as_str().unwrap_or_default().to_owned());
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    bytes.clear();
                }
            });
        }
    });
    let chaos = Chaos::seeded(8).lost_webhooks(20).late_webhooks(50, HOUR);
    let to = Subscription::new(&url, WebhookFormat::Json).expect("a good URL");
    let builder = Sandbox::builder().standing_clock().chaos(chaos).webhooks(to);
    let sandbox = builder.start().expect("a sandbox");
    for _ in 0..40 {
        sandbox.raise("paymentPending", None, json!({}));
    }
    let of = |wanted: fn(&Mishap) -> bool| -> BTreeSet<String> {
        let all = sandbox.deliveries();
        all.into_iter().filter(|one| has(one, wanted)).map(|one| one.id).collect()
    };
    let late = of(|mishap| matches!(mishap, Mishap::Late(_)));
    let lost = of(|mishap| *mishap == Mishap::Lost);
    assert!(!late.is_empty() && !lost.is_empty());
    let at_once = 40 - late.len() as u64;
    assert!(sandbox.wait_for_deliveries(at_once, Duration::from_secs(300)));
    let first: BTreeSet<String> = received.try_iter().collect();
    assert!(first.is_disjoint(&late) && first.is_disjoint(&lost));
    assert_eq!(first.len(), 40 - late.len() - lost.len());
    // Nothing more comes while the clock stands still; then all that were late.
    sandbox.advance(HOUR);
    assert!(sandbox.wait_for_deliveries(40, Duration::from_secs(300)));
    assert_eq!(received.try_iter().collect::<BTreeSet<String>>(), late);
}

/// The ids of a walk through all transactions, page by page.
fn walk(holder: &mut Holder) -> Vec<String> {
    let mut all = Vec::new();
    loop {
        let page = holder.items(&format!("/transactions?limit=50&offset={}", all.len()));
        if page.is_empty() {
            return all;
        }
        all.extend(ids(&page));
    }
}

#[test]
fn pages_shift_while_somebody_walks() {
    let mut holder = Holder::of(with(Chaos::seeded(9).shifting_pages(50)));
    let mut repeated = 0;
    let mut skipped = 0;
    for _ in 0..4 {
        let walked = walk(&mut holder);
        let distinct: BTreeSet<&String> = walked.iter().collect();
        repeated += walked.len() - distinct.len();
        holder.caller.service.set_chaos(Chaos::default());
        let there = walk(&mut holder);
        skipped += there.iter().filter(|id| !distinct.contains(id)).count();
        holder.caller.service.set_chaos(Chaos::seeded(9).shifting_pages(50));
    }
    assert!(repeated > 0 && skipped > 0, "{repeated} {skipped}");
}

#[test]
fn pages_shift_in_the_same_way_for_the_same_seed() {
    let story = |seed| {
        let mut holder = Holder::of(with(Chaos::seeded(seed).shifting_pages(50)));
        (walk(&mut holder), walk(&mut holder))
    };
    assert_eq!(story(13), story(13));
    assert_ne!(story(13), story(14));
}

#[test]
fn a_first_page_and_a_count_shift_nothing() {
    let mut holder = Holder::of(with(Chaos::seeded(9).shifting_pages(100)));
    holder.items("/transactions?limit=50&offset=0");
    holder.read("/transactions?onlyCount=true&offset=5");
    assert_eq!(holder.caller.service.deliveries(), []);
}

#[test]
fn rows_that_come_and_go_add_up_to_nothing_and_are_told() {
    let mut holder = Holder::of(with(Chaos::seeded(9).shifting_pages(100)));
    let sum = |holder: &mut Holder| {
        let pages = (0..10).map(|page| page * 1_000);
        let path = |offset| format!("/transactions?limit=1000&offset={offset}");
        let rows: Vec<Value> = pages.flat_map(|offset| holder.items(&path(offset))).collect();
        rows.iter().map(|row| row["amount"]["value"].as_i64().expect("pence")).sum::<i64>()
    };
    holder.caller.service.set_chaos(Chaos::default());
    let before = sum(&mut holder);
    let old: BTreeSet<String> = walk(&mut holder).into_iter().collect();
    holder.caller.service.set_chaos(Chaos::seeded(9).shifting_pages(100));
    walk(&mut holder);
    walk(&mut holder);
    holder.caller.service.set_chaos(Chaos::default());
    assert_eq!(sum(&mut holder), before);
    let mut told = old;
    for Delivery { event, payload, .. } in holder.caller.service.deliveries() {
        for id in payload["accounts"][0]["transactions"].as_array().expect("ids") {
            let id = id.as_str().expect("an id").to_owned();
            let as_told = match event.as_str() {
                "newTransactions" => told.insert(id),
                "deletedTransactions" => told.remove(&id),
                other => panic!("{other}"),
            };
            assert!(as_told, "{event}");
        }
    }
    assert_eq!(walk(&mut holder).into_iter().collect::<BTreeSet<_>>(), told);
}

#[test]
fn what_chaos_puts_into_lists_is_bounded() {
    let mut holder = Holder::of(with(Chaos::seeded(10).shifting_pages(100)));
    let before = holder.read("/transactions?onlyCount=true")["meta"]["count"].as_u64();
    for _ in 0..450 {
        holder.items("/transactions?limit=1&offset=5");
    }
    let after = holder.read("/transactions?onlyCount=true")["meta"]["count"].as_u64();
    assert!(after <= before.map(|count| count + 400), "{before:?} {after:?}");
}

fn connection(service: &mut Service, token: &str, user: &str, place: usize) -> Value {
    let request = http::Request::get(format!("/users/{user}/connections"))
        .header("authorization", format!("Bearer {token}"))
        .body(bytes::Bytes::new());
    let reply = service.respond(request.expect("a request"));
    let body: Value = serde_json::from_slice(reply.body()).expect("JSON");
    body["data"][place].clone()
}

/// A holder, the id of its first connection, and a token that sees connections.
fn at_the_bank(chaos: Chaos) -> (Holder, String, String) {
    let mut holder = Holder::of(with(chaos));
    let token = holder.caller.fetch_token(&[("scope", "connection:read")]);
    let id = holder.caller.service.connection_ids(&holder.user)[0].clone();
    (holder, id, token)
}

#[test]
fn a_bank_that_is_down_fails_a_sync_as_the_reference_has_it() {
    let (mut holder, id, token) = at_the_bank(Chaos::default());
    let user = holder.user.clone();
    assert!(holder.caller.service.bank_down(BANK, HOUR));
    let path = format!("/sync/{id}");
    let reply = holder.send("POST", &path, &json!({"enableAsync": false}));
    let body = reply.json();
    assert_eq!((reply.status, &body["code"]), (500, &json!("ExternalProvider")));
    assert_eq!(body["statusCode"], 503);
    let shown = connection(&mut holder.caller.service, &token, &user, 0);
    assert_eq!(
        (text(&shown, "status"), text(&shown, "error")),
        ("error".into(), "sync_error".into())
    );
    let told = holder.caller.service.deliveries();
    let last = told.last().expect("a webhook");
    assert_eq!(
        (last.event.as_str(), &last.payload["processingStatus"]),
        ("syncCompleted", &json!("error"))
    );
}

#[test]
fn an_asynchronous_sync_at_a_bank_that_is_down_starts_and_then_fails() {
    let (mut holder, id, token) = at_the_bank(Chaos::default());
    holder.caller.service.bank_down(BANK, HOUR);
    assert_eq!(holder.send("POST", &format!("/sync/{id}"), &json!({})).status, 200);
    holder.caller.service.advance(Duration::from_secs(10));
    holder.caller.token = token;
    let path = format!("/users/{}/connections/{id}/syncs?limit=1", holder.user);
    assert_eq!(holder.caller.get(&path).json()["data"][0]["fetchStatus"], "error");
}

#[test]
fn a_bank_comes_up_again_by_itself_and_its_connections_are_well_after_a_sync() {
    let (mut holder, id, token) = at_the_bank(Chaos::default());
    let user = holder.user.clone();
    let sync = json!({"enableAsync": false});
    let path = format!("/sync/{id}");
    holder.caller.service.bank_down(BANK, HOUR);
    assert_eq!(holder.send("POST", &path, &sync).status, 500);
    holder.caller.service.advance(HOUR);
    assert!(!holder.caller.service.is_bank_down(BANK));
    assert_eq!(holder.send("POST", &path, &sync).status, 200);
    let shown = connection(&mut holder.caller.service, &token, &user, 0);
    assert_eq!((text(&shown, "status"), &shown["error"]), ("ok".into(), &Value::Null));
}

#[test]
fn a_bank_goes_up_by_hand_and_an_unknown_one_is_none() {
    let mut service = Sandbox::builder().standing_clock().service();
    assert!(!service.bank_down("no such bank", HOUR));
    service.bank_down(BANK, Duration::MAX);
    assert!(service.is_bank_down(BANK));
    service.bank_up(BANK);
    assert!(!service.is_bank_down(BANK));
}

#[test]
fn nobody_signs_in_at_a_bank_that_is_down() {
    let mut service = Sandbox::builder().standing_clock().service();
    service.bank_down(BANK, HOUR);
    let url = format!(
        "{}/auth?client_id={DEFAULT_CLIENT_ID}&response_type=code&scope=openid+id:{BANK}\
         &redirect_uri=http://127.0.0.1:8080/callback&state=one-time",
        service.issuer()
    );
    let back = service.approve(&url).expect("the way back");
    assert_eq!(back.parameter("error"), Some("temporarily_unavailable"));
    assert_eq!(service.created_user_count(), 0);
}

#[test]
fn banks_are_down_at_their_rate_each_for_itself() {
    let mut service = with(Chaos::seeded(11).banks_down(25, HOUR)).service();
    let (mut first, mut both) = (0, 0);
    for _ in 0..4_000 {
        let down = service.is_bank_down(BANK);
        first += usize::from(down);
        both += usize::from(down && service.is_bank_down("1ffe704d39629a929c8e293880fb449a"));
        service.advance(HOUR);
    }
    assert_near(first, 1_000);
    assert!((150..350).contains(&both), "{both}");
}

#[test]
fn chaos_reads_what_it_writes() {
    let chaos = Chaos::seeded(7)
        .lost_webhooks(1)
        .doubled_webhooks(2)
        .late_webhooks(3, HOUR)
        .shifting_pages(4)
        .banks_down(5, 2 * HOUR);
    assert_eq!(chaos.to_string().parse(), Ok(chaos));
    assert_eq!("".parse(), Ok(Chaos::default()));
}

#[test]
fn a_part_of_chaos_that_is_none_is_named() {
    for text in ["lost=101", "seed=x", "lost", "outage=0", "typo=1"] {
        let problem = format!("seed=1,{text}").parse::<Chaos>().expect_err("none");
        assert!(problem.to_string().starts_with(&format!("{text:?} is none of")), "{problem}");
    }
}

#[test]
fn a_webhook_that_is_sent_again_by_hand_meets_no_chaos() {
    let mut service = with(Chaos::seeded(1).lost_webhooks(100)).service();
    let id = service.raise("paymentPending", None, json!({})).expect("an id");
    assert!(service.redeliver(&id));
    let all = service.deliveries();
    assert_eq!((&all[0].mishaps[..], &all[1].mishaps[..]), (&[Mishap::Lost][..], &[][..]));
    assert_eq!(all[1].outcome, None);
}

#[test]
fn chaos_is_seen_through_the_routes_of_users() {
    let mut caller = Caller::of(with(Chaos::seeded(12).banks_down(100, HOUR)));
    let user = caller.user(0);
    // No sync has failed yet, so no connection says so.
    let shown = caller.get(&format!("/users/{user}/connections")).json();
    assert_eq!(shown["data"][0]["status"], "ok");
}
