use crate::{Call, Endpoint, Error, Scopes, Service, UserId, decode, reply::Reply, scope};

/// `DELETE /users/{userId}`: deletes a user with all financial data and revokes all consents. It
/// can't be undone. Scope `user:delete`.
///
/// The documentation asks for `user:read` as well; Moneyhub's own client does without.
///
/// When it is repeated because the first answer was lost, an unknown user then counts as deleted.
///
/// # Examples
///
/// ```
/// use http::{Response, StatusCode};
/// use moneyhub_proto::{codec, users, UserId};
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
    const NAME: &'static str = "users.delete";
    type Output = ();

    fn call(&self) -> Result<Call, Error> {
        let ids = [self.user_id.as_str()];
        Ok(Call::delete(Self::NAME, Service::Identity, "/users/{userId}", &ids)?
            .needs(Scopes::from_static(&[scope::USER_DELETE])))
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<(), Error> {
        decode::empty(reply)
    }
}
