//! Users of Moneyhub from the command line: create, list, look at, delete.
//!
//! `cargo build -p moneyhub-tokio --example users` builds it, `users --help` explains it. JSON
//! goes to standard output with the names of the wire, an error to standard error as one line.

mod arguments;
mod confirm;
mod failure;
mod output;
mod settings;

use std::{
    io::{self, IsTerminal},
    process::ExitCode,
};

use clap::Parser;
use moneyhub_tokio::moneyhub_proto::users;

use self::{
    arguments::{Arguments, Command},
    failure::Failure,
    settings::{Moneyhub, Settings},
};

fn main() -> ExitCode {
    let Arguments { token, scope, command } = Arguments::parse();
    let settings = match Settings::read(token, scope) {
        Ok(settings) => settings,
        Err(failure) => return failure.report(None),
    };
    match run(&settings, command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(Some(&settings)),
    }
}

fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    let moneyhub = settings.connect()?;
    if let Some(question) = command.question() {
        let stdin = io::stdin();
        // Nobody is there to answer when the input is no terminal: a script means what it says.
        if stdin.is_terminal() {
            // A question that can't be asked, or an answer that can't be read, is a no.
            let agreed = confirm::agreed(&question, stdin.lock(), io::stderr());
            if !agreed.unwrap_or(false) {
                return Err(Failure::Declined);
            }
        }
    }
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(carry_out(&moneyhub, command))
}

async fn carry_out(moneyhub: &Moneyhub, command: Command) -> Result<(), Failure> {
    match command {
        Command::Create { client_user_id } => {
            let create = users::Create { client_user_id };
            output::document(&moneyhub.send(create).await?)?;
        }
        Command::List { part } => {
            let list = users::List { window: part.window(), ..Default::default() };
            output::list(moneyhub, list, part.all).await?;
        }
        Command::Get { user_id } => {
            output::document(&moneyhub.send(users::Get { user_id }).await?)?;
        }
        Command::Delete { user_id, .. } => moneyhub.send(users::Delete { user_id }).await?,
        Command::Connections { user_id } => {
            let list = users::ListConnections { user_id };
            output::document(&moneyhub.send(list).await?)?;
        }
        Command::Connection { user_id, connection_id } => {
            let get = users::GetConnection { user_id, connection_id };
            output::document(&moneyhub.send(get).await?)?;
        }
        Command::DeleteConnection { user_id, connection_id, .. } => {
            let delete = users::DeleteConnection { user_id, connection_id };
            moneyhub.send(delete).await?;
        }
        Command::UpdateConnection { user_id, connection_id, expires_at } => {
            let update = users::UpdateConnection {
                user_id,
                connection_id,
                expires_at: expires_at.as_str().into(),
            };
            moneyhub.send(update).await?;
        }
        Command::Syncs { user_id, part } => {
            let list = users::ListSyncs { user_id, window: part.window() };
            output::list(moneyhub, list, part.all).await?;
        }
        Command::ConnectionSyncs { user_id, connection_id, part } => {
            let list = users::ListConnectionSyncs { user_id, connection_id, window: part.window() };
            output::list(moneyhub, list, part.all).await?;
        }
        Command::Sync { user_id, sync_id } => {
            let get = users::GetSync { user_id, sync_id };
            output::document(&moneyhub.send(get).await?)?;
        }
    }
    Ok(())
}
