/// When a call may be sent again. See the replay table in [`Retry`](crate::config::Retry).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Replay {
    /// At any time: doing it twice is the same as doing it once. GET, PUT, DELETE.
    Free,
    /// Only when the service or the network certainly did nothing. Other POST and PATCH.
    IfRefused,
    /// Only when no byte of it left. For calls that may move money, and single-use credentials.
    Never,
}
