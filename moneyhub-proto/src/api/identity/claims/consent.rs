use serde::Serialize;

use crate::ground::{check::check_time, error::Error, open_enum::open_enum, timestamp::Timestamp};

/// What a user consents to: the value of `mh:consent`.
///
/// The claim is not among the `claims_supported` of Moneyhub's discovery document, but Moneyhub's
/// own client sends it.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::claims::{Claims, Consent, Permission};
///
/// let consent = Consent { permissions: Some(vec![Permission::ReadBalances]), ..Consent::default() };
/// let claims = Claims::new().put_consent(&consent)?;
/// assert_eq!(claims.get("mh:consent").unwrap()["value"]["permissionsAction"], "add");
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize)]
#[serde(into = "Wire")]
pub struct Consent {
    /// When the consent expires. On the wire `expirationDateTime`. At most 90 days ahead.
    pub expires_at: Option<Timestamp>,
    /// The earliest transactions that may be read. On the wire `transactionFromDateTime`; the
    /// parameter of Moneyhub's own client has an additional `s`.
    pub transactions_from: Option<Timestamp>,
    /// What may be read.
    pub permissions: Option<Vec<Permission>>,
    /// Whether these permissions are added to the usual ones, which is the default, or replace
    /// them. One helper of Moneyhub's own client always sends `add`; this library sends the given
    /// value. Not sent without permissions.
    pub permissions_action: Option<PermissionsAction>,
}

impl Consent {
    pub(super) fn check(&self) -> Result<(), Error> {
        check_time("expirationDateTime", self.expires_at.as_ref())?;
        check_time("transactionFromDateTime", self.transactions_from.as_ref())?;
        Ok(())
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration_date_time: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction_from_date_time: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions_action: Option<PermissionsAction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions: Option<Vec<Permission>>,
}

impl From<Consent> for Wire {
    fn from(consent: Consent) -> Self {
        Self {
            expiration_date_time: consent.expires_at,
            transaction_from_date_time: consent.transactions_from,
            permissions_action: consent
                .permissions
                .is_some()
                .then(|| consent.permissions_action.unwrap_or(PermissionsAction::Add)),
            permissions: consent.permissions,
        }
    }
}

open_enum! {
    /// What may be read over a connection.
    pub enum Permission {
        /// Accounts without their numbers.
        ReadAccountsBasic = "ReadAccountsBasic",
        /// Accounts with their numbers.
        ReadAccountsDetail = "ReadAccountsDetail",
        /// Balances.
        ReadBalances = "ReadBalances",
        /// Beneficiaries with their account numbers.
        ReadBeneficiariesDetail = "ReadBeneficiariesDetail",
        /// The owner of the account.
        ReadParty = "ReadParty",
        /// The kind of account.
        ReadProducts = "ReadProducts",
        /// Standing orders without the payee.
        ReadStandingOrdersBasic = "ReadStandingOrdersBasic",
        /// Standing orders with the payee.
        ReadStandingOrdersDetail = "ReadStandingOrdersDetail",
        /// Transactions that bring money in.
        ReadTransactionsCredits = "ReadTransactionsCredits",
        /// Transactions that take money out.
        ReadTransactionsDebits = "ReadTransactionsDebits",
        /// Transactions with their details.
        ReadTransactionsDetail = "ReadTransactionsDetail",
    }
}

open_enum! {
    /// What happens to the permissions that are usually requested.
    pub enum PermissionsAction {
        /// They stay, and the given ones are added.
        Add = "add",
        /// The given ones replace them.
        Replace = "replace",
    }
}
