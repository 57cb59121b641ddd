use thiserror::Error as ThisError;

use super::{Error, Outcome};

/// A parameter that can't be sent. Found before anything is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum RequestError {
    /// A parameter of the path has a control character.
    #[error("{parameter} has a control character")]
    ControlCharacter {
        /// The parameter, by its name in the path.
        parameter: &'static str,
    },
    /// A parameter of the path is `.` or `..`, which would reach another resource.
    #[error("{parameter} is a dot segment, which would reach another resource")]
    DotSegment {
        /// The parameter, by its name in the path.
        parameter: &'static str,
    },
    /// A parameter is empty: in the path it would reach another resource, and in the query it might count as absent.
    #[error("{parameter} is empty")]
    Empty {
        /// The parameter, by its name in the path or the query.
        parameter: &'static str,
    },
    /// An `id_token` was requested in a query, which ends up in logs and histories. The identity
    /// service would refuse it (OAuth 2.0 Multiple Response Types section 5).
    #[error("response_mode query is not for an id_token: leave it out, which means form_post")]
    IdTokenInQuery,
    /// A value has a form that the service does not accept.
    #[error("{parameter} {problem}")]
    Invalid {
        /// The parameter.
        parameter: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The body can't be written as JSON.
    #[error("the body can't be written as JSON")]
    MalformedBody,
    /// A path template has no leading slash, or other parameters than those given.
    #[error("the path template {template} does not fit the parameters given")]
    MalformedPath {
        /// The template.
        template: &'static str,
    },
    /// A redirect URI is not absolute, or has a fragment or an invalid character.
    #[error("redirect_uri is not an absolute URI without a fragment")]
    MalformedRedirectUri,
    /// A scope is empty or has a character that OAuth does not allow in one.
    #[error("a scope is empty or has a space, a quote, a backslash or a control character")]
    MalformedScope,
    /// A token is empty or has a character that can't be in a header.
    #[error(
        "the access token is empty or has a space, a line break or another character that a header can't carry"
    )]
    MalformedToken,
    /// The call carries a JWT that is made for each attempt, and only a machine makes those.
    #[error(
        "this call carries a JWT that is made for each attempt: send it through a client or an `Exchange`"
    )]
    MissingJwt,
    /// The call needs a bearer token and there is none.
    #[error(
        "this call needs a bearer token: give one, or send it through a client that fetches tokens"
    )]
    MissingToken,
    /// The call needs the token of a user, and no user was given.
    #[error("this call needs a user: send it through `client.user(&user_id)`")]
    MissingUser,
    /// A date is not a day of the calendar.
    #[error("{parameter} is not a day, such as 2024-08-28")]
    NotADate {
        /// The parameter.
        parameter: &'static str,
    },
    /// A stored value is not as it was made: it was cut off, or comes from elsewhere.
    #[error("{parameter} is not one that was made here: restore what `expose_secret` gave")]
    NotRestorable {
        /// The value's name on the wire.
        parameter: &'static str,
    },
    /// A timestamp is not in RFC 3339 form, or has a year that RFC 3339 can't write.
    #[error("{parameter} is not a date and time of RFC 3339, such as 2024-08-28T08:20:00.000Z")]
    NotATimestamp {
        /// The parameter.
        parameter: &'static str,
    },
    /// A stored value has the form of another version of this crate.
    #[error("{parameter} was stored by another version of this library: it can't be restored")]
    OtherVersion {
        /// The name of the stored value.
        parameter: &'static str,
    },
    /// A header is set by this library, and can't be set by the caller.
    #[error("the header {header} is set by this library")]
    OwnedHeader {
        /// The header.
        header: &'static str,
    },
    /// Version 3 of the data API does not have this operation.
    #[error(
        "version 3 of the data API has no such operation: set `ConfigBuilder::api_version` to v2"
    )]
    OnlyVersion2,
    /// A number is outside its documented range.
    #[error("{parameter} is outside {least} to {most}")]
    OutOfRange {
        /// The parameter.
        parameter: &'static str,
        /// The least value.
        least: u64,
        /// The greatest value.
        most: u64,
    },
    /// A parameter of the path has a slash or a backslash. No id of Moneyhub has one. It could be sent
    /// encoded, but a gateway might decode it and reach another resource.
    #[error("{parameter} has a slash or a backslash, which could reach another resource")]
    PathSeparator {
        /// The parameter, by its name in the path.
        parameter: &'static str,
    },
    /// A parameter of the path is longer than any id.
    #[error("{parameter} is longer than {limit} bytes")]
    TooLong {
        /// The parameter, by its name in the path.
        parameter: &'static str,
        /// The greatest length in bytes.
        limit: usize,
    },
    /// The URL is longer than HTTP libraries can carry.
    #[error("the URL is longer than 65,534 bytes: is it the query?")]
    UrlTooLong,
    /// Scopes were given for a call that needs no token.
    #[error("this call needs no token, and so takes no scopes from its options")]
    UnexpectedScopes,
    /// A bearer token was given for a call that must not carry one.
    #[error(
        "this call does not take a bearer token: it authenticates the client itself, or needs no authentication"
    )]
    UnexpectedToken,
    /// A call of the client itself was sent for a user.
    #[error("this call is the client's own: send it through the client, not for a user")]
    UnexpectedUser,
    /// An exchange was finished before its machine said that it is done, or a URL before it was signed.
    #[error("it is not finished: step it until it says `Done`; a URL needs its signature first")]
    Unfinished,
    /// A text has fewer or more characters than documented.
    #[error("{parameter} does not have {least} to {most} characters")]
    WrongLength {
        /// The parameter.
        parameter: &'static str,
        /// The least number of characters.
        least: u64,
        /// The greatest number of characters.
        most: u64,
    },
}

impl From<RequestError> for Error {
    fn from(error: RequestError) -> Self {
        Self::new(error, Outcome::NotSent)
    }
}
