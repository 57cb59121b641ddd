use super::{Category, CategoryGroup, CategoryType};
use crate::api::prelude::*;

/// `GET /standard-categories`: the standard categories, page by page. No token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListStandard {
    /// The part of the list.
    pub window: Window,
    /// Which categories, on the wire `type`. No source says what is listed without it.
    pub kind: Option<CategoryType>,
}

impl Endpoint for ListStandard {
    type Output = Page<Category>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("categories.list_standard", "/standard-categories", decode::page)
        .of_nobody();

    fn fill(&self, call: Call) -> Call {
        call.window(self.window).query("type", &self.kind)
    }
}

/// `GET /standard-category-groups`: the standard groups. No token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListStandardGroups {
    /// Which groups, on the wire `type`. No source says what is listed without it.
    pub kind: Option<CategoryType>,
}

impl Endpoint for ListStandardGroups {
    type Output = Vec<CategoryGroup>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("categories.list_standard_groups", "/standard-category-groups", decode::list)
        .of_nobody();

    fn fill(&self, call: Call) -> Call {
        call.query("type", &self.kind)
    }
}
