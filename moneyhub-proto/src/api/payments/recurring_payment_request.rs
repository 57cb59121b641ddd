use std::fmt;

use serde::Serialize;

use super::{Payee, Payer};
use crate::api::payments::{PayeeType, PayerType, PaymentContext, check_pence};
use crate::ground::{error::RequestError, open_enum::open_enum, timestamp::Timestamp};

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
    /// What is read on the statements.
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
        self.payer.iter().try_for_each(Payer::check)?;
        self.payee.check()
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
