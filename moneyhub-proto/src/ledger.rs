//! A copy of a user's accounts and transactions that can't drift: a machine without I/O.
//!
//! [`Ledger`] says which calls to make, takes the answers, and returns batches: rows to write and to remove,
//! and a [`Checkpoint`] to store with them in one database transaction. It reads changes, reads everything
//! now and then to prove the copy right, finds deletions by comparing ids, and uses webhooks as hints. It has
//! no clock, no socket and no rows: time is passed in, and it asks the caller's tables what they hold.
//!
//! The [manual](crate::manual::ledger) says what it promises, what it can't promise, what it costs in calls,
//! and has the tables in SQL.
//!
//! [`UserClient::follow`](crate::driver::UserClient::follow) drives it over your [`Store`].
//!
//! # Examples
//!
//! Driven by hand, in virtual time. [`Memory`] acts as the database; the answers would come from
//! `client.user(&user_id).send(list)`.
//!
//! ```
//! use moneyhub_proto::{
//!     Page, env::UnixTime, page::Links, transactions::Transaction,
//!     accounts::Account, ledger::{Event, Hint, Ledger, Memory, Request, Settings, Step},
//! };
//!
//! /// Does what the ledger says until there is nothing to do, and gives the time until which there is not.
//! fn run(ledger: &mut Ledger, memory: &mut Memory, bank: &[Transaction], now: UnixTime) -> UnixTime {
//!     loop {
//!         let event = match ledger.step(now) {
//!             Step::Recall(question) => Event::Known(memory.recall(&question)),
//!             Step::Send(Request::Accounts(_)) => Event::Accounts(page(vec![account()])),
//!             Step::Send(Request::Transactions(list)) => {
//!                 let ids = &list.filter.ids;
//!                 let asked = |row: &&Transaction| ids.is_empty() || ids.contains(&row.id);
//!                 Event::Transactions(page(bank.iter().filter(asked).cloned().collect()))
//!             }
//!             Step::Commit(batch) => match memory.commit(&batch) {
//!                 true => Event::Committed,
//!                 false => panic!("another worker was faster"),
//!             },
//!             Step::WaitUntil(time) => return time,
//!         };
//!         ledger.handle(now, event);
//!     }
//! }
//! # fn page<T>(items: Vec<T>) -> Page<T> {
//! #     let mut page = Page::new(items);
//! #     page.links = Some(Links::default());
//! #     page
//! # }
//! # fn account() -> Account {
//! #     let mut account = Account::default();
//! #     account.id = "a".into();
//! #     account
//! # }
//! # fn transaction(id: &str) -> Transaction {
//! #     let mut transaction = Transaction::default();
//! #     transaction.id = id.into();
//! #     transaction.account_id = Some("a".into());
//! #     transaction.date = "2024-05-01T12:00:00Z".into();
//! #     transaction
//! # }
//!
//! let at = |minutes: i64| UnixTime::from_seconds(1_714_600_000 + 60 * minutes);
//! let settings = Settings::default();
//! let (mut memory, mut bank) = (Memory::default(), vec![transaction("t1"), transaction("t2")]);
//!
//! // Everything is read, and proven.
//! let mut ledger = Ledger::new(&settings, memory.checkpoint().clone(), memory.sequence());
//! run(&mut ledger, &mut memory, &bank, at(0));
//! assert_eq!(memory.transactions().len(), 2);
//! assert!(ledger.standing().as_of.is_some());
//!
//! // The process dies. Another one takes up where it left off.
//! let mut ledger = Ledger::new(&settings, memory.checkpoint().clone(), memory.sequence());
//!
//! // A webhook says that one is gone. The ledger checks that before it removes the row.
//! bank.pop();
//! let hint = Hint::TransactionsDeleted(vec!["t2".into()]);
//! memory.tell(settings.words_of(&hint, at(1)));
//! run(&mut ledger, &mut memory, &bank, at(1));
//! assert_eq!(memory.transactions().len(), 2);
//! run(&mut ledger, &mut memory, &bank, at(20));
//! assert_eq!(memory.transactions().len(), 1);
//! ```
//!
//! # Steps
//!
//! ```text
//!            ┌─────────────── Known: the agenda ◄── Recall ◄──┐
//!            ▼                                                │
//!    what is due next? ──► Send ──► answer ──► Recall ──► Commit
//!            │               └──► Fault: rest
//!            └──► WaitUntil
//! ```

mod accounts;
mod batch;
mod checkpoint;
mod day;
mod fingerprint;
mod look;
mod memory;
mod missing;
mod plan;
mod question;
mod settings;
mod step;
mod store;
mod successor;
mod sweep;
mod times;
mod window;

use std::{fmt, sync::Arc};

use self::{
    accounts::{AccountPages, AccountsRead},
    missing::IdsRead,
    settings::Rules,
    sweep::{Kind, PageRead},
    window::{Measure, Next, Window},
};
pub use self::{
    batch::{AccountUpsert, Batch, Continued, Upsert},
    checkpoint::{Checkpoint, CheckpointError, Reading, Standing},
    day::Day,
    fingerprint::Fingerprint,
    look::{Hint, Look, NewLook, Nudge, Subject, Words},
    memory::Memory,
    plan::PlannedCalls,
    question::{Agenda, Days, Known, KnownAccount, KnownAccounts, KnownTransactions, Question},
    settings::Settings,
    step::{Event, Request, Step},
    store::{FollowError, Followed, Store},
    successor::{Successor, successor},
};
use crate::{
    api::{accounts::Account, transactions::Transaction},
    codec::Page,
    ground::{env::UnixTime, id::TransactionId},
};

/// One user's ledger. Step it, do what the [`Step`] says, and report the result.
///
/// It is never done; between two calls it says when there will be something to do. It holds no rows except
/// those of the current answer. Dropping it is safe at any time: its state is in the checkpoint, and a new
/// ledger continues from there.
///
/// A step that is taken too early or too often changes nothing; nor does an unexpected event. `Debug` shows
/// no ids and no rows.
pub struct Ledger {
    rules: Rules,
    checkpoint: Checkpoint,
    sequence: u64,
    /// What is due, as of the last question to the tables.
    agenda: Option<Agenda>,
    doing: Doing,
    full: Option<Window>,
    increment: Option<Window>,
    accounts: AccountPages,
    rest_until: i64,
    faults: u32,
}

#[derive(Debug)]
enum Doing {
    Asking { question: Question, answer: Option<Answer> },
    Committing(Arc<Batch>),
    Idle,
    InFlight { purpose: Purpose, sent_at: i64 },
}

/// What a request is for.
#[derive(Clone, Debug)]
enum Purpose {
    Accounts,
    Ids { asked: Vec<TransactionId>, controlled: bool },
    Page(Kind),
}

/// An answer of the service that waits for an answer of the tables.
#[derive(Debug)]
enum Answer {
    Accounts(AccountsRead),
    Ids(IdsRead),
    Page(PageRead),
}

impl Ledger {
    /// Continues from a checkpoint, with the sequence number that is stored with it. For a new user, pass
    /// [`Checkpoint::default`] and 0.
    #[must_use]
    pub fn new(settings: &Settings, mut checkpoint: Checkpoint, sequence: u64) -> Self {
        let rules = Rules::from(settings);
        for time in [&mut checkpoint.full_every, &mut checkpoint.calm] {
            if *time == 0 {
                *time = rules.full_soonest;
            }
        }
        Self {
            rules,
            checkpoint,
            sequence,
            agenda: None,
            doing: Doing::Idle,
            full: None,
            increment: None,
            accounts: AccountPages::default(),
            rest_until: 0,
            faults: 0,
        }
    }

    /// What to do next.
    pub fn step(&mut self, now: UnixTime) -> Step {
        let now = times::within(now);
        match &self.doing {
            Doing::Asking { question, .. } => Step::Recall(question.clone()),
            Doing::Committing(batch) => Step::Commit(Arc::clone(batch)),
            Doing::InFlight { sent_at, .. } => Self::in_flight_until(*sent_at, now),
            Doing::Idle if now < self.rest_until => Step::WaitUntil(times::at(self.rest_until)),
            Doing::Idle => self.plan(now),
        }
    }

    /// Takes in what happened. An unexpected event changes nothing.
    pub fn handle(&mut self, now: UnixTime, event: Event) {
        let now = times::within(now);
        match (std::mem::replace(&mut self.doing, Doing::Idle), event) {
            (Doing::InFlight { purpose, sent_at }, event) => match (purpose, event) {
                (Purpose::Accounts, Event::Accounts(page)) => self.take_accounts(page, sent_at),
                (Purpose::Ids { asked, controlled }, Event::Transactions(page)) => {
                    self.take_ids(asked, controlled, page, sent_at);
                }
                (Purpose::Page(kind), Event::Transactions(page)) => {
                    self.take_page(kind, page, sent_at)
                }
                (_, Event::Fault) => {
                    self.faults = self.faults.saturating_add(1);
                    self.rest_until = now + times::rest_after(self.faults);
                    self.agenda = None;
                }
                (purpose, _) => self.doing = Doing::InFlight { purpose, sent_at },
            },
            (Doing::Asking { question, answer }, Event::Known(known)) => {
                self.learn(question, answer, known, now);
            }
            (Doing::Committing(batch), Event::Committed) => {
                self.checkpoint = batch.checkpoint.clone();
                self.sequence = batch.sequence.saturating_add(1);
                self.agenda = None;
            }
            (doing, _) => self.doing = doing,
        }
    }

    /// The checkpoint that was last committed, with the readings that have begun since.
    #[must_use]
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// What is known about the copy, and what is not.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.checkpoint.standing()
    }

    fn take_accounts(&mut self, page: Page<Account>, sent_at: i64) {
        self.faults = 0;
        let next = Next::of(&page);
        if let Some(read) = self.accounts.read(page.data, next, sent_at) {
            let listed = read.accounts.iter().map(|new| new.account.id.clone()).collect();
            self.ask(Question::Accounts { listed }, Some(Answer::Accounts(read)));
        }
    }

    fn take_ids(
        &mut self,
        asked: Vec<TransactionId>,
        controlled: bool,
        page: Page<Transaction>,
        sent_at: i64,
    ) {
        self.faults = 0;
        let next = Next::of(&page);
        let rows: Vec<_> = page.data.into_iter().map(Upsert::of).collect();
        let others = rows.iter().map(Upsert::id).filter(|id| !asked.contains(id));
        let ids = asked.iter().chain(others).cloned().collect();
        let read = IdsRead { sent_at, asked, controlled, next, rows };
        self.ask(Question::Transactions { ids, days: None }, Some(Answer::Ids(read)));
    }

    fn take_page(&mut self, kind: Kind, page: Page<Transaction>, sent_at: i64) {
        self.faults = 0;
        let next = Next::of(&page);
        let rows: Vec<_> = page.data.into_iter().map(Upsert::of).collect();
        let measure = Measure {
            full_page: self.full_page(),
            seam: self.rules.seam,
            walks: self.rules.walks,
            clean: self.checkpoint.sweep(kind).is_some_and(|sweep| sweep.clean),
        };
        let window = self.window(kind, sent_at);
        let outcome = window.read(&rows, next, &measure);
        let days = window.judged_days(outcome);
        let ids = rows.iter().map(|row| row.id().clone()).collect();
        let linked = next != Next::Unknown;
        let read = PageRead { kind, sent_at, outcome, linked, rows };
        self.ask(Question::Transactions { ids, days }, Some(Answer::Page(read)));
    }

    fn learn(&mut self, question: Question, answer: Option<Answer>, known: Known, now: i64) {
        let batch = match (answer, known) {
            (None, Known::Agenda(agenda)) => {
                self.agenda = Some(agenda);
                return;
            }
            (Some(Answer::Accounts(read)), Known::Accounts(known)) => {
                self.accounts_batch(read, known, now)
            }
            (Some(Answer::Ids(read)), Known::Transactions(known)) => {
                self.ids_batch(read, &known, now)
            }
            (Some(Answer::Page(read)), Known::Transactions(known)) => {
                self.page_batch(read, known, now)
            }
            // The answer to another question.
            (answer, _) => {
                self.doing = Doing::Asking { question, answer };
                return;
            }
        };
        self.doing = Doing::Committing(Arc::new(batch));
    }

    fn ask(&mut self, question: Question, answer: Option<Answer>) {
        self.doing = Doing::Asking { question, answer };
    }

    fn ask_agenda(&mut self, now: i64) -> Step {
        let question = Question::Agenda { now: times::at(now), at_most: self.room() };
        self.ask(question.clone(), None);
        Step::Recall(question)
    }

    fn commit(&mut self, batch: Batch) -> Step {
        let batch = Arc::new(batch);
        self.doing = Doing::Committing(Arc::clone(&batch));
        Step::Commit(batch)
    }

    /// A batch with nothing in it yet.
    fn batch(&self) -> Batch {
        let seen = self.agenda.as_ref().map_or(0, |agenda| agenda.stamp);
        Batch::new(self.sequence, self.checkpoint.clone(), seen)
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger")
            .field("sequence", &self.sequence)
            .field("standing", &self.standing())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
