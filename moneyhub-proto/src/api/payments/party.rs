use std::fmt;

use serde::Serialize;

use crate::{
    api::payments::forms::{check_account_number, check_name, check_sort_code},
    ground::{
        check::check_not_empty,
        error::RequestError,
        id::{PayeeId, PayerId},
        open_enum::open_enum,
        sensitive::{AccountNumber, HolderName},
    },
};

/// An account in the United Kingdom: a payee or payer that is not registered.
///
/// `Debug` shows none of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BankAccount {
    /// Eight digits. The modulus check is left to the bank.
    pub account_number: AccountNumber,
    /// Six digits, without hyphens.
    pub sort_code: AccountNumber,
    /// The holder's name, up to 256 characters. Some banks refuse names that others accept: see
    /// [`every_bank_takes_the_name`](Self::every_bank_takes_the_name).
    pub name: HolderName,
}

/// Who is paid. A payment without a payee can't be expressed.
///
/// `Debug` shows only whether it is an account or an id.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub enum Payee {
    /// On the wire `payee`: an account.
    #[serde(rename = "payee")]
    Account(BankAccount),
    /// On the wire `payeeId`: a registered payee.
    #[serde(rename = "payeeId")]
    Id(PayeeId),
}

/// Who pays, if known beforehand.
///
/// `Debug` shows only whether it is an account or an id.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub enum Payer {
    /// On the wire `payer`: an account. Goes with [`PayerType::ApiPayer`].
    #[serde(rename = "payer")]
    Account(BankAccount),
    /// On the wire `payerId`: a registered one, or an account of the user.
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
    /// The kind of a payee's id.
    pub enum PayeeType {
        /// A payee that the client registered.
        ApiPayee = "api-payee",
        /// An account of a Moneyhub user.
        MhUserAccount = "mh-user-account",
    }
}

open_enum! {
    /// The kind of a payer's id.
    pub enum PayerType {
        /// A payee that the client registered. Only in answers of the service.
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
    /// Whether Moneyhub's documentation calls the name safe: at most 18 letters, digits, spaces and `&`.
    /// Moneyhub accepts other names, but some banks then refuse the payment.
    ///
    /// # Examples
    ///
    /// ```
    /// use moneyhub_proto::payments::BankAccount;
    ///
    /// let account = |name: &str| BankAccount {
    ///     account_number: "12345678".into(),
    ///     sort_code: "010203".into(),
    ///     name: name.into(),
    /// };
    /// assert!(account("Smith & Sons").every_bank_takes_the_name());
    /// assert!(!account("Smith, Smith and Smith").every_bank_takes_the_name());
    /// ```
    #[must_use]
    pub fn every_bank_takes_the_name(&self) -> bool {
        let name = self.name.expose();
        let passes = |byte: u8| byte.is_ascii_alphanumeric() || b" &".contains(&byte);
        (1..=18).contains(&name.len()) && name.bytes().all(passes) && !name.trim().is_empty()
    }

    pub(crate) fn check(&self, parameter: &'static str) -> Result<(), RequestError> {
        check_account_number(parameter, self.account_number.expose())?;
        check_sort_code(parameter, self.sort_code.expose())?;
        check_name(parameter, self.name.expose(), 256)
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
    fn an_account_number_of_other_than_eight_digits_is_refused() {
        assert_eq!(account().check("payee"), Ok(()));
        for odd in ["", "1234567", "123456789", "1234567a", "1234 678", "-1234567", "٠١٠٢٠٣٠٤"]
        {
            let refused = BankAccount { account_number: odd.into(), ..account() }.check("payee");
            assert!(refused.is_err(), "{odd}");
        }
    }

    #[test]
    fn a_sort_code_of_other_than_six_digits_is_refused() {
        for odd in ["", "01020", "0102030", "01-02-03", "01020a", " 10203"] {
            let refused = BankAccount { sort_code: odd.into(), ..account() }.check("payee");
            assert!(refused.is_err(), "{odd}");
        }
    }

    #[test]
    fn a_name_that_is_blank_or_too_long_or_has_a_control_character_is_refused() {
        let long = "é".repeat(257);
        for odd in ["", "  ", "a\nb", "a\0b", &long] {
            let refused = BankAccount { name: odd.into(), ..account() }.check("payee");
            assert!(refused.is_err(), "{odd:?}");
        }
        let longest = HolderName::new("é".repeat(256));
        assert_eq!(BankAccount { name: longest, ..account() }.check("payee"), Ok(()));
    }

    #[test]
    fn a_payee_without_an_id_is_refused() {
        let empty = RequestError::Empty { parameter: "payeeId" };
        assert_eq!(Payee::Id("".into()).check(), Err(empty));
    }

    #[test]
    fn a_payer_without_an_id_is_refused() {
        let empty = RequestError::Empty { parameter: "payerId" };
        assert_eq!(Payer::Id("".into()).check(), Err(empty));
    }

    #[test]
    fn no_debug_of_a_party_shows_who_it_is() {
        let (payee, payer) = (Payee::Account(account()), Payer::Account(account()));
        let ids = (Payee::Id("canary".into()), Payer::Id("canary".into()));
        let shown = format!("{:?} {payee:?} {payer:?} {ids:?}", account());
        for secret in ["12345678", "010203", "Example Shop", "canary"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
