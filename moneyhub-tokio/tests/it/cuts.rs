//! Answers that do not come whole, or are none.

use std::{future::Future, time::Duration};

use moneyhub_tokio::moneyhub_proto::{
    Error, Outcome,
    http::StatusCode,
    transport::{FaultClass, Sent},
    users::User,
};

use crate::{
    calls::{fault, get, once, post},
    server::{Peer, Server, user},
};

/// Reads a request, writes this, and then ends the connection as told.
fn after_writing<F>(text: &'static str, end: fn(Peer) -> F) -> Server
where
    F: Future<Output = ()> + Send + 'static,
{
    Server::start(move |mut peer: Peer| async move {
        peer.request().await;
        peer.write(text).await;
        // The reset must not overtake what was written.
        tokio::time::sleep(Duration::from_millis(20)).await;
        end(peer).await;
    })
}

async fn close(peer: Peer) {
    drop(peer);
}

async fn reset(peer: Peer) {
    peer.reset();
}

async fn posted(server: &Server) -> Result<User, Error> {
    post(&once(&server.url())).await
}

#[tokio::test]
async fn a_connection_that_ends_before_the_head_may_have_carried_the_request() {
    for server in [after_writing("", close), after_writing("", reset)] {
        assert_eq!(fault(posted(&server).await), (FaultClass::Closed, Sent::Perhaps));
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_connection_that_ends_inside_the_head_is_closed_and_not_malformed() {
    let head = "HTTP/1.1 200 OK\r\ncontent-le";
    for server in [after_writing(head, close), after_writing(head, reset)] {
        let result = posted(&server).await;
        assert_eq!(result.as_ref().unwrap_err().status(), None);
        assert_eq!(fault(result), (FaultClass::Closed, Sent::Perhaps));
    }
}

#[tokio::test]
async fn a_truncated_body_keeps_the_status_so_that_a_created_user_counts_as_accepted() {
    let length = "HTTP/1.1 201 Created\r\ncontent-length: 15\r\n\r\n{\"use";
    let chunks = "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"use\r\n";
    let servers = [
        after_writing(length, close),
        after_writing(length, reset),
        after_writing(chunks, close),
        after_writing(chunks, reset),
    ];
    for server in servers {
        let error = posted(&server).await.unwrap_err();
        assert_eq!(error.status(), Some(StatusCode::CREATED));
        assert_eq!(error.outcome(), Outcome::Accepted);
        assert_eq!(fault::<()>(Err(error)), (FaultClass::Closed, Sent::Perhaps));
    }
}

#[tokio::test]
async fn a_body_without_a_length_ends_where_the_connection_ends() {
    let server = after_writing("HTTP/1.1 200 OK\r\n\r\n{\"userId\":\"u1\"}", close);
    assert_eq!(posted(&server).await.unwrap().user_id.as_str(), "u1");
}

#[tokio::test]
async fn what_is_not_http_is_a_fault_of_the_protocol() {
    let answers = [
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/3.0 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx",
    ];
    for answer in answers {
        let server = after_writing(answer, close);
        assert_eq!(fault(posted(&server).await), (FaultClass::Protocol, Sent::Perhaps), "{answer}");
    }
}

#[tokio::test]
async fn chunks_that_are_none_are_a_fault_of_the_protocol() {
    let chunks = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n";
    let server = after_writing(chunks, close);
    assert_eq!(fault(posted(&server).await), (FaultClass::Protocol, Sent::Perhaps));
}

#[tokio::test]
async fn what_follows_a_whole_answer_does_not_become_the_answer_to_the_next_call() {
    let server = Server::start(|mut peer: Peer| async move {
        peer.request().await;
        let foreign = user().replace("u1", "somebody-else");
        peer.write([user(), foreign].concat()).await;
        while peer.request().await.is_some() {
            peer.write(user()).await;
        }
    });
    let client = once(&server.url());
    for _ in 0..3 {
        assert_eq!(get(&client).await.unwrap().user_id.as_str(), "u1");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn no_fault_shows_what_was_asked_or_with_what_token() {
    for text in ["", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n", "HTTP/1.1 u1\r\n\r\n"] {
        let server = after_writing(text, reset);
        let error = get(&once(&server.url())).await.unwrap_err();
        let shown = format!("{error:?} {error} {:?}", error.fault());
        assert!(!shown.contains("u1") && !shown.contains("a-token"), "{shown}");
    }
}
