use super::*;

mod gone;

use crate::{api::accounts::TransactionData, codec::page::Links};

const NOON: i64 = 1_714_564_800;

fn at(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(NOON + seconds)
}

fn page<T>(items: Vec<T>) -> Page<T> {
    Page { links: Some(Links::default()), ..Page::new(items) }
}

fn account(id: &str, bank_id: &str) -> Account {
    Account { id: id.into(), provider_account_id: Some(bank_id.to_owned()), ..Account::default() }
}

fn transaction(id: &str, date: &str) -> Transaction {
    Transaction {
        id: id.into(),
        account_id: Some("a".into()),
        date: date.into(),
        ..Transaction::default()
    }
}

fn some_transactions() -> Vec<Transaction> {
    ["t1", "t2", "t3"].map(|id| transaction(id, "2024-05-01T12:00:00Z")).to_vec()
}

/// The service and the tables of one user.
struct User {
    accounts: Vec<Account>,
    transactions: Vec<Transaction>,
    memory: Memory,
    batches: Vec<Arc<Batch>>,
    calls: usize,
    /// Whether pages have links.
    links: bool,
    /// How many accounts a page has at most.
    accounts_page: usize,
    /// Whether it answers with other transactions than those of the ids.
    mistakes_ids: bool,
    settings: Settings,
}

impl User {
    fn new(transactions: Vec<Transaction>) -> Self {
        let accounts = vec![account("a", "x")];
        Self {
            accounts,
            transactions,
            memory: Memory::default(),
            batches: Vec::new(),
            calls: 0,
            links: true,
            accounts_page: 1_000,
            mistakes_ids: false,
            settings: Settings::default(),
        }
    }

    fn ledger(&self) -> Ledger {
        let (checkpoint, sequence) = (self.memory.checkpoint().clone(), self.memory.sequence());
        Ledger::new(&self.settings, checkpoint, sequence)
    }

    fn answer(&self, request: &Request) -> Event {
        match request {
            Request::Accounts(list) => {
                let mut rest = self.accounts.iter().skip(list.window.offset as usize);
                let mut page = page(rest.by_ref().take(self.accounts_page).cloned().collect());
                let next = rest.next();
                let next = next.map(|_| "/accounts?offset=1".to_owned());
                page.links = Some(Links { next, ..Links::default() });
                Event::Accounts(page)
            }
            Request::Transactions(list) => {
                let filter = &list.filter;
                let day = |row: &Transaction| Day::of(&row.date).and_then(Day::date);
                let asked = |row: &&Transaction| {
                    let (start, end) = (&filter.start_date, &filter.end_date);
                    (filter.ids.is_empty() || filter.ids.contains(&row.id) != self.mistakes_ids)
                        && start.as_ref().is_none_or(|start| Some(start) <= day(row).as_ref())
                        && filter.start_date_modified.as_ref().is_none_or(|since| {
                            let modified = row.date_modified.as_ref().and_then(Day::of);
                            modified.and_then(Day::date).as_ref() >= Some(since)
                        })
                        && end.as_ref().is_none_or(|end| day(row).as_ref() <= Some(end))
                };
                let (offset, limit) = (list.window.offset as usize, list.window.limit as usize);
                let mut found = self.transactions.iter().filter(asked).skip(offset);
                let mut page = page(found.by_ref().take(limit).cloned().collect());
                let next = found.next().map(|_| "/transactions?offset=1".to_owned());
                page.links = self.links.then(|| Links { next, ..Links::default() });
                Event::Transactions(page)
            }
        }
    }

    /// Does what there is to do at this time.
    fn run(&mut self, ledger: &mut Ledger, now: UnixTime) -> UnixTime {
        loop {
            let event = match ledger.step(now) {
                Step::Recall(question) => Event::Known(self.memory.recall(&question)),
                Step::Send(request) => {
                    self.calls += 1;
                    assert!(self.calls < 10_000, "it calls again and again");
                    self.answer(&request)
                }
                Step::Commit(batch) => {
                    assert!(self.memory.commit(&batch));
                    self.batches.push(batch);
                    Event::Committed
                }
                Step::WaitUntil(until) => return until,
            };
            ledger.handle(now, event);
        }
    }

    fn to_first_request(&self, ledger: &mut Ledger, now: UnixTime) -> Request {
        loop {
            match ledger.step(now) {
                Step::Recall(question) => {
                    ledger.handle(now, Event::Known(self.memory.recall(&question)));
                }
                Step::Send(request) => return request,
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn a_second_run_changes_nothing() {
    let mut user = User::new(some_transactions());
    user.run(&mut user.ledger(), at(0));
    assert_eq!(user.memory.transactions().len(), 3);
    user.batches.clear();
    user.run(&mut user.ledger(), at(7 * 3_600));
    assert!(!user.batches.is_empty());
    assert!(user.batches.iter().all(|batch| batch.changes() == 0));
}

#[test]
fn a_small_user_is_backfilled_by_two_calls_and_one_an_hour_later() {
    let mut user = User::new(some_transactions());
    let mut ledger = user.ledger();
    user.run(&mut ledger, at(0));
    assert_eq!(user.calls, 2);
    user.run(&mut ledger, at(3_601));
    assert_eq!(user.calls, 3);
}

/// So many a month for three years, the newest first.
fn three_years_of(a_month: usize) -> Vec<Transaction> {
    let today = NOON.div_euclid(86_400);
    let count = 36 * a_month;
    let day = |number: usize| today - (number * 1_080 / count) as i64;
    (0..count)
        .map(|number| {
            let date = Day::new(day(number)).date().unwrap();
            transaction(&format!("t{number}"), &format!("{date}T12:00:00Z"))
        })
        .collect()
}

#[test]
fn a_backfill_takes_the_calls_that_the_manual_says() {
    for (a_month, calls) in [(25, 3), (100, 12)] {
        let mut user = User::new(three_years_of(a_month));
        user.accounts[0].transaction_data = Some(TransactionData {
            count: 36 * a_month as i64,
            earliest_date: user.transactions.last().map(|last| last.date.clone()),
            last_date: None,
        });
        let mut ledger = user.ledger();
        for minutes in 0..5 {
            user.run(&mut ledger, at(minutes * 16 * 60));
        }
        assert_eq!(user.memory.transactions().len(), 36 * a_month);
        assert_eq!(user.calls, calls, "{a_month} a month");
        let oldest = at(4 * 16 * 60).seconds() - 2 * 3_600;
        let as_of = ledger.standing().as_of.unwrap().seconds();
        assert!(as_of >= oldest, "proven as of {as_of}");
    }
}

#[test]
fn a_request_is_handed_out_once() {
    let user = User::new(Vec::new());
    let mut ledger = user.ledger();
    let _ = user.to_first_request(&mut ledger, at(0));
    assert_eq!(ledger.step(at(0)), Step::WaitUntil(at(60)));
}

#[test]
fn a_batch_is_the_same_step_until_it_is_written() {
    let user = User::new(some_transactions());
    let mut ledger = user.ledger();
    let request = user.to_first_request(&mut ledger, at(0));
    ledger.handle(at(0), user.answer(&request));
    let Step::Recall(question) = ledger.step(at(0)) else { panic!("it asks first") };
    ledger.handle(at(0), Event::Known(user.memory.recall(&question)));
    let first = ledger.step(at(1));
    assert!(matches!(first, Step::Commit(_)));
    assert_eq!(ledger.step(at(2)), first);
}

#[test]
fn events_that_were_not_asked_for_change_nothing() {
    let user = User::new(Vec::new());
    let mut ledger = user.ledger();
    let before = ledger.step(at(0));
    let agenda = Known::Transactions(KnownTransactions::default());
    for event in [
        Event::Committed,
        Event::Fault,
        Event::Known(agenda),
        Event::Transactions(page(some_transactions())),
    ] {
        ledger.handle(at(0), event);
        assert_eq!(ledger.step(at(0)), before);
    }
}

#[test]
fn after_failures_in_a_row_it_rests_longer_and_an_hour_at_the_most() {
    let user = User::new(Vec::new());
    let mut ledger = user.ledger();
    let (mut now, mut rests) = (0, Vec::new());
    for _ in 0..8 {
        let _ = user.to_first_request(&mut ledger, at(now));
        ledger.handle(at(now), Event::Fault);
        let Step::WaitUntil(until) = ledger.step(at(now)) else { panic!("it rests") };
        rests.push(until.seconds() - at(now).seconds());
        now += until.seconds() - at(now).seconds();
    }
    assert_eq!(rests, [60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
}

#[test]
fn what_is_due_is_counted_before_it_is_asked_for() {
    let user = User::new(Vec::new());
    let mut ledger = user.ledger();
    assert_eq!(ledger.planned_calls(at(0)), None);
    let Step::Recall(_) = ledger.step(at(0)) else { panic!("it asks first") };
    let agenda = Agenda { due: 101, transactions: 3_600, ..Agenda::default() };
    ledger.handle(at(0), Event::Known(Known::Agenda(agenda)));
    let planned = ledger.planned_calls(at(0)).unwrap();
    assert_eq!((planned.accounts, planned.pages), (1, 5));
}

#[test]
fn an_account_that_is_back_under_another_id_is_named_with_the_old_one() {
    let mut user = User::new(some_transactions());
    user.run(&mut user.ledger(), at(0));
    user.accounts = vec![account("b", "x")];
    user.batches.clear();
    user.run(&mut user.ledger(), at(7 * 3_600));
    let continued: Vec<_> = user.batches.iter().flat_map(|batch| &batch.continued).collect();
    assert_eq!(continued, [&Continued { account_id: "b".into(), before: "a".into() }]);
}

#[test]
fn a_webhook_that_calls_a_transaction_deleted_removes_nothing_that_is_there() {
    let mut user = User::new(some_transactions());
    let mut ledger = user.ledger();
    user.run(&mut ledger, at(0));
    let hint = Hint::TransactionsDeleted(vec!["t1".into()]);
    user.memory.tell(Settings::default().words_of(&hint, at(10)));
    user.run(&mut ledger, at(3_000));
    assert_eq!(user.memory.transactions().len(), 3);
}

#[test]
fn a_transaction_whose_date_cannot_be_read_is_stored_and_lies_in_no_day() {
    let mut user = User::new(vec![transaction("t1", "yesterday")]);
    user.run(&mut user.ledger(), at(0));
    let stored = user.memory.transactions().values().next().unwrap();
    assert_eq!(stored.day, None);
    user.transactions.clear();
    let mut ledger = user.ledger();
    let hint = Hint::TransactionsDeleted(vec!["t1".into()]);
    user.memory.tell(Settings::default().words_of(&hint, at(10)));
    user.transactions = vec![transaction("t2", "2024-05-01T12:00:00Z")];
    for hours in 1..80 {
        user.run(&mut ledger, at(hours * 3_600));
    }
    let left: Vec<_> = user.memory.transactions().keys().map(|id| id.as_str()).collect();
    assert_eq!(left, ["t2"]);
}

#[test]
fn a_clock_that_is_far_out_makes_no_panic() {
    let mut user = User::new(some_transactions());
    for seconds in [i64::MIN, -1, i64::MAX] {
        let mut ledger = user.ledger();
        let now = UnixTime::from_seconds(seconds);
        for _ in 0..20 {
            let event = match ledger.step(now) {
                Step::Recall(question) => Event::Known(user.memory.recall(&question)),
                Step::Send(request) => user.answer(&request),
                Step::Commit(batch) => {
                    let _ = user.memory.commit(&batch);
                    Event::Committed
                }
                Step::WaitUntil(_) => break,
            };
            ledger.handle(now, event);
        }
    }
}

#[test]
fn debug_shows_no_row_and_no_id() {
    let user = User::new(vec![transaction("canary", "2024-05-01T12:00:00Z")]);
    let mut ledger = user.ledger();
    let request = user.to_first_request(&mut ledger, at(0));
    ledger.handle(at(0), user.answer(&request));
    assert!(!format!("{ledger:?}").contains("canary"));
}
