//! Whether there is a console.

use super::Builder;

impl Builder {
    /// Whether there is a console: a web site that shows what the sandbox holds and was asked, with
    /// buttons for what a test can do; default `false`. It is on the loopback interface, whatever the
    /// [`address`](Builder::address), and [`Sandbox::console_url`](crate::Sandbox::console_url) says where.
    ///
    /// With it requests are recorded as lines, without their heads and bodies, where they otherwise
    /// are [not](Builder::record).
    pub fn console(mut self, console: bool) -> Self {
        self.console = console;
        self
    }

    /// The port of the console, where there is one; default 0, a free one.
    pub fn console_port(mut self, port: u16) -> Self {
        self.console_port = port;
        self
    }
}
