use std::fmt;

use serde::de::{
    Deserializer, MapAccess, SeqAccess, Visitor,
    value::{MapAccessDeserializer, SeqAccessDeserializer},
};

use crate::api::prelude::*;

/// The trades of a transaction: one, or a list. Moneyhub's Node types allow both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trades {
    /// A single trade.
    One(Box<Trade>),
    /// A list.
    List(Vec<Trade>),
}

impl Trades {
    /// The trades, in whichever form they came.
    #[must_use]
    pub fn as_slice(&self) -> &[Trade] {
        match self {
            Self::One(trade) => std::slice::from_ref(trade),
            Self::List(trades) => trades,
        }
    }
}

impl Serialize for Trades {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(trade) => trade.serialize(serializer),
            Self::List(trades) => trades.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Trades {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrList;
        impl<'de> Visitor<'de> for OneOrList {
            type Value = Trades;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a trade or a list of trades")
            }
            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Trades, M::Error> {
                Deserialize::deserialize(MapAccessDeserializer::new(map)).map(Trades::One)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Trades, A::Error> {
                Deserialize::deserialize(SeqAccessDeserializer::new(list)).map(Trades::List)
            }
        }
        deserializer.deserialize_any(OneOrList)
    }
}

/// A trade. The format of its days is not documented.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Trade {
    /// The id.
    pub id: Option<String>,
    /// The day on which it was made.
    pub trade_date: Option<String>,
    /// The day on which it was settled.
    pub settlement_date: Option<String>,
    /// The day on which it was ordered.
    pub order_date: Option<String>,
    /// How much was traded.
    pub quantity: Option<Decimal>,
    /// The currency that it was traded in.
    pub trading_currency: Option<Currency>,
    /// The price of one.
    pub execution_price: Option<Decimal>,
    /// The exchange rate.
    pub exchange_rate: Option<Decimal>,
    /// The total amount; the unit is not stated.
    pub gross_amount: Option<Decimal>,
    /// Its kind.
    pub transaction_type: Option<TransactionType>,
    /// The corporate action.
    pub corporate_action_type: Option<CorporateActionType>,
    /// The provider's description.
    pub booking_text: Option<String>,
    /// Its costs.
    pub transaction_costs: Option<Vec<TransactionCost>>,
}

/// A cost of a trade.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TransactionCost {
    /// The kind of cost.
    pub cost_type: Option<String>,
    /// How much; the unit is not stated.
    pub amount: Option<Decimal>,
    /// The currency.
    pub currency: Option<Currency>,
}

open_enum! {
    /// The kind of a trade.
    pub enum TransactionType {
        /// A sale.
        Redemption = "Redemption",
        /// A sale, to shift money between products.
        RedemptionAssetAllocation = "Redemption Asset Allocation",
        /// A sale of a plan that pays out.
        RedemptionWithdrawingPlan = "Redemption Withdrawing Plan",
        /// A purchase.
        Subscription = "Subscription",
        /// A purchase, to shift money between products.
        SubscriptionAssetAllocation = "Subscription Asset Allocation",
        /// A purchase of a plan that pays in.
        SubscriptionSavingsPlan = "Subscription Savings Plan",
        /// A switch from another product.
        SwitchIn = "Switch In",
        /// A switch to another product.
        SwitchOut = "Switch Out",
        /// A transfer from another account.
        TransferIn = "Transfer In",
        /// A transfer to another account.
        TransferOut = "Transfer Out",
    }
}

open_enum! {
    /// A corporate action by the issuer of a product.
    pub enum CorporateActionType {
        /// A bonus issue.
        BonusIssue = "Bonus Issue",
        /// A call on rights.
        CallOnRights = "Call On Rights",
        /// A distribution of gains.
        CapitalGainsDistribution = "Capital Gains Distribution",
        /// A dividend in cash.
        CashDividend = "Cash Dividend",
        /// A change of currency.
        ChangeRedenomination = "Change Redenomination",
        /// A decrease in value.
        DecreaseInValue = "Decrease In Value",
        /// A dividend in cash or shares.
        DividendOptionStockDividend = "Dividend Option Stock Dividend",
        /// A reinvested dividend.
        DividendReinvestment = "Dividend Reinvestment",
        /// An offer of an exchange.
        ExchangeOffer = "Exchange Offer",
        /// An option of an exchange.
        ExchangeOption = "Exchange Option",
        /// A liquidation.
        Liquidation = "Liquidation",
        /// A merger.
        Merger = "Merger",
        /// A change of name.
        NameChange = "Name Change",
        /// A reverse split of shares.
        ReverseStockSplit = "Reverse Stock Split",
        /// A distribution of rights.
        RightsDistribution = "Rights Distribution",
        /// A spin-off.
        SpinOff = "Spin Off",
        /// A split of shares.
        StockSplit = "Stock Split",
        /// A tender offer.
        Tender = "Tender",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_trade_and_a_list_of_them_are_read_alike_and_written_as_they_came() {
        for (json, length) in [(r#"{"id":"TR-1"}"#, 1), (r#"[{"id":"TR-1"}]"#, 1), ("[]", 0)] {
            let trades: Trades = serde_json::from_str(json).unwrap();
            assert_eq!(trades.as_slice().len(), length, "{json}");
            assert!(trades.as_slice().iter().all(|trade| trade.id.as_deref() == Some("TR-1")));
            let written = serde_json::to_value(&trades).unwrap();
            assert_eq!(written.is_array(), json.starts_with('['), "{json}");
        }
    }
}
