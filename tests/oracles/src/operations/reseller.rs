use moneyhub_proto::reseller::Check;

use super::{Typed, typed};

pub(super) fn operations() -> Vec<Typed> {
    let most = |_: &str| Check { telephone: Some("+44 20 7946 0000".into()), ..least("") };
    vec![typed("reseller.check", least, most)]
}

fn least(_: &str) -> Check {
    Check {
        company_registration_number: "01234567".into(),
        email: "someone@example.com".into(),
        telephone: None,
    }
}
