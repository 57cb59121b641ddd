//! Answers that nobody asked for, on a connection that is kept. The next request takes one for its own,
//! while the service does what it asks. No client can tell; what it can do is to send nothing twice
//! that must not happen twice.

use std::{collections::HashSet, thread, time::Duration};

use moneyhub_proto::{Outcome, hyper::Options};

use super::{
    Meeting, Row, Server, answer, at_second,
    meeting::{
        Call::{self, Exchange, Get, Pay, Post, PostWithFetch, Push},
        config, delete, pay,
    },
    well,
};
use crate::Adapter;

const NOW: Duration = Duration::ZERO;

/// The request is refused by it. That of a token of the cache is repeated with another one, unless it
/// moves money.
pub fn an_unsolicited_401_on_a_kept_connection(adapter: Adapter) -> Vec<Row> {
    let refused = |call: Call, ends: &str| {
        Meeting::new(adapter, call, &beside_itself(401)).after_another(NOW).fails(
            ends,
            Outcome::Refused,
            1,
        )
    };
    vec![
        refused(Get, "Api: 401"),
        refused(Post, "Api: 401"),
        refused(Push, "Identity: 401"),
        refused(Pay, "Api: 401"),
        refused(Exchange, "Identity: 401"),
        Meeting::new(adapter, PostWithFetch, &beside_itself(401))
            .after_another(NOW)
            .tokens(1)
            .answers(2),
    ]
}

/// Such as servers send that close an idle connection.
pub fn an_unsolicited_408_on_a_kept_connection(adapter: Adapter) -> Vec<Row> {
    let uncertain = |call: Call, ends: &str| {
        Meeting::new(adapter, call, &beside_itself(408)).after_another(NOW).fails(
            ends,
            Outcome::Uncertain,
            1,
        )
    };
    vec![
        Meeting::new(adapter, Get, &beside_itself(408)).after_another(NOW).answers(2),
        uncertain(Post, "Api: 408"),
        Meeting::new(adapter, Push, &beside_itself(408)).after_another(NOW).answers(2),
        uncertain(Pay, "Api: 408"),
        uncertain(Exchange, "Identity: 408"),
    ]
}

/// A POST that may be repeated if refused is done twice: why what moves money is not.
pub fn an_unsolicited_429_on_a_kept_connection(adapter: Adapter) -> Vec<Row> {
    let refused = |call: Call, ends: &str| {
        Meeting::new(adapter, call, &beside_itself(429)).after_another(NOW).fails(
            ends,
            Outcome::Refused,
            1,
        )
    };
    vec![
        Meeting::new(adapter, Get, &beside_itself(429)).after_another(NOW).answers(2),
        Meeting::new(adapter, Post, &beside_itself(429)).after_another(NOW).answers(2),
        Meeting::new(adapter, Push, &beside_itself(429)).after_another(NOW).answers(2),
        refused(Pay, "RateLimited: 429"),
        refused(Exchange, "Identity: 429"),
    ]
}

/// It is believed, and nothing is sent again.
pub fn an_unsolicited_200_on_a_kept_connection(adapter: Adapter) -> Vec<Row> {
    [Get, Post, Pay]
        .map(|call| Meeting::new(adapter, call, &beside_itself(200)).after_another(NOW).answers(1))
        .into()
}

/// Some time after the answer before, while the next call is made: what meets what is a race. Each
/// payment has a number, and the server's ledger has none twice.
pub fn an_unsolicited_answer_between_two_calls(adapter: Adapter) -> Vec<Row> {
    for status in [401, 408, 429, 200] {
        let server = Server::start(move |mut peer| {
            while let Some(request) = peer.request() {
                peer.write(well(&request));
                if !request.is_for_token() {
                    thread::sleep(Duration::from_micros(request.number as u64 * 20 % 760));
                    peer.write(unsolicited(status));
                }
            }
        });
        let client = adapter.client(config(&server.url()), Options::default());
        adapter.block_on(async {
            for number in 0..100 {
                // Whatever it says: the ledger is what counts.
                let _ = client.send(pay(number)).await;
            }
        });
        drop(client);
        let requests = server.requests();
        let payments = requests.iter().filter(|request| !request.is_for_token());
        let mut ledger = HashSet::new();
        for payment in payments {
            assert!(ledger.insert(&payment.body), "{} was sent twice, {status}", payment.body);
        }
        assert!(!ledger.is_empty());
    }
    vec![Row {
        call: "400 payments in turn".to_owned(),
        ends: "whatever is read".to_owned(),
        outcome: String::new(),
        attempts: String::new(),
        requests: "at most 1 each".to_owned(),
    }]
}

/// It can't have one (RFC 9110 section 6.4.1), but what follows would be the answer to the next request: so
/// that goes to another connection. The body comes just behind the head, in time or too late.
pub fn a_204_that_announces_a_body(adapter: Adapter) -> Vec<Row> {
    let server = Server::start(move |mut peer| {
        while let Some(request) = peer.request() {
            if !request.head.starts_with("DELETE ") {
                peer.write(well(&request));
                continue;
            }
            peer.write("HTTP/1.1 204 No Content\r\ncontent-length: 17\r\n\r\n");
            thread::sleep(Duration::from_micros(request.number as u64 * 20 % 760));
            peer.write("{\"deleted\": true}");
        }
    });
    let client = adapter.client(config(&server.url()), Options::default());
    adapter.block_on(async {
        for number in 0..100 {
            client.send(delete()).await.expect("it is deleted");
            client.send(pay(number)).await.expect("and that is none of the next call's business");
        }
    });
    drop(client);
    server.assert_all_closed();
    let payments = |request: &super::Request| request.head.starts_with("POST /payments ");
    assert_eq!(server.requests().iter().filter(|request| payments(request)).count(), 100);
    vec![Row {
        call: "100 DELETEs, a payment after each".to_owned(),
        ends: "value".to_owned(),
        outcome: String::new(),
        attempts: String::new(),
        requests: "1 each".to_owned(),
    }]
}

/// Answers each call well; but for the second, another answer is there first.
fn beside_itself(status: u16) -> Server {
    at_second(move |mut peer, request| {
        peer.write(unsolicited(status) + &well(request));
        Some(peer)
    })
}

fn unsolicited(status: u16) -> String {
    answer(&format!("{status} Oh"), super::USER)
}
