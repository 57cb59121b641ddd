use crate::ground::open_enum::open_enum;

open_enum! {
    /// What has become of a payment, in Moneyhub's words (documentation page "Payments status").
    ///
    /// | status | [stage](Self::stage) |
    /// |---|---|
    /// | `inProgress`, `pending` | going on |
    /// | `completed`, `rejected`, `cancelled`, `abandoned` | final |
    /// | `error:redirect`, `error:tokenGrant`, `error:paymentSubmission` | failed |
    #[derive(Default)]
    pub enum PaymentStatus {
        /// Ten minutes went by without an end. Final.
        Abandoned = "abandoned",
        /// The user cancelled it at the bank. Final.
        Cancelled = "cancelled",
        /// The bank has made it. Final.
        Completed = "completed",
        /// The bank was told to pay, and something went wrong. Not among the statuses that are said to be
        /// final, and no proof that the bank did nothing.
        SubmissionError = "error:paymentSubmission",
        /// The user came back from the bank with an error.
        RedirectError = "error:redirect",
        /// The user's consent could not be exchanged for a token.
        TokenGrantError = "error:tokenGrant",
        /// It began; the user has yet to consent.
        #[default]
        InProgress = "inProgress",
        /// The bank was told to pay, and has yet to decide.
        Pending = "pending",
        /// The bank refused it. Final.
        Rejected = "rejected",
    }
}

impl PaymentStatus {
    /// How far that is; `None` for a status that this version does not know.
    ///
    /// ```
    /// use moneyhub_proto::payments::{PaymentStatus, Stage};
    ///
    /// assert_eq!(PaymentStatus::Pending.stage(), Some(Stage::GoingOn));
    /// assert_eq!(PaymentStatus::from("on hold").stage(), None);
    /// ```
    #[must_use]
    pub const fn stage(&self) -> Option<Stage> {
        Some(match self {
            Self::InProgress | Self::Pending => Stage::GoingOn,
            Self::Abandoned | Self::Cancelled | Self::Completed | Self::Rejected => Stage::Final,
            Self::RedirectError | Self::SubmissionError | Self::TokenGrantError => Stage::Failed,
            Self::Unknown(_) => return None,
        })
    }

    /// Whether the money has moved, where the status is final; `None` where it is not, or is not known.
    ///
    /// ```
    /// use moneyhub_proto::payments::PaymentStatus;
    ///
    /// assert_eq!(PaymentStatus::Completed.has_moved(), Some(true));
    /// assert_eq!(PaymentStatus::Abandoned.has_moved(), Some(false));
    /// assert_eq!(PaymentStatus::SubmissionError.has_moved(), None);
    /// ```
    #[must_use]
    pub fn has_moved(&self) -> Option<bool> {
        (self.stage() == Some(Stage::Final)).then_some(*self == Self::Completed)
    }
}

/// How far something is that goes by way of a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Another status will follow.
    GoingOn,
    /// The documentation says that this status stays, whether it is a good one or a bad one.
    Final,
    /// Something went wrong. Nothing says that this status stays.
    Failed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stages_are_those_of_the_documentation() {
        let table = [
            ("inProgress", Some(Stage::GoingOn)),
            ("pending", Some(Stage::GoingOn)),
            ("completed", Some(Stage::Final)),
            ("rejected", Some(Stage::Final)),
            ("cancelled", Some(Stage::Final)),
            ("abandoned", Some(Stage::Final)),
            ("error:redirect", Some(Stage::Failed)),
            ("error:tokenGrant", Some(Stage::Failed)),
            ("error:paymentSubmission", Some(Stage::Failed)),
            ("error:ofTomorrow", None),
            ("Completed", None),
        ];
        for (status, stage) in table {
            assert_eq!(PaymentStatus::from(status).stage(), stage, "{status}");
        }
    }
}
