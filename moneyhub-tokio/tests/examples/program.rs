//! Runs an example as a process of its own.

use std::{
    env,
    path::PathBuf,
    process::{Command, Stdio},
};

use moneyhub_sandbox::Sandbox;
use serde_json::Value;

/// How a process ended, and what it said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The example with nothing in its environment but the path, and nothing to read.
pub(crate) fn example(name: &str) -> Command {
    let mut command = Command::new(path_of(name));
    command.env_clear().stdin(Stdio::null());
    if let Some(path) = env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
}

/// The example `users`, configured for a sandbox.
pub(crate) fn users(sandbox: &Sandbox, arguments: &[&str]) -> Command {
    let mut command = example("users");
    command
        .args(arguments)
        .env("MONEYHUB_IDENTITY_URL", sandbox.identity_url())
        .env("MONEYHUB_API_URL", sandbox.api_url())
        .env("MONEYHUB_CLIENT_ID", sandbox.client_id())
        .env("MONEYHUB_CLIENT_SECRET", sandbox.client_secret());
    command
}

pub(crate) fn run(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Ran {
    /// The one JSON document that a successful run printed, with nothing beside it.
    pub(crate) fn document(&self) -> Value {
        self.assert_success();
        serde_json::from_str(&self.stdout).unwrap()
    }

    /// The documents that a successful run printed, one a line.
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.assert_success();
        let lines = self.stdout.lines();
        lines.map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The one line that a failed run said, having ended with this code and printed nothing.
    pub(crate) fn complaint(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.stdout, "");
        let line = self.stderr.strip_suffix('\n').unwrap();
        assert!(!line.contains('\n'), "more than one line: {self:?}");
        line
    }

    fn assert_success(&self) {
        assert_eq!(self.code, Some(0), "{self:?}");
        assert_eq!(self.stderr, "");
    }
}

/// Examples lie in `examples`, beside the `deps` that tests lie in.
fn path_of(name: &str) -> PathBuf {
    let test = env::current_exe().unwrap();
    let profile = test.parent().and_then(|deps| deps.parent()).unwrap();
    let path = profile.join("examples").join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(
        path.is_file(),
        "{} is not there: `cargo test` builds it, `cargo test --test examples` does not; \
         run `cargo build -p moneyhub-tokio --examples` first",
        path.display()
    );
    path
}
