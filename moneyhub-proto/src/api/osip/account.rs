use crate::api::prelude::*;

/// `GET /accounts`: the accounts of a user, page by page. Scope `osip:read`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, osip};
///
/// let list = osip::List::default();
/// let request = codec::encode(&list, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert!(request.uri().path().ends_with("/osip/v1.0/accounts"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list.
    pub window: Window,
}

impl Endpoint for List {
    type Output = Page<Account>;
    const OPERATION: Operation<Self::Output> =
        Service::Osip.get("osip.list", "/accounts", decode::page).needs(&[scope::OSIP_READ]);

    fn fill(&self, call: Call) -> Call {
        call.window(self.window)
    }
}

/// `GET /accounts/{accountId}`: one account. Scope `osip:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The account.
    pub account_id: OsipAccountId,
}

impl Endpoint for Get {
    type Output = Account;
    const OPERATION: Operation<Account> = Service::Osip
        .get("osip.get", "/accounts/{accountId}", decode::data)
        .needs(&[scope::OSIP_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id)
    }
}

/// A pension or an investment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Account {
    /// The id.
    pub id: OsipAccountId,
    /// The name.
    pub name: Option<String>,
    /// Its kind.
    pub portfolio_type: Option<PortfolioType>,
    /// The provider's id for it.
    pub portfolio_id: Option<String>,
    /// Its value.
    pub valuation: Option<Valuation>,
}

impl Item for Account {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

/// A value on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Valuation {
    /// The date of the value; the format is not documented.
    pub date_updated: Option<String>,
    /// How much; the unit is not stated.
    pub amount: Option<Decimal>,
    /// The currency.
    pub currency: Option<Currency>,
}

open_enum! {
    /// The kind of a pension or an investment.
    pub enum PortfolioType {
        /// A general investment account.
        Gia = "GIA",
        /// An individual savings account.
        Isa = "ISA",
        /// A lifetime individual savings account.
        Lisa = "LISA",
        /// A self-invested personal pension.
        Sipp = "SIPP",
    }
}
