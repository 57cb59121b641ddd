//! The same provider over https, with a certificate that is made for the test.

use moneyhub_interop::{Provider, Settings, Tls};
use moneyhub_tokio::{
    Options,
    moneyhub_proto::{Config, auth::GetDiscoveryDocument},
};

#[tokio::test]
async fn over_https_the_document_is_believed() {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let certificate = made.cert.pem();
    let tls = Tls { certificate: certificate.clone(), key: made.signing_key.serialize_pem() };
    let settings = Settings { tls: Some(tls), ..Settings::default() };
    let provider = Provider::start_with(&settings).unwrap();

    let config = Config::builder().identity_url(provider.issuer()).build().unwrap();
    let options = Options::default().bundled_roots(false).root_certificates(certificate);
    let client = moneyhub_tokio::client_with(config.clone(), options).unwrap();
    let document = client.send(GetDiscoveryDocument).await.unwrap();
    assert!(document.token_endpoint.starts_with("https://127.0.0.1:"));
    document.check(&config).unwrap();
}
