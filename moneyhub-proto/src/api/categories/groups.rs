use super::CategoryType;
use crate::api::prelude::*;

/// `GET /category-groups`: the groups that categories belong to. Scope `categories:read`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListGroups {
    /// Which groups, on the wire `type`: personal ones if absent. [`CategoryType::All`] is refused before
    /// anything is sent: unlike the other lists, this one documents only the other two values.
    pub kind: Option<CategoryType>,
}

impl Endpoint for ListGroups {
    type Output = Vec<CategoryGroup>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("categories.list_groups", "/category-groups", decode::list)
        .needs(&[scope::CATEGORIES_READ]);

    fn fill(&self, call: Call) -> Call {
        call.query("type", &self.kind).refuse_if(
            self.kind == Some(CategoryType::All),
            RequestError::Invalid {
                parameter: "type",
                problem: "can't be `all` in a list of groups: ask for `personal` and `business`",
            },
        )
    }
}

/// A group of categories.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CategoryGroup {
    /// The id, `group:<n>`.
    pub id: CategoryGroupId,
    /// The key for translations, such as `bills`.
    pub key: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_both_kinds_at_once_are_refused() {
        let refused = ListGroups { kind: Some(CategoryType::All) }.call().unwrap_err();
        assert!(refused.to_string().contains("`all`"), "{refused}");
    }
}
