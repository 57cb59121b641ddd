use std::{
    env, fmt,
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{OnceLock, mpsc},
    thread,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use thiserror::Error as ThisError;

use crate::registration::{ClientMetadata, KeyPair};

/// How long the provider may take to make its keys. Two seconds are usual.
const PATIENCE: Duration = Duration::from_secs(180);

/// A running provider. It ends with this value, and with the process that holds it, however that
/// ends: the provider watches its standard input.
pub struct Provider {
    child: Child,
    _stdin: ChildStdin,
    ready: Ready,
}

/// What a provider is started with.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Serves https, which `self_signed_tls_client_auth` needs.
    pub tls: Option<Tls>,
    /// A certificate in PEM, registered for the client `self_signed_tls_client_auth`.
    pub client_certificate: Option<String>,
}

/// A certificate for 127.0.0.1 and its key, both in PEM.
#[derive(Clone, Serialize)]
pub struct Tls {
    /// The certificate.
    pub certificate: String,
    /// The private key.
    pub key: String,
}

/// Why there is no provider.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum StartError {
    /// There is no node to be run.
    #[error(
        "node is missing or can't be run: install Node.js 20.12 or later, then run tests/interop/run"
    )]
    NodeMissing(#[source] io::Error),
    /// Node is there, the provider is not.
    #[error("the provider is not installed: run tests/interop/run, or `npm ci` in {}", .0.display())]
    NotInstalled(PathBuf),
    /// It ran, and did not get as far as serving.
    #[error("the provider did not start: {0}")]
    NotReady(String),
}

/// The provider's one line.
#[derive(Deserialize)]
struct Ready {
    issuer: String,
    clients: Vec<ClientMetadata>,
    keys: Vec<KeyPair>,
    strangers: Vec<KeyPair>,
}

impl Provider {
    /// Starts one, on a port of its own, and waits until it serves.
    ///
    /// # Errors
    ///
    /// [`StartError`], whose message says what to install.
    pub fn start() -> Result<Self, StartError> {
        Self::start_with(&Settings::default())
    }

    /// Starts one with settings.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn start_with(settings: &Settings) -> Result<Self, StartError> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        if !folder.join("node_modules/oidc-provider").is_dir() {
            return Err(StartError::NotInstalled(folder.to_owned()));
        }
        let mut child = Command::new("node")
            .arg("provider.mjs")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(StartError::NodeMissing)?;
        match handshake(&mut child, settings) {
            Ok((stdin, ready)) => Ok(Self { child, _stdin: stdin, ready }),
            Err(reason) => {
                end(&mut child);
                Err(StartError::NotReady(reason))
            }
        }
    }

    /// One for all tests of a process that do not disturb each other.
    ///
    /// # Panics
    ///
    /// Where [`start`](Self::start) fails: a test that can't be run must not pass.
    #[must_use]
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Provider> = OnceLock::new();
        SHARED.get_or_init(|| Self::start().unwrap_or_else(|error| panic!("{error}")))
    }

    /// The issuer, which ends in `/oidc`.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.ready.issuer
    }

    /// Every client that is registered.
    #[must_use]
    pub fn clients(&self) -> &[ClientMetadata] {
        &self.ready.clients
    }

    /// The client of this id.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[must_use]
    pub fn client(&self, client_id: &str) -> &ClientMetadata {
        let found = self.ready.clients.iter().find(|client| client.client_id == client_id);
        found.unwrap_or_else(|| panic!("{client_id} is not registered, see provider/clients.mjs"))
    }

    /// The key of this type (`RSA`, or a curve) that is registered for the clients that sign.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[must_use]
    pub fn key(&self, key_type: &str) -> &KeyPair {
        of_type(&self.ready.keys, key_type)
    }

    /// A key of this type and under the same `kid`, which is registered for nobody.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[must_use]
    pub fn stranger(&self, key_type: &str) -> &KeyPair {
        of_type(&self.ready.strangers, key_type)
    }

    /// Replaces the keys that the provider signs with; the old ones are gone.
    ///
    /// # Errors
    ///
    /// Whatever kept the request from being answered.
    pub fn rotate_keys(&self) -> Result<(), ureq::Error> {
        let base = self.issuer().trim_end_matches("/oidc");
        ureq::post(format!("{base}/control/rotate-keys")).send_empty().map(drop)
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.issuer()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

fn of_type<'a>(keys: &'a [KeyPair], key_type: &str) -> &'a KeyPair {
    let found = keys.iter().find(|key| key.key_type == key_type);
    found.unwrap_or_else(|| panic!("there is no key of type {key_type}, see provider/keys.mjs"))
}

/// Says the settings, and hears the answer; in words why there was none.
fn handshake(child: &mut Child, settings: &Settings) -> Result<(ChildStdin, Ready), String> {
    let (Some(mut stdin), Some(stdout), Some(stderr)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err("its pipes are missing".to_owned());
    };
    let complaints = listen(BufReader::new(stderr), |line| eprintln!("provider: {line}"));
    let settings = serde_json::to_string(settings).map_err(|error| error.to_string())?;
    let answer = listen(BufReader::new(stdout), drop);
    // A provider that has ended already closes this pipe; its complaints say more than the pipe does.
    let _ = writeln!(stdin, "{settings}");
    match answer.recv_timeout(PATIENCE) {
        Ok(line) => {
            let ready = serde_json::from_str(&line).map_err(|error| error.to_string())?;
            Ok((stdin, ready))
        }
        Err(mpsc::RecvTimeoutError::Timeout) => Err(format!("not within {PATIENCE:?}")),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            Err(complaints.iter().collect::<Vec<_>>().join("\n"))
        }
    }
}

/// Reads lines to the end on a thread of their own. They are handed on while somebody takes them,
/// and to `otherwise` afterwards.
fn listen(
    lines: impl BufRead + Send + 'static,
    otherwise: impl Fn(String) + Send + 'static,
) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in lines.lines().map_while(Result::ok) {
            if let Err(mpsc::SendError(line)) = sender.send(line) {
                otherwise(line);
            }
        }
    });
    receiver
}

/// It may have ended by itself; either way nothing is left of it.
fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
