use super::Client;
use crate::machine::{
    check::{Check, Report},
    trace,
};

impl Client {
    /// Checks the settings of this client against the service, as [`crate::Client::check`] does.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # fn start(client: moneyhub_proto::blocking::Client) {
    /// let report = client.check();
    /// if !report.is_good() {
    ///     eprintln!("{report}");
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn check(&self) -> Report {
        let mut check = Check::new(&self.0.session, self.0.transport.now().monotonic);
        trace::within("check", || self.0.drive(&mut check, None));
        check.finish()
    }
}
