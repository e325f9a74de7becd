//! What the bytes of a block of 64 are, told with vector instructions.
#![expect(
    clippy::inline_always,
    reason = "what uses vectors has to be part of the function that may use them"
)]

use crate::chars::{CYRILLIC, HANGUL, IDEOGRAPHS};
use fearless_simd::{Simd, mask8x64, prelude::*, u8x64};
use std::ops::RangeInclusive;

/// What the bytes of a block are: a bit each, the first one lowest.
#[derive(Clone, Copy)]
pub(crate) struct Masks {
    pub(crate) letters: u64,
    /// Those of the letters that are capital.
    pub(crate) capitals: u64,
    pub(crate) spaces: u64,
    pub(crate) breaks: u64,
    pub(crate) beyond: u64,
    /// First bytes of characters beyond ASCII, but for those that are told by that byte.
    pub(crate) leads: u64,
    pub(crate) cyrillic: u64,
}

impl Masks {
    #[inline(always)]
    pub(crate) fn of<S: Simd, const ASCII: bool>(simd: S, block: &[u8; 64]) -> Self {
        let bytes = u8x64::from_slice(simd, block);
        let each = |byte| u8x64::splat(simd, byte);
        let letters = ((bytes | each(0x20)) - each(b'a')).simd_lt(each(26));
        let capitals = (bytes - each(b'A')).simd_lt(each(26));
        let [mut leads, mut cyrillic] = [0; 2];
        if !ASCII {
            cyrillic = within(simd, bytes, CYRILLIC).to_bitmask();
            let plain = within(simd, bytes, IDEOGRAPHS) | within(simd, bytes, HANGUL);
            leads = bytes.simd_ge(each(0xC0)).to_bitmask() & !cyrillic & !plain.to_bitmask();
        }
        Self {
            letters: letters.to_bitmask(),
            capitals: capitals.to_bitmask(),
            spaces: bytes.simd_eq(each(b' ')).to_bitmask(),
            breaks: bytes.simd_eq(each(b'\n')).to_bitmask(),
            beyond: if ASCII { 0 } else { bytes.simd_ge(each(0x80)).to_bitmask() },
            leads,
            cyrillic,
        }
    }

    /// Of these bytes alone, a bit each.
    #[inline(always)]
    pub(crate) fn only(self, kept: u64) -> Self {
        Self {
            letters: self.letters & kept,
            capitals: self.capitals & kept,
            spaces: self.spaces & kept,
            breaks: self.breaks & kept,
            beyond: self.beyond & kept,
            leads: self.leads & kept,
            cyrillic: self.cyrillic & kept,
        }
    }
}

#[inline(always)]
fn within<S: Simd>(simd: S, bytes: u8x64<S>, range: RangeInclusive<u8>) -> mask8x64<S> {
    let (start, end) = range.into_inner();
    (bytes - u8x64::splat(simd, start)).simd_le(u8x64::splat(simd, end - start))
}
