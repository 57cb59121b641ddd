//! The same provider over https, with certificates that are made for the test.

use moneyhub_interop::{Provider, Settings, Tls};
use moneyhub_tokio::{
    Options,
    moneyhub_proto::{ErrorKind, Outcome, Secret, identity::GetDiscoveryDocument},
};

use crate::{
    application::{Application, reason},
    endpoints::Endpoint,
};

const CLIENT: &str = "self_signed_tls_client_auth";

/// A certificate and its key.
struct Certified {
    certificate: String,
    key: String,
}

fn certified(name: &str) -> Certified {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    Certified { certificate: made.cert.pem(), key: made.signing_key.serialize_pem() }
}

impl Certified {
    fn shown(&self, options: Options) -> Options {
        options.client_certificate(self.certificate.clone(), Secret::from(&*self.key))
    }
}

/// A provider that knows the client's certificate, and what it takes to trust the provider's.
fn provider(client: &Certified) -> (Provider, Options) {
    let Certified { certificate, key } = certified("127.0.0.1");
    let options = Options::default().bundled_roots(false).root_certificates(certificate.clone());
    let settings = Settings {
        tls: Some(Tls { certificate, key }),
        client_certificate: Some(client.certificate.clone()),
    };
    (Provider::start_with(&settings).unwrap(), options)
}

#[tokio::test]
async fn over_https_the_document_is_believed() {
    let (provider, options) = provider(&certified("client.example"));
    let application = Application::new(&provider, CLIENT, options, |config| config);
    let document = application.client.send(GetDiscoveryDocument).await.unwrap();
    assert!(document.token_endpoint.starts_with("https://127.0.0.1:"));
    document.check(&application.config).unwrap();
}

#[tokio::test]
async fn the_registered_certificate_is_taken_everywhere() {
    let client = certified("client.example");
    let (provider, options) = provider(&client);
    let options = client.shown(options);
    let application = Application::new(&provider, CLIENT, options, |config| config);
    for endpoint in Endpoint::ALL {
        let taken = endpoint.ask(&application).await;
        assert!(taken.is_ok(), "{endpoint:?}: {taken:?}");
    }
}

async fn is_refused(application: &Application, expected: &str) {
    for endpoint in Endpoint::ALL {
        let error = endpoint.ask(application).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
        let said = (error.status().unwrap().as_u16(), error.code());
        assert_eq!(said, (401, Some("invalid_client")), "{endpoint:?}");
        assert_eq!(reason(&error), expected, "{endpoint:?}");
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_registered_is_refused() {
    let (provider, options) = provider(&certified("client.example"));
    let options = certified("client.example").shown(options);
    let application = Application::new(&provider, CLIENT, options, |config| config);
    is_refused(&application, "unregistered client certificate provided").await;
}

#[tokio::test]
async fn without_a_certificate_the_client_is_refused() {
    let (provider, options) = provider(&certified("client.example"));
    let application = Application::new(&provider, CLIENT, options, |config| config);
    is_refused(&application, "client certificate was not provided").await;
}
