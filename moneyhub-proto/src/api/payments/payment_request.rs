use std::fmt;

use serde::Serialize;

use super::{Payee, Payer, Pence};
use crate::{
    api::payments::{
        PayeeType, PayerType,
        forms::{check_end_to_end_id, check_name, check_reference},
    },
    ground::{
        check::{check_email, check_not_empty},
        error::RequestError,
        id::PaymentId,
        open_enum::open_enum,
        sensitive::{EmailAddress, HolderName, PaymentReference},
    },
};

/// A single payment: the value of `mh:payment`.
///
/// `Debug` shows the amount and the kind. It hides names, references and accounts, which are personal data.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{claims::Claims, id::PayeeId, payments::{Payee, PaymentRequest, Pence}};
///
/// // Twelve pounds and fifty pence.
/// let payment = PaymentRequest {
///     payee_reference: Some("INV 1001".into()),
///     ..PaymentRequest::new(Pence::new(1250)?, Payee::Id(PayeeId::from("5b0c8f7e")))
/// };
/// let claims = Claims::new().put_payment(&payment)?;
/// assert_eq!(claims.get("mh:payment").unwrap()["value"]["payeeRef"], "INV 1001");
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentRequest {
    /// How much.
    pub amount: Pence,
    /// Who is paid.
    #[serde(flatten)]
    pub payee: Payee,
    /// The kind of the payee's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payee_type: Option<PayeeType>,
    /// The reference on the payee's statement, 2 to 18 characters. On the wire `payeeRef`.
    /// Moneyhub's own client and its older documentation require it; a newer example has none.
    #[serde(rename = "payeeRef", skip_serializing_if = "Option::is_none")]
    pub payee_reference: Option<PaymentReference>,
    /// The reference on the payer's statement, 2 to 18 letters, digits and spaces. On the wire `payerRef`.
    #[serde(rename = "payerRef", skip_serializing_if = "Option::is_none")]
    pub payer_reference: Option<PaymentReference>,
    /// Who pays.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub payer: Option<Payer>,
    /// The kind of the payer's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer_type: Option<PayerType>,
    /// What kind of payment it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<PaymentContext>,
    /// Whether to read the account that a refund would go to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_refund_account: Option<bool>,
    /// The payer's name, 1 to 254 characters. Only in the documentation, not in Moneyhub's own client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer_name: Option<HolderName>,
    /// The payer's e-mail address, up to 254 characters. Only in the documentation, not in Moneyhub's own client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer_email: Option<EmailAddress>,
    /// An id that reaches the payee's bank, up to 35 characters (ISO 20022). Only in the documentation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_to_end_id: Option<PaymentReference>,
}

impl PaymentRequest {
    /// A payment of this amount, without optional members.
    #[must_use]
    pub const fn new(amount: Pence, payee: Payee) -> Self {
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
        check_reference("payeeRef", self.payee_reference.as_ref())?;
        check_reference("payerRef", self.payer_reference.as_ref())?;
        check_end_to_end_id(self.end_to_end_id.as_ref())?;
        let name = self.payer_name.as_ref();
        name.map_or(Ok(()), |name| check_name("payerName", name.expose(), 254))?;
        check_email("payerEmail", self.payer_email.as_ref())?;
        self.payer.iter().try_for_each(Payer::check)?;
        self.payee.check()
    }
}

open_enum! {
    /// The kind of a payment, in Open Banking's risk categories.
    pub enum PaymentContext {
        /// A bill.
        BillPayment = "BillPayment",
        /// A payment between people.
        PartyToParty = "PartyToParty",
        /// Anything else.
        Other = "Other",
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

/// The reversal of a payment: the value of `mh:reverse_payment`.
///
/// `Debug` shows the amount, but neither the payment nor the payer.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReversePaymentRequest {
    /// The payment to reverse.
    pub payment_id: PaymentId,
    /// How much of it to reverse.
    pub amount: Pence,
    /// Who pays now.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub payer: Option<Payer>,
    /// The kind of the payer's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer_type: Option<PayerType>,
}

impl ReversePaymentRequest {
    /// A reversal of this amount, without optional members.
    #[must_use]
    pub const fn new(payment_id: PaymentId, amount: Pence) -> Self {
        Self { payment_id, amount, payer: None, payer_type: None }
    }

    pub(crate) fn check(&self) -> Result<(), RequestError> {
        check_not_empty("paymentId", self.payment_id.as_str())?;
        self.payer.iter().try_for_each(Payer::check)
    }
}

impl fmt::Debug for ReversePaymentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReversePaymentRequest")
            .field("amount", &self.amount)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payment() -> PaymentRequest {
        PaymentRequest::new(Pence::new(1250).unwrap(), Payee::Id("a-payee".into()))
    }

    fn refused(payment: PaymentRequest) -> RequestError {
        payment.check().unwrap_err()
    }

    fn length(parameter: &'static str, least: u64, most: u64) -> RequestError {
        RequestError::WrongLength { parameter, least, most }
    }

    #[test]
    fn a_payment_with_a_reference_of_the_wrong_length_is_refused() {
        let payee = PaymentRequest { payee_reference: Some("A".into()), ..payment() };
        assert_eq!(refused(payee), length("payeeRef", 2, 18));
        let payer = PaymentRequest { payer_reference: Some("".into()), ..payment() };
        assert_eq!(refused(payer), length("payerRef", 2, 18));
    }

    #[test]
    fn a_payment_with_a_reference_that_banks_do_not_pass_on_is_refused() {
        let odd = PaymentRequest { payee_reference: Some("£10".into()), ..payment() };
        assert!(matches!(refused(odd), RequestError::Invalid { parameter: "payeeRef", .. }));
    }

    #[test]
    fn an_end_to_end_id_that_iso_20022_can_not_carry_is_refused() {
        for odd in ["", "123456789012345678901234567890123456", "a_b", "a b ", "é"] {
            let odd = PaymentRequest { end_to_end_id: Some(odd.into()), ..payment() };
            assert!(odd.check().is_err(), "{:?}", odd.end_to_end_id.unwrap().expose());
        }
        let longest = Some("12345678901234567890123456789012345".into());
        assert_eq!(PaymentRequest { end_to_end_id: longest, ..payment() }.check(), Ok(()));
    }

    #[test]
    fn a_payer_without_a_name_or_with_one_of_255_characters_is_refused() {
        for odd in [String::new(), "é".repeat(255)] {
            let odd = PaymentRequest { payer_name: Some(HolderName::new(odd)), ..payment() };
            assert_eq!(refused(odd), length("payerName", 1, 254));
        }
    }

    #[test]
    fn what_is_no_e_mail_address_of_the_payer_is_refused() {
        let long = format!("a@{}", "b".repeat(253));
        for odd in ["", "a", "@b", "a@", "a b@c", "a@b\n", &long] {
            let odd = PaymentRequest { payer_email: Some(odd.into()), ..payment() };
            assert!(odd.check().is_err(), "{:?}", odd.payer_email.unwrap().expose());
        }
        let good = Some("alex@example.com".into());
        assert_eq!(PaymentRequest { payer_email: good, ..payment() }.check(), Ok(()));
    }

    #[test]
    fn sending_back_a_payment_without_an_id_is_refused() {
        let reverse = ReversePaymentRequest::new("".into(), Pence::new(1).unwrap());
        assert_eq!(reverse.check(), Err(RequestError::Empty { parameter: "paymentId" }));
    }
}
