use crate::api::prelude::*;

/// `GET /accounts/{accountId}/holdings`: what an account was worth, day by day, and what it held. Scope
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

/// `GET /accounts/{accountId}/holdings-with-matches`: what an account holds, and which securities that
/// may be. Scope `accounts:read`.
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

/// `GET /accounts/{accountId}/holdings/{holdingId}`: one holding, with what it was worth before. Scope
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

/// What an account held at a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HoldingsValuation {
    /// The day.
    pub date: Date,
    /// What it held.
    pub items: Vec<Holding>,
}

/// Something that an account held: shares, funds, cash.
///
/// Quantities and prices have as many digits as they need, so none is an integer or an `f64`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Holding {
    /// The id: 64 hexadecimal digits, or a UUID.
    pub id: Option<HoldingId>,
    /// How many.
    pub quantity: Decimal,
    /// What they are worth together.
    pub total: Money,
    /// What one is worth.
    pub unit_price: Option<Money>,
    /// What it is.
    pub description: Option<String>,
    /// The codes by which it is known.
    pub codes: Option<Vec<HoldingCode>>,
    /// What was paid for them together, in minor units.
    pub cost_basis: Option<Decimal>,
    /// The currency.
    pub currency: Option<Currency>,
}

/// Something that an account holds, and which securities it may be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct HoldingWithMatches {
    /// The id: 64 hexadecimal digits, or a UUID.
    pub id: HoldingId,
    /// How many.
    pub quantity: Decimal,
    /// What they are worth together.
    pub total: Money,
    /// What one is worth.
    pub unit_price: Option<Money>,
    /// What it is.
    pub name: Option<String>,
    /// The day.
    pub date: Option<Date>,
    /// The codes by which it is known.
    pub codes: Option<Vec<HoldingCode>>,
    /// The securities that it may be.
    pub matched: Option<Vec<HoldingMatch>>,
    /// What it was worth before. Only in the answer to [`GetHolding`].
    pub history: Option<Vec<ValuedHolding>>,
    /// What was paid for them together, in minor units.
    pub cost_basis: Option<Decimal>,
    /// The currency.
    pub currency: Option<Currency>,
}

/// What a holding was worth at a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ValuedHolding {
    /// The day.
    pub date: Option<Date>,
    /// How many.
    pub quantity: Option<Decimal>,
    /// What they were worth together.
    pub total: Option<Money>,
    /// What one was worth.
    pub unit_price: Option<Money>,
    /// What was paid for them together, in minor units.
    pub cost_basis: Option<Decimal>,
}

/// A security that a holding may be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct HoldingMatch {
    /// Its ISIN (ISO 6166).
    pub isin: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// How likely it is.
    pub score: Option<Decimal>,
    /// What one is worth, in pounds; unlike [`price`](Self::price), which is in minor units.
    #[serde(rename = "priceGBP")]
    pub price_gbp: Option<Decimal>,
    /// What one is worth.
    pub price: Option<Money>,
    /// When it was worth that.
    pub date: Option<Date>,
}

/// A code by which a security is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HoldingCode {
    /// The code.
    pub code: Option<String>,
    /// Whose code it is.
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
    /// Whose code a code is.
    pub enum HoldingCodeType {
        /// ISO 6166.
        Isin = "ISIN",
        /// Of Morningstar.
        Mex = "MEX",
        /// Of the London Stock Exchange.
        Sedol = "SEDOL",
    }
}
