//! The detail of a fault: which host was not reached, by which way, why, and what to do.

use std::{error::Error as StdError, fmt, io, sync::Arc, time::Duration};

use http::{Uri, uri::Authority};
use thiserror::Error as ThisError;

use super::{
    ResolveError,
    fault::causes,
    proxy::{ProxyError, ProxyRoutes, ProxyStage},
};

type BoxError = Box<dyn StdError + Send + Sync>;

/// A host, and the proxy on the way to it. No path, no query, no credentials.
#[derive(Clone, Debug)]
pub(super) struct Way {
    host: Option<Authority>,
    proxy: Option<Authority>,
}

impl Way {
    pub(super) fn to(target: &Uri, routes: Option<&Arc<ProxyRoutes>>) -> Self {
        let proxy = routes.and_then(|routes| routes.of(target));
        Self {
            host: target.authority().cloned(),
            proxy: proxy.and_then(|proxy| proxy.uri().authority().cloned()),
        }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.host.as_ref().map_or("the host", Authority::as_str))?;
        match &self.proxy {
            Some(proxy) => write!(f, " through the HTTP proxy {proxy}"),
            None => Ok(()),
        }
    }
}

/// There is no connection to this host.
#[derive(Debug, ThisError)]
#[error("no connection to {way}")]
pub(super) struct Unreached {
    pub(super) way: Way,
    #[source]
    pub(super) source: BoxError,
}

/// There was none in time.
#[derive(Debug, ThisError)]
#[error("no connection within {} ms", limit.as_millis())]
pub(super) struct Late {
    pub(super) limit: Duration,
}

/// The text that a fault's `Display` shows for an error: the way, the root cause and advice.
pub(super) fn detail(error: &(dyn StdError + 'static)) -> Option<String> {
    let unreached = causes(error).find_map(|cause| cause.downcast_ref::<Unreached>());
    let tls = causes(error).find_map(|cause| cause.downcast_ref::<rustls::Error>());
    let advice = match tls {
        Some(tls) => of_tls(tls),
        None => of_the_network(error, &unreached?.way),
    };
    let root = match tls {
        Some(tls) => tls.to_string(),
        None => causes(error).last()?.to_string(),
    };
    Some(match unreached {
        Some(Unreached { way, .. }) => format!("{way}: {root}; {advice}"),
        None => format!("{root}; {advice}"),
    })
}

fn of_the_network(error: &(dyn StdError + 'static), way: &Way) -> &'static str {
    let unresolved = causes(error).any(|cause| cause.is::<ResolveError>());
    let late = causes(error).any(|cause| cause.is::<Late>());
    let stage = causes(error).find_map(|cause| cause.downcast_ref().map(ProxyError::stage));
    let io_error = causes(error).find_map(|cause| cause.downcast_ref().map(io::Error::kind));
    match (stage, io_error) {
        (Some(ProxyStage::Connect), _) if unresolved => {
            "the proxy's name has no address: is it spelt right?"
        }
        (Some(ProxyStage::Connect), _) => {
            "the proxy was not reached: are its host and port right, and is it running?"
        }
        (Some(ProxyStage::Credentials), _) => {
            "the proxy requires other credentials: put its user and password into its URL"
        }
        (Some(ProxyStage::Tunnel), _) => {
            "the proxy was reached but made no connection: does it allow that host, and can it reach it?"
        }
        (None, _) if unresolved => "is the name spelt right, and does DNS work on this machine?",
        (None, _) if late && way.proxy.is_some() => {
            "is the proxy running, and does it allow that host?"
        }
        (None, Some(io::ErrorKind::ConnectionRefused)) => {
            "are host and port right, and is something running there?"
        }
        _ => "is there a firewall in between, or is a proxy needed (`Options::proxy`)?",
    }
}

fn of_tls(error: &rustls::Error) -> &'static str {
    use rustls::{AlertDescription as Alert, CertificateError, Error, InvalidMessage};

    match error {
        Error::InvalidCertificate(reason) => match reason {
            CertificateError::UnknownIssuer => {
                "its authority is not trusted: if it is yours, or that of a proxy that inspects TLS, add it with `Options::root_certificates`"
            }
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => {
                "is this machine's clock right? If so, the operator of that host has to renew the certificate"
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "the certificate is for another host: is the URL right, and does that host really answer?"
            }
            _ => "the certificate of that host can't be accepted: its operator has to replace it",
        },
        Error::AlertReceived(
            Alert::CertificateRequired
            | Alert::BadCertificate
            | Alert::UnknownCA
            | Alert::CertificateUnknown
            | Alert::CertificateExpired
            | Alert::CertificateRevoked
            | Alert::AccessDenied
            | Alert::UnsupportedCertificate,
        ) => {
            "that host does not accept this client's certificate, or requires one: see `Options::client_certificate`"
        }
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            "the server there does not speak TLS: is the port right, or is it http?"
        }
        _ => "does that host speak TLS 1.2 or 1.3?",
    }
}
