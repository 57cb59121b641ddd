use std::fmt;

use serde::de::{self, value::MapAccessDeserializer};

use super::DatedAmount;
use crate::api::prelude::*;

/// `GET /accounts/{accountId}/standing-orders`: the standing orders of an account. Scope
/// `accounts:read`, and `standing_orders:read` or `standing_orders_detail:read`.
///
/// Not to be confused with the standing orders that payments set up, which belong to the identity service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListStandingOrders {
    /// The account.
    pub account_id: AccountId,
    /// Asks for a token that shows the payees.
    pub details: bool,
}

impl Endpoint for ListStandingOrders {
    type Output = Vec<StandingOrder>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("accounts.list_standing_orders", "/accounts/{accountId}/standing-orders", decode::list)
        .needs(&[scope::ACCOUNTS_READ])
        .needs_one_of(&[scope::STANDING_ORDERS_READ, scope::STANDING_ORDERS_DETAIL_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id)
            .needs_if(self.details, scope::STANDING_ORDERS_DETAIL_READ)
    }
}

/// A standing order of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StandingOrder {
    /// The id.
    pub id: StandingOrderId,
    /// Whether it is in force.
    pub status: Option<StandingOrderStatus>,
    /// The reference that the payee sees.
    pub reference: Option<PaymentReference>,
    /// How often it pays.
    pub frequency: Option<StandingOrderFrequency>,
    /// How many payments it makes.
    pub number_of_payments: Option<i64>,
    /// The date of the first payment.
    pub first_payment_date: Option<Timestamp>,
    /// The date of the next payment.
    pub next_payment_date: Option<Timestamp>,
    /// The date of the last payment.
    pub final_payment_date: Option<Timestamp>,
    /// The first payment.
    pub first_payment_amount: Option<DatedAmount>,
    /// The next payment.
    pub next_payment_amount: Option<DatedAmount>,
    /// The last payment.
    pub final_payment_amount: Option<DatedAmount>,
    /// The currency.
    pub currency: Option<Currency>,
    /// The payee. Only with `standing_orders_detail:read`.
    pub payee: Option<Box<StandingOrderPayee>>,
}

impl Item for StandingOrder {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

/// The payee of a standing order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StandingOrderPayee {
    /// The name.
    pub name: Option<HolderName>,
    /// Six digits of the sort code, then eight or more of the number.
    pub sort_code_account_number: Option<AccountNumber>,
    /// The IBAN.
    pub iban: Option<AccountNumber>,
    /// The card number.
    pub pan: Option<AccountNumber>,
}

/// How often a standing order pays.
///
/// An object in Moneyhub's swagger, but only the string of [`repeat`](Self::repeat) in its Node types. Both
/// are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StandingOrderFrequency {
    /// How often.
    pub repeat: StandingOrderRepeat,
    /// On which day of the week or the month.
    pub day: Option<i64>,
    /// In which week of the month.
    pub week: Option<i64>,
    /// In which month of the period.
    pub month: Option<i64>,
    /// Whether it pays on working days only.
    pub only_work_days: Option<bool>,
    /// Which quarter days, if it pays every quarter.
    pub region: Option<StandingOrderRegion>,
}

impl<'de> Deserialize<'de> for StandingOrderFrequency {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Object {
            repeat: StandingOrderRepeat,
            day: Option<i64>,
            week: Option<i64>,
            month: Option<i64>,
            only_work_days: Option<bool>,
            region: Option<StandingOrderRegion>,
        }
        struct Either;
        impl<'de> de::Visitor<'de> for Either {
            type Value = StandingOrderFrequency;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a frequency")
            }
            fn visit_str<E>(self, repeat: &str) -> Result<StandingOrderFrequency, E> {
                Ok(StandingOrderFrequency { repeat: repeat.into(), ..Default::default() })
            }
            fn visit_map<M: de::MapAccess<'de>>(
                self,
                map: M,
            ) -> Result<StandingOrderFrequency, M::Error> {
                let Object { repeat, day, week, month, only_work_days, region } =
                    Object::deserialize(MapAccessDeserializer::new(map))?;
                Ok(StandingOrderFrequency { repeat, day, week, month, only_work_days, region })
            }
        }
        deserializer.deserialize_any(Either)
    }
}

open_enum! {
    /// Whether a standing order is in force.
    pub enum StandingOrderStatus {
        /// It is.
        Active = "Active",
        /// It is not.
        Inactive = "Inactive",
    }
}

open_enum! {
    /// How often a standing order pays.
    #[derive(Default)]
    pub enum StandingOrderRepeat {
        /// Every day.
        Daily = "Daily",
        /// Every month.
        #[default]
        Monthly = "Monthly",
        /// Every three months.
        Quarterly = "Quarterly",
        /// Every week.
        Weekly = "Weekly",
        /// Every year.
        Yearly = "Yearly",
    }
}

open_enum! {
    /// The quarter days on which a quarterly standing order pays. The days of each region are those of Open Banking
    /// (`QtrDay` of its standing orders); Moneyhub's swagger only says that the region is for them.
    pub enum StandingOrderRegion {
        /// 25 March, 24 June, 29 September and 25 December.
        English = "ENGLISH",
        /// 20 March, 19 June, 24 September and 20 December.
        Received = "RECEIVED",
        /// 2 February, 15 May, 1 August and 11 November.
        Scottish = "SCOTTISH",
    }
}
