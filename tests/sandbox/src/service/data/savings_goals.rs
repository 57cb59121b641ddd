//! Savings goals (chapter "Savings goals").

use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::finance::{SavingsGoal, amount, percent};
use crate::population::UserIndex;
use crate::service::Service;
use crate::service::answer::{Answer, no_content, not_found};
use crate::service::call::{Call, Outcome};

impl Service {
    pub(super) fn list_savings_goals(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let goals = self.finance.plans(user.number()).savings_goals.iter();
        let shown = goals.map(|goal| self.shown_savings(user, goal)).collect();
        Ok(self.page_of::<Value>(call, shown))
    }

    pub(super) fn get_savings_goal(&mut self, call: &Call<'_>) -> Outcome {
        let (user, goal) = self.named_savings(call)?;
        let shown = self.shown_savings(user, &goal);
        Ok(self.single(call, &shown))
    }

    pub(super) fn create_savings_goal(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let mut goal = SavingsGoal {
            id: self.finance.new_id(),
            name: String::new(),
            amount: 0,
            currency: call.json["amount"]["currency"].as_str().unwrap_or("GBP").to_owned(),
            target_date: None,
            image_url: None,
            notes: None,
            account_ids: Vec::new(),
            created: self.clock.now_millis(),
        };
        self.write_savings(user, &mut goal, &call.json)?;
        let shown = self.shown_savings(user, &goal);
        self.finance.plans_mut(user.number()).savings_goals.push(goal);
        Ok(self.single(call, &shown))
    }

    pub(super) fn update_savings_goal(&mut self, call: &Call<'_>) -> Outcome {
        let (user, mut goal) = self.named_savings(call)?;
        self.write_savings(user, &mut goal, &call.json)?;
        let shown = self.shown_savings(user, &goal);
        let goals = self.finance.plans_mut(user.number()).savings_goals.iter_mut();
        goals.filter(|known| known.id == goal.id).for_each(|known| *known = goal.clone());
        Ok(self.single(call, &shown))
    }

    pub(super) fn delete_savings_goal(&mut self, call: &Call<'_>) -> Outcome {
        let (user, goal) = self.named_savings(call)?;
        let goals = &mut self.finance.plans_mut(user.number()).savings_goals;
        goals.retain(|known| known.id != goal.id);
        Ok(no_content())
    }

    fn named_savings(&self, call: &Call<'_>) -> Result<(UserIndex, SavingsGoal), Box<Answer>> {
        let user = self.user_of(call)?;
        let mut goals = self.finance.plans(user.number()).savings_goals.iter();
        let found = goals.find(|goal| goal.id == call.path_parameter(0)).cloned();
        found.map(|goal| (user, goal)).ok_or_else(|| Box::new(not_found("Savings goal not found")))
    }

    /// Applies the members of a body. The schema has been checked.
    fn write_savings(
        &self,
        user: UserIndex,
        goal: &mut SavingsGoal,
        body: &Value,
    ) -> Result<(), Box<Answer>> {
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        if let Some(accounts) = body["accounts"].as_array() {
            let ids = accounts.iter().filter_map(|account| account["id"].as_str());
            let known = ids.map(|id| self.account_with(user, id).map(|account| account.id));
            goal.account_ids = known.collect::<Result<_, _>>()?;
        }
        goal.name = text("name").unwrap_or_else(|| goal.name.clone());
        goal.amount = body["amount"]["value"].as_i64().unwrap_or(goal.amount);
        goal.target_date = text("targetDate").or_else(|| goal.target_date.take());
        goal.image_url = text("imageUrl").or_else(|| goal.image_url.take());
        goal.notes = text("notes").or_else(|| goal.notes.take());
        Ok(())
    }

    /// With the current balances of its accounts; deleted accounts no longer count.
    fn shown_savings(&self, user: UserIndex, goal: &SavingsGoal) -> Value {
        let mut accounts = self.accounts_of(user);
        accounts.retain(|account| goal.account_ids.contains(&account.id));
        let balance = |account| {
            let balances = self.finance.balances(user.number(), account);
            balances.first().map_or(0, |(_, value)| *value)
        };
        let saved: i64 = accounts.iter().map(balance).sum::<i64>().max(0);
        let ids = goal.account_ids.iter().map(|id| json!({"id": id}));
        let mut shown = json!({
            "id": goal.id,
            "name": goal.name,
            "amount": amount(goal.amount, &goal.currency),
            "dateCreated": rfc3339(goal.created),
            "progressPercentage": percent(saved.min(goal.amount), goal.amount),
            "progressAmount": amount(saved, &goal.currency),
            "accounts": ids.collect::<Vec<_>>(),
        });
        let texts = [
            ("targetDate", &goal.target_date),
            ("imageUrl", &goal.image_url),
            ("notes", &goal.notes),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                shown[name] = json!(text);
            }
        }
        shown
    }
}
