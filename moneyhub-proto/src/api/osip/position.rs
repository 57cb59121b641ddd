use super::{Trades, Valuation};
use crate::api::prelude::*;

/// `GET /accounts/{accountId}/holdings`: what an account holds, all at once. Scope `osip:read`.
///
/// The readme of Moneyhub's Node client gives a limit and an offset, which its code does not send.
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

/// `GET /accounts/{accountId}/transactions`: what was bought and sold, all at once. Otherwise as
/// [`ListHoldings`].
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

/// What an account holds of one product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Holding {
    /// The id.
    pub id: String,
    /// The day; the form is not documented.
    pub date: Option<String>,
    /// How much of it.
    pub quantity: Option<Quantity>,
    /// Of what.
    pub product: Option<Product>,
    /// The price of one.
    pub price: Option<Valuation>,
    /// What it is worth, see [`worth`](Self::worth).
    pub valuation: Option<Valuation>,
    /// The same in the spelling of Moneyhub's Node types.
    pub valuatuion: Option<Valuation>,
}

impl Holding {
    /// What it is worth, in whichever spelling it came.
    #[must_use]
    pub const fn worth(&self) -> Option<&Valuation> {
        match &self.valuation {
            Some(valuation) => Some(valuation),
            None => self.valuatuion.as_ref(),
        }
    }
}

/// What was bought or sold of one product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Transaction {
    /// The id.
    pub id: String,
    /// The day; the form is not documented.
    pub date: Option<String>,
    /// How much of it.
    pub quantity: Option<Quantity>,
    /// Of what.
    pub product: Option<Product>,
    /// The price of one.
    pub price: Option<Valuation>,
    /// What it is worth.
    pub valuation: Option<Valuation>,
    /// The trades that it was made of.
    pub transactions: Option<Trades>,
}

/// How much there is of a product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Quantity {
    /// When there was that much, see [`updated`](Self::updated).
    pub date_updated: Option<String>,
    /// The same in the spelling of Moneyhub's Node types.
    pub date_update: Option<String>,
    /// How much.
    pub settled_quantity: Option<Decimal>,
}

impl Quantity {
    /// When there was that much, in whichever spelling it came; the form is not documented.
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
    /// Of what kind the code is.
    #[serde(rename = "type")]
    pub kind: Option<ProductType>,
    /// The code.
    pub id: Option<String>,
    /// Of what kind the second code is.
    pub secondary_type: Option<String>,
    /// The second code.
    pub secondary_id: Option<String>,
}

open_enum! {
    /// Of what kind the code of a product is.
    pub enum ProductType {
        /// Of Financial Express (now FE fundinfo).
        CitiCode = "Citi Code",
        /// Of the Committee on Uniform Securities Identification Procedures.
        Cusip = "CUSIP",
        /// Of a fund.
        FundCode = "Fund Code",
        /// International (ISO 6166).
        Isin = "ISIN",
        /// Of the London Stock Exchange.
        Sedol = "SEDOL",
        /// Of an exchange.
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
