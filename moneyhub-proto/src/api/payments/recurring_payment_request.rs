use std::fmt;

use serde::Serialize;

use super::{Payee, Payer};
use crate::{
    api::payments::{PayeeType, PayerType, PaymentContext, check_pence, forms::check_reference},
    ground::{error::RequestError, open_enum::open_enum, timestamp::Timestamp},
};

/// The consent to a variable recurring payment: the value of `mh:recurring_payment`.
///
/// Whether a date is to be written with its time is not documented, so dates go out as they are.
///
/// `Debug` shows the limits and of what kind it is, not who, and no reference.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RecurringPaymentRequest {
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
    /// The first day.
    #[serde(rename = "validFromDate", skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Timestamp>,
    /// The last day.
    #[serde(rename = "validToDate", skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Timestamp>,
    /// The most that one payment may be, in pence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_individual_amount: Option<u64>,
    /// The currency of that, such as `GBP`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The most that may be paid in a time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub periodic_limits: Vec<PeriodicLimit>,
    /// What it is for. On the wire `type`, an array (as in auth requests; the type of one helper of
    /// Moneyhub's client says a string).
    #[serde(rename = "type", skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<RecurringPaymentType>,
    /// What kind of payment it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<PaymentContext>,
}

impl RecurringPaymentRequest {
    /// A recurring payment with nothing optional.
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
        let most = self.maximum_individual_amount;
        most.map_or(Ok(()), |pence| check_pence("maximumIndividualAmount", pence))?;
        self.periodic_limits
            .iter()
            .try_for_each(|limit| check_pence("periodicLimits.amount", limit.amount))?;
        check_reference("reference", self.reference.as_deref())?;
        self.check_limits()?;
        self.payer.iter().try_for_each(Payer::check)?;
        self.payee.check()
    }

    /// Refuses limits that contradict each other. No source says what the service makes of them.
    fn check_limits(&self) -> Result<(), RequestError> {
        let invalid = |parameter, problem| Err(RequestError::Invalid { parameter, problem });
        let (from, to) = (self.valid_from.as_ref(), self.valid_to.as_ref());
        if from.zip(to).is_some_and(|(from, to)| comes_after(from, to)) {
            return invalid("validToDate", "is before validFromDate");
        }
        for (at, limit) in self.periodic_limits.iter().enumerate() {
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

/// Whether one is after another: two times, or two days without one. What is of two forms is not compared.
fn comes_after(one: &Timestamp, other: &Timestamp) -> bool {
    let day = |text: &Timestamp| text.as_str().len() == "2024-06-01".len();
    match one.compare(other) {
        Some(order) => order.is_gt(),
        None => day(one) && day(other) && one.as_str() > other.as_str(),
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

/// The most that may be paid in a day, a month or another time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PeriodicLimit {
    /// How much, in pence.
    pub amount: u64,
    /// The currency of that, such as `GBP`.
    pub currency: String,
    /// How long the time is.
    pub period_type: PeriodType,
    /// What it is counted from.
    pub period_alignment: PeriodAlignment,
}

open_enum! {
    /// What a period is counted from.
    pub enum PeriodAlignment {
        /// The calendar: from Monday, or from the first of the month.
        Calendar = "Calendar",
        /// The day of the consent.
        Consent = "Consent",
    }
}

open_enum! {
    /// How long a period is.
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
        /// Anything else. Not to be mistaken for the variant `Other`, which is for values that this
        /// version does not know.
        Unclassified = "Other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(pence: u64) -> PeriodicLimit {
        PeriodicLimit {
            amount: pence,
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
            maximum_individual_amount: Some(1000),
            currency: Some("GBP".into()),
            periodic_limits: vec![
                limit(1000),
                PeriodicLimit { period_type: PeriodType::Year, ..limit(5000) },
            ],
            ..RecurringPaymentRequest::new(Payee::Id("a-payee".into()))
        }
    }

    #[test]
    fn limits_that_contradict_each_other_are_refused() {
        assert_eq!(request().check(), Ok(()));
        let invalid = |parameter, problem| RequestError::Invalid { parameter, problem };
        let early = "is before validFromDate";
        let table = [
            (
                RecurringPaymentRequest { valid_to: Some("2026-12-31".into()), ..request() },
                invalid("validToDate", early),
            ),
            (
                RecurringPaymentRequest {
                    valid_from: Some("2027-01-01T00:00:00Z".into()),
                    valid_to: Some("2027-01-01T00:30:00+01:00".into()),
                    ..request()
                },
                invalid("validToDate", early),
            ),
            (
                RecurringPaymentRequest { maximum_individual_amount: Some(1001), ..request() },
                invalid("maximumIndividualAmount", "is more than a periodic limit allows"),
            ),
            (
                RecurringPaymentRequest { currency: Some("EUR".into()), ..request() },
                invalid("periodicLimits.currency", "is not the currency of the payments"),
            ),
            (
                RecurringPaymentRequest {
                    periodic_limits: vec![limit(1000), limit(2000)],
                    ..request()
                },
                invalid("periodicLimits", "has two limits of one period"),
            ),
            (
                RecurringPaymentRequest { reference: Some("A".into()), ..request() },
                RequestError::WrongLength { parameter: "reference", least: 2, most: 18 },
            ),
        ];
        for (request, refusal) in table {
            assert_eq!(request.check(), Err(refusal));
        }
    }
}
