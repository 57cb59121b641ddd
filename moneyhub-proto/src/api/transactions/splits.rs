use super::check_category;
use crate::api::prelude::*;

/// `GET /transactions/{transactionId}/splits`: the parts of a transaction; empty if it is not
/// split. Scope `transactions:read:all`.
///
/// One of Moneyhub's pages shows a bare array with integer amounts. Its swagger and its Node types agree on
/// an envelope and on amounts with a currency, which this reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListSplits {
    /// The transaction.
    pub transaction_id: TransactionId,
}

impl Endpoint for ListSplits {
    type Output = Vec<TransactionSplit>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("transactions.list_splits", "/transactions/{transactionId}/splits", decode::list)
        .needs(&[scope::TRANSACTIONS_READ_ALL]);

    fn fill(&self, call: Call) -> Call {
        call.path("transactionId", &self.transaction_id)
    }
}

/// `POST /transactions/{transactionId}/splits`: splits a transaction. Scope `transactions:write:all`.
///
/// The amounts must add up to that of the transaction; otherwise the service answers 400. To check this
/// before anything is sent, set [`total`](Self::total). The transaction is then in the standard
/// category whose key is `mixed`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{Endpoint, transactions::{CreateSplits, NewSplit}};
///
/// let part = |amount, description: &str| NewSplit {
///     amount,
///     category_id: "std:5a7ff1f3-cd2c-4676-a368-caf09f2ca35a".into(),
///     description: description.into(),
///     project_id: None,
/// };
/// let mut create = CreateSplits {
///     transaction_id: "2c9a1f40-5d6e-4f70-8a91-b2c3d4e5f607".into(),
///     splits: vec![part(-1_500, "Food"), part(-823, "Gifts")],
///     total: Some(-2_323),
/// };
/// assert!(create.call().is_ok());
///
/// create.total = Some(-2_324);
/// assert!(create.call().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateSplits {
    /// The transaction.
    pub transaction_id: TransactionId,
    /// The parts, at least one.
    pub splits: Vec<NewSplit>,
    /// The amount of the transaction in minor units, if known. Parts that don't add up to it
    /// exactly are then refused before anything is sent. The amount itself is not sent.
    pub total: Option<i64>,
}

impl CreateSplits {
    fn adds_up_to(&self, total: i64) -> bool {
        // Wide enough for any number of parts.
        let sum: i128 = self.splits.iter().map(|split| i128::from(split.amount)).sum();
        sum == i128::from(total)
    }
}

impl Endpoint for CreateSplits {
    type Output = Vec<TransactionSplit>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .post("transactions.create_splits", "/transactions/{transactionId}/splits", decode::list)
        .needs(&[scope::TRANSACTIONS_WRITE_ALL]);

    fn fill(&self, call: Call) -> Call {
        let problem = "does not add up to the amount of the transaction";
        let wrong = RequestError::Invalid { parameter: "splits", problem };
        let wrong_sum = self.total.is_some_and(|total| !self.adds_up_to(total));
        call.path("transactionId", &self.transaction_id)
            .refuse_if(self.splits.is_empty(), RequestError::Empty { parameter: "splits" })
            .each(&self.splits, |call, split| {
                call.checked(check_category(Some(&split.category_id)))
            })
            .refuse_if(wrong_sum, wrong)
            .json(&self.splits)
    }
}

/// `PATCH /transactions/{transactionId}/splits/{splitId}`: changes one part of a transaction, but not
/// its amount. Scope `transactions:write:all`.
///
/// The answer has all the parts, not only this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateSplit {
    /// The transaction.
    pub transaction_id: TransactionId,
    /// The part.
    pub split_id: TransactionSplitId,
    /// What to change.
    pub changes: SplitChanges,
}

impl Endpoint for UpdateSplit {
    type Output = Vec<TransactionSplit>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .patch(
            "transactions.update_split",
            "/transactions/{transactionId}/splits/{splitId}",
            decode::list,
        )
        .needs(&[scope::TRANSACTIONS_WRITE_ALL]);

    fn fill(&self, call: Call) -> Call {
        call.path("transactionId", &self.transaction_id)
            .path("splitId", &self.split_id)
            .checked(check_category(self.changes.category_id.as_ref()))
            .json(&self.changes)
    }
}

/// `DELETE /transactions/{transactionId}/splits`: removes the split of a transaction. Scope
/// `transactions:write:all`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteSplits {
    /// The transaction.
    pub transaction_id: TransactionId,
}

impl Endpoint for DeleteSplits {
    type Output = ();
    const OPERATION: Operation<()> = Service::Data
        .delete("transactions.delete_splits", "/transactions/{transactionId}/splits", decode::empty)
        .needs(&[scope::TRANSACTIONS_WRITE_ALL]);

    fn fill(&self, call: Call) -> Call {
        call.path("transactionId", &self.transaction_id)
    }
}

/// A part of a transaction to split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewSplit {
    /// How much, in minor units; with the sign of the transaction. On the wire it is an integer, unlike the
    /// objects everywhere else.
    pub amount: i64,
    /// The category.
    pub category_id: CategoryId,
    /// The description.
    pub description: String,
    /// The project.
    pub project_id: Option<ProjectId>,
}

/// The members of a part to change. `None` leaves a member as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SplitChanges {
    /// The category.
    pub category_id: Option<CategoryId>,
    /// The description.
    pub description: Option<String>,
    /// The project.
    pub project_id: Option<ProjectId>,
}

/// A part of a transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TransactionSplit {
    /// The id.
    pub id: TransactionSplitId,
    /// How much. Money out is negative.
    pub amount: AmountLoose,
    /// The category.
    pub category_id: Option<CategoryId>,
    /// The description.
    pub description: Option<Text>,
    /// The project.
    pub project_id: Option<ProjectId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(amounts: &[i64], total: Option<i64>) -> CreateSplits {
        let splits = amounts.iter().map(|amount| NewSplit {
            amount: *amount,
            category_id: "std:c".into(),
            description: "A part".to_owned(),
            project_id: None,
        });
        CreateSplits { transaction_id: "t".into(), splits: splits.collect(), total }
    }

    fn of_another_sum() -> RequestError {
        let problem = "does not add up to the amount of the transaction";
        RequestError::Invalid { parameter: "splits", problem }
    }

    #[test]
    fn parts_that_do_not_add_up_to_a_known_amount_are_refused() {
        assert!(split(&[-1_500, -823], Some(-2_323)).call().is_ok());
        for total in [-2_322, 2_323] {
            assert_eq!(refusal_of(&split(&[-1_500, -823], Some(total))), of_another_sum());
        }
    }

    #[test]
    fn a_sum_is_exact_beyond_what_its_parts_can_hold() {
        assert!(split(&[i64::MAX, i64::MAX, -i64::MAX], Some(i64::MAX)).call().is_ok());
        assert_eq!(refusal_of(&split(&[i64::MAX, 1], Some(i64::MIN))), of_another_sum());
    }

    #[test]
    fn a_sum_is_the_services_to_check_where_the_amount_is_unknown() {
        assert!(split(&[-1], None).call().is_ok());
    }

    #[test]
    fn a_transaction_is_split_into_one_part_at_least() {
        assert_eq!(refusal_of(&split(&[], None)), RequestError::Empty { parameter: "splits" });
    }

    #[test]
    fn a_part_in_a_category_that_can_be_none_is_refused_by_its_index() {
        let mut create = split(&[-1_500, -823], None);
        create.splits[1].category_id = "mixed".into();
        let error = create.call().unwrap_err();
        let refused = error.request_error();
        assert!(matches!(refused, Some(RequestError::Invalid { parameter: "categoryId", .. })));
        assert_eq!(error.index(), Some(1));
        let changes = SplitChanges { category_id: Some("food".into()), ..SplitChanges::default() };
        let refused =
            refusal_of(&UpdateSplit { transaction_id: "t".into(), split_id: "s".into(), changes });
        assert!(matches!(refused, RequestError::Invalid { parameter: "categoryId", .. }));
    }
}
