//! Words of a text at even distances, which tell whether it may say the same again and again.

use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// How many bytes after a space have to be alike.
const FOLLOWING: usize = 24;

const SUMS: usize = 1024;

/// How many have to be alike at least, and one in how many.
const LEAST: u32 = 3;
const PART: u32 = 25;

/// What follows the first space of each 32 bytes, told by twenty-four bytes.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    /// How often each occurs, by some bits of it; of a long text half as often, or a quarter, and so on.
    sums: [u8; SUMS],
    /// The largest of these. As wide as what is read at once: to read more than was written last takes a processor long.
    most: u32,
    /// All of them together.
    all: u32,
}

impl Sample {
    pub(crate) fn new() -> Self {
        Self { sums: [0; SUMS], most: 0, all: 0 }
    }

    /// Takes what follows spaces of a block, which starts at a place of a source.
    #[inline(always)]
    pub(crate) fn take(&mut self, source: &[u8], place: usize, spaces: u64) {
        const HALF: u64 = u32::MAX as u64;
        for half in [spaces & HALF, spaces & !HALF] {
            if half != 0 {
                let rest = &source[place + half.trailing_zeros() as usize + 1..];
                let index = rest.first_chunk().map_or_else(|| index(&padded(rest)), index);
                self.count(index);
            }
        }
    }

    #[inline]
    fn count(&mut self, index: usize) {
        let sum = self.sums[index] + 1;
        (self.sums[index], self.most, self.all) = (sum, self.most.max(u32::from(sum)), self.all + 1);
        if sum == u8::MAX {
            self.halve();
        }
    }

    /// What part of all each is stays as it is, however long the text. What each loses is less than one, after any number
    /// of times, and all of them lose as much as that one has to be a part of: no text is alike that is not told to be.
    #[cold]
    fn halve(&mut self) {
        for sum in &mut self.sums {
            *sum /= 2;
        }
        self.most /= 2;
        self.all = self.sums.iter().map(|sum| u32::from(*sum)).sum::<u32>().saturating_sub(PART);
    }

    /// Whether enough are alike.
    pub(crate) fn is_alike(&self) -> bool {
        self.most >= LEAST && self.most * PART >= self.all
    }
}

/// Whether a text is alike, told by all of the bytes: of one in 200 texts a [`Sample`] tells it where some bits are the same
/// by chance.
pub(crate) fn is_alike(text: &str) -> bool {
    let halves = (0..text.len()).step_by(32).map(|at| at..(at + 32).min(text.len()));
    let space =
        |half: Range<usize>| memchr::memchr(b' ', &text.as_bytes()[half.clone()]).map(|at| half.start + at);
    let following = |space: usize| {
        let rest = &text.as_bytes()[space + 1..];
        xxh3_64(&rest[..rest.len().min(FOLLOWING)])
    };
    let mut all: Vec<u64> = halves.filter_map(space).map(following).collect();
    all.sort_unstable();
    let most = all.chunk_by(u64::eq).map(<[u64]>::len).max().unwrap_or_default();
    most >= LEAST as usize && most * PART as usize >= all.len()
}

/// The place of the sum for these bytes.
#[inline]
fn index(following: &[u8; FOLLOWING]) -> usize {
    let eight = |from: usize| -> [u8; 8] { std::array::from_fn(|index| following[from + index]) };
    let next = |from: usize| u64::from_le_bytes(eight(from));
    let mixed = next(0) ^ next(8).rotate_left(21) ^ next(16).rotate_left(42);
    (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - SUMS.ilog2())) as usize
}

/// Line feeds follow what is too short.
#[cold]
fn padded(rest: &[u8]) -> [u8; FOLLOWING] {
    std::array::from_fn(|index| rest.get(index).copied().unwrap_or(b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn a_text_is_alike_by_what_it_repeats_and_not_by_its_length() {
        let mut text = String::new();
        for number in 0..300_000 {
            write!(text, "The {number}th moss of {number} mosses grows. ").unwrap();
        }
        assert!(!is_alike(&text));
        assert!(is_alike(&"It is a moth of the family of owlet moths. ".repeat(30)));
        assert!(!is_alike(""));
    }

    #[test]
    fn a_long_text_is_alike_by_the_same_part() {
        for (percent, is_alike) in [(3, false), (5, true)] {
            let mut sample = Sample::new();
            for number in 0..4_000_000 {
                sample.count(if number % 100 < percent { 7 } else { number % SUMS });
            }
            assert_eq!(sample.is_alike(), is_alike, "{percent} %");
        }
    }
}
