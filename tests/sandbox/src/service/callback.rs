//! The way back to the client.

use std::fmt;

use http::StatusCode;
use http::header::LOCATION;

use super::answer::{Answer, with_header};
use super::page;
use super::refusal::Refusal;

/// How the parameters come back to the redirect URI (`response_mode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseMode {
    /// In the query of a redirect: the default for `code`.
    Query,
    /// In the fragment of a redirect, which stays in the browser: the default with an id_token.
    Fragment,
    /// In a form that the browser posts.
    FormPost,
}

impl ResponseMode {
    pub(super) fn of(name: &str) -> Option<Self> {
        match name {
            "query" => Some(Self::Query),
            "fragment" => Some(Self::Fragment),
            "form_post" => Some(Self::FormPost),
            _ => None,
        }
    }
}

/// Where an answer goes: the redirect URI is a registered one.
#[derive(Clone, Debug)]
pub(super) struct WayBack {
    pub(super) redirect_uri: String,
    pub(super) mode: ResponseMode,
    pub(super) state: Option<String>,
}

/// What comes back to a client's redirect URI at the end of a sign-in.
///
/// `Debug` shows the names of the parameters, but not their values.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Callback {
    /// The redirect URI of the request.
    pub redirect_uri: String,
    /// How the parameters come.
    pub mode: ResponseMode,
    /// Unencoded names and values: `code`, `id_token`, `state`, `iss`, or `error`,
    /// `error_description`.
    pub parameters: Vec<(String, String)>,
}

/// The service shows an error page instead of returning to the client, because no redirect URI can
/// be trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refused {
    /// The error code of OAuth 2.0, such as `invalid_request_uri`.
    pub error: String,
    /// What was wrong.
    pub description: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error, self.description)
    }
}

impl std::error::Error for Refused {}

impl Callback {
    /// The value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut found = self.parameters.iter().filter(|(known, _)| known == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// The `Location` of the redirect: the redirect URI with the parameters in its query or
    /// fragment. With [`ResponseMode::FormPost`], the bare redirect URI; post
    /// [`form`](Callback::form) to it.
    pub fn location(&self) -> String {
        let uri = &self.redirect_uri;
        match self.mode {
            ResponseMode::Query if uri.contains('?') => format!("{uri}&{}", self.form()),
            ResponseMode::Query => format!("{uri}?{}", self.form()),
            ResponseMode::Fragment => format!("{uri}#{}", self.form()),
            ResponseMode::FormPost => uri.clone(),
        }
    }

    /// The parameters as `application/x-www-form-urlencoded`.
    pub fn form(&self) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(&self.parameters).finish()
    }

    /// With `state` and `iss` (RFC 9207), which every answer has.
    pub(super) fn new(way_back: &WayBack, parameters: Vec<(String, String)>, issuer: &str) -> Self {
        let mut parameters = parameters;
        if let Some(state) = &way_back.state {
            parameters.push(("state".to_owned(), state.clone()));
        }
        parameters.push(("iss".to_owned(), issuer.to_owned()));
        Self { redirect_uri: way_back.redirect_uri.clone(), mode: way_back.mode, parameters }
    }

    pub(super) fn error(way_back: &WayBack, error: &str, description: &str, issuer: &str) -> Self {
        let parameters = vec![
            ("error".to_owned(), error.to_owned()),
            ("error_description".to_owned(), description.to_owned()),
        ];
        Self::new(way_back, parameters, issuer)
    }

    /// The answer that takes a browser there.
    pub(super) fn answer(&self) -> Answer {
        let answer = match self.mode {
            ResponseMode::FormPost => page::form_post(&self.redirect_uri, &self.parameters),
            _ => {
                let answer = page::html(StatusCode::SEE_OTHER, "Back to the application", "");
                with_header(answer, LOCATION, &self.location())
            }
        };
        match self.parameter("error") {
            Some(error) => {
                let description = self.parameter("error_description").unwrap_or_default();
                Refusal::new(error, description).told_with(answer)
            }
            None => answer,
        }
    }
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.parameters.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Callback")
            .field("redirect_uri", &self.redirect_uri)
            .field("mode", &self.mode)
            .field("parameters", &names)
            .finish()
    }
}
