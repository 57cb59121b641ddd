//! Things under a key, of which the oldest fall out.

use std::collections::{BTreeMap, VecDeque};

/// The oldest are forgotten past this many, so that a long soak stays small.
const MOST: usize = 100_000;

/// Codes, tokens, pushed requests, used `jti`s: whatever is remembered under an unguessable text.
#[derive(Debug)]
pub(crate) struct Shelf<T> {
    by_key: BTreeMap<String, T>,
    oldest_first: VecDeque<String>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { by_key: BTreeMap::new(), oldest_first: VecDeque::new() }
    }
}

impl<T> Shelf<T> {
    pub(crate) fn put(&mut self, key: String, thing: T) {
        self.by_key.insert(key.clone(), thing);
        self.oldest_first.push_back(key);
        if self.oldest_first.len() > MOST
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.by_key.remove(&oldest);
        }
    }

    pub(crate) fn find(&self, key: &str) -> Option<&T> {
        self.by_key.get(key)
    }

    pub(crate) fn find_mut(&mut self, key: &str) -> Option<&mut T> {
        self.by_key.get_mut(key)
    }

    pub(crate) fn take(&mut self, key: &str) -> Option<T> {
        self.by_key.remove(key)
    }

    /// Keeps only what passes.
    pub(crate) fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        self.by_key.retain(|_, thing| keep(thing));
    }

    pub(crate) fn clear(&mut self) {
        self.by_key.clear();
        self.oldest_first.clear();
    }
}
