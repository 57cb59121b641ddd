use crate::api::prelude::*;

use super::User;

/// `POST /users`: creates a user that the client manages. Scope `user:create`.
///
/// Creating twice with the same reference may create two users: no source says that it is unique, and there
/// is no idempotency key. So it is retried only if the service certainly did nothing. If the
/// [`outcome()`](crate::ground::error::Error::outcome) of an error is uncertain, look for the user first.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{codec, users, AccessToken, Config};
///
/// let create = users::Create { client_user_id: Some("customer-0042".to_owned()) };
/// let request = codec::encode(&create, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.body(), r#"{"clientUserId":"customer-0042"}"#);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Create {
    /// The client's own reference, up to 256 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_user_id: Option<String>,
}

impl Endpoint for Create {
    type Output = User;
    const OPERATION: Operation<Self::Output> = Service::Identity
        .post("users.create", "/users", decode::bare_or_data)
        .needs(&[scope::USER_CREATE]);

    fn fill(&self, call: Call) -> Call {
        call.of_length("clientUserId", self.client_user_id.as_deref(), 0..=256).json(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_of_a_user_of_more_than_256_characters_is_refused() {
        let create = |length| Create { client_user_id: Some("é".repeat(length)) };
        assert!(create(256).call().is_ok());
        let parameter = "clientUserId";
        let refusal = RequestError::WrongLength { parameter, least: 0, most: 256 };
        assert_eq!(refusal_of(&create(257)), refusal);
    }
}
