use serde_json::Value;

use super::{AccountType, Split, Transaction, TransactionStatus};
use crate::api::prelude::*;

/// `POST /transactions/enrich`: enriches and stores transactions. Scope `caas:transactions:write`.
///
/// Some transactions may fail although the call succeeds: [`Enriched::failed`] lists them. Enrichment is
/// charged, so the call is retried only if the service certainly did nothing.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, caas, codec};
///
/// let enrich = caas::Enrich {
///     transactions: vec![caas::NewTransaction {
///         account_id: "account-17".into(),
///         transaction_id: "transaction-000017".into(),
///         account_type: caas::AccountType::Card,
///         date: "2024-05-19T12:00:00.000Z".into(),
///         status: caas::TransactionStatus::Posted,
///         description: "CARD PURCHASE EXAMPLE STORES".into(),
///         amount: "-15.99".parse()?,
///         rest: caas::NewTransactionRest::default(),
///     }],
/// };
/// let request = codec::encode(&enrich, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert!(request.uri().path().ends_with("/caas/v1/transactions/enrich"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enrich {
    /// The transactions. No limit is documented.
    pub transactions: Vec<NewTransaction>,
}

impl Endpoint for Enrich {
    type Output = Enriched;
    const OPERATION: Operation<Enriched> = Service::Caas
        .post("caas.enrich", "/transactions/enrich", decode::bare)
        .needs(&[scope::CAAS_TRANSACTIONS_WRITE]);

    fn fill(&self, call: Call) -> Call {
        call.each(&self.transactions, |call, item| item.check(call)).json(&self.transactions)
    }
}

/// A transaction to enrich.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewTransaction {
    /// Your own id for the account, 8 to 36 characters.
    pub account_id: CaasAccountId,
    /// Your own id for the transaction, 8 to 36 characters.
    pub transaction_id: CaasTransactionId,
    /// The kind of the account.
    pub account_type: AccountType,
    /// When it was made.
    pub date: Timestamp,
    /// Whether it is booked.
    pub status: TransactionStatus,
    /// The bank's description, up to 256 characters.
    pub description: String,
    /// The amount in major units; money out is negative.
    pub amount: Decimal,
    /// Optional members.
    #[serde(flatten)]
    pub rest: NewTransactionRest,
}

/// Optional members of a transaction to enrich.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewTransactionRest {
    /// Your own id for the user.
    pub user_id: Option<CaasUserId>,
    /// The currency; by default pounds.
    pub currency: Option<Currency>,
    /// The bank's own code.
    pub tx_code: Option<String>,
    /// The merchant category code (ISO 18245).
    pub merchant_category_code: Option<String>,
    /// Whether the card was present.
    pub card_present: Option<bool>,
    /// Your own object, which comes back unchanged. Null members are not sent.
    pub meta: Option<Value>,
    /// Its parts, each with its own category. They are refused if they do not add up to its amount, see
    /// [`Split::check_sum`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub splits: Vec<Split>,
}

impl NewTransaction {
    fn check(&self, call: Call) -> Call {
        let problem = "is not an object";
        let no_object = RequestError::Invalid { parameter: "meta", problem };
        call.of_length("accountId", Some(self.account_id.as_str()), 8..=36)
            .of_length("transactionId", Some(self.transaction_id.as_str()), 8..=36)
            .of_length("description", Some(&self.description), 0..=256)
            .checked(check_currency("currency", self.rest.currency.as_ref()))
            .checked(self.check_splits())
            .refuse_if(self.rest.meta.as_ref().is_some_and(|meta| !meta.is_object()), no_object)
            .of_length("date", Some(self.date.as_str()), 0..=35)
            .checking("date", &self.date)
    }

    /// Enrichment is charged, so parts that the service would refuse are refused before sending.
    fn check_splits(&self) -> Result<(), RequestError> {
        match self.rest.splits.is_empty() {
            true => Ok(()),
            false => Split::check_sum(&self.rest.splits, &self.amount),
        }
    }
}

/// The enriched transactions, and the ids of those that failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Enriched {
    /// The transactions. On the wire they are `data`.
    #[serde(rename = "data")]
    pub transactions: Vec<Transaction>,
    /// Information about all of them.
    pub meta: Option<EnrichMeta>,
}

impl Enriched {
    /// Your own ids for the transactions that could not be enriched.
    #[must_use]
    pub fn failed(&self) -> &[CaasTransactionId] {
        let failed = self.meta.as_ref().and_then(|meta| meta.error_transaction_ids.as_deref());
        failed.unwrap_or_default()
    }
}

/// Information about transactions that were enriched together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EnrichMeta {
    /// The id to quote in questions to Moneyhub.
    pub correlation_id: Option<String>,
    /// How many there are.
    pub count: Option<i64>,
    /// Your own ids for the transactions that could not be enriched.
    pub error_transaction_ids: Option<Vec<CaasTransactionId>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(change: impl Fn(&mut NewTransaction)) -> RequestError {
        let mut item = NewTransaction {
            account_id: "a".repeat(8).into(),
            transaction_id: "t".repeat(36).into(),
            account_type: AccountType::Card,
            date: "2024-05-19T12:00:00.000Z".into(),
            status: TransactionStatus::Posted,
            description: "é".repeat(256),
            amount: Decimal::from(-15),
            rest: NewTransactionRest::default(),
        };
        assert!(Enrich { transactions: vec![item.clone(); 2] }.call().is_ok());
        change(&mut item);
        refusal_of(&Enrich { transactions: vec![item] })
    }

    #[test]
    fn ids_of_your_own_have_8_to_36_characters() {
        let wrong = |parameter| RequestError::WrongLength { parameter, least: 8, most: 36 };
        for length in [0, 7, 37] {
            let id = "a".repeat(length);
            assert_eq!(refusal(|item| item.account_id = (&*id).into()), wrong("accountId"));
            assert_eq!(refusal(|item| item.transaction_id = (&*id).into()), wrong("transactionId"));
        }
    }

    #[test]
    fn a_description_of_more_than_256_characters_is_refused() {
        let refused = refusal(|item| item.description.push('é'));
        let parameter = "description";
        assert_eq!(refused, RequestError::WrongLength { parameter, least: 0, most: 256 });
    }

    #[test]
    fn a_transaction_in_what_is_no_currency_is_refused() {
        for code in ["EURO", "£", "gbp", ""] {
            let refused = refusal(|item| item.rest.currency = Some(code.into()));
            assert!(
                matches!(refused, RequestError::Invalid { parameter: "currency", .. }),
                "{code}"
            );
        }
    }

    #[test]
    fn parts_of_a_new_transaction_that_do_not_add_up_are_refused() {
        let part = |amount: &str| Split {
            amount: amount.parse().unwrap(),
            user_category_id: "7".into(),
            description: "a part".into(),
        };
        let refused = refusal(|item| item.rest.splits = vec![part("-10"), part("-5.01")]);
        let parameter = "the splits";
        assert!(matches!(refused, RequestError::Invalid { parameter: of, .. } if of == parameter));
    }

    #[test]
    fn what_is_kept_for_you_is_an_object() {
        let refused = refusal(|item| item.rest.meta = Some(Value::from(7)));
        assert!(matches!(refused, RequestError::Invalid { parameter: "meta", .. }));
    }

    #[test]
    fn a_day_in_place_of_the_time_of_a_transaction_is_refused() {
        let refused = refusal(|item| item.date = "2024-05-19".into());
        assert_eq!(refused, RequestError::NotATimestamp { parameter: "date" });
    }

    #[test]
    fn a_part_that_failed_is_named_and_the_rest_is_there() {
        let json = r#"{"data":[],"meta":{"errorTransactionIds":["transaction-000017"]}}"#;
        let enriched: Enriched = serde_json::from_str(json).unwrap();
        assert_eq!(enriched.failed(), ["transaction-000017".into()]);
        let all: Enriched = serde_json::from_str(r#"{"data":[],"meta":null}"#).unwrap();
        assert!(all.failed().is_empty());
    }
}
