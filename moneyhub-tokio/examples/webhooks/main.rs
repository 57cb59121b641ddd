//! A receiver of webhooks: it answers within milliseconds, queues verified webhooks, and handles them later.
//!
//! `cargo run -p moneyhub-tokio --example webhooks` needs no account: a sandbox inside this process sends
//! webhooks to it, and it ends by itself. With `MONEYHUB_CLIENT_ID` in the environment it receives those of
//! that client, on the loopback port `PORT` (8090 by default), until Ctrl-C; put a proxy with TLS in front of
//! it. Keys are public, so it needs no secret.
//!
//! Copy `receiver.rs` into your application.

mod receiver;

use std::{
    env,
    error::Error,
    io::{self, Write},
    net::Ipv4Addr,
    process::ExitCode,
    time::Duration,
};

use moneyhub_sandbox::{Sandbox, Subscription, WebhookFormat};
use moneyhub_tokio::moneyhub_proto::{
    Client, Config, ErrorKind,
    bytes::Bytes,
    config::ClientAuthentication,
    id::UserId,
    sync::SyncConnection,
    webhooks::{Event, Payload},
};
use receiver::{PATH, Receiver, serve};
use serde_json::json;
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
};

/// How many webhooks may wait. Beyond that, senders get a 503.
const CAPACITY: usize = 10_000;

#[tokio::main]
async fn main() -> ExitCode {
    let told = match env::var("MONEYHUB_CLIENT_ID") {
        Ok(client_id) => receive(client_id).await,
        Err(_) => demonstrate().await,
    };
    let Err(error) = told else {
        return ExitCode::SUCCESS;
    };
    // Standard error may be closed; then there is nowhere left to report it.
    let _ = writeln!(io::stderr(), "webhooks: {error}");
    ExitCode::FAILURE
}

/// For your own client, until Ctrl-C.
async fn receive(client_id: String) -> Result<(), Box<dyn Error>> {
    let port = env::var("PORT").map_or(Ok(8090), |port| port.parse())?;
    // Keys are public: a program that only receives webhooks needs no secret.
    let config = Config::builder()
        .client_id(client_id)
        .client_authentication(ClientAuthentication::None)
        .build()?;
    let client = moneyhub_tokio::client(config)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    tell(&format!("listening on http://{}{PATH}", listener.local_addr()?));
    let (receiver, queue) = Receiver::new(client, CAPACITY);
    let worker = tokio::spawn(work(queue));
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    serve(listener, receiver, stop).await;
    // Handle everything that was accepted before the program ends.
    Ok(worker.await?)
}

/// With a sandbox that sends webhooks.
async fn demonstrate() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().real_time().start()?;
    let config = Config::builder()
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .identity_url(sandbox.identity_url())
        .api_url(sandbox.api_url())
        .allow_loopback_http()
        .build()?;
    let client = moneyhub_tokio::client(config)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}{PATH}", listener.local_addr()?);
    sandbox.subscribe(Subscription::new(&url, WebhookFormat::Signed)?);
    tell(&format!("listening on {url}"));

    let (receiver, queue) = Receiver::new(client.clone(), CAPACITY);
    let worker = tokio::spawn(work(queue));
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(listener, receiver, async {
        let _ = stopped.await;
    }));

    // One that an event in the sandbox caused, one by hand, and that one again.
    let user_id = UserId::from(sandbox.user_id(0).ok_or("there is a user")?);
    sync(&client, &sandbox, &user_id).await?;
    let payment =
        json!({"paymentId": "b1f0c2d3-e4a5-4b69-8c7d-0e1f2a3b4c5d", "status": "completed"});
    let user = Some(user_id.as_str());
    let id = sandbox.raise("paymentCompleted", user, payment).ok_or("it is subscribed to")?;
    sandbox.redeliver(&id);
    // And one that anybody could send.
    let error = client.webhook(br#"{"id":"1","eventType":"paymentCompleted"}"#).await.unwrap_err();
    if error.kind() == ErrorKind::Verification {
        tell(&format!("refused: {error}"));
    }

    let (sandbox, over) = tokio::task::spawn_blocking(move || {
        let over = sandbox.wait_for_deliveries(3, Duration::from_secs(60));
        (sandbox, over)
    })
    .await?;
    drop(stop);
    serving.await?;
    worker.await?;
    let log = sandbox.deliveries();
    let acknowledged = log.iter().filter(|one| one.outcome.is_some_and(|it| it.is_acknowledged()));
    tell(&format!("{} of {} deliveries acknowledged", acknowledged.count(), log.len()));
    if over { Ok(()) } else { Err("the sandbox has not sent all webhooks".into()) }
}

async fn sync(client: &Client, sandbox: &Sandbox, user_id: &UserId) -> Result<(), Box<dyn Error>> {
    let connection = sandbox.connection_ids(user_id.as_str()).swap_remove(0);
    let sync =
        SyncConnection { enable_async: Some(false), ..SyncConnection::new(connection.into()) };
    client.user(user_id).send(sync).await?;
    Ok(())
}

/// Does the work, which may take its time. Here it only says what it would do.
async fn work(mut queue: mpsc::Receiver<Bytes>) {
    while let Some(bytes) = queue.recv().await {
        let event = match Event::from_verified(&bytes) {
            Ok(event) => event,
            // Moneyhub has signed something that this version can't read: keep the bytes and
            // investigate.
            Err(error) => {
                tell(&format!("kept for later: {error}"));
                continue;
            }
        };
        let what = match &event.payload {
            Payload::NewTransactions(new) => {
                let ids = new.accounts.iter().map(|account| account.transactions.len());
                format!("fetch {} transactions by id", ids.sum::<usize>())
            }
            Payload::SyncCompleted(_) => "read what has changed since the last sync".to_owned(),
            Payload::PaymentCompleted(_) => "fetch the payment, and trust only that".to_owned(),
            _ => "nothing to do".to_owned(),
        };
        tell(&format!("{}: {what}", event.event_type));
    }
    tell("the queue is empty");
}

/// Standard output may be closed; then nobody is reading.
fn tell(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}
