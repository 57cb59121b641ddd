use super::ProviderStatus;
use crate::api::{
    payments::{Filter, PaymentStatus, PeriodAlignment, PeriodType, RecurringPaymentType},
    prelude::*,
};

/// `GET /recurring-payments`: the consents to recurring payments, page by page. Scope
/// `recurring_payment:read`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, payments, recurring_payments};
///
/// let filter = payments::Filter { user_id: Some("a-user".into()), ..Default::default() };
/// let list = recurring_payments::List { filter, ..Default::default() };
/// let request = codec::encode(&list, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.uri().query(), Some("limit=100&offset=0&userId=a-user"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list.
    pub window: Window,
    /// Which ones to list.
    pub filter: Filter,
}

impl Endpoint for List {
    type Output = Page<RecurringPayment>;
    const OPERATION: Operation<Self::Output> = Service::Identity
        .get("recurring_payments.list", "/recurring-payments", decode::page)
        .needs(&[scope::RECURRING_PAYMENT_READ]);

    fn fill(&self, call: Call) -> Call {
        self.filter.add_to(call.window(self.window))
    }
}

/// `GET /recurring-payments/{recurringPaymentId}`: one consent to recurring payments. Scope
/// `recurring_payment:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The consent.
    pub recurring_payment_id: RecurringPaymentId,
}

impl Endpoint for Get {
    type Output = RecurringPayment;
    const OPERATION: Operation<Self::Output> = Service::Identity
        .get("recurring_payments.get", "/recurring-payments/{recurringPaymentId}", decode::data)
        .needs(&[scope::RECURRING_PAYMENT_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("recurringPaymentId", &self.recurring_payment_id)
    }
}

/// `DELETE /recurring-payments/{recurringPaymentId}`: ends a consent to recurring payments. Scope
/// `recurring_payment:create`.
///
/// No source documents the answer, so any success status is accepted. Payments already made stay made. The
/// answer to a second call may be that there is nothing to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoke {
    /// The consent.
    pub recurring_payment_id: RecurringPaymentId,
}

impl Endpoint for Revoke {
    type Output = ();
    const OPERATION: Operation<()> = Service::Identity
        .delete(
            "recurring_payments.revoke",
            "/recurring-payments/{recurringPaymentId}",
            decode::empty,
        )
        .needs(&[scope::RECURRING_PAYMENT_CREATE]);

    fn fill(&self, call: Call) -> Call {
        call.path("recurringPaymentId", &self.recurring_payment_id)
    }
}

/// A consent to recurring payments, as far as its shape is known.
///
/// Moneyhub's readme calls the items consents, its Node types give them the members of one payment, and there
/// is no sample. So the members of both are here, none is required, and the id is a guess. Use a
/// [`RawCall`](crate::RawCall) to see other members.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RecurringPayment {
    /// The submission to the bank, presumably the last one under this consent.
    pub payment_submission_id: Option<PaymentSubmissionId>,
    /// The bank's status for it.
    pub provider_status: Option<ProviderStatus>,
    /// The status.
    pub status: Option<PaymentStatus>,
    /// When it was submitted.
    pub submitted_at: Option<Timestamp>,
    /// The authorisation request that it came from.
    pub auth_request_id: Option<AuthRequestId>,
    /// When it was ended.
    pub revoked_at: Option<Timestamp>,
    /// The id.
    pub id: Option<RecurringPaymentId>,
    /// The reference on the statements.
    pub reference: Option<PaymentReference>,
    /// The first day; its format is not documented.
    pub valid_from_date: Option<String>,
    /// The last day; its format is not documented.
    pub valid_to_date: Option<String>,
    /// The most for one payment, in pence.
    pub maximum_individual_amount: Option<i64>,
    /// The currency of the limit.
    pub currency: Option<Currency>,
    /// The most for a period.
    pub periodic_limits: Option<Vec<GrantedLimit>>,
    /// What it is for.
    #[serde(rename = "type")]
    pub kind: Option<Vec<RecurringPaymentType>>,
}

/// The id, or another member that identifies it: each may be absent.
impl Item for RecurringPayment {
    fn identity(&self) -> &str {
        let submission = self.payment_submission_id.as_ref().map(PaymentSubmissionId::as_str);
        let auth_request = self.auth_request_id.as_ref().map(AuthRequestId::as_str);
        let id = self.id.as_ref().map(RecurringPaymentId::as_str);
        id.or(submission).or(auth_request).unwrap_or_default()
    }
}

/// The most that may be paid in a period, such as a day or a month, under a consent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GrantedLimit {
    /// How much, in pence.
    pub amount: Option<i64>,
    /// The currency of the limit.
    pub currency: Option<Currency>,
    /// The length of the period.
    pub period_type: Option<PeriodType>,
    /// When the period begins.
    pub period_alignment: Option<PeriodAlignment>,
}
