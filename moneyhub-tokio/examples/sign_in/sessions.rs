//! State that is kept between two requests of a browser, and the cookies that point to it.
//!
//! Everything is in memory and bounded. With more than one process, put it into a shared store, or
//! into encrypted cookies (`PendingSignIn::to_secret` fits into one).

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use hyper::{HeaderMap, header::COOKIE};

/// Values under unguessable ids, kept for a while.
pub(crate) struct Table<T> {
    entries: Mutex<HashMap<String, Entry<T>>>,
    capacity: usize,
    lifetime: Duration,
}

struct Entry<T> {
    value: T,
    expires: Instant,
}

impl<T: Clone> Table<T> {
    pub(crate) fn new(capacity: usize, lifetime: Duration) -> Self {
        Self { entries: Mutex::default(), capacity, lifetime }
    }

    /// Stores a value under a new id. When there is no room, the oldest one is dropped.
    pub(crate) fn insert(&self, value: T) -> Result<String, getrandom::Error> {
        let id = new_id()?;
        let now = Instant::now();
        let mut entries = self.lock();
        self.sweep(&mut entries, now);
        if entries.len() >= self.capacity {
            let oldest = entries.iter().min_by_key(|(_, entry)| entry.expires);
            if let Some(id) = oldest.map(|(id, _)| id.clone()) {
                entries.remove(&id);
            }
        }
        entries.insert(id.clone(), Entry { value, expires: now + self.lifetime });
        Ok(id)
    }

    /// The same, but when there is no room, the value is not stored: someone who floods the table must not
    /// push out its entries.
    pub(crate) fn insert_if_room(&self, value: T) -> Result<Option<String>, getrandom::Error> {
        let id = new_id()?;
        let now = Instant::now();
        let mut entries = self.lock();
        self.sweep(&mut entries, now);
        if entries.len() >= self.capacity {
            return Ok(None);
        }
        entries.insert(id.clone(), Entry { value, expires: now + self.lifetime });
        Ok(Some(id))
    }

    /// Whether there is room for one more.
    pub(crate) fn has_room(&self) -> bool {
        let mut entries = self.lock();
        self.sweep(&mut entries, Instant::now());
        entries.len() < self.capacity
    }

    fn sweep(&self, entries: &mut HashMap<String, Entry<T>>, now: Instant) {
        if entries.len() >= self.capacity {
            entries.retain(|_, entry| entry.expires > now);
        }
    }

    pub(crate) fn get(&self, id: &str) -> Option<T> {
        let entries = self.lock();
        entries.get(id).filter(|entry| entry.expires > Instant::now()).map(|e| e.value.clone())
    }

    /// Takes a value out. Of two requests with the same id, only one gets it.
    pub(crate) fn take(&self, id: &str) -> Option<T> {
        let entry = self.lock().remove(id)?;
        (entry.expires > Instant::now()).then_some(entry.value)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Entry<T>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn new_id() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A cookie with the id of an entry.
///
/// `SameSite=Lax`: it is sent when the user comes back from the identity service, which is a
/// cross-site `GET`, but not with a cross-site `POST`.
pub(crate) struct Cookie {
    name: String,
    attributes: &'static str,
}

impl Cookie {
    pub(crate) fn new(name: &str, is_https: bool) -> Self {
        if is_https {
            // The prefix prevents other subdomains from setting it (RFC 6265bis).
            let attributes = "HttpOnly; SameSite=Lax; Path=/; Secure";
            Self { name: format!("__Host-{name}"), attributes }
        } else {
            Self { name: name.to_owned(), attributes: "HttpOnly; SameSite=Lax; Path=/" }
        }
    }

    /// A `Set-Cookie` that lasts until the browser is closed.
    pub(crate) fn set(&self, id: &str) -> String {
        format!("{}={id}; {}", self.name, self.attributes)
    }

    /// A `Set-Cookie` that removes it.
    pub(crate) fn clear(&self) -> String {
        format!("{}=; {}; Max-Age=0", self.name, self.attributes)
    }

    pub(crate) fn read<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let lines = headers.get_all(COOKIE).into_iter().filter_map(|line| line.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';'));
        pairs.find_map(|pair| pair.trim().strip_prefix(self.name.as_str())?.strip_prefix('='))
    }
}
