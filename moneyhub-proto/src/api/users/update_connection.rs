use crate::api::prelude::*;

/// `PATCH /users/{userId}/connections/{connectionId}`: extends the consent of a connection.
/// Scope `connection:update`.
///
/// Only for clients that ask for consent on their own screen (the portal's "Enforce user consent" is off) and
/// for connections whose [`tpp_consent`](crate::api::connections::Connection::tpp_consent) is true; others go
/// through sign-in with the scope `reconsent`. The service accepts at most 90 days ahead. An attempt may take
/// two minutes, since the service may fetch from the bank first.
///
/// The documentation requires `user:update`; Moneyhub's own client requests `connection:update`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{codec, users, AccessToken, Config};
///
/// let update = users::UpdateConnection {
///     user_id: "64b0f3a1c2d4e5f60718293a".into(),
///     connection_id: "9c11:3f2a".into(),
///     expires_at: "2024-08-28T08:20:00.000Z".into(),
/// };
/// let request = codec::encode(&update, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.body(), r#"{"expiresAt":"2024-08-28T08:20:00.000Z"}"#);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateConnection {
    /// The user.
    pub user_id: UserId,
    /// The connection.
    pub connection_id: ConnectionId,
    /// When the consent expires.
    pub expires_at: Timestamp,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    expires_at: &'a Timestamp,
}

impl Endpoint for UpdateConnection {
    type Output = ();
    const OPERATION: Operation<Self::Output> = Service::Identity
        .patch(
            "users.update_connection",
            "/users/{userId}/connections/{connectionId}",
            decode::empty,
        )
        .needs(&[scope::CONNECTION_UPDATE])
        .slow();

    fn fill(&self, call: Call) -> Call {
        let expires_at = self.expires_at.wire_text("expiresAt");
        call.path("userId", &self.user_id)
            .path("connectionId", &self.connection_id)
            .json(&Body { expires_at: &self.expires_at })
            .checked(expires_at.map(drop))
    }
}
