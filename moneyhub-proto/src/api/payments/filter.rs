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
            .checked(check_days(
                ("startDate", self.start_date.as_ref()),
                ("endDate", self.end_date.as_ref()),
            ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::payments::List;

    #[test]
    fn a_last_day_before_the_first_is_refused() {
        let list = |first: &'static str, last: &'static str| List {
            filter: Filter {
                start_date: Some(first.into()),
                end_date: Some(last.into()),
                ..Filter::default()
            },
            ..List::default()
        };
        assert!(list("2024-05-31", "2024-05-31").call().is_ok());
        let wrong =
            RequestError::Invalid { parameter: "endDate", problem: "is before the first day" };
        assert_eq!(refusal_of(&list("2024-06-01", "2024-05-31")), wrong);
    }
}
