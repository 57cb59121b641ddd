use crate::api::prelude::*;

/// `GET /accounts/{accountId}/holdings`: the value and holdings of an account, day by day. Scope
/// `accounts:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListHoldings {
    /// The account.
    pub account_id: AccountId,
}

impl Endpoint for ListHoldings {
    type Output = Vec<HoldingsValuation>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("accounts.list_holdings", "/accounts/{accountId}/holdings", decode::list)
        .needs(&[scope::ACCOUNTS_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id)
    }
}

/// `GET /accounts/{accountId}/holdings-with-matches`: the holdings of an account, and the securities that may
/// match them. Scope `accounts:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListHoldingsWithMatches {
    /// The account.
    pub account_id: AccountId,
}

impl Endpoint for ListHoldingsWithMatches {
    type Output = Vec<HoldingWithMatches>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get(
            "accounts.list_holdings_with_matches",
            "/accounts/{accountId}/holdings-with-matches",
            decode::list,
        )
        .needs(&[scope::ACCOUNTS_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id)
    }
}

/// `GET /accounts/{accountId}/holdings/{holdingId}`: one holding, with its past values. Scope
/// `accounts:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetHolding {
    /// The account.
    pub account_id: AccountId,
    /// The holding.
    pub holding_id: HoldingId,
}

impl Endpoint for GetHolding {
    type Output = HoldingWithMatches;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("accounts.get_holding", "/accounts/{accountId}/holdings/{holdingId}", decode::data)
        .needs(&[scope::ACCOUNTS_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id).path("holdingId", &self.holding_id)
    }
}

/// The holdings of an account on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HoldingsValuation {
    /// The day.
    pub date: Date,
    /// The holdings.
    pub items: Vec<Holding>,
}

/// A holding: shares, funds, cash.
///
/// Quantities and prices are exact decimals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Holding {
    /// The id: 64 hexadecimal digits, or a UUID.
    pub id: Option<HoldingId>,
    /// How many.
    pub quantity: Decimal,
    /// The total value.
    pub total: Money,
    /// The unit price.
    pub unit_price: Option<Money>,
    /// The description.
    pub description: Option<String>,
    /// The codes that identify it.
    pub codes: Option<Vec<HoldingCode>>,
    /// The cost basis: of one purchase the total cost, of several the average per unit. Its unit is not stated.
    pub cost_basis: Option<Decimal>,
    /// The currency.
    pub currency: Option<Currency>,
}

/// A holding, and the securities that may match it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct HoldingWithMatches {
    /// The id: 64 hexadecimal digits, or a UUID.
    pub id: HoldingId,
    /// How many.
    pub quantity: Decimal,
    /// The total value.
    pub total: Money,
    /// The unit price.
    pub unit_price: Option<Money>,
    /// The name.
    pub name: Option<String>,
    /// The day.
    pub date: Option<Date>,
    /// The codes that identify it.
    pub codes: Option<Vec<HoldingCode>>,
    /// The securities that may match it.
    pub matched: Option<Vec<HoldingMatch>>,
    /// Its past values. Only in the answer to [`GetHolding`].
    pub history: Option<Vec<ValuedHolding>>,
    /// The cost basis: of one purchase the total cost, of several the average per unit. Its unit is not stated.
    pub cost_basis: Option<Decimal>,
    /// The currency.
    pub currency: Option<Currency>,
}

/// The value of a holding on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ValuedHolding {
    /// The day.
    pub date: Option<Date>,
    /// How many.
    pub quantity: Option<Decimal>,
    /// The total value.
    pub total: Option<Money>,
    /// The unit price.
    pub unit_price: Option<Money>,
    /// The cost basis: of one purchase the total cost, of several the average per unit. Its unit is not stated.
    pub cost_basis: Option<Decimal>,
}

/// A security that may match a holding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct HoldingMatch {
    /// Its ISIN (ISO 6166).
    pub isin: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// How likely the match is.
    pub score: Option<Decimal>,
    /// The unit price in pounds; unlike [`price`](Self::price), which is in minor units.
    #[serde(rename = "priceGBP")]
    pub price_gbp: Option<Decimal>,
    /// The unit price.
    pub price: Option<Money>,
    /// The date of that price.
    pub date: Option<Date>,
}

/// A code that identifies a security.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HoldingCode {
    /// The code.
    pub code: Option<String>,
    /// The kind of code.
    #[serde(rename = "type")]
    pub kind: Option<HoldingCodeType>,
}

/// Money in minor units that may have a fraction: a share may be worth half a penny.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Money {
    /// The amount in minor units.
    pub value: Decimal,
    /// The currency.
    pub currency: Currency,
}

open_enum! {
    /// The kind of a code.
    pub enum HoldingCodeType {
        /// ISO 6166.
        Isin = "ISIN",
        /// Morningstar's.
        Mex = "MEX",
        /// The London Stock Exchange's.
        Sedol = "SEDOL",
    }
}
