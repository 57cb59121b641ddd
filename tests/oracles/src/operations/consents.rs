use moneyhub_proto::consents::Show;

use super::{Typed, plain};

pub(super) fn operations() -> Vec<Typed> {
    vec![plain("consents.show", |id| Show { auth_request_id: id.into() })]
}
