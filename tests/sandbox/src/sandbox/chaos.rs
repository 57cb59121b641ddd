//! Chaos, and banks that are down.

use std::time::Duration;

use super::Sandbox;
use crate::chaos::Chaos;

impl Sandbox {
    /// The chaos settings: see [`Builder::chaos`](crate::Builder::chaos).
    pub fn chaos(&self) -> Chaos {
        self.shared.service(|service| service.chaos())
    }

    /// Changes the chaos settings: see [`Service::set_chaos`](crate::Service::set_chaos).
    pub fn set_chaos(&self, chaos: Chaos) {
        self.shared.service(|service| service.set_chaos(chaos));
    }

    /// Takes a bank down for this long: see [`Service::bank_down`](crate::Service::bank_down).
    pub fn bank_down(&self, bank_id: &str, time: Duration) -> bool {
        self.shared.service(|service| service.bank_down(bank_id, time))
    }

    /// Brings a bank up again: see [`Service::bank_up`](crate::Service::bank_up).
    pub fn bank_up(&self, bank_id: &str) {
        self.shared.service(|service| service.bank_up(bank_id));
    }

    /// Whether a bank is down now.
    pub fn is_bank_down(&self, bank_id: &str) -> bool {
        self.shared.service(|service| service.is_bank_down(bank_id))
    }
}
