//! Copies users' accounts and transactions into SQLite or PostgreSQL, and keeps the copy in step with the
//! service.
//!
//! `cargo run -p moneyhub-mirror` needs no account: a sandbox inside this process acts as the service. With
//! `MONEYHUB_CLIENT_ID`, and `MONEYHUB_CLIENT_SECRET` or `MONEYHUB_PRIVATE_KEY`, in the environment it calls
//! the service that the environment names, and only reads.

mod arguments;
mod follow;
// The receiver of the example `webhooks`, unchanged.
#[path = "../../../moneyhub-tokio/examples/webhooks/receiver.rs"]
mod receiver;
mod report;
mod service;

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    process::ExitCode,
    time::SystemTime,
};

use clap::Parser;
use moneyhub_mirror::{Database, Written};
use moneyhub_tokio::moneyhub_proto::{
    Client,
    env::UnixTime,
    id::UserId,
    ledger::{FollowError, Followed, Settings},
};

use self::{
    arguments::Arguments,
    report::{Progress, warn},
    service::Service,
};

/// How long to leave a user alone whose visits fail, or whom the service refuses: an hour.
const LONGEST_REST: i64 = 3_600;

/// When to visit each user again. Users whom the service has just refused are not listed.
type Visits = BTreeMap<UserId, UnixTime>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match mirror(Arguments::parse()).await {
        Ok(code) => code,
        Err(error) => {
            warn(&error);
            ExitCode::FAILURE
        }
    }
}

async fn mirror(arguments: Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let service = Service::new(&arguments)?;
    let mut mirror = Mirror {
        client: service.client.clone(),
        settings: arguments.settings(),
        database: Database::at(&arguments.database).await?,
        refused: BTreeSet::new(),
        faults: BTreeMap::new(),
    };
    let users = service.users(&arguments).await?;
    let mut visits: Visits = users.into_iter().map(|id| (id, now())).collect();
    let written = mirror.visit(&mut visits).await?;
    report::all(&arguments.database, &written, &visits);
    if arguments.follow {
        follow::follow(&mut mirror, &service, &arguments, visits).await?;
    }
    Ok(if mirror.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Mirror {
    client: Client,
    settings: Settings,
    database: Database,
    /// The users whom the service refused at the last visit, for good as it seems.
    refused: BTreeSet<UserId>,
    /// How many visits in a row have failed, of users whose last one has.
    faults: BTreeMap<UserId, u32>,
}

impl Mirror {
    /// Visits the users who are due, one after the other.
    async fn visit(&mut self, visits: &mut Visits) -> Result<Written, Box<dyn Error>> {
        let mut written = Written::default();
        let due = visits.iter().filter(|(_, time)| **time <= now());
        for id in due.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
            let mut progress = Progress::of(&id);
            let mut tables = self.database.tables(&id).telling(move |so_far| progress.tell(so_far));
            let followed = self.client.user(&id).follow(&self.settings, &mut tables).await;
            let of_user = tables.written();
            drop(tables);
            written.add(&of_user);
            match followed {
                Ok(followed) => {
                    report::user(&id, &of_user, &followed);
                    let until = self.rest(&id, &followed);
                    self.refused.remove(&id);
                    visits.insert(id, until);
                }
                // This user or this client is at fault. Go on with the other users.
                Err(FollowError::Call(error)) => {
                    warn(&format!("user {id}: {error}"));
                    visits.remove(&id);
                    self.faults.remove(&id);
                    self.refused.insert(id);
                }
                Err(FollowError::Overtaken) => {
                    visits.insert(id, later(60));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(written)
    }

    /// When to visit the user again: after each failure in a row twice as late, up to an hour.
    fn rest(&mut self, id: &UserId, followed: &Followed) -> UnixTime {
        if followed.fault.is_none() {
            self.faults.remove(id);
            return followed.until;
        }
        let faults = self.faults.entry(id.clone()).or_default();
        let rest = 60 << (*faults).min(6);
        *faults += 1;
        followed.until.max(later(rest.min(LONGEST_REST)))
    }
}

fn later(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(now().seconds() + seconds)
}

fn now() -> UnixTime {
    SystemTime::now().into()
}
