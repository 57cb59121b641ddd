//! The world that drives a ledger through a history, and checks the laws after every commit.

mod claims;
mod tally;
mod writes;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use moneyhub_proto::{
    Endpoint, Page,
    accounts::Account,
    env::UnixTime,
    id::TransactionId,
    ledger::{AccountUpsert, Batch, Checkpoint, Event, Hint, Memory, Request, Settings, Step},
    transactions::Transaction,
};

use self::{claims::Claims, tally::Tally};
use super::{
    Cost, History, Item, Law,
    dice::Dice,
    doubts::{Doubts, Hooks, Order},
    faults::{Fault, Faulty},
    laws::Broken,
    life::Life,
    service::{DAY, HOUR, MINUTE, Service, number_of},
    small,
    walk::Walks,
};

/// An hour before midnight.
const START: i64 = 200 * DAY + 23 * HOUR;
/// More than a checkpoint of three accounts has ever had.
const LONGEST_CHECKPOINT: usize = 200;

/// Another limit of a page.
const FEWER: u32 = 7;

pub(super) struct World {
    doubts: Doubts,
    fault: Fault,
    settings: Settings,
    life: Life,
    memory: Memory,
    now: i64,
    workers: Vec<Option<Worker>>,
    offsets: [i64; 2],
    /// No crashes and no failing calls any more.
    serene: bool,
    claims: Claims,
    /// The latest instant at which an answer showed a transaction.
    seen_at: BTreeMap<u32, i64>,
    tally: Tally,
    /// Rows that a faulty world has yet to write.
    late_rows: Option<Arc<Batch>>,
}

struct Worker {
    machine: Faulty,
    in_flight: Option<Request>,
    answered: Answered,
    walks: Walks,
}

/// The last answer, as it was given.
#[derive(Default)]
struct Answered {
    instant: i64,
    ids: BTreeSet<u32>,
    accounts: BTreeSet<u32>,
    counts: Option<BTreeMap<u32, i64>>,
}

impl World {
    pub(super) fn new(history: &History, fault: Fault) -> Self {
        let doubts = history.doubts;
        Self {
            doubts,
            fault,
            settings: fault.settings(small()),
            life: Life::new(Service::new(doubts, history.lies)),
            memory: Memory::default(),
            now: START,
            workers: (0..if doubts.two_workers { 2 } else { 1 }).map(|_| None).collect(),
            offsets: [0; 2],
            serene: false,
            claims: Claims::default(),
            seen_at: BTreeMap::new(),
            tally: Tally::default(),
            late_rows: None,
        }
    }

    pub(super) fn run(mut self, script: &[Item]) -> Result<Cost, Broken> {
        for item in script {
            match *item {
                Item::Step(number) => {
                    self.advance(number)?;
                }
                Item::Crash(number) => {
                    let at = number as usize % self.workers.len();
                    if self.doubts.crashes {
                        self.crash(at);
                    }
                }
                Item::Hook(number) => self.deliver(number)?,
                Item::Wait(number) => {
                    while self.doubts.hooks == Hooks::Good && !self.life.mail.is_empty() {
                        self.deliver(0)?;
                    }
                    const PAUSES: [i64; 8] =
                        [30, 5 * MINUTE, 11 * MINUTE, HOUR, 2 * HOUR, 7 * HOUR, 26 * HOUR, 9 * DAY];
                    self.now += PAUSES[number as usize % PAUSES.len()];
                }
                Item::Happen(what, number) => {
                    self.now += 1;
                    self.life.happen(self.now, what, number);
                }
            }
        }
        self.settle_down()
    }

    // One small step of one worker. Gives the time until which it has nothing to do.
    fn advance(&mut self, number: u64) -> Result<Option<i64>, Broken> {
        let at = number as usize % self.workers.len();
        let dice = &mut Dice::new(number);
        self.now += 1;
        self.write_late_rows(number);
        let mut worker = self.workers[at].take().unwrap_or_else(|| self.begin(at, dice));
        let clock = self.now + self.offsets[at];
        if let Some(request) = worker.in_flight.take() {
            if self.doubts.failing && !self.serene && dice.percent(10) {
                self.tally.lost += 1;
                worker.machine.handle(clock, Event::Fault);
            } else {
                self.answer(&mut worker, &request, clock, dice)?;
            }
            self.workers[at] = Some(worker);
            return Ok(None);
        }
        let before = worker.machine.standing();
        let mut until = None;
        match worker.machine.step(clock) {
            Step::Recall(question) => {
                let known = self.memory.recall(&question);
                worker.machine.handle(clock, Event::Known(known));
            }
            Step::Send(request) => {
                self.count(&request, &before, &worker.machine.standing());
                worker.in_flight = Some(request);
            }
            Step::Commit(batch) => {
                self.workers[at] = self.commit(worker, batch, clock)?;
                return Ok(None);
            }
            Step::WaitUntil(time) => until = Some(time.seconds() - self.offsets[at]),
        }
        self.workers[at] = Some(worker);
        Ok(until)
    }

    fn begin(&mut self, at: usize, dice: &mut Dice) -> Worker {
        if self.doubts.wrong_clock {
            let skew = self.settings.skew.as_secs() as i64;
            self.offsets[at] = dice.between(-skew, skew + 1);
        }
        let (bytes, sequence) = (self.memory.checkpoint().to_bytes(), self.memory.sequence());
        let checkpoint = Checkpoint::from_bytes(&bytes).expect("it was just written");
        assert_eq!(checkpoint, *self.memory.checkpoint(), "a checkpoint changes when it is stored");
        // It is started anew with another configuration.
        let page_limit = match self.doubts.crashes {
            true => dice.one_of(&[self.settings.page_limit, FEWER]),
            false => self.settings.page_limit,
        };
        let settings = Settings { page_limit, ..self.settings.clone() };
        Worker {
            machine: Faulty::new(self.fault, &settings, checkpoint, sequence),
            in_flight: None,
            answered: Answered::default(),
            walks: Walks::default(),
        }
    }

    fn crash(&mut self, at: usize) {
        if self.workers[at].take().is_some() {
            self.tally.lost += 1;
        }
    }

    fn answer(
        &mut self,
        worker: &mut Worker,
        request: &Request,
        clock: i64,
        dice: &mut Dice,
    ) -> Result<(), Broken> {
        let instant = self.life.service.instant(self.now, dice);
        let when = (self.now, instant);
        let service = &self.life.service;
        worker.answered = Answered {
            instant,
            accounts: service.accounts.keys().copied().collect(),
            ..Answered::default()
        };
        let event = match request {
            Request::Accounts(list) => {
                assert!(list.call().is_ok(), "it can't be sent");
                let page = service.list_accounts(list, when, dice);
                worker.answered.counts = counts(&page);
                Event::Accounts(page)
            }
            Request::Transactions(list) => {
                assert!(list.call().is_ok(), "it can't be sent");
                let page: Page<Transaction> = service.transactions(list, when, dice);
                let ids = page.data.iter().map(|row| number_of(row.id.as_str()));
                worker.answered.ids = ids.collect();
                if list.filter.ids.is_empty() {
                    worker.walks.take(list, instant, &worker.answered.ids);
                }
                Event::Transactions(page)
            }
        };
        worker.machine.handle(clock, event.clone());
        let before = worker.machine.step(clock);
        if matches!(before, Step::Send(_)) {
            // The next page of accounts: the same answer would be one to it.
            worker.in_flight = Some(request_of(&before));
            self.tally.accounts += 1;
            return Ok(());
        }
        worker.machine.handle(clock, event);
        match worker.machine.step(clock) == before {
            true => Ok(()),
            false => {
                Err(Law::Idempotence.broken("the same answer, given twice, changed the machine"))
            }
        }
    }

    // The laws of a commit.
    fn commit(
        &mut self,
        mut worker: Worker,
        batch: Arc<Batch>,
        clock: i64,
    ) -> Result<Option<Worker>, Broken> {
        let before = self.memory.checkpoint().standing();
        let accounts: BTreeSet<_> = self.memory.accounts().keys().cloned().collect();
        if !self.write(&batch) {
            self.tally.lost += 1;
            return Ok(None);
        }
        worker.machine.handle(clock, Event::Committed);
        let after = batch.checkpoint.standing();
        let written = (batch.upserts.len() + batch.removes.len()) as u64;
        self.tally.writes += written;
        self.tally.removed += batch.removes.len() as u64;
        let rows = self.memory.transactions().len().max(self.life.service.rows.len());
        self.tally.most_rows = self.tally.most_rows.max(rows);
        let found = batch.looks.iter().filter(|look| look.found_by == Some(batch.sequence + 1));
        self.tally.suspects += found.count() as u64;
        let is_new = |new: &AccountUpsert| !accounts.contains(&new.account.id);
        self.tally.connects += u64::from(batch.accounts.iter().any(is_new));
        let length = batch.checkpoint.to_bytes().len();
        self.tally.checkpoint = self.tally.checkpoint.max(length);
        if length > LONGEST_CHECKPOINT {
            return Err(Law::Bounded.broken(format!("a checkpoint of {length} bytes")));
        }
        self.check_removals(&batch, &worker.answered)?;
        self.check_written(&batch)?;
        self.claim(&batch, &before, &after, clock, &worker.answered)?;
        worker.walks.check(&before, &after, &self.life.service)?;
        Ok(Some(worker))
    }

    fn deliver(&mut self, number: u64) -> Result<(), Broken> {
        if self.life.mail.is_empty() {
            return Ok(());
        }
        let lossy = self.doubts.hooks == Hooks::Lossy;
        let at = if lossy { number as usize % self.life.mail.len() } else { 0 };
        let hint = self.life.mail.remove(at);
        let ids: &[_] = match &hint {
            Hint::TransactionsChanged(ids) | Hint::TransactionsDeleted(ids) => ids,
            Hint::AccountDeleted | Hint::SyncCompleted => &[],
        };
        self.tally.words += ids.len() as u64;
        self.tally.nudges += 1;
        self.memory.tell(self.settings.words_of(&hint, UnixTime::from_seconds(self.now)));
        if let (Fault::WebhooksObeyed, Hint::TransactionsDeleted(ids)) = (self.fault, &hint) {
            let (sequence, checkpoint) = (self.memory.sequence(), self.memory.checkpoint().clone());
            let obeyed = obeying(sequence, checkpoint, ids.clone());
            assert!(self.memory.commit(&obeyed), "it is under the stored number");
            let is_there =
                |id: &&TransactionId| self.life.service.rows.contains_key(&number_of(id.as_str()));
            if let Some(id) = ids.iter().find(is_there) {
                return Err(Law::Safety.broken(format!("a webhook removed {id}, which is there")));
            }
        }
        Ok(())
    }

    /// Runs the workers in turn. Time jumps when all of them have nothing to do.
    fn drive_until(&mut self, end: i64) -> Result<(), Broken> {
        let many = self.workers.len() as u64;
        let (mut number, mut until) = (self.now as u64, [0; 2]);
        while self.now < end {
            for at in 0..many {
                if until[at as usize] <= self.now {
                    number = Dice::new(number).number();
                    let number = number - number % many + at;
                    until[at as usize] = self.advance(number)?.unwrap_or_default();
                }
            }
            let soonest = until[..many as usize].iter().copied().min().unwrap_or_default();
            if soonest > self.now {
                self.now = soonest.min(end);
            }
        }
        Ok(())
    }

    /// No change any more. Late webhooks come in; then the copy has to become, and to stay, right.
    fn settle_down(mut self) -> Result<Cost, Broken> {
        self.serene = true;
        while !self.life.mail.is_empty() {
            self.deliver(self.now as u64)?;
        }
        let seconds = |duration: std::time::Duration| duration.as_secs() as i64;
        let rules = self.settings.clone();
        let (settle, increment) = (seconds(rules.settle), seconds(rules.increment));
        let (soonest, latest) = (seconds(rules.full_soonest), seconds(rules.full_latest));
        let quiet = self.now.max(self.life.service.dark_until);
        let within = latest + soonest + seconds(rules.long_settle) + 4 * increment + 4 * settle;
        self.drive_until(quiet + within)?;
        self.compare()?;
        let writes = self.tally.writes;
        self.drive_until(self.now + latest + 2 * settle)?;
        self.compare()?;
        if self.tally.writes != writes {
            return Err(Law::Idempotence.broken("a copy that was right was written again"));
        }
        let oldest = self.now - (latest + 4 * settle + increment);
        if self.claims.as_of.is_none_or(|as_of| as_of < oldest) {
            self.tally.stalled = true;
            // Without any order, long days can't be proven.
            if self.doubts.order != Order::None {
                let as_of = self.claims.as_of;
                return Err(Law::Staleness.broken(format!("{as_of:?} at {}", self.now)));
            }
        }
        let (calls, bound) = (self.calls(), self.formula()?);
        if calls > bound {
            return Err(Law::Bounded.broken(format!("{calls} calls of {bound}")));
        }
        let Tally { removed, checkpoint, stalled, .. } = self.tally;
        Ok(Cost { calls, bound, removed, checkpoint, stalled })
    }
}

fn request_of(step: &Step) -> Request {
    match step {
        Step::Send(request) => request.clone(),
        other => unreachable!("it was a request: {other:?}"),
    }
}

fn counts(page: &Page<Account>) -> Option<BTreeMap<u32, i64>> {
    let count = |account: &Account| {
        Some((number_of(account.id.as_str()), account.transaction_data.as_ref()?.count))
    };
    let counts: Option<BTreeMap<u32, i64>> = page.data.iter().map(count).collect();
    counts.map(|counts| counts.into_iter().filter(|(_, count)| *count > 0).collect())
}

fn obeying(sequence: u64, checkpoint: Checkpoint, removes: Vec<TransactionId>) -> Batch {
    Batch {
        sequence,
        checkpoint,
        removes,
        upserts: Vec::new(),
        accounts: Vec::new(),
        accounts_removed: Vec::new(),
        continued: Vec::new(),
        looks: Vec::new(),
        looks_done: Vec::new(),
        nudges_done: Vec::new(),
        seen: 0,
    }
}
