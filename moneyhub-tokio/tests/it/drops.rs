//! A call whose future is dropped takes its request with it.

use std::{future::pending, time::Duration};

use crate::{
    calls::{get, once},
    server::{Peer, Server, dropped_when, user, well_behaved},
};

/// The first connection reads a request and never answers it.
fn first_hangs() -> Server {
    Server::start(|mut peer: Peer| async move {
        if peer.number == 1 {
            peer.request().await;
            // Nothing more comes but the closing.
            peer.request().await;
        } else {
            well_behaved(peer).await;
        }
    })
}

#[tokio::test]
async fn a_call_dropped_while_it_waits_closes_its_connection_and_spares_the_client() {
    let server = first_hangs();
    let client = once(&server.url());
    dropped_when(get(&client), || server.requests().len() == 1).await;
    assert!(server.closed(1).await);
    get(&client).await.unwrap();
    assert_eq!((server.requests().len(), server.connections()), (2, 2));
}

#[tokio::test]
async fn a_call_dropped_inside_the_body_closes_its_connection() {
    let server = Server::start(|mut peer: Peer| async move {
        peer.request().await;
        peer.write("HTTP/1.1 200 OK\r\ncontent-length: 15\r\n\r\n{").await;
        peer.request().await;
    });
    let client = once(&server.url());
    dropped_when(get(&client), || server.written() > 0).await;
    assert!(server.closed(1).await);
}

#[tokio::test]
async fn a_call_that_is_dropped_before_it_is_polled_does_nothing() {
    let server = Server::start(well_behaved);
    let client = once(&server.url());
    drop(get(&client));
    tokio::time::sleep(Duration::from_millis(30)).await;
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_call_in_another_task_does_not_suffer_from_one_that_is_dropped() {
    let server = Server::start(|mut peer: Peer| async move {
        if peer.number == 1 {
            peer.request().await;
            pending::<()>().await;
        }
        while peer.request().await.is_some() {
            peer.write(user()).await;
        }
    });
    let client = once(&server.url());
    dropped_when(get(&client), || server.requests().len() == 1).await;
    let other = tokio::spawn({
        let client = client.clone();
        async move { get(&client).await }
    });
    other.await.unwrap().unwrap();
}
