use std::fmt;

use serde::Serialize;

use super::{Payee, Payer};
use crate::{
    api::payments::{PayeeType, PayerType, check_not_empty, check_pence, forms::check_reference},
    ground::{error::RequestError, id::PaymentId, open_enum::open_enum},
};

/// A single payment: the value of `mh:payment`.
///
/// `Debug` shows how much and of what kind, not who: names, references and accounts are people's.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{claims::Claims, id::PayeeId, payments::{Payee, PaymentRequest}};
///
/// // Twelve pounds and fifty pence.
/// let payment = PaymentRequest {
///     payee_reference: Some("INV 1001".into()),
///     ..PaymentRequest::new(1250, Payee::Id(PayeeId::from("5b0c8f7e")))
/// };
/// let claims = Claims::new().put_payment(&payment)?;
/// assert_eq!(claims.get("mh:payment").unwrap()["value"]["payeeRef"], "INV 1001");
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentRequest {
    /// How much, in pence.
    pub amount: u64,
    /// Who is paid.
    #[serde(flatten)]
    pub payee: Payee,
    /// What the payee's id refers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payee_type: Option<PayeeType>,
    /// What the payee reads on the statement, 2 to 18 characters. On the wire `payeeRef`.
    /// Moneyhub's own client and its older documentation require it; a newer example has none.
    #[serde(rename = "payeeRef", skip_serializing_if = "Option::is_none")]
    pub payee_reference: Option<String>,
    /// What the payer reads on the statement, 2 to 18 letters, digits and blanks. On the wire `payerRef`.
    #[serde(rename = "payerRef", skip_serializing_if = "Option::is_none")]
    pub payer_reference: Option<String>,
    /// Who pays.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub payer: Option<Payer>,
    /// What the payer's id refers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer_type: Option<PayerType>,
    /// What kind of payment it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<PaymentContext>,
    /// Whether to read the account that a refund would go to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_refund_account: Option<bool>,
    /// The payer's name. Only in the documentation, not in Moneyhub's own client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer_name: Option<String>,
    /// The payer's e-mail address. Only in the documentation, not in Moneyhub's own client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer_email: Option<String>,
    /// An id that goes all the way to the payee's bank. Only in the documentation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_to_end_id: Option<String>,
}

impl PaymentRequest {
    /// A payment of so many pence, with nothing optional.
    #[must_use]
    pub const fn new(amount: u64, payee: Payee) -> Self {
        Self {
            amount,
            payee,
            payee_type: None,
            payee_reference: None,
            payer_reference: None,
            payer: None,
            payer_type: None,
            context: None,
            read_refund_account: None,
            payer_name: None,
            payer_email: None,
            end_to_end_id: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), RequestError> {
        check_pence("amount", self.amount)?;
        check_reference("payeeRef", self.payee_reference.as_deref())?;
        check_reference("payerRef", self.payer_reference.as_deref())?;
        self.payer.iter().try_for_each(Payer::check)?;
        self.payee.check()
    }
}

open_enum! {
    /// What kind of payment it is, as Open Banking sorts them by risk.
    pub enum PaymentContext {
        /// Of a bill.
        BillPayment = "BillPayment",
        /// Between people.
        PartyToParty = "PartyToParty",
        /// Of no other kind. Not to be mistaken for the variant `Other`, which is for values that
        /// this version does not know.
        Unclassified = "Other",
    }
}

impl fmt::Debug for PaymentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PaymentRequest")
            .field("amount", &self.amount)
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}

/// A payment that is sent back: the value of `mh:reverse_payment`.
///
/// `Debug` shows how much, not which payment and not who.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReversePaymentRequest {
    /// The payment.
    pub payment_id: PaymentId,
    /// How much of it, in pence.
    pub amount: u64,
    /// Who pays now.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub payer: Option<Payer>,
    /// What the payer's id refers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer_type: Option<PayerType>,
}

impl ReversePaymentRequest {
    /// So many pence of a payment, with nothing optional.
    #[must_use]
    pub const fn new(payment_id: PaymentId, amount: u64) -> Self {
        Self { payment_id, amount, payer: None, payer_type: None }
    }

    pub(crate) fn check(&self) -> Result<(), RequestError> {
        check_not_empty("paymentId", self.payment_id.as_str())?;
        self.payer.iter().try_for_each(Payer::check)?;
        check_pence("amount", self.amount)
    }
}

impl fmt::Debug for ReversePaymentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReversePaymentRequest")
            .field("amount", &self.amount)
            .finish_non_exhaustive()
    }
}
