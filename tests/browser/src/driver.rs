use std::{
    io::{self, BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use crate::BrowserError;

/// How long the driver may take to serve.
const PATIENCE: Duration = Duration::from_secs(120);

/// chromedriver, on a free port.
#[derive(Debug)]
pub(crate) struct Driver {
    child: Child,
    pub(crate) url: String,
}

impl Driver {
    pub(crate) fn start(mark: &Path) -> Result<Self, BrowserError> {
        let child = Command::new("chromedriver")
            .arg("--port=0")
            // Inherited by the browser and all that it starts: see `processes_with`.
            .env("MONEYHUB_BROWSER", mark)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => BrowserError::Missing,
                _ => BrowserError::Start(error.to_string()),
            })?;
        let mut driver = Self { child, url: String::new() };
        let (sender, port) = mpsc::channel();
        if let Some(stdout) = driver.child.stdout.take() {
            // Reads to the end, so that the driver never waits for somebody to listen.
            thread::spawn(move || {
                for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                    if let Some(port) = port_in(&line) {
                        let _ = sender.send(port);
                    }
                }
            });
        }
        let port = port
            .recv_timeout(PATIENCE)
            .map_err(|_| BrowserError::Start("chromedriver named no port".to_owned()))?;
        driver.url = format!("http://127.0.0.1:{port}");
        Ok(driver)
    }

    /// Ends it, if it has not ended yet.
    pub(crate) fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.end();
    }
}

/// "ChromeDriver was started successfully on port 34567."
fn port_in(line: &str) -> Option<u16> {
    line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok()
}
