use super::Endpoint;

/// An endpoint that reads something that the service is still working on: a report, a sync, a
/// payment.
///
/// To wait for it means to keep asking until the answer is [final](Self::is_final): see
/// [`Client::wait_for`](crate::Client::wait_for), and [`Poll`](crate::poll::Poll) for your own
/// driver. You can implement it for your own endpoints.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{codec::Awaited, affordability::{Get, Report, ReportStatus}};
///
/// let mut report = Report::default();
/// report.status = Some(ReportStatus::Pending);
/// assert!(!Get::is_final(&report));
/// report.status = Some(ReportStatus::Failed);
/// assert!(Get::is_final(&report));
/// ```
pub trait Awaited: Endpoint {
    /// Whether this answer will no longer change, whether it is a success or a failure. An unknown status
    /// counts as one that may change.
    fn is_final(output: &Self::Output) -> bool;
}

impl<E: Awaited> Awaited for &E {
    fn is_final(output: &Self::Output) -> bool {
        E::is_final(output)
    }
}
