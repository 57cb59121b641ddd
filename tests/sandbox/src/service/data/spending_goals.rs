//! Spending limits (chapter "Spending goals").

use serde_json::{Value, json};

use crate::clock::{date, rfc3339};
use crate::finance::{GoalPeriod, SpendingGoal, amount};
use crate::population::UserIndex;
use crate::service::Service;
use crate::service::answer::{Answer, bad_request, no_content, not_found};
use crate::service::call::{Call, Outcome};

/// How many periods are shown before the current one.
const PERIODS_BEFORE: i32 = 5;

impl Service {
    pub(super) fn list_spending_goals(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let goals = self.finance.plans(user.number()).spending_goals.iter();
        let shown = goals.map(|goal| self.shown_goal(user, goal)).collect();
        Ok(self.page_of::<Value>(call, shown))
    }

    pub(super) fn get_spending_goal(&mut self, call: &Call<'_>) -> Outcome {
        let (user, goal) = self.named_goal(call)?;
        let shown = self.shown_goal(user, &goal);
        Ok(self.single(call, &shown))
    }

    pub(super) fn create_spending_goal(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let category = call.member("categoryId").unwrap_or_default().to_owned();
        self.known_goal_category(user, &category)?;
        let kind = call.member("periodType").unwrap_or("monthly");
        let Some(period) = GoalPeriod::of(kind, call.member("periodStart")) else {
            return Err(Box::new(bad_request(
                "periodStart must be DD, or DD-MM of an annual goal",
            )));
        };
        let goal = SpendingGoal {
            id: self.finance.new_id(),
            category,
            amount: call.json["amount"]["value"].as_i64().unwrap_or_default(),
            period,
            created: self.clock.now_millis(),
        };
        let shown = self.shown_goal(user, &goal);
        self.finance.plans_mut(user.number()).spending_goals.push(goal);
        Ok(self.single(call, &shown))
    }

    pub(super) fn update_spending_goal(&mut self, call: &Call<'_>) -> Outcome {
        let (user, mut goal) = self.named_goal(call)?;
        if let Some(category) = call.member("categoryId") {
            self.known_goal_category(user, category)?;
            category.clone_into(&mut goal.category);
        }
        goal.amount = call.json["amount"]["value"].as_i64().unwrap_or(goal.amount);
        let shown = self.shown_goal(user, &goal);
        let goals = self.finance.plans_mut(user.number()).spending_goals.iter_mut();
        goals.filter(|known| known.id == goal.id).for_each(|known| *known = goal.clone());
        Ok(self.single(call, &shown))
    }

    pub(super) fn delete_spending_goal(&mut self, call: &Call<'_>) -> Outcome {
        let (user, goal) = self.named_goal(call)?;
        let goals = &mut self.finance.plans_mut(user.number()).spending_goals;
        goals.retain(|known| known.id != goal.id);
        Ok(no_content())
    }

    fn named_goal(&self, call: &Call<'_>) -> Result<(UserIndex, SpendingGoal), Box<Answer>> {
        let user = self.user_of(call)?;
        let mut goals = self.finance.plans(user.number()).spending_goals.iter();
        let found = goals.find(|goal| goal.id == call.path_parameter(0)).cloned();
        found.map(|goal| (user, goal)).ok_or_else(|| Box::new(not_found("Spending goal not found")))
    }

    fn known_goal_category(&self, user: UserIndex, id: &str) -> Result<(), Box<Answer>> {
        if id == SpendingGoal::ALL { Ok(()) } else { self.known_category(user, id) }
    }

    fn shown_goal(&self, user: UserIndex, goal: &SpendingGoal) -> Value {
        let boundaries = goal.period.boundaries(self.clock.now_millis(), PERIODS_BEFORE);
        let accounts = self.accounts_of(user);
        let spent = self.finance.spent(user.number(), &accounts, goal, &boundaries);
        let period =
            |(start, spent): (i64, i64)| json!({"date": &date(start)[..7], "spent": spent});
        json!({
            "id": goal.id,
            "categoryId": goal.category,
            "dateCreated": rfc3339(goal.created),
            "periodType": goal.period.kind(),
            "periodStart": goal.period.start(),
            "amount": amount(goal.amount, "GBP"),
            "spending": spent.into_iter().map(period).collect::<Vec<_>>(),
        })
    }
}
