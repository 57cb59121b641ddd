//! The payments made, as the banks know them.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::SystemTime;

use super::order::{Order, Party};
use crate::clock::system_time;

/// What kind of payment it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PaymentKind {
    /// A single payment: `mh:payment`.
    Single,
    /// A reversal: `mh:reverse_payment`.
    Reverse,
    /// A standing order that was set up: `mh:standing_order`. Its later payments are not recorded.
    StandingOrder,
    /// A payment under a consent to recurring payments. The consent itself pays nothing.
    Recurring,
    /// A payment by a link.
    PayLink,
    /// A file of payments that was executed. Only a `reference` in it is read.
    PayFile,
}

/// A payment at the banks, whatever the caller was told: evidence for a test that money moved at
/// most once.
///
/// Payments with the same kind, amount, payee and reference are one entry, with the number of
/// [`times`](Self::times). Give each attempt its own reference, so that a double payment shows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaymentMade {
    /// What kind of payment it was.
    pub kind: PaymentKind,
    /// In pence. For a standing order, each payment; for a file, 0.
    pub amount: u64,
    /// The name of the payee's account; empty if unknown.
    pub payee: String,
    /// The sort code of the payee's account; empty if unknown.
    pub sort_code: String,
    /// The number of the payee's account; empty if unknown.
    pub account_number: String,
    /// The payee's reference; empty if none was given.
    pub reference: String,
    /// How often it was made.
    pub times: usize,
    /// The ids, one for each time: of the payment or the request for a standing order; of a
    /// recurring payment, its submission; of a file, the file.
    pub ids: Vec<String>,
    /// When it was first made.
    pub first_at: SystemTime,
}

#[derive(Debug)]
struct Effect {
    id: String,
    kind: PaymentKind,
    amount: u64,
    payee: Arc<Party>,
    reference: String,
    at_millis: i64,
}

/// The last payments, in the order of the decisions; some are still in the future.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    effects: VecDeque<Effect>,
    most: usize,
    /// How many were dropped.
    forgotten: u64,
}

impl Ledger {
    pub(super) fn new(most: usize) -> Self {
        Self { most, ..Self::default() }
    }

    /// How many were made up to a moment, including dropped ones.
    pub(super) fn total(&self, now_millis: i64) -> u64 {
        let made = self.effects.iter().filter(|effect| effect.at_millis <= now_millis);
        self.forgotten + made.count() as u64
    }

    /// Makes it at this moment.
    pub(super) fn enter(&mut self, id: &str, order: &Order, at_millis: i64) {
        // Most are to the payee of the one before.
        let known = self.effects.back().map(|last| &last.payee);
        let known = known.filter(|known| ***known == order.payee).cloned();
        self.effects.push_back(Effect {
            id: id.to_owned(),
            kind: order.kind,
            amount: order.amount,
            payee: known.unwrap_or_else(|| Arc::new(order.payee.clone())),
            reference: order.reference.clone().unwrap_or_default(),
            at_millis,
        });
        if self.effects.len() > self.most {
            self.effects.pop_front();
            self.forgotten += 1;
        }
    }

    pub(super) fn until(&self, now_millis: i64) -> Vec<PaymentMade> {
        let mut made: Vec<PaymentMade> = Vec::new();
        let mut places: HashMap<_, usize> = HashMap::new();
        for effect in self.effects.iter().filter(|effect| effect.at_millis <= now_millis) {
            let Party { name, sort_code, account_number, .. } = &*effect.payee;
            let payee = (name, sort_code, account_number);
            let place = places.entry((effect.kind, effect.amount, payee, &effect.reference));
            let place = *place.or_insert(made.len());
            if let Some(known) = made.get_mut(place) {
                known.times += 1;
                known.ids.push(effect.id.clone());
                continue;
            }
            made.push(PaymentMade {
                kind: effect.kind,
                amount: effect.amount,
                payee: name.clone(),
                sort_code: sort_code.clone(),
                account_number: account_number.clone(),
                reference: effect.reference.clone(),
                times: 1,
                ids: vec![effect.id.clone()],
                first_at: system_time(effect.at_millis),
            });
        }
        made
    }
}
