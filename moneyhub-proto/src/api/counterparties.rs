//! Companies that many users have dealings with.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`ListGlobal`] | `GET /global-counterparties` | no token |
//! | [`ListGlobalV2`] | `GET /global-counterparties`, version 2 only | no token |
//!
//! For the counterparties of one account, see
//! [`accounts::ListCounterparties`](crate::accounts::ListCounterparties).

use crate::api::{accounts::Counterparty, prelude::*};

/// `GET /global-counterparties`: the companies that Moneyhub knows, page by page, with ids of version 3.
/// No token.
///
/// Version 2 of the data API answers in this form as well, unless you request its own with
/// [`ListGlobalV2`].
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{Config, codec, counterparties};
///
/// let list = counterparties::ListGlobal::default();
/// let request = codec::encode_without_token(&list, &Config::builder().build()?)?;
/// assert_eq!(request.uri().path(), "/v3/global-counterparties");
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListGlobal {
    /// The part of the list.
    pub window: Window,
}

impl Endpoint for ListGlobal {
    type Output = Page<GlobalCounterparty>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("counterparties.list_global", "/global-counterparties", decode::page)
        .of_nobody();

    fn fill(&self, call: Call) -> Call {
        call.window(self.window)
    }
}

/// `GET /global-counterparties?counterpartiesVersion=v2`: the same companies with ids of version 2,
/// `global:<n>`. Only in version 2 of the data API. No token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListGlobalV2 {
    /// The part of the list.
    pub window: Window,
}

impl Endpoint for ListGlobalV2 {
    type Output = Page<Counterparty>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("counterparties.list_global_v2", "/global-counterparties", decode::page)
        .of_nobody()
        .only_v2();

    fn fill(&self, call: Call) -> Call {
        call.window(self.window).query("counterpartiesVersion", "v2")
    }
}

/// A company.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GlobalCounterparty {
    /// The id, a UUID.
    pub id: CounterpartyId,
    /// The name.
    pub name: String,
    /// The company that it belongs to.
    pub parent_id: Option<CounterpartyId>,
    /// The name of that company.
    pub parent_name: Option<String>,
    /// The full name.
    pub full_company_name: Option<String>,
    /// The URL of its logo.
    pub logo_url: Option<String>,
    /// Its website.
    pub website: Option<String>,
    /// Its merchant category code (ISO 18245), four digits.
    pub merchant_category_code: Option<String>,
    /// The name of its merchant category.
    pub merchant_category_description: Option<String>,
    /// Where it is registered.
    pub registered_location: Option<String>,
    /// A word such as `mobile-phone`. For the id of a category, see
    /// [`transaction_category_id`](Self::transaction_category_id).
    pub category_id: Option<String>,
    /// Deprecated by Moneyhub.
    pub analytical_category: Option<String>,
    /// The category of transactions with it.
    pub transaction_category_id: Option<CategoryId>,
    /// The name of that category.
    pub transaction_category: Option<String>,
}

impl Item for GlobalCounterparty {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}
