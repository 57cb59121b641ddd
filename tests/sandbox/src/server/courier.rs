//! Sends webhooks: one attempt each, five seconds (Moneyhub documentation, "Webhooks").

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::header::CONTENT_TYPE;
use http::{Request, Response};
use hyper::body::{Body, Incoming};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::body::ReplyBody;
use crate::shared::Shared;
use crate::webhooks::{DeliveryOutcome, Posting};

/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many are being sent at once. The others wait, and their timeout does not run yet.
const MOST_AT_ONCE: usize = 64;

/// How often to check for scheduled events, such as the end of a sync.
const TICK: Duration = Duration::from_millis(100);

/// How much of an answer's body is read, so that its connection can be used again.
const MOST_READ: usize = 64 * 1024;

type Sender = Client<HttpConnector, ReplyBody>;

/// Never ends by itself.
pub(crate) async fn deliver(shared: Arc<Shared>) {
    let sender: Sender = Client::builder(TokioExecutor::new()).build_http();
    let room = Arc::new(Semaphore::new(MOST_AT_ONCE));
    loop {
        // Nobody closes it.
        let Ok(permit) = Arc::clone(&room).acquire_owned().await else { return };
        match shared.service(|service| service.next_posting()) {
            Some(posting) => {
                let (shared, sender) = (Arc::clone(&shared), sender.clone());
                tokio::spawn(async move {
                    let number = posting.number;
                    let sent = timeout(PATIENCE, send(&sender, posting)).await;
                    shared.delivered(number, sent.unwrap_or(DeliveryOutcome::TimedOut));
                    drop(permit);
                });
            }
            None => {
                let _ = timeout(TICK, shared.posted.notified()).await;
            }
        }
    }
}

async fn send(sender: &Sender, posting: Posting) -> DeliveryOutcome {
    let request = Request::post(posting.url)
        .header(CONTENT_TYPE, posting.content_type)
        .body(ReplyBody::Whole(posting.body));
    let Ok(request) = request else { return DeliveryOutcome::Unreachable };
    match sender.request(request).await {
        Ok(answer) => {
            let status = answer.status().as_u16();
            drain(answer).await;
            DeliveryOutcome::Answered(status)
        }
        Err(_) => DeliveryOutcome::Unreachable,
    }
}

async fn drain(answer: Response<Incoming>) {
    let (mut body, mut length) = (answer.into_body(), 0);
    while let Some(Ok(frame)) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        length += frame.data_ref().map_or(0, |data| data.len());
        if length > MOST_READ {
            break;
        }
    }
}
