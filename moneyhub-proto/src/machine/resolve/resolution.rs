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

/// What is known about an attempt to pay. Store it before you begin: the resolver searches by everything that
/// is known.
///
/// Ids are reliable. A reference is only reliable if it is unique: give every attempt its own, and never use
/// it again, or the payment of another attempt is mistaken for this one.
///
/// `Debug` shows the ids, and masks the reference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attempt {
    /// The payment, from the `id_token` (`mh:payment`) or a completed authorisation request.
    pub payment_id: Option<PaymentId>,
    /// The authorisation request that it came from.
    pub auth_request_id: Option<AuthRequestId>,
    /// The id of the submission to the bank. The list is searched for it.
    pub submission_id: Option<PaymentSubmissionId>,
    /// The reference on the payee's statement, if unique to this attempt. The list is searched for it.
    pub unique_payee_reference: Option<PaymentReference>,
    /// The registered payee: narrows the list. A payment to another payee does not match.
    pub payee_id: Option<PayeeId>,
    /// The amount in minor units such as pence. A payment of another amount does not match.
    pub amount: Option<i64>,
    /// When it began: the list is searched from the day before.
    pub began: Option<UnixTime>,
}

impl Attempt {
    pub(super) const fn can_be_searched(&self) -> bool {
        self.submission_id.is_some() || self.unique_payee_reference.is_some()
    }

    pub(super) const fn can_be_found(&self) -> bool {
        self.payment_id.is_some() || self.auth_request_id.is_some() || self.can_be_searched()
    }

    /// The list to search. It begins a day earlier, because no source states the time zone of the dates.
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

    /// Whether a payment has an id or reference that is unique to this attempt.
    pub(super) fn names(&self, payment: &Payment) -> bool {
        let same = |known: bool, same: bool| known && same;
        same(self.submission_id.is_some(), self.submission_id == payment.payment_submission_id)
            || same(
                self.unique_payee_reference.is_some(),
                self.unique_payee_reference == payment.payee_reference,
            )
    }

    /// Whether a payment may be of this amount and to this payee.
    pub(super) fn is_for(&self, payment: &Payment) -> bool {
        agree(self.amount.as_ref(), Some(&payment.amount))
            && agree(self.payee_id.as_ref(), payment.payee_id.as_ref())
    }

    /// Whether nothing known about the payment rules it out.
    pub(super) fn agrees_with(&self, payment: &Payment) -> bool {
        self.is_for(payment)
            && agree(self.submission_id.as_ref(), payment.payment_submission_id.as_ref())
            && agree(self.unique_payee_reference.as_ref(), payment.payee_reference.as_ref())
    }
}

/// Whether two are the same, or one of them is unknown.
fn agree<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one == other)
}

/// What [`Resolve`](super::Resolve) found out, with its evidence.
#[derive(Clone, Debug)]
pub enum Resolution {
    /// The money has moved. The payment says so, with a final status.
    Moved(Box<Payment>),
    /// The money has not moved and will not. The payment says so, with a final status.
    NotMoved(Box<Payment>),
    /// Unknown: do not pay again.
    Unknown(Box<Doubt>),
}

/// What to do after a [`Resolution`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NextStep {
    /// Nothing: it is paid.
    Nothing,
    /// You may pay again: this payment will not move money any more. A pay link is another matter: it may be
    /// opened again and paid until it is used up, has expired or is archived.
    MayPayAgain,
    /// Resolve the same attempt again later: the service may know more then.
    ResolveLater,
    /// Ask the payer's bank or Moneyhub's support: resolving again is unlikely to help.
    Ask,
}

/// Why the result is unknown, with the evidence so far.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Doubt {
    /// The reason.
    pub why: Why,
    /// The payment as last read.
    pub payment: Option<Payment>,
    /// The authorisation request as last read.
    pub auth_request: Option<AuthRequest>,
    /// The last read that failed.
    pub failure: Option<Error>,
    pub(super) ambiguous: bool,
}

/// Why the result is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// The attempt has nothing to find a payment by.
    #[default]
    NothingToGoBy,
    /// No payment of this attempt was found. That does not prove that there is none.
    NoPayment,
    /// Several payments have the id or reference that should be unique to this attempt, or the one that has
    /// it goes to another payee or has another amount.
    Ambiguous,
    /// The payment is in progress.
    GoingOn,
    /// The payment failed, with a status that is not documented as final.
    Failed,
    /// The payment has an unknown status.
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
