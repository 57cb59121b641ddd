//! The set-up of a sandbox as a file that a team shares: JSON, with comments.
//!
//! JSON, because the key sets of clients are JSON, and clients have the members of client registration; TOML
//! would need another parser and does not suit key sets. JSON lacks comments, so comments from `//` to the
//! end of the line are removed before parsing.

mod entry;
mod members;

use std::fmt;

use crate::builder::Builder;
use entry::Place;

/// An invalid configuration file. `Display` names the line, the member and what to write there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidConfig {
    line: usize,
    reason: String,
}

impl InvalidConfig {
    /// The line of the file, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// What is wrong, and what to write.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for InvalidConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for InvalidConfig {}

impl Builder {
    /// Applies a configuration, and leaves other settings as they are. It is a JSON object, in
    /// which `//` outside of a string begins a comment.
    ///
    /// | member | meaning |
    /// |---|---|
    /// | `address`, `port`, `data_port` | where to listen: [`address`](Builder::address), [`port`](Builder::port), [`data_port`](Builder::data_port) |
    /// | `console`, `console_port` | [`console`](Builder::console), [`console_port`](Builder::console_port) |
    /// | `issuer` | [`issuer`](Builder::issuer) |
    /// | `clients` | an array of clients, each in the form of [`Client::from_metadata`](crate::Client::from_metadata); the first replaces the default client |
    /// | `users`, `connections_per_user`, `transactions_per_account`, `connect_new_users` | the methods of these names |
    /// | `clock` | `"machine"`, or a timestamp (RFC 3339) at which it stands still: [`starts_at`](Builder::starts_at) |
    /// | `token_lifetime`, `rate_window` | in seconds |
    /// | `rate_limit`, `limit_cap` | the methods of these names |
    /// | `pushed_status`, `strict_client_id`, `strict_length`, `rotate_refresh_tokens` | the methods of these names |
    /// | `webhooks` | an object of `url`, `format` (`"jwt"`, the default, or `"json"`) and `events`, an array: see [`webhooks`](Builder::webhooks) |
    /// | `chaos` | an object of `seed`, `lost`, `doubled`, `late`, `lateness`, `shifting`, `down` and `outage`, all numbers: see [`Chaos`](crate::Chaos) |
    ///
    /// # Errors
    ///
    /// If the text is not such JSON, or a member is unknown, appears twice or has an invalid value.
    ///
    /// ```
    /// use moneyhub_sandbox::Sandbox;
    ///
    /// let service = Sandbox::builder()
    ///     .config(
    ///         r#"{
    ///             "users": 3,  // enough for the demo
    ///             "clients": [{"client_id": "shop", "client_secret": "s", "scope": "user:read"}]
    ///         }"#,
    ///     )?
    ///     .service();
    /// assert_eq!(service.live_users(), 3);
    ///
    /// let wrong = Sandbox::builder().config("{\n  \"user\": 3\n}").unwrap_err();
    /// assert!(wrong.to_string().starts_with("line 2: user is unknown: permitted are address, "));
    /// # Ok::<(), moneyhub_sandbox::InvalidConfig>(())
    /// ```
    pub fn config(self, json: &str) -> Result<Self, InvalidConfig> {
        let text = without_comments(json);
        let mut builder = self;
        for entry in Place::new(&text).whole()?.members(&members::names())? {
            builder = members::set(builder, &entry)?;
        }
        Ok(builder)
    }
}

/// Replaces comments by spaces, so that everything keeps its place.
fn without_comments(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let (mut in_string, mut escaped, mut in_comment) = (false, false, false);
    let mut characters = json.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\n' => in_comment = false,
            _ if in_comment => {
                text.extend(std::iter::repeat_n(' ', c.len_utf8()));
                continue;
            }
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            '/' if !in_string && characters.peek() == Some(&'/') => {
                in_comment = true;
                text.push(' ');
                continue;
            }
            _ => {}
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::without_comments;

    #[test]
    fn comments_are_blanked_and_nothing_moves() {
        let json = "{ // é \"\n\"a\": \"http://x\\\"//\", // b // c\n\"d\": 1 }//";
        let text = without_comments(json);
        assert_eq!(text, "{        \n\"a\": \"http://x\\\"//\",          \n\"d\": 1 }  ");
        assert_eq!(text.len(), json.len());
    }
}
