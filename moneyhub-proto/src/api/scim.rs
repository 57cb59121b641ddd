//! Users of the admin portal (SCIM, RFC 7643 and 7644). They are people who use Moneyhub's portal, not the
//! users whose data it holds.
//!
//! All of these belong to the identity service, and take a token of the client itself: `client.send(..)`. No
//! source documents the answers, so they are JSON: a user as in RFC 7643, or one in `data`.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`Create`] | `POST /scim/users` | `scim_user:write`, for a subtenant `scim_user:subtenants:assign` |
//! | [`Get`] | `GET /scim/users/{userId}` | `scim_user:read` |
//! | [`Search`] | `POST /scim/users/search` | the same |

use std::fmt;

use serde_json::Value;

use crate::api::prelude::*;

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const SUBTENANT: &str = "urn:ietf:params:scim:schemas:extension:moneyhub:2.0:Subtenant";

/// `POST /scim/users`: creates a user of the admin portal. Scope `scim_user:write`.
///
/// A 409 presumably means that a user with this external id already exists.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, scim};
///
/// let create = scim::Create::new("employee-17");
/// let request = codec::encode(&create, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// let body = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"externalId":"employee-17"}"#;
/// assert_eq!(request.body(), body);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Create {
    /// Your own id, 1 to 128 characters.
    pub external_id: String,
    /// The name.
    pub name: Option<Name>,
    /// The e-mail address, up to 254 characters.
    pub email: Option<EmailAddress>,
    /// The kind of user.
    pub user_type: Option<UserType>,
    /// The user's subtenant. It presumably needs the scope `scim_user:subtenants:assign`, which no
    /// documentation mentions; it is requested as well.
    pub subtenant: Option<Subtenant>,
}

impl Create {
    /// A user with only your own id.
    #[must_use]
    pub fn new(external_id: impl Into<String>) -> Self {
        Self { external_id: external_id.into(), ..Self::default() }
    }
}

impl Endpoint for Create {
    type Output = Value;
    const OPERATION: Operation<Value> = Service::Identity
        .post("scim.create", "/scim/users", decode::raw)
        .needs(&[scope::SCIM_USER_WRITE])
        .may_need(&[scope::SCIM_USER_SUBTENANTS_ASSIGN]);

    fn fill(&self, call: Call) -> Call {
        let subtenant = self.subtenant.as_ref();
        call.of_length("externalId", Some(&self.external_id), 1..=128)
            .checked(check_email("emails.value", self.email.as_ref()))
            .needs_if(subtenant.is_some(), scope::SCIM_USER_SUBTENANTS_ASSIGN)
            .json(&Body {
                schemas: std::iter::once(USER).chain(subtenant.map(|_| SUBTENANT)).collect(),
                external_id: &self.external_id,
                name: self.name.as_ref(),
                emails: self.email.as_ref().map(|email| [Email { value: email.expose() }]),
                user_type: self.user_type.as_ref(),
                subtenant,
            })
    }
}

/// `GET /scim/users/{userId}`: one user of the admin portal. Scope `scim_user:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The user, by the service's id.
    pub user_id: ScimUserId,
}

impl Endpoint for Get {
    type Output = Value;
    const OPERATION: Operation<Value> = Service::Identity
        .get("scim.get", "/scim/users/{userId}", decode::raw)
        .needs(&[scope::SCIM_USER_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("userId", &self.user_id)
    }
}

/// `POST /scim/users/search`: searches for users of the admin portal. Scope `scim_user:read`.
///
/// No source documents the body or the answer, so both are JSON; they may follow RFC 7644 section 3.4.3.
/// Because so little is known, it counts as a call that may have an effect: it is retried only if the service
/// certainly did nothing.
///
/// `Debug` does not show the body: it may name people.
#[derive(Clone, PartialEq, Eq)]
pub struct Search {
    /// The body.
    pub body: Value,
}

impl Endpoint for Search {
    type Output = Value;
    const OPERATION: Operation<Value> = Service::Identity
        .post("scim.search", "/scim/users/search", decode::raw)
        .needs(&[scope::SCIM_USER_READ]);

    fn fill(&self, call: Call) -> Call {
        call.json(&self.body)
    }
}

impl fmt::Debug for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Search").finish_non_exhaustive()
    }
}

/// The name of a user (RFC 7643 section 4.1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Name {
    /// The last name.
    pub family_name: Option<HolderName>,
    /// The first name.
    pub given_name: Option<HolderName>,
}

/// The subtenant of a user: Moneyhub's extension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Subtenant {
    /// The name of the subtenant.
    pub name: String,
    /// The provider of the subtenant.
    pub provider_id: String,
}

open_enum! {
    /// The kind of a user of the admin portal.
    pub enum UserType {
        /// A guest.
        Guest = "guest",
        /// A user of the live portal. The meaning is inferred from the name.
        Live = "live",
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    schemas: Vec<&'static str>,
    external_id: &'a str,
    name: Option<&'a Name>,
    emails: Option<[Email<'a>; 1]>,
    user_type: Option<&'a UserType>,
    #[serde(rename = "urn:ietf:params:scim:schemas:extension:moneyhub:2.0:Subtenant")]
    subtenant: Option<&'a Subtenant>,
}

#[derive(Serialize)]
struct Email<'a> {
    value: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_external_id_of_no_or_too_many_characters_is_refused() {
        let wrong = RequestError::WrongLength { parameter: "externalId", least: 1, most: 128 };
        for length in [0, 129] {
            assert_eq!(refusal_of(&Create::new("é".repeat(length))), wrong);
        }
        assert!(Create::new("é".repeat(128)).call().is_ok());
    }

    #[test]
    fn an_address_of_a_user_that_is_none_or_too_long_is_refused() {
        let refusal = |email: String| {
            let email = Some(EmailAddress::new(email));
            refusal_of(&Create { email, ..Create::new("employee-17") })
        };
        let wrong = RequestError::WrongLength { parameter: "emails.value", least: 0, most: 254 };
        assert_eq!(refusal(format!("{}@example.com", "a".repeat(243))), wrong);
        let refused = refusal("employee-17".into());
        let is_expected =
            matches!(refused, RequestError::Invalid { parameter: "emails.value", .. });
        assert!(is_expected, "{refused}");
    }

    #[test]
    fn no_debug_shows_whom_is_searched_for() {
        let body = serde_json::json!({"filter": "userName eq \"canary\""});
        let shown = format!("{:?}", Search { body });
        assert!(!shown.contains("canary"), "{shown}");
    }
}
