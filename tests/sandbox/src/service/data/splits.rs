//! Splits: the parts of a transaction, which add up to it.

use std::borrow::Cow;

use serde_json::Value;

use crate::finance::{Split, Transaction, category_by_key};
use crate::population::UserIndex;
use crate::service::Service;
use crate::service::answer::{Answer, bad_request, no_content, not_found};
use crate::service::call::{Call, Outcome};

impl Service {
    pub(super) fn list_splits(&mut self, call: &Call<'_>) -> Outcome {
        let (user, one) = self.named_transaction(call)?;
        self.show_splits(call, user, &one)
    }

    /// They replace earlier ones. While there are any, the category is "mixed".
    pub(super) fn create_splits(&mut self, call: &Call<'_>) -> Outcome {
        let (user, mut one) = self.named_transaction(call)?;
        let parts = call.json.as_array().map_or(&[][..], Vec::as_slice);
        let mut splits = Vec::new();
        let mut sum = Some(0_i64);
        for part in parts {
            let split = self.new_split(user, part)?;
            sum = sum.and_then(|sum| sum.checked_add(split.amount));
            splits.push(split);
        }
        if sum != Some(one.amount) {
            let message = "the amounts of the splits must add up to that of the transaction";
            return Err(Box::new(bad_request(message)));
        }
        let mixed = Cow::Borrowed(category_by_key("mixed"));
        let before = std::mem::replace(&mut one.category, mixed);
        one.category_before.get_or_insert(before);
        one.splits = splits;
        self.store_splits(user, &mut one);
        self.show_splits(call, user, &one)
    }

    /// Changes one, and returns all.
    pub(super) fn update_split(&mut self, call: &Call<'_>) -> Outcome {
        let (user, mut one) = self.named_transaction(call)?;
        if let Some(id) = call.member("categoryId") {
            self.known_category(user, id)?;
        }
        let id = call.path_parameter(1);
        let split = one.splits.iter_mut().find(|split| split.id == id);
        let split = split.ok_or_else(|| Box::new(not_found("Split not found")))?;
        if let Some(id) = call.member("categoryId") {
            id.clone_into(&mut split.category);
        }
        if let Some(description) = call.member("description") {
            description.clone_into(&mut split.description);
        }
        if let Some(project) = call.member("projectId") {
            split.project = Some(project.to_owned());
        }
        self.store_splits(user, &mut one);
        self.show_splits(call, user, &one)
    }

    /// Deletes all of them; the transaction gets its category back.
    pub(super) fn delete_splits(&mut self, call: &Call<'_>) -> Outcome {
        let (user, mut one) = self.named_transaction(call)?;
        if let Some(before) = one.category_before.take() {
            one.category = before;
        }
        one.splits.clear();
        self.store_splits(user, &mut one);
        Ok(no_content())
    }

    fn new_split(&mut self, user: UserIndex, part: &Value) -> Result<Split, Box<Answer>> {
        let text = |name: &str| part[name].as_str().unwrap_or_default().to_owned();
        self.known_category(user, &text("categoryId"))?;
        Ok(Split {
            id: self.finance.new_id(),
            amount: part["amount"].as_i64().unwrap_or_default(),
            category: text("categoryId"),
            description: text("description"),
            project: part["projectId"].as_str().map(str::to_owned),
        })
    }

    fn store_splits(&mut self, user: UserIndex, one: &mut Transaction) {
        one.modified = self.clock.now_millis();
        self.finance.put_transaction(user.number(), one.clone());
    }

    fn show_splits(&mut self, call: &Call<'_>, user: UserIndex, one: &Transaction) -> Outcome {
        let accounts = self.accounts_of(user);
        let account = accounts.iter().find(|account| account.number == one.account);
        let currency = account.map_or("GBP", |account| &account.currency);
        Ok(self.single(call, &one.write_splits(currency)))
    }
}
