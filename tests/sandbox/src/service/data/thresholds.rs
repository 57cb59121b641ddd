//! Thresholds of an account's balance (chapter "Notification thresholds").

use serde_json::{Value, json};

use crate::finance::{Account, Threshold};
use crate::population::UserIndex;
use crate::service::Service;
use crate::service::answer::{Answer, no_content, not_found};
use crate::service::call::{Call, Outcome};

impl Service {
    pub(super) fn list_thresholds(&mut self, call: &Call<'_>) -> Outcome {
        let (user, account) = self.watched(call)?;
        let thresholds = self.finance.plans(user.number()).thresholds.iter();
        let mine = thresholds.filter(|one| one.account == account.number);
        let shown: Vec<Value> = mine.map(shown).collect();
        Ok(self.without_links(call, &shown))
    }

    pub(super) fn create_threshold(&mut self, call: &Call<'_>) -> Outcome {
        let (user, account) = self.watched(call)?;
        let id = self.finance.new_id();
        let threshold = sent(call, id, account.number);
        self.finance.plans_mut(user.number()).thresholds.push(threshold.clone());
        Ok(self.without_links(call, &shown(&threshold)))
    }

    pub(super) fn update_threshold(&mut self, call: &Call<'_>) -> Outcome {
        let (user, place) = self.named_threshold(call)?;
        let thresholds = &mut self.finance.plans_mut(user.number()).thresholds;
        let known = &mut thresholds[place];
        *known = sent(call, known.id.clone(), known.account);
        let shown = shown(known);
        Ok(self.without_links(call, &shown))
    }

    pub(super) fn delete_threshold(&mut self, call: &Call<'_>) -> Outcome {
        let (user, place) = self.named_threshold(call)?;
        self.finance.plans_mut(user.number()).thresholds.remove(place);
        Ok(no_content())
    }

    fn watched(&self, call: &Call<'_>) -> Result<(UserIndex, Account), Box<Answer>> {
        let user = self.user_of(call)?;
        self.account_with(user, call.path_parameter(0)).map(|account| (user, account))
    }

    /// Its position among all of the user's thresholds.
    fn named_threshold(&self, call: &Call<'_>) -> Result<(UserIndex, usize), Box<Answer>> {
        let (user, account) = self.watched(call)?;
        let mut thresholds = self.finance.plans(user.number()).thresholds.iter();
        let place = thresholds
            .position(|one| one.account == account.number && one.id == call.path_parameter(1));
        place.map(|place| (user, place)).ok_or_else(|| Box::new(not_found("Threshold not found")))
    }
}

/// The schema has checked that both are present.
fn sent(call: &Call<'_>, id: String, account: u32) -> Threshold {
    let kind = call.member("type").unwrap_or_default().to_owned();
    Threshold { id, account, value: call.json["value"].as_i64().unwrap_or_default(), kind }
}

fn shown(threshold: &Threshold) -> Value {
    json!({"id": threshold.id, "value": threshold.value, "type": threshold.kind})
}
