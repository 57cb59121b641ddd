//! Which path is what, which methods it knows, and which scope each needs.

use http::Method;
use moneyhub_reference::Host;
use percent_encoding::percent_decode_str;

use super::table::Version;
use super::{Service, data};
use crate::fault::Matcher;

/// A path that the identity host knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Identity(Endpoint),
    Users,
    User(String),
    Connections(String),
    /// `/users/{userId}/connections/{connectionId}`: PATCH only. DELETE is at the singular.
    Connection(String, String),
    /// `/users/{userId}/connection/{connectionId}`: DELETE only.
    SingularConnection(String, String),
    UserSyncs(String),
    ConnectionSyncs(String, String),
    Sync(String, String),
    /// `/consents/{authRequestId}`, for a browser.
    Screen(String),
    /// `/pay/{payLinkId}`, for a browser: Moneyhub's links open a widget.
    PayPage(String),
}

/// A path under `/oidc`, or the older `/request`: no bearer token opens these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Discovery,
    Certs,
    PushedRequest,
    RequestObject,
    Authorization,
    Consent,
    Token,
    Introspection,
    Revocation,
}

/// The scope that a route needs: the one of today, and the one that clients registered before
/// March 2025 hold (the official Node client asked for `user:*` until then).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scopes {
    pub(crate) today: &'static str,
    pub(crate) legacy: &'static str,
}

impl Place {
    /// The place of a path. Segments are percent-decoded after the path is split, so an encoded
    /// slash stays inside its segment.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let segments: Option<Vec<String>> =
            path.strip_prefix('/')?.split('/').map(decode).collect();
        let mut segments = segments?;
        let names: Vec<&str> = segments.iter().map(String::as_str).collect();
        match names.as_slice() {
            ["oidc", rest @ ..] => Endpoint::of(rest).map(Self::Identity),
            ["request"] => Some(Self::Identity(Endpoint::RequestObject)),
            ["consents", _] => Some(Self::Screen(segments.swap_remove(1))),
            ["pay", _] => Some(Self::PayPage(segments.swap_remove(1))),
            ["users"] => Some(Self::Users),
            ["users", _] => Some(Self::User(segments.swap_remove(1))),
            ["users", _, "connections"] => Some(Self::Connections(segments.swap_remove(1))),
            ["users", _, "syncs"] => Some(Self::UserSyncs(segments.swap_remove(1))),
            ["users", user, "connections", id] => {
                Some(Self::Connection((*user).into(), (*id).into()))
            }
            ["users", user, "connection", id] => {
                Some(Self::SingularConnection((*user).into(), (*id).into()))
            }
            ["users", user, "syncs", id] => Some(Self::Sync((*user).into(), (*id).into())),
            ["users", user, "connections", id, "syncs"] => {
                Some(Self::ConnectionSyncs((*user).into(), (*id).into()))
            }
            _ => None,
        }
    }

    /// The methods that are answered here, in the form of an `Allow` header.
    pub(crate) fn allowed(&self) -> &'static str {
        match self {
            Self::Identity(endpoint) => endpoint.allowed(),
            Self::Users => "GET, POST",
            Self::User(_) => "DELETE, GET",
            Self::Connection(..) => "PATCH",
            Self::SingularConnection(..) => "DELETE",
            Self::Connections(_)
            | Self::UserSyncs(_)
            | Self::ConnectionSyncs(..)
            | Self::Sync(..)
            | Self::Screen(_)
            | Self::PayPage(_) => "GET",
        }
    }

    pub(crate) fn allows(&self, method: &Method) -> bool {
        self.allowed().split(", ").any(|allowed| allowed == method.as_str())
    }

    pub(crate) fn scopes(&self, method: &Method) -> Scopes {
        let (today, legacy) = match self {
            Self::Users if method == Method::POST => ("user:create", "user:create"),
            Self::User(_) if method == Method::DELETE => ("user:delete", "user:delete"),
            Self::Identity(_)
            | Self::Users
            | Self::User(_)
            | Self::Screen(_)
            | Self::PayPage(_) => ("user:read", "user:read"),
            Self::Connection(..) => ("connection:update", "user:update"),
            Self::SingularConnection(..) => ("connection:delete", "user:delete"),
            Self::Connections(_)
            | Self::UserSyncs(_)
            | Self::ConnectionSyncs(..)
            | Self::Sync(..) => ("connection:read", "user:read"),
        };
        Scopes { today, legacy }
    }
}

impl Endpoint {
    fn of(names: &[&str]) -> Option<Self> {
        match names {
            [".well-known", "openid-configuration"] => Some(Self::Discovery),
            ["certs"] => Some(Self::Certs),
            ["request"] => Some(Self::PushedRequest),
            ["auth"] => Some(Self::Authorization),
            ["auth", "consent"] => Some(Self::Consent),
            ["token"] => Some(Self::Token),
            ["token", "introspection"] => Some(Self::Introspection),
            ["token", "revocation"] => Some(Self::Revocation),
            _ => None,
        }
    }

    fn allowed(self) -> &'static str {
        match self {
            Self::Discovery | Self::Certs => "GET",
            Self::Authorization => "GET, POST",
            _ => "POST",
        }
    }
}

impl Service {
    /// Whether either host has a route that this could be for, with whatever method.
    pub(crate) fn has_route(matcher: &Matcher) -> bool {
        matcher.example().is_none_or(|path| Self::has(&path))
    }

    fn has(path: &str) -> bool {
        let identity = data::Place { host: Host::Identity, version: Version::Only, base: "", path };
        path == "/" || Place::of(path).is_some() || identity.is_known() || data::is_known(path)
    }
}

/// A segment that is not UTF-8 once decoded names nothing.
fn decode(segment: &str) -> Option<String> {
    let decoded = percent_decode_str(segment).decode_utf8().ok()?;
    Some(decoded.into_owned())
}
