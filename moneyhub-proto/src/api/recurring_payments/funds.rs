use crate::api::{payments::Pence, prelude::*};

/// `POST /recurring-payments/{recurringPaymentId}/funds-confirmation`: asks the payer's bank whether there is
/// enough money for a payment. Scope `recurring_payment:funds_confirmation`.
///
/// It reserves nothing, so it may be retried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmFunds {
    /// The consent.
    pub recurring_payment_id: RecurringPaymentId,
    /// How much. On the wire it is a string in pounds, `"10.00"`.
    pub amount: Pence,
    /// The currency: three capital letters. Its minor unit must be a hundredth.
    pub currency: Currency,
}

impl Endpoint for ConfirmFunds {
    type Output = FundsConfirmation;
    const OPERATION: Operation<Self::Output> = Service::Identity
        .post(
            "recurring_payments.confirm_funds",
            "/recurring-payments/{recurringPaymentId}/funds-confirmation",
            decode::data,
        )
        .needs(&[scope::RECURRING_PAYMENT_FUNDS_CONFIRMATION])
        .only_reads();

    fn fill(&self, call: Call) -> Call {
        let Self { recurring_payment_id, amount, currency } = self;
        call.path("recurringPaymentId", recurring_payment_id)
            .checked(check_currency("currency", Some(currency)))
            .json(&Asked { amount: amount.in_pounds(), currency })
    }
}

/// The answer of the payer's bank.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FundsConfirmation {
    /// Whether there is enough.
    pub funds_available: bool,
    /// When the bank checked.
    pub funds_available_at: Option<Timestamp>,
    /// The requested amount, in pounds.
    pub amount: Option<String>,
    /// Its currency.
    pub currency: Option<Currency>,
    /// The consent.
    pub recurring_payment_id: Option<RecurringPaymentId>,
}

#[derive(Serialize)]
struct Asked<'a> {
    amount: String,
    currency: &'a Currency,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_currency_is_refused() {
        for odd in ["", "gbp", "GB", "GBPX", "£££"] {
            let ask = ConfirmFunds {
                recurring_payment_id: "a-consent".into(),
                amount: Pence::new(1000).unwrap(),
                currency: odd.into(),
            };
            let refused = refusal_of(&ask);
            assert!(
                matches!(refused, RequestError::Invalid { parameter: "currency", .. }),
                "{odd}"
            );
        }
    }
}
