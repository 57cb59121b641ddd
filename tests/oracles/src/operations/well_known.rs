use moneyhub_proto::well_known::*;

use super::{Typed, typed};

/// The nine lists differ in nothing but their type.
macro_rules! lists {
    ($($id:literal: $list:ident,)+) => {
        vec![$(typed(
            $id,
            |_| $list::default(),
            |_| $list { client_id: Some("0f6a2c1e-7b3d-4c59-8e21-3a4b5c6d7e8f".into()) },
        ),)+]
    };
}

pub(super) fn operations() -> Vec<Typed> {
    lists! {
        "wellknown.all_connections": ListAll,
        "wellknown.api_connections": ListApi,
        "wellknown.legacy_connections": ListLegacy,
        "wellknown.test_connections": ListTest,
        "wellknown.payments_connections": ListPayments,
        "wellknown.beta_connections": ListBeta,
        "wellknown.zoopla_connections": ListZoopla,
        "wellknown.mouseprice_connections": ListMouseprice,
        "wellknown.autotrader_connections": ListAutotrader,
    }
}
