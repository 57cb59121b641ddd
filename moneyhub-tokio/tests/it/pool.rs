//! When connections are used again, and that no request is.

use std::{
    sync::{Arc, mpsc as std_mpsc},
    time::Duration,
};

use moneyhub_tokio::{
    Options,
    moneyhub_proto::{
        Outcome,
        transport::{FaultClass, Sent},
    },
};

use tokio::sync::{Barrier, Mutex, mpsc};

use crate::{
    calls::{client, fault, get, once, post},
    server::{Peer, Server, user, well_behaved},
};

#[tokio::test]
async fn calls_one_after_another_share_a_connection() {
    let server = Server::start(well_behaved);
    let client = once(&server.url());
    for _ in 0..5 {
        get(&client).await.unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (5, 1));
}

#[tokio::test]
async fn calls_at_once_have_a_connection_each_and_leave_them_to_the_next() {
    // All have come before the first is answered.
    let all = Arc::new(Barrier::new(3));
    let server = Server::start(move |mut peer: Peer| {
        let all = Arc::clone(&all);
        async move {
            while peer.request().await.is_some() {
                all.wait().await;
                peer.write(user()).await;
            }
        }
    });
    let client = once(&server.url());
    for _ in 0..2 {
        tokio::try_join!(get(&client), get(&client), get(&client)).unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (6, 3));
}

#[tokio::test]
async fn an_idle_connection_is_closed_after_its_time_without_waiting_for_the_next_call() {
    let server = Server::start(well_behaved);
    let options = Options::default().idle_timeout(Duration::from_millis(100));
    let client = client(&server.url(), 1, options);
    get(&client).await.unwrap();
    assert!(server.closed(1).await);
    get(&client).await.unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn without_idle_connections_each_call_has_its_own() {
    let server = Server::start(well_behaved);
    let client = client(&server.url(), 1, Options::default().max_idle_per_host(0));
    for _ in 0..3 {
        get(&client).await.unwrap();
    }
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn dropping_the_client_closes_its_connections() {
    let server = Server::start(well_behaved);
    let client = once(&server.url());
    get(&client).await.unwrap();
    drop(client);
    assert!(server.closed(1).await);
}

/// Answers the first request of the first connection and closes upon the second.
async fn close_on_reuse(mut peer: Peer) {
    if peer.number == 1 {
        peer.request().await;
        peer.write(user()).await;
        peer.request().await;
    } else {
        well_behaved(peer).await;
    }
}

#[tokio::test]
async fn a_request_lost_on_a_kept_connection_is_repeated_by_the_machine_alone() {
    let server = Server::start(close_on_reuse);
    let client = client(&server.url(), 3, Options::default());
    get(&client).await.unwrap();
    get(&client).await.unwrap();
    assert_eq!((server.requests().len(), server.connections()), (3, 2));

    let server = Server::start(close_on_reuse);
    let client = once(&server.url());
    get(&client).await.unwrap();
    let lost = get(&client).await;
    assert_eq!(lost.as_ref().unwrap_err().attempts(), 1);
    assert_eq!(fault(lost), (FaultClass::Closed, Sent::Perhaps));
    assert_eq!((server.requests().len(), server.connections()), (2, 1));
}

#[tokio::test]
async fn a_post_lost_on_a_kept_connection_is_uncertain_and_was_sent_once() {
    let server = Server::start(close_on_reuse);
    let client = client(&server.url(), 3, Options::default());
    get(&client).await.unwrap();
    let error = post(&client).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Uncertain, 1));
    let posts = server.requests().iter().filter(|request| request.starts_with("POST")).count();
    assert_eq!(posts, 1);
}

/// Answers once and closes when it is told to, as servers close idle connections, and tells it.
fn closing(told: mpsc::Receiver<()>, closed: std_mpsc::Sender<()>) -> Server {
    let told = Arc::new(Mutex::new(told));
    Server::start(move |mut peer: Peer| {
        let (told, closed) = (Arc::clone(&told), closed.clone());
        async move {
            peer.request().await;
            peer.write(user()).await;
            told.lock().await.recv().await;
            drop(peer);
            let _ = closed.send(());
        }
    })
}

/// Lets the connection get back into the pool; then has the server close it, while this thread does nothing.
async fn close_idle(close: &mpsc::Sender<()>, closed: &std_mpsc::Receiver<()>) {
    tokio::time::sleep(Duration::from_millis(10)).await;
    close.send(()).await.unwrap();
    closed.recv().unwrap();
}

#[tokio::test]
async fn a_connection_that_was_closed_while_idle_is_not_used() {
    let ((close, told), (closes, closed)) = (mpsc::channel(1), std_mpsc::channel());
    let server = closing(told, closes);
    let client = once(&server.url());
    post(&client).await.unwrap();
    close_idle(&close, &closed).await;
    // Time for the runtime to learn of it, and for the connection's task to act on it.
    tokio::time::sleep(Duration::from_millis(10)).await;
    tokio::task::yield_now().await;
    tokio::time::sleep(Duration::from_millis(10)).await;
    post(&client).await.unwrap();
    assert_eq!((server.requests().len(), server.connections()), (2, 2));
}

/// The closing has arrived and woken the connection's task, but the request is handed to that task
/// before it runs. It comes back unwritten.
#[tokio::test]
async fn a_post_that_meets_the_closing_before_it_is_written_is_certainly_unsent() {
    for attempts in [1, 2] {
        let ((close, told), (closes, closed)) = (mpsc::channel(1), std_mpsc::channel());
        let server = closing(told, closes);
        let client = client(&server.url(), attempts, Options::default());
        post(&client).await.unwrap();
        close_idle(&close, &closed).await;
        // Time for the runtime to learn of it, but not to act on it: this task goes first.
        tokio::task::yield_now().await;
        let result = post(&client).await;
        if attempts == 1 {
            assert_eq!(fault(result), (FaultClass::Closed, Sent::Nothing));
        } else {
            result.unwrap();
        }
        assert_eq!(server.requests().len(), attempts as usize);
    }
}
