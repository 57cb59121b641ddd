//! A real browser for tests: Debian's chromium, headless, driven through chromedriver.
//!
//! [`Browser`] speaks the little of [WebDriver](https://www.w3.org/TR/webdriver2/) that the tests
//! need: a dozen commands, which are JSON over HTTP, and no library that would bring a browser of its
//! own. Every wait has a limit, nothing of it outlives the value, and when a test fails there is a
//! screenshot. It resolves no names but `localhost`, so nothing leaves this machine.
//!
//! This crate is not published. `tests/browser/run` runs the tests.

mod browser;
mod driver;
mod processes;
mod site;

pub use self::{
    browser::{Browser, BrowserError},
    site::Site,
};
