//! Words of a text at even distances, which tell whether it may say the same again and again.

use std::hint::cold_path;
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// How many bytes after a space have to be alike, of which a [`Sample`] takes the first and the last eight.
const FOLLOWING: usize = 24;

const SUMS: usize = 1024;

/// How many have to be alike at least, and one in how many.
const LEAST: u32 = 3;
const PART: u32 = 25;

/// What follows the first space of each 32 bytes, as far as it goes on for twenty-four.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    /// How often each occurs, by some bits of it, without what was carried.
    sums: [u8; SUMS],
    /// What of each sum was more than it holds; none of most texts.
    carried: Vec<u32>,
    /// The largest of the sums, if it is large enough.
    most: u32,
    /// All of them together.
    all: u32,
}

impl Sample {
    pub(crate) fn new() -> Self {
        Self { sums: [0; SUMS], carried: Vec::new(), most: 0, all: 0 }
    }

    /// Takes what follows spaces of a block, which starts at a place of a source.
    #[inline(always)]
    pub(crate) fn take(&mut self, source: &[u8], place: usize, spaces: u64) {
        const HALF: u64 = u32::MAX as u64;
        for half in [spaces & HALF, spaces & !HALF] {
            if half != 0 {
                let following = source[place + half.trailing_zeros() as usize + 1..].first_chunk();
                self.all += 1;
                // What is cut off by the end of the text is like nothing else.
                if let Some(following) = following {
                    self.count(index(following));
                } else {
                    cold_path();
                }
            } else {
                cold_path();
            }
        }
    }

    #[inline]
    fn count(&mut self, index: usize) {
        let sum = self.sums[index] + 1;
        self.sums[index] = sum;
        if u32::from(sum) >= LEAST {
            self.take_sum(index, sum);
        }
    }

    /// Takes a sum that is large enough to matter, as those of few texts are.
    #[cold]
    fn take_sum(&mut self, index: usize, sum: u8) {
        self.most = self.most.max(u32::from(sum));
        if sum == u8::MAX {
            self.carried.resize(SUMS, 0);
            self.carried[index] += u32::from(sum);
            self.sums[index] = 0;
        }
    }

    /// Whether enough are alike.
    pub(crate) fn is_alike(&self) -> bool {
        let sums = || self.sums.iter().map(|sum| u32::from(*sum));
        let whole = self.carried.iter().zip(sums());
        let most = whole.map(|(carried, sum)| carried + sum).max().unwrap_or(self.most);
        most >= LEAST && most * PART >= self.all
    }
}

/// Whether a text is alike, told by all of the bytes: a [`Sample`] tells it of some more, where some bits are the same by
/// chance.
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

/// The place of the sum for these bytes, told by the first and the last eight: where these are alike, those between mostly
/// are, and where they are not, nothing is lost but the time of another look.
#[inline]
fn index(following: &[u8; FOLLOWING]) -> usize {
    let eight = |from: usize| -> [u8; 8] { std::array::from_fn(|index| following[from + index]) };
    let next = |from: usize| u64::from_le_bytes(eight(from));
    let mixed = next(0) ^ next(16).rotate_left(21);
    (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - SUMS.ilog2())) as usize
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
            let alike = |number: usize| number % 100 < percent;
            let first = |number: usize| number < 10_000 * percent;
            let last = |number: usize| number >= 10_000 * (100 - percent);
            for is_one in [&alike as &dyn Fn(usize) -> bool, &first, &last] {
                let mut sample = Sample::new();
                for number in 0..1_000_000 {
                    sample.count(if is_one(number) { 7 } else { number % SUMS });
                    sample.all += 1;
                }
                assert_eq!(sample.is_alike(), is_alike, "{percent} %");
            }
        }
    }
}
