//! Categorisation as a service (CaaS): it enriches the transactions that clients send, and stores
//! them.
//!
//! Users, accounts and transactions are the client's own and unknown to the rest of the sandbox;
//! another client does not see them.

mod catalogue;
mod enrich;
mod kept;
mod regular;
mod splits;
mod transactions;

use serde::Serialize;
use serde_json::{Value, json};

use crate::finance::counterparties;
use crate::service::Service;
use crate::service::answer::{Answer, bad_request, no_content, not_found};
use crate::service::call::{Call, Outcome};
use catalogue::{CATEGORIES, GROUPS, geotag, shown_company};
pub(in crate::service) use kept::Caas;
use kept::{CustomCategory, Kept};

impl Service {
    pub(super) fn caas(&mut self, call: &Call<'_>) -> Outcome {
        match call.operation.id.as_str() {
            "caas.categories.list" => {
                let all: Vec<Value> = CATEGORIES.iter().map(|one| one.write()).collect();
                Ok(self.caas_list(call, &all))
            }
            "caas.category_groups.list" => {
                let all: Vec<Value> = GROUPS.iter().map(|one| one.write()).collect();
                Ok(self.caas_list(call, &all))
            }
            "caas.custom_categories.list" => self.list_caas_custom(call),
            "caas.custom_categories.create" => self.create_caas_custom(call),
            "caas.custom_categories.delete" => self.delete_caas_custom(call),
            "caas.counterparties.list" => self.list_caas_companies(call),
            "caas.geotags.list" => self.list_geotags(call),
            "caas.users.delete" => self.delete_caas_user(call),
            "caas.accounts.delete" => self.delete_caas_account(call),
            "caas.transactions.enrich" => self.enrich(call),
            "caas.transactions.list" => self.list_enriched(call),
            "caas.transactions.update" => self.update_enriched(call),
            "caas.transactions.delete" => self.delete_enriched(call),
            "caas.transactions.enhanced" => self.enhanced(call),
            "caas.splits.put" => self.put_caas_splits(call),
            "caas.splits.delete" => self.delete_caas_splits(call),
            "caas.regular_transactions.list" => self.list_caas_regular(call),
            _ => Err(Box::new(not_found("no such route"))),
        }
    }

    fn list_caas_custom(&mut self, call: &Call<'_>) -> Outcome {
        let mine = self.kept(call).custom_categories(call.path_parameter(0));
        let shown: Vec<Value> = mine.map(CustomCategory::write).collect();
        Ok(self.caas_list(call, &shown))
    }

    fn create_caas_custom(&mut self, call: &Call<'_>) -> Outcome {
        let name = call.member("customCategoryName").unwrap_or_default();
        if name.is_empty() {
            return Err(Box::new(bad_request("customCategoryName is empty")));
        }
        let created = CustomCategory {
            id: self.finance.new_id(),
            user: call.path_parameter(0).to_owned(),
            name: name.to_owned(),
        };
        let shown = created.write();
        self.kept(call).custom.push(created);
        Ok(self.without_links(call, &shown))
    }

    fn delete_caas_custom(&mut self, call: &Call<'_>) -> Outcome {
        let (user, id) = (call.path_parameter(0), call.path_parameter(1));
        let custom = &mut self.kept(call).custom;
        let before = custom.len();
        custom.retain(|one| one.user != user || one.id != id);
        match custom.len() < before {
            true => Ok(no_content()),
            false => Err(Box::new(not_found("Custom category not found"))),
        }
    }

    fn list_caas_companies(&mut self, call: &Call<'_>) -> Outcome {
        let page = self.page(call);
        let size = |number| usize::try_from(number).unwrap_or(usize::MAX);
        let all = counterparties().iter().skip(size(page.offset)).take(size(page.limit));
        let shown: Vec<Value> = all.map(shown_company).collect();
        Ok(self.caas_list(call, &shown))
    }

    /// The existing ones, in the order of the request.
    fn list_geotags(&mut self, call: &Call<'_>) -> Outcome {
        let known: Vec<Value> = counterparties().iter().filter_map(geotag).collect();
        let wanted = call.texts("geotagIds");
        let found = wanted.filter_map(|id| known.iter().find(|one| one["geotagId"] == id));
        let found: Vec<&Value> = found.collect();
        Ok(self.caas_list(call, &found))
    }

    fn delete_caas_user(&mut self, call: &Call<'_>) -> Outcome {
        match self.kept(call).forget_user(call.path_parameter(0)) {
            true => Ok(no_content()),
            false => Err(Box::new(not_found("User not found"))),
        }
    }

    fn delete_caas_account(&mut self, call: &Call<'_>) -> Outcome {
        match self.kept(call).accounts.remove(call.path_parameter(0)) {
            Some(_) => Ok(no_content()),
            None => Err(Box::new(not_found("Account not found"))),
        }
    }

    /// The data of the calling client.
    fn kept(&mut self, call: &Call<'_>) -> &mut Kept {
        let client = call.grant.as_ref().map_or("", |grant| &grant.client_id);
        self.caas.of_client(client)
    }

    /// `{data, meta}`, with the number of items.
    fn caas_list<T: Serialize>(&mut self, call: &Call<'_>, items: &[T]) -> Answer {
        self.envelope(call, &items, Value::Null, json!({"count": items.len()}))
    }
}
