use moneyhub_proto::thresholds::*;

use super::{Typed, plain};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        plain("thresholds.list", |id| List { account_id: id.into() }),
        plain("thresholds.create", |id| Create {
            account_id: id.into(),
            threshold: Threshold { value: 10_000, kind: ThresholdType::Above },
        }),
        plain("thresholds.update", |id| Update {
            account_id: id.into(),
            threshold_id: id.into(),
            threshold: Threshold { value: -10_000, kind: ThresholdType::Below },
        }),
        plain("thresholds.delete", |id| Delete { account_id: id.into(), threshold_id: id.into() }),
    ]
}
