//! A naive model of the service: one user's accounts and transactions with their history, and the answers to
//! calls.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    time::{Duration, UNIX_EPOCH},
};

use moneyhub_proto::{
    Amount, Currency, Date, Page, Timestamp, Window, accounts,
    accounts::{Account, TransactionData},
    page::Links,
    transactions::{self, Transaction, TransactionSplit, TransactionStatus},
};

use super::{
    dice::Dice,
    doubts::{Count, Doubts, Lies, Order, Touch, Zone},
};

pub(super) const MINUTE: i64 = 60;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// How far a replica may be behind.
pub(super) const LAG: i64 = 5 * MINUTE;
/// When London's clocks go forward.
const SUMMER: i64 = 203 * DAY + HOUR;
const SHORT_PAGE: usize = 5;
const SHORT_LIST: usize = 2;

/// A transaction, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Row {
    pub(super) id: u32,
    pub(super) account: u32,
    pub(super) date: i64,
    pub(super) pending: bool,
    pub(super) amount: i64,
    /// Stands for all that the bank says.
    pub(super) text: i64,
    /// Stands for all that a user can change: category, notes, splits.
    pub(super) edits: u32,
    pub(super) bank_id: Option<i64>,
    pub(super) modified: i64,
}

/// Who made a change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    New,
    Bank,
    User,
}

pub(super) struct Service {
    pub(super) doubts: Doubts,
    lies: Lies,
    pub(super) rows: BTreeMap<u32, Row>,
    /// The bank's id of each account.
    pub(super) accounts: BTreeMap<u32, i64>,
    log: BTreeMap<u32, Vec<(i64, Option<Row>)>>,
    /// When an id last changed in any way.
    pub(super) changed: BTreeMap<u32, i64>,
    last_change: i64,
    /// Gone; may be restored.
    pub(super) dead: BTreeMap<u32, Row>,
    /// Everything is blank until then.
    pub(super) dark_until: i64,
    told: RefCell<HashMap<Row, Transaction>>,
}

impl Service {
    pub(super) fn new(doubts: Doubts, lies: Lies) -> Self {
        Self {
            doubts,
            lies,
            rows: BTreeMap::new(),
            accounts: BTreeMap::new(),
            log: BTreeMap::new(),
            changed: BTreeMap::new(),
            last_change: 0,
            dead: BTreeMap::new(),
            dark_until: 0,
            told: RefCell::default(),
        }
    }

    pub(super) fn put(&mut self, now: i64, row: Row) {
        self.rows.insert(row.id, row);
        self.log.entry(row.id).or_default().push((now, Some(row)));
        self.changed.insert(row.id, now);
        self.last_change = now;
    }

    pub(super) fn kill(&mut self, now: i64, id: u32) {
        if let Some(row) = self.rows.remove(&id) {
            self.dead.insert(id, row);
            self.log.entry(id).or_default().push((now, None));
            self.changed.insert(id, now);
            self.last_change = now;
        }
    }

    /// The `dateModified` that a change leaves.
    pub(super) fn stamp(&self, before: i64, now: i64, dice: &mut Dice, by: By) -> i64 {
        let touches = match self.doubts.touch {
            Touch::All => true,
            Touch::Bank => by != By::User,
            Touch::None => by == By::New,
        };
        let late = if self.doubts.late_stamps { dice.below(12 * HOUR) } else { 0 };
        if touches { now - late } else { before }
    }

    pub(super) fn rows_at(&self, instant: i64) -> Vec<Row> {
        if instant >= self.last_change {
            return self.rows.values().copied().collect();
        }
        let version = |versions: &Vec<(i64, Option<Row>)>| {
            versions.iter().rev().find(|(at, _)| *at <= instant).and_then(|(_, row)| *row)
        };
        self.log.values().filter_map(version).collect()
    }

    /// Rows that were there from one instant to another, and did not change.
    pub(super) fn steady(&self, from: i64, to: i64) -> Vec<Row> {
        let later: BTreeSet<Row> = self.rows_at(to).into_iter().collect();
        let unchanged = |row: &Row| {
            let versions = self.log.get(&row.id).into_iter().flatten();
            later.contains(row) && !versions.clone().any(|(at, _)| from < *at && *at <= to)
        };
        self.rows_at(from).into_iter().filter(unchanged).collect()
    }

    /// An instant that an answer may be of.
    pub(super) fn instant(&self, now: i64, dice: &mut Dice) -> i64 {
        if self.doubts.behind { now - dice.below(LAG) } else { now }
    }

    fn is_dark(&self, now: i64) -> bool {
        self.lies.blank && now < self.dark_until
    }

    pub(super) fn transactions(
        &self,
        list: &transactions::List,
        (now, instant): (i64, i64),
        dice: &mut Dice,
    ) -> Page<Transaction> {
        let mut rows = self.rows_at(instant);
        if self.is_dark(now) {
            rows.clear();
        }
        let filter = self.filter(&list.filter);
        rows.retain(filter);
        match self.doubts.order {
            Order::Date => rows.sort_by_key(|row| (-row.date, row.id)),
            Order::Id => rows.sort_by_key(|row| row.id),
            Order::Change => rows.sort_by_key(|row| (-row.modified, row.id)),
            Order::None => dice.shuffle(&mut rows),
        }
        let shown = rows.iter().map(|row| self.told(row));
        self.page(shown.collect(), list.window, SHORT_PAGE)
    }

    fn page<T: Clone>(&self, all: Vec<T>, window: Window, short: usize) -> Page<T> {
        let (offset, limit) = (window.offset as usize, window.limit as usize);
        let cap = if self.doubts.short_pages { limit.min(short) } else { limit };
        let more = offset + cap < all.len();
        let mut page = Page::new(all.into_iter().skip(offset).take(cap).collect());
        if !self.doubts.no_links {
            let mut links = Links::default();
            links.next = more.then(|| format!("/transactions?offset={}", offset + cap));
            page.links = Some(links);
        }
        page
    }

    /// What a filter lets through.
    fn filter(&self, filter: &transactions::Filter) -> impl Fn(&Row) -> bool {
        let number = |date: &Option<Date>| date.as_ref().map(|date| day(date.as_str()));
        let (since, start, end) = (
            number(&filter.start_date_modified),
            number(&filter.start_date),
            number(&filter.end_date),
        );
        let ids: Vec<u32> = filter.ids.iter().map(|id| number_of(id.as_str())).collect();
        let zone = self.doubts.zone;
        move |row| {
            let date = local_day(row.date, zone);
            (ids.is_empty() || ids.contains(&row.id))
                && since.is_none_or(|since| since <= local_day(row.modified, zone))
                && start.is_none_or(|start| start <= date)
                && end.is_none_or(|end| date <= end)
        }
    }

    pub(super) fn list_accounts(
        &self,
        list: &accounts::List,
        (now, instant): (i64, i64),
        dice: &mut Dice,
    ) -> Page<Account> {
        if self.is_dark(now) {
            return self.page(Vec::new(), list.window, SHORT_LIST);
        }
        let of = match self.doubts.counts {
            Count::Late => instant - dice.below(2 * DAY),
            _ => instant,
        };
        let without_pending = self.doubts.counts == Count::WithoutPending;
        let rows: Vec<_> =
            self.rows_at(of).into_iter().filter(|row| !(without_pending && row.pending)).collect();
        let told = |(id, bank_id): (&u32, &i64)| {
            let mut account = account(*id, *bank_id);
            let mine = rows.iter().filter(|row| row.account == *id);
            if self.doubts.counts != Count::Absent {
                let mut data = TransactionData::default();
                data.count = mine.clone().count() as i64;
                data.earliest_date = mine.map(|row| row.date).min().map(timestamp);
                account.transaction_data = Some(data);
            }
            account
        };
        self.page(self.accounts.iter().map(told).collect(), list.window, SHORT_LIST)
    }

    /// The transaction as it is told.
    pub(super) fn told(&self, row: &Row) -> Transaction {
        self.told.borrow_mut().entry(*row).or_insert_with(|| transaction(row)).clone()
    }
}

pub(super) fn name(id: u32) -> String {
    format!("t{id}")
}

/// The number in a name that begins with a letter.
pub(super) fn number_of(name: &str) -> u32 {
    name.get(1..).and_then(|number| number.parse().ok()).unwrap_or(u32::MAX)
}

pub(super) fn account(id: u32, bank_id: i64) -> Account {
    let mut account = Account::default();
    account.id = format!("a{id}").into();
    account.account_name = "An account".into();
    account.provider_account_id = Some(format!("bank-{bank_id}"));
    account
}

fn transaction(row: &Row) -> Transaction {
    let mut told = Transaction::default();
    told.id = name(row.id).into();
    told.account_id = Some(format!("a{}", row.account).into());
    let mut amount = Amount::default();
    amount.value = row.amount;
    amount.currency = Currency::gbp();
    told.amount = amount;
    told.date = timestamp(row.date);
    told.date_modified = Some(timestamp(row.modified));
    let status = if row.pending { TransactionStatus::Pending } else { TransactionStatus::Posted };
    told.status = Some(status);
    told.long_description = Some(format!("text {}", row.text).into());
    told.category_id = Some(format!("std:{}", row.edits).into());
    if row.edits % 3 == 2 {
        told.category_id = Some("mixed".into());
        let mut split = TransactionSplit::default();
        split.id = format!("s{}", row.edits).into();
        told.splits = Some(vec![split]);
    }
    told.provider_id = row.bank_id.map(|id| format!("x{id}").into());
    told
}

fn timestamp(seconds: i64) -> Timestamp {
    let time = UNIX_EPOCH + Duration::from_secs(seconds.max(0) as u64);
    Timestamp::try_from(time).expect("the histories are of this age")
}

pub(super) fn local_day(instant: i64, zone: Zone) -> i64 {
    let shift = match zone {
        Zone::Utc => 0,
        Zone::London if instant >= SUMMER => HOUR,
        Zone::London => 0,
        Zone::West => -11 * HOUR,
    };
    (instant + shift).div_euclid(DAY)
}

/// The number of a day, `YYYY-MM-DD`, counted up from 1970: years of the histories only.
pub(super) fn day(date: &str) -> i64 {
    let part = |range: std::ops::Range<usize>| date[range].parse::<i64>().expect("a number");
    let (year, month, day) = (part(0..4), part(5..7), part(8..10));
    let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let years: i64 = match year >= 1970 {
        true => (1970..year).map(|year| 365 + i64::from(is_leap(year))).sum(),
        false => -(year..1970).map(|year| 365 + i64::from(is_leap(year))).sum::<i64>(),
    };
    let february = 28 + i64::from(is_leap(year));
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    years + lengths.iter().take(month as usize - 1).sum::<i64>() + day - 1
}
