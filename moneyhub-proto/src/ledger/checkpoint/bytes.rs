//! The stored form of a checkpoint: a version, then integers in LEB128, signed ones in zigzag.

use std::collections::BTreeMap;

use super::{Checkpoint, CheckpointError, MAX_BIAS};
use crate::{
    ground::id::TransactionId,
    ledger::{
        sweep::{MAX_WIDTH, Sweep},
        times::{MAX_DAY, MAX_TIME},
    },
};

/// Every change of the form needs a new version, because an older library refuses what it does not know.
const VERSION: u8 = 1;
const MAX_CONTROL: u64 = 128;
const MAX_COUNT: u64 = 1 << 40;

impl Checkpoint {
    /// The bytes to store.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer(vec![VERSION]);
        let flags = u64::from(self.linked) | u64::from(self.rebias) << 1;
        writer.number(flags);
        for time in [self.proven, self.watermark, self.changes_from] {
            writer.option(time);
        }
        writer.option(self.claim.map(|(as_of, _)| as_of));
        writer.number(self.claim.map_or(0, |(_, commit)| commit));
        for sweep in [&self.increment, &self.full] {
            writer.sweep(sweep.as_ref());
        }
        for time in self.times() {
            writer.signed(time);
        }
        for count in [self.eager, self.capacity, self.id_room, self.counted] {
            writer.number(count);
        }
        writer.option(self.width);
        writer.option(self.floor);
        let control = self.control.as_ref().map_or("", TransactionId::as_str);
        writer.number(control.len() as u64);
        writer.0.extend_from_slice(control.as_bytes());
        writer.number(self.bias.len() as u64);
        for (account, by) in &self.bias {
            writer.0.extend_from_slice(&account.to_be_bytes());
            writer.signed(*by);
        }
        writer.number(self.odd.is_some().into());
        writer.0.extend(self.odd.iter().flat_map(|odd| odd.to_be_bytes()));
        writer.0
    }

    /// Reads what was stored.
    ///
    /// # Errors
    ///
    /// [`CheckpointError::Newer`] if a newer version has written them, and [`CheckpointError::Malformed`] for
    /// anything else that is not a checkpoint.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let (version, rest) = bytes.split_first().ok_or(CheckpointError::Malformed)?;
        match *version {
            VERSION => Reader(rest).checkpoint().ok_or(CheckpointError::Malformed),
            0 => Err(CheckpointError::Malformed),
            version => Err(CheckpointError::Newer { version, known: VERSION }),
        }
    }

    fn times(&self) -> [i64; 10] {
        [
            self.next_increment,
            self.may_increment,
            self.bulk_day,
            self.next_accounts,
            self.next_full,
            self.full_every,
            self.sighted_at,
            self.blank_at,
            self.calm_until,
            self.calm,
        ]
    }
}

struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.0.push(number.to_le_bytes()[0]);
    }

    fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)).cast_unsigned());
    }

    /// One more than the number, so that 0 means none.
    fn option(&mut self, number: Option<i64>) {
        match number {
            None => self.number(0),
            Some(number) => {
                let zigzag = ((number << 1) ^ (number >> 63)).cast_unsigned();
                self.number(zigzag.saturating_add(1));
            }
        }
    }

    fn sweep(&mut self, sweep: Option<&Sweep>) {
        self.option(sweep.map(|sweep| sweep.started));
        if let Some(sweep) = sweep {
            for day in [sweep.since, sweep.end, sweep.width] {
                self.option(day);
            }
            for count in [sweep.found, sweep.pages, sweep.rows] {
                self.number(count);
            }
            self.number(u64::from(sweep.clean) | u64::from(sweep.trust_floor) << 1);
        }
    }
}

/// Reads a number within bounds that no calculation can overflow, and returns `None` for any other.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn checkpoint(mut self) -> Option<Checkpoint> {
        let flags = self.below(4)?;
        let mut checkpoint = Checkpoint {
            linked: flags & 1 == 1,
            rebias: flags & 2 == 2,
            proven: self.option(0, MAX_TIME)?,
            watermark: self.option(0, MAX_TIME)?,
            changes_from: self.option(0, MAX_TIME)?,
            ..Checkpoint::default()
        };
        let as_of = self.option(0, MAX_TIME)?;
        let commit = self.number()?;
        checkpoint.claim = as_of.map(|as_of| (as_of, commit));
        if as_of.is_none() && commit != 0 {
            return None;
        }
        checkpoint.increment = self.sweep()?;
        checkpoint.full = self.sweep()?;
        checkpoint.next_increment = self.signed(0, MAX_TIME)?;
        checkpoint.may_increment = self.signed(0, MAX_TIME)?;
        checkpoint.bulk_day = self.signed(0, MAX_DAY)?;
        checkpoint.next_accounts = self.signed(0, MAX_TIME)?;
        checkpoint.next_full = self.signed(0, MAX_TIME)?;
        checkpoint.full_every = self.signed(0, MAX_TIME)?;
        checkpoint.sighted_at = self.signed(0, MAX_TIME)?;
        checkpoint.blank_at = self.signed(0, MAX_TIME)?;
        checkpoint.calm_until = self.signed(0, MAX_TIME)?;
        checkpoint.calm = self.signed(0, MAX_TIME)?;
        checkpoint.eager = self.below(MAX_COUNT)?;
        checkpoint.capacity = self.below(MAX_COUNT)?;
        checkpoint.id_room = self.below(MAX_COUNT)?;
        checkpoint.counted = self.below(MAX_COUNT)?;
        checkpoint.width = self.option(1, MAX_WIDTH)?;
        checkpoint.floor = self.option(-MAX_DAY, MAX_DAY)?;
        let length = usize::try_from(self.below(MAX_CONTROL)?).ok()?;
        let control = std::str::from_utf8(self.take(length)?).ok()?;
        checkpoint.control = (!control.is_empty()).then(|| control.into());
        checkpoint.bias = self.bias()?;
        checkpoint.odd = match self.below(2)? {
            0 => None,
            _ => Some(self.eight()?),
        };
        self.0.is_empty().then_some(checkpoint)
    }

    fn bias(&mut self) -> Option<BTreeMap<u64, i64>> {
        let mut bias = BTreeMap::new();
        for _ in 0..self.below(MAX_BIAS as u64 + 1)? {
            let account = self.eight()?;
            let ascends = bias.last_key_value().is_none_or(|(last, _)| *last < account);
            let by = self.signed(-MAX_TIME, MAX_TIME)?;
            if !ascends {
                return None;
            }
            bias.insert(account, by);
        }
        Some(bias)
    }

    fn sweep(&mut self) -> Option<Option<Sweep>> {
        let Some(started) = self.option(0, MAX_TIME)? else { return Some(None) };
        let since = self.option(-MAX_DAY, MAX_DAY)?;
        let end = self.option(-MAX_DAY, MAX_DAY)?;
        let width = self.option(1, MAX_WIDTH)?;
        let (found, pages, rows) =
            (self.below(MAX_COUNT)?, self.below(MAX_COUNT)?, self.below(MAX_COUNT)?);
        let flags = self.below(4)?;
        Some(Some(Sweep {
            started,
            since,
            end,
            width,
            clean: flags & 1 == 1,
            found,
            pages,
            rows,
            trust_floor: flags & 2 == 2,
        }))
    }

    fn take(&mut self, length: usize) -> Option<&[u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn eight(&mut self) -> Option<u64> {
        Some(u64::from_be_bytes(self.take(8)?.try_into().ok()?))
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = *self.take(1)?.first()?;
            let bits = u64::from(byte & 0x7F);
            // A last byte of zero, or bits beyond the 64th, would be a second form of the same number.
            if bits << shift >> shift != bits || (byte == 0 && shift > 0) {
                return None;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn below(&mut self, bound: u64) -> Option<u64> {
        self.number().filter(|number| *number < bound)
    }

    fn signed(&mut self, least: i64, most: i64) -> Option<i64> {
        let number = unzigzag(self.number()?);
        (least..=most).contains(&number).then_some(number)
    }

    fn option(&mut self, least: i64, most: i64) -> Option<Option<i64>> {
        let Some(zigzag) = self.number()?.checked_sub(1) else { return Some(None) };
        let number = unzigzag(zigzag);
        (least..=most).contains(&number).then_some(Some(number))
    }
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}
