use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use sha2::{Digest, Sha256};
use thiserror::Error as ThisError;

use crate::ground::{future::BoxFuture, id::WebhookId};

/// Remembers which webhooks were received, so that a second delivery does no harm. Moneyhub sends each once,
/// but you may send one again by hand, and a proxy may resend one that it considers lost.
///
/// Ask with [`is_first`], which lets a webhook pass when the store does not answer: handling one twice is
/// better than losing it.
///
/// [`BoundedReceipts`] is an in-memory one for a single process. For several processes, use a shared database
/// and insert a key if it is absent, with `INSERT … ON CONFLICT DO NOTHING` or `SET … NX EX`, for instance.
pub trait Receipts: Send + Sync {
    /// Notes a webhook, and says whether this was the first time.
    fn note<'a>(&'a self, id: &'a WebhookId) -> BoxFuture<'a, Result<bool, ReceiptsError>>;

    /// Forgets a webhook that was noted but could not be stored, so that it may come again.
    fn forget<'a>(&'a self, id: &'a WebhookId) -> BoxFuture<'a, Result<(), ReceiptsError>>;
}

/// The store of receipts did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
#[error("the store of receipts did not answer")]
pub struct ReceiptsError;

/// Notes a webhook, and says whether to handle it: it came for the first time, or that is unknown.
///
/// ```
/// use moneyhub_proto::{id::WebhookId, webhooks::{BoundedReceipts, is_first}};
///
/// # pollster::block_on(async {
/// let receipts = BoundedReceipts::new(10_000);
/// let id = WebhookId::from("0d5a2b1c-8e4f-4a6b-9c7d-1e2f3a4b5c6d");
/// assert!(is_first(&receipts, &id).await);
/// assert!(!is_first(&receipts, &id).await);
/// # });
/// ```
pub async fn is_first(receipts: &dyn Receipts, id: &WebhookId) -> bool {
    receipts.note(id).await.unwrap_or(true)
}

/// Receipts of the most recent webhooks, in memory. Each takes about 100 bytes, however long its id is.
///
/// Older ones are forgotten, and all are lost when the process ends. Ten thousand suit a client with a few
/// webhooks a second and a greatest age of five minutes.
#[derive(Debug)]
pub struct BoundedReceipts {
    capacity: usize,
    noted: Mutex<Noted>,
}

#[derive(Debug, Default)]
struct Noted {
    ids: BTreeSet<Fingerprint>,
    /// From oldest to newest.
    order: VecDeque<Fingerprint>,
}

/// The first half of a SHA-256: of fixed length, and `Debug` can't leak anything.
type Fingerprint = [u8; 16];

impl BoundedReceipts {
    /// Receipts of this many webhooks. With 0, every webhook is the first.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { capacity, noted: Mutex::default() }
    }

    /// Notes a webhook, and says whether this was the first time.
    pub fn note(&self, id: &WebhookId) -> bool {
        let fingerprint = fingerprint(id);
        let mut noted = self.lock();
        if self.capacity == 0 {
            return true;
        }
        if !noted.ids.insert(fingerprint) {
            return false;
        }
        noted.order.push_back(fingerprint);
        while noted.order.len() > self.capacity {
            if let Some(oldest) = noted.order.pop_front() {
                noted.ids.remove(&oldest);
            }
        }
        true
    }

    /// Forgets a webhook.
    pub fn forget(&self, id: &WebhookId) {
        let fingerprint = fingerprint(id);
        let mut noted = self.lock();
        if noted.ids.remove(&fingerprint) {
            // It is usually among the newest.
            let place = noted.order.iter().rposition(|noted| *noted == fingerprint);
            place.and_then(|place| noted.order.remove(place));
        }
    }

    /// How many it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().ids.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Receipts for BoundedReceipts {
    fn note<'a>(&'a self, id: &'a WebhookId) -> BoxFuture<'a, Result<bool, ReceiptsError>> {
        let first = Self::note(self, id);
        Box::pin(std::future::ready(Ok(first)))
    }

    fn forget<'a>(&'a self, id: &'a WebhookId) -> BoxFuture<'a, Result<(), ReceiptsError>> {
        Self::forget(self, id);
        Box::pin(std::future::ready(Ok(())))
    }
}

fn fingerprint(id: &WebhookId) -> Fingerprint {
    let hash = Sha256::digest(id.as_str());
    let mut fingerprint = Fingerprint::default();
    for (to, from) in fingerprint.iter_mut().zip(hash) {
        *to = from;
    }
    fingerprint
}
