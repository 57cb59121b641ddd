use crate::api::prelude::*;

/// `GET /accounts/{accountId}/statements`: the statements of an account. Scope `accounts:read`, and
/// `statements_basic:read` or `statements_detail:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListStatements {
    /// The account.
    pub account_id: AccountId,
    /// Asks for a token with `statements_detail:read`. Which members that unlocks is not documented.
    pub details: bool,
}

impl Endpoint for ListStatements {
    type Output = Vec<Statement>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("accounts.list_statements", "/accounts/{accountId}/statements", decode::list)
        .needs(&[scope::ACCOUNTS_READ])
        .needs_one_of(&[scope::STATEMENTS_BASIC_READ, scope::STATEMENTS_DETAIL_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id)
            .needs_if(self.details, scope::STATEMENTS_DETAIL_READ)
    }
}

/// A statement of an account (Open Banking's statements; amounts are signed, and the credit-debit
/// indicators say the same in words).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Statement {
    /// The id, as Moneyhub's swagger calls it.
    pub id: Option<StatementId>,
    /// The id, as Moneyhub's Node types call it. One of the two is present.
    pub uid: Option<StatementId>,
    /// The account.
    pub account_id: Option<AccountId>,
    /// The user.
    pub user_id: Option<UserId>,
    /// The bank's id for it.
    pub provider_statement_id: Option<String>,
    /// The bank's id for the account.
    pub provider_account_id: Option<String>,
    /// The bank's reference.
    pub reference: Option<PaymentReference>,
    /// The kind of statement.
    #[serde(rename = "type")]
    pub kind: Option<StatementType>,
    /// When it begins.
    pub start_date: Option<Timestamp>,
    /// When it ends.
    pub end_date: Option<Timestamp>,
    /// When it was created.
    pub creation_date: Option<Timestamp>,
    /// Its description.
    pub description: Option<String>,
    /// Benefits for the account holder.
    pub benefits: Option<Vec<StatementBenefit>>,
    /// The bank's charges.
    pub fees: Option<Vec<StatementFee>>,
    /// The interest.
    pub interest: Option<Vec<StatementInterest>>,
    /// Its amounts.
    pub amounts: Option<Vec<StatementAmount>>,
    /// Its dates.
    pub dates: Option<Vec<StatementDate>>,
    /// Its rates.
    pub rates: Option<Vec<StatementRate>>,
    /// Its values.
    pub values: Option<Vec<StatementValue>>,
    /// The total.
    pub total_value: Option<Amount>,
    /// The currency.
    pub currency: Option<Currency>,
}

impl Statement {
    /// The id, under whichever of its two names it came.
    #[must_use]
    pub fn statement_id(&self) -> Option<&StatementId> {
        self.id.as_ref().or(self.uid.as_ref())
    }
}

/// A benefit for the account holder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StatementBenefit {
    /// The kind.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// How much.
    pub amount: Option<Amount>,
}

/// A charge of the bank.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StatementFee {
    /// The bank's description.
    pub description: Option<String>,
    /// `Credit` or `Debit`.
    pub credit_debit_indicator: Option<String>,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The rate, as a decimal text.
    pub rate: Option<String>,
    /// What kind of rate, such as `FixedRate`.
    pub rate_type: Option<String>,
    /// How often, such as `StatementMonthly`.
    pub frequency: Option<String>,
    /// How much.
    pub amount: Option<Amount>,
}

/// The interest of a statement. It has the members of a fee.
pub type StatementInterest = StatementFee;

/// An amount of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StatementAmount {
    /// `Credit` or `Debit`.
    pub credit_debit_indicator: Option<String>,
    /// The kind of amount.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// How much.
    pub amount: Option<Amount>,
    /// `BaseCurrency` or `LocalCurrency`.
    pub amount_sub_type: Option<String>,
    /// How much in another currency.
    pub local_amount: Option<Amount>,
    /// `BaseCurrency` or `LocalCurrency`.
    pub local_amount_sub_type: Option<String>,
}

/// A date of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StatementDate {
    /// The moment.
    pub date: Option<Timestamp>,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// A rate of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StatementRate {
    /// The rate, as a decimal text.
    pub rate: Option<String>,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// A value of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StatementValue {
    /// The value, as a string in minor units.
    pub value: Option<String>,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

open_enum! {
    /// The kind of a statement.
    pub enum StatementType {
        /// The account was closed.
        AccountClosure = "AccountClosure",
        /// The account was opened.
        AccountOpening = "AccountOpening",
        /// Annual.
        Annual = "Annual",
        /// Between two others.
        Interim = "Interim",
        /// Regular.
        RegularPeriodic = "RegularPeriodic",
    }
}
