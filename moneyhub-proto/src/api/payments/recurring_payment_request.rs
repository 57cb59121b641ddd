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

/// The consent to a variable recurring payment: the value of `mh:recurring_payment`.
///
/// No source says whether dates need a time, so they are sent unchanged.
///
/// `Debug` shows the limits and the kind, but no names, accounts or references.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RecurringPaymentRequest {
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
    /// The first day.
    #[serde(rename = "validFromDate", skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Timestamp>,
    /// The last day.
    #[serde(rename = "validToDate", skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Timestamp>,
    /// The most for one payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_individual_amount: Option<Pence>,
    /// The currency of the limit, such as `GBP`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// The most for a period.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub periodic_limits: Vec<PeriodicLimit>,
    /// What it is for. On the wire `type`, an array, as in auth requests (the type of one helper of
    /// Moneyhub's client says a string).
    #[serde(rename = "type", skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<RecurringPaymentType>,
    /// What kind of payment it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<PaymentContext>,
}

impl RecurringPaymentRequest {
    /// A recurring payment without optional members.
    #[must_use]
    pub const fn new(payee: Payee) -> Self {
        Self {
            payee,
            payee_type: None,
            payer: None,
            payer_type: None,
            reference: None,
            valid_from: None,
            valid_to: None,
            maximum_individual_amount: None,
            currency: None,
            periodic_limits: Vec::new(),
            types: Vec::new(),
            context: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), RequestError> {
        check_reference("reference", self.reference.as_ref())?;
        check_in_turn(&[
            ("validFromDate", self.valid_from.as_ref()),
            ("validToDate", self.valid_to.as_ref()),
        ])?;
        check_currency("currency", self.currency.as_ref())?;
        self.check_limits()?;
        self.payer.iter().try_for_each(Payer::check)?;
        self.payee.check()
    }

    /// Refuses limits that contradict each other. No source says what the service does with them.
    fn check_limits(&self) -> Result<(), RequestError> {
        let invalid = |parameter, problem| Err(RequestError::Invalid { parameter, problem });
        for (at, limit) in self.periodic_limits.iter().enumerate() {
            check_currency("periodicLimits.currency", Some(&limit.currency))?;
            if self.currency.as_ref().is_some_and(|currency| *currency != limit.currency) {
                return invalid("periodicLimits.currency", "is not the currency of the payments");
            }
            if self.maximum_individual_amount.is_some_and(|most| most > limit.amount) {
                return invalid("maximumIndividualAmount", "is more than a periodic limit allows");
            }
            let period = |of: &PeriodicLimit| (of.period_type.clone(), of.period_alignment.clone());
            if self.periodic_limits.iter().take(at).any(|other| period(other) == period(limit)) {
                return invalid("periodicLimits", "has two limits of one period");
            }
        }
        Ok(())
    }
}

impl fmt::Debug for RecurringPaymentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecurringPaymentRequest")
            .field("maximum_individual_amount", &self.maximum_individual_amount)
            .field("periodic_limits", &self.periodic_limits)
            .field("types", &self.types)
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}

/// The most that may be paid in a period, such as a day or a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PeriodicLimit {
    /// How much.
    pub amount: Pence,
    /// The currency of the limit, such as `GBP`.
    pub currency: Currency,
    /// The length of the period.
    pub period_type: PeriodType,
    /// When the period begins.
    pub period_alignment: PeriodAlignment,
}

open_enum! {
    /// When a period begins.
    pub enum PeriodAlignment {
        /// With the calendar: on Monday, or on the first of the month.
        Calendar = "Calendar",
        /// On the day of the consent.
        Consent = "Consent",
    }
}

open_enum! {
    /// The length of a period.
    pub enum PeriodType {
        /// One day.
        Day = "Day",
        /// Two weeks.
        Fortnight = "Fortnight",
        /// Six months.
        HalfYear = "Half-year",
        /// One month.
        Month = "Month",
        /// One week.
        Week = "Week",
        /// One year.
        Year = "Year",
    }
}

open_enum! {
    /// What a recurring payment is for.
    pub enum RecurringPaymentType {
        /// Moving money between accounts of the same person.
        Sweeping = "Sweeping",
        /// Anything else.
        Other = "Other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pence(pence: u64) -> Pence {
        Pence::new(pence).unwrap()
    }

    fn limit(amount: u64) -> PeriodicLimit {
        PeriodicLimit {
            amount: pence(amount),
            currency: "GBP".into(),
            period_type: PeriodType::Month,
            period_alignment: PeriodAlignment::Calendar,
        }
    }

    fn request() -> RecurringPaymentRequest {
        RecurringPaymentRequest {
            reference: Some("Savings".into()),
            valid_from: Some("2027-01-01".into()),
            valid_to: Some("2027-01-01".into()),
            maximum_individual_amount: Some(pence(1000)),
            currency: Some("GBP".into()),
            periodic_limits: vec![
                limit(1000),
                PeriodicLimit { period_type: PeriodType::Year, ..limit(5000) },
            ],
            ..RecurringPaymentRequest::new(Payee::Id("a-payee".into()))
        }
    }

    fn invalid(parameter: &'static str, problem: &'static str) -> Result<(), RequestError> {
        Err(RequestError::Invalid { parameter, problem })
    }

    #[test]
    fn limits_that_agree_are_taken() {
        assert_eq!(request().check(), Ok(()));
    }

    #[test]
    fn a_consent_that_ends_before_it_begins_is_refused() {
        let problem = "is before the day that it has to follow";
        let early = RecurringPaymentRequest { valid_to: Some("2026-12-31".into()), ..request() };
        assert_eq!(early.check(), invalid("validToDate", problem));
    }

    #[test]
    fn a_consent_from_a_day_that_is_none_is_refused() {
        let odd = RecurringPaymentRequest { valid_from: Some("soon".into()), ..request() };
        let refusal = RequestError::NotATimestamp { parameter: "validFromDate" };
        assert_eq!(odd.check(), Err(refusal));
    }

    #[test]
    fn a_single_payment_over_the_limit_of_a_period_is_refused() {
        let over =
            RecurringPaymentRequest { maximum_individual_amount: Some(pence(1001)), ..request() };
        let problem = "is more than a periodic limit allows";
        assert_eq!(over.check(), invalid("maximumIndividualAmount", problem));
    }

    #[test]
    fn limits_of_two_currencies_are_refused() {
        let odd = RecurringPaymentRequest { currency: Some("EUR".into()), ..request() };
        let problem = "is not the currency of the payments";
        assert_eq!(odd.check(), invalid("periodicLimits.currency", problem));
    }

    #[test]
    fn a_limit_in_what_is_no_currency_is_refused() {
        let limits = vec![PeriodicLimit { currency: "gbp".into(), ..limit(1000) }];
        let odd = RecurringPaymentRequest { periodic_limits: limits, currency: None, ..request() };
        let problem = "is not three capital letters of ISO 4217";
        assert_eq!(odd.check(), invalid("periodicLimits.currency", problem));
    }

    #[test]
    fn two_limits_of_one_period_are_refused() {
        let limits = vec![limit(1000), limit(2000)];
        let odd = RecurringPaymentRequest { periodic_limits: limits, ..request() };
        assert_eq!(odd.check(), invalid("periodicLimits", "has two limits of one period"));
    }

    #[test]
    fn a_consent_with_a_reference_of_the_wrong_length_is_refused() {
        let odd = RecurringPaymentRequest { reference: Some("A".into()), ..request() };
        let refusal = RequestError::WrongLength { parameter: "reference", least: 2, most: 18 };
        assert_eq!(odd.check(), Err(refusal));
    }
}
