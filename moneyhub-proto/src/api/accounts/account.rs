use super::Balance;
use crate::api::prelude::*;

/// An account at a bank or another provider, or one that the user created.
///
/// Only the members without which it is not an account are required. The documentation says that the dates
/// and the details are always present, too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Account {
    /// The id.
    pub id: AccountId,
    /// The name, as it is displayed. It may have been changed by the user.
    pub account_name: String,
    /// The kind of account. On the wire `type`.
    #[serde(rename = "type")]
    pub kind: AccountKind,
    /// The latest balance. A debt is negative.
    pub balance: Balance,
    /// Whether it is a person's or a business's; if absent, a person's.
    pub account_type: Option<AccountType>,
    /// The currency.
    pub currency: Option<Currency>,
    /// Details that depend on the kind of account. Without `accounts_details:read`, the numbers in
    /// it are absent.
    pub details: Option<Box<AccountDetails>>,
    /// How many transactions there are; in version 3 of the data API only on request.
    pub transaction_data: Option<TransactionData>,
    /// How the account has grown; in version 3 of the data API only on request.
    pub performance_score: Option<Box<PerformanceScore>>,
    /// Balances of other kinds.
    pub additional_balances: Option<Vec<Balance>>,
    /// When it was added.
    pub date_added: Option<Timestamp>,
    /// When it was last changed.
    pub date_modified: Option<Timestamp>,
    /// When it was opened at the bank.
    pub account_opening_date: Option<Timestamp>,
    /// The connection that it came over. For an account that the user created, this may be just `API`.
    pub connection_id: Option<ConnectionId>,
    /// The bank.
    pub provider_id: Option<ProviderId>,
    /// The bank's name.
    pub provider_name: Option<String>,
    /// The institution, whatever the connection, such as `hsbc` for its Open Banking and its credit cards. It also
    /// finds the bank's icon.
    pub provider_reference: Option<String>,
    /// The bank's id for it.
    pub provider_account_id: Option<String>,
    /// The bank's id for the parent account.
    pub provider_parent_account_id: Option<String>,
    /// The bank's name for it.
    pub provider_account_name: Option<String>,
    /// The numbers that identify it if it has no sort code and account number, IBAN or card number.
    pub provider_account_identifications: Option<Vec<AccountIdentification>>,
    /// The product.
    pub product_name: Option<String>,
    /// The last digits of the number. Only with `accounts_details:read`.
    pub account_reference: Option<AccountNumber>,
    /// The holder. Only with `accounts_details:read`.
    pub account_holder_name: Option<HolderName>,
}

impl Item for Account {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

/// Details of an account. The kind of account decides which members are present (types page of
/// Moneyhub's swagger).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AccountDetails {
    /// The interest on savings, in percent a year.
    #[serde(rename = "AER")]
    pub aer: Option<Decimal>,
    /// The interest on debts, in percent a year.
    #[serde(rename = "APR")]
    pub apr: Option<Decimal>,
    /// Six digits of the sort code, then eight or more of the number. Only with
    /// `accounts_details:read`, as with the next two.
    pub sort_code_account_number: Option<AccountNumber>,
    /// The IBAN.
    pub iban: Option<AccountNumber>,
    /// The card number.
    pub pan: Option<AccountNumber>,
    /// The limit of a card, in minor units.
    pub credit_limit: Option<u64>,
    /// The overdraft limit, in minor units.
    pub overdraft_limit: Option<u64>,
    /// When a loan or a mortgage ends.
    pub end_date: Option<Date>,
    /// When the fixed interest ends.
    pub fixed_date: Option<Date>,
    /// The number of interest-free months.
    pub interest_free_period: Option<u64>,
    /// Whether the interest is fixed.
    pub interest_type: Option<InterestType>,
    /// The account of the property that a mortgage is for.
    pub linked_property: Option<AccountId>,
    /// The monthly repayment, in minor units.
    pub monthly_repayment: Option<u64>,
    /// The postcode of a property.
    pub postcode: Option<PostalAddress>,
    /// The running cost of an asset per period, in minor units.
    pub running_cost: Option<u64>,
    /// The period of the cost.
    pub running_cost_period: Option<RunningCostPeriod>,
    /// The term of a mortgage, in months.
    pub term: Option<u64>,
    /// The growth in the value of a property or another asset, in percent a year; negative if it loses value.
    pub yearly_appreciation: Option<Decimal>,
}

/// How many transactions an account has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TransactionData {
    /// How many.
    pub count: i64,
    /// The first.
    pub earliest_date: Option<Timestamp>,
    /// The last. Moneyhub's Node types misspell it.
    pub last_date: Option<Timestamp>,
}

/// A number that a provider uses for an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AccountIdentification {
    /// The number.
    pub identification: AccountNumber,
    /// What kind of number it is, such as `UK.Santander.SavingsRollNumber` or `accountNumber`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// How an account has grown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PerformanceScore {
    /// Over the whole recorded period.
    pub totals: Option<PerformanceTotals>,
    /// By month, or by year.
    pub months: Option<Vec<PerformanceMonth>>,
}

/// How an account has grown over the whole recorded period. Amounts are in minor units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PerformanceTotals {
    /// The opening balance.
    pub opening_balance: Option<PerformancePoint>,
    /// The current balance.
    pub current_balance: Option<PerformancePoint>,
    /// Contributions paid in.
    pub contributions: Option<i64>,
    /// Withdrawals.
    pub withdrawals: Option<i64>,
    /// Growth other than contributions.
    pub non_contribution_growth: Option<i64>,
    /// The growth in percent.
    pub growth_rate: Option<Decimal>,
    /// The growth in percent a year.
    pub annualised_growth_rate: Option<Decimal>,
}

/// A balance on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PerformancePoint {
    /// The day.
    pub date: Option<Date>,
    /// The balance.
    pub amount: Option<Amount>,
}

/// How an account has grown in a month or a year. Amounts are in minor units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PerformanceMonth {
    /// The month, `YYYY-MM`, or the year, `YYYY`.
    pub date: Option<Month>,
    /// The opening balance.
    pub opening_balance: Option<i64>,
    /// Growth other than contributions.
    pub non_contribution_growth: Option<i64>,
    /// The interest, in percent a year.
    pub aer: Option<Decimal>,
}

open_enum! {
    /// The kind of an account. For an unknown kind, the part before the colon still says what it is.
    #[derive(Default)]
    pub enum AccountKind {
        /// Things of value, such as cars.
        Asset = "asset",
        /// A credit card.
        Card = "card",
        /// A current account.
        #[default]
        CashCurrent = "cash:current",
        /// Digital currencies.
        Crypto = "crypto",
        /// Investments.
        Investment = "investment",
        /// A loan.
        Loan = "loan",
        /// An interest-only mortgage.
        MortgageInterestOnly = "mortgage:interestOnly",
        /// A repayment mortgage.
        MortgageRepayment = "mortgage:repayment",
        /// A pension.
        Pension = "pension",
        /// A defined benefit pension.
        PensionDefinedBenefit = "pension:definedBenefit",
        /// A defined contribution pension.
        PensionDefinedContribution = "pension:definedContribution",
        /// A rented-out property.
        PropertiesBuyToLet = "properties:buyToLet",
        /// A home.
        PropertiesResidential = "properties:residential",
        /// A savings account.
        Savings = "savings",
    }
}

open_enum! {
    /// Whether an account is a person's or a business's.
    pub enum AccountType {
        /// A company's.
        Business = "business",
        /// A person's.
        Personal = "personal",
    }
}

open_enum! {
    /// Whether an interest rate is fixed.
    pub enum InterestType {
        /// It is.
        Fixed = "fixed",
        /// It is not.
        Variable = "variable",
    }
}

open_enum! {
    /// The period of a cost.
    pub enum RunningCostPeriod {
        /// A month.
        Month = "month",
        /// A year.
        Year = "year",
    }
}
