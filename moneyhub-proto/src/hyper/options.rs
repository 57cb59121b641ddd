use std::{fmt, sync::Arc, time::Duration};

use rustls::{ClientConfig, crypto::CryptoProvider};

/// How connections are made and kept. What requests say is the business of
/// [`Config`](crate::Config).
///
/// # Trust
///
/// A server's certificate is always verified, and so is its name. TLS is 1.2 or 1.3, without early
/// data. By default the roots are those of Mozilla, as compiled in by `webpki-roots`: the same in
/// every container, with no file of the system read. Add those of a company with
/// [`root_certificates`](Self::root_certificates); for the system's own verifier, or certificates
/// of the client, bring a whole [`tls_config`](Self::tls_config).
///
/// Cryptography comes from [`crypto_provider`](Self::crypto_provider) if given, else from the
/// feature `aws-lc-rs`, else from `ring`. rustls's process-wide default is neither read nor set.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use moneyhub_proto::hyper::Options;
///
/// let options = Options::default().connect_timeout(Duration::from_secs(3)).http2(false);
/// assert!(format!("{options:?}").contains("connect_timeout: 3s"));
/// ```
#[derive(Clone)]
#[must_use]
pub struct Options {
    pub(super) connect_timeout: Duration,
    pub(super) idle_timeout: Duration,
    pub(super) max_idle_per_host: usize,
    pub(super) tls: TlsOptions,
}

#[derive(Clone)]
pub(super) struct TlsOptions {
    pub(super) http2: bool,
    pub(super) bundled_roots: bool,
    pub(super) root_certificates: Vec<Vec<u8>>,
    pub(super) provider: Option<Arc<CryptoProvider>>,
    pub(super) config: Option<ClientConfig>,
}

impl Options {
    /// How long it may take to resolve the name, connect and shake hands for TLS, together. By
    /// default 10 s.
    pub const fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// How long a connection without a request is kept. By default 50 s.
    ///
    /// It has to be less than the time after which the server closes it. A request that meets the
    /// closing on the way has an uncertain outcome, and a POST is then not repeated. Load balancers
    /// commonly close after 60 s (AWS) or 75 s (nginx).
    pub const fn idle_timeout(mut self, limit: Duration) -> Self {
        self.idle_timeout = limit;
        self
    }

    /// How many connections without a request are kept, per host and port. By default 256, which
    /// is how many requests a [`Client`](crate::Client) has in flight at most by default. With 0,
    /// each request has a connection of its own.
    pub const fn max_idle_per_host(mut self, connections: usize) -> Self {
        self.max_idle_per_host = connections;
        self
    }

    /// Whether HTTP/2 is used where the server offers it (by ALPN, hence only over TLS). By
    /// default it is.
    pub const fn http2(mut self, enabled: bool) -> Self {
        self.tls.http2 = enabled;
        self
    }

    /// Trusts these certificate authorities too: one or more certificates in PEM. May be called
    /// several times. They are read when the client is built.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.tls.root_certificates.push(pem.into());
        self
    }

    /// Whether the compiled-in roots are trusted. By default they are. Without them, only those of
    /// [`root_certificates`](Self::root_certificates) are.
    pub const fn bundled_roots(mut self, trusted: bool) -> Self {
        self.tls.bundled_roots = trusted;
        self
    }

    /// Takes cryptography from this provider, for instance one that is certified for FIPS.
    pub fn crypto_provider(mut self, provider: Arc<CryptoProvider>) -> Self {
        self.tls.provider = Some(provider);
        self
    }

    /// Uses this for TLS as it is, with its roots, provider and client certificates. Only its
    /// ALPN protocols are replaced, by what [`http2`](Self::http2) says.
    ///
    /// Roots or a provider may not be given beside it; that is an error when the client is built.
    pub fn tls_config(mut self, config: ClientConfig) -> Self {
        self.tls.config = Some(config);
        self
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(50),
            max_idle_per_host: 256,
            tls: TlsOptions {
                http2: true,
                bundled_roots: true,
                root_certificates: Vec::new(),
                provider: None,
                config: None,
            },
        }
    }
}

/// Of TLS, it shows what was given, never the values: a `ClientConfig` holds keys.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("connect_timeout", &self.connect_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("max_idle_per_host", &self.max_idle_per_host)
            .field("http2", &self.tls.http2)
            .field("bundled_roots", &self.tls.bundled_roots)
            .field("root_certificates", &self.tls.root_certificates.len())
            .field("crypto_provider", &self.tls.provider.is_some())
            .field("tls_config", &self.tls.config.is_some())
            .finish()
    }
}
