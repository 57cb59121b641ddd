//! Changes of a user's accounts and transactions.

use moneyhub_proto::ledger::Hint;

use super::{
    dice::Dice,
    doubts::{Booking, Hooks, Touch},
    service::{By, DAY, HOUR, MINUTE, Row, Service, name},
};

/// Something that happens at the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Happening {
    Amend,
    Arrive,
    Book,
    Clear,
    Connect,
    Dark,
    Delete,
    Disconnect,
    Edit,
    History,
    Move,
    Reconnect,
    Redate,
    Restore,
}

impl Happening {
    /// Each as often as it comes in a life.
    pub const LIFE: [Self; 26] = [
        Self::Arrive,
        Self::Arrive,
        Self::Arrive,
        Self::Arrive,
        Self::Arrive,
        Self::History,
        Self::History,
        Self::Book,
        Self::Book,
        Self::Book,
        Self::Book,
        Self::Book,
        Self::Edit,
        Self::Edit,
        Self::Edit,
        Self::Amend,
        Self::Amend,
        Self::Redate,
        Self::Redate,
        Self::Move,
        Self::Delete,
        Self::Clear,
        Self::Restore,
        Self::Connect,
        Self::Disconnect,
        Self::Reconnect,
    ];
}

/// The service as it lives, and the webhooks that it has sent.
pub(super) struct Life {
    pub(super) service: Service,
    pub(super) mail: Vec<Hint>,
    names: u32,
}

impl Life {
    pub(super) const fn new(service: Service) -> Self {
        Self { service, mail: Vec::new(), names: 0 }
    }

    fn next_name(&mut self) -> u32 {
        self.names += 1;
        self.names
    }

    fn account(&self, dice: &mut Dice) -> Option<u32> {
        let accounts: Vec<u32> = self.service.accounts.keys().copied().collect();
        (!accounts.is_empty()).then(|| dice.one_of(&accounts))
    }

    fn row(&self, dice: &mut Dice, fits: impl Fn(&Row) -> bool) -> Option<Row> {
        let rows: Vec<Row> = self.service.rows.values().filter(|row| fits(row)).copied().collect();
        (!rows.is_empty()).then(|| dice.one_of(&rows))
    }

    pub(super) fn happen(&mut self, now: i64, what: Happening, number: u64) {
        let dice = &mut Dice::new(number);
        match what {
            Happening::Connect if self.service.accounts.len() < 3 => {
                let (account, bank_id) = (self.next_name(), dice.below(5));
                self.service.accounts.insert(account, bank_id);
                let count = dice.between(3, 16);
                self.add(now, dice, account, count, true);
            }
            Happening::Arrive => {
                if let Some(account) = self.account(dice) {
                    let count = dice.between(1, 4);
                    let ids = self.add(now, dice, account, count, false);
                    self.post(dice, changed(&ids));
                }
            }
            Happening::History => {
                if let Some(account) = self.account(dice) {
                    let count = dice.between(3, 10);
                    let ids = self.add(now, dice, account, count, true);
                    // The documentation says both.
                    if dice.percent(50) {
                        self.post(dice, changed(&ids));
                    }
                }
            }
            Happening::Book => {
                if let Some(row) = self.row(dice, |row| row.pending) {
                    self.book(now, dice, row);
                }
            }
            Happening::Clear => self.clear(now, dice),
            Happening::Disconnect => self.disconnect(now, dice),
            Happening::Reconnect => self.reconnect(now, dice),
            Happening::Restore => self.restore(now, dice),
            Happening::Dark => {
                let time = dice.one_of(&[10 * MINUTE, 2 * HOUR, 8 * HOUR]);
                self.service.dark_until = now + time;
            }
            Happening::Delete => {
                if let Some(row) = self.row(dice, |_| true) {
                    self.service.kill(now, row.id);
                    self.post(dice, gone(&[row.id]));
                }
            }
            Happening::Amend | Happening::Edit | Happening::Move | Happening::Redate => {
                if let Some(row) = self.row(dice, |_| true) {
                    self.change(now, dice, what, row);
                }
            }
            Happening::Connect => {}
        }
    }

    fn add(&mut self, now: i64, dice: &mut Dice, account: u32, count: i64, old: bool) -> Vec<u32> {
        let crowd = now - dice.below(3) * DAY;
        let mut ids = Vec::new();
        for _ in 0..count {
            let back = match old {
                true => dice.between(2 * DAY, 14 * DAY),
                false => dice.between(-2 * DAY, 3 * DAY),
            };
            let mut date = now - back;
            if self.service.doubts.crowded && dice.percent(70) {
                date = crowd - crowd % DAY + dice.below(DAY);
            }
            let row = Row {
                id: self.next_name(),
                account,
                date,
                pending: !old && dice.percent(50),
                amount: -100 * dice.between(1, 25),
                text: dice.below(100),
                edits: 0,
                bank_id: dice.percent(50).then(|| dice.below(1_000_000)),
                modified: self.service.stamp(0, now, dice, By::New),
            };
            self.service.put(now, row);
            ids.push(row.id);
        }
        ids
    }

    fn book(&mut self, now: i64, dice: &mut Dice, row: Row) {
        let date = row.date + dice.one_of(&[0, 0, 3 * HOUR, DAY, -DAY]);
        let text = dice.below(100);
        if self.service.doubts.booking == Booking::SameId {
            let modified = self.service.stamp(row.modified, now, dice, By::Bank);
            self.service.put(now, Row { pending: false, date, text, modified, ..row });
            self.post(dice, changed(&[row.id]));
            return;
        }
        let booked = Row {
            id: self.next_name(),
            pending: false,
            date,
            text,
            edits: 0,
            bank_id: row.bank_id.filter(|_| dice.percent(50)),
            modified: self.service.stamp(0, now, dice, By::New),
            ..row
        };
        self.service.kill(now, row.id);
        self.service.put(now, booked);
        self.post(dice, gone(&[row.id]));
        self.post(dice, changed(&[booked.id]));
    }

    fn change(&mut self, now: i64, dice: &mut Dice, what: Happening, row: Row) {
        let by = match what {
            Happening::Edit | Happening::Move => By::User,
            _ => By::Bank,
        };
        let mut new = Row { modified: self.service.stamp(row.modified, now, dice, by), ..row };
        match what {
            Happening::Edit => new.edits += 1,
            Happening::Move => new.account = self.account(dice).unwrap_or(row.account),
            Happening::Amend => {
                new.amount = -100 * dice.between(1, 25);
                new.text = dice.below(100);
            }
            _ => new.date += dice.one_of(&[-6, -2, -1, 1, 2, 6]) * DAY,
        }
        self.service.put(now, new);
        if by == By::Bank {
            self.post(dice, changed(&[row.id]));
        }
    }

    /// All transactions of an account go, or of all of them. The accounts stay.
    fn clear(&mut self, now: i64, dice: &mut Dice) {
        let account = self.account(dice).filter(|_| dice.percent(50));
        let is_cleared = |row: &&Row| account.is_none_or(|account| row.account == account);
        let ids: Vec<u32> =
            self.service.rows.values().filter(is_cleared).map(|row| row.id).collect();
        for id in &ids {
            self.service.kill(now, *id);
        }
        self.post(dice, gone(&ids));
    }

    fn disconnect(&mut self, now: i64, dice: &mut Dice) {
        if self.service.accounts.len() <= usize::from(dice.percent(80)) {
            return;
        }
        let Some(account) = self.account(dice) else { return };
        self.service.accounts.remove(&account);
        let rows: Vec<Row> = self.service.rows.values().copied().collect();
        for row in rows.iter().filter(|row| row.account == account) {
            self.service.kill(now, row.id);
        }
        self.post(dice, Hint::AccountDeleted);
    }

    fn restore(&mut self, now: i64, dice: &mut Dice) {
        let is_of_account = |row: &&Row| self.service.accounts.contains_key(&row.account);
        let gone: Vec<Row> = self.service.dead.values().filter(is_of_account).copied().collect();
        if gone.is_empty() {
            return;
        }
        let row = dice.one_of(&gone);
        self.service.dead.remove(&row.id);
        let modified = self.service.stamp(row.modified, now, dice, By::Bank);
        self.service.put(now, Row { modified, ..row });
        self.post(dice, changed(&[row.id]));
    }

    /// An account that was there comes back under another connection: with new ids, or its own.
    fn reconnect(&mut self, now: i64, dice: &mut Dice) {
        let mut lost: Vec<u32> = self.service.dead.values().map(|row| row.account).collect();
        lost.retain(|account| !self.service.accounts.contains_key(account));
        lost.sort_unstable();
        lost.dedup();
        if lost.is_empty() || self.service.accounts.len() >= 3 {
            return;
        }
        let (old, again) = (dice.one_of(&lost), dice.percent(50));
        let account = if again { old } else { self.next_name() };
        self.service.accounts.insert(account, dice.below(5));
        let rows: Vec<Row> = self.service.dead.values().copied().collect();
        for row in rows.into_iter().filter(|row| row.account == old) {
            let modified = if self.service.doubts.touch == Touch::All { now } else { row.modified };
            let id = if again { row.id } else { self.next_name() };
            if again {
                self.service.dead.remove(&row.id);
            }
            self.service.put(now, Row { id, account, modified, ..row });
        }
    }

    fn post(&mut self, dice: &mut Dice, hint: Hint) {
        let times = match self.service.doubts.hooks {
            Hooks::Good => 1,
            Hooks::Lossy => dice.one_of(&[0, 0, 1, 1, 2]),
            Hooks::None => 0,
        };
        self.mail.extend(std::iter::repeat_n(hint, times));
    }
}

fn changed(ids: &[u32]) -> Hint {
    Hint::TransactionsChanged(ids.iter().map(|id| name(*id).into()).collect())
}

fn gone(ids: &[u32]) -> Hint {
    Hint::TransactionsDeleted(ids.iter().map(|id| name(*id).into()).collect())
}
