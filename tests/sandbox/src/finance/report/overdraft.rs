//! When an account was below zero, and below its overdraft limit.

use serde_json::{Value, json};

use super::super::Finance;
use super::super::account::Account;
use super::super::filter::Filter;
use super::super::transaction::amount;
use crate::clock::{date, millis_of_days};

/// A time below a floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Below {
    start: i64,
    end: i64,
    least: i64,
}

impl Below {
    /// A part of a day counts as a day.
    fn days(self) -> i64 {
        (self.end - self.start).div_euclid(millis_of_days(1)).max(1)
    }

    fn write(self, currency: &str) -> Value {
        json!({
            "days": self.days(),
            "start": date(self.start),
            "end": date(self.end),
            "minimumBalance": amount(self.least, currency),
        })
    }
}

impl Finance {
    /// Of a current account with transactions, from a moment on.
    pub(super) fn overdraft(&self, user: u64, account: &Account, from: i64) -> Option<Value> {
        if account.kind.name != "cash:current" || !account.flows() {
            return None;
        }
        let filter = Filter { from: Some(from), ..Filter::default() };
        let listing = self.listing(user, std::slice::from_ref(account), &filter);
        let balance = |one: super::super::Transaction| Some((one.date, one.balance?));
        let mut balances: Vec<(i64, i64)> = listing.from(0).filter_map(balance).collect();
        balances.reverse();
        let limit = account.details.get("overdraftLimit").and_then(Value::as_i64).unwrap_or(0);
        let days = |times: &[Below]| times.iter().map(|time| time.days()).sum::<i64>();
        let overdrawn = below(&balances, 0);
        let unarranged = below(&balances, -limit);
        let detail = |time: &Below| {
            let mut detail = time.write(&account.currency);
            let inside =
                unarranged.iter().filter(|one| (time.start..time.end).contains(&one.start));
            let inside: Vec<Below> = inside.copied().collect();
            if !inside.is_empty() {
                let details: Vec<Value> =
                    inside.iter().map(|one| one.write(&account.currency)).collect();
                detail["unarrangedOverdraft"] = json!({"days": days(&inside), "details": details});
            }
            detail
        };
        Some(json!({
            "id": account.id,
            "daysInOverdraft": days(&overdrawn),
            "daysInUnarrangedOverdraft": days(&unarranged),
            "earliestBalanceDate": date(balances.first().map_or(from, |(day, _)| *day)),
            "details": overdrawn.iter().map(detail).collect::<Vec<Value>>(),
        }))
    }
}

/// The times below a floor in balances, oldest first. A current one ends with the last balance.
fn below(balances: &[(i64, i64)], floor: i64) -> Vec<Below> {
    let mut times: Vec<Below> = Vec::new();
    let mut open = false;
    for &(moment, balance) in balances {
        match times.last_mut().filter(|_| open) {
            Some(time) => {
                time.end = moment;
                time.least = time.least.min(balance);
            }
            None if balance < floor => {
                times.push(Below { start: moment, end: moment, least: balance });
            }
            None => {}
        }
        open = balance < floor;
    }
    times
}

#[cfg(test)]
mod tests {
    use super::{Below, below};

    #[test]
    fn a_time_below_ends_with_the_balance_that_is_not() {
        let balances = [(1, 5), (2, -1), (3, -9), (4, 0), (5, -2)];
        let first = Below { start: 2, end: 4, least: -9 };
        assert_eq!(below(&balances, 0), [first, Below { start: 5, end: 5, least: -2 }]);
        assert_eq!(below(&balances, -5), [Below { start: 3, end: 4, least: -9 }]);
        assert_eq!(below(&balances, -10), []);
    }
}
