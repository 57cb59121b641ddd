//! A hostile network, as cases that both adapters have to get through, on real sockets.
//!
//! Each case is a function: it starts a [`Server`] that misbehaves, makes calls, and says in which
//! words each has to end: kind of the error, [`outcome()`](Error::outcome), attempts, and the
//! requests that the server counted. [`Meeting`] asserts that, and for every call besides: that it
//! ended in time, and that no connection is left when the client is dropped. The rows that a case
//! gives back are those of `tests/HOSTILE.md`.
//!
//! [`cases!`](crate::cases) writes a test per case for an adapter; `tests/it/hostile.rs` does so for
//! both. TLS and HTTP/2 are elsewhere: this server speaks neither.

#![expect(clippy::missing_panics_doc, reason = "a case that does not hold panics")]

pub mod bodies;
pub mod connecting;
pub mod crowds;
pub mod cuts;
pub mod heads;
mod meeting;
pub mod redirects;
mod server;
pub mod slow;
mod stand_in;
pub mod statuses;
pub mod tokens;
pub mod unsolicited;
pub mod waits;

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

#[cfg(doc)]
use moneyhub_proto::Error;

pub(crate) use self::meeting::ends as name_of;
pub use self::{
    meeting::{Call, Meeting, Row},
    server::{Peer, Request, Server},
    stand_in::{Paying, StandIn},
};

/// A case, for an adapter.
pub type Case = fn(crate::Adapter) -> Vec<Row>;

/// A complete answer with a status line and a body.
#[must_use]
pub fn answer(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

/// What a service that is well answers to any call of [`Call`].
#[must_use]
pub fn well(request: &Request) -> String {
    let path = request.head.split(' ').nth(1).unwrap_or_default();
    match path {
        "/oidc/token" => answer("200 OK", &format!("{TOKEN_HEAD}\"token-{}\"}}", request.number)),
        "/oidc/request" => answer("201 Created", r#"{"request_uri":"urn:1","expires_in":60}"#),
        _ => answer("200 OK", USER),
    }
}

/// A user, as [`Call::Get`] and [`Call::Post`] want it.
pub const USER: &str = r#"{"userId":"u1"}"#;

const TOKEN_HEAD: &str =
    r#"{"token_type":"Bearer","expires_in":7200,"scope":"user:read","access_token":"#;

/// A server that answers its first request in one way and the others well.
#[must_use]
pub fn at_first(answer: impl Into<String>) -> Server {
    let answer = answer.into();
    Server::answering(move |request| match request.number {
        1 => answer.clone(),
        _ => well(request),
    })
}

/// A server that answers well, except for the second call that it gets: that one goes to the script, with its
/// connection, and the connection goes on if the script returns it. Fetches of tokens do not count.
///
/// It counts over all connections. Whether a connection is back in the pool when the next call is made is a race.
#[must_use]
pub fn at_second(
    script: impl Fn(Peer, &Request) -> Option<Peer> + Send + Sync + 'static,
) -> Server {
    let calls = AtomicUsize::new(0);
    Server::start(move |mut peer| {
        while let Some(request) = peer.request() {
            if !request.fetches_token() && calls.fetch_add(1, SeqCst) == 1 {
                let Some(returned) = script(peer, &request) else { return };
                peer = returned;
            } else {
                peer.write(well(&request));
            }
        }
    })
}

/// A server that answers every request alike.
#[must_use]
pub fn always(answer: impl Into<String>) -> Server {
    let answer = answer.into();
    Server::answering(move |_| answer.clone())
}

/// A server that reads a request on each connection and then does this.
#[must_use]
pub fn after_request(script: impl Fn(Peer) + Send + Sync + 'static) -> Server {
    Server::start(move |mut peer| {
        if peer.request().is_some() {
            script(peer);
        }
    })
}

/// A test for every case, for an adapter; and `all`, which runs them one after another.
#[macro_export]
macro_rules! cases {
    ($adapter:expr, $judge:path) => {
        $crate::tests_of_cases! { $adapter, $judge =>
            connecting {
                a_connection_is_refused
                the_name_has_no_address
                connecting_hangs
                the_handshake_of_tls_hangs
            }
            cuts {
                a_reset_before_the_head
                an_end_before_the_head
                a_cut_inside_the_head
                a_cut_inside_a_body_with_a_length
                a_chunked_body_without_an_end
                a_body_without_a_length_ends_with_the_connection
                a_body_without_a_length_is_reset
                a_reset_after_the_whole_answer
                one_reset_and_then_all_is_well
                a_kept_connection_is_closed_as_it_is_used_again
                a_kept_connection_was_closed_while_idle
                every_connection_is_closed_after_its_answer
            }
            slow {
                no_answer_ever
                a_kept_connection_falls_silent
                the_head_drips
                the_body_drips
                the_answer_drips_but_is_in_time
                the_answer_comes_after_the_deadline
            }
            heads {
                a_head_of_20_kb
                a_head_of_1_mb
                a_hundred_headers
                a_thousand_headers
                both_a_length_and_chunks
                two_lengths_that_differ
                a_length_that_is_no_number
                not_http_at_all
                an_old_version
                answers_before_the_answer
                switching_protocols
                answers_before_an_answer_that_never_comes
            }
            bodies {
                a_body_of_200_mb
                a_body_without_an_end
                an_error_without_an_end
                a_compression_bomb
            }
            redirects {
                to_the_same_host
                to_another_host
            }
            statuses {
                a_408_or_5xx_once
                a_408_or_5xx_always
                a_429_once
                a_429_always
                another_error_always
                a_code_is_exchanged_at_most_once
            }
            waits {
                seconds
                a_fraction_of_a_second
                none
                nothing_that_can_be_followed
                a_date
                longer_than_is_waited_for
                longer_than_the_deadline
            }
            tokens {
                a_401_once_for_a_token_of_the_cache
                a_401_always
                the_token_endpoint_is_slow
                the_token_endpoint_never_answers
                the_token_endpoint_drips
                the_token_endpoint_fails_once
                the_token_endpoint_fails_always
                the_token_endpoint_refuses
                the_token_endpoint_talks_nonsense
                the_token_endpoint_floods
            }
            unsolicited {
                an_unsolicited_401_on_a_kept_connection
                an_unsolicited_408_on_a_kept_connection
                an_unsolicited_429_on_a_kept_connection
                an_unsolicited_200_on_a_kept_connection
                an_unsolicited_answer_between_two_calls
                a_204_that_announces_a_body
            }
            crowds {
                ten_thousand_calls_in_flight
                ten_thousand_calls_while_nobody_answers
            }
        }
    };
}

/// A test that calls each of these functions of this module.
#[doc(hidden)]
#[macro_export]
macro_rules! tests_of_cases {
    ($adapter:expr, $judge:path => $($group:ident { $($case:ident)* })*) => {
        $(mod $group {
            use super::*;
            $(#[test]
            fn $case() {
                let rows = $crate::hostile::$group::$case($adapter);
                $judge(stringify!($group), stringify!($case), &rows);
            })*
        })*

        /// Every case, with its group, its name and what it gives.
        #[allow(dead_code, reason = "one adapter is enough for the list")]
        pub(super) const ALL: &[(&str, &str, $crate::hostile::Case)] = &[
            $($((stringify!($group), stringify!($case), $crate::hostile::$group::$case),)*)*
        ];
    };
}
