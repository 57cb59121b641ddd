//! The payees that users have at their banks.
//!
//! All of these belong to the data API, and take tokens of the user: `client.user(&user_id).send(..)`. Not to
//! be confused with the payees that a client registers with Moneyhub for payments.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`] | `GET /beneficiaries` | `beneficiaries:read` or `beneficiaries_detail:read` |
//! | [`Get`] | `GET /beneficiaries/{beneficiaryId}` | the same |

use serde_json::Value;

use crate::api::prelude::*;

const SCOPES: &[scope::Scope] = &[scope::BENEFICIARIES_READ, scope::BENEFICIARIES_DETAIL_READ];

/// `GET /beneficiaries`: the payees that a user has at banks, page by page. Scope `beneficiaries:read` or
/// `beneficiaries_detail:read`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, beneficiaries, codec};
///
/// let list = beneficiaries::List { is_unique: Some(true), ..Default::default() };
/// let request = codec::encode(&list, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.uri().query(), Some("limit=100&offset=0&isUnique=true"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list.
    pub window: Window,
    /// `true` leaves out duplicates that only differ in their references. Moneyhub's swagger says the opposite,
    /// "whether the beneficiaries returned include duplicates with differing references", which does not fit
    /// the name.
    pub is_unique: Option<bool>,
    /// Asks for a token that shows postal addresses.
    pub details: bool,
}

impl Endpoint for List {
    type Output = Page<Beneficiary>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("beneficiaries.list", "/beneficiaries", decode::page)
        .needs_one_of(SCOPES);

    fn fill(&self, call: Call) -> Call {
        call.window(self.window)
            .query("isUnique", &self.is_unique)
            .needs_if(self.details, scope::BENEFICIARIES_DETAIL_READ)
    }
}

/// `GET /beneficiaries/{beneficiaryId}`: one payee. Scopes as for [`List`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The payee.
    pub beneficiary_id: BeneficiaryId,
    /// Asks for a token that shows the postal address.
    pub details: bool,
}

impl Endpoint for Get {
    type Output = Beneficiary;
    const OPERATION: Operation<Beneficiary> = Service::Data
        .get("beneficiaries.get", "/beneficiaries/{beneficiaryId}", decode::data)
        .needs_one_of(SCOPES);

    fn fill(&self, call: Call) -> Call {
        call.path("beneficiaryId", &self.beneficiary_id)
            .needs_if(self.details, scope::BENEFICIARIES_DETAIL_READ)
    }
}

/// A payee that a user has at a bank.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Beneficiary {
    /// The id.
    pub id: BeneficiaryId,
    /// Whether the bank still has it.
    pub active: Option<bool>,
    /// The name.
    pub name: Option<HolderName>,
    /// The reference for payments to them.
    pub reference: Option<PaymentReference>,
    /// The number of the account, eight digits.
    pub account_number: Option<AccountNumber>,
    /// The sort code, six digits.
    pub sort_code: Option<AccountNumber>,
    /// The IBAN.
    pub iban: Option<AccountNumber>,
    /// The card number.
    pub pan: Option<AccountNumber>,
    /// The bank's own id for the account that has this payee; the same over every connection.
    pub provider_account_id: Option<String>,
    /// The bank's own id for the payee.
    pub provider_beneficiary_id: Option<String>,
    /// The account that has this payee.
    pub account_id: Option<AccountId>,
    /// The address, in the bank's own form. Only with `beneficiaries_detail:read`.
    pub postal_address: Option<Box<Masked<Value>>>,
    /// When Moneyhub first saw it.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub modified_at: Option<Timestamp>,
}

impl Item for Beneficiary {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}
