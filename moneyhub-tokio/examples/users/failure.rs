//! Failures, as one line for people and one number for scripts.

use std::{
    error::Error as _,
    io::{self, Write},
    iter::successors,
    process::ExitCode,
};

use super::{output::is_of_bidi, settings::Settings};
use crate::adapter::moneyhub_proto::{Error, ErrorKind};

/// How many characters of the service's texts are shown.
const TEXT_LENGTH: usize = 300;

/// The kinds of errors and their exit codes. A code never changes; a new kind gets the next one.
const KINDS: [(ErrorKind, u8, &str); 12] = [
    (ErrorKind::Api, 10, "the service answered with an error"),
    (ErrorKind::Configuration, 11, "no credentials, or a setting that can't be used"),
    (ErrorKind::Deadline, 12, "no answer in time"),
    (ErrorKind::Decoding, 13, "an answer that can't be read"),
    (ErrorKind::Identity, 14, "no token: wrong credentials, or a scope not granted"),
    (ErrorKind::NotFound, 15, "no such user, connection or sync"),
    (ErrorKind::Paging, 16, "the pages of a list contradict each other"),
    (ErrorKind::RateLimited, 17, "too many requests"),
    (ErrorKind::Request, 18, "an argument that can't be sent"),
    (ErrorKind::Transport, 19, "the network or the connection failed"),
    (ErrorKind::Environment, 20, "this machine gave no random bytes, or the key no signature"),
    (ErrorKind::Verification, 21, "a token or an answer that can't be trusted"),
];

pub(crate) enum Failure {
    Call(Error),
    Declined,
    /// A deletion without a terminal to ask on.
    Unasked,
    Io(io::Error),
    Settings(String),
}

/// The table of exit codes, for people.
pub(crate) fn exit_codes() -> String {
    let mut lines = String::from(
        "   0  done, also when the reader of the output went away\n   \
         1  anything without its own code, such as the answer no\n   \
         2  wrong usage, such as a deletion without a terminal and without --yes",
    );
    for (_, code, meaning) in KINDS {
        lines.push_str(&format!("\n  {code}  {meaning}"));
    }
    lines
}

impl Failure {
    /// Reports it on standard error, and returns the exit code. A closed pipe is not a failure: the
    /// reader has read enough.
    pub(crate) fn report(&self, settings: Option<&Settings>) -> ExitCode {
        if matches!(self, Self::Io(error) if error.kind() == io::ErrorKind::BrokenPipe) {
            return ExitCode::SUCCESS;
        }
        let line = match self {
            Self::Call(error) => explained(error, settings),
            Self::Declined => "users: nothing was deleted".to_owned(),
            Self::Unasked => {
                "users: nothing was deleted: without a terminal nobody can be asked, so give --yes"
                    .to_owned()
            }
            Self::Io(error) => format!("users: {error}"),
            Self::Settings(problem) => format!("users: {problem}"),
        };
        // Standard error may be closed; then there is nowhere left to report it.
        let _ = writeln!(io::stderr(), "{}", printable(&line));
        ExitCode::from(self.code())
    }

    fn code(&self) -> u8 {
        let kind = match self {
            Self::Call(error) => error.kind(),
            Self::Settings(_) => ErrorKind::Configuration,
            Self::Declined | Self::Io(_) => return 1,
            Self::Unasked => return 2,
        };
        let known = KINDS.iter().find(|(known, ..)| *known == kind);
        known.map_or(1, |(_, code, _)| *code)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The error, its root cause, where to look, and what the service says about it.
fn explained(error: &Error, settings: Option<&Settings>) -> String {
    // If there is an endpoint, the text begins with its name, such as `users.get`.
    let mut line = match error.endpoint() {
        Some(_) => error.to_string(),
        None => format!("users: {error}"),
    };
    let cause = error.fault().and_then(|fault| fault.source());
    if let Some(bottom) = successors(cause, |&cause| cause.source()).last() {
        line.push_str(&format!("; cause: {bottom}"));
    }
    if let Some(place) = place_to_look(error, settings) {
        line.push_str(&format!("; {place}"));
    }
    let Some(reply) = error.reply() else {
        return line;
    };
    for (title, text) in
        [("the service says", reply.message()), ("its correlation id", reply.correlation_id())]
    {
        match text {
            None => {}
            Some(text) if line.contains(text) => {}
            Some(text) if quotes_credentials(text, settings) => {
                line.push_str(&format!("; {title}: (not shown, it quotes credentials)"));
            }
            Some(text) => {
                let start: String = text.chars().take(TEXT_LENGTH).collect();
                line.push_str(&format!("; {title}: {start}"));
            }
        }
    }
    line
}

/// The errors name settings of the library. This says where they come from in this program.
fn place_to_look(error: &Error, settings: Option<&Settings>) -> Option<&'static str> {
    let gave_token = settings.is_some_and(Settings::has_token);
    match error.kind() {
        ErrorKind::Api if gave_token && error.status()?.as_u16() == 401 => {
            Some("the token is that of --token or MONEYHUB_TOKEN")
        }
        ErrorKind::Configuration => Some(
            "identity_url is MONEYHUB_IDENTITY_URL, api_url is MONEYHUB_API_URL: https, or http for a loopback address",
        ),
        ErrorKind::Identity if error.code() == Some("invalid_scope") => Some("here: --scope"),
        ErrorKind::Identity if settings.is_some_and(Settings::has_private_key) => Some(
            "client_id is MONEYHUB_CLIENT_ID, the key MONEYHUB_PRIVATE_KEY, its id MONEYHUB_KEY_ID, identity_url MONEYHUB_IDENTITY_URL",
        ),
        ErrorKind::Identity => Some(
            "client_id is MONEYHUB_CLIENT_ID, client_secret MONEYHUB_CLIENT_SECRET, identity_url MONEYHUB_IDENTITY_URL",
        ),
        ErrorKind::Transport => {
            Some("is MONEYHUB_IDENTITY_URL right, and is the service or the sandbox running?")
        }
        _ => None,
    }
}

/// Gateways quote `Authorization` headers and assertions that they refuse. The header of a JWT
/// begins with `eyJ`.
fn quotes_credentials(text: &str, settings: Option<&Settings>) -> bool {
    let secret = settings.and_then(Settings::secret);
    ["Bearer ", "Basic ", "eyJ"].iter().any(|start| text.contains(start))
        || secret.is_some_and(|secret| text.contains(secret.expose_secret()))
}

/// One line that is harmless to a terminal, without control characters and without those that
/// change the direction of text.
fn printable(text: &str) -> String {
    text.replace(|c: char| c.is_control() || is_of_bidi(c), " ")
}
