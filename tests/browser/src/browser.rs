use std::{
    env, fs,
    path::PathBuf,
    process,
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use thiserror::Error as ThisError;

use crate::{driver::Driver, processes::processes_with};

/// How long one command may take, the start of the browser and the load of a page included.
const COMMAND: Duration = Duration::from_secs(180);
/// How long something may take to appear.
const APPEARANCE: Duration = Duration::from_secs(60);
/// How long the processes of the browser may take to end.
const END: Duration = Duration::from_secs(60);

/// The W3C's name for a reference to an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

const FLAGS: [&str; 11] = [
    "--headless",
    // CI is root in a container, where chromium's own sandbox does not start. All pages are ours.
    "--no-sandbox",
    "--disable-gpu",
    // A container's /dev/shm is small.
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
];

/// A browser that nobody has used before. It ends with this value.
#[derive(Debug)]
pub struct Browser {
    agent: ureq::Agent,
    /// The URL of the WebDriver session.
    session: String,
    profile: PathBuf,
    /// Where a screenshot goes, should the test fail.
    screenshot: PathBuf,
    driver: Driver,
}

/// What went wrong on the way, and not at the site.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum BrowserError {
    /// There is nothing to be driven.
    #[error("chromedriver is missing: install chromium and chromium-driver, see tests/browser/run")]
    Missing,
    /// It is there, and did not start.
    #[error("the browser did not start: {0}")]
    Start(String),
    /// The driver refused a command.
    #[error("{command}: {reason}")]
    Refused {
        /// The command.
        command: String,
        /// WebDriver's error and message.
        reason: String,
    },
    /// It did not appear in time.
    #[error("not within {APPEARANCE:?}: {0}")]
    NotSeen(String),
    /// The driver could not be asked.
    #[error("the driver did not answer")]
    Http(#[from] ureq::Error),
    /// A file could not be written.
    #[error("a file can't be written")]
    File(#[from] std::io::Error),
}

impl Browser {
    /// Starts one with an empty profile. The screenshot is written if the test panics.
    ///
    /// # Errors
    ///
    /// [`BrowserError`], whose message says what to install.
    pub fn start(screenshot: impl Into<PathBuf>) -> Result<Self, BrowserError> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("moneyhub-browser-{}-{number}", process::id());
        let profile = env::temp_dir().join(name);
        let driver = Driver::start(&profile)?;
        fs::create_dir(&profile)?;
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(COMMAND))
            .proxy(None)
            .build();
        let mut browser = Self {
            agent: config.into(),
            session: format!("{}/session", driver.url),
            profile,
            screenshot: screenshot.into(),
            driver,
        };
        let mut flags: Vec<String> = FLAGS.map(str::to_owned).into();
        flags.push(format!("--user-data-dir={}", browser.profile.display()));
        flags.push("--window-size=900,700".to_owned());
        let capabilities = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": flags},
            "timeouts": {"pageLoad": 30_000, "script": 10_000},
        }}});
        let made = browser.post("", &capabilities);
        let made = made.map_err(|error| BrowserError::Start(error.to_string()))?;
        let id = made["sessionId"].as_str().ok_or(BrowserError::Start("no session".to_owned()))?;
        browser.session = format!("{}/{id}", browser.session);
        Ok(browser)
    }

    /// Goes to a URL and waits until the page is there.
    ///
    /// # Errors
    ///
    /// As every command, [`BrowserError`].
    pub fn open(&self, url: &str) -> Result<(), BrowserError> {
        self.post("/url", &json!({ "url": url })).map(drop)
    }

    /// Clicks on what this XPath finds, once it is there, as a user does: what is hidden or covered
    /// can't be clicked on.
    ///
    /// # Errors
    ///
    /// As every command, [`BrowserError`].
    pub fn click(&self, xpath: &str) -> Result<(), BrowserError> {
        let element = self.find(xpath)?;
        self.post(&format!("/element/{element}/click"), &json!({})).map(drop)
    }

    /// Types a text into what this XPath finds, once it is there, in the place of what it holds.
    ///
    /// # Errors
    ///
    /// As every command, [`BrowserError`].
    pub fn write(&self, xpath: &str, text: &str) -> Result<(), BrowserError> {
        let element = self.find(xpath)?;
        self.post(&format!("/element/{element}/clear"), &json!({}))?;
        self.post(&format!("/element/{element}/value"), &json!({ "text": text })).map(drop)
    }

    /// Gives pages this many pixels, be it fewer than a window may have.
    ///
    /// # Errors
    ///
    /// As every command, [`BrowserError`].
    pub fn resize(&self, width: u32, height: u32) -> Result<(), BrowserError> {
        let size =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        let command = json!({"cmd": "Emulation.setDeviceMetricsOverride", "params": size});
        self.post("/goog/cdp/execute", &command).map(drop)
    }

    /// Pages are shown as to somebody who likes them dark, or light.
    ///
    /// # Errors
    ///
    /// As every command, [`BrowserError`].
    pub fn prefer_dark(&self, dark: bool) -> Result<(), BrowserError> {
        let value = if dark { "dark" } else { "light" };
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": value}]});
        let command = json!({"cmd": "Emulation.setEmulatedMedia", "params": features});
        self.post("/goog/cdp/execute", &command).map(drop)
    }

    /// How many pixels wide the page is, and how many of them are seen without scrolling.
    ///
    /// # Errors
    ///
    /// As every command, [`BrowserError`].
    pub fn widths(&self) -> Result<[u64; 2], BrowserError> {
        let script = "return [document.documentElement.scrollWidth, window.innerWidth]";
        let widths = self.post("/execute/sync", &json!({"script": script, "args": []}))?;
        Ok([0, 1].map(|place| widths[place].as_u64().unwrap_or_default()))
    }

    /// The text that a user sees in what this XPath finds, once it is there.
    ///
    /// # Errors
    ///
    /// As every command, [`BrowserError`].
    pub fn text(&self, xpath: &str) -> Result<String, BrowserError> {
        let element = self.find(xpath)?;
        let text = self.get(&format!("/element/{element}/text"))?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the heading of the page is this.
    ///
    /// # Errors
    ///
    /// As every command, [`BrowserError`].
    pub fn wait_for_heading(&self, heading: &str) -> Result<(), BrowserError> {
        self.find(&format!("//h1[normalize-space()='{heading}']")).map(drop)
    }

    /// Where it is.
    ///
    /// # Errors
    ///
    /// As every command, [`BrowserError`].
    pub fn url(&self) -> Result<String, BrowserError> {
        Ok(self.get("/url")?.as_str().unwrap_or_default().to_owned())
    }

    /// The cookies of the page, as WebDriver describes them.
    ///
    /// # Errors
    ///
    /// As every command, [`BrowserError`].
    pub fn cookies(&self) -> Result<Vec<Value>, BrowserError> {
        Ok(self.get("/cookie")?.as_array().cloned().unwrap_or_default())
    }

    /// The value of an attribute of what this XPath finds, once it is there.
    ///
    /// # Errors
    ///
    /// As every command, [`BrowserError`].
    pub fn attribute(&self, xpath: &str, name: &str) -> Result<String, BrowserError> {
        let element = self.find(xpath)?;
        let value = self.get(&format!("/element/{element}/attribute/{name}"))?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// The page as a PNG.
    ///
    /// # Errors
    ///
    /// As every command, [`BrowserError`].
    pub fn screenshot(&self) -> Result<Vec<u8>, BrowserError> {
        let text = self.get("/screenshot")?;
        let png = BASE64_STANDARD.decode(text.as_str().unwrap_or_default());
        png.map_err(|_| BrowserError::Refused {
            command: "/screenshot".to_owned(),
            reason: "not base64".to_owned(),
        })
    }

    /// Ends it, and waits until its processes are gone.
    ///
    /// # Panics
    ///
    /// When some of them stay.
    pub fn close(self) {
        let profile = self.profile.clone();
        drop(self);
        let left = processes_with(&profile.display().to_string());
        assert!(left.is_empty(), "processes of the browser are left: {left:?}");
    }

    /// The reference to an element, once it is there.
    fn find(&self, xpath: &str) -> Result<String, BrowserError> {
        let query = json!({"using": "xpath", "value": xpath});
        let end = Instant::now() + APPEARANCE;
        loop {
            let found = self.post("/element", &query);
            match found {
                Ok(found) => return Ok(found[ELEMENT].as_str().unwrap_or_default().to_owned()),
                // Not there yet, or the page is just changing.
                Err(BrowserError::Refused { .. }) if Instant::now() < end => {
                    thread::sleep(Duration::from_millis(50));
                }
                Err(BrowserError::Refused { reason, .. }) => {
                    return Err(BrowserError::NotSeen(reason));
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn get(&self, command: &str) -> Result<Value, BrowserError> {
        let response = self.agent.get(format!("{}{command}", self.session)).call()?;
        value(command, response)
    }

    fn post(&self, command: &str, body: &Value) -> Result<Value, BrowserError> {
        let response = self.agent.post(format!("{}{command}", self.session)).send_json(body)?;
        value(command, response)
    }

    /// What there is to be seen when a test fails.
    fn save_screenshot(&self) {
        let Ok(png) = self.screenshot() else { return };
        if fs::write(&self.screenshot, png).is_ok() {
            // Without the query, in which codes are.
            let url = self.url().unwrap_or_default();
            eprintln!("the browser was at {}", url.split('?').next().unwrap_or_default());
            eprintln!("and showed {}", self.screenshot.display());
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if thread::panicking() {
            self.save_screenshot();
        }
        // Ends chromium. A driver that is killed before that leaves chromium behind.
        let _ = self.agent.delete(&self.session).call();
        self.driver.end();
        let profile = self.profile.display().to_string();
        let end = Instant::now() + END;
        while !processes_with(&profile).is_empty() && Instant::now() < end {
            thread::sleep(Duration::from_millis(50));
        }
        let _ = fs::remove_dir_all(&self.profile);
    }
}

/// What a command answered with.
fn value(
    command: &str,
    mut response: ureq::http::Response<ureq::Body>,
) -> Result<Value, BrowserError> {
    let limit = 64 * 1024 * 1024;
    let mut body: Value = response.body_mut().with_config().limit(limit).read_json()?;
    let value = body["value"].take();
    if response.status().is_success() {
        return Ok(value);
    }
    let text = |name: &str| value[name].as_str().and_then(|text| text.lines().next()).unwrap_or("");
    let reason = format!("{}: {}", text("error"), text("message"));
    Err(BrowserError::Refused { command: command.to_owned(), reason })
}
