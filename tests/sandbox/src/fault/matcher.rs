//! Selects the requests of a fault.

use std::fmt;

/// Picks requests by method and path.
///
/// ```
/// use moneyhub_sandbox::Matcher;
///
/// let one_user = Matcher::route("GET", "/users/{userId}");
/// assert!(one_user.matches("GET", "/users/64b0f3a1c2d4e5f60718293a"));
/// assert!(!one_user.matches("DELETE", "/users/64b0f3a1c2d4e5f60718293a"));
/// assert!(!one_user.matches("GET", "/users/64b0f3a1c2d4e5f60718293a/syncs"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matcher {
    method: Option<String>,
    path: Option<Vec<Segment>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Any,
    Exactly(String),
}

impl Matcher {
    /// Every request to either host.
    pub fn any() -> Self {
        Self { method: None, path: None }
    }

    /// Requests with this method and a path that matches this pattern, in which `{anything}`,
    /// `:anything` and `*` each match any one segment.
    pub fn route(method: &str, pattern: &str) -> Self {
        Self { method: Some(method.to_ascii_uppercase()), ..Self::path(pattern) }
    }

    /// Requests of any method with a path that matches this pattern.
    pub fn path(pattern: &str) -> Self {
        let pattern = pattern.split('?').next().unwrap_or_default();
        let any = |text: &str| {
            text == "*" || text.starts_with(':') || text.starts_with('{') && text.ends_with('}')
        };
        let segment = |text: &str| match any(text) {
            true => Segment::Any,
            false => Segment::Exactly(text.to_owned()),
        };
        Self { method: None, path: Some(pattern.split('/').map(segment).collect()) }
    }

    /// Token requests.
    pub fn token() -> Self {
        Self::route("POST", "/oidc/token")
    }

    /// An example of a matching path, if it does not match every path.
    pub(crate) fn example(&self) -> Option<String> {
        let segments = self.path.as_ref()?.iter().map(|segment| match segment {
            Segment::Any => "x",
            Segment::Exactly(text) => text,
        });
        Some(segments.collect::<Vec<_>>().join("/"))
    }

    /// Whether a request with this method and raw path matches.
    pub fn matches(&self, method: &str, path: &str) -> bool {
        if self.method.as_deref().is_some_and(|wanted| wanted != method) {
            return false;
        }
        let Some(pattern) = &self.path else {
            return true;
        };
        let mut segments = path.split('/');
        let all_fit = pattern.iter().all(|wanted| match segments.next() {
            None => false,
            Some(segment) => match wanted {
                Segment::Any => !segment.is_empty(),
                Segment::Exactly(text) => text == segment,
            },
        });
        all_fit && segments.next().is_none()
    }
}

/// `"GET /users/{userId}"`, `"/users/{userId}"` for any method, or `"*"` for every request.
///
/// ```
/// use moneyhub_sandbox::Matcher;
///
/// assert_eq!(Matcher::from("get /users/:id"), Matcher::route("GET", "/users/{userId}"));
/// assert_eq!(Matcher::from("/users"), Matcher::path("/users"));
/// ```
impl From<&str> for Matcher {
    fn from(text: &str) -> Self {
        match text.trim().split_once(' ') {
            Some((method, pattern)) => Self::route(method, pattern.trim_start()),
            None if text.trim() == "*" => Self::any(),
            None => Self::path(text.trim()),
        }
    }
}

/// As it would be written.
impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(method) = &self.method {
            write!(f, "{method} ")?;
        }
        let Some(path) = &self.path else {
            return f.write_str("*");
        };
        for (place, segment) in path.iter().enumerate() {
            let slash = if place == 0 { "" } else { "/" };
            match segment {
                Segment::Any => write!(f, "{slash}*")?,
                Segment::Exactly(text) => write!(f, "{slash}{text}")?,
            }
        }
        Ok(())
    }
}
