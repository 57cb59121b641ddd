//! Trust of the ureq transport, which builds its rustls configuration in its own way.

use std::{sync::Arc, time::Duration};

use moneyhub_proto::{
    AccessToken, CallOptions, Config, Error, ErrorKind, Retry, blocking, transport::FaultClass,
    ureq::UreqTransport, users,
};

use super::{certificates::Authority, site::Site};

fn get(transport: UreqTransport, site: &Site) -> Result<users::User, Error> {
    let retry = Retry { max_attempts: 1, deadline: Duration::from_secs(20), ..Retry::default() };
    let config = Config::builder().identity_url(site.url("localhost")).retry(retry);
    let client = blocking::Client::new(config.build().unwrap(), Arc::new(transport));
    let token = Some(AccessToken::new("a-token").unwrap());
    let options = CallOptions { token, ..CallOptions::default() };
    client.send_with(users::Get { user_id: "u1".into() }, options)
}

#[test]
fn an_unknown_authority_is_refused_before_anything_is_sent() {
    let site = Site::start(Authority::new().server());
    let error = get(UreqTransport::new().unwrap(), &site).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(error.fault().unwrap().class(), FaultClass::Tls, "{error}");
    assert_eq!(site.requests().len(), 0);
}

#[test]
fn an_agent_with_a_root_of_its_own_trusts_that_and_asks_once() {
    let authority = Authority::new();
    let site = Site::start(authority.server());
    let root = ureq::tls::Certificate::from_pem(authority.pem.as_bytes()).unwrap();
    let tls = ureq::tls::TlsConfig::builder()
        .root_certs(ureq::tls::RootCerts::new_with_certs(&[root]))
        .unversioned_rustls_crypto_provider(Arc::new(
            moneyhub_proto::hyper::rustls::crypto::aws_lc_rs::default_provider(),
        ))
        .build();
    let agent = ureq::Agent::config_builder().tls_config(tls).build();
    get(UreqTransport::of_agent(agent.into()), &site).unwrap();
    assert_eq!(site.requests().len(), 1);
}
