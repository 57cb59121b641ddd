//! The tables hold the same as [`Memory`], and give the same answers.

use moneyhub_mirror::{Database, Tables};
use moneyhub_tokio::moneyhub_proto::{
    Page,
    accounts::Account,
    env::UnixTime,
    ledger::{Event, Hint, Known, Ledger, Memory, Request, Settings, Step, Store},
    page::Links,
    transactions::Transaction,
};

const START: i64 = 1_714_550_400;
const DAY: i64 = 86_400;

/// A user at the service, whose data changes.
struct Bank {
    accounts: Vec<Account>,
    transactions: Vec<Transaction>,
    made: usize,
}

impl Bank {
    fn new() -> Self {
        Self { accounts: ["a", "b"].map(account).to_vec(), transactions: Vec::new(), made: 0 }
    }

    /// Makes a change. A webhook may report it.
    fn change(&mut self, random: &mut fastrand::Rng, now: i64) -> Option<Hint> {
        let at = random.usize(..self.transactions.len().max(1));
        match random.u8(..8) {
            0..=3 => {
                for _ in 0..random.usize(1..30) {
                    self.made += 1;
                    self.transactions.push(transaction(random, self.made, now));
                }
                Some(Hint::SyncCompleted)
            }
            4 | 5 if !self.transactions.is_empty() => {
                let id = self.transactions.swap_remove(at).id;
                Some(Hint::TransactionsDeleted(vec![id]))
            }
            6 => {
                let changed = self.transactions.get_mut(at)?;
                changed.notes = Some(random.u32(..).to_string().into());
                changed.date_modified = Some(timestamp(now));
                Some(Hint::TransactionsChanged(vec![changed.id.clone()]))
            }
            _ => {
                match self.accounts.len() {
                    2 => drop(self.accounts.pop()),
                    _ => self.accounts.push(account("b")),
                }
                Some(Hint::AccountDeleted)
            }
        }
    }

    fn answer(&self, request: &Request) -> Event {
        match request {
            Request::Accounts(_) => Event::Accounts(page(self.accounts.clone())),
            Request::Transactions(list) => {
                let ids = &list.filter.ids;
                let asked = |row: &&Transaction| ids.is_empty() || ids.contains(&row.id);
                let rows = self.transactions.iter().filter(asked).cloned();
                Event::Transactions(page(rows.collect()))
            }
        }
    }
}

fn page<T>(items: Vec<T>) -> Page<T> {
    let mut page = Page::new(items);
    page.links = Some(Links::default());
    page
}

fn account(id: &str) -> Account {
    let mut account = Account::default();
    account.id = id.into();
    account.provider_account_id = Some("at the bank".to_owned());
    account
}

fn timestamp(seconds: i64) -> moneyhub_tokio::moneyhub_proto::Timestamp {
    let since = std::time::Duration::from_secs(seconds.unsigned_abs());
    (std::time::SystemTime::UNIX_EPOCH + since).try_into().unwrap()
}

fn transaction(random: &mut fastrand::Rng, number: usize, now: i64) -> Transaction {
    let mut transaction = Transaction::default();
    transaction.id = format!("t{number}").into();
    transaction.account_id =
        random.u8(..8).checked_sub(1).map(|n| ["a", "b"][n as usize % 2].into());
    transaction.date = timestamp(now - random.i64(0..40) * DAY);
    transaction.date_modified = random.bool().then(|| timestamp(now));
    transaction
}

/// Sorted, so that the order does not depend on the store.
fn sorted(mut known: Known) -> Known {
    match &mut known {
        Known::Accounts(known) => {
            known.accounts.sort_by(|one, other| one.id.cmp(&other.id));
            known.accounts.iter_mut().for_each(|account| account.transactions.sort());
            known.counts.sort();
        }
        Known::Agenda(_) => {}
        Known::Transactions(known) => {
            known.by_id.sort();
            known.in_days.sort();
        }
    }
    known
}

/// Runs a visit against both stores, and fails where they differ.
async fn visit(
    ledger: &mut Ledger,
    tables: &mut Tables<'_>,
    memory: &mut Memory,
    bank: &Bank,
    now: UnixTime,
) {
    loop {
        let event = match ledger.step(now) {
            Step::Recall(question) => {
                let known = Store::recall(tables, &question).await.unwrap();
                assert_eq!(
                    sorted(known.clone()),
                    sorted(Memory::recall(memory, &question)),
                    "{question:?}"
                );
                Event::Known(known)
            }
            Step::Send(request) => bank.answer(&request),
            Step::Commit(batch) => {
                assert!(memory.commit(&batch) && Store::commit(tables, &batch).await.unwrap());
                Event::Committed
            }
            Step::WaitUntil(_) => return,
        };
        ledger.handle(now, event);
    }
}

#[tokio::test]
async fn over_random_histories_the_tables_answer_as_memory_does() {
    for seed in 0..5 {
        a_random_history(Database::open(":memory:".as_ref()).unwrap(), seed).await;
    }
}

pub(crate) async fn a_random_history(mut database: Database, seed: u64) {
    let (mut random, mut bank) = (fastrand::Rng::with_seed(seed), Bank::new());
    let (settings, mut memory, mut now) = (Settings::default(), Memory::default(), START);
    for _ in 0..60 {
        now += random.i64(60..DAY);
        let mut tables = database.tables(&"u1".into());
        if let Some(hint) = bank.change(&mut random, now).filter(|_| random.bool()) {
            let words = settings.words_of(&hint, UnixTime::from_seconds(now));
            memory.tell(words.clone());
            tables.write_words(words).await.unwrap();
        }
        let (checkpoint, sequence) = Store::load(&mut tables).await.unwrap();
        assert_eq!((&checkpoint, sequence), (memory.checkpoint(), memory.sequence()));
        let mut ledger = Ledger::new(&settings, checkpoint, sequence);
        let now = UnixTime::from_seconds(now);
        visit(&mut ledger, &mut tables, &mut memory, &bank, now).await;
    }
    let mut tables = database.tables(&"u1".into());
    let rows = tables.transactions().await.unwrap();
    assert_eq!(rows.len(), memory.transactions().len());
    assert_eq!(tables.accounts().await.unwrap().len(), memory.accounts().len());
    assert!(memory.transactions().len() > 100, "the history was long enough");
}

#[tokio::test]
async fn a_batch_of_a_worker_that_was_overtaken_is_not_written() {
    an_overtaken_worker(Database::open(":memory:".as_ref()).unwrap()).await;
}

pub(crate) async fn an_overtaken_worker(mut database: Database) {
    let (settings, now) = (Settings::default(), UnixTime::from_seconds(START));
    let mut tables = database.tables(&"u1".into());
    let mut slow = Ledger::new(&settings, Default::default(), 0);
    // Runs up to its first batch.
    let batch = loop {
        let event = match slow.step(now) {
            Step::Recall(question) => {
                Event::Known(Store::recall(&mut tables, &question).await.unwrap())
            }
            Step::Send(request) => Bank::new().answer(&request),
            Step::Commit(batch) => break batch,
            Step::WaitUntil(_) => panic!("there is something to do"),
        };
        slow.handle(now, event);
    };
    assert!(Store::commit(&mut tables, &batch).await.unwrap());
    let after = Store::load(&mut tables).await.unwrap();
    assert!(!Store::commit(&mut tables, &batch).await.unwrap());
    assert_eq!(Store::load(&mut tables).await.unwrap(), after);
}
