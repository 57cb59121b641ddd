//! Projects of users: accounts that belong together, such as those of a rented-out house.
//!
//! All of these belong to the data API, and take tokens of the user:
//! `client.user(&user_id).send(..)`.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`] | `GET /projects` | `projects:read` |
//! | [`Get`] | `GET /projects/{projectId}` | the same |
//! | [`Create`] | `POST /projects` | `projects:write` |
//! | [`Update`] | `PATCH /projects/{projectId}` | the same |
//! | [`Delete`] | `DELETE /projects/{projectId}` | `projects:delete` |

use crate::api::prelude::*;

/// `GET /projects`: the projects of a user, page by page. Scope `projects:read`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list.
    pub window: Window,
}

impl Endpoint for List {
    type Output = Page<Project>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("projects.list", "/projects", decode::page)
        .needs(&[scope::PROJECTS_READ]);

    fn fill(&self, call: Call) -> Call {
        call.window(self.window)
    }
}

/// `GET /projects/{projectId}`: one project. Scope `projects:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The project.
    pub project_id: ProjectId,
}

impl Endpoint for Get {
    type Output = Project;
    const OPERATION: Operation<Project> = Service::Data
        .get("projects.get", "/projects/{projectId}", decode::data)
        .needs(&[scope::PROJECTS_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("projectId", &self.project_id)
    }
}

/// `POST /projects`: creates a project. Scope `projects:write`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, projects};
///
/// let create = projects::Create {
///     name: "Flat 2".into(),
///     kind: projects::ProjectType::Rental,
///     account_ids: vec!["an-account".into()],
/// };
/// let request = codec::encode(&create, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// let body = r#"{"name":"Flat 2","type":"RentalProject","accountIds":["an-account"]}"#;
/// assert_eq!(request.body(), body);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Create {
    /// The name.
    pub name: String,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: ProjectType,
    /// Its accounts. They are an array, although the readme of Moneyhub's Node client shows a
    /// string with commas.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub account_ids: Vec<AccountId>,
}

impl Endpoint for Create {
    type Output = Project;
    const OPERATION: Operation<Project> = Service::Data
        .post("projects.create", "/projects", decode::data)
        .needs(&[scope::PROJECTS_WRITE]);

    fn fill(&self, call: Call) -> Call {
        call.json(self)
    }
}

/// `PATCH /projects/{projectId}`: changes a project; members that are `None` stay as they are. Scope
/// `projects:write`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The project.
    pub project_id: ProjectId,
    /// What to change.
    pub changes: Changes,
}

impl Endpoint for Update {
    type Output = Project;
    const OPERATION: Operation<Project> = Service::Data
        .patch("projects.update", "/projects/{projectId}", decode::data)
        .needs(&[scope::PROJECTS_WRITE]);

    fn fill(&self, call: Call) -> Call {
        call.path("projectId", &self.project_id).json(&self.changes)
    }
}

/// Changes to a project. Members that are `None` stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Changes {
    /// The name.
    pub name: Option<String>,
    /// All its accounts, including those that stay.
    pub account_ids: Option<Vec<AccountId>>,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: Option<ProjectType>,
    /// Whether it is archived.
    pub archived: Option<bool>,
}

/// `DELETE /projects/{projectId}`: deletes a project that was created by [`Create`]; others can't be deleted.
/// Scope `projects:delete`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delete {
    /// The project.
    pub project_id: ProjectId,
}

impl Endpoint for Delete {
    type Output = ();
    const OPERATION: Operation<()> = Service::Data
        .delete("projects.delete", "/projects/{projectId}", decode::empty)
        .needs(&[scope::PROJECTS_DELETE]);

    fn fill(&self, call: Call) -> Call {
        call.path("projectId", &self.project_id)
    }
}

/// A project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Project {
    /// The id. Moneyhub's swagger gives it no type; all samples have strings.
    pub id: ProjectId,
    /// The name.
    pub name: String,
    /// Its accounts. Missing in Moneyhub's Node types.
    pub account_ids: Option<Vec<AccountId>>,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: ProjectType,
    /// When it was created.
    pub date_created: Option<Timestamp>,
    /// Whether it is archived.
    pub archived: Option<bool>,
}

impl Item for Project {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

open_enum! {
    /// The kind of a project.
    #[derive(Default)]
    pub enum ProjectType {
        /// Any other.
        #[default]
        Generic = "GenericProject",
        /// A property.
        Property = "PropertyProject",
        /// A rented-out property.
        Rental = "RentalProject",
    }
}
