//! Numbers that look random but are not. Every id of the sandbox comes from here, so that all runs
//! and machines see the same ids.

use crate::jose::encoded;

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
const FIRST: u64 = 0xbf58_476d_1ce4_e5b9;
const SECOND: u64 = 0x94d0_49bb_1331_11eb;

/// The SplitMix64 finaliser (Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", 2014): a bijection on 64 bits, so different inputs have different outputs.
pub(crate) fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(GOLDEN);
    z = (z ^ (z >> 30)).wrapping_mul(FIRST);
    z = (z ^ (z >> 27)).wrapping_mul(SECOND);
    z ^ (z >> 31)
}

/// The inverse of [`mix`]: turns an id back into an index.
pub(crate) fn unmix(value: u64) -> u64 {
    let mut z = undo_xor_shift(value, 31).wrapping_mul(odd_inverse(SECOND));
    z = undo_xor_shift(z, 27).wrapping_mul(odd_inverse(FIRST));
    undo_xor_shift(z, 30).wrapping_sub(GOLDEN)
}

/// 128 bits that depend on all three numbers.
pub(crate) fn mix128(kind: u64, first: u64, second: u64) -> u128 {
    let high = mix(mix(mix(kind) ^ first).wrapping_add(second));
    let low = mix(high ^ GOLDEN);
    (u128::from(high) << 64) | u128::from(low)
}

/// The text of a version 4 UUID (RFC 9562 section 5.4) with these bits.
pub(crate) fn uuid(bits: u128) -> String {
    let versioned = (bits & !(0xf << 76)) | (0x4 << 76);
    let varied = (versioned & !(0x3 << 62)) | (0x2 << 62);
    let hex = format!("{varied:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// 43 characters without visible structure, but the same in every run: for tokens and codes.
pub(crate) fn opaque(kind: u64, number: u64) -> String {
    let mut bytes = [0; 32];
    bytes[..16].copy_from_slice(&mix128(kind, number, 1).to_be_bytes());
    bytes[16..].copy_from_slice(&mix128(kind, number, 2).to_be_bytes());
    encoded(bytes)
}

fn undo_xor_shift(value: u64, shift: u32) -> u64 {
    let mut original = value;
    let mut known = shift;
    while known < u64::BITS {
        original = value ^ (original >> shift);
        known += shift;
    }
    original
}

/// Newton's iteration for the inverse of an odd number modulo 2^64; five rounds double the three
/// correct bits of the start to more than 64.
fn odd_inverse(odd: u64) -> u64 {
    let mut inverse = odd;
    for _ in 0..5 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(inverse)));
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::{mix, unmix, uuid};

    #[test]
    fn unmix_undoes_mix() {
        for value in [0, 1, 2, 999_999, u64::MAX, 0x1234_5678_9abc_def0] {
            assert_eq!(unmix(mix(value)), value);
        }
    }

    #[test]
    fn a_uuid_carries_its_version_and_variant() {
        assert_eq!(uuid(0), "00000000-0000-4000-8000-000000000000");
        assert_eq!(uuid(u128::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
