//! Accounts that requests created.

use serde_json::{Map, Value};

use super::account::Account;
use super::kind::Kind;

/// The first number of these accounts: above those at banks.
const FIRST_NUMBER: u32 = 1 << 23;

/// The contents of a request about an account.
#[derive(Clone, Debug)]
pub(crate) struct NewAccount {
    pub(crate) kind: &'static Kind,
    pub(crate) name: String,
    pub(crate) provider: String,
    pub(crate) currency: String,
    pub(crate) business: bool,
    pub(crate) balance: (String, i64),
    pub(crate) details: Map<String, Value>,
    pub(crate) identifications: Option<Value>,
}

#[derive(Clone, Debug)]
pub(super) struct Manual {
    pub(super) id: String,
    pub(super) number: u32,
    pub(super) account: NewAccount,
    pub(super) at: i64,
}

impl Manual {
    /// The account number for this number of a created object.
    pub(super) fn number(made: u64) -> u32 {
        FIRST_NUMBER + u32::try_from(made % u64::from(FIRST_NUMBER - 1)).unwrap_or(0)
    }

    pub(super) fn account(&self) -> Account {
        let NewAccount { kind, name, provider, currency, business, balance, details, .. } =
            self.account.clone();
        Account {
            number: self.number,
            id: self.id.clone(),
            kind,
            name,
            provider_name: provider,
            currency,
            business,
            details,
            identifications: self.account.identifications.clone(),
            first_balance: Some(balance),
            bank: None,
            added: self.at,
            modified: self.at,
        }
    }
}
