//! Connections through an HTTP proxy, by `CONNECT` (RFC 9110 section 9.3.6).

mod no_proxy;

use std::{
    error::Error as StdError,
    future::Future,
    mem,
    net::IpAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use ::hyper::rt::{Read, Write};
use http::{Uri, uri::Scheme};
use hyper_util::client::{
    legacy::connect::proxy::Tunnel,
    proxy::matcher::{Intercept, Matcher},
};
use thiserror::Error as ThisError;
use tower_service::Service;

use self::no_proxy::NoProxy;
use super::tls::invalid;
use crate::ground::{error::ConfigurationError, secret::Secret};

type BoxError = Box<dyn StdError + Send + Sync>;

/// The options for proxies. They are read when the client is built.
#[derive(Clone)]
pub(super) enum ProxyOptions {
    /// One for everything.
    Url(Secret),
    /// The variables of an environment.
    Environment { https: Option<Secret>, all: Option<Secret>, no: String },
}

/// Which connections go through a proxy, and through which one.
pub(super) struct ProxyRoutes {
    matcher: Matcher,
    no: NoProxy,
    /// Whether the matcher is also asked for loopback addresses.
    loopback: bool,
}

/// A connector that connects through a proxy where one is set.
#[derive(Clone)]
pub(super) struct Proxied<C> {
    pub(super) inner: C,
    pub(super) routes: Option<Arc<ProxyRoutes>>,
}

/// A failure before the proxy had made its connection. As a source, it distinguishes this from a
/// failure of the service behind the proxy. It contains no credentials.
#[derive(Debug, ThisError)]
#[error("the HTTP proxy could not be reached, or made no connection to the service")]
pub(super) struct ProxyError {
    stage: ProxyStage,
    #[source]
    source: BoxError,
}

/// How far the connection through a proxy got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProxyStage {
    /// The proxy was not reached.
    Connect,
    /// It requires credentials, or other ones.
    Credentials,
    /// It made no tunnel.
    Tunnel,
}

impl ProxyError {
    pub(super) fn stage(&self) -> ProxyStage {
        self.stage
    }

    /// hyper-util does not export the type of this error, only its message.
    fn of_tunnel(error: impl StdError + Send + Sync + 'static) -> Self {
        let stage = match error.to_string().as_str() {
            "tunnel error: failed to create underlying connection" => ProxyStage::Connect,
            "tunnel error: proxy authorization required" => ProxyStage::Credentials,
            _ => ProxyStage::Tunnel,
        };
        Self { stage, source: error.into() }
    }
}

impl ProxyOptions {
    pub(super) fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name: &str| {
            let given = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
            given(&name.to_ascii_lowercase()).or_else(|| given(name))
        };
        Self::Environment {
            https: value("HTTPS_PROXY").map(Secret::from),
            all: value("ALL_PROXY").map(Secret::from),
            no: value("NO_PROXY").unwrap_or_default(),
        }
    }

    /// `None` if no connection goes through a proxy.
    pub(super) fn routes(&self) -> Result<Option<Arc<ProxyRoutes>>, ConfigurationError> {
        let mut builder = Matcher::builder();
        let (no, loopback) = match self {
            Self::Url(url) => {
                check(url, "proxy")?;
                builder = builder.all(url.expose_secret());
                (NoProxy::default(), true)
            }
            Self::Environment { https: None, all: None, .. } => return Ok(None),
            Self::Environment { https, all, no } => {
                if let Some(url) = https {
                    check(url, "HTTPS_PROXY")?;
                    builder = builder.https(url.expose_secret());
                }
                if let Some(url) = all {
                    check(url, "ALL_PROXY")?;
                    builder = builder.all(url.expose_secret());
                }
                // Not the matcher's own reader, which knows no port and no `*.`, and skips what it can't
                // read.
                (NoProxy::read(no)?, false)
            }
        };
        Ok(Some(Arc::new(ProxyRoutes { matcher: builder.build(), no, loopback })))
    }
}

/// The matcher skips what it can't read, and connections would then be direct.
fn check(url: &Secret, setting: &'static str) -> Result<(), ConfigurationError> {
    // A `/`, `?` or `#` in a password would end the authority, and turn the user's name into the host.
    let after = url.expose_secret().split_once("://").map_or(url.expose_secret(), |(_, rest)| rest);
    let after = after.strip_suffix('/').unwrap_or(after);
    if after.contains(['/', '?', '#']) {
        return invalid(setting, "has more than credentials, a host and a port");
    }
    let matcher = Matcher::builder().all(url.expose_secret()).build();
    let read = matcher.intercept(&Uri::from_static("https://service.invalid"));
    let Some(uri) = read.as_ref().map(Intercept::uri) else {
        return invalid(setting, "is not the URL of a proxy, such as http://proxy.example:3128");
    };
    if uri.scheme() != Some(&Scheme::HTTP) {
        invalid(setting, "must be an http URL: proxies by https or SOCKS are not supported")
    } else if uri.authority().is_none_or(|authority| authority.as_str().contains('@')) {
        invalid(setting, "has credentials with an `@`: write it as %40")
    } else if uri.host().is_none_or(str::is_empty) {
        invalid(setting, "names no host of a proxy")
    } else {
        Ok(())
    }
}

impl ProxyRoutes {
    pub(super) fn of(&self, target: &Uri) -> Option<Intercept> {
        if !self.loopback && target.host().is_some_and(is_loopback) || self.no.names(target) {
            return None;
        }
        self.matcher.intercept(target)
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

impl<C> Service<Uri> for Proxied<C>
where
    C: Service<Uri> + Clone,
    C::Response: Read + Write + Send + Unpin + 'static,
    C::Error: Into<BoxError>,
    C::Future: Send + 'static,
{
    type Response = C::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<C::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let Some(proxy) = self.routes.as_ref().and_then(|routes| routes.of(&target)) else {
            let connecting = self.inner.call(target);
            return Box::pin(async move { connecting.await.map_err(Into::into) });
        };
        // Call the one that was polled ready.
        let next = self.inner.clone();
        let ready = mem::replace(&mut self.inner, next);
        let mut tunnel = Tunnel::new(proxy.uri().clone(), ready);
        if let Some(credentials) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(credentials.clone());
        }
        let connecting = tunnel.call(with_port(target));
        Box::pin(
            async move { connecting.await.map_err(|error| ProxyError::of_tunnel(error).into()) },
        )
    }
}

/// The tunnel assumes port 443 if none is named, even for plain http.
fn with_port(target: Uri) -> Uri {
    let (None, Some(host), Some("http")) = (target.port(), target.host(), target.scheme_str())
    else {
        return target;
    };
    let named = Uri::builder().scheme(Scheme::HTTP).authority(format!("{host}:80"));
    named.path_and_query("/").build().unwrap_or(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes(options: &ProxyOptions) -> Option<Arc<ProxyRoutes>> {
        options.routes().unwrap()
    }

    /// The proxy for this target, in an environment of these variables.
    fn proxy_of(variables: &[(&str, &str)], target: &str) -> Option<String> {
        let options = ProxyOptions::from_environment(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        });
        let routes = routes(&options)?;
        routes.of(&target.parse().unwrap()).map(|proxy| proxy.uri().to_string())
    }

    const SERVICE: &str = "https://identity.moneyhub.co.uk";
    const PROXY: (&str, &str) = ("HTTPS_PROXY", "http://upper:1");

    #[test]
    fn an_environment_without_proxies_sets_none() {
        assert_eq!(proxy_of(&[], SERVICE), None);
        assert_eq!(proxy_of(&[("HTTPS_PROXY", " "), ("ALL_PROXY", "")], SERVICE), None);
    }

    #[test]
    fn lower_case_comes_first_and_https_before_all() {
        let found = |variables| proxy_of(variables, SERVICE).unwrap();
        assert_eq!(found(&[PROXY]), "http://upper:1/");
        assert_eq!(found(&[PROXY, ("https_proxy", "http://lower:1")]), "http://lower:1/");
        assert_eq!(found(&[PROXY, ("all_proxy", "http://all:1")]), "http://upper:1/");
        assert_eq!(found(&[("ALL_PROXY", "http://all:1")]), "http://all:1/");
    }

    #[test]
    fn a_proxy_may_be_named_without_a_scheme() {
        assert_eq!(
            proxy_of(&[("HTTPS_PROXY", "proxy:3128")], SERVICE).unwrap(),
            "http://proxy:3128/"
        );
    }

    #[test]
    fn plain_http_goes_by_the_proxy_for_all_and_by_no_other() {
        let target = "http://sandbox.example:8080";
        assert_eq!(proxy_of(&[PROXY, ("HTTP_PROXY", "http://plain:1")], target), None);
        assert_eq!(proxy_of(&[("ALL_PROXY", "http://all:1")], target).unwrap(), "http://all:1/");
    }

    #[test]
    fn what_no_proxy_names_is_connected_to_directly() {
        let passed = |no| proxy_of(&[PROXY, ("NO_PROXY", no)], SERVICE).is_none();
        assert!(passed("*.moneyhub.co.uk:443, other.example."));
        assert!(!passed("*.moneyhub.co.uk:8443, other.example."));
        let lower = [PROXY, ("no_proxy", "moneyhub.co.uk"), ("NO_PROXY", "other.example")];
        assert_eq!(proxy_of(&lower, SERVICE), None);
    }

    #[test]
    fn a_no_proxy_that_is_not_understood_is_an_error_where_there_is_a_proxy() {
        let routes = |variables: &'static [(&str, &str)]| {
            let variable = |name: &str| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            ProxyOptions::from_environment(variable).routes()
        };
        let refused = routes(&[PROXY, ("NO_PROXY", "10.0.*")]).err();
        assert!(matches!(refused, Some(ConfigurationError::Invalid { setting: "NO_PROXY", .. })));
        assert!(routes(&[("NO_PROXY", "10.0.*")]).is_ok());
    }

    #[test]
    fn an_environment_never_sends_loopback_to_a_proxy_and_an_explicit_one_does() {
        let explicit = routes(&ProxyOptions::Url("http://proxy:1".into())).unwrap();
        for target in ["https://localhost:1", "https://127.1.2.3", "https://[::1]:1"] {
            assert_eq!(proxy_of(&[PROXY], target), None, "{target}");
            assert!(explicit.of(&target.parse().unwrap()).is_some(), "{target}");
        }
        assert!(proxy_of(&[PROXY], "https://localhost.example").is_some());
    }

    #[test]
    fn what_is_no_proxy_is_refused_without_being_repeated() {
        for url in [
            "https://proxy:1",
            "http://user:12/34@proxy:1",
            "http://user:12?34@proxy:1",
            "http://user:12#34@proxy:1",
            "socks5://proxy:1",
            "ftp://proxy:1",
            "http://",
            "http://:1",
            "http://user:pass word@proxy",
            "http://user:p@ss@proxy",
            "/proxy",
            "",
        ] {
            let refused = ProxyOptions::Url(url.into()).routes().err().expect(url);
            let ConfigurationError::Invalid { setting: "proxy", problem } = refused else {
                panic!("{url}: {refused:?}");
            };
            assert!(!problem.contains("pass"), "{problem}");
        }
        let environment = ProxyOptions::from_environment(|_| Some("socks5://proxy".to_owned()));
        assert!(environment.routes().is_err());
    }

    #[test]
    fn the_port_of_plain_http_is_named_to_the_proxy() {
        let named =
            |target: &str| with_port(target.parse().unwrap()).authority().unwrap().to_string();
        assert_eq!(named("http://[::1]/a"), "[::1]:80");
        assert_eq!(named("http://host:81/a"), "host:81");
        assert_eq!(named("https://host/a"), "host");
    }
}
