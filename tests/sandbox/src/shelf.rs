//! A bounded map that drops its oldest entries.

use std::collections::{BTreeMap, VecDeque};

/// The most entries; older ones are dropped, so that a long soak stays small.
const MOST: usize = 100_000;

/// The most bytes of all entries; older ones are dropped, so that requests can't fill the memory.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The overhead of an entry beyond the size that its owner counts.
const ENTRY_BYTES: usize = 256;

/// Codes, tokens, pushed requests, used `jti`s: values under unguessable keys.
#[derive(Clone, Debug)]
pub(crate) struct Shelf<T> {
    by_key: BTreeMap<String, Entry<T>>,
    oldest_first: VecDeque<Place>,
    bytes: usize,
    numbers: u64,
}

#[derive(Clone, Debug)]
struct Entry<T> {
    thing: T,
    number: u64,
}

#[derive(Clone, Debug)]
struct Place {
    key: String,
    number: u64,
    bytes: usize,
    until_millis: i64,
}

/// How long a value is kept, and its size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keep {
    pub(crate) bytes: usize,
    pub(crate) now_millis: i64,
    pub(crate) until_millis: i64,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { by_key: BTreeMap::new(), oldest_first: VecDeque::new(), bytes: 0, numbers: 0 }
    }
}

impl<T> Shelf<T> {
    /// Inserts it, and removes expired entries from the oldest end.
    pub(crate) fn put(&mut self, key: String, thing: T, keep: Keep) {
        let Keep { bytes, now_millis, until_millis } = keep;
        self.numbers += 1;
        let number = self.numbers;
        let bytes = bytes + 2 * key.len() + ENTRY_BYTES;
        self.bytes += bytes;
        self.by_key.insert(key.clone(), Entry { thing, number });
        self.oldest_first.push_back(Place { key, number, bytes, until_millis });
        while let Some(oldest) = self.oldest_first.front() {
            let over = oldest.until_millis <= now_millis;
            let full = self.oldest_first.len() > MOST || self.bytes > MOST_BYTES;
            if !over && !full {
                break;
            }
            self.drop_oldest();
        }
    }

    pub(crate) fn find(&self, key: &str) -> Option<&T> {
        self.by_key.get(key).map(|entry| &entry.thing)
    }

    pub(crate) fn find_mut(&mut self, key: &str) -> Option<&mut T> {
        self.by_key.get_mut(key).map(|entry| &mut entry.thing)
    }

    pub(crate) fn take(&mut self, key: &str) -> Option<T> {
        self.by_key.remove(key).map(|entry| entry.thing)
    }

    /// Keeps only entries that pass the test.
    pub(crate) fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        self.by_key.retain(|_, entry| keep(&entry.thing));
    }

    pub(crate) fn clear(&mut self) {
        *self = Self { numbers: self.numbers, ..Self::default() };
    }

    /// An upper bound of the bytes held.
    #[cfg(test)]
    fn bytes(&self) -> usize {
        self.bytes
    }

    fn drop_oldest(&mut self) {
        let Some(Place { key, number, bytes, .. }) = self.oldest_first.pop_front() else {
            return;
        };
        self.bytes -= bytes;
        // It may have been removed and inserted again.
        if self.by_key.get(&key).is_some_and(|entry| entry.number == number) {
            self.by_key.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Keep, MOST_BYTES, Shelf};

    fn keep(bytes: usize, now_millis: i64) -> Keep {
        Keep { bytes, now_millis, until_millis: now_millis + 60_000 }
    }

    #[test]
    fn bytes_are_bounded_and_the_newest_stay() {
        let mut shelf = Shelf::default();
        for number in 0..4_000 {
            shelf.put(number.to_string(), number, keep(60_000, 0));
        }
        assert!(shelf.bytes() <= MOST_BYTES);
        assert_eq!((shelf.find("0"), shelf.find("3999")), (None, Some(&3_999)));
    }

    #[test]
    fn what_is_over_is_swept() {
        let mut shelf = Shelf::default();
        for number in 0..100 {
            shelf.put(number.to_string(), number, keep(1_000, 0));
        }
        shelf.put("new".to_owned(), 0, keep(1_000, 60_000));
        assert!(shelf.bytes() < 2_000);
        assert_eq!(shelf.find("99"), None);
    }

    #[test]
    fn what_was_put_there_again_is_not_swept_with_the_old() {
        let mut shelf = Shelf::default();
        shelf.put("a".to_owned(), 1, keep(0, 0));
        shelf.take("a");
        shelf.put("a".to_owned(), 2, keep(0, 30_000));
        shelf.put("b".to_owned(), 3, keep(0, 60_000));
        assert_eq!(shelf.find("a"), Some(&2));
    }
}
