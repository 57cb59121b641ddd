//! Payees that the client registers, so that payments can name them by an id.
//!
//! All of these belong to the identity service, and take a token of the client itself: `client.send(..)`. A
//! payee can't be changed or deleted.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`Create`] | `POST /payees` | `payee:create` |
//! | [`List`] | `GET /payees` | `payee:read` |
//! | [`Get`] | `GET /payees/{payeeId}` | `payee:read` |

use super::payments::BankAccount;
use crate::api::prelude::*;

/// `POST /payees`: registers an account for payments. Scope `payee:create`.
///
/// Registering the same account twice presumably makes two payees, so the call is retried only if
/// the service certainly did nothing.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, payees, payments::BankAccount};
///
/// let create = payees::Create::new(BankAccount {
///     account_number: "12345678".into(),
///     sort_code: "010203".into(),
///     name: "Example Shop".into(),
/// });
/// let request = codec::encode(&create, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// let body = r#"{"accountNumber":"12345678","sortCode":"010203","name":"Example Shop"}"#;
/// assert_eq!(request.body(), body);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Create {
    /// The account. Moneyhub accepts names of up to 256 characters, but advises at most 18 letters, digits,
    /// spaces and `&`: some banks refuse payments to other names.
    #[serde(flatten)]
    pub account: BankAccount,
    /// Your own id, up to 64 characters.
    pub external_id: Option<String>,
    /// The user that it belongs to, up to 64 characters.
    pub user_id: Option<UserId>,
}

impl Create {
    /// A payee that belongs to no user.
    #[must_use]
    pub const fn new(account: BankAccount) -> Self {
        Self { account, external_id: None, user_id: None }
    }
}

impl Endpoint for Create {
    type Output = Payee;
    const OPERATION: Operation<Payee> = Service::Identity
        .post("payees.create", "/payees", decode::data)
        .needs(&[scope::PAYEE_CREATE]);

    fn fill(&self, call: Call) -> Call {
        call.checked(self.account.check("payee"))
            .of_length("externalId", self.external_id.as_deref(), 0..=64)
            .of_length("userId", self.user_id.as_ref().map(UserId::as_str), 1..=64)
            .json(self)
    }
}

/// `GET /payees`: the client's registered payees, page by page. Scope `payee:read`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list. The service's default is 10 payees.
    pub window: Window,
    /// Only payees of this user.
    pub user_id: Option<UserId>,
    /// Only payees that belong to a user, or only others.
    pub has_user_id: Option<bool>,
}

impl Endpoint for List {
    type Output = Page<Payee>;
    const OPERATION: Operation<Self::Output> =
        Service::Identity.get("payees.list", "/payees", decode::page).needs(&[scope::PAYEE_READ]);

    fn fill(&self, call: Call) -> Call {
        call.window(self.window)
            .query("userId", &self.user_id)
            .query("hasUserId", &self.has_user_id)
    }
}

/// `GET /payees/{payeeId}`: one payee. Scope `payee:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The payee.
    pub payee_id: PayeeId,
}

impl Endpoint for Get {
    type Output = Payee;
    const OPERATION: Operation<Payee> = Service::Identity
        .get("payees.get", "/payees/{payeeId}", decode::data)
        .needs(&[scope::PAYEE_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("payeeId", &self.payee_id)
    }
}

/// A registered payee.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Payee {
    /// The id, for payments.
    pub id: PayeeId,
    /// The client that registered it.
    pub client_id: Option<ClientId>,
    /// Six digits.
    pub sort_code: Option<AccountNumber>,
    /// Eight digits.
    pub account_number: Option<AccountNumber>,
    /// When it was registered.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub modified_at: Option<Timestamp>,
    /// Whether it may be paid. The meaning is inferred from the name.
    pub active: Option<bool>,
    /// The holder's name.
    pub name: Option<HolderName>,
    /// Your own id; empty if none was given.
    pub external_id: Option<String>,
    /// The user that it belongs to.
    pub user_id: Option<UserId>,
}

impl Item for Payee {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> BankAccount {
        BankAccount {
            account_number: "12345678".into(),
            sort_code: "010203".into(),
            name: "Example Shop".into(),
        }
    }

    #[test]
    fn what_is_no_account_or_too_long_is_refused() {
        let invalid = |problem| RequestError::Invalid { parameter: "payee", problem };
        let length = |parameter, least, most| RequestError::WrongLength { parameter, least, most };
        let of = |account| Create::new(account);
        let table = [
            (
                of(BankAccount { account_number: "1234567".into(), ..account() }),
                invalid("has an account number that is not eight digits"),
            ),
            (
                of(BankAccount { sort_code: "01-02-03".into(), ..account() }),
                invalid("has a sort code that is not six digits"),
            ),
            (of(BankAccount { name: "".into(), ..account() }), length("payee", 1, 256)),
            (
                of(BankAccount { name: HolderName::new("é".repeat(257)), ..account() }),
                length("payee", 1, 256),
            ),
            (
                Create { external_id: Some("é".repeat(65)), ..of(account()) },
                length("externalId", 0, 64),
            ),
            (Create { user_id: Some("".into()), ..of(account()) }, length("userId", 1, 64)),
        ];
        for (create, refusal) in table {
            assert_eq!(refusal_of(&create), refusal);
        }
        let longest = Create {
            account: BankAccount { name: HolderName::new("é".repeat(256)), ..account() },
            external_id: Some("é".repeat(64)),
            user_id: Some("u".repeat(64).into()),
        };
        assert!(longest.call().is_ok());
    }

    #[test]
    fn no_debug_shows_the_account_or_the_name() {
        let payee = Payee {
            sort_code: Some("010203".into()),
            account_number: Some("12345678".into()),
            name: Some("Example Shop".into()),
            ..Payee::default()
        };
        let shown = format!("{payee:?} {:?}", Create::new(account()));
        for secret in ["010203", "12345678", "Example"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
