//! Checks of businesses, for resellers of Moneyhub.
//!
//! It is of the identity service, and takes a token of the client itself: `client.send(..)`.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`Check`] | `POST /reseller-check` | `reseller:create` |

use crate::api::prelude::*;

/// `POST /reseller-check`: asks for a check of a business. Scope `reseller:create`.
///
/// The answer says nothing but that it was taken: its `data` is null.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, reseller};
///
/// let check = reseller::Check {
///     company_registration_number: "01234567".into(),
///     email: "someone@example.com".into(),
///     telephone: None,
/// };
/// let request = codec::encode(&check, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// let body = r#"{"companyRegistrationNumber":"01234567","email":"someone@example.com"}"#;
/// assert_eq!(request.body(), body);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// The number of the business at Companies House.
    pub company_registration_number: String,
    /// An address of e-mail.
    pub email: EmailAddress,
    /// A telephone number.
    pub telephone: Option<TelephoneNumber>,
}

impl Endpoint for Check {
    type Output = ();
    const OPERATION: Operation<()> = Service::Identity
        .post("reseller.check", "/reseller-check", decode::empty)
        .needs(&[scope::RESELLER_CREATE]);

    fn fill(&self, call: Call) -> Call {
        call.json(self)
    }
}
