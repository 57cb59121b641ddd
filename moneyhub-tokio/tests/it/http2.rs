//! HTTP/2, which a server offers by ALPN.

use std::{
    future::{pending, poll_fn},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use h2::{Reason, server::SendResponse};
use moneyhub_tokio::moneyhub_proto::{
    Client, Outcome,
    bytes::Bytes,
    http::{Request, Response, Version},
    transport::{FaultClass, Sent},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::server::TlsStream;

use crate::{
    calls::{client, fault, get, post},
    server::{Server, dropped_when, read_request, until, user},
    tls_server::{Authority, start},
};

pub(crate) type Stream = TlsStream<TcpStream>;
pub(crate) type Incoming = (Request<h2::RecvStream>, SendResponse<Bytes>);

fn client_of(authority: &Authority, server: &Server, attempts: u32) -> Client {
    client(&format!("https://localhost:{}", server.port()), attempts, authority.trusted())
}

/// Speaks HTTP/2, and gives each request to the script with its number on the connection.
pub(crate) fn http2_server<S>(authority: &Authority, script: S) -> Server
where
    S: Fn(usize, Incoming) + Clone + Send + Sync + 'static,
{
    start(authority.server(&["h2", "http/1.1"]), move |stream: Stream, _| {
        let script = script.clone();
        async move {
            let mut connection = h2::server::handshake(stream).await.unwrap();
            let mut number = 0;
            while let Some(Ok(incoming)) = connection.accept().await {
                number += 1;
                script(number, incoming);
            }
        }
    })
}

fn answer((request, mut respond): Incoming) {
    assert_eq!(request.version(), Version::HTTP_2);
    let mut body = respond.send_response(Response::new(()), false).unwrap();
    body.send_data(r#"{"userId":"u1"}"#.into(), true).unwrap();
}

#[tokio::test]
async fn http2_is_used_where_it_is_offered_and_calls_share_one_connection() {
    let authority = Authority::new();
    let server = http2_server(&authority, |_, incoming| answer(incoming));
    let client = client_of(&authority, &server, 1);
    get(&client).await.unwrap();
    tokio::try_join!(get(&client), post(&client), get(&client)).unwrap();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn calls_at_once_without_a_connection_all_succeed() {
    let authority = Authority::new();
    let server = http2_server(&authority, |_, incoming| answer(incoming));
    let client = client_of(&authority, &server, 1);
    tokio::try_join!(post(&client), post(&client), post(&client)).unwrap();
}

async fn answer_http1(mut stream: Stream, _: usize) {
    while read_request(&mut stream).await.is_some() {
        stream.write_all(user().as_bytes()).await.unwrap();
        stream.flush().await.unwrap();
    }
}

#[tokio::test]
async fn http1_is_used_where_the_server_has_no_other() {
    let authority = Authority::new();
    for alpn in [&["http/1.1"][..], &[]] {
        let server = start(authority.server(alpn), answer_http1);
        get(&client_of(&authority, &server, 1)).await.unwrap();
    }
}

#[tokio::test]
async fn http1_is_used_where_http2_is_switched_off() {
    let authority = Authority::new();
    let server = start(authority.server(&["h2", "http/1.1"]), answer_http1);
    let url = format!("https://localhost:{}", server.port());
    get(&client(&url, 1, authority.trusted().http2(false))).await.unwrap();
}

/// RFC 9113 section 8.7: the server states that it did nothing.
#[tokio::test]
async fn a_refused_stream_counts_as_refused_so_that_even_a_post_is_repeated() {
    let authority = Authority::new();
    let refuse_first = |number, (request, mut respond): Incoming| match number {
        1 => respond.send_reset(Reason::REFUSED_STREAM),
        _ => answer((request, respond)),
    };
    let server = http2_server(&authority, refuse_first);
    let result = post(&client_of(&authority, &server, 1)).await;
    assert_eq!(result.as_ref().unwrap_err().outcome(), Outcome::Refused);
    assert_eq!(fault(result), (FaultClass::Closed, Sent::Refused));
    post(&client_of(&authority, &server, 2)).await.unwrap();
}

#[tokio::test]
async fn a_stream_that_is_reset_for_another_reason_may_have_been_handled() {
    let authority = Authority::new();
    for reason in
        [Reason::INTERNAL_ERROR, Reason::CANCEL, Reason::NO_ERROR, Reason::ENHANCE_YOUR_CALM]
    {
        let reset = move |_, (_, mut respond): Incoming| respond.send_reset(reason);
        let server = http2_server(&authority, reset);
        let result = post(&client_of(&authority, &server, 3)).await;
        assert_eq!(fault(result), (FaultClass::Closed, Sent::Perhaps), "{reason}");
    }
}

/// The head had come: whatever the reset says, something was done.
#[tokio::test]
async fn a_stream_refused_behind_its_head_keeps_the_status() {
    let authority = Authority::new();
    let server = http2_server(&authority, |_, (_, mut respond): Incoming| {
        let mut body = respond.send_response(Response::new(()), false).unwrap();
        body.send_data("{".into(), false).unwrap();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(30)).await;
            body.send_reset(Reason::REFUSED_STREAM);
        });
    });
    let result = post(&client_of(&authority, &server, 3)).await;
    assert_eq!(result.as_ref().unwrap_err().outcome(), Outcome::Accepted);
    assert_eq!(fault(result), (FaultClass::Closed, Sent::Perhaps));
}

#[tokio::test]
async fn a_stream_that_a_goaway_lets_finish_may_have_been_handled() {
    let authority = Authority::new();
    let server = start(authority.server(&["h2"]), |stream: Stream, _| async move {
        let mut connection = h2::server::handshake(stream).await.unwrap();
        let _incoming = connection.accept().await;
        connection.abrupt_shutdown(Reason::INTERNAL_ERROR);
        while connection.accept().await.is_some() {}
    });
    let result = post(&client_of(&authority, &server, 3)).await;
    assert_eq!(fault(result), (FaultClass::Closed, Sent::Perhaps));
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_connection_that_breaks_under_a_stream_is_closed_and_the_call_may_have_been_handled() {
    let authority = Authority::new();
    let server = start(authority.server(&["h2"]), |stream: Stream, _| async {
        let mut connection = h2::server::handshake(stream).await.unwrap();
        // Without GOAWAY, and without the end that TLS has.
        let _request = connection.accept().await;
    });
    let result = post(&client_of(&authority, &server, 3)).await;
    assert_eq!(fault(result), (FaultClass::Closed, Sent::Perhaps));
}

#[tokio::test]
async fn a_connection_that_breaks_under_a_body_is_closed() {
    let authority = Authority::new();
    let server = start(authority.server(&["h2"]), |stream: Stream, _| async {
        let mut connection = h2::server::handshake(stream).await.unwrap();
        let (_, mut respond) = connection.accept().await.unwrap().unwrap();
        let _body = respond.send_response(Response::new(()), false).unwrap();
        // Nothing more arrives, but meanwhile the head is written.
        let _ = tokio::time::timeout(Duration::from_millis(100), connection.accept()).await;
    });
    let error = post(&client_of(&authority, &server, 1)).await.unwrap_err();
    assert_eq!(error.fault().unwrap().class(), FaultClass::Closed);
    assert_eq!(error.fault().unwrap().status().unwrap(), 200);
}

/// Waits for a request, and says with GOAWAY (type 7) that no stream was looked at.
async fn goaway_before_stream_1(mut stream: Stream, _: usize) {
    const HEADERS: u8 = 1;
    let empty_settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    stream.write_all(&empty_settings).await.unwrap();
    stream.flush().await.unwrap();
    stream.read_exact(&mut [0; "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".len()]).await.unwrap();
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await.unwrap();
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        stream.read_exact(&mut vec![0; length as usize]).await.unwrap();
        if head[3] == HEADERS {
            break;
        }
    }
    let goaway = [
        0, 0, 8, 7, 0, 0, 0, 0, 0, /* last stream */ 0, 0, 0, 0, /* reason */ 0, 0, 0, 0,
    ];
    stream.write_all(&goaway).await.unwrap();
    stream.flush().await.unwrap();
    pending::<()>().await;
}

/// Here the server has done nothing. But h2 reports a graceful GOAWAY that arrives while a request
/// is being handed over in the very same way, and that request is then done.
#[tokio::test]
async fn a_stream_beyond_a_goaway_is_taken_for_one_that_may_have_been_handled() {
    let authority = Authority::new();
    let server = start(authority.server(&["h2"]), goaway_before_stream_1);
    let result = post(&client_of(&authority, &server, 3)).await;
    assert_eq!(fault(result), (FaultClass::Closed, Sent::Perhaps));
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn after_a_graceful_goaway_the_next_call_has_a_new_connection() {
    let authority = Authority::new();
    let ended = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&ended);
    let server = start(authority.server(&["h2"]), move |stream: Stream, _| {
        let seen = Arc::clone(&seen);
        async move {
            let mut connection = h2::server::handshake(stream).await.unwrap();
            if let Some(Ok(incoming)) = connection.accept().await {
                answer(incoming);
            }
            connection.graceful_shutdown();
            while let Some(Ok(incoming)) = connection.accept().await {
                answer(incoming);
            }
            seen.fetch_add(1, SeqCst);
        }
    });
    let client = client_of(&authority, &server, 1);
    for number in 1..=3 {
        post(&client).await.unwrap();
        // The client has answered what comes with the GOAWAY.
        until(|| ended.load(SeqCst) == number).await;
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn a_dropped_call_resets_its_stream_and_leaves_the_connection_to_others() {
    let authority = Authority::new();
    let (report, mut reported) = tokio::sync::mpsc::unbounded_channel();
    let has_come = Arc::new(AtomicBool::new(false));
    let come = Arc::clone(&has_come);
    let server = http2_server(&authority, move |number, (request, mut respond): Incoming| {
        if number > 1 {
            return answer((request, respond));
        }
        come.store(true, SeqCst);
        let report = report.clone();
        tokio::spawn(async move {
            let reset = poll_fn(|context| respond.poll_reset(context)).await;
            report.send(reset.unwrap()).unwrap();
        });
    });
    let client = client_of(&authority, &server, 1);
    dropped_when(get(&client), || has_come.load(SeqCst)).await;
    assert_eq!(reported.recv().await, Some(Reason::CANCEL));
    get(&client).await.unwrap();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_connection_that_goes_silent_is_closed_by_a_probe_so_that_the_next_call_has_another() {
    let authority = Authority::new();
    let server = start(authority.server(&["h2"]), |stream: Stream, number| async move {
        let mut connection = h2::server::handshake(stream).await.unwrap();
        let mut left = if number == 1 { 2 } else { usize::MAX };
        while left > 0
            && let Some(Ok(incoming)) = connection.accept().await
        {
            left -= 1;
            if left > 0 {
                answer(incoming);
            }
        }
        // From here on, nobody answers a PING.
        pending::<()>().await;
    });
    let client = client_of(&authority, &server, 1);
    get(&client).await.unwrap();

    tokio::time::pause();
    let start = tokio::time::Instant::now();
    assert_eq!(fault(post(&client).await), (FaultClass::Closed, Sent::Perhaps));
    assert_eq!(start.elapsed().as_secs(), 30);

    tokio::time::resume();
    get(&client).await.unwrap();
    assert_eq!(server.connections(), 2);
}

/// Sends for as long as the client lets it, and counts the bytes.
async fn write_for_ever(mut body: h2::SendStream<Bytes>) -> usize {
    let mut written = 0;
    loop {
        body.reserve_capacity(65536);
        let Some(Ok(room)) = poll_fn(|context| body.poll_capacity(context)).await else {
            return written;
        };
        if body.send_data(vec![b' '; room].into(), false).is_err() {
            return written;
        }
        written += room;
    }
}

#[tokio::test]
async fn a_body_over_the_limit_ends_its_stream_and_not_the_connection() {
    let authority = Authority::new();
    let (report, mut reported) = tokio::sync::mpsc::unbounded_channel();
    let server = http2_server(&authority, move |number, (request, mut respond): Incoming| {
        if number > 1 {
            return answer((request, respond));
        }
        let body = respond.send_response(Response::new(()), false).unwrap();
        let report = report.clone();
        tokio::spawn(async move { report.send(write_for_ever(body).await) });
    });
    let client = client_of(&authority, &server, 1);
    assert_eq!(fault(get(&client).await), (FaultClass::BodyTooLarge, Sent::Perhaps));
    // The limit, and what HTTP/2 allows to be under way.
    assert!((16 << 20..24 << 20).contains(&reported.recv().await.unwrap()));
    get(&client).await.unwrap();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_head_of_more_than_16_kib_is_a_fault_of_the_protocol() {
    let authority = Authority::new();
    let server = http2_server(&authority, |_, (_, mut respond): Incoming| {
        let head = Response::builder().header("x-large", "v".repeat(20_000)).body(()).unwrap();
        respond.send_response(head, true).unwrap();
    });
    let result = get(&client_of(&authority, &server, 1)).await;
    assert_eq!(fault(result), (FaultClass::Protocol, Sent::Perhaps));
}

#[tokio::test]
async fn a_server_that_promises_http2_and_speaks_none_is_a_fault_of_the_protocol() {
    let authority = Authority::new();
    // It would wait for ever for the end of a head: HTTP/2's preface looks like one.
    let server = start(authority.server(&["h2"]), |mut stream: Stream, _| async move {
        stream.write_all(user().as_bytes()).await.unwrap();
        stream.flush().await.unwrap();
        while read_request(&mut stream).await.is_some() {}
    });
    let result = post(&client_of(&authority, &server, 1)).await;
    assert_eq!(fault(result).0, FaultClass::Protocol);
}
