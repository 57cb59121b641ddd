//! Behind a gateway: both services are under path prefixes of one host, which the services do not
//! know. They use their own names in the discovery document, in tokens and in links.

mod links;
mod server;
mod sign_in;

use moneyhub_proto::{Config, ConfigBuilder};

use self::server::Gateway;

const ISSUER: &str = "https://identity.moneyhub.co.uk/oidc";

fn config(gateway: &Gateway) -> ConfigBuilder {
    Config::builder()
        .client_id(moneyhub_sandbox::DEFAULT_CLIENT_ID)
        .identity_url(gateway.identity_url())
        .api_url(gateway.api_url())
        .issuer(ISSUER)
        .allow_loopback_http()
}
