use std::fmt;

use serde::Serialize;

use crate::{
    api::payments::{
        check_not_empty,
        forms::{check_account_number, check_length, check_sort_code},
    },
    ground::{
        error::RequestError,
        id::{PayeeId, PayerId},
        open_enum::open_enum,
    },
};

/// An account in the United Kingdom, as a payee or payer that is not registered.
///
/// `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BankAccount {
    /// Eight digits. The modulus is left to the bank.
    pub account_number: String,
    /// Six digits, without hyphens.
    pub sort_code: String,
    /// Whose account it is, up to 256 characters. Some banks refuse more than 18, or others than letters,
    /// digits, blanks and `&`.
    pub name: String,
}

impl fmt::Debug for BankAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BankAccount(redacted)")
    }
}

/// Who is paid. A payment without a payee can't be written.
///
/// `Debug` shows whether it is an account or an id, and neither of them.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub enum Payee {
    /// On the wire `payee`: an account.
    #[serde(rename = "payee")]
    Account(BankAccount),
    /// On the wire `payeeId`: one that is registered.
    #[serde(rename = "payeeId")]
    Id(PayeeId),
}

/// Who pays, where it is known beforehand.
///
/// `Debug` shows whether it is an account or an id, and neither of them.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub enum Payer {
    /// On the wire `payer`: an account. Goes with [`PayerType::ApiPayer`].
    #[serde(rename = "payer")]
    Account(BankAccount),
    /// On the wire `payerId`: one that is registered, or an account of the user.
    #[serde(rename = "payerId")]
    Id(PayerId),
}

impl fmt::Debug for Payee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Account(_) => "Account(redacted)",
            Self::Id(_) => "Id(redacted)",
        })
    }
}

impl fmt::Debug for Payer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Account(_) => "Account(redacted)",
            Self::Id(_) => "Id(redacted)",
        })
    }
}

open_enum! {
    /// What the id of a payee refers to.
    pub enum PayeeType {
        /// A payee that the client registered.
        ApiPayee = "api-payee",
        /// An account of a Moneyhub user.
        MhUserAccount = "mh-user-account",
    }
}

open_enum! {
    /// What the id of a payer refers to.
    pub enum PayerType {
        /// A payee that the client registered. Only in what the service says of a payment.
        ApiPayee = "api-payee",
        /// A payer that the client describes.
        ApiPayer = "api-payer",
        /// An account of a Moneyhub user.
        MhUserAccount = "mh-user-account",
    }
}

impl Payee {
    pub(crate) fn check(&self) -> Result<(), RequestError> {
        match self {
            Self::Account(account) => account.check("payee"),
            Self::Id(id) => check_not_empty("payeeId", id.as_str()),
        }
    }
}

impl Payer {
    pub(crate) fn check(&self) -> Result<(), RequestError> {
        match self {
            Self::Account(account) => account.check("payer"),
            Self::Id(id) => check_not_empty("payerId", id.as_str()),
        }
    }
}

impl BankAccount {
    pub(crate) fn check(&self, parameter: &'static str) -> Result<(), RequestError> {
        [&self.account_number, &self.sort_code, &self.name]
            .into_iter()
            .try_for_each(|text| check_not_empty(parameter, text))?;
        check_account_number(parameter, &self.account_number)?;
        check_sort_code(parameter, &self.sort_code)?;
        check_length(parameter, &self.name, 1, 256)
    }
}
