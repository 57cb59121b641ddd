//! The world that drives a ledger through a history, and holds the laws to every commit.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use moneyhub_proto::{
    Endpoint, Page,
    accounts::Account,
    env::UnixTime,
    ledger::{Batch, Checkpoint, Event, Hint, Ledger, Memory, Request, Settings, Standing, Step},
    transactions::Transaction,
};

use super::{
    Cost, History, Item, Law,
    dice::Dice,
    doubts::{Doubts, Hooks, Order, Touch},
    faults::{Fault, Faulty},
    laws::Broken,
    life::Life,
    service::{DAY, HOUR, MINUTE, Service, name, number_of},
    small,
    walk::Walk,
};

/// An hour before midnight.
const START: i64 = 200 * DAY + 23 * HOUR;
/// More than a checkpoint of three accounts has ever had.
const LONGEST_CHECKPOINT: usize = 200;

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
    walk: Option<Walk>,
}

/// The last answer, as it was given.
#[derive(Default)]
struct Answered {
    instant: i64,
    ids: BTreeSet<u32>,
    accounts: BTreeSet<u32>,
    counts: Option<BTreeMap<u32, i64>>,
}

/// What is claimed of the copy: by the checkpoint, or by a fault.
#[derive(Clone, Copy, Default)]
struct Claims {
    as_of: Option<i64>,
    watermark: Option<i64>,
    /// When a full reading last came to its end.
    ended: i64,
}

#[derive(Default)]
struct Tally {
    ids: u64,
    pages: u64,
    accounts: u64,
    full: u64,
    increments: u64,
    lost: u64,
    words: u64,
    nudges: u64,
    writes: u64,
    removed: u64,
    suspects: u64,
    connects: u64,
    most_rows: usize,
    checkpoint: usize,
    stalled: bool,
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
        Worker {
            machine: Faulty::new(self.fault, &self.settings, checkpoint, sequence),
            in_flight: None,
            answered: Answered::default(),
            walk: None,
        }
    }

    fn crash(&mut self, at: usize) {
        if self.workers[at].take().is_some() {
            self.tally.lost += 1;
        }
    }

    fn count(&mut self, request: &Request, before: &Standing, after: &Standing) {
        let started = |standing: &Standing| {
            let started =
                |reading: Option<moneyhub_proto::ledger::Reading>| reading.map(|it| it.started);
            (started(standing.full), started(standing.increment))
        };
        let ((full, increment), (full_after, increment_after)) = (started(before), started(after));
        self.tally.full += u64::from(full != full_after);
        self.tally.increments += u64::from(increment != increment_after);
        match request {
            Request::Accounts(_) => self.tally.accounts += 1,
            Request::Transactions(list) if list.filter.ids.is_empty() => self.tally.pages += 1,
            Request::Transactions(_) => self.tally.ids += 1,
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
                    Walk::take(&mut worker.walk, list, instant, &worker.answered.ids);
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
        let is_new =
            |new: &moneyhub_proto::ledger::AccountUpsert| !accounts.contains(&new.account.id);
        self.tally.connects += u64::from(batch.accounts.iter().any(is_new));
        let length = batch.checkpoint.to_bytes().len();
        self.tally.checkpoint = self.tally.checkpoint.max(length);
        if length > LONGEST_CHECKPOINT {
            return Err(Law::Bounded.broken(format!("a checkpoint of {length} bytes")));
        }
        self.check_removals(&batch, &worker.answered)?;
        self.check_written(&batch)?;
        self.claim(&batch, &before, &after, clock, &worker.answered)?;
        if let Some(walk) = worker.walk.take_if(|walk| walk.is_called_whole(&before, &after)) {
            walk.check(&self.life.service)?;
        }
        Ok(Some(worker))
    }

    fn write(&mut self, batch: &Arc<Batch>) -> bool {
        match self.fault {
            Fault::Unfenced => {
                let sequence = self.memory.sequence();
                self.memory.commit(&Batch { sequence, ..(**batch).clone() })
            }
            Fault::CheckpointFirst => {
                // The rows come in a commit of their own, so that numbers are not compared here.
                let first = Batch {
                    sequence: self.memory.sequence(),
                    upserts: Vec::new(),
                    removes: Vec::new(),
                    accounts: Vec::new(),
                    ..(**batch).clone()
                };
                let done = self.memory.commit(&first);
                self.late_rows = done.then(|| Arc::clone(batch));
                done
            }
            _ => self.memory.commit(batch),
        }
    }

    /// The second of two transactions, unless everything has crashed in between.
    fn write_late_rows(&mut self, number: u64) {
        let Some(batch) = self.late_rows.take() else { return };
        if number % 7 == 0 && !self.serene {
            self.tally.lost += 1;
            self.workers.iter_mut().for_each(|worker| *worker = None);
            return;
        }
        let sequence = self.memory.sequence();
        let checkpoint = self.memory.checkpoint().clone();
        let (looks, looks_done, nudges_done) = (Vec::new(), Vec::new(), Vec::new());
        let rows =
            Batch { sequence, checkpoint, looks, looks_done, nudges_done, ..(*batch).clone() };
        assert!(self.memory.commit(&rows), "nothing has come in between");
    }

    /// Gone when the deciding answer was made, and that after any answer that has shown it.
    fn check_removals(&mut self, batch: &Batch, answered: &Answered) -> Result<(), Broken> {
        if !batch.removes.is_empty() {
            let there: BTreeSet<u32> =
                self.life.service.rows_at(answered.instant).iter().map(|row| row.id).collect();
            for id in batch.removes.iter().map(|id| number_of(id.as_str())) {
                if there.contains(&id) {
                    return Err(Law::Safety.broken(format!("t{id} was there")));
                }
                if self.seen_at.get(&id).is_some_and(|seen| answered.instant < *seen) {
                    return Err(Law::Safety.broken(format!("t{id} was seen later")));
                }
            }
        }
        for id in batch.accounts_removed.iter().map(|id| number_of(id.as_str())) {
            if answered.accounts.contains(&id) {
                return Err(Law::Safety.broken(format!("account a{id} was there")));
            }
        }
        for id in &answered.ids {
            let seen = self.seen_at.entry(*id).or_default();
            *seen = answered.instant.max(*seen);
        }
        Ok(())
    }

    /// Written twice, a batch is as written once.
    fn check_written(&self, batch: &Batch) -> Result<(), Broken> {
        if matches!(self.fault, Fault::CheckpointFirst) {
            return Ok(());
        }
        let stored = self.memory.transactions();
        let is_stored = |row: &moneyhub_proto::ledger::Upsert| {
            stored.get(&row.transaction.id).is_some_and(|stored| stored == row)
        };
        let is_gone = |id: &moneyhub_proto::id::TransactionId| !stored.contains_key(id);
        match batch.upserts.iter().all(is_stored) && batch.removes.iter().all(is_gone) {
            true => Ok(()),
            false => {
                Err(Law::Idempotence.broken("the same batch, written twice, changes the rows"))
            }
        }
    }

    fn claim(
        &mut self,
        batch: &Batch,
        before: &Standing,
        after: &Standing,
        clock: i64,
        answered: &Answered,
    ) -> Result<(), Broken> {
        let old = self.claims;
        let seconds = |time: Option<UnixTime>| time.map(UnixTime::seconds);
        let margin = (self.settings.settle + self.settings.skew).as_secs() as i64;
        if after.awaiting.is_some() && after.awaiting != before.awaiting {
            self.claims.ended = clock;
        }
        let as_of = seconds(after.as_of);
        self.claims.watermark = seconds(after.present_as_of);
        self.claims.as_of = match self.fault {
            Fault::ClaimsAtEnd if before.as_of != after.as_of => Some(old.ended - margin),
            Fault::ClaimsAtEnd => old.as_of,
            Fault::ClaimsAtStart => as_of.map(|as_of| as_of + margin),
            Fault::ClaimsTooSoon => seconds(after.awaiting).max(as_of),
            Fault::CountsProve => {
                let proven = as_of.is_some() && self.counts_agree(answered);
                old.as_of.max(as_of).max(proven.then_some(clock - margin))
            }
            _ => as_of,
        };
        if self.claims.as_of < old.as_of || self.claims.watermark < old.watermark {
            return Err(Law::Monotone.broken("a claim went back"));
        }
        if self.claims.as_of != old.as_of || self.claims.watermark != old.watermark {
            let known = self.memory.transactions().keys().map(|id| number_of(id.as_str()));
            let ids: BTreeSet<u32> =
                known.chain(self.life.service.changed.keys().copied()).collect();
            return self.check_claims(ids);
        }
        let upserts = batch.upserts.iter().map(|row| &row.transaction.id);
        let touched = upserts.chain(&batch.removes).map(|id| number_of(id.as_str()));
        self.check_claims(touched.collect())
    }

    fn counts_agree(&self, answered: &Answered) -> bool {
        let mut stored: BTreeMap<u32, i64> = BTreeMap::new();
        for row in self.memory.transactions().values() {
            let account =
                row.transaction.account_id.as_ref().map_or(0, |id| number_of(id.as_str()));
            *stored.entry(account).or_default() += 1;
        }
        answered.counts.as_ref() == Some(&stored)
    }

    fn check_claims(&self, ids: BTreeSet<u32>) -> Result<(), Broken> {
        let Claims { as_of, watermark, .. } = self.claims;
        let service = &self.life.service;
        for id in ids {
            let changed = service.changed.get(&id).copied().unwrap_or_default();
            let is_claimed = as_of.is_some_and(|as_of| changed <= as_of);
            let is_marked = self.doubts.touch == Touch::All
                && service.rows.contains_key(&id)
                && watermark.is_some_and(|mark| changed <= mark);
            if (is_claimed || is_marked) && !self.is_right(id) {
                let law = if is_claimed { Law::AsOf } else { Law::Watermark };
                return Err(law.broken(format!("t{id} is wrong as of {as_of:?}, {watermark:?}")));
            }
        }
        Ok(())
    }

    fn is_right(&self, id: u32) -> bool {
        let stored = self.memory.transactions().get(&name(id).into());
        match (stored, self.life.service.rows.get(&id)) {
            (None, None) => true,
            (Some(stored), Some(row)) => stored.transaction == self.life.service.told(row),
            _ => false,
        }
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
            let is_there = |id: &&moneyhub_proto::id::TransactionId| {
                self.life.service.rows.contains_key(&number_of(id.as_str()))
            };
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

    fn compare(&self) -> Result<(), Broken> {
        let stored = self.memory.transactions().keys().map(|id| number_of(id.as_str()));
        let ids: BTreeSet<u32> = stored.chain(self.life.service.rows.keys().copied()).collect();
        let wrong: Vec<u32> = ids.into_iter().filter(|id| !self.is_right(*id)).collect();
        if !wrong.is_empty() {
            return Err(Law::Convergence.broken(format!("{wrong:?} differ for good")));
        }
        let stored = self.memory.accounts().values().map(|stored| &stored.account);
        let stored = stored.map(|account| (&account.id, &account.provider_account_id));
        let there: Vec<Account> = self.life.service.accounts.iter().map(told_account).collect();
        let mut there: Vec<_> =
            there.iter().map(|account| (&account.id, &account.provider_account_id)).collect();
        there.sort_unstable();
        match stored.eq(there) {
            true => Ok(()),
            false => Err(Law::Convergence.broken("accounts differ for good")),
        }
    }

    fn calls(&self) -> u64 {
        self.tally.ids + self.tally.pages + self.tally.accounts
    }

    /// The calls that are allowed for what has happened. It is the formula of the manual, with slack for
    /// windows that are begun again.
    fn formula(&self) -> Result<u64, Broken> {
        let seconds = |duration: std::time::Duration| duration.as_secs_f64();
        let (rules, tally) = (&self.settings, &self.tally);
        let elapsed = (self.now - START) as f64;
        let page = if self.doubts.short_pages { 5.0 } else { f64::from(rules.page_limit) };
        let (rows, lost) = (tally.most_rows as f64, tally.lost as f64);
        let (words, nudges) = (tally.words as f64, tally.nudges as f64);
        let (connects, suspects) = (tally.connects as f64, tally.suspects as f64);
        let for_each = 20.0 + 12.0 * rows / page;
        let full = 2.0 + 2.0 * elapsed / seconds(rules.full_soonest) + 3.0 * connects + lost;
        let increments = 2.0 + elapsed / seconds(rules.increment) + nudges + lost;
        if tally.full as f64 > full || tally.increments as f64 > increments {
            let (readings, more) = (tally.full, tally.increments);
            return Err(Law::Bounded.broken(format!("{readings} readings, {more} increments")));
        }
        let looks = 3.0 * (words + suspects) + 2.0 * elapsed / seconds(rules.increment);
        // Two to a page, and one to see that there are no more.
        let lists = 2.0 + elapsed / seconds(rules.accounts) + nudges + 4.0 * connects;
        let pages_of_list = if self.doubts.short_pages { 3.0 } else { 2.0 };
        let again = lost * (4.0 + 2.0 * rows / page);
        let sweeps = (tally.full + tally.increments) as f64;
        Ok((sweeps * for_each + looks + lists * pages_of_list + again) as u64)
    }
}

fn told_account((id, bank_id): (&u32, &i64)) -> Account {
    super::service::account(*id, *bank_id)
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

fn obeying(
    sequence: u64,
    checkpoint: Checkpoint,
    removes: Vec<moneyhub_proto::id::TransactionId>,
) -> Batch {
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

/// A machine that takes up any checkpoint says what to do, whatever the time and the answers.
pub(super) fn goes_on_from(checkpoint: Checkpoint) {
    let mut ledger = Ledger::new(&small(), checkpoint, u64::MAX);
    let memory = Memory::default();
    let mut now = START;
    for turn in 0..40 {
        let time = UnixTime::from_seconds(now);
        let _ = (ledger.standing(), ledger.planned_calls(time));
        let event = match ledger.step(time) {
            Step::Recall(question) => Event::Known(memory.recall(&question)),
            Step::Send(Request::Accounts(_)) => Event::Accounts(Page::new(Vec::new())),
            Step::Send(Request::Transactions(_)) if turn % 3 == 0 => {
                let mut row = Transaction::default();
                row.id = "t1".into();
                row.date = "9999-12-31T23:59:59Z".into();
                Event::Transactions(Page::new(vec![row]))
            }
            Step::Send(Request::Transactions(_)) => Event::Transactions(Page::new(Vec::new())),
            Step::Commit(_) => Event::Committed,
            Step::WaitUntil(until) => {
                now = until.seconds();
                continue;
            }
        };
        ledger.handle(time, event);
    }
}
