//! The chapter "Projects". A user with a property has a project for it from the start.

use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::finance::Project;
use crate::mix::{mix128, uuid};
use crate::population::UserIndex;
use crate::service::Service;
use crate::service::answer::{Answer, bad_request, no_content, not_found};
use crate::service::call::{Call, Outcome};

const KIND_PROJECT: u64 = 19;

impl Service {
    pub(super) fn list_projects(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let shown = self.projects_of(user).iter().map(shown).collect();
        Ok(self.page_of::<Value>(call, shown))
    }

    pub(super) fn get_project(&mut self, call: &Call<'_>) -> Outcome {
        let (_, project) = self.named_project(call)?;
        Ok(self.single(call, &shown(&project)))
    }

    pub(super) fn create_project(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let mut project = Project {
            id: self.finance.new_id(),
            name: String::new(),
            account_ids: Vec::new(),
            kind: String::new(),
            created: self.clock.now_millis(),
            archived: false,
            given: false,
        };
        self.write_project(user, &mut project, &call.json)?;
        self.finance.plans_mut(user.number()).projects.push(project.clone());
        Ok(self.single(call, &shown(&project)))
    }

    pub(super) fn update_project(&mut self, call: &Call<'_>) -> Outcome {
        let (user, mut project) = self.named_project(call)?;
        self.write_project(user, &mut project, &call.json)?;
        let projects = &mut self.finance.plans_mut(user.number()).projects;
        match projects.iter_mut().find(|known| known.id == project.id) {
            Some(known) => *known = project.clone(),
            None => projects.insert(0, project.clone()),
        }
        Ok(self.single(call, &shown(&project)))
    }

    /// Only one that a request created.
    pub(super) fn delete_project(&mut self, call: &Call<'_>) -> Outcome {
        let (user, project) = self.named_project(call)?;
        if project.given {
            return Err(Box::new(bad_request("only projects of POST /projects can be deleted")));
        }
        self.finance.plans_mut(user.number()).projects.retain(|known| known.id != project.id);
        Ok(no_content())
    }

    /// The given one first.
    fn projects_of(&self, user: UserIndex) -> Vec<Project> {
        let kept = self.finance.plans(user.number()).projects.iter();
        let mut projects: Vec<Project> = kept.cloned().collect();
        let changed = projects.iter().any(|project| project.given);
        let accounts = self.accounts_of(user);
        let home = accounts.iter().find(|account| account.kind.name == "properties:residential");
        if let Some(home) = home.filter(|_| !changed) {
            let given = Project {
                id: uuid(mix128(KIND_PROJECT, user.number(), u64::from(home.number))),
                name: home.kind.label.to_owned(),
                account_ids: vec![home.id.clone()],
                kind: "PropertyProject".to_owned(),
                created: home.added,
                archived: false,
                given: true,
            };
            projects.insert(0, given);
        }
        projects
    }

    fn named_project(&self, call: &Call<'_>) -> Result<(UserIndex, Project), Box<Answer>> {
        let user = self.user_of(call)?;
        let projects = self.projects_of(user).into_iter();
        let found = projects.into_iter().find(|project| project.id == call.path_parameter(0));
        found.map(|project| (user, project)).ok_or_else(|| Box::new(not_found("Project not found")))
    }

    /// Applies the members of a body. The schema has been checked.
    fn write_project(
        &self,
        user: UserIndex,
        project: &mut Project,
        body: &Value,
    ) -> Result<(), Box<Answer>> {
        if let Some(ids) = body["accountIds"].as_array() {
            let ids = ids.iter().filter_map(Value::as_str);
            let known = ids.map(|id| self.account_with(user, id).map(|account| account.id));
            project.account_ids = known.collect::<Result<_, _>>()?;
        }
        if let Some(name) = body["name"].as_str() {
            name.clone_into(&mut project.name);
        }
        if let Some(kind) = body["type"].as_str() {
            kind.clone_into(&mut project.kind);
        }
        project.archived = body["archived"].as_bool().unwrap_or(project.archived);
        Ok(())
    }
}

fn shown(project: &Project) -> Value {
    json!({
        "id": project.id,
        "name": project.name,
        "accountIds": project.account_ids,
        "type": project.kind,
        "dateCreated": rfc3339(project.created),
        "archived": project.archived,
    })
}
