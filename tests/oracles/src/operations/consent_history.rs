use moneyhub_proto::{Window, consent_history::List};

use super::{Typed, typed};

pub(super) fn operations() -> Vec<Typed> {
    let most =
        |id: &str| List { window: Window { limit: 25, offset: 50 }, user_id: Some(id.into()) };
    vec![typed("consent_history.list", |_| List::default(), most)]
}
