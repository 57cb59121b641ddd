//! Accounts that hold securities, in the form of OSIP: in whole units of the currency.
//!
//! They are the positions of `holding.rs`, so the value of an account is exactly the sum of its holdings.
//! Each was bought at its oldest price.

use serde_json::{Value, json};

use super::Finance;
use super::account::{Account, digits, id_of};
use super::holding::{Position, VALUATIONS, decimal};

const KIND_TRADE: u64 = 25;

/// Hundredths of a penny, and ten-thousandths of one, are so many decimals of a pound.
const PRICE_PLACES: u32 = 4;
const TOTAL_PLACES: u32 = 6;

impl Finance {
    pub(crate) fn portfolio(&self, user: u64, account: &Account) -> Value {
        let worth = self.positions(user, account, 0).iter().map(|position| position.total).sum();
        json!({
            "id": account.id,
            "name": account.name,
            "portfolioType": if account.kind.name == "investment" { "GIA" } else { "SIPP" },
            "portfolioId": format!("P-{}", digits(user, account.number, 6)),
            "valuation": self.valuation(account, worth, TOTAL_PLACES, 0),
        })
    }

    pub(crate) fn portfolio_holdings(&self, user: u64, account: &Account) -> Vec<Value> {
        let positions = self.positions(user, account, 0);
        let shown = positions.iter().map(|position| {
            let mut shown = self.write_position(user, account, position, 0);
            // The spelling of Moneyhub's Node types.
            shown["valuatuion"] = self.valuation(account, position.total, TOTAL_PLACES, 0);
            shown
        });
        shown.collect()
    }

    /// The purchase of each security: one trade, or a list of two, because the sources have both
    /// forms.
    pub(crate) fn portfolio_transactions(&self, user: u64, account: &Account) -> Vec<Value> {
        let month = VALUATIONS - 1;
        let positions = self.positions(user, account, month);
        let bought = positions.iter().filter(|position| position.isin.is_some());
        let shown = bought.map(|position| {
            let mut shown = self.write_position(user, account, position, month);
            shown["valuation"] = self.valuation(account, position.total, TOTAL_PLACES, month);
            let trade = |place: u64, quantity: i64| {
                json!({
                    "id": id_of(KIND_TRADE, user, account.number, position.place << 8 | place),
                    "tradeDate": self.valued(account, month),
                    "orderDate": self.valued(account, month),
                    "quantity": decimal(quantity, 2),
                    "tradingCurrency": account.currency,
                    "executionPrice": decimal(position.price, PRICE_PLACES),
                    "exchangeRate": 1,
                    "grossAmount": decimal(quantity * position.price, TOTAL_PLACES),
                    "transactionType": "Subscription",
                    "bookingText": format!("Purchase of {}", position.name),
                    "transactionCosts": [],
                })
            };
            let half = position.quantity / 2;
            shown["transactions"] = match position.place {
                0 => trade(0, position.quantity),
                _ => json!([trade(0, half), trade(1, position.quantity - half)]),
            };
            shown
        });
        shown.collect()
    }

    fn write_position(
        &self,
        user: u64,
        account: &Account,
        position: &Position,
        month: i64,
    ) -> Value {
        let mut product = json!({"name": position.name});
        if let Some(isin) = position.isin {
            product["type"] = json!("ISIN");
            product["id"] = json!(isin);
        }
        json!({
            "id": position.id(user, account),
            "date": self.valued(account, month),
            "quantity": {"dateUpdate": self.valued(account, month), "settledQuantity": position.quantity()},
            "product": product,
            "price": self.valuation(account, position.price, PRICE_PLACES, month),
        })
    }

    fn valuation(&self, account: &Account, number: i64, places: u32, month: i64) -> Value {
        json!({
            "dateUpdated": self.valued(account, month),
            "amount": decimal(number, places),
            "currency": account.currency,
        })
    }
}
