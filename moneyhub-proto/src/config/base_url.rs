//! The URL that paths are appended to, and its origin.

use std::net::IpAddr;

use http::{Uri, uri::Scheme};
use percent_encoding::percent_decode;

use crate::ground::error::ConfigurationError;

/// Scheme, authority and perhaps a path prefix. No trailing slash, no query, no user info.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl {
    text: String,
    uri: Uri,
}

impl BaseUrl {
    pub(super) fn parse(setting: &'static str, text: &str) -> Result<Self, ConfigurationError> {
        let invalid = |problem| ConfigurationError::Invalid { setting, problem };
        if text.contains(['?', '#']) {
            return Err(invalid("has a query or a fragment"));
        }
        let text = text.trim_end_matches('/').to_owned();
        let uri: Uri = text.parse().map_err(|_| invalid("is not a URL"))?;
        if uri.scheme() != Some(&Scheme::HTTPS) && uri.scheme() != Some(&Scheme::HTTP) {
            return Err(invalid("is not an http or https URL"));
        }
        let authority = uri.authority().ok_or_else(|| invalid("has no host"))?;
        if authority.host().is_empty() {
            return Err(invalid("has no host"));
        }
        if authority.as_str().contains('@') {
            return Err(invalid("has user info, which would be sent along"));
        }
        if port(&uri).is_none() {
            return Err(invalid("has a port that is not a number"));
        }
        if text.contains('\\') {
            return Err(invalid("has a backslash, which some parsers take for a slash"));
        }
        if leaves_its_path(uri.path()) {
            return Err(invalid(
                "has a dot segment, a backslash or a control character, perhaps encoded",
            ));
        }
        Ok(Self { text, uri })
    }

    /// The URL, if it is an origin and nothing more.
    pub(super) fn bare(self, setting: &'static str) -> Result<Self, ConfigurationError> {
        match self.uri.path() {
            "/" => Ok(self),
            _ => Err(ConfigurationError::Invalid { setting, problem: "has a path" }),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a URL has the same scheme, host and port. A path prefix does not matter.
    pub(crate) fn is_origin_of(&self, url: &Uri) -> bool {
        url.scheme() == self.uri.scheme()
            && url.host().is_some_and(|host| host.eq_ignore_ascii_case(self.host()))
            && port(url).is_some_and(|of_url| Some(of_url) == port(&self.uri))
    }

    pub(crate) fn scheme(&self) -> &str {
        self.uri.scheme_str().unwrap_or_default()
    }

    pub(super) fn is_https(&self) -> bool {
        self.uri.scheme() == Some(&Scheme::HTTPS)
    }

    /// Whether this is the host. An IPv6 address may be in brackets or not.
    pub(super) fn is_host(&self, host: &str) -> bool {
        self.bare_host().eq_ignore_ascii_case(without_brackets(host))
    }

    pub(super) fn is_loopback(&self) -> bool {
        let host = self.bare_host();
        host.eq_ignore_ascii_case("localhost")
            || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    fn host(&self) -> &str {
        self.uri.host().unwrap_or_default()
    }

    fn bare_host(&self) -> &str {
        without_brackets(self.host())
    }

    /// The same URL without this suffix of its path, if present. A host of that name stays.
    pub(super) fn without(mut self, end: &str) -> Self {
        if self.uri.path().ends_with(end) {
            self.text.truncate(self.text.len() - end.len());
        }
        self
    }

    /// Splits a version off the end: `https://host/v3` gives `https://host` and `v3`.
    pub(super) fn split_version(self) -> (Self, Option<String>) {
        match self.uri.path().rsplit_once('/') {
            Some((_, last)) if is_version(last) => {
                let version = last.to_owned();
                (self.without(&format!("/{version}")), Some(version))
            }
            _ => (self, None),
        }
    }

    pub(super) fn joined(mut self, segment: &str) -> Self {
        self.text.push('/');
        self.text.push_str(segment);
        self
    }
}

/// Whether a path may turn into another one when it is decoded, any number of times, before its dot segments
/// are resolved. A gateway may do that, and so may a WHATWG URL parser: to it `%2e` is a dot, a backslash is
/// a slash, and a tab is nothing.
pub(crate) fn leaves_its_path(path: &str) -> bool {
    let mut path = path.as_bytes().to_vec();
    loop {
        if path.split(|byte| b"/\\".contains(byte)).any(|part| matches!(part, b"." | b".."))
            || path.iter().any(|byte| *byte == b'\\' || byte.is_ascii_control())
        {
            return true;
        }
        let decoded: Vec<u8> = percent_decode(&path).collect();
        if decoded == path {
            return false;
        }
        path = decoded;
    }
}

/// The port of a URL, which may be the default of its scheme. `None` if there is user info, or if the text
/// after the host is not a number: `http` takes that for a URL without a port.
fn port(uri: &Uri) -> Option<u16> {
    let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'))?;
    match authority.as_str().strip_prefix(authority.host())? {
        "" | ":" if uri.scheme() == Some(&Scheme::HTTP) => Some(80),
        "" | ":" => Some(443),
        _ => authority.port_u16(),
    }
}

fn without_brackets(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

/// Whether the text is like `v3` or `v2.0`, the known forms of the data API's versions.
pub(super) fn is_version(text: &str) -> bool {
    let Some(number) = text.strip_prefix('v') else {
        return false;
    };
    number.starts_with(|first: char| first.is_ascii_digit())
        && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// `v2`, `v2.0`.
pub(super) fn is_version_2(version: &str) -> bool {
    version == "v2" || version.starts_with("v2.")
}
