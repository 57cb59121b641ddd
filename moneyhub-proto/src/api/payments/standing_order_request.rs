use std::fmt;

use serde::Serialize;

use super::{Payee, Payer, Pence};
use crate::{
    api::payments::{
        PayeeType, PayerType, PaymentContext,
        forms::{check_in_turn, check_reference},
    },
    ground::{
        check::check_currency, error::RequestError, money::Currency, open_enum::open_enum,
        sensitive::PaymentReference, timestamp::Timestamp,
    },
};

/// A standing order: the value of `mh:standing_order`.
///
/// No source says whether dates need a time, so they are sent unchanged.
///
/// `Debug` shows amounts, frequency and kind, but no names, accounts or references.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StandingOrderRequest {
    /// Who is paid.
    #[serde(flatten)]
    pub payee: Payee,
    /// The kind of the payee's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payee_type: Option<PayeeType>,
    /// Who pays.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub payer: Option<Payer>,
    /// The kind of the payer's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer_type: Option<PayerType>,
    /// The reference on the statements, 2 to 18 characters as in other payments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<PaymentReference>,
    /// How often.
    pub frequency: Frequency,
    /// The number of payments, at least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number_of_payments: Option<u32>,
    /// The first payment, if it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_payment_amount: Option<Pence>,
    /// Every payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recurring_payment_amount: Option<Pence>,
    /// The last payment, if it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub final_payment_amount: Option<Pence>,
    /// The currency of these, such as `GBP`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
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
    /// A standing order without optional members.
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
        check_reference("reference", self.reference.as_ref())?;
        self.frequency.check()?;
        if self.number_of_payments == Some(0) {
            let most = u32::MAX.into();
            return Err(RequestError::OutOfRange { parameter: "numberOfPayments", least: 1, most });
        }
        check_currency("currency", self.currency.as_ref())?;
        check_in_turn(&[
            ("firstPaymentDate", self.first_payment_date.as_ref()),
            ("recurringPaymentDate", self.recurring_payment_date.as_ref()),
            ("finalPaymentDate", self.final_payment_date.as_ref()),
        ])?;
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
    /// The day of the period: 1 to 31, or 1 to 7 in a week.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<u32>,
    /// The week: 1 to 53.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub week: Option<u32>,
    /// The month: 1 to 12.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<u32>,
    /// Whether to skip weekends and bank holidays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only_work_days: Option<bool>,
    /// Which quarter days, if it pays every quarter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<FrequencyRegion>,
}

impl Frequency {
    /// A frequency without optional members.
    #[must_use]
    pub const fn new(repeat: FrequencyRepeat) -> Self {
        Self { repeat, day: None, week: None, month: None, only_work_days: None, region: None }
    }

    /// Refuses impossible days, weeks and months. Which of the three goes with which unit is not
    /// documented.
    fn check(&self) -> Result<(), RequestError> {
        let days = if self.repeat == FrequencyRepeat::Weekly { 7 } else { 31 };
        let parts = [
            ("frequency.day", self.day, days),
            ("frequency.week", self.week, 53),
            ("frequency.month", self.month, 12),
        ];
        for (parameter, part, most) in parts {
            if part.is_some_and(|part| !(1..=most).contains(&part)) {
                return Err(RequestError::OutOfRange { parameter, least: 1, most: most.into() });
            }
        }
        Ok(())
    }
}

open_enum! {
    /// The quarter days on which a quarterly standing order pays. The days of each region are those of Open Banking
    /// (`QtrDay` of its standing orders); Moneyhub's swagger only says that the region is for them.
    pub enum FrequencyRegion {
        /// 25 March, 24 June, 29 September and 25 December.
        English = "ENGLISH",
        /// 20 March, 19 June, 24 September and 20 December.
        Received = "RECEIVED",
        /// 2 February, 15 May, 1 August and 11 November.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn order() -> StandingOrderRequest {
        StandingOrderRequest {
            reference: Some("Rent".into()),
            number_of_payments: Some(12),
            recurring_payment_amount: Pence::new(1250).ok(),
            currency: Some("GBP".into()),
            first_payment_date: Some("2027-01-01".into()),
            recurring_payment_date: Some("2027-02-01".into()),
            final_payment_date: Some("2027-12-01".into()),
            ..StandingOrderRequest::new(
                Payee::Id("a-payee".into()),
                Frequency::new(FrequencyRepeat::Monthly),
            )
        }
    }

    #[test]
    fn a_standing_order_that_can_be_is_taken() {
        assert_eq!(order().check(), Ok(()));
        let frequency =
            Frequency { day: Some(31), week: Some(53), month: Some(12), ..order().frequency };
        assert_eq!(StandingOrderRequest { frequency, ..order() }.check(), Ok(()));
    }

    #[test]
    fn a_frequency_that_no_calendar_has_is_refused() {
        let of = |repeat| Frequency::new(repeat);
        let table = [
            (Frequency { day: Some(0), ..of(FrequencyRepeat::Monthly) }, "frequency.day", 31),
            (Frequency { day: Some(32), ..of(FrequencyRepeat::Monthly) }, "frequency.day", 31),
            (Frequency { day: Some(8), ..of(FrequencyRepeat::Weekly) }, "frequency.day", 7),
            (Frequency { week: Some(54), ..of(FrequencyRepeat::Yearly) }, "frequency.week", 53),
            (Frequency { month: Some(13), ..of(FrequencyRepeat::Yearly) }, "frequency.month", 12),
        ];
        for (frequency, parameter, most) in table {
            let refusal = RequestError::OutOfRange { parameter, least: 1, most };
            assert_eq!(StandingOrderRequest { frequency, ..order() }.check(), Err(refusal));
        }
    }

    #[test]
    fn a_standing_order_of_no_payments_is_refused() {
        let none = StandingOrderRequest { number_of_payments: Some(0), ..order() };
        let refused = none.check().unwrap_err();
        assert!(matches!(
            refused,
            RequestError::OutOfRange { parameter: "numberOfPayments", least: 1, .. }
        ));
    }

    #[test]
    fn payment_days_out_of_turn_are_refused() {
        let problem = "is before the day that it has to follow";
        let last = Some("2026-12-01".into());
        let odd = StandingOrderRequest { final_payment_date: last, ..order() };
        let refusal = RequestError::Invalid { parameter: "finalPaymentDate", problem };
        assert_eq!(odd.check(), Err(refusal));
        let next = Some("2026-12-01".into());
        let odd = StandingOrderRequest { recurring_payment_date: next, ..order() };
        let refusal = RequestError::Invalid { parameter: "recurringPaymentDate", problem };
        assert_eq!(odd.check(), Err(refusal));
    }

    #[test]
    fn a_payment_day_that_is_none_is_refused() {
        let odd = StandingOrderRequest { first_payment_date: Some("2027-02-30".into()), ..order() };
        let refusal = RequestError::NotATimestamp { parameter: "firstPaymentDate" };
        assert_eq!(odd.check(), Err(refusal));
    }

    #[test]
    fn a_standing_order_in_what_is_no_currency_is_refused() {
        let odd = StandingOrderRequest { currency: Some("pounds".into()), ..order() };
        let problem = "is not three capital letters of ISO 4217";
        assert_eq!(odd.check(), Err(RequestError::Invalid { parameter: "currency", problem }));
    }

    #[test]
    fn a_standing_order_with_a_reference_of_the_wrong_length_is_refused() {
        let odd = StandingOrderRequest { reference: Some("A".into()), ..order() };
        let refusal = RequestError::WrongLength { parameter: "reference", least: 2, most: 18 };
        assert_eq!(odd.check(), Err(refusal));
    }
}
