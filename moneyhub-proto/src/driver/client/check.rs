use crate::{
    driver::Client,
    machine::{
        check::{Check, Report},
        trace,
    },
};

impl Client {
    /// Checks the settings of this client against the service: discovery, the clock, credentials, scopes and
    /// keys. The report says what is wrong and where to fix it. It changes nothing.
    ///
    /// Call it when an application starts, or from a set-up command; not before every call. See [`Check`] for
    /// what it sends.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn start(client: moneyhub_proto::Client) {
    /// let report = client.check().await;
    /// if !report.is_good() {
    ///     eprintln!("{report}");
    /// }
    /// # }
    /// ```
    pub async fn check(&self) -> Report {
        let mut check = Check::new(&self.0.session, self.0.transport.now().monotonic);
        trace::call("check", self.0.drive(&mut check)).await;
        check.finish()
    }
}
