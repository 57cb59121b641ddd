//! Lists of the banks and other providers that users can connect to.
//!
//! | endpoint | request | what it lists |
//! |---|---|---|
//! | [`ListAll`] | `GET /oidc/.well-known/all-connections` | everything |
//! | [`ListApi`] | `GET /oidc/.well-known/api-connections` | Open Banking |
//! | [`ListLegacy`] | `GET /oidc/.well-known/legacy-connections` | by the user's own credentials |
//! | [`ListTest`] | `GET /oidc/.well-known/test-connections` | mock banks |
//! | [`ListPayments`] | `GET /oidc/.well-known/payments-connections` | banks for payments |
//! | [`ListBeta`] | `GET /oidc/.well-known/beta-connections` | connections in beta |
//! | [`ListZoopla`] | `GET /oidc/.well-known/zoopla-connections` | values of houses |
//! | [`ListMouseprice`] | `GET /oidc/.well-known/mouseprice-connections` | values of houses |
//! | [`ListAutotrader`] | `GET /oidc/.well-known/autotrader-connections` | values of cars |
//!
//! They belong to the identity service and need no token. None is paged: an answer has hundreds of entries.
//! The paths are fixed, since the discovery document lacks the payments list. The Elixir package sends these
//! requests to the data API, without the dot and with a token.

use crate::api::{connections::ConnectionType, prelude::*};

macro_rules! lists {
    ($( $(#[$meta:meta])* $list:ident: $name:literal, $path:literal; )+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $list {
            /// Only what this API client may use.
            pub client_id: Option<ClientId>,
        }

        impl Endpoint for $list {
            type Output = Vec<AvailableConnection>;
            // Bare in Moneyhub's Node client and in its documentation of 2020; in `data` in a swagger
            // of 2022.
            const OPERATION: Operation<Self::Output> = Service::Identity
                .get($name, concat!("/oidc/.well-known/", $path), decode::bare_or_data_list)
                .of_nobody();

            fn fill(&self, call: Call) -> Call {
                call.query("clientId", &self.client_id)
            }
        }
    )+};
}

lists! {
    /// `GET /oidc/.well-known/all-connections`: everything that users can connect to. No token.
    ///
    /// # Examples
    ///
    /// ```
    /// use http::Response;
    /// use moneyhub_proto::{codec, well_known};
    ///
    /// let list = well_known::ListAll::default();
    /// let body = r#"[{"id":"9c1185a5c5e9fc54612808977ee8f548","name":"A bank","bankRef":"a-bank"}]"#;
    /// let banks = codec::decode(&list, Response::new(body))?;
    /// assert_eq!((banks.len(), banks[0].name.as_str()), (1, "A bank"));
    /// # Ok::<(), moneyhub_proto::Error>(())
    /// ```
    ListAll: "well_known.list_all", "all-connections";
    /// `GET /oidc/.well-known/api-connections`: connections by Open Banking. No token.
    ListApi: "well_known.list_api", "api-connections";
    /// `GET /oidc/.well-known/legacy-connections`: connections by the user's own credentials. No token.
    ListLegacy: "well_known.list_legacy", "legacy-connections";
    /// `GET /oidc/.well-known/test-connections`: mock banks. No token.
    ListTest: "well_known.list_test", "test-connections";
    /// `GET /oidc/.well-known/payments-connections`: banks for payments. No token. The discovery document
    /// does not have it; Moneyhub's Node client and its reference do.
    ListPayments: "well_known.list_payments", "payments-connections";
    /// `GET /oidc/.well-known/beta-connections`: connections in beta. No token. In Moneyhub's Node client and
    /// the discovery document, not in its reference.
    ListBeta: "well_known.list_beta", "beta-connections";
    /// `GET /oidc/.well-known/zoopla-connections`: values of houses. No token. Known from the discovery
    /// document only; that it is a list like the others is a guess.
    ListZoopla: "well_known.list_zoopla", "zoopla-connections";
    /// `GET /oidc/.well-known/mouseprice-connections`: values of houses. No token. Known from the
    /// discovery document only; that it is a list like the others is a guess.
    ListMouseprice: "well_known.list_mouseprice", "mouseprice-connections";
    /// `GET /oidc/.well-known/autotrader-connections`: values of cars. No token. Known from the discovery
    /// document only; that it is a list like the others is a guess.
    ListAutotrader: "well_known.list_autotrader", "autotrader-connections";
}

/// A bank or another provider that users can connect to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AvailableConnection {
    /// The bank. A sign-in requests it with the scope `id:<id>`.
    pub id: ProviderId,
    /// The name.
    pub name: String,
    /// How data is fetched.
    #[serde(rename = "type")]
    pub kind: Option<ConnectionType>,
    /// The country (ISO 3166), two letters.
    pub country: Option<String>,
    /// Deprecated by Moneyhub for [`bank_ref`](Self::bank_ref).
    pub parent_ref: Option<String>,
    /// The institution, which may have several connections. Its icon is
    /// [`bank_icons::Get`](crate::bank_icons::Get).
    pub bank_ref: Option<BankRef>,
    /// Whether it is in beta.
    pub is_beta: Option<bool>,
    /// What kinds of accounts it has.
    pub account_types: Option<Vec<AvailableAccountType>>,
    /// The URL of its icon. There may be no icon: the URL then answers 404.
    pub icon_url: Option<String>,
    /// Whose accounts it has.
    pub user_types: Option<Vec<AvailableUserType>>,
    /// What it can pay.
    pub payments: Option<Vec<AvailablePayment>>,
    /// Whether it works now.
    pub status: Option<AvailableStatus>,
}

/// A kind of account that a bank has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AvailableAccountType {
    /// The kind.
    pub name: AvailableAccountKind,
    /// Whether it is in beta.
    pub beta: Option<bool>,
}

/// Whether a bank works now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AvailableStatus {
    /// Whether data can be fetched.
    pub sync: Option<Availability>,
    /// Whether users can connect.
    pub auth: Option<Availability>,
}

open_enum! {
    /// A kind of account, coarser than [`AccountKind`](crate::accounts::AccountKind).
    #[derive(Default)]
    pub enum AvailableAccountKind {
        /// Things of value, such as cars.
        Asset = "asset",
        /// Credit cards.
        Card = "card",
        /// Current accounts.
        #[default]
        Cash = "cash",
        /// Digital currencies.
        Crypto = "crypto",
        /// Investments.
        Investment = "investment",
        /// Loans.
        Loan = "loan",
        /// Mortgages.
        Mortgage = "mortgage",
        /// Pensions.
        Pension = "pension",
        /// Properties.
        Properties = "properties",
        /// Savings.
        Savings = "savings",
    }
}

open_enum! {
    /// Whose accounts a bank has.
    pub enum AvailableUserType {
        /// A company's.
        Business = "business",
        /// A person's.
        Personal = "personal",
    }
}

open_enum! {
    /// What a bank can pay.
    pub enum AvailablePayment {
        /// Payments within the country.
        Domestic = "domestic",
    }
}

open_enum! {
    /// Whether something works now.
    pub enum Availability {
        /// It does.
        Available = "AVAILABLE",
        /// Some of it does.
        PartiallyAvailable = "PARTIALLY_AVAILABLE",
        /// It does not, and will not work again.
        PermanentlyUnavailable = "PERMANENTLY_UNAVAILABLE",
        /// It does not at the moment.
        TemporarilyUnavailable = "TEMPORARILY_UNAVAILABLE",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_bare_and_in_data() {
        for body in [r#"[{"id":"b","name":"B"}]"#, r#"{"data":[{"id":"b","name":"B"}]}"#] {
            let banks =
                crate::codec::decode(&ListAll::default(), http::Response::new(body)).unwrap();
            assert_eq!(banks.len(), 1, "{body}");
        }
    }

    #[test]
    fn without_a_client_there_is_no_query() {
        let config = crate::Config::builder().build().unwrap();
        let request = crate::codec::encode_without_token(&ListBeta::default(), &config).unwrap();
        assert_eq!(request.uri().query(), None);
    }
}
