//! What is on the wire, byte for byte, and where it goes.

use std::{env, net::TcpListener, process::Command};

use moneyhub_tokio::moneyhub_proto::{ErrorKind, Outcome, http::StatusCode};

use crate::{
    calls::{get, once, post},
    server::{Peer, Server, well_behaved},
};

#[tokio::test]
async fn a_get_is_these_bytes_and_no_others() {
    let server = Server::start(well_behaved);
    get(&once(&server.url())).await.unwrap();
    let port = server.port();
    let expected = format!(
        "GET /users/u1 HTTP/1.1\r\nauthorization: Bearer a-token\r\naccept: application/json\r\n\
         accept-encoding: identity\r\nuser-agent: test/1\r\nhost: 127.0.0.1:{port}\r\n\r\n"
    );
    assert_eq!(server.requests(), [expected]);
}

#[tokio::test]
async fn a_post_is_these_bytes_and_no_others() {
    let server = Server::start(well_behaved);
    post(&once(&server.url())).await.unwrap();
    let port = server.port();
    let expected = format!(
        "POST /users HTTP/1.1\r\nauthorization: Bearer a-token\r\naccept: application/json\r\n\
         accept-encoding: identity\r\nuser-agent: test/1\r\ncontent-type: application/json\r\nhost: 127.0.0.1:{port}\r\n\
         content-length: 29\r\n\r\n{{\"clientUserId\":\"customer-1\"}}"
    );
    assert_eq!(server.requests(), [expected]);
}

#[tokio::test]
async fn a_redirect_is_an_error_and_nothing_is_sent_to_its_target() {
    let target = Server::start(well_behaved);
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        let location = target.url();
        let server = Server::start(move |mut peer: Peer| {
            let head = format!("HTTP/1.1 {status}\r\nlocation: {location}/users/u1\r\n");
            async move {
                while peer.request().await.is_some() {
                    peer.write(format!("{head}content-length: 0\r\n\r\n")).await;
                }
            }
        });
        let error = get(&once(&server.url())).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Api, Outcome::Refused));
        assert_eq!(error.status(), StatusCode::from_bytes(&status.as_bytes()[..3]).ok());
        assert_eq!(server.requests().len(), 1);
    }
    assert_eq!(target.connections(), 0);
}

/// A process cannot change its own environment safely, so another runs a test of this file.
#[test]
fn proxies_in_the_environment_are_ignored() {
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    proxy.set_nonblocking(true).unwrap();
    let url = format!("http://{}", proxy.local_addr().unwrap());
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", "wire::a_get_is_these_bytes_and_no_others"]);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        child.env(name, &url).env(name.to_lowercase(), &url);
    }
    let output = child.env_remove("NO_PROXY").env_remove("no_proxy").output().unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
    assert!(proxy.accept().is_err());
}
