//! Categories of transactions: standard ones, which everybody has, and a user's own.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`] | `GET /categories` | `categories:read` |
//! | [`Get`] | `GET /categories/{categoryId}` | `categories:read` |
//! | [`Create`] | `POST /categories` | `categories:read categories:write` |
//! | [`ListGroups`] | `GET /category-groups` | `categories:read` |
//! | [`ListStandard`] | `GET /standard-categories` | no token |
//! | [`ListStandardGroups`] | `GET /standard-category-groups` | no token |
//!
//! The first four take tokens of the user: `client.user(&user_id).send(..)`. The last two come from
//! Moneyhub's Node client, whose tests call them without a token; its reference does not list them.

mod groups;
mod standard;

pub use self::{
    groups::{CategoryGroup, ListGroups},
    standard::{ListStandard, ListStandardGroups},
};
use crate::api::prelude::*;

/// `GET /categories`: the categories of a user, page by page. Scope `categories:read`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, categories, codec};
///
/// let kind = Some(categories::CategoryType::All);
/// let list = categories::List { kind, ..Default::default() };
/// let request = codec::encode(&list, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.uri().query(), Some("limit=100&offset=0&type=all"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list.
    pub window: Window,
    /// Which categories, on the wire `type`: personal ones if absent.
    pub kind: Option<CategoryType>,
}

impl Endpoint for List {
    type Output = Page<Category>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("categories.list", "/categories", decode::page)
        .needs(&[scope::CATEGORIES_READ]);

    fn fill(&self, call: Call) -> Call {
        call.window(self.window).query("type", &self.kind)
    }
}

/// `GET /categories/{categoryId}`: one category. Scope `categories:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The category.
    pub category_id: CategoryId,
    /// Which categories to search, on the wire `type`: personal ones if absent. A business category may not
    /// be found without it; no source says.
    pub kind: Option<CategoryType>,
}

impl Endpoint for Get {
    type Output = Category;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("categories.get", "/categories/{categoryId}", decode::data)
        .needs(&[scope::CATEGORIES_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("categoryId", &self.category_id).query("type", &self.kind)
    }
}

/// `POST /categories`: creates a category of the user's own. Scopes `categories:read` and
/// `categories:write`; Moneyhub's swagger requires only the second, its Node client requests both.
///
/// Creating twice may make two categories with one name, so it is retried only if the service
/// certainly did nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Create {
    /// The group that it belongs to, `group:<n>`. Any other form is refused before anything is sent; for a
    /// group that does not exist, the service answers 400.
    pub group: CategoryGroupId,
    /// The name.
    pub name: String,
}

impl Endpoint for Create {
    type Output = Category;
    const OPERATION: Operation<Self::Output> = Service::Data
        .post("categories.create", "/categories", decode::data)
        .needs(&[scope::CATEGORIES_READ, scope::CATEGORIES_WRITE]);

    fn fill(&self, call: Call) -> Call {
        let number = self.group.as_str().strip_prefix("group:").unwrap_or_default();
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let problem = "is not `group:` and a number, such as group:2";
        call.refuse_if(!is_number, RequestError::Invalid { parameter: "group", problem }).json(self)
    }
}

/// A category of transactions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Category {
    /// The id: `std:<uuid>` for a standard category, `cus:<uuid>` for a user's own.
    pub category_id: CategoryId,
    /// The group that it belongs to.
    pub group: CategoryGroupId,
    /// The name. Only a user's own categories have one.
    pub name: Option<String>,
    /// The key for translations, such as `groceries`. Only standard categories have one.
    pub key: Option<String>,
}

impl Item for Category {
    fn identity(&self) -> &str {
        self.category_id.as_str()
    }
}

open_enum! {
    /// Whether categories are personal or for a business.
    pub enum CategoryType {
        /// For both.
        All = "all",
        /// A company's.
        Business = "business",
        /// A person's.
        Personal = "personal",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_that_is_not_written_as_group_and_a_number_is_refused() {
        let create = |group: &str| Create { group: group.into(), name: "Dog walking".into() };
        for group in ["", "2", "group:", "group-2", "group:two", "group:2b", "Group:2"] {
            let refused = refusal_of(&create(group));
            assert!(matches!(refused, RequestError::Invalid { parameter: "group", .. }), "{group}");
        }
        assert!(create("group:2").call().is_ok() && create("group:117").call().is_ok());
    }
}
