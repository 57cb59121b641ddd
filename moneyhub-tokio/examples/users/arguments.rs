//! The command line.

use clap::{Args, Parser, Subcommand};

use super::failure;
use crate::adapter::moneyhub_proto::{
    Secret, Window,
    id::{ConnectionId, SyncId, UserId},
};

/// Users of Moneyhub from the command line
///
/// Prints JSON with the wire's names; a call whose answer is empty prints nothing.
#[derive(Parser)]
#[command(name = "users", version, after_help = after_help())]
pub(crate) struct Arguments {
    /// Bearer token to use instead of the client's credentials; all users of this machine can see
    /// arguments, but not the environment
    #[arg(
        long,
        global = true,
        display_order = 100,
        // A token may begin with a dash. Parsed as an option, it would be quoted in an error.
        allow_hyphen_values = true,
        env = "MONEYHUB_TOKEN",
        hide_env_values = true
    )]
    pub(crate) token: Option<Secret>,

    /// Scopes to request instead of those the call needs; clients registered before 2025 may need
    /// user:read, user:update or user:delete for connections
    #[arg(long, global = true, display_order = 101, value_name = "SCOPES")]
    pub(crate) scope: Option<String>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Create a user
    Create {
        /// Your own reference; two users may have the same one
        #[arg(long, value_name = "REFERENCE")]
        client_user_id: Option<String>,
    },
    /// List users
    List {
        #[command(flatten)]
        part: Part,
    },
    /// Show a user
    Get {
        #[arg(value_name = "USER")]
        user_id: UserId,
    },
    /// Delete a user with all financial data, and revoke all consents; can't be undone
    Delete {
        #[arg(value_name = "USER")]
        user_id: UserId,
        #[command(flatten)]
        consent: Consent,
    },
    /// List the connections of a user
    Connections {
        #[arg(value_name = "USER")]
        user_id: UserId,
    },
    /// Show a connection
    Connection {
        #[arg(value_name = "USER")]
        user_id: UserId,
        #[arg(value_name = "CONNECTION")]
        connection_id: ConnectionId,
    },
    /// Delete a connection with its accounts, and revoke its consent; can't be undone
    DeleteConnection {
        #[arg(value_name = "USER")]
        user_id: UserId,
        #[arg(value_name = "CONNECTION")]
        connection_id: ConnectionId,
        #[command(flatten)]
        consent: Consent,
    },
    /// Extend the consent of a connection whose tppConsent is true
    UpdateConnection {
        #[arg(value_name = "USER")]
        user_id: UserId,
        #[arg(value_name = "CONNECTION")]
        connection_id: ConnectionId,
        /// The new end, at most 90 days ahead, such as 2024-08-28T08:20:00.000Z
        #[arg(long, value_name = "TIME")]
        expires_at: String,
    },
    /// List the syncs of all connections of a user
    Syncs {
        #[arg(value_name = "USER")]
        user_id: UserId,
        #[command(flatten)]
        part: Part,
    },
    /// List the syncs of a connection
    ConnectionSyncs {
        #[arg(value_name = "USER")]
        user_id: UserId,
        #[arg(value_name = "CONNECTION")]
        connection_id: ConnectionId,
        #[command(flatten)]
        part: Part,
    },
    /// Show a sync
    Sync {
        #[arg(value_name = "USER")]
        user_id: UserId,
        #[arg(value_name = "SYNC")]
        sync_id: SyncId,
    },
}

/// Which part of a list.
#[derive(Args)]
pub(crate) struct Part {
    /// Items on a page, at most 1000; the service may give fewer
    #[arg(long, value_name = "N", default_value_t = Window::default().limit)]
    limit: u32,
    /// Items to skip first
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: u32,
    /// All pages from the offset on, one item per line as they arrive
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Args)]
pub(crate) struct Consent {
    /// Do not ask; needed if there is no terminal to ask on
    #[arg(long)]
    yes: bool,
}

impl Command {
    /// The question to ask before running it, if any.
    pub(crate) fn question(&self) -> Option<String> {
        match self {
            Self::Delete { user_id, consent } if !consent.yes => Some(format!(
                "Delete user {user_id} with all financial data, and revoke all consents?"
            )),
            Self::DeleteConnection { user_id, connection_id, consent } if !consent.yes => {
                Some(format!(
                    "Delete connection {connection_id} of user {user_id} with its accounts, and revoke its consent?"
                ))
            }
            _ => None,
        }
    }
}

impl Part {
    pub(crate) fn window(&self) -> Window {
        Window { limit: self.limit, offset: self.offset }
    }
}

fn after_help() -> String {
    format!(
        "\
Ids that begin with a dash come after --, as in: users get -- -id

Environment:
  MONEYHUB_CLIENT_ID       the client, unless a token is given; and one of
  MONEYHUB_CLIENT_SECRET   its secret (client_secret_basic)
  MONEYHUB_PRIVATE_KEY     its key (private_key_jwt), or the path of it: PEM, JWK or JWK set
  MONEYHUB_KEY_ID          the kid of that key; chooses one of a set
  MONEYHUB_TOKEN           a bearer token, as --token
  MONEYHUB_IDENTITY_URL    another identity service than production, and
  MONEYHUB_API_URL         another data API; plain http for a loopback address only
  For a service to try it on: cargo run -p moneyhub-sandbox, and paste what it prints.

Exit codes:
{}",
        failure::exit_codes()
    )
}
