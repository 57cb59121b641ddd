//! Monthly statements, which add up with the transactions.

use serde_json::{Value, json};

use super::Finance;
use super::account::{Account, digits, id_of};
use super::transaction::amount;
use crate::clock::{date, rfc3339};

const KIND_STATEMENT: u64 = 16;

impl Finance {
    /// One for each month of an account with transactions, newest first.
    pub(crate) fn statements(&self, user: u64, user_id: &str, account: &Account) -> Vec<Value> {
        if !account.flows() {
            return Vec::new();
        }
        let stream = self.stream(user, account);
        let statement = |month: i64| {
            let (opening, closing) = (stream.opening(month), stream.closing(month));
            let (start, end) = (self.calendar.start(month), self.calendar.end(month));
            // Below 0 for what came after the start.
            let place = u64::from_ne_bytes(month.to_ne_bytes());
            let side = |value: i64| if value < 0 { "Debit" } else { "Credit" };
            let line = |kind: &str, value: i64| {
                json!({
                    "type": kind,
                    "creditDebitIndicator": side(value),
                    "amount": amount(value, &account.currency),
                    "amountSubType": "BaseCurrency",
                })
            };
            json!({
                "id": id_of(KIND_STATEMENT, user, account.number, place),
                "accountId": account.id,
                "userId": user_id,
                "providerStatementId": format!("stmt-{}", &date(start)[..7]),
                "providerAccountId": digits(user, account.number, 10),
                "reference": &date(start)[..7],
                "type": "RegularPeriodic",
                "startDate": rfc3339(start),
                "endDate": rfc3339(end - 1_000),
                "creationDate": rfc3339(end + 2 * 60 * 60 * 1_000),
                "description": "Monthly statement",
                "amounts": [
                    line("UK.OBIE.OpeningBalance", opening),
                    line("UK.OBIE.ClosingBalance", closing),
                ],
                "dates": [{"date": rfc3339(end), "type": "UK.OBIE.StatementAvailable"}],
                "totalValue": amount(closing - opening, &account.currency),
                "currency": account.currency,
            })
        };
        let fetch = account.bank.as_ref().map_or(0, |bank| bank.fetches.last());
        (self.calendar.month_of(fetch)..self.calendar.months()).map(statement).collect()
    }
}
