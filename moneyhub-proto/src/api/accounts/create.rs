use super::{Account, AccountType, InterestType, RunningCostPeriod, balances::NewBalance};
use crate::api::prelude::*;

/// `POST /accounts`: creates an account that is not at a bank. Scopes `accounts:read` and
/// `accounts:write:all`.
///
/// Doing it twice creates two accounts, so it is retried only if the service certainly did nothing.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, Date, accounts, codec};
/// use accounts::{Create, NewAccount, NewDetails};
///
/// let create = Create {
///     account: NewAccount {
///         account_name: "Grandmother's clock".into(),
///         provider_name: "At home".into(),
///         details: NewDetails::Asset {
///             running_cost: None,
///             running_cost_period: None,
///             yearly_appreciation: None,
///         },
///         account_type: None,
///         value: 150_000,
///         currency: None,
///         date: Date::of(2024, 6, 1)?,
///         identifications: Vec::new(),
///     },
///     details: false,
/// };
/// let request = codec::encode(&create, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert!(request.uri().path().ends_with("/v3/accounts"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Create {
    /// The account.
    pub account: NewAccount,
    /// Asks for a token that shows account numbers, references and holders' names.
    pub details: bool,
}

impl Endpoint for Create {
    type Output = Account;
    const OPERATION: Operation<Account> = Service::Data
        .post("accounts.create", "/accounts", decode::data)
        .needs(&[scope::ACCOUNTS_READ, scope::ACCOUNTS_WRITE_ALL])
        .may_need(&[scope::ACCOUNTS_DETAILS_READ]);

    fn fill(&self, call: Call) -> Call {
        let account = &self.account;
        let amount = SentAmount { value: account.value, currency: account.currency.as_ref() };
        call.checking("balance.date", &account.date)
            .checked(check_currency("currency", account.currency.as_ref()))
            .checked(account.details.check())
            .needs_if(self.details, scope::ACCOUNTS_DETAILS_READ)
            .json(&Body {
                account_name: &account.account_name,
                provider_name: &account.provider_name,
                currency: account.currency.as_ref(),
                account_type: account.account_type.as_ref(),
                balance: NewBalance { amount, date: &account.date },
                details: &account.details,
                provider_account_identifications: &account.identifications,
            })
    }
}

/// `PATCH /accounts/{accountId}`: changes names and details of an account. Scopes `accounts:read` and
/// `accounts:write:all`.
///
/// Both names are always sent, even if one does not change. Other members that are not sent keep their
/// values; there is no documented way to clear a detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The account.
    pub account_id: AccountId,
    /// The name.
    pub account_name: String,
    /// The bank's name.
    pub provider_name: String,
    /// What else to change.
    pub changes: Option<Changes>,
    /// Asks for a token that shows account numbers, references and holders' names.
    pub details: bool,
}

impl Endpoint for Update {
    type Output = Account;
    const OPERATION: Operation<Account> = Service::Data
        .patch("accounts.update", "/accounts/{accountId}", decode::data)
        .needs(&[scope::ACCOUNTS_READ, scope::ACCOUNTS_WRITE_ALL])
        .may_need(&[scope::ACCOUNTS_DETAILS_READ]);

    fn fill(&self, call: Call) -> Call {
        let Self { account_name, provider_name, changes, .. } = self;
        call.path("accountId", &self.account_id)
            .json(&UpdateBody { account_name, provider_name, details: changes.as_ref() })
            .checked(changes.as_ref().map_or(Ok(()), Changes::check))
            .needs_if(self.details, scope::ACCOUNTS_DETAILS_READ)
    }
}

/// `DELETE /accounts/{accountId}`: deletes an account that the user created. Scope `accounts:write:all`.
///
/// Accounts at banks are deleted with their connection instead. If it is retried because the first
/// answer was lost, an unknown account counts as deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delete {
    /// The account.
    pub account_id: AccountId,
}

impl Endpoint for Delete {
    type Output = ();
    const OPERATION: Operation<()> = Service::Data
        .delete("accounts.delete", "/accounts/{accountId}", decode::empty)
        .needs(&[scope::ACCOUNTS_WRITE_ALL]);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id)
    }
}

/// An account to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// The name.
    pub account_name: String,
    /// The bank's name.
    pub provider_name: String,
    /// Its kind, and the details of that kind.
    pub details: NewDetails,
    /// Whether it is a person's or a business's; by default a person's.
    pub account_type: Option<AccountType>,
    /// The balance in minor units; a debt is negative.
    pub value: i64,
    /// The currency; by default pounds. Moneyhub's swagger has no currency of the balance, but Moneyhub's own
    /// tests send one, and pass.
    pub currency: Option<Currency>,
    /// The day of that balance.
    pub date: Date,
    /// The numbers that providers use for it.
    pub identifications: Vec<NewIdentification>,
}

/// The kind of an account to create, with the details that Moneyhub takes for that kind (page "Manual accounts:
/// account details"). Rates are in percent a year, 0 to 100; amounts in minor units; terms and the period
/// without interest in months. The appreciation is in percent a year, and may be negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", content = "details", rename_all_fields = "camelCase")]
#[expect(missing_docs, reason = "each member is that of `AccountDetails`")]
pub enum NewDetails {
    #[serde(rename = "asset")]
    Asset {
        running_cost: Option<u64>,
        running_cost_period: Option<RunningCostPeriod>,
        yearly_appreciation: Option<Decimal>,
    },
    #[serde(rename = "card")]
    Card {
        #[serde(rename = "APR")]
        apr: Option<Decimal>,
        credit_limit: Option<u64>,
    },
    #[serde(rename = "cash:current")]
    CashCurrent {
        #[serde(rename = "AER")]
        aer: Option<Decimal>,
        overdraft_limit: Option<u64>,
    },
    #[serde(rename = "crypto")]
    Crypto {},
    #[serde(rename = "investment")]
    Investment {},
    #[serde(rename = "loan")]
    Loan {
        #[serde(rename = "APR")]
        apr: Option<Decimal>,
        end_date: Option<Date>,
        interest_free_period: Option<u64>,
        monthly_repayment: Option<u64>,
    },
    #[serde(rename = "mortgage:interestOnly")]
    MortgageInterestOnly {
        term: u64,
        #[serde(rename = "APR")]
        apr: Option<Decimal>,
        end_date: Option<Date>,
        fixed_date: Option<Date>,
        interest_type: Option<InterestType>,
        linked_property: Option<AccountId>,
        monthly_repayment: Option<u64>,
    },
    #[serde(rename = "mortgage:repayment")]
    MortgageRepayment {
        term: u64,
        #[serde(rename = "APR")]
        apr: Option<Decimal>,
        end_date: Option<Date>,
        fixed_date: Option<Date>,
        interest_type: Option<InterestType>,
        linked_property: Option<AccountId>,
        monthly_repayment: Option<u64>,
    },
    #[serde(rename = "pension")]
    Pension {},
    #[serde(rename = "pension:definedBenefit")]
    PensionDefinedBenefit {},
    #[serde(rename = "pension:definedContribution")]
    PensionDefinedContribution {},
    #[serde(rename = "properties:buyToLet")]
    PropertiesBuyToLet { postcode: Option<PostalAddress>, yearly_appreciation: Option<Decimal> },
    #[serde(rename = "properties:residential")]
    PropertiesResidential { postcode: Option<PostalAddress>, yearly_appreciation: Option<Decimal> },
    #[serde(rename = "savings")]
    Savings {
        #[serde(rename = "AER")]
        aer: Option<Decimal>,
    },
}

/// Details of an account to change. `None` leaves a detail as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each member is that of `AccountDetails`")]
pub struct Changes {
    #[serde(rename = "AER")]
    pub aer: Option<Decimal>,
    #[serde(rename = "APR")]
    pub apr: Option<Decimal>,
    pub credit_limit: Option<u64>,
    pub end_date: Option<Date>,
    pub fixed_date: Option<Date>,
    pub interest_free_period: Option<u64>,
    pub interest_type: Option<InterestType>,
    pub linked_property: Option<AccountId>,
    pub monthly_repayment: Option<u64>,
    pub overdraft_limit: Option<u64>,
    pub postcode: Option<PostalAddress>,
    pub running_cost: Option<u64>,
    pub running_cost_period: Option<RunningCostPeriod>,
    pub term: Option<u64>,
    pub yearly_appreciation: Option<Decimal>,
}

/// A number that a provider uses for an account, as sent. `Debug` masks it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewIdentification {
    /// The number.
    pub identification: AccountNumber,
    /// Which number it is.
    #[serde(rename = "type")]
    pub kind: IdentificationType,
}

open_enum! {
    /// Which of a provider's numbers identifies an account.
    pub enum IdentificationType {
        /// The number of the account.
        AccountNumber = "accountNumber",
        /// The number of an insurance or pension policy.
        PolicyNumber = "policyNumber",
        /// The roll number of a building society.
        SavingsRollNumber = "savingsRollNumber",
    }
}

impl NewDetails {
    fn check(&self) -> Result<(), RequestError> {
        match self {
            Self::Asset { .. }
            | Self::Crypto {}
            | Self::Investment {}
            | Self::Pension {}
            | Self::PensionDefinedBenefit {}
            | Self::PensionDefinedContribution {}
            | Self::PropertiesBuyToLet { .. }
            | Self::PropertiesResidential { .. } => Ok(()),
            Self::Card { apr, .. } => check_rate("APR", apr.as_ref()),
            Self::CashCurrent { aer, .. } | Self::Savings { aer } => {
                check_rate("AER", aer.as_ref())
            }
            Self::Loan { apr, end_date, .. } => {
                check_rate("APR", apr.as_ref())?;
                check_day("endDate", end_date.as_ref())
            }
            Self::MortgageInterestOnly { apr, end_date, fixed_date, .. }
            | Self::MortgageRepayment { apr, end_date, fixed_date, .. } => {
                check_rate("APR", apr.as_ref())?;
                check_ends(end_date.as_ref(), fixed_date.as_ref())
            }
        }
    }
}

impl Changes {
    fn check(&self) -> Result<(), RequestError> {
        check_rate("AER", self.aer.as_ref())?;
        check_rate("APR", self.apr.as_ref())?;
        check_ends(self.end_date.as_ref(), self.fixed_date.as_ref())
    }
}

/// Refuses a rate that is given and is not 0 to 100 percent. To compare it, a rounded one is exact enough.
fn check_rate(parameter: &'static str, rate: Option<&Decimal>) -> Result<(), RequestError> {
    let is_percentage =
        |rate: &Decimal| rate.as_str().parse().is_ok_and(|rate| (0.0..=100.0_f64).contains(&rate));
    match rate.is_none_or(is_percentage) {
        true => Ok(()),
        false => Err(RequestError::OutOfRange { parameter, least: 0, most: 100 }),
    }
}

/// No source says which of the two comes first.
fn check_ends(end_date: Option<&Date>, fixed_date: Option<&Date>) -> Result<(), RequestError> {
    check_day("endDate", end_date)?;
    check_day("fixedDate", fixed_date)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    account_name: &'a str,
    provider_name: &'a str,
    currency: Option<&'a Currency>,
    account_type: Option<&'a AccountType>,
    balance: NewBalance<'a>,
    #[serde(flatten)]
    details: &'a NewDetails,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    provider_account_identifications: &'a [NewIdentification],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UpdateBody<'a> {
    account_name: &'a str,
    provider_name: &'a str,
    details: Option<&'a Changes>,
}

#[cfg(test)]
mod tests;
