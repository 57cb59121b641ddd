use moneyhub_proto::scim::*;
use serde_json::json;

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed(
            "scim.users.create",
            |_| Create::new("employee-17"),
            |_| Create {
                external_id: "employee-17".into(),
                name: Some(Name {
                    family_name: Some("Example".into()),
                    given_name: Some("Alex".into()),
                }),
                email: Some("someone@example.com".into()),
                user_type: Some(UserType::Guest),
                subtenant: Some(Subtenant {
                    name: "A subtenant".into(),
                    provider_id: "a-provider".into(),
                }),
            },
        ),
        plain("scim.users.get", |id| Get { user_id: id.into() }),
        plain("scim.users.search", |_| Search {
            body: json!({"filter": "externalId eq \"employee-17\""}),
        }),
    ]
}
