use crate::api::prelude::*;

/// `GET /categories`: the categories that CaaS finds. Scope `caas:categories:read`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListCategories;

impl Endpoint for ListCategories {
    type Output = Vec<Category>;
    const OPERATION: Operation<Self::Output> = Service::Caas
        .get("caas.list_categories", "/categories", decode::list)
        .needs(&[scope::CAAS_CATEGORIES_READ]);
}

/// `GET /category-groups`: the groups that they are in. Scope `caas:categories:read`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListCategoryGroups;

impl Endpoint for ListCategoryGroups {
    type Output = Vec<CategoryGroup>;
    const OPERATION: Operation<Self::Output> = Service::Caas
        .get("caas.list_category_groups", "/category-groups", decode::list)
        .needs(&[scope::CAAS_CATEGORIES_READ]);
}

/// `GET /users/{userId}/custom-categories`: the categories that you made for a user. Scope
/// `caas:categories:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListCustomCategories {
    /// Your own id of the user.
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

/// `POST /users/{userId}/custom-categories`: makes a category for a user. Scope `caas:categories:write`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateCustomCategory {
    /// Your own id of the user.
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

/// `DELETE /users/{userId}/custom-categories/{categoryId}`: deletes one of them. Scope
/// `caas:categories:delete`. One that is gone already is answered by a 404.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteCustomCategory {
    /// Your own id of the user.
    pub user_id: CaasUserId,
    /// The category, by the id that the service gave: a UUID.
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

/// A category. Names are texts, because there are many and more are to be expected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Category {
    /// The id.
    pub l2_category_id: CaasCategoryId,
    /// The name, such as `groceries`.
    pub l2_category_name: Option<String>,
    /// The group that it is in.
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
    /// What its categories are of.
    pub l1_category_type: Option<CategoryGroupType>,
}

/// A category that you made for a user.
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
    /// What the categories of a group are of.
    pub enum CategoryGroupType {
        /// What is put off.
        Deferred = "deferred",
        /// Money out.
        Expense = "expense",
        /// Money in.
        Income = "income",
        /// Several of these.
        Mixed = "mixed",
        /// Between accounts of the user.
        Transfer = "transfer",
        /// Unknown.
        Uncategorised = "uncategorize",
    }
}
