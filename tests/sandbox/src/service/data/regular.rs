//! The chapter "Regular transactions".

use serde_json::Value;

use crate::service::Service;
use crate::service::call::{Call, Outcome};

impl Service {
    /// Those of all accounts, or of one.
    pub(super) fn list_regular(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let accounts = match call.text("accountId") {
            Some(id) => vec![self.account_with(user, id)?],
            None => self.accounts_of(user),
        };
        let (old, now) = (old_counterparties(call), self.clock.now_millis());
        let series = accounts
            .iter()
            .flat_map(|account| self.finance.write_series(user.number(), account, old, now));
        let series: Vec<Value> = series.collect();
        Ok(self.single(call, &series))
    }

    /// Detects again, including transactions that requests created since the last time.
    pub(super) fn detect_regular(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let account = self.account_with(user, call.path_parameter(0))?;
        self.finance.detect(user.number(), account.number);
        let (old, now) = (old_counterparties(call), self.clock.now_millis());
        let series = self.finance.write_series(user.number(), &account, old, now);
        Ok(self.single(call, &series))
    }
}

/// v2 has the ids of its own directory.
fn old_counterparties(call: &Call<'_>) -> bool {
    call.version == crate::service::table::Version::V2
}
