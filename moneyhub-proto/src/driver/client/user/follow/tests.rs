use std::{convert::Infallible, fmt, sync::Arc};

use pollster::block_on;
use serde::Serialize;
use serde_json::json;

use crate::{
    api::{accounts::Account, transactions::Transaction},
    config::Config,
    driver::{Client, scripted::Scripted},
    ground::error::{ErrorKind, FaultClass, Sent},
    ledger::{Batch, Checkpoint, FollowError, Followed, Known, Memory, Question, Settings, Store},
};

/// The first reading of a script's clock.
const START: i64 = 1_714_550_400;

/// A page that is the last.
fn page(row: impl Serialize) -> String {
    json!({"data": [row], "links": {}}).to_string()
}

fn service() -> Scripted {
    let account = Account { id: "a".into(), ..Account::default() };
    let transaction = Transaction {
        id: "t".into(),
        account_id: Some("a".into()),
        date: "2024-05-01T07:00:00Z".into(),
        ..Transaction::default()
    };
    Scripted::new().with_tokens().on("accounts.list", 200, page(account)).on(
        "transactions.list",
        200,
        page(transaction),
    )
}

fn follow<S: Store>(script: &Scripted, store: &mut S) -> Result<Followed, FollowError<S::Error>> {
    let config = Config::builder().client_id("client").client_secret("secret").build().unwrap();
    let client = Client::new(config, Arc::new(script.clone()));
    block_on(client.user(&"u1".into()).follow(&Settings::default(), store))
}

/// How many requests are not for tokens.
fn calls(script: &Scripted) -> usize {
    script.requests().iter().filter(|request| request.uri().path() != "/oidc/token").count()
}

#[test]
fn a_visit_copies_all_that_there_is_and_says_when_to_come_again() {
    let (script, mut memory) = (service(), Memory::default());
    let followed = follow(&script, &mut memory).unwrap();
    assert_eq!((memory.accounts().len(), memory.transactions().len()), (1, 1));
    assert!(followed.standing.is_backfilled && followed.fault.is_none());
    // The second full reading of a new account.
    assert_eq!(followed.until.seconds(), START + 3_600);
}

#[test]
fn a_visit_that_comes_too_soon_makes_no_call() {
    let (script, mut memory) = (service(), Memory::default());
    let first = follow(&script, &mut memory).unwrap();
    let before = (calls(&script), memory.sequence());
    let second = follow(&script, &mut memory).unwrap();
    assert_eq!((calls(&script), memory.sequence()), before);
    assert_eq!(second.until, first.until);
}

#[test]
fn a_fault_that_may_pass_ends_the_visit_and_the_next_one_goes_on() {
    let script = Scripted::new().with_tokens().fault(FaultClass::Connect, Sent::Nothing);
    let script = script.fault(FaultClass::Connect, Sent::Nothing);
    let script = script.fault(FaultClass::Connect, Sent::Nothing);
    let mut memory = Memory::default();
    let followed = follow(&script, &mut memory).unwrap();
    assert_eq!(followed.fault.unwrap().kind(), ErrorKind::Transport);
    assert!(memory.transactions().is_empty());
    let followed = follow(&service(), &mut memory).unwrap();
    assert!(followed.standing.is_backfilled);
}

#[test]
fn the_service_is_not_asked_sooner_than_it_said() {
    let script = Scripted::new().with_tokens();
    let busy = |script: Scripted| script.reply_with(429, &[("retry-after", "900")], "");
    let script = busy(busy(busy(script)));
    let followed = follow(&script, &mut Memory::default()).unwrap();
    assert_eq!(followed.fault.unwrap().kind(), ErrorKind::RateLimited);
    // The script's clock is at the beginning of a second; real ones are not.
    assert_eq!(followed.until.seconds(), START + 901);
}

#[test]
fn a_refusal_for_good_is_the_callers() {
    for (status, kind) in [(401, ErrorKind::Api), (403, ErrorKind::Api), (404, ErrorKind::NotFound)]
    {
        let script = Scripted::new().with_tokens().on("accounts.list", status, "{}");
        let script = script.on("transactions.list", status, "{}");
        match follow(&script, &mut Memory::default()) {
            Err(FollowError::Call(error)) => {
                assert_eq!((error.kind(), error.status().unwrap().as_u16()), (kind, status));
            }
            other => panic!("{status}: {other:?}"),
        }
    }
}

#[test]
fn an_answer_that_cannot_be_read_is_the_callers() {
    let script = Scripted::new().with_tokens().on("accounts.list", 200, "<html>");
    let error = follow(&script, &mut Memory::default()).unwrap_err();
    assert!(matches!(error, FollowError::Call(error) if error.kind() == ErrorKind::Decoding));
}

/// A store in which something goes wrong.
struct Broken {
    memory: Memory,
    commits_left: usize,
    overtaken: bool,
}

#[derive(Debug, PartialEq, Eq)]
struct DiskFull;

impl fmt::Display for DiskFull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the disk is full")
    }
}

impl std::error::Error for DiskFull {}

impl Store for Broken {
    type Error = DiskFull;

    async fn load(&mut self) -> Result<(Checkpoint, u64), DiskFull> {
        Store::load(&mut self.memory).await.map_err(|error: Infallible| match error {})
    }

    async fn recall(&mut self, question: &Question) -> Result<Known, DiskFull> {
        Ok(self.memory.recall(question))
    }

    async fn commit(&mut self, batch: &Batch) -> Result<bool, DiskFull> {
        match self.commits_left.checked_sub(1) {
            Some(left) => self.commits_left = left,
            None if self.overtaken => return Ok(false),
            None => return Err(DiskFull),
        }
        Ok(self.memory.commit(batch))
    }
}

#[test]
fn the_error_of_a_store_comes_back_as_it_was_and_the_next_visit_goes_on() {
    let mut store = Broken { memory: Memory::default(), commits_left: 1, overtaken: false };
    let error = follow(&service(), &mut store).unwrap_err();
    assert_eq!(error.to_string(), "the disk is full");
    assert!(matches!(error, FollowError::Store(DiskFull)));
    assert_eq!(store.memory.sequence(), 1);
    assert!(follow(&service(), &mut store.memory).unwrap().standing.is_backfilled);
}

#[test]
fn when_another_worker_was_faster_the_visit_ends() {
    let mut store = Broken { memory: Memory::default(), commits_left: 0, overtaken: true };
    let error = follow(&service(), &mut store).unwrap_err();
    assert!(matches!(error, FollowError::Overtaken));
}

#[test]
fn a_visit_may_run_on_any_thread() {
    fn sent<T: Send>(_: &T) {}
    let config = Config::builder().build().unwrap();
    let user = Client::new(config, Arc::new(service())).user(&"u1".into());
    let (settings, mut memory) = (Settings::default(), Memory::default());
    sent(&user.follow(&settings, &mut memory));
}
