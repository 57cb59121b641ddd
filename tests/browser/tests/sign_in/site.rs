//! The example `sign_in`, for the default client of a sandbox.

use moneyhub_browser::Site;
use moneyhub_sandbox::Sandbox;

pub(crate) fn start(sandbox: &Sandbox) -> Site {
    Site::start(
        "sign_in",
        &[
            ("MONEYHUB_IDENTITY_URL", sandbox.identity_url().as_str()),
            ("MONEYHUB_CLIENT_ID", sandbox.client_id()),
            ("MONEYHUB_CLIENT_SECRET", sandbox.client_secret()),
        ],
    )
}

/// Approves without the browser: the URL that it would be sent to.
pub(crate) fn approve(sandbox: &Sandbox, interaction: &str) -> String {
    let agent = ureq::Agent::config_builder().max_redirects(0).proxy(None).build();
    let response = ureq::Agent::from(agent)
        .post(format!("{}/oidc/auth/consent", sandbox.identity_url()))
        .send_form([("interaction", interaction), ("decision", "approve")])
        .unwrap();
    response.headers()["location"].to_str().unwrap().to_owned()
}
