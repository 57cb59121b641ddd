use crate::api::prelude::*;

/// `GET /categories`: the categories that CaaS assigns. Scope `caas:categories:read`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListCategories;

impl Endpoint for ListCategories {
    type Output = Vec<Category>;
    const OPERATION: Operation<Self::Output> = Service::Caas
        .get("caas.list_categories", "/categories", decode::list)
        .needs(&[scope::CAAS_CATEGORIES_READ]);
}

/// `GET /category-groups`: the groups of categories. Scope `caas:categories:read`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListCategoryGroups;

impl Endpoint for ListCategoryGroups {
    type Output = Vec<CategoryGroup>;
    const OPERATION: Operation<Self::Output> = Service::Caas
        .get("caas.list_category_groups", "/category-groups", decode::list)
        .needs(&[scope::CAAS_CATEGORIES_READ]);
}

/// `GET /users/{userId}/custom-categories`: the categories that you created for a user. Scope
/// `caas:categories:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListCustomCategories {
    /// Your own id for the user.
    pub user_id: CaasUserId,
}

impl Endpoint for ListCustomCategories {
    type Output = Vec<CustomCategory>;
    const OPERATION: Operation<Self::Output> = Service::Caas
        .get("caas.list_custom_categories", "/users/{userId}/custom-categories", decode::list)
        .needs(&[scope::CAAS_CATEGORIES_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("userId", &self.user_id)
    }
}

/// `POST /users/{userId}/custom-categories`: creates a category for a user. Scope `caas:categories:write`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateCustomCategory {
    /// Your own id for the user.
    pub user_id: CaasUserId,
    /// The name.
    pub custom_category_name: String,
}

impl Endpoint for CreateCustomCategory {
    type Output = CustomCategory;
    const OPERATION: Operation<CustomCategory> = Service::Caas
        .post("caas.create_custom_category", "/users/{userId}/custom-categories", decode::data)
        .needs(&[scope::CAAS_CATEGORIES_WRITE]);

    fn fill(&self, call: Call) -> Call {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Body<'a> {
            custom_category_name: &'a str,
        }
        let custom_category_name = &*self.custom_category_name;
        call.path("userId", &self.user_id).json(&Body { custom_category_name })
    }
}

/// `DELETE /users/{userId}/custom-categories/{categoryId}`: deletes a custom category. Scope
/// `caas:categories:delete`. If it no longer exists, the answer is a 404.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteCustomCategory {
    /// Your own id for the user.
    pub user_id: CaasUserId,
    /// The category, by the service's id: a UUID.
    pub category_id: CaasCategoryId,
}

impl Endpoint for DeleteCustomCategory {
    type Output = ();
    const OPERATION: Operation<()> = Service::Caas
        .delete(
            "caas.delete_custom_category",
            "/users/{userId}/custom-categories/{categoryId}",
            decode::empty,
        )
        .needs(&[scope::CAAS_CATEGORIES_DELETE]);

    fn fill(&self, call: Call) -> Call {
        call.path("userId", &self.user_id).path("categoryId", &self.category_id)
    }
}

/// A category. Names are strings, because there are many and more will follow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Category {
    /// The id.
    pub l2_category_id: CaasCategoryId,
    /// The name, such as `groceries`.
    pub l2_category_name: Option<String>,
    /// Its group.
    pub l1_category_group_id: Option<CaasCategoryGroupId>,
    /// The name of the group, such as `household`.
    pub l1_category_group_name: Option<String>,
}

/// A group of categories.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CategoryGroup {
    /// The id.
    pub l1_category_group_id: CaasCategoryGroupId,
    /// The name, such as `household`.
    pub l1_category_group_name: Option<String>,
    /// The kind of its categories.
    pub l1_category_type: Option<CategoryGroupType>,
}

/// A category that you created for a user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CustomCategory {
    /// The id, a UUID.
    pub custom_category_id: CaasCategoryId,
    /// The name.
    pub custom_category_name: String,
}

open_enum! {
    /// The kind of the categories in a group.
    pub enum CategoryGroupType {
        /// Deferred payments.
        Deferred = "deferred",
        /// Money out.
        Expense = "expense",
        /// Money in.
        Income = "income",
        /// A mixture of these.
        Mixed = "mixed",
        /// Transfers between the user's accounts.
        Transfer = "transfer",
        /// Unknown.
        Uncategorised = "uncategorize",
    }
}
