use moneyhub_proto::{Config, ConfigBuilder};
use moneyhub_sandbox::Sandbox;

/// The settings of a client of this sandbox, by its secret.
pub fn config_of(sandbox: &Sandbox) -> ConfigBuilder {
    Config::builder()
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .identity_url(sandbox.identity_url())
        .api_url(sandbox.api_url())
        .allow_loopback_http()
}
