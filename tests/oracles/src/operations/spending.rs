use moneyhub_proto::spending::{Analyse, Period};

use super::{Typed, typed};

pub(super) fn operations() -> Vec<Typed> {
    let least = |_: &str| Analyse { periods: vec![period("currentMonth")], ..Default::default() };
    let most = |id: &str| Analyse {
        periods: ["currentMonth", "previous-month", "2024_05"].map(period).into(),
        account_ids: vec![id.into(), "another".into()],
        category_ids: vec![id.into()],
        project_ids: vec![id.into()],
    };
    vec![typed("spending.analysis", least, most)]
}

fn period(name: &str) -> Period {
    Period { name: name.into(), from: "2024-05-01".into(), to: "2024-05-31".into() }
}
