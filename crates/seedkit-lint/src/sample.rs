//! Words of a text at even distances, which tell whether it may say the same again and again.

use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// Bytes that stand before a block of 64, those of the block, and as many after it.
pub(crate) const AROUND: usize = 24;

/// A block of 64 bytes with those around it; line feeds, where the source does not go on.
pub(crate) type Window = [u8; AROUND + 64 + AROUND];

/// That of an empty source.
pub(crate) const NO_WINDOW: Window = [b'\n'; AROUND + 64 + AROUND];

const SUMS: usize = 1024;

/// How many have to be alike at least, and one in how many.
const LEAST: u16 = 3;
const PART: u32 = 25;

/// What follows the first space of each 32 bytes, told by twenty-four bytes.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    /// How often each occurs, by some bits of it; of a long text half as often, or a quarter, and so on.
    sums: [u16; SUMS],
    /// The largest of these.
    most: u16,
    /// All of them together.
    all: u32,
}

impl Sample {
    pub(crate) fn new() -> Self {
        Self { sums: [0; SUMS], most: 0, all: 0 }
    }

    /// Takes what follows spaces of a block.
    #[inline(always)]
    pub(crate) fn take(&mut self, window: &Window, spaces: u64) {
        const HALF: u64 = u32::MAX as u64;
        for half in [spaces & HALF, spaces & !HALF] {
            if half != 0 {
                let from = AROUND + 1 + (half.trailing_zeros() as usize & 63);
                let eight = |from: usize| -> [u8; 8] { std::array::from_fn(|index| window[from + index]) };
                let next = |offset: usize| u64::from_le_bytes(eight(from + offset));
                let mixed = next(0) ^ next(8).rotate_left(21) ^ next(16).rotate_left(42);
                let mixed = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
                self.count((mixed >> (64 - SUMS.ilog2())) as usize);
            }
        }
    }

    #[inline]
    fn count(&mut self, index: usize) {
        let sum = self.sums[index] + 1;
        (self.sums[index], self.most, self.all) = (sum, self.most.max(sum), self.all + 1);
        if sum == u16::MAX {
            self.halve();
        }
    }

    /// What part of all each is stays as it is, however long the text.
    #[cold]
    fn halve(&mut self) {
        for sum in &mut self.sums {
            *sum = sum.div_ceil(2);
        }
        self.most = self.most.div_ceil(2);
        self.all = self.sums.iter().map(|sum| u32::from(*sum)).sum();
    }

    /// Whether enough are alike.
    pub(crate) fn is_alike(&self) -> bool {
        self.most >= LEAST && u32::from(self.most) * PART >= self.all
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
        xxh3_64(&rest[..rest.len().min(AROUND)])
    };
    let mut all: Vec<u64> = halves.filter_map(space).map(following).collect();
    all.sort_unstable();
    let most = all.chunk_by(u64::eq).map(<[u64]>::len).max().unwrap_or_default();
    most >= usize::from(LEAST) && most * PART as usize >= all.len()
}

/// The window of the block at an offset.
pub(crate) fn window(text: &[u8], at: usize) -> Window {
    let mut window = NO_WINDOW;
    let (start, end) = (at.saturating_sub(AROUND), (at + 64 + AROUND).min(text.len()));
    let from = AROUND - (at - start);
    window[from..from + end - start].copy_from_slice(&text[start..end]);
    window
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
