use std::collections::BTreeMap;

use super::{Transaction, TransactionStatus, check_category};
use crate::api::prelude::*;

/// `POST /transactions`: adds a transaction to an account. Scopes `transactions:read:all` and
/// `transactions:write:all`.
///
/// Doing it twice creates two transactions, so it is retried only if the service certainly did nothing.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, transactions};
/// use transactions::{Create, Extras, NewTransaction};
///
/// let create = Create {
///     transaction: NewTransaction {
///         account_id: "7f1e2d3c-4b5a-4968-8776-655443322110".into(),
///         value: -4_321,
///         category_id: "std:5a7ff1f3-cd2c-4676-a368-caf09f2ca35a".into(),
///         date: "2024-05-10T09:30:00.000Z".into(),
///         long_description: "MARKET STALL 7".into(),
///         extras: Extras { notes: Some("Apples".into()), ..Extras::default() },
///     },
/// };
/// let request = codec::encode(&create, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
/// assert_eq!(body["amount"]["value"], -4_321);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Create {
    /// The transaction.
    pub transaction: NewTransaction,
}

impl Endpoint for Create {
    type Output = Transaction;
    const OPERATION: Operation<Transaction> = Service::Data
        .post("transactions.create", "/transactions", decode::data)
        .needs(&[scope::TRANSACTIONS_READ_ALL, scope::TRANSACTIONS_WRITE_ALL]);

    fn fill(&self, call: Call) -> Call {
        self.transaction.check(call).json(&self.transaction)
    }
}

/// `POST /transactions-collection`: adds 1 to 50 transactions. Scopes `transactions:read:all` and
/// `transactions:write:all`.
///
/// Doing it twice creates them twice, so it is retried only if the service certainly did nothing.
/// Whether the call is all-or-nothing is not documented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CreateMany {
    /// The transactions.
    pub transactions: Vec<NewTransaction>,
    /// Whether Moneyhub assigns categories. It does so only for transactions in the category for
    /// uncategorised ones, `std:39577c49-350f-45a4-8ec3-48ce205585fb`.
    pub categorise: Option<bool>,
}

impl Endpoint for CreateMany {
    type Output = Vec<CreatedTransaction>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .post("transactions.create_many", "/transactions-collection", decode::list)
        .needs(&[scope::TRANSACTIONS_READ_ALL, scope::TRANSACTIONS_WRITE_ALL]);

    fn fill(&self, call: Call) -> Call {
        call.query("categorise", &self.categorise)
            .in_range("the number of transactions", self.transactions.len(), 1..=50)
            .each(&self.transactions, |call, item| item.check(call))
            .json(&self.transactions)
    }
}

/// `PATCH /transactions/{transactionId}`: changes a transaction. Scope `transactions:read:all`, and
/// `transactions:write:all` or `transactions:write`.
///
/// Account, amount, date, long description and status need `transactions:write:all`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The transaction.
    pub transaction_id: TransactionId,
    /// What to change.
    pub changes: Changes,
}

impl Endpoint for Update {
    type Output = Transaction;
    const OPERATION: Operation<Transaction> = Service::Data
        .patch("transactions.update", "/transactions/{transactionId}", decode::data)
        .needs(&[scope::TRANSACTIONS_READ_ALL])
        .needs_one_of(&[scope::TRANSACTIONS_WRITE_ALL, scope::TRANSACTIONS_WRITE]);

    fn fill(&self, call: Call) -> Call {
        let call = call.path("transactionId", &self.transaction_id);
        let call = self.changes.extras.check(call);
        call.checked(check_time("date", self.changes.date.as_ref()))
            .checked(check_category(self.changes.category_id.as_ref()))
            .needs_if(self.changes.need_all(), scope::TRANSACTIONS_WRITE_ALL)
            .json(&self.changes)
    }
}

/// `DELETE /transactions/{transactionId}`: deletes a transaction. Scope `transactions:write:all`.
///
/// If it is retried because the first answer was lost, an unknown transaction counts as deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delete {
    /// The transaction.
    pub transaction_id: TransactionId,
}

impl Endpoint for Delete {
    type Output = ();
    const OPERATION: Operation<()> = Service::Data
        .delete("transactions.delete", "/transactions/{transactionId}", decode::empty)
        .needs(&[scope::TRANSACTIONS_WRITE_ALL]);

    fn fill(&self, call: Call) -> Call {
        call.path("transactionId", &self.transaction_id)
    }
}

/// A transaction to add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewTransaction {
    /// The account.
    pub account_id: AccountId,
    /// The amount in minor units; money out is negative. The currency is the account's: Moneyhub's
    /// swagger has none here.
    #[serde(rename = "amount", serialize_with = "as_amount")]
    pub value: i64,
    /// The category.
    pub category_id: CategoryId,
    /// The date of the transaction.
    pub date: Timestamp,
    /// The bank's description.
    pub long_description: String,
    /// Optional members.
    #[serde(flatten)]
    pub extras: Extras,
}

/// The members of a transaction to change. `None` leaves a member as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Changes {
    /// The account.
    pub account_id: Option<AccountId>,
    /// How much, in minor units; money out is negative.
    #[serde(rename = "amount", serialize_with = "as_optional_amount")]
    pub value: Option<i64>,
    /// The category.
    pub category_id: Option<CategoryId>,
    /// The date of the transaction.
    pub date: Option<Timestamp>,
    /// The bank's description.
    pub long_description: Option<String>,
    /// Further members to change.
    #[serde(flatten)]
    pub extras: Extras,
}

/// Optional members of a transaction, whether it is added or changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Extras {
    /// Whether the user has confirmed the category.
    pub category_id_confirmed: Option<bool>,
    /// A description for the user.
    pub short_description: Option<String>,
    /// The user's notes: at most 500 characters, and an empty string to clear them.
    pub notes: Option<String>,
    /// Whether the bank has booked it.
    pub status: Option<TransactionStatus>,
    /// The project.
    pub project_id: Option<ProjectId>,
    /// Categories of other sets, by the name of the set. Only `uk-tax-hmrc` is documented, with values
    /// such as `expenditure.maintenance`.
    pub enhanced_categories: Option<BTreeMap<Text, Text>>,
}

/// A transaction that was added together with others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CreatedTransaction {
    /// The id.
    pub id: TransactionId,
}

impl NewTransaction {
    fn check(&self, call: Call) -> Call {
        let call =
            call.checking("date", &self.date).checked(check_category(Some(&self.category_id)));
        self.extras.check(call)
    }
}

impl Changes {
    /// Whether `transactions:write` is not enough.
    fn need_all(&self) -> bool {
        let Self { account_id, value, category_id: _, date, long_description, extras } = self;
        account_id.is_some()
            || value.is_some()
            || date.is_some()
            || long_description.is_some()
            || extras.status.is_some()
    }
}

impl Extras {
    fn check(&self, call: Call) -> Call {
        call.of_length("notes", self.notes.as_deref(), 0..=500)
    }
}

fn as_optional_amount<S: Serializer>(value: &Option<i64>, to: S) -> Result<S::Ok, S::Error> {
    value.map(|value| SentAmount { value, currency: None }).serialize(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transaction() -> NewTransaction {
        NewTransaction {
            account_id: "a".into(),
            value: -1,
            category_id: "std:c".into(),
            date: "2024-05-10T09:30:00.000Z".into(),
            long_description: "A PURCHASE".into(),
            extras: Extras::default(),
        }
    }

    fn with_notes(length: usize) -> Extras {
        Extras { notes: Some("\u{e9}".repeat(length)), ..Extras::default() }
    }

    fn update(changes: Changes) -> Update {
        Update { transaction_id: "t".into(), changes }
    }

    fn rest() -> Changes {
        Changes::default()
    }

    #[test]
    fn one_to_fifty_transactions_are_added_at_once() {
        let many =
            |count| CreateMany { transactions: vec![transaction(); count], categorise: None };
        assert!(many(1).call().is_ok() && many(50).call().is_ok());
        let parameter = "the number of transactions";
        let wrong = RequestError::OutOfRange { parameter, least: 1, most: 50 };
        assert_eq!([refusal_of(&many(0)), refusal_of(&many(51))], [wrong; 2]);
    }

    #[test]
    fn notes_of_more_than_five_hundred_characters_are_refused() {
        let create = |length| Create {
            transaction: NewTransaction { extras: with_notes(length), ..transaction() },
        };
        let wrong = RequestError::WrongLength { parameter: "notes", least: 0, most: 500 };
        assert!(create(500).call().is_ok());
        assert_eq!(refusal_of(&create(501)), wrong);
        assert_eq!(refusal_of(&update(Changes { extras: with_notes(501), ..rest() })), wrong);
    }

    #[test]
    fn a_time_of_a_transaction_that_is_none_is_refused() {
        let wrong = RequestError::NotATimestamp { parameter: "date" };
        let transaction = NewTransaction { date: "2024-05-10".into(), ..transaction() };
        assert_eq!(refusal_of(&Create { transaction }), wrong);
        let date = Some("yesterday".into());
        assert_eq!(refusal_of(&update(Changes { date, ..rest() })), wrong);
    }

    #[test]
    fn a_category_that_no_transaction_can_be_put_into_is_refused() {
        for good in ["std:c", "cus:39577c49-350f-45a4-8ec3-48ce205585fb", "std:a_b"] {
            let transaction = NewTransaction { category_id: good.into(), ..transaction() };
            assert!(Create { transaction }.call().is_ok(), "{good}");
        }
        let problem = "is neither `std:` nor `cus:` with a name behind it";
        let wrong = RequestError::Invalid { parameter: "categoryId", problem };
        for odd in ["", "food", "std:", "expense:2", "mixed", "std:a b", "cus:é"] {
            let transaction = NewTransaction { category_id: odd.into(), ..transaction() };
            assert_eq!(refusal_of(&Create { transaction }), wrong, "{odd}");
            let category_id = Some(odd.into());
            assert_eq!(refusal_of(&update(Changes { category_id, ..rest() })), wrong, "{odd}");
        }
    }

    #[test]
    fn a_refused_transaction_of_many_is_named_by_its_index() {
        let odd = NewTransaction { date: "2024-05-10".into(), ..transaction() };
        let transactions = vec![transaction(), transaction(), odd.clone(), odd];
        let error = CreateMany { transactions, categorise: None }.call().unwrap_err();
        assert_eq!(error.index(), Some(2));
        let message = error.to_string();
        assert!(
            message.starts_with("transactions.create_many: at index 2: date is not"),
            "{message}"
        );
    }

    #[test]
    fn what_only_the_full_scope_may_change_asks_for_it() {
        let needs_all = |changes| {
            let call = update(changes).call().unwrap();
            call.scopes().covers(&scope::TRANSACTIONS_WRITE_ALL.into())
        };
        let extras = Extras { status: Some(TransactionStatus::Posted), ..Extras::default() };
        for changes in [
            Changes { account_id: Some("a".into()), ..Changes::default() },
            Changes { value: Some(0), ..Changes::default() },
            Changes { date: Some("2024-05-10T09:30:00Z".into()), ..Changes::default() },
            Changes { long_description: Some("a".into()), ..Changes::default() },
            Changes { extras, ..Changes::default() },
        ] {
            assert!(needs_all(changes.clone()), "{changes:?}");
        }
        let category_id = Some("std:c".into());
        assert!(!needs_all(Changes { category_id, extras: with_notes(1), ..Changes::default() }));
    }
}
