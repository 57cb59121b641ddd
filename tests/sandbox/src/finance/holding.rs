//! Securities, which add up to the balance of their account.
//!
//! Quantities and prices are decimals, so totals are counted in ten-thousandths of a penny: the
//! product of a quantity in hundredths and a price in hundredths of a penny.

use serde_json::{Value, json};

use super::Finance;
use super::account::Account;
use crate::clock::{date, millis_of_days};
use crate::mix::mix128;

const KIND_HOLDING: u64 = 17;

/// How many valuations there are.
pub(super) const VALUATIONS: i64 = 3;

const PARTS_OF_A_PENNY: i64 = 10_000;

struct Security {
    name: &'static str,
    isin: &'static str,
    /// Its share of the account, in hundredths.
    share: i64,
    /// In hundredths of a penny, now and a month earlier and so on.
    prices: [i64; VALUATIONS as usize],
}

const SECURITIES: [Security; 3] = [
    Security {
        name: "Example Bond Fund",
        isin: "GB00B39TQT96",
        share: 40,
        prices: [123_093, 122_810, 122_541],
    },
    Security {
        name: "Example World Equity Fund",
        isin: "GB00B3X7QG63",
        share: 35,
        prices: [30_417, 30_102, 29_877],
    },
    Security {
        name: "Example Utilities plc",
        isin: "GB0002162385",
        share: 15,
        prices: [51_250, 50_875, 51_020],
    },
];

/// One position at one valuation.
pub(super) struct Position {
    pub(super) place: u64,
    pub(super) name: &'static str,
    pub(super) isin: Option<&'static str>,
    /// In hundredths; not of cash.
    pub(super) quantity: i64,
    /// In hundredths of a penny.
    pub(super) price: i64,
    /// In ten-thousandths of a penny.
    pub(super) total: i64,
}

impl Finance {
    /// By day, newest first.
    pub(crate) fn valuations(&self, user: u64, account: &Account) -> Vec<Value> {
        let valuation = |month: i64| {
            let items = self.positions(user, account, month);
            let items = items.iter().map(|position| {
                let mut item = position.write(user, account);
                item["description"] = json!(position.name);
                item
            });
            json!({"date": self.valued(account, month), "items": items.collect::<Vec<_>>()})
        };
        match account.holds() {
            true => (0..VALUATIONS).map(valuation).collect(),
            false => Vec::new(),
        }
    }

    /// The current holdings, with the securities that may match them.
    pub(crate) fn holdings(&self, user: u64, account: &Account) -> Vec<Value> {
        if !account.holds() {
            return Vec::new();
        }
        let positions = self.positions(user, account, 0);
        positions.iter().map(|position| self.write_matched(user, account, position)).collect()
    }

    /// One with its earlier values.
    pub(crate) fn holding(&self, user: u64, account: &Account, id: &str) -> Option<Value> {
        if !account.holds() {
            return None;
        }
        let now = self.positions(user, account, 0);
        let position = now.iter().find(|position| position.id(user, account) == id)?;
        let earlier = (1..VALUATIONS).filter_map(|month| {
            let then = self.positions(user, account, month);
            let then = then.into_iter().find(|then| then.place == position.place)?;
            Some(json!({
                "date": self.valued(account, month),
                "quantity": then.quantity(),
                "unitPrice": money(hundredths(then.price), account),
                "total": money(parts(then.total), account),
            }))
        });
        let mut holding = self.write_matched(user, account, position);
        holding["history"] = json!(earlier.collect::<Vec<_>>());
        Some(holding)
    }

    fn write_matched(&self, user: u64, account: &Account, position: &Position) -> Value {
        let day = self.valued(account, 0);
        let matched: Vec<Value> = position
            .isin
            .map(|isin| {
                json!({
                    "isin": isin,
                    "name": format!("{} Acc", position.name),
                    "score": 0.8,
                    "priceGBP": hundredths(position.price / 100),
                    "price": money(hundredths(position.price), account),
                    "date": day,
                })
            })
            .into_iter()
            .collect();
        let mut holding = position.write(user, account);
        holding["name"] = json!(position.name);
        holding["date"] = json!(day);
        holding["matched"] = json!(matched);
        holding
    }

    /// Three securities and the remaining cash: together the balance at the end of that month,
    /// counted back from the last fetched one.
    pub(super) fn positions(&self, user: u64, account: &Account, month: i64) -> Vec<Position> {
        let stream = self.stream(user, account);
        let newest = self.newest_month(account);
        let (now, then) = (stream.closing(newest), stream.closing(newest + month));
        let slot = usize::try_from(month).unwrap_or(0);
        let mut left = then * PARTS_OF_A_PENNY;
        let mut positions = Vec::new();
        for (place, security) in (0..).zip(&SECURITIES) {
            // The quantity stays; the price moves.
            let quantity = now * security.share * 100 / security.prices[0];
            let price = security.prices[slot.min(security.prices.len() - 1)];
            let total = quantity * price;
            left -= total;
            let isin = Some(security.isin);
            positions.push(Position { place, name: security.name, isin, quantity, price, total });
        }
        positions.push(Position {
            place: SECURITIES.len() as u64,
            name: "Cash",
            isin: None,
            quantity: 0,
            price: 100,
            total: left,
        });
        positions
    }

    pub(super) fn valued(&self, account: &Account, month: i64) -> String {
        let month = self.newest_month(account) + month;
        date(self.calendar.end(month) - millis_of_days(1))
    }

    /// The last month that its connection has fetched completely.
    pub(super) fn newest_month(&self, account: &Account) -> i64 {
        let fetch = account.bank.as_ref().map_or(0, |bank| bank.fetches.last());
        self.calendar.month_of(fetch)
    }
}

impl Position {
    fn write(&self, user: u64, account: &Account) -> Value {
        let codes: Vec<Value> =
            self.isin.map(|isin| json!({"code": isin, "type": "ISIN"})).into_iter().collect();
        json!({
            "id": self.id(user, account),
            "codes": codes,
            "quantity": self.quantity(),
            "total": money(parts(self.total), account),
            "unitPrice": money(hundredths(self.price), account),
            "currency": account.currency,
        })
    }

    /// Of cash, a penny costs a penny.
    pub(super) fn quantity(&self) -> Value {
        match self.isin {
            Some(_) => hundredths(self.quantity),
            None => parts(self.total),
        }
    }

    /// 64 hex digits, as in Moneyhub's sample.
    pub(super) fn id(&self, user: u64, account: &Account) -> String {
        let bits =
            |half| mix128(KIND_HOLDING + half, user, u64::from(account.number) << 8 | self.place);
        format!("{:032x}{:032x}", bits(0), bits(1 << 32))
    }
}

fn money(value: Value, account: &Account) -> Value {
    json!({"value": value, "currency": account.currency})
}

pub(crate) fn hundredths(number: i64) -> Value {
    decimal(number, 2)
}

fn parts(number: i64) -> Value {
    decimal(number, 4)
}

/// A number with this many decimals: parsed from its text, so that it is written unchanged.
pub(super) fn decimal(number: i64, places: u32) -> Value {
    let unit = 10_u64.pow(places);
    let sign = if number < 0 { "-" } else { "" };
    let (whole, part) = (number.unsigned_abs() / unit, number.unsigned_abs() % unit);
    let width = usize::try_from(places).unwrap_or(0);
    serde_json::from_str(&format!("{sign}{whole}.{part:0width$}")).unwrap_or_default()
}
