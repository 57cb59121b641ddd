//! Lists of transactions, newest first, read from any place without making what comes before.
//!
//! Seeded transactions of all accounts lie on a lattice: the same index has the same date in
//! each account. What requests created or changed is a short list beside it, and the two are
//! merged.

use std::cmp::Reverse;

use super::calendar::Calendar;
use super::filter::Rest;
use super::stream::Stream;
use super::transaction::Transaction;

#[derive(Debug)]
pub(crate) struct Listing<'a> {
    calendar: &'a Calendar,
    streams: Vec<Stream<'a>>,
    /// The first index of the lattice, and the one after its last.
    first: u64,
    end: u64,
    /// Places of the lattice that have nothing: deleted, or changed and thus among `own`.
    holes: Vec<u64>,
    own: Vec<Own<'a>>,
}

/// A transaction that is not on the lattice, and its place in the merged list.
#[derive(Debug)]
struct Own<'a> {
    transaction: &'a Transaction,
    place: u64,
}

impl<'a> Listing<'a> {
    /// `own` are those that pass all filters, `gone` the accounts and indices of the lattice that
    /// have nothing.
    pub(crate) fn new(
        calendar: &'a Calendar,
        streams: Vec<Stream<'a>>,
        [from, until]: [Option<i64>; 2],
        own: Vec<&'a Transaction>,
        gone: impl Iterator<Item = (u32, u64)>,
    ) -> Self {
        let first = until.map_or(0, |until| calendar.since(until));
        let end = from.map_or(calendar.transactions(), |from| calendar.since(from)).max(first);
        let width = streams.len() as u64;
        let mut holes: Vec<u64> = gone
            .filter(|(_, index)| (first..end).contains(index))
            .filter_map(|(account, index)| {
                let column = streams.iter().position(|stream| stream.account == account)?;
                Some((index - first) * width + column as u64)
            })
            .collect();
        holes.sort_unstable();
        holes.dedup();
        let mut listing = Self { calendar, streams, first, end, holes, own: Vec::new() };
        listing.place(own);
        listing
    }

    /// How many there are in all.
    pub(crate) fn total(&self) -> u64 {
        self.lattice() - self.holes.len() as u64 + self.own.len() as u64
    }

    /// From a place on.
    pub(crate) fn from(&self, offset: u64) -> impl Iterator<Item = Transaction> {
        let mut own = self.own.partition_point(|own| own.place < offset);
        let mut place = offset;
        let mut next = self.rank(offset.saturating_sub(own as u64));
        std::iter::from_fn(move || {
            if let Some(mine) = self.own.get(own).filter(|mine| mine.place == place) {
                own += 1;
                place += 1;
                return Some(mine.transaction.clone());
            }
            while self.holes.binary_search(&next).is_ok() {
                next += 1;
            }
            let found = self.at(next)?;
            next += 1;
            place += 1;
            Some(found)
        })
    }

    /// One page, and whether there is more behind it.
    pub(crate) fn page(&self, rest: &Rest, limit: u64, offset: u64) -> (Vec<Transaction>, bool) {
        let size = |number| usize::try_from(number).unwrap_or(usize::MAX);
        let mut page: Vec<Transaction> = match rest.is_empty() {
            true => self.from(offset).take(size(limit.saturating_add(1))).collect(),
            false => self
                .from(0)
                .filter(|one| rest.holds(one))
                .skip(size(offset))
                .take(size(limit.saturating_add(1)))
                .collect(),
        };
        let more = page.len() > size(limit);
        page.truncate(size(limit));
        (page, more)
    }

    pub(crate) fn count(&self, rest: &Rest) -> u64 {
        match rest.is_empty() {
            true => self.total(),
            false => self.from(0).filter(|one| rest.holds(one)).count() as u64,
        }
    }

    /// Puts what is not on the lattice where it belongs: behind all that are of the same moment.
    fn place(&mut self, mut own: Vec<&'a Transaction>) {
        own.sort_by_key(|transaction| (Reverse(transaction.date), transaction.key));
        let width = self.streams.len() as u64;
        let placed = (0u64..).zip(own).map(|(before, transaction)| {
            let newer = self.calendar.since(transaction.date).clamp(self.first, self.end);
            let rank = (newer - self.first) * width;
            let holes = self.holes.partition_point(|hole| *hole < rank) as u64;
            Own { transaction, place: rank - holes + before }
        });
        self.own = placed.collect();
    }

    /// The place on the lattice of the one that has so many before it.
    fn rank(&self, before: u64) -> u64 {
        let mut rank = before;
        for hole in &self.holes {
            if *hole > rank {
                break;
            }
            rank += 1;
        }
        rank
    }

    fn at(&self, rank: u64) -> Option<Transaction> {
        let width = self.streams.len() as u64;
        if rank >= self.lattice() {
            return None;
        }
        let column = usize::try_from(rank % width).ok()?;
        self.streams.get(column)?.transaction(self.first + rank / width)
    }

    fn lattice(&self) -> u64 {
        (self.end - self.first) * self.streams.len() as u64
    }
}
