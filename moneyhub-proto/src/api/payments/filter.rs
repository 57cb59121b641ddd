use crate::api::prelude::*;

/// Selects payments, standing orders, or consents to recurring payments. All given conditions must match; the
/// default matches everything.
///
/// For standing orders and recurring payments, only the readme of Moneyhub's Node client mentions payee and
/// days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only of this user.
    pub user_id: Option<UserId>,
    /// Only to this payee.
    pub payee_id: Option<PayeeId>,
    /// The first day.
    pub start_date: Option<Date>,
    /// The last day.
    pub end_date: Option<Date>,
}

impl Filter {
    pub(crate) fn add_to(&self, call: Call) -> Call {
        call.query("userId", &self.user_id)
            .query("payeeId", &self.payee_id)
            .query("startDate", &self.start_date)
            .query("endDate", &self.end_date)
    }
}
