use moneyhub_proto::tax::Get;

use super::{Typed, typed};

pub(super) fn operations() -> Vec<Typed> {
    let least = |_: &str| Get {
        start_date: "2023-04-06".into(),
        end_date: "2024-04-05".into(),
        project_id: None,
        account_id: None,
    };
    let most = |id: &str| Get {
        start_date: "2023-04-06".into(),
        end_date: "2024-04-05".into(),
        project_id: Some(id.into()),
        account_id: Some(id.into()),
    };
    vec![typed("tax.get", least, most)]
}
