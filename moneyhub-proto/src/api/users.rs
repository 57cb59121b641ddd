//! Users of a client, their connections, and the syncs of those.
//!
//! All of these belong to the identity service, whose paths have no version, and take tokens of the
//! client itself, without `sub`. Scopes are those that Moneyhub's own client has requested since
//! March 2025; clients registered earlier may need others, see
//! [`ConfigBuilder::replace_scope`](crate::config::ConfigBuilder::replace_scope).
//!
//! | endpoint | request | scope |
//! |---|---|---|
//! | [`Create`] | `POST /users` | `user:create` |
//! | [`List`] | `GET /users` | `user:read` |
//! | [`Get`] | `GET /users/{userId}` | `user:read` |
//! | [`Delete`] | `DELETE /users/{userId}` | `user:delete` |
//! | [`ListConnections`] | `GET /users/{userId}/connections` | `connection:read` |
//! | [`GetConnection`] | the same, searched | `connection:read` |
//! | [`UpdateConnection`] | `PATCH /users/{userId}/connections/{connectionId}` | `connection:update` |
//! | [`DeleteConnection`] | `DELETE /users/{userId}/connection/{connectionId}` | `connection:delete` |
//! | [`ListSyncs`] | `GET /users/{userId}/syncs` | `connection:read` |
//! | [`ListConnectionSyncs`] | `GET /users/{userId}/connections/{connectionId}/syncs` | `connection:read` |
//! | [`GetSync`] | `GET /users/{userId}/syncs/{syncId}` | `connection:read` |

mod create;
mod delete;
mod delete_connection;
mod get;
mod get_connection;
mod get_sync;
mod list;
mod list_connection_syncs;
mod list_connections;
mod list_syncs;
mod sync;
mod update_connection;
mod user;

pub use self::{
    create::Create,
    delete::Delete,
    delete_connection::DeleteConnection,
    get::Get,
    get_connection::GetConnection,
    get_sync::GetSync,
    list::List,
    list_connection_syncs::ListConnectionSyncs,
    list_connections::ListConnections,
    list_syncs::ListSyncs,
    sync::{ConnectionSync, FetchStatus, SyncAction, SyncMethod, SyncedAccount},
    update_connection::UpdateConnection,
    user::{ManagedBy, User, UserType},
};
