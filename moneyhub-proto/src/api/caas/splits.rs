use crate::api::prelude::*;

const SPLITS: &str = "/accounts/{accountId}/transactions/{transactionId}/splits";

/// `PUT /accounts/{accountId}/transactions/{transactionId}/splits`: splits a transaction into parts, each
/// with its own category. Scope `caas:transaction_splits:write`.
///
/// The parts replace existing ones, so the call is idempotent. While a transaction is split, its category is
/// `mixed`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutSplits {
    /// Your own id for the account.
    pub account_id: CaasAccountId,
    /// Your own id for the transaction.
    pub transaction_id: CaasTransactionId,
    /// The amount of the transaction. It is not sent: parts that have another sign, or do not add up to it
    /// exactly, are refused.
    pub amount: Decimal,
    /// The parts, 2 to 10.
    pub splits: Vec<Split>,
}

impl Endpoint for PutSplits {
    type Output = Vec<Split>;
    const OPERATION: Operation<Self::Output> = Service::Caas
        .put("caas.put_splits", SPLITS, decode::list)
        .needs(&[scope::CAAS_TRANSACTION_SPLITS_WRITE]);

    fn fill(&self, call: Call) -> Call {
        #[derive(Serialize)]
        struct Body<'a> {
            data: &'a [Split],
        }
        call.path("accountId", &self.account_id)
            .path("transactionId", &self.transaction_id)
            .in_range("the number of splits", self.splits.len(), 2..=10)
            .checked(Split::check_sum(&self.splits, &self.amount))
            .json(&Body { data: &self.splits })
    }
}

/// `DELETE /accounts/{accountId}/transactions/{transactionId}/splits`: removes the split of a transaction.
/// Scope `caas:transaction_splits:delete`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteSplits {
    /// Your own id for the account.
    pub account_id: CaasAccountId,
    /// Your own id for the transaction.
    pub transaction_id: CaasTransactionId,
}

impl Endpoint for DeleteSplits {
    type Output = ();
    const OPERATION: Operation<()> = Service::Caas
        .delete("caas.delete_splits", SPLITS, decode::empty)
        .needs(&[scope::CAAS_TRANSACTION_SPLITS_DELETE]);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id).path("transactionId", &self.transaction_id)
    }
}

/// A part of a transaction, as it is sent and as it comes back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Split {
    /// The amount in major units, with the sign of the transaction.
    pub amount: Decimal,
    /// The category.
    pub user_category_id: CaasCategoryId,
    /// Your own description.
    pub description: String,
}

impl Split {
    /// Checks that parts have the sign of their transaction and add up to its amount exactly, as decimals:
    /// see [`Decimal::sum`]. [`PutSplits`] and [`Enrich`](super::Enrich) check this before they send
    /// anything.
    ///
    /// # Errors
    ///
    /// [`RequestError::Invalid`](crate::error::RequestError::Invalid) if they do not, or if they have too
    /// many digits to add up.
    pub fn check_sum(splits: &[Self], amount: &Decimal) -> Result<(), RequestError> {
        let invalid = |problem| Err(RequestError::Invalid { parameter: "the splits", problem });
        let goes_out = |amount: &Decimal| amount.as_str().starts_with('-');
        if splits.iter().any(|split| goes_out(&split.amount) != goes_out(amount)) {
            return invalid("do not all have the sign of the transaction");
        }
        let sum = Decimal::sum(splits.iter().map(|split| &split.amount));
        match sum.is_some() && sum == Decimal::sum([amount]) {
            true => Ok(()),
            false => invalid("do not add up to the amount of the transaction"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(amount: &str, parts: &[&str]) -> PutSplits {
        let split = |amount: &&str| Split {
            amount: amount.parse().unwrap(),
            user_category_id: "7".into(),
            description: "A part".into(),
        };
        PutSplits {
            account_id: "account-17".into(),
            transaction_id: "transaction-000017".into(),
            amount: amount.parse().unwrap(),
            splits: parts.iter().map(split).collect(),
        }
    }

    #[test]
    fn parts_that_add_up_in_decimals_are_sent() {
        for (amount, parts) in
            [("-0.3", ["-0.1", "-0.20"]), ("-15.99", ["-10", "-5.99"]), ("1e1", ["5.5", "45e-1"])]
        {
            assert!(put(amount, &parts).call().is_ok(), "{amount}");
        }
    }

    #[test]
    fn parts_that_do_not_add_up_in_decimals_are_refused() {
        let refused = refusal_of(&put("-0.3", &["-0.1", "-0.2000001"]));
        let problem = "do not add up to the amount of the transaction";
        assert_eq!(refused, RequestError::Invalid { parameter: "the splits", problem });
    }

    #[test]
    fn parts_of_another_sign_than_the_transaction_are_refused() {
        for (amount, parts) in [("-0.3", ["-0.5", "0.2"]), ("15.99", ["-10", "-5.99"])] {
            let refused = refusal_of(&put(amount, &parts));
            let problem = "do not all have the sign of the transaction";
            assert_eq!(refused, RequestError::Invalid { parameter: "the splits", problem });
        }
    }

    #[test]
    fn a_transaction_has_2_to_10_parts_or_none() {
        let parameter = "the number of splits";
        let wrong = RequestError::OutOfRange { parameter, least: 2, most: 10 };
        assert_eq!(refusal_of(&put("1", &["1"])), wrong);
        assert_eq!(refusal_of(&put("11", &["1"; 11])), wrong);
        assert!(put("10", &["1"; 10]).call().is_ok());
    }
}
