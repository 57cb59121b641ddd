use super::{Trades, Valuation};
use crate::api::prelude::*;

/// `GET /accounts/{accountId}/holdings`: the holdings of an account, all at once. Scope
/// `osip:read`.
///
/// The readme of Moneyhub's Node client mentions a limit and an offset, but its code does not send
/// them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListHoldings {
    /// The account.
    pub account_id: OsipAccountId,
}

impl Endpoint for ListHoldings {
    type Output = Vec<Holding>;
    const OPERATION: Operation<Self::Output> = Service::Osip
        .get("osip.list_holdings", "/accounts/{accountId}/holdings", decode::list)
        .needs(&[scope::OSIP_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id)
    }
}

/// `GET /accounts/{accountId}/transactions`: the purchases and sales of an account, all at once.
/// Otherwise as [`ListHoldings`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListTransactions {
    /// The account.
    pub account_id: OsipAccountId,
}

impl Endpoint for ListTransactions {
    type Output = Vec<Transaction>;
    const OPERATION: Operation<Self::Output> = Service::Osip
        .get("osip.list_transactions", "/accounts/{accountId}/transactions", decode::list)
        .needs(&[scope::OSIP_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id)
    }
}

/// A holding of one product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Holding {
    /// The id.
    pub id: String,
    /// The day; the format is not documented.
    pub date: Option<String>,
    /// How much of it.
    pub quantity: Option<Quantity>,
    /// Of what.
    pub product: Option<Product>,
    /// The price of one.
    pub price: Option<Valuation>,
    /// Its value, see [`worth`](Self::worth).
    pub valuation: Option<Valuation>,
    /// The same in the spelling of Moneyhub's Node types.
    pub valuatuion: Option<Valuation>,
}

impl Holding {
    /// Its value, in whichever spelling it came.
    #[must_use]
    pub const fn worth(&self) -> Option<&Valuation> {
        match &self.valuation {
            Some(valuation) => Some(valuation),
            None => self.valuatuion.as_ref(),
        }
    }
}

/// A purchase or sale of one product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Transaction {
    /// The id.
    pub id: String,
    /// The day; the format is not documented.
    pub date: Option<String>,
    /// How much of it.
    pub quantity: Option<Quantity>,
    /// Of what.
    pub product: Option<Product>,
    /// The price of one.
    pub price: Option<Valuation>,
    /// What it is worth.
    pub valuation: Option<Valuation>,
    /// Its trades.
    pub transactions: Option<Trades>,
}

/// A quantity of a product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Quantity {
    /// The date of the quantity, see [`updated`](Self::updated).
    pub date_updated: Option<String>,
    /// The same in the spelling of Moneyhub's Node types.
    pub date_update: Option<String>,
    /// How much.
    pub settled_quantity: Option<Decimal>,
}

impl Quantity {
    /// The date of the quantity, in whichever spelling it came; the format is not documented.
    #[must_use]
    pub fn updated(&self) -> Option<&str> {
        self.date_updated.as_deref().or(self.date_update.as_deref())
    }
}

/// A product, by up to two of its codes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Product {
    /// The name.
    pub name: Option<String>,
    /// The kind of the code.
    #[serde(rename = "type")]
    pub kind: Option<ProductType>,
    /// The code.
    pub id: Option<String>,
    /// The kind of the second code.
    pub secondary_type: Option<String>,
    /// The second code.
    pub secondary_id: Option<String>,
}

open_enum! {
    /// The kind of a product's code.
    pub enum ProductType {
        /// A code of Financial Express (now FE fundinfo).
        CitiCode = "Citi Code",
        /// A code of the Committee on Uniform Securities Identification Procedures (CUSIP).
        Cusip = "CUSIP",
        /// A code of a fund.
        FundCode = "Fund Code",
        /// An ISIN (ISO 6166).
        Isin = "ISIN",
        /// A code of the London Stock Exchange.
        Sedol = "SEDOL",
        /// A code of an exchange.
        TickerCode = "Ticker Code",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_are_read_even_side_by_side() {
        let amount = |amount: &str| format!(r#"{{"amount":{amount}}}"#);
        let worth = |members: &str| {
            let json = format!(r#"{{"id":"H-1",{members}}}"#);
            let holding: Holding = serde_json::from_str(&json).unwrap();
            holding.worth().and_then(|worth| worth.amount.clone()).unwrap()
        };
        let (one, two) = (amount("1.10"), amount("2.20"));
        assert_eq!(worth(&format!(r#""valuatuion":{one}"#)).as_str(), "1.10");
        assert_eq!(worth(&format!(r#""valuatuion":{one},"valuation":{two}"#)).as_str(), "2.20");
        let quantity: Quantity = serde_json::from_str(r#"{"dateUpdate":"a day"}"#).unwrap();
        assert_eq!(quantity.updated(), Some("a day"));
    }
}
