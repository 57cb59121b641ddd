use std::{fmt, sync::Arc, time::Duration};

use rustls::{ClientConfig, crypto::CryptoProvider};
use zeroize::Zeroizing;

use super::{client_certificate::ClientCertificate, proxy::ProxyOptions};
use crate::ground::secret::Secret;

/// How connections are made and kept. For the contents of requests, see
/// [`Config`](crate::config::Config).
///
/// # Trust
///
/// A server's certificate is always verified, and so is its name. TLS is 1.2 or 1.3, without early
/// data. By default the roots are Mozilla's, compiled in by `webpki-roots`: the same in every
/// container, and no system file is read. Add a company's roots with
/// [`root_certificates`](Self::root_certificates). With the features of the same names, add the
/// system's roots with `native_roots`, or leave verification to the system with
/// `platform_verifier`. The client itself authenticates with its
/// [`client_certificate`](Self::client_certificate), if it has one.
///
/// Cryptography comes from [`crypto_provider`](Self::crypto_provider) if given, otherwise from the
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
    pub(super) proxy: Option<ProxyOptions>,
    pub(super) tls: TlsOptions,
}

#[derive(Clone)]
pub(super) struct TlsOptions {
    pub(super) http2: bool,
    pub(super) bundled_roots: bool,
    pub(super) native_roots: bool,
    pub(super) platform_verifier: bool,
    pub(super) root_certificates: Vec<Vec<u8>>,
    pub(super) client_certificate: Option<ClientCertificate>,
    pub(super) provider: Option<Arc<CryptoProvider>>,
    pub(super) config: Option<ClientConfig>,
}

impl Options {
    /// How long resolving the name, connecting, passing a proxy and the TLS handshake may take
    /// together. By default 10 s.
    pub const fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// How long a connection without a request is kept. By default 50 s.
    ///
    /// It has to be less than the time after which the server closes the connection. A request that
    /// crosses with the closing has an uncertain outcome, and a POST is then not retried. Load
    /// balancers commonly close after 60 s (AWS) or 75 s (nginx).
    pub const fn idle_timeout(mut self, limit: Duration) -> Self {
        self.idle_timeout = limit;
        self
    }

    /// How many connections without a request are kept, per host and port. By default 256, which is how many
    /// requests a [`Client`](crate::driver::Client) has in flight at most by default. With 0, each request
    /// has its own connection.
    pub const fn max_idle_per_host(mut self, connections: usize) -> Self {
        self.max_idle_per_host = connections;
        self
    }

    /// Whether HTTP/2 is used if the server offers it (by ALPN, hence only over TLS). By default it
    /// is.
    pub const fn http2(mut self, enabled: bool) -> Self {
        self.tls.http2 = enabled;
        self
    }

    /// Trusts these certificate authorities too: one or more certificates in PEM, as editors, YAML, Windows
    /// or a Kubernetes secret leave it. May be called several times. They are read when the client is built.
    /// If there is none, that is an error, which says what the file is instead.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.tls.root_certificates.push(pem.into());
        self
    }

    /// Whether the compiled-in roots are trusted. By default they are. Without them, only the roots
    /// that another option adds are trusted.
    pub const fn bundled_roots(mut self, trusted: bool) -> Self {
        self.tls.bundled_roots = trusted;
        self
    }

    /// Whether the roots in the system's files, such as `/etc/ssl/certs`, are trusted too. By
    /// default they are not. Needs the feature `native-roots`.
    ///
    /// They are read when the client is built, from where `SSL_CERT_FILE` and `SSL_CERT_DIR` point if they
    /// are set. These are the only variables that this library reads by itself. If there are no roots, that
    /// is an error. To trust only these, turn [`bundled_roots`](Self::bundled_roots) off.
    #[cfg(feature = "native-roots")]
    pub const fn native_roots(mut self, trusted: bool) -> Self {
        self.tls.native_roots = trusted;
        self
    }

    /// Whether certificates are verified by the system, with its roots and its rules, as browsers
    /// do on macOS and Windows. By default they are not. Needs the feature `platform-verifier`.
    ///
    /// Those of [`root_certificates`](Self::root_certificates) are trusted too; the bundled ones are ignored.
    /// If the system has no verifier, as on Linux, its roots are read from files and rustls verifies. If
    /// there are none when the client is built, that is an error.
    #[cfg(feature = "platform-verifier")]
    pub const fn platform_verifier(mut self, verifies: bool) -> Self {
        self.tls.platform_verifier = verifies;
        self
    }

    /// Shows this certificate to servers that ask for one (mTLS), for token and API requests alike.
    /// `self_signed_tls_client_auth` needs it (RFC 8705 section 2.2).
    ///
    /// Both are PEM, in the spellings of [`PrivateKey::from_pem`](crate::jose::PrivateKey::from_pem): the
    /// certificate followed by those that signed it, if any, and its private key as PKCS#8, PKCS#1 or SEC1,
    /// not encrypted. They are used only by the clients built from these options; nothing is process-wide.
    /// The key is never printed. The text that is passed in is wiped on drop; the copies of the cryptography
    /// provider are not under our control.
    ///
    /// They are read when the client is built. It is then an error if either is not PEM, if there is no
    /// certificate, if the first certificate is not X.509 version 3, if the key is encrypted, does not belong
    /// to the first certificate, or is of a kind that the provider does not know (RSA restricted to PSS), or
    /// if a [`tls_config`](Self::tls_config) is given too.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use moneyhub_proto::hyper::Options;
    ///
    /// let certificates = std::fs::read("client.pem")?;
    /// let key = std::fs::read_to_string("client.key")?;
    /// let options = Options::default().client_certificate(certificates, key);
    /// assert!(format!("{options:?}").contains("client_certificate: true"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn client_certificate(
        mut self,
        certificates_pem: impl Into<Vec<u8>>,
        key_pem: impl Into<Secret>,
    ) -> Self {
        let (certificates, key) = (Zeroizing::new(certificates_pem.into()), key_pem.into());
        self.tls.client_certificate = Some(ClientCertificate { certificates, key });
        self
    }

    /// Connects to everything through this HTTP proxy, by `CONNECT` (RFC 9110 section 9.3.6):
    /// token and API requests alike, https and plain http, loopback too. By default there is none.
    ///
    /// The URL is like `http://proxy.example:3128`; the default port is 80. It may have a user and
    /// a password, percent-encoded: `http://user:password@proxy.example:3128`. The proxy gets them
    /// as `Proxy-Authorization: Basic`, in the clear; the service does not, and they are never
    /// printed. Proxies that use TLS themselves (`https://`) or SOCKS are not supported. Such a
    /// URL, or one that can't be read, is an error when the client is built.
    ///
    /// If the proxy refuses, or does not answer within the [`connect_timeout`](Self::connect_timeout), the
    /// fault is a [`FaultClass::Connect`](crate::ground::error::FaultClass::Connect) with nothing sent, and
    /// its source names the proxy.
    ///
    /// If you call both this and [`proxy_from_environment`](Self::proxy_from_environment), the last
    /// call counts.
    ///
    /// # Examples
    ///
    /// ```
    /// use moneyhub_proto::hyper::Options;
    ///
    /// let options = Options::default().proxy("http://user:s3cret@proxy.example:3128");
    /// assert!(!format!("{options:?}").contains("s3cret"));
    /// ```
    pub fn proxy(mut self, url: impl Into<Secret>) -> Self {
        self.proxy = Some(ProxyOptions::Url(url.into()));
        self
    }

    /// Takes the proxy from an environment. `variable` returns the value of a variable, if it is set. It is
    /// called only here.
    ///
    /// | variable | used for |
    /// |---|---|
    /// | `HTTPS_PROXY` | https |
    /// | `ALL_PROXY` | https without `HTTPS_PROXY`, and plain http |
    /// | `NO_PROXY` | hosts to connect to directly |
    ///
    /// The entries of `NO_PROXY` are separated by commas or white space: names (`moneyhub.co.uk`, which is
    /// the same as `.moneyhub.co.uk` and `*.moneyhub.co.uk`: that host and all below it), addresses, networks
    /// (`10.0.0.0/8`), or `*` for everything. Names and addresses may have a port (`moneyhub.co.uk:443`). Any
    /// other entry is an error when the client is built, if there is a proxy.
    ///
    /// The lower-case spelling of each takes precedence, and an empty value counts as none. Loopback
    /// addresses are always connected to directly. `HTTP_PROXY` is ignored: such proxies forward plain http,
    /// and seldom open tunnels for it. A URL is as in [`proxy`](Self::proxy), with or without `http://`.
    ///
    /// # Examples
    ///
    /// ```
    /// use moneyhub_proto::hyper::Options;
    ///
    /// let options = Options::default().proxy_from_environment(|name| std::env::var(name).ok());
    /// ```
    pub fn proxy_from_environment(mut self, variable: impl Fn(&str) -> Option<String>) -> Self {
        self.proxy = Some(ProxyOptions::from_environment(variable));
        self
    }

    /// Takes cryptography from this provider, for instance a FIPS-certified one.
    pub fn crypto_provider(mut self, provider: Arc<CryptoProvider>) -> Self {
        self.tls.provider = Some(provider);
        self
    }

    /// Uses this for TLS as it is, with its roots, provider and client certificates. Only its ALPN
    /// protocols are replaced, according to [`http2`](Self::http2).
    ///
    /// Giving roots, a client certificate or a provider as well is an error when the client is
    /// built.
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
            proxy: None,
            tls: TlsOptions {
                http2: true,
                bundled_roots: true,
                native_roots: false,
                platform_verifier: false,
                root_certificates: Vec::new(),
                client_certificate: None,
                provider: None,
                config: None,
            },
        }
    }
}

/// For TLS and proxies, it shows what was given, never the values: a `ClientConfig` holds keys, and the URL
/// of a proxy may contain a password.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("connect_timeout", &self.connect_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("max_idle_per_host", &self.max_idle_per_host)
            .field("proxy", &self.proxy.is_some())
            .field("http2", &self.tls.http2)
            .field("bundled_roots", &self.tls.bundled_roots)
            .field("native_roots", &self.tls.native_roots)
            .field("platform_verifier", &self.tls.platform_verifier)
            .field("root_certificates", &self.tls.root_certificates.len())
            .field("client_certificate", &self.tls.client_certificate.is_some())
            .field("crypto_provider", &self.tls.provider.is_some())
            .field("tls_config", &self.tls.config.is_some())
            .finish()
    }
}
