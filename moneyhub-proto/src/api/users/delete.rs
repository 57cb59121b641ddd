use crate::api::prelude::*;

/// `DELETE /users/{userId}`: deletes a user with all financial data and revokes all consents. It
/// can't be undone. Scope `user:delete`.
///
/// The documentation requires `user:read` as well; Moneyhub's own client does without it.
///
/// If it is retried because the first answer was lost, an unknown user counts as deleted.
///
/// # Examples
///
/// ```
/// use http::{Response, StatusCode};
/// use moneyhub_proto::{codec, id::UserId, users};
///
/// let delete = users::Delete { user_id: UserId::from("64b0f3a1c2d4e5f60718293a") };
/// let mut response = Response::new("");
/// *response.status_mut() = StatusCode::NO_CONTENT;
/// codec::decode(&delete, response)?;
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delete {
    /// The user.
    pub user_id: UserId,
}

impl Endpoint for Delete {
    type Output = ();
    const OPERATION: Operation<Self::Output> = Service::Identity
        .delete("users.delete", "/users/{userId}", decode::empty)
        .needs(&[scope::USER_DELETE]);

    fn fill(&self, call: Call) -> Call {
        call.path("userId", &self.user_id)
    }
}
