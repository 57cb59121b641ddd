//! Answers that come before the request, and incomplete answers.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use super::*;

/// What follows on the connection.
#[derive(Clone, Copy, Debug)]
enum End {
    Closed,
    Reset,
    /// What comes next is read.
    ReadOn,
}

/// Servers answer early when they are busy, or do not want what is coming. One that has read half of a
/// payment may yet be a gateway that passes it on.
#[test]
fn an_answer_to_half_a_request_makes_no_client_pay_twice() {
    let mut table = Vec::new();
    for status in [401, 408, 413, 417, 421, 425, 429, 503] {
        for end in [End::Closed, End::Reset, End::ReadOn] {
            table.extend([1, 30, 150].map(|bytes| (status, end, bytes)));
        }
    }
    let (begun, table) = (Arc::new(AtomicUsize::new(0)), Arc::new(table));
    let (seen, rows) = (Arc::clone(&begun), Arc::clone(&table));
    let server = Server::start(move |mut peer| {
        // A connection that is made beforehand has begun nothing. Each is for one payment, so that what is
        // left of one is not taken for another.
        if peer.begins(1) {
            let (status, end, bytes) = rows[seen.fetch_add(1, SeqCst) % rows.len()];
            peer.begins(bytes - 1);
            let headers = "retry-after: 0\r\nconnection: close\r\ncontent-length: 0";
            peer.write(format!("HTTP/1.1 {status} Oh\r\n{headers}\r\n\r\n"));
            match end {
                End::Closed => {}
                End::Reset => peer.reset(),
                End::ReadOn => while peer.begins(1) {},
            }
        }
    });
    for mut pay in payers(&server) {
        for row in &*table {
            let before = begun.load(SeqCst);
            let said = pay(0);
            let times = begun.load(SeqCst) - before;
            assert!(times <= 1, "{row:?}: paid {times} times, {said:?}");
            assert!(times == 0 || said != Some(Outcome::NotSent), "{row:?}");
        }
    }
}

fn chunked(status: &str, body: &str) -> String {
    let (one, other) = body.split_at(body.len() / 2);
    let chunks = [one, other].map(|chunk| format!("{:x}\r\n{chunk}\r\n", chunk.len())).concat();
    format!("HTTP/1.1 {status}\r\ntransfer-encoding: chunked\r\n\r\n{chunks}0\r\n\r\n")
}

fn to_the_end(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nconnection: close\r\n\r\n{body}")
}

#[test]
fn an_answer_that_ends_after_any_byte_makes_no_client_pay_twice() {
    let mut cut = Vec::new();
    for status in ["200 OK", "401 Unauthorized", "503 Busy\r\nretry-after: 0"] {
        for framed in [answer(status, PAID), chunked(status, PAID), to_the_end(status, PAID)] {
            let cut_at = |end: usize| framed[..end].to_owned();
            cut.extend((0..framed.len()).map(|end| (cut_at(end), End::Closed)));
            // A reset takes longer, so there are fewer of them.
            cut.extend((0..framed.len()).step_by(16).map(|end| (cut_at(end), End::Reset)));
            // After a whole answer the next payment may come on the same connection. Were that closed without a
            // word, it would be a race whether the payment is read.
            let close = framed.contains("connection: close");
            cut.push((framed, if close { End::Closed } else { End::ReadOn }));
        }
    }
    let cut = Arc::new(cut);
    let answers = Arc::clone(&cut);
    let server = Server::start(move |mut peer| {
        while let Some(request) = peer.request() {
            let (answer, end) = &answers[number_of(&request) % answers.len()];
            peer.write(answer);
            match end {
                End::Closed => return,
                End::Reset => return peer.reset(),
                End::ReadOn => {}
            }
        }
    });
    for (payer, mut pay) in payers(&server).into_iter().enumerate() {
        let numbers = payer * cut.len()..(payer + 1) * cut.len();
        let ended: Vec<_> = numbers.map(|number| (number, pay(number))).collect();
        assert_once(&server, &ended);
        for ((answer, _), (_, said)) in cut.iter().zip(&ended) {
            let denied = answer.starts_with("HTTP/1.1 401");
            assert!(denied || *said != Some(Outcome::Refused), "nobody refused it: {answer}");
        }
    }
    assert_eq!(server.requests().len(), 3 * cut.len(), "each is sent");
}

/// What is left of one answer is there before the next request.
#[test]
fn an_answer_that_goes_on_over_the_next_connection_makes_no_client_pay_twice() {
    let turns = AtomicUsize::new(0);
    let server = Server::start(move |mut peer| {
        let whole = answer("200 OK", PAID) + &answer("429 Too Many", "{}");
        match turns.fetch_add(1, SeqCst) % 8 {
            0 => drop(peer.write(&whole[30..])),
            turn => {
                peer.request();
                peer.write(&whole[..turn * 12]);
            }
        }
        peer.end();
    });
    for (payer, mut pay) in payers(&server).into_iter().enumerate() {
        let numbers = payer * 24..(payer + 1) * 24;
        let ended: Vec<_> = numbers.map(|number| (number, pay(number))).collect();
        assert_once(&server, &ended);
    }
}
