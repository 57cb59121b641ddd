//! One request: read it, record it, apply a fault, answer.

use std::convert::Infallible;
use std::future::{pending, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use bytes::{Bytes, BytesMut};
use http::header::{CONNECTION, CONTENT_LENGTH};
use http::{HeaderMap, HeaderValue, Method, Request, Response};
use hyper::body::{Body, Incoming};
use tokio::time::sleep;

use super::body::ReplyBody;
use super::plan::{CutPlan, Plan};
use super::wire::Tap;
use crate::fault::{Cut, Fault, Kind};
use crate::lock::lock;
use crate::record::Host;
use crate::service::most_read;
use crate::shared::{Arrival, Shared};

/// A body is read up to here so that the client can read its 413; beyond, the connection ends.
const MOST_DRAINED: usize = 16 * 1024 * 1024;

pub(crate) async fn handle(
    shared: Arc<Shared>,
    tap: Arc<Mutex<Tap>>,
    host: Host,
    connection: u64,
    request: Request<Incoming>,
) -> Result<Response<ReplyBody>, hyper::Error> {
    let head = lock(&tap).take_head();
    let (parts, body) = request.into_parts();
    let most = most_read(host == Host::Data, &parts.headers);
    let body = read(body, most).await?;
    lock(&tap).forget_body(announced_length(&parts.headers));
    let request = Request::from_parts(parts, body);

    let (number, fault) = shared.arrive(Arrival { host, connection, head, request: &request });
    let Some(fault) = fault else {
        lock(&tap).set_plan(None);
        let answer = shared.run(host, number, request);
        shared.sent(number, answer.status());
        return Ok(answer.map(ReplyBody::Whole));
    };
    Ok(faulty(&shared, &tap, host, number, request, fault).await)
}

async fn faulty(
    shared: &Shared,
    tap: &Mutex<Tap>,
    host: Host,
    number: u64,
    request: Request<Bytes>,
    fault: Fault,
) -> Response<ReplyBody> {
    if let (Kind::Delay(delay), false) = (&fault.kind, fault.after_handling) {
        sleep(*delay).await;
    }
    let bodiless = request.method() == Method::HEAD;
    let runs = fault.after_handling || needs_the_answer(&fault.kind);
    let answer = match runs {
        true => shared.run(host, number, request),
        false => Response::new(Bytes::new()),
    };
    if let (Kind::Delay(delay), true) = (&fault.kind, fault.after_handling) {
        sleep(*delay).await;
    }
    if matches!(fault.kind, Kind::Hang) {
        pending::<Infallible>().await;
    }
    let body_length = if bodiless { 0 } else { answer.body().len() };
    lock(tap).set_plan(plan(&fault.kind, body_length));
    let reply = replaced(fault.kind.clone(), answer);
    if !matches!(fault.kind, Kind::Raw(_) | Kind::Reset | Kind::ResetInHead(_)) {
        shared.sent(number, reply.status());
    }
    reply
}

/// Faults that do something to the normal answer instead of replacing it.
fn needs_the_answer(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Delay(_)
            | Kind::Truncate(..)
            | Kind::EndThenCut(_)
            | Kind::Drip(_)
            | Kind::AnnouncedClose
    )
}

fn plan(kind: &Kind, body_length: usize) -> Option<Plan> {
    let cut = match kind {
        Kind::Reset => CutPlan::in_answer(0, Cut::Rst),
        Kind::ResetInHead(bytes) => CutPlan::in_answer(*bytes, Cut::Rst),
        Kind::Truncate(bytes, how) => CutPlan::in_body(*bytes, *how),
        Kind::EndThenCut(how) => CutPlan::in_body(body_length as u64, *how),
        Kind::Drip(interval) => return Some(Plan::Drip(*interval)),
        Kind::Raw(bytes) => return Some(Plan::Raw(bytes.clone())),
        Kind::Reply(_)
        | Kind::Huge(_)
        | Kind::Endless
        | Kind::Delay(_)
        | Kind::Hang
        | Kind::AnnouncedClose => return None,
    };
    Some(Plan::Cut(cut))
}

fn replaced(kind: Kind, answer: Response<Bytes>) -> Response<ReplyBody> {
    match kind {
        Kind::Reply(reply) => reply.map(ReplyBody::Whole),
        Kind::Huge(left) => Response::new(ReplyBody::Huge { left }),
        Kind::Endless => Response::new(ReplyBody::Endless),
        Kind::AnnouncedClose => {
            let mut answer = answer.map(ReplyBody::Whole);
            let close = HeaderValue::from_static("close");
            answer.headers_mut().insert(CONNECTION, close);
            answer
        }
        _ => answer.map(ReplyBody::Whole),
    }
}

/// The whole body, or just more than a body may have.
pub(super) async fn read(mut body: Incoming, most: usize) -> Result<Bytes, hyper::Error> {
    let mut whole = BytesMut::new();
    let mut length = 0;
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let Ok(data) = frame?.into_data() else {
            continue;
        };
        length += data.len();
        if whole.is_empty() && body.is_end_stream() {
            return Ok(data);
        }
        if whole.len() <= most {
            whole.extend_from_slice(&data);
        }
        if length > MOST_DRAINED {
            break;
        }
    }
    Ok(whole.freeze())
}

fn announced_length(headers: &HeaderMap) -> Option<usize> {
    match headers.get(CONTENT_LENGTH) {
        Some(length) => length.to_str().ok()?.parse().ok(),
        None if headers.contains_key(http::header::TRANSFER_ENCODING) => None,
        None => Some(0),
    }
}
