use serde::Serialize;

use super::User;
use crate::{Call, Endpoint, Error, Scopes, Service, decode, reply::Reply, scope};

/// `POST /users`: creates a user that the client manages. Scope `user:create`.
///
/// Creating twice with the same reference may make two users: nothing says that it is unique, and
/// there is no idempotency key. So it is repeated only when the service certainly did nothing; when
/// the [`outcome()`](crate::Error::outcome) of an error is uncertain, look for the user first.
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
    /// The client's own reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_user_id: Option<String>,
}

impl Endpoint for Create {
    const NAME: &'static str = "users.create";
    type Output = User;

    fn call(&self) -> Result<Call, Error> {
        Call::post(Self::NAME, Service::Identity, "/users", &[])?
            .needs(Scopes::from_static(&[scope::USER_CREATE]))
            .json(self)
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<User, Error> {
        decode::bare_or_data(reply)
    }
}
