//! Files of transactions.

use std::time::Duration;

use serde_json::Value;

use crate::caller::Reply;
use crate::holder::{Holder, text};

const MULTIPART: &str = "multipart/form-data; boundary=x-0";

fn upload(kind: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "--x-0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"receipt\"\r\n\
         Content-Type: {kind}\r\n\r\n"
    );
    [head.as_bytes(), content, b"\r\n--x-0--\r\n"].concat()
}

fn add(holder: &mut Holder, kind: &str, content: &[u8]) -> (String, Reply) {
    let path = format!("/transactions/{}/files", holder.transaction(2));
    let reply = holder.call("POST", &path, &[("content-type", MULTIPART)], upload(kind, content));
    (path, reply)
}

#[test]
fn a_file_is_added_listed_got_and_deleted() {
    let mut holder = Holder::new();
    let (path, reply) = add(&mut holder, "image/png", b"\x89PNG\r\n");
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    let file = reply.json()["data"].take();
    assert_eq!(
        (text(&file, "fileName"), text(&file, "fileType")),
        ("receipt".into(), "image/png".into())
    );
    assert_eq!(holder.items(&path), std::slice::from_ref(&file));
    let one = format!("{path}/{}", text(&file, "id"));
    assert_eq!(holder.read(&one)["data"], file);
    assert_eq!(holder.delete(&one), 204);
    assert_eq!(holder.get(&one).status, 404);
    assert_eq!(holder.items(&path), Vec::<Value>::new());
}

#[test]
fn a_link_is_opened_without_a_token_for_five_minutes() {
    let mut holder = Holder::new();
    let (_, reply) = add(&mut holder, "application/pdf", b"%PDF");
    let url = text(&reply.json()["data"], "url");
    let opened = holder.raw("GET", &url, &[], "");
    assert_eq!((opened.status, &*opened.body), (200, &b"%PDF"[..]));
    assert_eq!(opened.header("content-type"), Some("application/pdf"));
    assert_eq!(holder.get(&url).status, 400);
    let forged = url.replace("expires=17", "expires=27");
    assert_eq!(holder.raw("GET", &forged, &[], "").status, 403);
    holder.caller.service.advance(Duration::from_secs(300));
    assert_eq!(holder.raw("GET", &url, &[], "").status, 403);
}

#[test]
fn other_kinds_of_file_are_400() {
    let (_, reply) = add(&mut Holder::new(), "text/html", b"<p>");
    assert_eq!(reply.status, 400);
}

#[test]
fn ten_megabytes_are_the_most() {
    let most = 10 * 1024 * 1024;
    let mut holder = Holder::new();
    assert_eq!(add(&mut holder, "image/png", &vec![0; most]).1.status, 200);
    assert_eq!(add(&mut holder, "image/png", &vec![0; most + 1]).1.status, 413);
}

#[test]
fn another_media_type_is_415() {
    let mut holder = Holder::new();
    let path = format!("/transactions/{}/files", holder.transaction(0));
    let reply = holder.call("POST", &path, &[("content-type", "image/png")], "x");
    assert_eq!(reply.status, 415);
}
