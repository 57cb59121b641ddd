//! Keeps following after the first visits: on webhooks, and when a visit is due.

use std::{error::Error, net::Ipv4Addr, time::Duration};

use moneyhub_tokio::moneyhub_proto::{bytes::Bytes, ledger::Hint, webhooks::Event};
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
    time::sleep,
};

use crate::{
    LONGEST_REST, Mirror, Visits,
    arguments::Arguments,
    later, now,
    receiver::{PATH, Receiver, serve},
    report::{say, warn},
    service::Service,
};

/// How many webhooks may wait. When there are more, senders get a 503.
const CAPACITY: usize = 10_000;

pub(crate) async fn follow(
    mirror: &mut Mirror,
    service: &Service,
    arguments: &Arguments,
    mut visits: Visits,
) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port)).await?;
    let url = format!("http://{}{PATH}", listener.local_addr()?);
    service.subscribe(&url)?;
    say(&format!("webhooks to {url}, until Ctrl-C"));
    let (receiver, mut queue) = Receiver::new(mirror.client.clone(), CAPACITY);
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(listener, receiver, async {
        let _ = stopped.await;
    }));
    loop {
        mirror.visit(&mut visits).await?;
        // What was refused may be set right meanwhile, in the admin portal or by the user.
        for id in &mirror.refused {
            visits.entry(id.clone()).or_insert_with(|| later(LONGEST_REST));
        }
        let wait = visits.values().min().map_or(Duration::MAX, |next| {
            let seconds = next.seconds().saturating_sub(now().seconds());
            Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
        });
        tokio::select! {
            _ = tokio::signal::ctrl_c() => break,
            Some(bytes) = queue.recv() => {
                write_down(mirror, &bytes, &mut visits).await?;
                drain(mirror, &mut queue, &mut visits).await?;
            }
            () = sleep(wait) => {}
        }
    }
    // Acknowledged webhooks are stored before the program ends.
    drop(stop);
    serving.await?;
    drain(mirror, &mut queue, &mut visits).await
}

async fn drain(
    mirror: &mut Mirror,
    queue: &mut mpsc::Receiver<Bytes>,
    visits: &mut Visits,
) -> Result<(), Box<dyn Error>> {
    while let Ok(bytes) = queue.try_recv() {
        write_down(mirror, &bytes, visits).await?;
    }
    Ok(())
}

/// Stores what a webhook says. Then the user is visited, which makes a call if one is due.
async fn write_down(
    mirror: &mut Mirror,
    bytes: &[u8],
    visits: &mut Visits,
) -> Result<(), Box<dyn Error>> {
    let event = match Event::from_verified(bytes) {
        Ok(event) => event,
        // The next reading finds what it would have said.
        Err(error) => {
            warn(&error);
            return Ok(());
        }
    };
    let (Some(user_id), Some(hint)) = (event.user_id, Hint::of(&event.payload)) else {
        return Ok(());
    };
    say(&format!("user {user_id}: {}", event.event_type));
    let words = mirror.settings.words_of(&hint, now());
    mirror.database.tables(&user_id).write_words(words).await?;
    // While calls fail, a webhook does not bring a visit forward.
    if !mirror.faults.contains_key(&user_id) {
        visits.insert(user_id, now());
    }
    Ok(())
}
