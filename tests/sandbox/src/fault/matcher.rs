//! Which requests a fault is for.

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
    /// Every request, of both hosts.
    pub fn any() -> Self {
        Self { method: None, path: None }
    }

    /// Requests with this method and a path of this pattern, in which `{anything}` stands for any
    /// one segment.
    pub fn route(method: &str, pattern: &str) -> Self {
        Self { method: Some(method.to_owned()), ..Self::path(pattern) }
    }

    /// Requests of any method with a path of this pattern.
    pub fn path(pattern: &str) -> Self {
        let segment = |text: &str| match text.starts_with('{') && text.ends_with('}') {
            true => Segment::Any,
            false => Segment::Exactly(text.to_owned()),
        };
        Self { method: None, path: Some(pattern.split('/').map(segment).collect()) }
    }

    /// Token requests.
    pub fn token() -> Self {
        Self::route("POST", "/oidc/token")
    }

    /// Whether a request with this method and raw path is meant.
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
