//! Tokens that are refused, and a token endpoint that fails.

use std::{thread, time::Duration};

use moneyhub_proto::Outcome;

use super::{
    Meeting, Peer, Row, Server, USER, after_request, answer,
    meeting::{
        Call::{Get, GetWithFetch, Post},
        LIMIT,
    },
    well,
};
use crate::Adapter;

const UNAUTHORISED: &str = "401 Unauthorized";

/// It was revoked: another is fetched, once.
pub fn a_401_once_for_a_token_of_the_cache(adapter: Adapter) -> Vec<Row> {
    let server = Server::answering(|request| match request.head.contains("Bearer token-1\r\n") {
        // The first call is answered, the second meets the revocation.
        true if request.number > 2 => answer(UNAUTHORISED, "{}"),
        _ => well(request),
    });
    vec![
        Meeting::new(adapter, GetWithFetch, &server)
            .after_another(Duration::ZERO)
            .tokens(1)
            .answers(2),
    ]
}

/// With a token of the cache, with one that was just fetched, and with one of the caller's own.
pub fn a_401_always(adapter: Adapter) -> Vec<Row> {
    let from = |first: usize| {
        Server::answering(move |request| match request.is_for_token() || request.number < first {
            true => well(request),
            false => answer(UNAUTHORISED, "{}"),
        })
    };
    let cached = from(3);
    let cached = Meeting::new(adapter, GetWithFetch, &cached).after_another(Duration::ZERO);
    let mut rows = vec![
        cached.tokens(1).fails("Api: 401", Outcome::Refused, 2),
        Meeting::new(adapter, GetWithFetch, &from(1)).tokens(1).fails(
            "Api: 401",
            Outcome::Refused,
            1,
        ),
        Meeting::new(adapter, Get, &from(1)).fails("Api: 401", Outcome::Refused, 1),
        Meeting::new(adapter, Post, &from(1)).fails("Api: 401", Outcome::Refused, 1),
    ];
    rows[0].call = "GET, token of the cache".to_owned();
    rows
}

/// The call waits for it.
pub fn the_token_endpoint_is_slow(adapter: Adapter) -> Vec<Row> {
    let pause = Duration::from_millis(300);
    let server = Server::answering(move |request| {
        if request.is_for_token() {
            thread::sleep(pause);
        }
        well(request)
    });
    vec![Meeting::new(adapter, GetWithFetch, &server).at_least(pause).tokens(1).answers(1)]
}

/// No longer than its own deadline, though. Of the call itself nothing was sent.
pub fn the_token_endpoint_never_answers(adapter: Adapter) -> Vec<Row> {
    vec![missed(adapter, &after_request(Peer::stall))]
}

/// A byte at a time: of the head, or of the body.
pub fn the_token_endpoint_drips(adapter: Adapter) -> Vec<Row> {
    let heads = ["HTTP/1.1 200 OK\r\nx-slow: ", "HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n"];
    let rows = heads.map(|head| {
        let drip = move |mut peer: Peer| {
            peer.write(head);
            peer.drip([b' '; 9999], Duration::from_millis(10));
        };
        missed(adapter, &after_request(drip))
    });
    rows[..1].to_vec()
}

fn missed(adapter: Adapter, server: &Server) -> Row {
    let meeting = Meeting::new(adapter, GetWithFetch, server).within(LIMIT).at_least(LIMIT);
    meeting.tokens(1).fails_unread("Deadline", Outcome::NotSent, 0)
}

/// By a status; a reset is among the cuts. Asking for a token twice does no harm.
pub fn the_token_endpoint_fails_once(adapter: Adapter) -> Vec<Row> {
    let statuses = ["408 Late", "429 Too Many", "500 Oh", "503 Busy"];
    let by_status = statuses.map(|status| {
        let server = super::at_first(answer(status, "{}"));
        Meeting::new(adapter, GetWithFetch, &server).tokens(2).answers(1)
    });
    by_status[..1].to_vec()
}

/// The call has not been sent, whatever became of the token.
pub fn the_token_endpoint_fails_always(adapter: Adapter) -> Vec<Row> {
    let failing = |status: u16| {
        let server = super::always(answer(&format!("{status} Oh"), "{}"));
        let meeting = Meeting::new(adapter, GetWithFetch, &server).tokens(3);
        meeting.fails_unread(&format!("Identity: {status}"), Outcome::NotSent, 0)
    };
    [408, 429, 500, 502, 503].map(failing).into()
}

/// At once: the credentials won't get better.
pub fn the_token_endpoint_refuses(adapter: Adapter) -> Vec<Row> {
    let refusing = |status: u16, code: &str| {
        let body = format!(r#"{{"error":"{code}"}}"#);
        let server = super::always(answer(&format!("{status} Oh"), &body));
        let meeting = Meeting::new(adapter, GetWithFetch, &server).tokens(1);
        meeting.fails_unread(&format!("Identity: {status}"), Outcome::NotSent, 0)
    };
    vec![
        refusing(400, "invalid_scope"),
        refusing(401, "invalid_client"),
        refusing(403, "access_denied"),
    ]
}

/// No JSON, other JSON, no token: it can't be read. A token that no header can carry: it could be read, and
/// is none. (A life that makes no sense counts as none that was told: the token is used until it is refused.)
pub fn the_token_endpoint_talks_nonsense(adapter: Adapter) -> Vec<Row> {
    let malformed = [
        "",
        "<html>It works!</html>",
        "[]",
        "null",
        USER,
        r#"{"access_token":17,"token_type":"Bearer","expires_in":7200}"#,
    ];
    let unusable = [
        r#"{"access_token":"","token_type":"Bearer","expires_in":7200}"#,
        r#"{"access_token":"a\r\nx-injected: 1","token_type":"Bearer","expires_in":7200}"#,
    ];
    let refused = |token: &str, ends| {
        let server = super::always(answer("200 OK", token));
        let meeting = Meeting::new(adapter, GetWithFetch, &server).tokens(1);
        meeting.fails_unread(ends, Outcome::NotSent, 0)
    };
    let mut rows = vec![
        malformed.map(|token| refused(token, "Decoding: 200"))[0].clone(),
        unusable.map(|token| refused(token, "Identity"))[0].clone(),
    ];
    rows[0].call += "; it can't be read";
    rows[1].call += "; it can't be used";
    rows
}

/// A token of 10 MB. Its limit is far smaller than that of a call.
pub fn the_token_endpoint_floods(adapter: Adapter) -> Vec<Row> {
    let server = super::always(answer("200 OK", &" ".repeat(10 << 20)));
    let meeting = Meeting::new(adapter, GetWithFetch, &server).tokens(1);
    vec![meeting.fails_unread("Transport: BodyTooLarge after 200", Outcome::NotSent, 0)]
}
