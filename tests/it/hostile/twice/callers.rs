//! Callers who give up, who share a client, and whose tokens expire while they pay.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use super::*;

/// Is given up after so many polls.
struct GivenUp<F> {
    call: Pin<Box<F>>,
    polls: usize,
}

impl<F: Future> Future for GivenUp<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls == 0 {
            return Poll::Ready(None);
        }
        self.polls -= 1;
        match self.call.as_mut().poll(context) {
            Poll::Ready(result) => Poll::Ready(Some(result)),
            // The last poll was in vain: nobody waits for what it began.
            Poll::Pending if self.polls == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }
}

/// Wherever the call stands, and over a connection that is kept or new.
#[test]
fn a_payment_that_is_given_up_after_any_number_of_polls_is_made_once_at_most() {
    for adapter in ADAPTERS {
        let server = Server::start(|mut peer| {
            while let Some(request) = peer.request() {
                peer.drip(answer("200 OK", PAID), Duration::from_micros(50));
                if request.number % 3 == 0 {
                    return;
                }
            }
        });
        let client = client(adapter, &server);
        let ended = adapter.block_on(async {
            let mut ended = Vec::new();
            for number in 0..240 {
                let call = Box::pin(pay(&client, number));
                // How many polls an answer takes is the machine's affair, so one in 24 is not given up.
                let polls = if number % 24 == 23 { usize::MAX } else { number % 24 };
                let result = GivenUp { call, polls }.await;
                let said = match result {
                    Some(result) => result.err().map(|error| error.outcome()),
                    // Of it nothing is said.
                    None => Some(Outcome::Uncertain),
                };
                ended.push((number, said));
            }
            ended
        });
        assert!(ended.iter().any(|(_, said)| said.is_none()), "some are seen to the end");
        assert_once(&server, &ended);
    }
}

/// The service pays, says that the token is not good, and gives another one, which lives for a second. All
/// clones of a client renew at once.
#[test]
fn clones_that_renew_their_token_while_they_pay_pay_once_each() {
    for adapter in ADAPTERS {
        let server = Server::answering(|request| {
            if request.is_for_token() {
                let token = format!(
                    r#"{{"access_token":"t{}","token_type":"Bearer","expires_in":1}}"#,
                    request.number
                );
                return answer("200 OK", &token);
            }
            match request.number % 3 {
                0 => answer("401 Unauthorized\r\nwww-authenticate: Bearer", "{}"),
                _ => answer("200 OK", PAID),
            }
        });
        let client = client(adapter, &server);
        let clock = adapter.transport(Options::default());
        let pay_one = |number| {
            let (client, clock) = (client.clone(), Arc::clone(&clock));
            async move {
                clock.sleep(Duration::from_millis(number as u64 % 120 * 10)).await;
                let (pay, options) = payment(number);
                let options = CallOptions { token: None, ..options };
                let result = client.send_with(pay, options).await;
                (number, result.err().map(|error| error.outcome()))
            }
        };
        let ended = adapter.block_on(async {
            let mut ended = join_all((0..120).map(pay_one)).await;
            // The last token of the first half does not live to see the other.
            clock.sleep(Duration::from_millis(1_100)).await;
            ended.extend(join_all((120..240).map(pay_one)).await);
            ended
        });
        assert_once(&server, &ended);
        let tokens = server.requests().iter().filter(|request| request.is_for_token()).count();
        assert!(tokens > 1, "the token is renewed");
        let refused = ended.iter().filter(|(_, said)| *said == Some(Outcome::Refused)).count();
        assert!(refused > 0, "some are told that their token is not good");
    }
}
