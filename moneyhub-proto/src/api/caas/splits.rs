use crate::api::prelude::*;

const SPLITS: &str = "/accounts/{accountId}/transactions/{transactionId}/splits";

/// `PUT /accounts/{accountId}/transactions/{transactionId}/splits`: divides a transaction into parts, each
/// with a category of its own. Scope `caas:transaction_splits:write`.
///
/// The parts replace those that there are, so doing it twice is as good as once. While a transaction is
/// divided, its category is `mixed`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutSplits {
    /// Your own id of the account.
    pub account_id: CaasAccountId,
    /// Your own id of the transaction.
    pub transaction_id: CaasTransactionId,
    /// The amount of the transaction, which is not sent: the parts are refused if they do not add up to
    /// it, digit by digit.
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
        let sum = Decimal::sum(self.splits.iter().map(|split| &split.amount));
        let adds_up = sum.is_some() && sum == Decimal::sum([&self.amount]);
        let problem = "do not add up to the amount of the transaction";
        let wrong_sum = RequestError::Invalid { parameter: "the splits", problem };
        call.path("accountId", &self.account_id)
            .path("transactionId", &self.transaction_id)
            .in_range("the number of splits", self.splits.len(), 2..=10)
            .refuse_if(!adds_up, wrong_sum)
            .json(&Body { data: &self.splits })
    }
}

/// `DELETE /accounts/{accountId}/transactions/{transactionId}/splits`: makes a transaction whole again.
/// Scope `caas:transaction_splits:delete`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteSplits {
    /// Your own id of the account.
    pub account_id: CaasAccountId,
    /// Your own id of the transaction.
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
    /// What it is, in words of your own.
    pub description: String,
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
    fn parts_that_do_not_add_up_are_refused() {
        for (amount, parts) in [("-0.3", ["-0.1", "-0.2000001"]), ("15.99", ["-10", "-5.99"])] {
            let refused = refusal_of(&put(amount, &parts));
            let is_expected =
                matches!(refused, RequestError::Invalid { parameter: "the splits", .. });
            assert!(is_expected, "{amount}");
        }
    }

    #[test]
    fn there_are_2_to_10_parts() {
        let parameter = "the number of splits";
        let wrong = RequestError::OutOfRange { parameter, least: 2, most: 10 };
        assert_eq!(refusal_of(&put("1", &["1"])), wrong);
        assert_eq!(refusal_of(&put("11", &["1"; 11])), wrong);
        assert!(put("10", &["1"; 10]).call().is_ok());
    }
}
