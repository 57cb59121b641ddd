//! Checks of businesses, for resellers of Moneyhub.
//!
//! It belongs to the identity service, and takes a token of the client itself: `client.send(..)`.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`Check`] | `POST /reseller-check` | `reseller:create` |

use crate::api::prelude::*;

/// `POST /reseller-check`: requests a check of a business. Scope `reseller:create`.
///
/// The answer only says that the request was accepted: its `data` is null.
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
    /// The business's number at Companies House.
    pub company_registration_number: String,
    /// An e-mail address.
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
        let number = &*self.company_registration_number;
        call.checked(check_not_empty("companyRegistrationNumber", number))
            .checked(check_email("email", Some(&self.email)))
            .json(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_business_without_a_number_or_with_what_is_no_address_is_refused() {
        let check = |number: &str, email: &str| Check {
            company_registration_number: number.into(),
            email: email.into(),
            telephone: None,
        };
        assert!(check("01234567", "someone@example.com").call().is_ok());
        let parameter = "companyRegistrationNumber";
        let refused = refusal_of(&check("", "someone@example.com"));
        assert_eq!(refused, RequestError::Empty { parameter });
        let refused = refusal_of(&check("01234567", "someone"));
        assert!(matches!(refused, RequestError::Invalid { parameter: "email", .. }), "{refused}");
    }
}
