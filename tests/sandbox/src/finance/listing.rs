//! Lists of transactions, newest first, which can be read from any place without computing what
//! comes before.
//!
//! Transactions of all accounts lie on a lattice: an index has the same date in each account. Each
//! account has a column up to its last fetch, so the lattice is a stack of segments of different
//! widths. Transactions that requests created or changed, and those that lapse, are in a separate
//! short list, which is merged in.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::calendar::Calendar;
use super::filter::Rest;
use super::stream::Stream;
use super::transaction::Transaction;

#[derive(Debug)]
pub(crate) struct Listing<'a> {
    calendar: &'a Calendar,
    streams: Vec<Stream<'a>>,
    segments: Vec<Segment>,
    /// Empty places of the lattice: deleted, or changed and therefore in `own`.
    holes: Vec<u64>,
    own: Vec<Own<'a>>,
}

/// Rows of the lattice that have the same columns.
#[derive(Debug)]
struct Segment {
    /// The index of the first row, and the one after the last.
    first: i64,
    end: i64,
    /// How many places are before it.
    rank: u64,
    /// Places in `streams`.
    columns: Vec<usize>,
}

impl Segment {
    fn places(&self) -> u64 {
        u64::try_from(self.end - self.first).unwrap_or(0) * self.columns.len() as u64
    }
}

/// A transaction that is not on the lattice, and its place in the merged list.
#[derive(Debug)]
struct Own<'a> {
    transaction: Cow<'a, Transaction>,
    place: u64,
}

impl<'a> Listing<'a> {
    /// `own` are those that pass all filters, `gone` the accounts and indices of empty places.
    pub(crate) fn new(
        calendar: &'a Calendar,
        streams: Vec<Stream<'a>>,
        [from, until]: [Option<i64>; 2],
        own: Vec<Cow<'a, Transaction>>,
        gone: impl Iterator<Item = (u32, i64)>,
    ) -> Self {
        let first = until.map_or(i64::MIN, |until| calendar.since(until));
        let oldest = i64::try_from(calendar.transactions()).unwrap_or(i64::MAX);
        let end = from.map_or(oldest, |from| calendar.since(from));
        let newest = streams.iter().map(|stream| stream.newest(stream.fetched).max(first));
        let segments = segments(&newest.collect::<Vec<i64>>(), end);
        let mut listing = Self { calendar, streams, segments, holes: Vec::new(), own: Vec::new() };
        let holes = gone.filter_map(|(account, index)| listing.place_of(account, index));
        let mut holes: Vec<u64> = holes.collect();
        holes.sort_unstable();
        holes.dedup();
        listing.holes = holes;
        listing.place(own);
        listing
    }

    /// The total number.
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
                return Some(mine.transaction.clone().into_owned());
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

    /// Inserts a transaction that is not on the lattice: after all of the same moment.
    fn place(&mut self, mut own: Vec<Cow<'a, Transaction>>) {
        own.sort_by_key(|transaction| (Reverse(transaction.date), transaction.key));
        let placed = (0u64..).zip(own).map(|(before, transaction)| {
            let rank = self.rank_of(self.calendar.since(transaction.date));
            let holes = self.holes.partition_point(|hole| *hole < rank) as u64;
            Own { transaction, place: rank - holes + before }
        });
        self.own = placed.collect();
    }

    /// The place on the lattice with this many before it.
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

    /// How many places are before a row.
    fn rank_of(&self, row: i64) -> u64 {
        let before = self.segments.iter().take_while(|segment| segment.first < row);
        before
            .map(|segment| {
                Segment { end: segment.end.min(row), columns: segment.columns.clone(), ..*segment }
                    .places()
            })
            .sum()
    }

    /// The place of an account's row, if it is on the lattice.
    fn place_of(&self, account: u32, index: i64) -> Option<u64> {
        let wanted = |segment: &&Segment| (segment.first..segment.end).contains(&index);
        let segment = self.segments.iter().find(wanted)?;
        let mut columns = segment.columns.iter();
        let column = columns.position(|column| self.streams[*column].account == account)?;
        let row = u64::try_from(index - segment.first).ok()?;
        Some(segment.rank + row * segment.columns.len() as u64 + column as u64)
    }

    fn at(&self, rank: u64) -> Option<Transaction> {
        let behind = self.segments.partition_point(|segment| segment.rank <= rank);
        let segment = self.segments.get(behind.checked_sub(1)?)?;
        let place = rank - segment.rank;
        if place >= segment.places() {
            return None;
        }
        let width = segment.columns.len() as u64;
        let column = segment.columns.get(usize::try_from(place % width).ok()?)?;
        let index = segment.first + i64::try_from(place / width).ok()?;
        self.streams.get(*column)?.transaction(index)
    }

    fn lattice(&self) -> u64 {
        self.segments.last().map_or(0, |last| last.rank + last.places())
    }
}

/// The segments between the newest rows of all columns, from the newest of all to the end.
fn segments(newest: &[i64], end: i64) -> Vec<Segment> {
    let mut firsts: Vec<i64> = newest.iter().copied().filter(|first| *first < end).collect();
    firsts.sort_unstable();
    firsts.dedup();
    let mut segments: Vec<Segment> = Vec::new();
    for (place, first) in firsts.iter().enumerate() {
        let end = firsts.get(place + 1).copied().unwrap_or(end);
        let reaches = |column: &usize| newest[*column] <= *first;
        let columns = (0..newest.len()).filter(reaches).collect();
        let rank = segments.last().map_or(0, |last| last.rank + last.places());
        segments.push(Segment { first: *first, end, rank, columns });
    }
    segments
}
