//! Recurring payments of an account: standing orders, and the estimates of v2.

use serde_json::{Value, json};

use super::Finance;
use super::account::{Account, digits, id_of};
use super::calendar::Place;
use super::catalogue::{Counterparty, counterparties};
use super::transaction::amount;
use crate::clock::{date, rfc3339};

const KIND_ORDER: u64 = 15;

impl Finance {
    /// The standing order among a current account's fixed payments, as in its seeded transactions,
    /// and one that has ended. With the payee.
    pub(crate) fn standing_orders(&self, user: u64, account: &Account) -> Vec<Value> {
        let flow = account.kind.flow.as_ref();
        let Some(flow) = flow.filter(|_| account.kind.name == "cash:current" && account.flows())
        else {
            return Vec::new();
        };
        let [(line, rent), _] = &flow.fixed;
        if line.code.1 != "STDO" {
            return Vec::new();
        }
        let payee = counterparties().get(line.company).map_or("", |company| &company.name);
        let newest = self.newest_month(account);
        let paid = self.calendar.date(Place { month: 0, place: 1 });
        let next = self.calendar.end(newest) + (paid - self.calendar.start(0));
        let first = Place { month: self.calendar.months() - 1, place: 1 };
        let oldest = -self.stream(user, account).amount(flow, first);
        let first = self.calendar.date(first);
        let day: u8 = date(paid).get(8..).and_then(|day| day.parse().ok()).unwrap_or(1);
        let money = amount(*rent, &account.currency);
        vec![
            json!({
                "id": id_of(KIND_ORDER, user, account.number, 0),
                "status": "Active",
                "reference": "RENT",
                "frequency": {"repeat": "Monthly", "day": day, "onlyWorkDays": false,
                    "region": "ENGLISH"},
                "firstPaymentDate": rfc3339(first),
                "nextPaymentDate": rfc3339(next),
                "firstPaymentAmount": amount(oldest, &account.currency),
                "nextPaymentAmount": money,
                "currency": account.currency,
                "payee": {
                    "name": payee,
                    "sortCodeAccountNumber": format!("040506{}", digits(user, 1, 8)),
                },
            }),
            json!({
                "id": id_of(KIND_ORDER, user, account.number, 1),
                "status": "Inactive",
                "reference": "HOLIDAY",
                "frequency": {"repeat": "Weekly", "day": 5},
                "numberOfPayments": 12,
                "firstPaymentDate": rfc3339(self.calendar.start(11)),
                "finalPaymentDate": rfc3339(self.calendar.start(8)),
                "firstPaymentAmount": amount(2_500, &account.currency),
                "finalPaymentAmount": amount(2_500, &account.currency),
                "currency": account.currency,
                "payee": {"name": "Alex Example", "iban": "GB33BUKB20201555555555"},
            }),
        ]
    }

    /// The next three dates of monthly payments and income (v2).
    pub(crate) fn recurring(&self, user: u64, account: &Account) -> Vec<Value> {
        let Some(flow) = account.kind.flow.as_ref().filter(|_| account.flows()) else {
            return Vec::new();
        };
        let [(first, _), (second, _)] = &flow.fixed;
        let stream = self.stream(user, account);
        let estimate = |(place, company): (u64, usize)| {
            let at = Place { month: 0, place };
            if place >= self.calendar.per_month() {
                return None;
            }
            let value = amount(stream.amount(flow, at), &account.currency);
            let into = self.calendar.date(at) - self.calendar.start(0);
            let newest = self.newest_month(account);
            Some(json!({
                "counterpartyId": counterparties().get(company).map(|company| &company.id),
                "amount": value,
                "amountRange": amount(0, &account.currency),
                "monthlyAmount": value,
                "predictionSource": "moneyhub",
                "monthlyAverageOnly": false,
                "dates": [date(self.calendar.end(newest) + into)],
            }))
        };
        let lines = [(0, flow.comes_in.company), (1, first.company), (2, second.company)];
        lines.into_iter().filter_map(estimate).collect()
    }

    /// The companies that an account deals with.
    pub(crate) fn companies(account: &Account) -> Vec<&'static Counterparty> {
        let Some(flow) = account.kind.flow.as_ref().filter(|_| account.flows()) else {
            return Vec::new();
        };
        let fixed = flow.fixed.iter().map(|(line, _)| line);
        let lines = std::iter::once(&flow.comes_in).chain(fixed).chain(flow.others);
        let mut places: Vec<usize> = lines.map(|line| line.company).collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| counterparties().get(place)).collect()
    }
}
