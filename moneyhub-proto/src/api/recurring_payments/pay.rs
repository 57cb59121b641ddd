use crate::api::{
    payments::{
        PayeeType, PayerType, PaymentStatus, Pence,
        forms::{check_name, check_reference},
    },
    prelude::*,
};

/// The greatest amount, in pence, according to Moneyhub's swagger of the identity service.
const MOST: u64 = 1_000_000;

/// `POST /recurring-payments/{recurringPaymentId}/pay`: pays at once, without asking the user again.
/// Scope `recurring_payment:create`.
///
/// It moves money, so it is never sent twice, even if its answer was lost. The answer has no payment id, and
/// no source says where else a payment under a consent can be read. If the answer is lost, nothing can prove
/// whether the payment was made: [`manual::paying`](crate::manual::paying) says what to check before you pay
/// again.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, payments::Pence, recurring_payments::Pay};
///
/// let pay = Pay {
///     recurring_payment_id: "28a7b6f5".into(),
///     amount: Pence::new(1500)?,
///     details: Default::default(),
/// };
/// let request = codec::encode(&pay, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.body(), r#"{"amount":1500}"#);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pay {
    /// The consent.
    #[serde(skip)]
    pub recurring_payment_id: RecurringPaymentId,
    /// How much, up to 1,000,000 pence.
    pub amount: Pence,
    /// Optional members.
    #[serde(flatten)]
    pub details: PaymentDetails,
}

/// Optional members of a payment under a consent. Absent members presumably keep the consent's values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentDetails {
    /// Who is paid.
    pub payee_id: Option<PayeeId>,
    /// The reference on the payee's statement, 2 to 18 characters. On the wire `payeeRef`.
    #[serde(rename = "payeeRef")]
    pub payee_reference: Option<PaymentReference>,
    /// The kind of the payee's id.
    pub payee_type: Option<PayeeType>,
    /// Who pays.
    pub payer_id: Option<PayerId>,
    /// The reference on the payer's statement, 2 to 18 characters. On the wire `payerRef`.
    #[serde(rename = "payerRef")]
    pub payer_reference: Option<PaymentReference>,
    /// The kind of the payer's id.
    pub payer_type: Option<PayerType>,
    /// The payer's name, 1 to 254 characters.
    pub payer_name: Option<HolderName>,
    /// The payer's e-mail address, up to 254 characters.
    pub payer_email: Option<EmailAddress>,
    /// Whether to read the account that a refund would go to.
    pub read_refund_account: Option<bool>,
}

impl Endpoint for Pay {
    type Output = Submission;
    const OPERATION: Operation<Self::Output> = Service::Identity
        .post(
            "recurring_payments.pay",
            "/recurring-payments/{recurringPaymentId}/pay",
            decode::data,
        )
        .needs(&[scope::RECURRING_PAYMENT_CREATE])
        .never_repeated();

    fn fill(&self, call: Call) -> Call {
        call.path("recurringPaymentId", &self.recurring_payment_id)
            .in_range("amount", self.amount.get(), 1..=MOST)
            .checked(self.details.check())
            .json(self)
    }
}

impl PaymentDetails {
    fn check(&self) -> Result<(), RequestError> {
        let references = [("payeeRef", &self.payee_reference), ("payerRef", &self.payer_reference)];
        for (parameter, reference) in references {
            check_reference(parameter, reference.as_ref())?;
        }
        self.payee_id.iter().try_for_each(|id| check_not_empty("payeeId", id.as_str()))?;
        self.payer_id.iter().try_for_each(|id| check_not_empty("payerId", id.as_str()))?;
        check_email("payerEmail", self.payer_email.as_ref())?;
        let name = self.payer_name.as_ref();
        name.map_or(Ok(()), |name| check_name("payerName", name.expose(), 254))
    }
}

/// A payment that was submitted to the bank. Its shape is known only from Moneyhub's Node types, so nothing
/// is required.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Submission {
    /// The id of the submission. It is not a payment id.
    pub payment_submission_id: Option<PaymentSubmissionId>,
    /// The bank's status for it.
    pub provider_status: Option<ProviderStatus>,
    /// The status.
    pub status: Option<PaymentStatus>,
    /// When it was submitted.
    pub submitted_at: Option<Timestamp>,
    /// The authorisation request that the consent came from.
    pub auth_request_id: Option<AuthRequestId>,
    /// When the consent was ended.
    pub revoked_at: Option<Timestamp>,
}

open_enum! {
    /// A bank's status for a payment (Open Banking's payment initiation API).
    pub enum ProviderStatus {
        /// The payee's account is credited.
        AcceptedCreditSettlementCompleted = "AcceptedCreditSettlementCompleted",
        /// The payer's account is debited.
        AcceptedSettlementCompleted = "AcceptedSettlementCompleted",
        /// It is accepted, and settlement is in progress.
        AcceptedSettlementInProcess = "AcceptedSettlementInProcess",
        /// It is accepted, but the payee's account is not credited yet.
        AcceptedWithoutPosting = "AcceptedWithoutPosting",
        /// The bank is still checking.
        Pending = "Pending",
        /// The bank has refused it.
        Rejected = "Rejected",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Replay;

    fn pay(pence: u64, details: PaymentDetails) -> Pay {
        let amount = Pence::new(pence).unwrap();
        Pay { recurring_payment_id: "a-consent".into(), amount, details }
    }

    #[test]
    fn it_moves_money_and_is_never_repeated() {
        assert_eq!(Pay::OPERATION.facts.replay, Replay::Never);
    }

    #[test]
    fn what_the_service_would_not_take_is_refused() {
        let length = |parameter, least, most| RequestError::WrongLength { parameter, least, most };
        let rest = PaymentDetails::default;
        let table = [
            (
                pay(MOST + 1, rest()),
                RequestError::OutOfRange { parameter: "amount", least: 1, most: MOST },
            ),
            (
                pay(1, PaymentDetails { payee_reference: Some("A".into()), ..rest() }),
                length("payeeRef", 2, 18),
            ),
            (
                pay(1, PaymentDetails { payer_reference: Some("".into()), ..rest() }),
                length("payerRef", 2, 18),
            ),
            (
                pay(1, PaymentDetails { payee_id: Some("".into()), ..rest() }),
                RequestError::Empty { parameter: "payeeId" },
            ),
            (
                pay(1, PaymentDetails { payer_id: Some("".into()), ..rest() }),
                RequestError::Empty { parameter: "payerId" },
            ),
            (
                pay(1, PaymentDetails { payer_name: Some("".into()), ..rest() }),
                length("payerName", 1, 254),
            ),
            (
                pay(
                    1,
                    PaymentDetails {
                        payer_email: Some(EmailAddress::new("a".repeat(255))),
                        ..rest()
                    },
                ),
                length("payerEmail", 0, 254),
            ),
        ];
        for (pay, refusal) in table {
            assert_eq!(refusal_of(&pay), refusal);
        }
        assert!(pay(MOST, rest()).call().is_ok());
    }

    #[test]
    fn no_debug_shows_who_pays_or_what_is_read_on_statements() {
        let details = PaymentDetails {
            payee_reference: Some("canary".into()),
            payer_reference: Some("canary".into()),
            payer_name: Some("canary".into()),
            payer_email: Some("canary".into()),
            ..PaymentDetails::default()
        };
        let shown = format!("{:?}", pay(1, details));
        assert!(!shown.contains("canary"), "{shown}");
    }
}
