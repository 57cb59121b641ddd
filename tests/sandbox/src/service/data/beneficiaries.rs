//! The chapter "Beneficiaries".

use std::collections::BTreeSet;

use serde_json::Value;

use crate::finance::Finance;
use crate::population::UserIndex;
use crate::service::Service;
use crate::service::answer::not_found;
use crate::service::call::{Call, Outcome};

impl Service {
    /// With `isUnique`, one of those who only differ in their references.
    pub(super) fn list_beneficiaries(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let mut all = self.beneficiaries_of(call, user);
        if call.flag("isUnique") == Some(true) {
            let mut seen = BTreeSet::new();
            all.retain(|one| {
                seen.insert((one["sortCode"].to_string(), one["accountNumber"].to_string()))
            });
        }
        Ok(self.page_of(call, all))
    }

    pub(super) fn get_beneficiary(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let all = self.beneficiaries_of(call, user).into_iter();
        let found = all.into_iter().find(|one| one["id"] == call.path_parameter(0));
        let found = found.ok_or_else(|| Box::new(not_found("Beneficiary not found")))?;
        Ok(self.single(call, &found))
    }

    /// With the members that the token's scopes allow.
    fn beneficiaries_of(&self, call: &Call<'_>, user: UserIndex) -> Vec<Value> {
        let accounts = self.accounts_of(user);
        let all = accounts.iter().flat_map(|one| Finance::beneficiaries(user.number(), one));
        let mut shown = Value::Array(all.collect());
        call.strip(&mut shown);
        match shown {
            Value::Array(all) => all,
            _ => Vec::new(),
        }
    }
}
