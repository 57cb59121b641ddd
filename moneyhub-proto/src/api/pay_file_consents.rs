//! Consents to files of payments.
//!
//! All of these belong to the identity service, and take a token of the client itself: `client.send(..)`.
//! Only routes and scopes are public, so the answers are JSON.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`] | `GET /pay-file-consent` | `pay_file_consent:read` |
//! | [`Get`] | `GET /pay-file-consent/{id}` | `pay_file_consent:read` |

use serde_json::Value;

use crate::api::prelude::*;

/// `GET /pay-file-consent`: a part of the list of consents. Scope `pay_file_consent:read`.
///
/// The parameters are inferred from other lists. The answer is the whole body: the items are presumably in
/// `data`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, pay_file_consents::List};
///
/// let config = Config::builder().build()?;
/// let request = codec::encode(&List::default(), &config, &AccessToken::new("token")?)?;
/// assert_eq!(request.uri().path(), "/pay-file-consent");
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list.
    pub window: Window,
}

impl Endpoint for List {
    type Output = Value;
    const OPERATION: Operation<Value> = Service::Identity
        .get("pay_file_consents.list", "/pay-file-consent", decode::raw)
        .needs(&[scope::PAY_FILE_CONSENT_READ]);

    fn fill(&self, call: Call) -> Call {
        call.window(self.window)
    }
}

/// `GET /pay-file-consent/{id}`: one consent. Scope `pay_file_consent:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The consent.
    pub pay_file_consent_id: PayFileConsentId,
}

impl Endpoint for Get {
    type Output = Value;
    const OPERATION: Operation<Value> = Service::Identity
        .get("pay_file_consents.get", "/pay-file-consent/{id}", decode::raw)
        .needs(&[scope::PAY_FILE_CONSENT_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("id", &self.pay_file_consent_id)
    }
}
