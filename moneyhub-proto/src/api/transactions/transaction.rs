use std::collections::BTreeMap;

use super::TransactionSplit;
use crate::api::accounts::BalanceType;
use crate::api::prelude::*;

/// A transaction of an account.
///
/// [`ListUnenriched`](super::ListUnenriched) and [`GetUnenriched`](super::GetUnenriched) return the same
/// type. What Moneyhub adds is then absent: category, notes, short description, counterparty, project,
/// enhanced categories and splits.
///
/// A page can have a thousand of these, so they are designed to be read quickly: ids, dates and short texts
/// are stored inline, and members that few transactions have are boxed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Transaction {
    /// The id.
    pub id: TransactionId,
    /// The account.
    pub account_id: Option<AccountId>,
    /// How much. Money out is negative.
    pub amount: Amount,
    /// When it was booked. Midday UTC means that the time is unknown.
    pub date: Timestamp,
    /// When it was last changed.
    pub date_modified: Option<Timestamp>,
    /// When Moneyhub first had it.
    pub date_created: Option<Timestamp>,
    /// When the money can be used.
    pub value_date: Option<Timestamp>,
    /// Whether the bank has booked it.
    pub status: Option<TransactionStatus>,
    /// The bank's description.
    pub long_description: Option<Text>,
    /// A cleaned description, which the user may have changed.
    pub short_description: Option<Text>,
    /// The user's notes; empty if there are none.
    pub notes: Option<Text>,
    /// The category. A split transaction is in the standard category whose key is `mixed`.
    pub category_id: Option<CategoryId>,
    /// Whether the user has confirmed the category.
    pub category_id_confirmed: Option<bool>,
    /// The other party. Version 2 has ids of another form.
    pub counterparty_id: Option<CounterpartyId>,
    /// The project.
    pub project_id: Option<ProjectId>,
    /// The bank's id for the transaction; not the id of a bank.
    pub provider_id: Option<Text>,
    /// Categories of other sets, by the name of the set. Only `uk-tax-hmrc` is known, with values such
    /// as `expenditure.maintenance`. Moneyhub's Node types say that there may be more.
    pub enhanced_categories: Option<BTreeMap<Text, Text>>,
    /// Its parts, if it is split.
    pub splits: Option<Vec<TransactionSplit>>,
    /// The ISO 20022 code.
    pub transaction_code: Option<Box<TransactionCode>>,
    /// The bank's own code.
    pub proprietary_transaction_code: Option<Box<ProprietaryTransactionCode>>,
    /// The balance of the account after it.
    pub balance: Option<Box<AmountLoose>>,
    /// What the bank includes in that balance.
    pub balance_type: Option<BalanceType>,
    /// The bank's reference of the statement.
    pub statement_reference: Option<Text>,
    /// The name of the merchant. Moneyhub's Node types do not have it.
    pub merchant_name: Option<Text>,
    /// The merchant category code: four digits (ISO 18245).
    pub merchant_category_code: Option<Text>,
    /// The card that was used.
    pub card_instrument: Option<Box<CardInstrument>>,
    /// The account that received the money, if it was money out.
    pub creditor_account: Option<Box<TransactionParty>>,
    /// The bank of that account.
    pub creditor_agent: Option<Box<TransactionAgent>>,
    /// The account that sent the money, if it was money in.
    pub debtor_account: Option<Box<TransactionParty>>,
    /// The bank of that account.
    pub debtor_agent: Option<Box<TransactionAgent>>,
    /// A reference that identifies the transaction, such as the id of a Faster Payment. Open Banking only.
    pub transaction_reference: Option<PaymentReference>,
    /// The narrative, which is unstructured text. Open Banking only.
    pub transaction_information: Option<Text>,
}

impl Item for Transaction {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

/// The code of a transaction in ISO 20022 (bank transaction code: family and subfamily).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TransactionCode {
    /// The family, such as `CCRD`.
    pub code: Option<Text>,
    /// The subfamily, such as `POSD`.
    pub sub_code: Option<Text>,
}

/// A bank's own code of a transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProprietaryTransactionCode {
    /// The code, such as `DEB`.
    pub code: Option<Text>,
    /// The issuer of the code.
    pub issuer: Option<Text>,
}

/// The card of a transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CardInstrument {
    /// The name on it.
    pub name: Option<HolderName>,
    /// Its number, as far as the bank shows it.
    pub pan: Option<AccountNumber>,
    /// The card scheme.
    pub card_scheme_name: Option<CardScheme>,
    /// How it was authorised.
    pub authorisation_type: Option<CardAuthorisation>,
}

/// The account of the other party of a transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TransactionParty {
    /// The name.
    pub name: Option<HolderName>,
    /// Six digits.
    pub sort_code: Option<AccountNumber>,
    /// Eight digits.
    pub account_number: Option<AccountNumber>,
    /// The IBAN.
    pub iban: Option<AccountNumber>,
    /// The card number.
    pub pan: Option<AccountNumber>,
}

/// The bank of the other party of a transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TransactionAgent {
    /// The name.
    pub name: Option<Text>,
    /// The address, an object whose members are not documented.
    pub postal_address: Option<serde_json::Value>,
}

open_enum! {
    /// Whether the bank has booked a transaction.
    pub enum TransactionStatus {
        /// Not yet: it may change or disappear.
        Pending = "pending",
        /// It has.
        Posted = "posted",
    }
}

open_enum! {
    /// The scheme of a card.
    pub enum CardScheme {
        /// American Express.
        AmericanExpress = "AmericanExpress",
        /// Diners Club.
        Diners = "Diners",
        /// Discover.
        Discover = "Discover",
        /// Mastercard.
        MasterCard = "MasterCard",
        /// Visa.
        Visa = "VISA",
    }
}

open_enum! {
    /// How the use of a card was authorised.
    pub enum CardAuthorisation {
        /// On the holder's own device, such as a telephone.
        ConsumerDevice = "ConsumerDevice",
        /// Contactless.
        Contactless = "Contactless",
        /// Without authorisation.
        None = "None",
        /// By a PIN.
        Pin = "PIN",
    }
}
