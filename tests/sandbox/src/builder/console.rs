//! Whether there is a console.

use super::Builder;

impl Builder {
    /// Whether there is a console: a web site that shows the sandbox's data and requests, with buttons for
    /// what a test can do; default `false`. It listens on the loopback interface, whatever the
    /// [`address`](Builder::address); [`Sandbox::console_url`](crate::Sandbox::console_url) returns its URL.
    ///
    /// If requests are [not recorded](Builder::record), the console still records them, without
    /// heads and bodies.
    ///
    /// ```
    /// let sandbox = moneyhub_sandbox::Sandbox::builder().console(true).start()?;
    /// println!("the console is at {}", sandbox.console_url().unwrap_or_default());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn console(mut self, console: bool) -> Self {
        self.console = console;
        self
    }

    /// The port of the console, if there is one; default 0, a free one.
    pub fn console_port(mut self, port: u16) -> Self {
        self.console_port = port;
        self
    }
}
