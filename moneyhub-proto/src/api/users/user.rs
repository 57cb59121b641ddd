use crate::api::prelude::*;

/// A user of a client.
///
/// Only the id can be relied on: a sample from 2020 has five members, today's documentation twelve,
/// and nothing says which are always present.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct User {
    /// The id, also the `sub` of this user's tokens.
    pub user_id: UserId,
    /// The client's own reference, if one was given. No source says that it is unique.
    pub client_user_id: Option<String>,
    /// The client that the user belongs to.
    pub client_id: Option<ClientId>,
    /// The client's display name.
    pub client_name: Option<String>,
    /// When the user was created.
    pub created_at: Option<Timestamp>,
    /// When the user was last changed.
    pub updated_at: Option<Timestamp>,
    /// When the user was last used; absent for a fresh one.
    pub last_accessed: Option<Timestamp>,
    /// When the user was deleted.
    pub deleted_at: Option<Timestamp>,
    /// The scopes of the token that created the user, separated by spaces.
    pub scopes: Option<String>,
    /// Who manages the user. Those made with [`Create`](super::Create) are the client's.
    pub managed_by: Option<ManagedBy>,
    /// The kind of user.
    pub user_type: Option<UserType>,
    /// The user's connections.
    pub connection_ids: Option<Vec<ConnectionId>>,
}

impl User {
    /// A user with only an id, for your own tests.
    #[must_use]
    pub fn new(user_id: UserId) -> Self {
        Self { user_id, ..Self::default() }
    }
}

impl Item for User {
    fn identity(&self) -> &str {
        self.user_id.as_str()
    }
}

open_enum! {
    /// Who manages a user.
    pub enum ManagedBy {
        /// The client.
        Client = "client",
        /// The user.
        User = "user",
    }
}

open_enum! {
    /// The kind of a user.
    pub enum UserType {
        /// For a demonstration.
        Demo = "demo",
        /// Real.
        Live = "live",
        /// For tests.
        Test = "test",
    }
}
