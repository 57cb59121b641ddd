use crate::api::prelude::*;

/// `GET /accounts/{accountId}/balances`: the balances that an account had, all of them. Scope
/// `accounts:read`.
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

/// `POST /accounts/{accountId}/balances`: says what an account that the user made has at a day. Scope
/// `accounts:read`, and `accounts:write:all` or `accounts:write`.
///
/// The answer is the balance, not the account. Whether it works on accounts of banks is not stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddBalance {
    /// The account.
    pub account_id: AccountId,
    /// The balance in minor units; that of a debt is negative.
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

/// What an account has at a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Balance {
    /// How much; that of a debt is negative.
    pub amount: Amount,
    /// The day.
    pub date: Date,
    /// What the bank counts in.
    #[serde(rename = "type")]
    pub kind: Option<BalanceType>,
}

/// An amount, or an amount with its day: Moneyhub's swagger has the one where its Node types have the
/// other, so the members of both are here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DatedAmount {
    /// The amount in minor units, where there is no day. Documented as any number.
    pub value: Option<Decimal>,
    /// Its currency.
    pub currency: Option<Currency>,
    /// Whole units without a sign, as the service writes them.
    pub major_units: Option<Decimal>,
    /// The rest in minor units without a sign, as the service writes it.
    pub minor_units: Option<Decimal>,
    /// The amount, where there is a day.
    pub amount: Option<Amount>,
    /// The day.
    pub date: Option<Date>,
    /// What the bank counts in.
    #[serde(rename = "type")]
    pub kind: Option<BalanceType>,
}

impl DatedAmount {
    /// The amount in whole minor units, in whichever form it came.
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
    /// What a bank counts in with a balance (Open Banking's account and transaction API).
    pub enum BalanceType {
        /// What can be spent at the end of the day.
        ClosingAvailable = "ClosingAvailable",
        /// What was booked at the end of the day.
        ClosingBooked = "ClosingBooked",
        /// What was cleared at the end of the day.
        ClosingCleared = "ClosingCleared",
        /// With what is expected.
        Expected = "Expected",
        /// What can be spent later.
        ForwardAvailable = "ForwardAvailable",
        /// For information.
        Information = "Information",
        /// What can be spent now.
        InterimAvailable = "InterimAvailable",
        /// What is booked now.
        InterimBooked = "InterimBooked",
        /// What is cleared now.
        InterimCleared = "InterimCleared",
        /// What could be spent at the beginning of the day.
        OpeningAvailable = "OpeningAvailable",
        /// What was booked at the beginning of the day.
        OpeningBooked = "OpeningBooked",
        /// What was cleared at the beginning of the day.
        OpeningCleared = "OpeningCleared",
        /// What was booked at the end of the day before.
        PreviouslyClosedBooked = "PreviouslyClosedBooked",
    }
}
