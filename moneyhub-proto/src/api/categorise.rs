//! Categories for your own transactions, which Moneyhub does not store.
//!
//! It belongs to the data API, and takes a token of the client itself: `client.send(..)`.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`Transactions`] | `POST /categorise-transactions` | `categorisation` |

use crate::api::prelude::*;

/// `POST /categorise-transactions`: finds the categories of up to 200 transactions of one account.
/// Scope `categorisation`, in a token of the client.
///
/// Some transactions may fail although the call succeeds:
/// [`failed_categorisation_ids`](Categorised::failed_categorisation_ids) lists them. Send your own ids to
/// recognise them.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, categorise, codec};
///
/// let categorise = categorise::Transactions {
///     transactions: vec![categorise::NewTransaction {
///         id: Some("card-000017".into()),
///         description: "CARD PURCHASE EXAMPLE STORES".into(),
///         value: -2300,
///         date: "2024-05-19T12:00:00.000Z".into(),
///         proprietary_transaction_code: None,
///         merchant_category_code: Some("5411".into()),
///     }],
///     ..Default::default()
/// };
/// let config = Config::builder().build()?;
/// let request = codec::encode(&categorise, &config, &AccessToken::new("token")?)?;
/// assert!(request.uri().path().ends_with("/v3/categorise-transactions"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Transactions {
    /// The kind of the account; by default `cash`.
    pub account_type: Option<AccountType>,
    /// Your own id for the account, up to 64 characters.
    pub account_id: Option<String>,
    /// The transactions, up to 200.
    pub transactions: Vec<NewTransaction>,
}

impl Endpoint for Transactions {
    type Output = Categorised;
    const OPERATION: Operation<Categorised> = Service::Data
        .post("categorise.transactions", "/categorise-transactions", decode::data)
        .of_client()
        .needs(&[scope::CATEGORISATION]);

    fn fill(&self, call: Call) -> Call {
        let call = call
            .in_range("the number of transactions", self.transactions.len(), 0..=200)
            .of_length("accountId", self.account_id.as_deref(), 0..=64);
        call.each(&self.transactions, |call, item| item.check(call)).json(self)
    }
}

/// A transaction to categorise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewTransaction {
    /// Your own id, up to 64 characters.
    pub id: Option<String>,
    /// The bank's description, up to 512 characters.
    pub description: String,
    /// The amount in minor units; money out is negative.
    #[serde(rename = "amount", serialize_with = "as_amount")]
    pub value: i64,
    /// When it was made.
    pub date: Timestamp,
    /// The bank's own code, up to 64 characters.
    pub proprietary_transaction_code: Option<String>,
    /// The merchant category code (ISO 18245), up to 4 characters.
    pub merchant_category_code: Option<String>,
}

impl NewTransaction {
    fn check(&self, call: Call) -> Call {
        let code = self.proprietary_transaction_code.as_deref();
        call.checking("transactions.date", &self.date)
            .of_length("transactions.id", self.id.as_deref(), 0..=64)
            .of_length("transactions.description", Some(&self.description), 0..=512)
            .of_length("proprietaryTransactionCode", code, 0..=64)
            .of_length("merchantCategoryCode", self.merchant_category_code.as_deref(), 0..=4)
    }
}

/// Transactions with their categories, and the ids of those for which none was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Categorised {
    /// The kind of the account.
    pub account_type: Option<AccountType>,
    /// The id that was sent.
    pub account_id: Option<String>,
    /// The transactions.
    pub transactions: Vec<CategorisedTransaction>,
    /// The transactions that could not be categorised.
    pub failed_categorisation_ids: Option<Vec<String>>,
}

/// A transaction with its category.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CategorisedTransaction {
    /// The id that was sent.
    pub id: String,
    /// The bank's description.
    pub description: Option<String>,
    /// The category, always one of Moneyhub's own: `std:<uuid>`.
    pub category_id: Option<CategoryId>,
    /// The counterparty.
    pub counterparty_id: Option<CounterpartyId>,
    /// The amount; it has no currency here.
    pub amount: Option<AmountLoose>,
    /// When it was made.
    pub date: Option<Timestamp>,
    /// The bank's own code.
    pub proprietary_transaction_code: Option<String>,
    /// The merchant category code.
    pub merchant_category_code: Option<String>,
}

open_enum! {
    /// The kind of an account, as far as categories depend on it. It does not say whether the account is a
    /// person's or a business's.
    pub enum AccountType {
        /// A card.
        Card = "card",
        /// A current account.
        Cash = "cash",
        /// An investment.
        Investment = "investment",
        /// A pension.
        Pension = "pension",
        /// Savings.
        Savings = "savings",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> Transactions {
        let item = NewTransaction {
            id: None,
            description: "CARD PURCHASE".into(),
            value: -2300,
            date: "2024-05-19T12:00:00Z".into(),
            proprietary_transaction_code: None,
            merchant_category_code: None,
        };
        Transactions { transactions: vec![item; 200], ..Default::default() }
    }

    fn refusal(change: impl Fn(&mut Transactions)) -> RequestError {
        let mut request = request();
        assert!(request.call().is_ok());
        change(&mut request);
        refusal_of(&request)
    }

    #[test]
    fn more_than_200_transactions_are_refused() {
        let refused =
            refusal(|request| request.transactions.extend(request.transactions.first().cloned()));
        let parameter = "the number of transactions";
        assert_eq!(refused, RequestError::OutOfRange { parameter, least: 0, most: 200 });
    }

    #[test]
    fn texts_that_are_too_long_are_refused_by_their_names() {
        let wrong = |parameter, most| RequestError::WrongLength { parameter, least: 0, most };
        let refused = refusal(|request| request.account_id = Some("é".repeat(65)));
        assert_eq!(refused, wrong("accountId", 64));
        let item = |change: fn(&mut NewTransaction)| {
            refusal(|request| change(request.transactions.last_mut().unwrap()))
        };
        let refused = item(|item| item.id = Some("é".repeat(65)));
        assert_eq!(refused, wrong("transactions.id", 64));
        let refused = item(|item| item.description = "é".repeat(513));
        assert_eq!(refused, wrong("transactions.description", 512));
        let refused = item(|item| item.proprietary_transaction_code = Some("é".repeat(65)));
        assert_eq!(refused, wrong("proprietaryTransactionCode", 64));
        let refused = item(|item| item.merchant_category_code = Some("54110".into()));
        assert_eq!(refused, wrong("merchantCategoryCode", 4));
    }

    #[test]
    fn a_day_in_place_of_a_time_is_refused() {
        let refused = refusal(|request| {
            request.transactions.iter_mut().for_each(|item| item.date = "2024-05-19".into());
        });
        assert_eq!(refused, RequestError::NotATimestamp { parameter: "transactions.date" });
    }
}
