//! Attempts to make a client pay twice, with the retry options at their extremes and servers that pay first
//! and then answer something else. Each payment has its own number, and the server's ledger has none twice.

mod answers;
mod callers;

use std::{collections::HashMap, sync::Arc, thread, time::Duration};

use futures_util::future::{Either, join_all, select};
use moneyhub_proto::{
    AccessToken, CallOptions, Client, Config, Error, Outcome, Retry, blocking, hyper::Options,
    payments::Pence, recurring_payments::Pay, ureq::UreqTransport,
};
use moneyhub_tests::{
    Adapter,
    hostile::{Peer, Request, Server, answer},
};

const ADAPTERS: [Adapter; 2] = [Adapter::Tokio, Adapter::AsyncStd];
/// No answer is awaited so long here: it is for a machine that has other things to do.
const DEADLINE: Duration = Duration::from_secs(10);
const PAID: &str = r#"{"data":{"paymentSubmissionId":"s"}}"#;

/// Repeats whatever may be repeated, as often as it may, without a pause.
fn config(server: &Server) -> Config {
    let retry = Retry {
        max_attempts: u32::MAX,
        base_backoff: Duration::ZERO,
        max_backoff: Duration::ZERO,
        max_retry_after: Duration::MAX,
        deadline: DEADLINE,
    };
    let config = Config::builder().identity_url(server.url()).allow_loopback_http();
    config.client_id("client").client_secret("secret").retry(retry).build().unwrap()
}

fn client(adapter: Adapter, server: &Server) -> Client {
    adapter.client(config(server), Options::default())
}

fn payment(number: usize) -> (Pay, CallOptions) {
    let pay = Pay {
        recurring_payment_id: format!("consent-{number}").as_str().into(),
        amount: Pence::new(1250).unwrap(),
        details: Default::default(),
    };
    let options = CallOptions {
        token: AccessToken::new("a-token").ok(),
        deadline: Some(DEADLINE),
        ..CallOptions::default()
    };
    (pay, options)
}

async fn pay(client: &Client, number: usize) -> Result<(), Error> {
    let (pay, options) = payment(number);
    client.send_with(pay, options).await.map(drop)
}

/// Pays the payment with this number, and gives what the error says of it.
type Payer = Box<dyn FnMut(usize) -> Option<Outcome>>;

/// The clients that there are: of both adapters, and the blocking one over an HTTP client that is not ours.
fn payers(server: &Server) -> Vec<Payer> {
    let of_adapter = |adapter: Adapter| -> Payer {
        let client = client(adapter, server);
        Box::new(move |number| {
            adapter.block_on(pay(&client, number)).err().map(|error| error.outcome())
        })
    };
    let blocking = blocking_client(server);
    let blocking: Payer = Box::new(move |number| {
        let (pay, options) = payment(number);
        blocking.send_with(pay, options).err().map(|error| error.outcome())
    });
    ADAPTERS.into_iter().map(of_adapter).chain([blocking]).collect()
}

fn blocking_client(server: &Server) -> blocking::Client {
    blocking::Client::new(config(server), Arc::new(UreqTransport::new().unwrap()))
}

/// Which payment a request is for.
fn number_of(request: &Request) -> usize {
    let number = request.head.split(['-', '/']).find_map(|part| part.parse().ok());
    number.expect("it has a number")
}

/// How often each payment was read.
fn ledger(server: &Server) -> HashMap<usize, usize> {
    let mut ledger = HashMap::new();
    for request in server.requests().iter().filter(|request| !request.is_for_token()) {
        *ledger.entry(number_of(request)).or_default() += 1;
    }
    ledger
}

/// None was made twice, and none was made of which it is said that it was not sent.
fn assert_once(server: &Server, ended: &[(usize, Option<Outcome>)]) {
    let ledger = ledger(server);
    for (number, said) in ended {
        let times = ledger.get(number).copied().unwrap_or(0);
        assert!(times <= 1, "payment {number} was made {times} times: {said:?}");
        let unsent = *said == Some(Outcome::NotSent);
        assert!(times == 0 || !unsent, "payment {number} was made, and it says {said:?}");
    }
}

/// Pays so often in turn, and gives what was said of each.
fn pay_in_turn(adapter: Adapter, server: &Server, times: usize) -> Vec<(usize, Option<Outcome>)> {
    let client = client(adapter, server);
    adapter.block_on(async {
        let mut ended = Vec::new();
        for number in 0..times {
            ended.push((number, pay(&client, number).await.err().map(|error| error.outcome())));
        }
        ended
    })
}

fn each_status(answer_with: impl Fn(u16) -> String + Clone + Send + Sync + 'static) {
    for adapter in ADAPTERS {
        let answer_with = answer_with.clone();
        let server = Server::answering(move |request| answer_with(199 + request.number as u16));
        let ended = pay_in_turn(adapter, &server, 400);
        assert_once(&server, &ended);
        assert_eq!(server.requests().len(), 400, "each is sent");
    }
}

#[test]
fn no_status_makes_a_client_pay_twice() {
    each_status(|status| answer(&format!("{status} Oh"), PAID));
}

#[test]
fn no_status_that_asks_for_another_try_makes_a_client_pay_twice() {
    each_status(|status| {
        let headers = "retry-after: 0\r\nlocation: /again\r\nwww-authenticate: Bearer\r\n";
        format!("HTTP/1.1 {status} Oh\r\n{headers}connection: close\r\ncontent-length: 0\r\n\r\n")
    });
}

/// Before the request is read: on a new connection, hyper may see it before it has written anything.
#[test]
fn an_answer_that_is_there_before_the_request_makes_no_client_pay_twice() {
    for adapter in ADAPTERS {
        for status in [200, 401, 408, 421, 425, 429, 503] {
            let server = Server::start(move |mut peer| {
                peer.write(answer(&format!("{status} Oh"), PAID));
                let _payment = peer.request();
            });
            assert_once(&server, &pay_in_turn(adapter, &server, 20));
        }
    }
}

#[test]
fn a_flood_of_interim_answers_makes_no_client_pay_twice() {
    for adapter in ADAPTERS {
        for (interim, last) in [
            ("100 Continue", Some("401 Unauthorized")),
            ("102 Processing", Some("429 Too Many")),
            ("103 Early Hints", Some("408 Late")),
            ("103 Early Hints", None),
        ] {
            let server = Server::start(move |mut peer| {
                while peer.request().is_some() {
                    peer.write_often(format!("HTTP/1.1 {interim}\r\nlink: <a>\r\n\r\n"), 2_000);
                    match last {
                        Some(last) => drop(peer.write(answer(last, "{}"))),
                        None => return,
                    }
                }
            });
            assert_once(&server, &pay_in_turn(adapter, &server, 5));
        }
    }
}

/// Reads, pays, and ends the connection by turns: at once, after a pause, by a reset, after half a head.
fn ending(mut peer: Peer) {
    while let Some(request) = peer.request() {
        match request.number % 7 {
            0 => return peer.reset(),
            1 => return,
            2 => {
                peer.write("HTTP/1.1 2");
                return;
            }
            3 => {
                peer.write(answer("200 OK", PAID));
                return;
            }
            4 => {
                peer.write(answer("200 OK", PAID));
                thread::sleep(Duration::from_micros(request.number as u64 * 20 % 760));
                peer.write(answer("401 Unauthorized", "{}"));
            }
            _ => drop(peer.write(answer("200 OK", PAID))),
        }
    }
}

#[test]
fn payments_at_once_over_ending_connections_are_each_made_once_at_most() {
    for adapter in ADAPTERS {
        let server = Server::start(ending);
        let client = client(adapter, &server);
        let ended =
            adapter.block_on(join_all(
                (0..300).map(|number| {
                    let client = client.clone();
                    async move {
                        (number, pay(&client, number).await.err().map(|error| error.outcome()))
                    }
                }),
            ));
        assert_once(&server, &ended);
    }
}

/// At any moment, and the next payment follows at once over what is left behind.
#[test]
fn payments_that_are_dropped_are_made_once_at_most() {
    for adapter in ADAPTERS {
        let server = Server::start(|mut peer| {
            while let Some(request) = peer.request() {
                thread::sleep(Duration::from_micros(request.number as u64 * 37 % 900));
                peer.write(answer("200 OK", PAID));
            }
        });
        let client = client(adapter, &server);
        let clock = adapter.transport(Options::default());
        let ended = adapter.block_on(async {
            let mut ended = Vec::new();
            for number in 0..400 {
                let patience = Duration::from_micros(number as u64 * 13 % 1300);
                let payment = Box::pin(pay(&client, number));
                match select(payment, clock.sleep(patience)).await {
                    Either::Left((result, _)) => {
                        ended.push((number, result.err().map(|error| error.outcome())));
                    }
                    // Of it nothing is said.
                    Either::Right(_) => ended.push((number, Some(Outcome::Uncertain))),
                }
            }
            ended
        });
        assert_once(&server, &ended);
    }
}

/// The blocking client, over an HTTP client that is not ours.
#[test]
fn payments_of_threads_over_ending_connections_are_each_made_once_at_most() {
    let server = Server::start(ending);
    let client = blocking_client(&server);
    let pay_in_turn = |first: usize| {
        let said = |number| {
            let (pay, options) = payment(number);
            (number, client.send_with(pay, options).err().map(|error| error.outcome()))
        };
        (first..first + 40).map(said).collect::<Vec<_>>()
    };
    let ended: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|thread| {
                let pay_in_turn = &pay_in_turn;
                scope.spawn(move || pay_in_turn(thread * 40))
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_once(&server, &ended);
}
