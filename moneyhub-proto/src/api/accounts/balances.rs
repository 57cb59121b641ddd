use crate::api::prelude::*;

/// `GET /accounts/{accountId}/balances`: all past balances of an account. Scope `accounts:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListBalances {
    /// The account.
    pub account_id: AccountId,
}

impl Endpoint for ListBalances {
    type Output = Vec<Balance>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("accounts.list_balances", "/accounts/{accountId}/balances", decode::list)
        .needs(&[scope::ACCOUNTS_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id)
    }
}

/// `POST /accounts/{accountId}/balances`: adds a day's balance to an account that the user created. Scope
/// `accounts:read`, and `accounts:write:all` or `accounts:write`.
///
/// The answer is the balance, not the account. The documentation does not say whether it works for accounts
/// at banks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddBalance {
    /// The account.
    pub account_id: AccountId,
    /// The balance in minor units; a debt is negative.
    pub value: i64,
    /// The day.
    pub date: Date,
}

impl Endpoint for AddBalance {
    type Output = Balance;
    const OPERATION: Operation<Balance> = Service::Data
        .post("accounts.add_balance", "/accounts/{accountId}/balances", decode::data)
        .needs(&[scope::ACCOUNTS_READ])
        .needs_one_of(&[scope::ACCOUNTS_WRITE_ALL, scope::ACCOUNTS_WRITE]);

    fn fill(&self, call: Call) -> Call {
        let Self { account_id, value, date } = self;
        call.path("accountId", account_id)
            .json(&NewBalance { amount: SentAmount { value: *value, currency: None }, date })
            .checking("date", date)
    }
}

/// The balance of an account on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Balance {
    /// How much; a debt is negative.
    pub amount: Amount,
    /// The day.
    pub date: Date,
    /// What the bank includes.
    #[serde(rename = "type")]
    pub kind: Option<BalanceType>,
}

/// An amount, or an amount with its day. Moneyhub's swagger has one form and its Node types have the other,
/// so this has the members of both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DatedAmount {
    /// The amount in minor units, if there is no day. Documented as any number.
    pub value: Option<Decimal>,
    /// Its currency.
    pub currency: Option<Currency>,
    /// Whole units without a sign, as the service writes them.
    pub major_units: Option<Decimal>,
    /// The rest in minor units without a sign, as the service writes it.
    pub minor_units: Option<Decimal>,
    /// The amount, if there is a day.
    pub amount: Option<Amount>,
    /// The day.
    pub date: Option<Date>,
    /// What the bank includes.
    #[serde(rename = "type")]
    pub kind: Option<BalanceType>,
}

impl DatedAmount {
    /// The amount in whole minor units, whichever form it came in.
    #[must_use]
    pub fn minor(&self) -> Option<i64> {
        let value = self.value.as_ref().and_then(|value| value.as_str().parse().ok());
        value.or(self.amount.as_ref().map(|amount| amount.value))
    }
}

/// A balance as it is sent.
#[derive(Serialize)]
pub(super) struct NewBalance<'a> {
    pub(super) amount: SentAmount<'a>,
    pub(super) date: &'a Date,
}

open_enum! {
    /// What a bank includes in a balance (Open Banking's account and transaction API).
    pub enum BalanceType {
        /// Available at the end of the day.
        ClosingAvailable = "ClosingAvailable",
        /// Booked at the end of the day.
        ClosingBooked = "ClosingBooked",
        /// Cleared at the end of the day.
        ClosingCleared = "ClosingCleared",
        /// Including expected transactions.
        Expected = "Expected",
        /// Available later.
        ForwardAvailable = "ForwardAvailable",
        /// For information.
        Information = "Information",
        /// Available now.
        InterimAvailable = "InterimAvailable",
        /// Booked now.
        InterimBooked = "InterimBooked",
        /// Cleared now.
        InterimCleared = "InterimCleared",
        /// Available at the beginning of the day.
        OpeningAvailable = "OpeningAvailable",
        /// Booked at the beginning of the day.
        OpeningBooked = "OpeningBooked",
        /// Cleared at the beginning of the day.
        OpeningCleared = "OpeningCleared",
        /// Booked at the end of the previous day.
        PreviouslyClosedBooked = "PreviouslyClosedBooked",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_balance_of_a_day_that_is_none_is_refused() {
        let add = |date: &str| AddBalance { account_id: "a".into(), value: 1, date: date.into() };
        assert!(add("2024-02-29").call().is_ok());
        let wrong = RequestError::NotADate { parameter: "date" };
        assert_eq!(refusal_of(&add("2023-02-29")), wrong);
    }
}
