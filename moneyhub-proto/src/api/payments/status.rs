use crate::ground::open_enum::open_enum;

open_enum! {
    /// The status of a payment (documentation page "Payments status").
    ///
    /// | status | [stage](Self::stage) |
    /// |---|---|
    /// | `inProgress`, `pending` | going on |
    /// | `completed`, `rejected`, `cancelled`, `abandoned` | final |
    /// | `error:redirect`, `error:tokenGrant`, `error:paymentSubmission` | failed |
    #[derive(Default)]
    pub enum PaymentStatus {
        /// It did not end within ten minutes. Final.
        Abandoned = "abandoned",
        /// The user cancelled it at the bank. Final.
        Cancelled = "cancelled",
        /// The bank has made it. Final.
        Completed = "completed",
        /// The payment was submitted to the bank, and something went wrong. The documentation does not list
        /// this as final, and it does not prove that the bank did nothing.
        SubmissionError = "error:paymentSubmission",
        /// The user came back from the bank with an error.
        RedirectError = "error:redirect",
        /// The user's consent could not be exchanged for a token.
        TokenGrantError = "error:tokenGrant",
        /// It has begun; the user has not consented yet.
        #[default]
        InProgress = "inProgress",
        /// The payment was submitted to the bank, which has not decided yet.
        Pending = "pending",
        /// The bank refused it. Final.
        Rejected = "rejected",
    }
}

impl PaymentStatus {
    /// The stage of the status; `None` for an unknown status.
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

    /// Whether the money has moved, if the status is final; `None` for any other status.
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

/// The stage of a payment or an authorisation request at a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Another status will follow.
    GoingOn,
    /// The documentation calls this status final, for better or worse.
    Final,
    /// Something went wrong. No source says that this status is final.
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
