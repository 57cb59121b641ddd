use super::Endpoint;

/// An endpoint that reads something which the service is still making: a report, a sync, a payment.
///
/// Whoever waits for it asks again and again until the answer [stays](Self::is_final): see
/// [`Client::wait_for`](crate::Client::wait_for), and [`Poll`](crate::poll::Poll) for a driver
/// of your own. An endpoint of your own can be waited for, too.
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
    /// Whether this answer will stay as it is, well or badly ended. A status that is not known counts as
    /// one that may change.
    fn is_final(output: &Self::Output) -> bool;
}

impl<E: Awaited> Awaited for &E {
    fn is_final(output: &Self::Output) -> bool {
        E::is_final(output)
    }
}
