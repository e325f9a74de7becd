//! Sets of small numbers, a bit each, and hashes that are small numbers.

/// A set of numbers below 64 times `WORDS`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bitmap<const WORDS: usize>([u64; WORDS]);

/// A set of bytes.
pub(crate) type ByteMap = Bitmap<4>;

impl<const WORDS: usize> Bitmap<WORDS> {
    pub(crate) const NONE: Self = Self([0; WORDS]);

    pub(crate) const fn add(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    pub(crate) const fn has(&self, number: usize) -> bool {
        self.0[number / 64] >> (number % 64) & 1 == 1
    }

    /// Whether two of these numbers are the same. Asked without a branch for each.
    pub(crate) fn has_twice(numbers: impl Iterator<Item = usize>) -> bool {
        let mut seen = Self::NONE;
        numbers.fold(false, |twice, number| {
            let is_known = seen.has(number);
            seen.add(number);
            twice | is_known
        })
    }

    /// Whether it has a number of another one. Asked without a branch for each part.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).fold(0, |common, (a, b)| common | (a & b)) != 0
    }
}

impl ByteMap {
    /// The bytes of which something holds.
    pub(crate) fn that(holds: impl Fn(u8) -> bool) -> Self {
        let mut bytes = Self::NONE;
        for byte in (0..=u8::MAX).filter(|byte| holds(*byte)) {
            bytes.add(usize::from(byte));
        }
        bytes
    }
}

/// A hash below two to the power of `BITS`, by Fibonacci hashing: a multiplication with 2³² divided by the golden ratio.
pub(crate) const fn hash<const BITS: u32>(number: u32) -> usize {
    (number.wrapping_mul(0x9E37_79B1) >> (u32::BITS - BITS)) as usize
}
