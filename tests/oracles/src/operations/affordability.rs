use moneyhub_proto::{Window, affordability::*};

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed("affordability.list", |_| List::default(), |_| List { window: WINDOW }),
        typed(
            "affordability.create",
            |_| Create::default(),
            |_| Create { subject: Some(subject()) },
        ),
        plain("affordability.get", |id| Get { report_id: id.into() }),
        plain("affordability.confidence", |_| GetConfidence),
        typed(
            "affordability.income.list",
            |_| ListIncomeReports::default(),
            |_| ListIncomeReports { window: WINDOW },
        ),
        typed(
            "affordability.income.create",
            |_| CreateIncomeReport::default(),
            |_| CreateIncomeReport { subject: Some(subject()) },
        ),
        plain("affordability.income.get", |id| GetIncomeReport { report_id: id.into() }),
    ]
}

const WINDOW: Window = Window { limit: 25, offset: 50 };

pub(super) fn subject() -> ReportSubject {
    ReportSubject {
        external_user_id: Some("customer-0042".into()),
        name: Some("Alex Example".into()),
        email: Some("someone@example.com".into()),
    }
}
