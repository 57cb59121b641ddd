//! Certificates, and configurations of servers that have them or ask for them.

use std::sync::Arc;

use moneyhub_proto::hyper::{Options, rustls};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::{
    DigitallySignedStruct, DistinguishedName, Error, RootCertStore, ServerConfig, SignatureScheme,
    SupportedProtocolVersion,
    client::danger::HandshakeSignatureValid,
    crypto::{
        CryptoProvider, aws_lc_rs::default_provider, verify_tls12_signature, verify_tls13_signature,
    },
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime},
    server::{
        NoClientAuth, WebPkiClientVerifier,
        danger::{ClientCertVerified, ClientCertVerifier},
    },
};

/// The name that servers of these tests have besides those of loopback.
pub(crate) const SERVICE: &str = "identity.invalid";

pub(crate) const BOTH: &[&SupportedProtocolVersion] =
    &[&rustls::version::TLS12, &rustls::version::TLS13];

/// A certificate authority of one test.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub(crate) pem: String,
    roots: Arc<RootCertStore>,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(certificate.der().clone()).unwrap();
        let (pem, roots) = (certificate.pem(), Arc::new(roots));
        Self { pem, issuer: Issuer::new(params, key), roots }
    }

    /// Options that trust this authority and no other.
    pub(crate) fn trusted(&self) -> Options {
        Options::default().bundled_roots(false).root_certificates(self.pem.as_str())
    }

    /// A server for `localhost`, 127.0.0.1 and [`SERVICE`] that asks for no certificate.
    pub(crate) fn server(&self) -> ServerConfig {
        self.server_with(|_| {})
    }

    /// A server whose certificate was changed before it was signed.
    pub(crate) fn server_with(&self, change: impl Fn(&mut CertificateParams)) -> ServerConfig {
        self.build(change, BOTH, Arc::new(NoClientAuth))
    }

    /// A server that speaks these versions, and asks for a client's certificate.
    pub(crate) fn server_for(
        &self,
        versions: &[&'static SupportedProtocolVersion],
        clients: Arc<dyn ClientCertVerifier>,
    ) -> ServerConfig {
        self.build(|_| {}, versions, clients)
    }

    fn build(
        &self,
        change: impl Fn(&mut CertificateParams),
        versions: &[&'static SupportedProtocolVersion],
        clients: Arc<dyn ClientCertVerifier>,
    ) -> ServerConfig {
        let key = KeyPair::generate().unwrap();
        let names = ["localhost", "127.0.0.1", SERVICE].map(str::to_owned);
        let mut params = CertificateParams::new(names).unwrap();
        change(&mut params);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_client_cert_verifier(clients)
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap()
    }

    /// Lets clients in that have a certificate of this authority.
    pub(crate) fn own_clients(&self) -> Arc<dyn ClientCertVerifier> {
        let provider = Arc::new(default_provider());
        let roots = Arc::clone(&self.roots);
        WebPkiClientVerifier::builder_with_provider(roots, provider).build().unwrap()
    }

    /// The same, and clients that have none.
    pub(crate) fn own_clients_and_others(&self) -> Arc<dyn ClientCertVerifier> {
        let provider = Arc::new(default_provider());
        let roots = Arc::clone(&self.roots);
        let builder = WebPkiClientVerifier::builder_with_provider(roots, provider);
        builder.allow_unauthenticated().build().unwrap()
    }

    /// A certificate for a client, in PEM.
    pub(crate) fn client(&self, key: &KeyPair) -> String {
        let params = CertificateParams::new(Vec::new()).unwrap();
        params.signed_by(key, &self.issuer).unwrap().pem()
    }
}

/// A certificate that nobody signed but the holder of its key, in PEM.
pub(crate) fn self_signed(key: &KeyPair) -> String {
    CertificateParams::new(Vec::new()).unwrap().self_signed(key).unwrap().pem()
}

/// Asks for a certificate and takes any, whoever signed it, from a client that has its key: what
/// `self_signed_tls_client_auth` asks of TLS. Whose key it is, is compared afterwards.
#[derive(Debug)]
pub(crate) struct AnyClient(CryptoProvider);

impl AnyClient {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(default_provider()))
    }
}

impl ClientCertVerifier for AnyClient {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
