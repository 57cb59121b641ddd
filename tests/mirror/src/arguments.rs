use std::path::PathBuf;

use clap::Parser;

/// Copies users' accounts and transactions into SQLite, and keeps the copy equal to the service.
///
/// Without `MONEYHUB_CLIENT_ID` in the environment, a sandbox inside this process stands for the service.
#[derive(Debug, Parser)]
pub(crate) struct Arguments {
    /// Where the database is, or is to be
    #[arg(long, default_value = "mirror.sqlite")]
    pub(crate) database: PathBuf,
    /// A user to copy, and no others; may be given more than once. The default is all
    #[arg(long = "user", value_name = "ID")]
    pub(crate) users: Vec<String>,
    /// Goes on until Ctrl-C: takes webhooks, and reads when it is time
    #[arg(long)]
    pub(crate) follow: bool,
    /// The port of the loopback interface to take webhooks on; 0 is a free one
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// How many transactions each account of the sandbox has
    #[arg(long, default_value_t = 240, value_name = "NUMBER")]
    pub(crate) sandbox_transactions: u64,
}
