use std::fmt;

use serde::Serialize;

use super::{Payee, Payer};
use crate::{
    api::payments::{PayeeType, PayerType, PaymentContext, check_pence, forms::check_reference},
    ground::{error::RequestError, open_enum::open_enum, timestamp::Timestamp},
};

/// A standing order: the value of `mh:standing_order`.
///
/// Whether a date is to be written with its time is not documented, so dates go out as they are.
///
/// `Debug` shows how much, how often and of what kind, not who, and no reference.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StandingOrderRequest {
    /// Who is paid.
    #[serde(flatten)]
    pub payee: Payee,
    /// What the payee's id refers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payee_type: Option<PayeeType>,
    /// Who pays.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub payer: Option<Payer>,
    /// What the payer's id refers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer_type: Option<PayerType>,
    /// What is read on the statements, 2 to 18 characters as in other payments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// How often.
    pub frequency: Frequency,
    /// How many times.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number_of_payments: Option<u32>,
    /// The first payment, in pence, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_payment_amount: Option<u64>,
    /// Every payment, in pence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recurring_payment_amount: Option<u64>,
    /// The last payment, in pence, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub final_payment_amount: Option<u64>,
    /// The currency of these, such as `GBP`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// When the first payment is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_payment_date: Option<Timestamp>,
    /// When the next payment after the first is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recurring_payment_date: Option<Timestamp>,
    /// When the last payment is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub final_payment_date: Option<Timestamp>,
    /// What kind of payment it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<PaymentContext>,
}

impl StandingOrderRequest {
    /// A standing order with nothing optional.
    #[must_use]
    pub const fn new(payee: Payee, frequency: Frequency) -> Self {
        Self {
            payee,
            payee_type: None,
            payer: None,
            payer_type: None,
            reference: None,
            frequency,
            number_of_payments: None,
            first_payment_amount: None,
            recurring_payment_amount: None,
            final_payment_amount: None,
            currency: None,
            first_payment_date: None,
            recurring_payment_date: None,
            final_payment_date: None,
            context: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), RequestError> {
        let amounts = [
            ("firstPaymentAmount", self.first_payment_amount),
            ("recurringPaymentAmount", self.recurring_payment_amount),
            ("finalPaymentAmount", self.final_payment_amount),
        ];
        for (parameter, amount) in amounts {
            amount.map_or(Ok(()), |pence| check_pence(parameter, pence))?;
        }
        check_reference("reference", self.reference.as_deref())?;
        self.payer.iter().try_for_each(Payer::check)?;
        self.payee.check()
    }
}

impl fmt::Debug for StandingOrderRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StandingOrderRequest")
            .field("frequency", &self.frequency)
            .field("number_of_payments", &self.number_of_payments)
            .field("first_payment_amount", &self.first_payment_amount)
            .field("recurring_payment_amount", &self.recurring_payment_amount)
            .field("final_payment_amount", &self.final_payment_amount)
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}

/// How often a standing order pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Frequency {
    /// The unit.
    pub repeat: FrequencyRepeat,
    /// The day of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<u32>,
    /// The week of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub week: Option<u32>,
    /// The month of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<u32>,
    /// Whether weekends and bank holidays are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only_work_days: Option<bool>,
    /// Whose bank holidays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<FrequencyRegion>,
}

impl Frequency {
    /// A frequency with nothing optional.
    #[must_use]
    pub const fn new(repeat: FrequencyRepeat) -> Self {
        Self { repeat, day: None, week: None, month: None, only_work_days: None, region: None }
    }
}

open_enum! {
    /// Whose bank holidays count.
    pub enum FrequencyRegion {
        /// England and Wales.
        English = "ENGLISH",
        /// Those of the receiving bank.
        Received = "RECEIVED",
        /// Scotland.
        Scottish = "SCOTTISH",
    }
}

open_enum! {
    /// The unit of a frequency.
    pub enum FrequencyRepeat {
        /// Every day.
        Daily = "Daily",
        /// Every month.
        Monthly = "Monthly",
        /// Every three months.
        Quarterly = "Quarterly",
        /// Every week.
        Weekly = "Weekly",
        /// Every year.
        Yearly = "Yearly",
    }
}
