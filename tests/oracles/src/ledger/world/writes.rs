//! What a commit writes: a batch, or what a faulty caller makes of it.

use std::sync::Arc;

use moneyhub_proto::ledger::Batch;

use super::World;
use crate::ledger::faults::Fault;

impl World {
    pub(super) fn write(&mut self, batch: &Arc<Batch>) -> bool {
        match self.fault {
            Fault::Unfenced => {
                let sequence = self.memory.sequence();
                self.memory.commit(&Batch { sequence, ..(**batch).clone() })
            }
            Fault::CheckpointFirst => {
                // The rows come in a commit of their own, so that numbers are not compared here.
                let first = Batch {
                    sequence: self.memory.sequence(),
                    upserts: Vec::new(),
                    removes: Vec::new(),
                    accounts: Vec::new(),
                    ..(**batch).clone()
                };
                let done = self.memory.commit(&first);
                self.late_rows = done.then(|| Arc::clone(batch));
                done
            }
            _ => self.memory.commit(batch),
        }
    }

    /// The second of two transactions, unless everything has crashed in between.
    pub(super) fn write_late_rows(&mut self, number: u64) {
        let Some(batch) = self.late_rows.take() else { return };
        if number.is_multiple_of(7) && !self.serene {
            self.tally.lost += 1;
            self.workers.iter_mut().for_each(|worker| *worker = None);
            return;
        }
        let sequence = self.memory.sequence();
        let checkpoint = self.memory.checkpoint().clone();
        let (looks, looks_done, nudges_done) = (Vec::new(), Vec::new(), Vec::new());
        let rows =
            Batch { sequence, checkpoint, looks, looks_done, nudges_done, ..(*batch).clone() };
        assert!(self.memory.commit(&rows), "nothing has come in between");
    }
}
