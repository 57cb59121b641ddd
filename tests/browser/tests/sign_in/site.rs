//! The example as a process of its own.

use std::{
    env,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use moneyhub_sandbox::Sandbox;

/// The running example. It ends with this value.
pub(crate) struct Site {
    child: Child,
    /// Its first page.
    pub(crate) url: String,
}

impl Site {
    /// Starts it for the default client of a sandbox, on a free port.
    pub(crate) fn start(sandbox: &Sandbox) -> Self {
        let mut child = Command::new(path())
            .env_clear()
            .env("MONEYHUB_IDENTITY_URL", sandbox.identity_url())
            .env("MONEYHUB_CLIENT_ID", sandbox.client_id())
            .env("MONEYHUB_CLIENT_SECRET", sandbox.client_secret())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut site = Self { child, url: String::new() };
        let mut lines = lines.map_while(Result::ok);
        let line = lines.find_map(|line| line.strip_prefix("open ").map(str::to_owned));
        site.url = line.expect("the example names its first page").trim().to_owned();
        site
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
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

/// Examples lie in `examples`, beside the `deps` that tests lie in.
fn path() -> PathBuf {
    let test = env::current_exe().unwrap();
    let profile = test.parent().and_then(|deps| deps.parent()).unwrap();
    let path = profile.join("examples/sign_in");
    assert!(path.is_file(), "{} is not there: run tests/browser/run", path.display());
    path
}
