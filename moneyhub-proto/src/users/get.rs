use super::User;
use crate::{Call, Endpoint, Error, Scopes, Service, UserId, decode, reply::Reply, scope};

/// `GET /users/{userId}`: one user. Scope `user:read`.
///
/// The answer is bare, without `data`.
///
/// # Examples
///
/// ```
/// use http::Response;
/// use moneyhub_proto::{codec, users, UserId};
///
/// let get = users::Get { user_id: UserId::from("64b0f3a1c2d4e5f60718293a") };
/// let response = Response::new(r#"{"userId":"64b0f3a1c2d4e5f60718293a","managedBy":"client"}"#);
/// assert_eq!(codec::decode(&get, response)?.managed_by, Some(users::ManagedBy::Client));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The user.
    pub user_id: UserId,
}

impl Endpoint for Get {
    const NAME: &'static str = "users.get";
    type Output = User;

    fn call(&self) -> Result<Call, Error> {
        let ids = [self.user_id.as_str()];
        Ok(Call::get(Self::NAME, Service::Identity, "/users/{userId}", &ids)?
            .needs(Scopes::from_static(&[scope::USER_READ])))
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<User, Error> {
        decode::bare_or_data(reply)
    }
}
