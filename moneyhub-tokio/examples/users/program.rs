//! The program, independent of the runtime.

mod arguments;
mod confirm;
mod failure;
mod output;
mod settings;

use std::{
    io::{self, IsTerminal},
    pin::Pin,
    process::ExitCode,
};

use clap::Parser;

use self::{
    arguments::{Arguments, Command},
    failure::Failure,
    settings::{Moneyhub, Settings},
};
use crate::adapter::moneyhub_proto::users;

/// The work to do on the runtime.
pub(crate) type Work<'a> = Pin<Box<dyn Future<Output = Result<(), Failure>> + 'a>>;

/// Reads the command line and the environment, and runs the command on a runtime.
pub(crate) fn run(block_on: fn(Work<'_>) -> Result<(), Failure>) -> ExitCode {
    let Arguments { token, scope, command } = Arguments::parse();
    let settings = match Settings::read(token, scope) {
        Ok(settings) => settings,
        Err(failure) => return failure.report(None),
    };
    match confirm_and_carry_out(&settings, command, block_on) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(Some(&settings)),
    }
}

fn confirm_and_carry_out(
    settings: &Settings,
    command: Command,
    block_on: fn(Work<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let moneyhub = settings.connect()?;
    if let Some(question) = command.question() {
        let stdin = io::stdin();
        // If the input is not a terminal, nobody can answer. A script has to say `--yes`.
        if !stdin.is_terminal() {
            return Err(Failure::Unasked);
        }
        // A question that can't be asked, or an answer that can't be read, counts as no.
        let agreed = confirm::agreed(&question, stdin.lock(), io::stderr());
        if !agreed.unwrap_or(false) {
            return Err(Failure::Declined);
        }
    }
    block_on(Box::pin(carry_out(&moneyhub, command)))
}

async fn carry_out(moneyhub: &Moneyhub, command: Command) -> Result<(), Failure> {
    match command {
        Command::Create { client_user_id } => {
            let create = users::Create { client_user_id };
            output::document(&moneyhub.send(create).await?)?;
        }
        Command::List { part } => {
            let list = users::List { window: part.window(), ..Default::default() };
            output::list(moneyhub, list, part.window().offset, part.all).await?;
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
            output::list(moneyhub, list, part.window().offset, part.all).await?;
        }
        Command::ConnectionSyncs { user_id, connection_id, part } => {
            let list = users::ListConnectionSyncs { user_id, connection_id, window: part.window() };
            output::list(moneyhub, list, part.window().offset, part.all).await?;
        }
        Command::Sync { user_id, sync_id } => {
            let get = users::GetSync { user_id, sync_id };
            output::document(&moneyhub.send(get).await?)?;
        }
    }
    Ok(())
}
