//! The public keys of the identity service, kept by age, fetched by one call at a time.

use std::{sync::Arc, time::Duration};

use crate::{
    config::{DiscoveryDocument, IssuerParameter},
    ground::{env::Monotonic, error::Error},
    jose::JsonWebKeySet,
};

/// How long the discovery document and the keys are used before they are fetched again. Moneyhub's
/// own client keeps the document for as long.
const LONGEST_AGE: Duration = Duration::from_secs(60 * 60);

/// Where a token with an unknown key came from. This decides how often it may make the keys be fetched again.
/// A stream of forged tokens must not become a stream of requests, and fetches that strangers trigger must
/// not use up those of honest sign-ins. So each kind has its own budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trigger {
    /// A sign-in that this client has begun. One that comes too soon after another waits, and then ends as it
    /// would have without the other.
    SignIn,
    /// Anybody: a webhook, or a token that the caller passed in. It is refused when it comes too
    /// soon.
    Stranger,
}

impl Trigger {
    /// How long after such a fetch there is no other.
    const fn cooldown(self) -> Duration {
        match self {
            Self::SignIn => SHORT_COOLDOWN,
            Self::Stranger => COOLDOWN,
        }
    }
}

/// How long after a fetch that a stranger triggered there is no other.
const COOLDOWN: Duration = Duration::from_secs(60);

/// The same for sign-ins, and for every fetch that was abandoned or failed. Short enough that a user who
/// closes a tab does not keep all others from signing in.
const SHORT_COOLDOWN: Duration = Duration::from_secs(5);

/// The keys, and the number of the fetch that they came from.
#[derive(Clone, Debug)]
pub(crate) struct HeldKeys {
    pub(crate) set: Arc<JsonWebKeySet>,
    /// What the discovery document says of callbacks.
    pub(crate) issuer_parameter: IssuerParameter,
    reading: u64,
}

/// Which keys are good enough.
#[derive(Clone, Copy, Debug)]
pub(crate) enum WantedKeys {
    /// Any that are not too old.
    Known,
    /// Those of another fetch: this one lacks the key of a token.
    OtherThan(u64),
}

/// The result of asking for the keys.
#[derive(Debug)]
pub(crate) enum AcquiredKeys {
    Held(HeldKeys),
    /// No call is fetching them: the caller has to. With the discovery document, if it is still
    /// valid.
    Leased(u64, Option<Arc<DiscoveryDocument>>),
    /// Another call is fetching them, under this lease.
    Busy(u64),
    /// The fetch that the caller waited for has failed.
    Failed(Error),
    /// There are no newer ones, and it is too soon to fetch again.
    NothingNewer,
    /// The same, but a fetch is allowed from this time on.
    NothingNewerUntil(Monotonic),
}

#[derive(Default)]
pub(crate) struct ProviderKeys {
    document: Option<(Arc<DiscoveryDocument>, Monotonic)>,
    keys: Option<(HeldKeys, Monotonic)>,
    /// The last leases that unknown keys led to, and until when they lead to no other.
    look_of_sign_ins: Option<(u64, Monotonic)>,
    look_of_strangers: Option<(u64, Monotonic)>,
    lease: Option<(u64, Monotonic)>,
    failed: Option<(u64, Error)>,
    last_id: u64,
}

impl HeldKeys {
    /// What to ask for when these lack a key.
    pub(crate) const fn another(&self) -> WantedKeys {
        WantedKeys::OtherThan(self.reading)
    }
}

impl ProviderKeys {
    /// Finds the keys, or says who has to fetch them. A lease that is not settled within `lifetime`
    /// is lost; `waited` is the lease that the caller has waited for.
    pub(crate) fn acquire(
        &mut self,
        wanted: WantedKeys,
        trigger: Trigger,
        waited: Option<u64>,
        now: Monotonic,
        lifetime: Duration,
    ) -> AcquiredKeys {
        let held = self.keys.as_ref().filter(|(_, read)| is_young(*read, now));
        match (held, wanted) {
            (Some((held, _)), WantedKeys::Known) => return AcquiredKeys::Held(held.clone()),
            (Some((held, _)), WantedKeys::OtherThan(reading)) if held.reading != reading => {
                return AcquiredKeys::Held(held.clone());
            }
            _ => {}
        }
        if let Some((failed, error)) = &self.failed
            && waited == Some(*failed)
        {
            return AcquiredKeys::Failed(error.clone());
        }
        if let Some((id, until)) = self.lease
            && now < until
        {
            return AcquiredKeys::Busy(id);
        }
        if held.is_some() {
            // Only an unknown key leads here.
            let id = self.last_id + 1;
            let look = match trigger {
                Trigger::SignIn => &mut self.look_of_sign_ins,
                Trigger::Stranger => &mut self.look_of_strangers,
            };
            if let Some((_, until)) = *look
                && now < until
            {
                return match trigger {
                    Trigger::SignIn => AcquiredKeys::NothingNewerUntil(until),
                    Trigger::Stranger => AcquiredKeys::NothingNewer,
                };
            }
            *look = Some((id, now + SHORT_COOLDOWN));
        }
        let document = self.document.as_ref().filter(|(_, read)| is_young(*read, now));
        let document = document.map(|(document, _)| Arc::clone(document));
        let id = self.next_id();
        self.lease = Some((id, now + lifetime));
        AcquiredKeys::Leased(id, document)
    }

    pub(crate) fn keep_document(&mut self, document: Arc<DiscoveryDocument>, now: Monotonic) {
        self.document = Some((document, now));
    }

    /// Settles a lease. Keys that come after the lease is lost are just as good.
    pub(crate) fn settle(
        &mut self,
        id: u64,
        set: JsonWebKeySet,
        issuer_parameter: IssuerParameter,
        now: Monotonic,
    ) -> HeldKeys {
        self.release(id);
        for (look, trigger) in [
            (&mut self.look_of_sign_ins, Trigger::SignIn),
            (&mut self.look_of_strangers, Trigger::Stranger),
        ] {
            if let Some((lease, until)) = look
                && *lease == id
            {
                *until = now + trigger.cooldown();
            }
        }
        let held = HeldKeys { set: Arc::new(set), issuer_parameter, reading: self.next_id() };
        self.keys = Some((held.clone(), now));
        held
    }

    /// Ends a lease with an error, which goes to all that wait for it.
    pub(crate) fn fail(&mut self, id: u64, error: Error) {
        self.release(id);
        // The document may be what is wrong: it names the URL of the keys.
        self.document = None;
        self.failed = Some((id, error));
    }

    /// Returns a lease, so that the next call may fetch.
    pub(crate) fn release(&mut self, id: u64) {
        self.lease = self.lease.filter(|(leased, _)| *leased != id);
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }
}

fn is_young(read: Monotonic, now: Monotonic) -> bool {
    now < read + LONGEST_AGE
}

#[cfg(test)]
mod tests;
