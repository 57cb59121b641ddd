//! The contract of [`Transport`], executable: cases that any transport has to pass, against the
//! sandbox and its faults.
//!
//! Most cases apply to transports for futures and for threads. They are written once, for threads:
//! a transport for futures is run to the end of each `send` by its own runtime, see [`Subject`].
//! What only futures can do is in [`futures`].
//!
//! To test your own transport, define how to make it and how to run its futures, and let
//! [`contract!`](crate::contract) and [`contract_of_futures!`](crate::contract_of_futures) write a
//! test per case. `tests/it/conformance.rs` does this for all transports here.
//!
//! TLS is not tested, because the sandbox has none.

#![expect(clippy::missing_panics_doc, reason = "a case that does not hold panics")]

pub mod answers;
pub mod clocks;
pub mod faults;
pub mod futures;
pub mod requests;
mod site;

use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};

use moneyhub_proto::{
    Transport, blocking,
    bytes::Bytes,
    env::{EntropyError, Now},
    http::Response,
    transport::{BoxFuture, Fault, Outgoing},
};

pub use self::site::{Request, Site};

/// Makes a transport for threads, for requests to the server with this address.
///
/// Most transports need not know it, for it is in the request. It is for those that have another
/// way to reach it.
pub type Make = fn(SocketAddr) -> Box<dyn blocking::Transport>;

/// A kind of transport for futures.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// Makes one, for requests to the server with this address.
    pub make: fn(SocketAddr) -> Arc<dyn Transport>,
    /// Runs a future on the runtime that it needs.
    pub block_on: fn(BoxFuture<'_, ()>),
    /// Whether that runtime is tokio's.
    pub needs_tokio: bool,
}

impl Subject {
    /// A transport for threads: every future is run to its end.
    #[must_use]
    pub fn blocking(self, server: SocketAddr) -> Box<dyn blocking::Transport> {
        Box::new(RunToEnd { subject: self, transport: (self.make)(server) })
    }

    /// Runs a future and gives what came of it.
    ///
    /// # Panics
    ///
    /// When `block_on` returns before its future is ready.
    pub fn run<T: Send>(self, future: impl Future<Output = T> + Send) -> T {
        let mut output = None;
        (self.block_on)(Box::pin(async { output = Some(future.await) }));
        output.expect("the future is run to its end")
    }
}

struct RunToEnd {
    subject: Subject,
    transport: Arc<dyn Transport>,
}

impl blocking::Transport for RunToEnd {
    fn send(&self, request: Outgoing) -> Result<Response<Bytes>, Fault> {
        self.subject.run(async { self.transport.send(request).await })
    }

    fn sleep(&self, duration: Duration) {
        self.subject.run(async { self.transport.sleep(duration).await });
    }

    fn now(&self) -> Now {
        self.transport.now()
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        self.transport.fill(buffer)
    }
}

/// A test for every case that transports for threads and for futures have in common.
#[macro_export]
macro_rules! contract {
    ($make:expr) => {
        $crate::tests_of! { $make =>
            requests {
                one_send_is_one_request
                the_headers_and_the_body_of_a_request_are_those_that_it_has
                a_request_whose_connection_is_lost_is_not_sent_again
                a_request_that_meets_a_closed_connection_is_sent_at_most_once
                sixty_four_threads_at_once_get_each_its_own_answer
            }
            answers {
                no_status_is_a_fault
                a_redirect_is_an_answer_and_nothing_is_sent_to_its_target
                the_headers_of_an_answer_come_as_they_were_sent
                a_chunked_body_comes_whole
                a_success_as_large_as_the_limit_is_read
                a_success_over_the_limit_is_refused
                a_success_without_an_end_is_refused
                an_error_body_is_cut_to_64_kib
            }
            faults {
                a_refused_connection_has_carried_nothing
                an_end_before_the_head_may_have_carried_the_request
                an_end_inside_the_head_has_no_status
                an_end_inside_the_body_keeps_the_status
                an_error_that_is_cut_short_is_a_fault_too
                what_is_not_http_is_a_fault_of_the_protocol
                chunks_that_are_none_are_a_fault_of_the_protocol
                a_fault_shows_neither_path_nor_token_nor_body
            }
            clocks {
                sleep_is_never_early
                the_monotonic_clock_never_goes_back_and_agrees_with_sleep
                the_wall_clock_is_that_of_the_system
                fill_fills_the_whole_buffer_and_never_twice_alike
            }
        }
    };
}

/// A test for every case that needs futures: for a [`Subject`], beside [`contract!`].
#[macro_export]
macro_rules! contract_of_futures {
    ($subject:expr) => {
        $crate::tests_of! { $subject =>
            futures {
                a_request_is_these_bytes_and_no_others
                a_future_that_is_dropped_takes_its_request_with_it
                a_future_that_is_dropped_inside_the_body_closes_its_connection
                a_future_that_is_never_polled_sends_nothing
                sixty_four_sends_on_one_thread_get_each_its_own_answer
                a_tokio_runtime_is_entered_only_by_those_that_need_one
            }
        }
    };
}

/// A test that calls each of these functions of this module.
#[doc(hidden)]
#[macro_export]
macro_rules! tests_of {
    ($subject:expr => $($group:ident { $($case:ident)* })*) => {
        $(mod $group {
            use super::*;
            $(#[test]
            fn $case() {
                $crate::conformance::$group::$case($subject);
            })*
        })*
    };
}
