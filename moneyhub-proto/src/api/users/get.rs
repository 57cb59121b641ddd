use crate::api::prelude::*;

use super::User;

/// `GET /users/{userId}`: one user. Scope `user:read`.
///
/// The answer is bare, without `data`.
///
/// # Examples
///
/// ```
/// use http::Response;
/// use moneyhub_proto::{codec, id::UserId, users};
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
    type Output = User;
    const OPERATION: Operation<Self::Output> = Service::Identity
        .get("users.get", "/users/{userId}", decode::bare_or_data)
        .needs(&[scope::USER_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("userId", &self.user_id)
    }
}
