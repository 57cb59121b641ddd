use serde::Serialize;
use sha2::{Digest, Sha256};

/// What a stored row is compared by: the first 16 bytes of the SHA-256 of its JSON.
///
/// Store it beside the row. Two rows with the same fingerprint are the same, and the ledger does not write
/// them again. A version of this crate that knows more members of a row has other fingerprints, so that
/// rows are written once more and then have those members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// A fingerprint that was stored.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// What to store.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    pub(super) fn of(value: &impl Serialize) -> Self {
        // Rows have no keys but texts, so they can always be written.
        let json = serde_json::to_vec(value).unwrap_or_default();
        let mut short = [0; 16];
        short.iter_mut().zip(Sha256::digest(json)).for_each(|(to, from)| *to = from);
        Self(short)
    }

    /// Half of it, where a checkpoint has to stay small.
    pub(super) fn short(self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_of_what_a_row_says() {
        let [one, same, other] = ["a", "a", "b"].map(|text| Fingerprint::of(&text));
        assert_eq!(one, same);
        assert_ne!(one, other);
        assert_eq!(Fingerprint::from_bytes(one.to_bytes()), one);
    }
}
