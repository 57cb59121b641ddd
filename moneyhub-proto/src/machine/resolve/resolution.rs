use crate::{
    api::{
        auth_requests::AuthRequest,
        payments::{Filter, List, Payment, Stage},
    },
    codec::Window,
    ground::{
        date::Date,
        env::UnixTime,
        error::Error,
        id::{AuthRequestId, PayeeId, PaymentId, PaymentSubmissionId},
        sensitive::PaymentReference,
    },
};

/// What is known of an attempt to pay. Store it before you begin: whatever is known is looked for.
///
/// The ids are sure. A reference is as sure as it is unique: give every attempt one of its own, and never
/// use it again, or the payment of another attempt is taken for this one.
///
/// `Debug` shows the ids, and masks the reference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attempt {
    /// The payment, from the `id_token` (`mh:payment`) or a completed authorisation request.
    pub payment_id: Option<PaymentId>,
    /// The authorisation request that asked for it.
    pub auth_request_id: Option<AuthRequestId>,
    /// Under which id the bank was told to pay. The list is searched for it.
    pub submission_id: Option<PaymentSubmissionId>,
    /// What the payee reads on the statement, if it is of this attempt alone. The list is searched for it.
    pub unique_payee_reference: Option<PaymentReference>,
    /// The registered payee: narrows the list. A payment to another payee is not taken for this one.
    pub payee_id: Option<PayeeId>,
    /// How much, in minor units such as pence. A payment of another amount is not taken for this one.
    pub amount: Option<i64>,
    /// When it began: the list is searched from the day before.
    pub began: Option<UnixTime>,
}

impl Attempt {
    pub(super) const fn can_be_searched(&self) -> bool {
        self.submission_id.is_some() || self.unique_payee_reference.is_some()
    }

    /// The list to search. A day is taken off, since no source says in which time zone the dates are.
    pub(super) fn list(&self, window: Window) -> List {
        let day_before = |began: UnixTime| {
            Date::of_time(UnixTime::from_seconds(began.seconds().saturating_sub(86_400)))
        };
        let filter = Filter {
            payee_id: self.payee_id.clone(),
            start_date: self.began.and_then(day_before),
            ..Filter::default()
        };
        List { window, filter }
    }

    /// Whether a payment bears what is of this attempt alone.
    pub(super) fn names(&self, payment: &Payment) -> bool {
        let same = |known: bool, same: bool| known && same;
        same(self.submission_id.is_some(), self.submission_id == payment.payment_submission_id)
            || same(
                self.unique_payee_reference.is_some(),
                self.unique_payee_reference == payment.payee_reference,
            )
    }

    /// Whether nothing that is known of both speaks against it.
    pub(super) fn agrees_with(&self, payment: &Payment) -> bool {
        fn agree<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
            one.zip(other).is_none_or(|(one, other)| one == other)
        }
        agree(self.amount.as_ref(), Some(&payment.amount))
            && agree(self.payee_id.as_ref(), payment.payee_id.as_ref())
            && agree(self.submission_id.as_ref(), payment.payment_submission_id.as_ref())
            && agree(self.unique_payee_reference.as_ref(), payment.payee_reference.as_ref())
    }
}

/// What [`Resolve`](super::Resolve) found out, with its evidence.
#[derive(Clone, Debug)]
pub enum Resolution {
    /// The money has moved. The payment says so, in a status that is final.
    Moved(Box<Payment>),
    /// The money has not moved and will not. The payment says so, in a status that is final.
    NotMoved(Box<Payment>),
    /// Nobody knows; so do not pay again.
    Unknown(Box<Doubt>),
}

/// What to do after a [`Resolution`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NextStep {
    /// Nothing: it is paid.
    Nothing,
    /// Another attempt pays once.
    MayPayAgain,
    /// Look again later, with the same attempt: the service may know more then.
    ResolveLater,
    /// Ask the payer's bank or Moneyhub's support: looking again is not likely to help.
    Ask,
}

/// Why it is not known, and what there is to go by.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Doubt {
    /// The reason.
    pub why: Why,
    /// The payment as it was read last.
    pub payment: Option<Payment>,
    /// The authorisation request as it was read last.
    pub auth_request: Option<AuthRequest>,
    /// The last read that failed.
    pub failure: Option<Error>,
    pub(super) ambiguous: bool,
}

/// Why it is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// The attempt has nothing that a payment could be found by.
    #[default]
    NothingToGoBy,
    /// No payment of this attempt was found. That is no proof that there is none.
    NoPayment,
    /// Several payments bear what should be of this attempt alone, or one that does is of another payee or
    /// amount.
    Ambiguous,
    /// The payment is going on.
    GoingOn,
    /// The payment failed, in a status that is not said to be final.
    Failed,
    /// The payment is in a status that this version does not know.
    UnknownStatus,
}

impl Why {
    pub(super) fn of(doubt: &Doubt, nothing_known: bool) -> Self {
        match doubt.payment.as_ref().map(|payment| payment.status.stage()) {
            _ if doubt.ambiguous => Self::Ambiguous,
            Some(Some(Stage::GoingOn)) => Self::GoingOn,
            Some(Some(Stage::Failed)) => Self::Failed,
            Some(_) => Self::UnknownStatus,
            None if nothing_known => Self::NothingToGoBy,
            None => Self::NoPayment,
        }
    }
}

impl Resolution {
    /// What to do next.
    #[must_use]
    pub fn next_step(&self) -> NextStep {
        match self {
            Self::Moved(_) => NextStep::Nothing,
            Self::NotMoved(_) => NextStep::MayPayAgain,
            Self::Unknown(doubt) => match doubt.why {
                Why::GoingOn | Why::NoPayment => NextStep::ResolveLater,
                Why::Ambiguous | Why::Failed | Why::NothingToGoBy | Why::UnknownStatus => {
                    NextStep::Ask
                }
            },
        }
    }
}
