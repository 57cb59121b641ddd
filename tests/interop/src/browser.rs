use thiserror::Error as ThisError;
use url::{Host, Position, Url};

use crate::form;

/// The provider needs three redirects.
const REDIRECTS: usize = 10;

/// A browser with cookies, without scripts, that goes nowhere but to one origin on this machine.
#[derive(Debug)]
pub struct Browser {
    agent: ureq::Agent,
}

/// What comes back to the redirect URI.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Callback {
    /// How it travelled.
    pub response_mode: ResponseMode,
    /// The parameters, form-encoded, as an application gets them: query, fragment or body.
    pub encoded: String,
}

/// How the parameters of a callback travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseMode {
    /// As a form that the browser posts.
    FormPost,
    /// Behind a `#`.
    Fragment,
    /// Behind a `?`.
    Query,
}

/// Why the browser did not come to the redirect URI.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum BrowserError {
    /// Where it was sent is neither the provider nor the redirect URI.
    #[error("the browser was sent astray, to {0}")]
    Astray(String),
    /// A request failed.
    #[error("the browser got no answer")]
    Http(#[from] ureq::Error),
    /// The provider told the user, and not the application, that something is wrong.
    #[error("the provider shows a page, with status {status}, because: {reason:?}")]
    Page {
        /// The status.
        status: u16,
        /// The provider's own reason, from the header `x-refusal-reason`.
        reason: Option<String>,
    },
    /// It goes in circles.
    #[error("the browser was redirected {REDIRECTS} times")]
    TooManyRedirects,
    /// What it was told to open is no URL.
    #[error("the browser was told to open something that is not a URL")]
    Url(#[from] url::ParseError),
}

impl Browser {
    /// One that nobody has signed in with.
    #[must_use]
    pub fn new() -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .build();
        Self { agent: config.into() }
    }

    /// Opens the URL and goes where it is sent, until it is sent to the redirect URI, which it does
    /// not open.
    ///
    /// # Errors
    ///
    /// [`BrowserError`], when it gets elsewhere.
    pub fn open(&self, url: &str, redirect_uri: &str) -> Result<Callback, BrowserError> {
        let mut url = Url::parse(url)?;
        let home = url.origin();
        for _ in 0..REDIRECTS {
            if url.origin() != home || !is_loopback(&url) {
                return Err(BrowserError::Astray(url[..Position::BeforePath].to_owned()));
            }
            let mut response = self.agent.get(url.as_str()).call()?;
            let status = response.status().as_u16();
            let Some(location) = response.headers().get("location") else {
                let header = response.headers().get("x-refusal-reason");
                let reason = header.and_then(|reason| Some(reason.to_str().ok()?.to_owned()));
                let body = response.body_mut().read_to_string()?;
                return posted(&body, redirect_uri).ok_or(BrowserError::Page { status, reason });
            };
            url = url.join(&String::from_utf8_lossy(location.as_bytes()))?;
            if url[..Position::AfterPath] == *redirect_uri {
                return Ok(redirected(&url));
            }
        }
        Err(BrowserError::TooManyRedirects)
    }
}

impl Default for Browser {
    fn default() -> Self {
        Self::new()
    }
}

impl Callback {
    /// The value of a parameter, decoded, if there is exactly one of this name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        let mut found = url::form_urlencoded::parse(self.encoded.as_bytes())
            .filter_map(|(key, value)| (key == name).then(|| value.into_owned()));
        found.next().filter(|_| found.next().is_none())
    }
}

/// Shows the names of the parameters: among the values are codes.
impl std::fmt::Debug for Callback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> =
            url::form_urlencoded::parse(self.encoded.as_bytes()).map(|(name, _)| name).collect();
        f.debug_struct("Callback")
            .field("response_mode", &self.response_mode)
            .field("parameters", &names)
            .finish()
    }
}

fn is_loopback(url: &Url) -> bool {
    matches!(url.host(), Some(Host::Ipv4(address)) if address.is_loopback())
}

fn redirected(url: &Url) -> Callback {
    let (response_mode, encoded) = match (url.query(), url.fragment()) {
        (_, Some(fragment)) => (ResponseMode::Fragment, fragment),
        (query, None) => (ResponseMode::Query, query.unwrap_or_default()),
    };
    Callback { response_mode, encoded: encoded.to_owned() }
}

/// The form of the page, where it is one for the redirect URI, submitted as a script of it would.
fn posted(page: &str, redirect_uri: &str) -> Option<Callback> {
    let form = form::read(page).filter(|form| form.action == redirect_uri)?;
    let mut encoded = url::form_urlencoded::Serializer::new(String::new());
    encoded.extend_pairs(form.fields);
    Some(Callback { response_mode: ResponseMode::FormPost, encoded: encoded.finish() })
}
