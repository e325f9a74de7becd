//! Two bytes in a row, found 64 at a time.
#![expect(
    clippy::inline_always,
    reason = "what uses vectors has to be part of the function that may use them"
)]

use fearless_simd::{Level, Simd, dispatch, prelude::*, u8x16, u8x64};

/// A set of bytes: one belongs to it if what the tables have for its low and its high four bits has a bit in common.
///
/// Each row of sixteen bytes has a bit, and so tells those of ASCII exactly.
#[derive(Debug)]
pub(crate) struct ByteSet {
    by_low: [u8; 16],
    by_high: [u8; 16],
}

impl ByteSet {
    /// These bytes of ASCII.
    pub(crate) const fn of(bytes: &[u8]) -> Self {
        let (mut by_low, mut by_high, mut index) = ([0; 16], [0; 16], 0);
        while index < bytes.len() {
            assert!(bytes[index].is_ascii(), "of others the whole set is meant");
            let (low, high) = (bytes[index] as usize & 0xF, bytes[index] as usize >> 4);
            by_low[low] |= 1 << high;
            by_high[high] = 1 << high;
            index += 1;
        }
        Self { by_low, by_high }
    }

    /// All bytes.
    pub(crate) const ANY: Self = Self { by_low: [u8::MAX; 16], by_high: [u8::MAX; 16] };

    /// All bytes beyond ASCII, too. The set has none of DEL and of the bytes of its row, those from `p` on.
    pub(crate) const fn and_beyond(mut self) -> Self {
        let mut index = 0;
        while index < 16 {
            assert!(self.by_low[index] >> 7 == 0, "the bit of that row is taken for bytes beyond ASCII");
            self.by_low[index] |= 1 << 7;
            if index >= 8 {
                self.by_high[index] = 1 << 7;
            }
            index += 1;
        }
        self
    }

    /// A byte that is not zero for each that belongs to the set.
    #[inline(always)]
    fn marks<S: Simd>(&self, simd: S, [low, high]: [u8x64<S>; 2]) -> u8x64<S> {
        let each = |table| u8x64::block_splat(u8x16::from_slice(simd, table));
        each(&self.by_low).swizzle_dyn_within_blocks(low)
            & each(&self.by_high).swizzle_dyn_within_blocks(high)
    }
}

/// Sets of bytes, and what may follow those of each.
#[derive(Debug)]
pub(crate) struct Pairs<const N: usize>(pub(crate) [[ByteSet; 2]; N]);

impl<const N: usize> Pairs<N> {
    /// Where the first byte of each pair stands, in order.
    pub(crate) fn find_iter<'t>(&'static self, text: &'t str) -> impl Iterator<Item = usize> + use<'t, N> {
        let (bytes, mut block, mut found) = (text.as_bytes(), 0, 0_u64);
        std::iter::from_fn(move || {
            while found == 0 {
                if block >= bytes.len() {
                    return None;
                }
                (block, found) = self.next_block(bytes, block);
            }
            let bit = found.trailing_zeros() as usize;
            found &= found - 1;
            Some(block - 64 + bit)
        })
    }

    /// The end of the first block that has some, from one on, and where: a bit for each byte.
    fn next_block(&self, bytes: &[u8], block: usize) -> (usize, u64) {
        let level = Level::new();
        dispatch!(level, simd => self.next_block_with(simd, bytes, block))
    }

    #[inline(always)]
    fn next_block_with<S: Simd>(&self, simd: S, bytes: &[u8], mut block: usize) -> (usize, u64) {
        while block < bytes.len() {
            let found = if let Some(window) = bytes.get(block..).and_then(<[u8]>::first_chunk) {
                self.in_block(simd, window)
            } else if let Some(last) = bytes.last_chunk::<65>() {
                // It starts before the block.
                self.in_block(simd, last).checked_shr((block + 65 - bytes.len()) as u32).unwrap_or(0)
            } else {
                let (mut window, rest) = ([0; 65], &bytes[block..]);
                window[..rest.len()].copy_from_slice(rest);
                // What is before the end of the text alone.
                self.in_block(simd, &window) & (u64::MAX >> (64 - rest.len().min(64))) >> 1
            };
            block += 64;
            if found != 0 {
                return (block, found);
            }
        }
        (block, 0)
    }

    #[inline(always)]
    fn in_block<S: Simd>(&self, simd: S, window: &[u8; 65]) -> u64 {
        let (first, second) = (halves(simd, &window[..64]), halves(simd, &window[1..]));
        let none = u8x64::splat(simd, 0);
        let mut found = 0;
        for [a, b] in &self.0 {
            let neither = a.marks(simd, first).simd_eq(none) | b.marks(simd, second).simd_eq(none);
            found |= !neither.to_bitmask();
        }
        found
    }
}

/// The low and the high four bits of each of 64 bytes.
#[inline(always)]
fn halves<S: Simd>(simd: S, bytes: &[u8]) -> [u8x64<S>; 2] {
    let bytes = u8x64::from_slice(simd, bytes);
    [bytes & u8x64::splat(simd, 0xF), bytes >> 4]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    static PAIRS: Pairs<2> = Pairs([
        [ByteSet::of(b" \t").and_beyond(), ByteSet::of(b",;")],
        [ByteSet::of(b"("), ByteSet::of(b"an ").and_beyond()],
    ]);

    fn is_pair(pair: &[u8]) -> bool {
        match pair {
            [first, second] => {
                (matches!(first, b' ' | b'\t' | 0x80..) && matches!(second, b',' | b';'))
                    || (*first == b'(' && matches!(second, b'a' | b'n' | b' ' | 0x80..))
            }
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn pairs_are_found_wherever_they_stand(text in "[an \t\0\x7F,;(é語xZ]{0,300}") {
            let pairs = text.as_bytes().windows(2).enumerate();
            let expected: Vec<usize> = pairs.filter(|(_, pair)| is_pair(pair)).map(|(at, _)| at).collect();
            prop_assert_eq!(PAIRS.find_iter(&text).collect::<Vec<_>>(), expected);
        }
    }
}
