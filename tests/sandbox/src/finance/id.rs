//! Ids of transactions, which can be decoded: a million need no index.

use crate::mix::{mix, unmix, uuid};

/// The account number of transactions that requests created.
const CREATED: u32 = (1 << 24) - 1;

/// How many bits are for the index; the rest is the account's.
const INDEX_BITS: u32 = 40;

/// Set in the index of transactions after the start. Two bits for the variant follow.
const LATER: u64 = 1 << 39;
const VARIANT_BITS: u32 = 37;

const LOW_BITS: u32 = 60;
const SALT: u64 = 0x7478;

/// The numbering of an account's transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    /// Existing at the start, counted from the newest.
    Seeded,
    /// After the start, counted from the oldest, which is 1.
    Later,
    /// The same while it is pending, if it gets another id when booked.
    Pending,
    /// An authorisation that lapses, by its day.
    Authorisation,
}

/// One transaction of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key(u64);

impl Key {
    /// A seeded one of this account, counted from the newest.
    pub(crate) fn seeded(account: u32, index: u64) -> Self {
        Self(u64::from(account) << INDEX_BITS | index)
    }

    /// One of the account's stream.
    pub(crate) fn of_account(account: u32, number: u64, variant: Variant) -> Self {
        let variant = match variant {
            Variant::Seeded => return Self::seeded(account, number),
            Variant::Later => 0,
            Variant::Pending => 1,
            Variant::Authorisation => 2,
        };
        Self::seeded(account, LATER | variant << VARIANT_BITS | number)
    }

    /// One that a request created, by its number.
    pub(crate) fn created(number: u64) -> Self {
        Self::seeded(CREATED, number)
    }

    /// Its number in its account.
    pub(crate) fn variant(self) -> (Variant, u64) {
        let index = self.index();
        if index & LATER == 0 {
            return (Variant::Seeded, index);
        }
        let number = index & ((1 << VARIANT_BITS) - 1);
        match index >> VARIANT_BITS & 3 {
            0 => (Variant::Later, number),
            1 => (Variant::Pending, number),
            _ => (Variant::Authorisation, number),
        }
    }

    /// Its place on the lattice; authorisations have none.
    pub(crate) fn place(self) -> Option<i64> {
        match self.variant() {
            (Variant::Seeded, number) => i64::try_from(number).ok(),
            (Variant::Later | Variant::Pending, number) => i64::try_from(number).ok().map(|at| -at),
            (Variant::Authorisation, _) => None,
        }
    }

    /// The account of a seeded one; it stays the same after a move.
    pub(crate) fn account(self) -> u32 {
        u32::try_from(self.0 >> INDEX_BITS).unwrap_or(CREATED)
    }

    pub(crate) fn index(self) -> u64 {
        self.0 & ((1 << INDEX_BITS) - 1)
    }

    pub(crate) fn is_created(self) -> bool {
        self.account() == CREATED
    }

    /// A UUID. The key is in its last 60 bits and in four above the variant; the rest is a check.
    pub(crate) fn id(self, user: u64) -> String {
        let mixed = mix(self.0 ^ mix(user ^ SALT));
        let low = mixed & ((1 << LOW_BITS) - 1);
        let check = mix(mixed ^ mix(!user)) & !0xf;
        uuid(u128::from(check | mixed >> LOW_BITS) << 64 | u128::from(low))
    }

    /// The key with this id; `None` for any text that is not exactly such an id of this user.
    pub(crate) fn of(id: &str, user: u64) -> Option<Self> {
        let hex: String = id.chars().filter(|c| *c != '-').collect();
        let bits = u128::from_str_radix(&hex, 16).ok()?;
        let low = u64::try_from(bits & ((1 << LOW_BITS) - 1)).ok()?;
        let high = u64::try_from((bits >> 64) & 0xf).ok()?;
        let key = Self(unmix(high << LOW_BITS | low) ^ mix(user ^ SALT));
        (key.id(user) == id).then_some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn an_id_is_turned_back_into_its_key() {
        for user in [0, 9, 1_000_000] {
            for key in [Key::seeded(0, 0), Key::seeded(131, 999_999), Key::created(7)] {
                assert_eq!(Key::of(&key.id(user), user), Some(key));
            }
        }
    }

    #[test]
    fn an_id_of_another_user_is_none() {
        assert_eq!(Key::of(&Key::seeded(3, 14).id(1), 2), None);
    }

    #[test]
    fn another_spelling_of_an_id_is_none() {
        let id = Key::seeded(3, 14).id(1);
        assert_eq!(Key::of(&id.replace('-', ""), 1), None);
        assert_eq!(Key::of(&id.to_uppercase(), 1), None);
    }
}
