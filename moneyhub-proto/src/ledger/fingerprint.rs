use serde::Serialize;
use sha2::{Digest, Sha256};

/// Compares stored rows: the first 16 bytes of the SHA-256 of a row's JSON.
///
/// Store it beside the row. Rows with the same fingerprint are equal, and the ledger does not write them
/// again. A version of this crate that knows more members has other fingerprints, so each row is written once
/// more and then has those members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// A stored fingerprint.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    pub(super) fn of(value: &impl Serialize) -> Self {
        // Rows have only string keys, so serialising them can't fail.
        let json = serde_json::to_vec(value).unwrap_or_default();
        let mut short = [0; 16];
        short.iter_mut().zip(Sha256::digest(json)).for_each(|(to, from)| *to = from);
        Self(short)
    }

    /// Half of it, to keep the checkpoint small.
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
