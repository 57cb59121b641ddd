//! The claims about the copy, and whether they are true.

use std::collections::{BTreeMap, BTreeSet};

use moneyhub_proto::{
    accounts::Account,
    env::UnixTime,
    id::TransactionId,
    ledger::{Batch, Standing, Upsert},
};

use super::{Answered, World};
use crate::ledger::{
    doubts::Touch,
    faults::Fault,
    laws::{Broken, Law},
    service::{account, name, number_of},
};

/// What is claimed of the copy: by the checkpoint, or by a fault.
#[derive(Clone, Copy, Default)]
pub(super) struct Claims {
    pub(super) as_of: Option<i64>,
    pub(super) watermark: Option<i64>,
    /// When a full reading last came to its end.
    ended: i64,
}

impl World {
    /// Gone when the deciding answer was made, and that after any answer that has shown it.
    pub(super) fn check_removals(
        &mut self,
        batch: &Batch,
        answered: &Answered,
    ) -> Result<(), Broken> {
        if !batch.removes.is_empty() {
            let there: BTreeSet<u32> =
                self.life.service.rows_at(answered.instant).iter().map(|row| row.id).collect();
            for id in batch.removes.iter().map(|id| number_of(id.as_str())) {
                if there.contains(&id) {
                    return Err(Law::Safety.broken(format!("t{id} was there")));
                }
                if self.seen_at.get(&id).is_some_and(|seen| answered.instant < *seen) {
                    return Err(Law::Safety.broken(format!("t{id} was seen later")));
                }
            }
        }
        for id in batch.accounts_removed.iter().map(|id| number_of(id.as_str())) {
            if answered.accounts.contains(&id) {
                return Err(Law::Safety.broken(format!("account a{id} was there")));
            }
        }
        for id in &answered.ids {
            let seen = self.seen_at.entry(*id).or_default();
            *seen = answered.instant.max(*seen);
        }
        Ok(())
    }

    /// Written twice, a batch is as written once.
    pub(super) fn check_written(&self, batch: &Batch) -> Result<(), Broken> {
        if matches!(self.fault, Fault::CheckpointFirst) {
            return Ok(());
        }
        let stored = self.memory.transactions();
        let is_stored =
            |row: &Upsert| stored.get(&row.transaction.id).is_some_and(|stored| stored == row);
        let is_gone = |id: &TransactionId| !stored.contains_key(id);
        match batch.upserts.iter().all(is_stored) && batch.removes.iter().all(is_gone) {
            true => Ok(()),
            false => {
                Err(Law::Idempotence.broken("the same batch, written twice, changes the rows"))
            }
        }
    }

    pub(super) fn claim(
        &mut self,
        batch: &Batch,
        before: &Standing,
        after: &Standing,
        clock: i64,
        answered: &Answered,
    ) -> Result<(), Broken> {
        let old = self.claims;
        let seconds = |time: Option<UnixTime>| time.map(UnixTime::seconds);
        let margin = (self.settings.settle + self.settings.skew).as_secs() as i64;
        if after.awaiting.is_some() && after.awaiting != before.awaiting {
            self.claims.ended = clock;
        }
        let as_of = seconds(after.as_of);
        self.claims.watermark = seconds(after.present_as_of);
        self.claims.as_of = match self.fault {
            Fault::ClaimsAtEnd if before.as_of != after.as_of => Some(old.ended - margin),
            Fault::ClaimsAtEnd => old.as_of,
            Fault::ClaimsAtStart => as_of.map(|as_of| as_of + margin),
            Fault::ClaimsTooSoon => seconds(after.awaiting).max(as_of),
            Fault::CountsProve => {
                let proven = as_of.is_some() && self.counts_agree(answered);
                old.as_of.max(as_of).max(proven.then_some(clock - margin))
            }
            _ => as_of,
        };
        if self.claims.as_of < old.as_of || self.claims.watermark < old.watermark {
            return Err(Law::Monotone.broken("a claim went back"));
        }
        if self.claims.as_of != old.as_of || self.claims.watermark != old.watermark {
            let known = self.memory.transactions().keys().map(|id| number_of(id.as_str()));
            let ids: BTreeSet<u32> =
                known.chain(self.life.service.changed.keys().copied()).collect();
            return self.check_claims(ids);
        }
        let upserts = batch.upserts.iter().map(|row| &row.transaction.id);
        let touched = upserts.chain(&batch.removes).map(|id| number_of(id.as_str()));
        self.check_claims(touched.collect())
    }

    pub(super) fn counts_agree(&self, answered: &Answered) -> bool {
        let mut stored: BTreeMap<u32, i64> = BTreeMap::new();
        for row in self.memory.transactions().values() {
            let account =
                row.transaction.account_id.as_ref().map_or(0, |id| number_of(id.as_str()));
            *stored.entry(account).or_default() += 1;
        }
        answered.counts.as_ref() == Some(&stored)
    }

    pub(super) fn check_claims(&self, ids: BTreeSet<u32>) -> Result<(), Broken> {
        let Claims { as_of, watermark, .. } = self.claims;
        let service = &self.life.service;
        for id in ids {
            let changed = service.changed.get(&id).copied().unwrap_or_default();
            let is_claimed = as_of.is_some_and(|as_of| changed <= as_of);
            let is_marked = self.doubts.touch == Touch::All
                && service.rows.contains_key(&id)
                && watermark.is_some_and(|mark| changed <= mark);
            if (is_claimed || is_marked) && !self.is_right(id) {
                let law = if is_claimed { Law::AsOf } else { Law::Watermark };
                return Err(law.broken(format!("t{id} is wrong as of {as_of:?}, {watermark:?}")));
            }
        }
        Ok(())
    }

    pub(super) fn is_right(&self, id: u32) -> bool {
        let stored = self.memory.transactions().get(&name(id).into());
        match (stored, self.life.service.rows.get(&id)) {
            (None, None) => true,
            (Some(stored), Some(row)) => stored.transaction == self.life.service.told(row),
            _ => false,
        }
    }

    pub(super) fn compare(&self) -> Result<(), Broken> {
        let stored = self.memory.transactions().keys().map(|id| number_of(id.as_str()));
        let ids: BTreeSet<u32> = stored.chain(self.life.service.rows.keys().copied()).collect();
        let wrong: Vec<u32> = ids.into_iter().filter(|id| !self.is_right(*id)).collect();
        if !wrong.is_empty() {
            return Err(Law::Convergence.broken(format!("{wrong:?} differ for good")));
        }
        let stored = self.memory.accounts().values().map(|stored| &stored.account);
        let stored = stored.map(|account| (&account.id, &account.provider_account_id));
        let there: Vec<Account> = self.life.service.accounts.iter().map(told_account).collect();
        let mut there: Vec<_> =
            there.iter().map(|account| (&account.id, &account.provider_account_id)).collect();
        there.sort_unstable();
        match stored.eq(there) {
            true => Ok(()),
            false => Err(Law::Convergence.broken("accounts differ for good")),
        }
    }
}

fn told_account((id, bank_id): (&u32, &i64)) -> Account {
    account(*id, *bank_id)
}
