//! What the bytes of a text are, told 64 at a time with vector instructions.
#![expect(
    clippy::inline_always,
    reason = "what uses vectors has to be part of the function that may use them"
)]

use crate::chars::{CYRILLIC, FIRST_IDEOGRAPHS, HANGUL, IDEOGRAPHS};
use crate::nibble_sets::NibbleTables;
use fearless_simd::{Simd, mask8x64, prelude::*, u8x16, u8x64};
use std::ops::RangeInclusive;

/// How many bytes a block has.
pub(crate) const BLOCK: usize = 64;

/// What the bytes of a block are: a bit each, the first one lowest.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Masks {
    pub(crate) letters: u64,
    /// Those of the letters that are capital.
    pub(crate) capitals: u64,
    pub(crate) spaces: u64,
    pub(crate) breaks: u64,
    pub(crate) beyond: u64,
    /// Bytes of characters beyond ASCII but for the first ones.
    pub(crate) following: u64,
    /// First bytes of characters beyond ASCII, but for those that are told by it, or by that and the next one.
    pub(crate) leads: u64,
    pub(crate) cyrillic: u64,
    /// Where names of categories end, in what is no body.
    pub(crate) tildes: u64,
    /// Where a name may have the end of `stub` or of `disamb`, in any case, in what is no body.
    pub(crate) stubs: u64,
    /// Those that may be looked for after the byte before.
    pub(crate) pairs: u64,
    /// In a body, those that may start a word that is looked for after the word before, if a word starts there.
    pub(crate) words: u64,
}

/// What tells pairs and words from others: see [`Masks`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tables<'t> {
    pub(crate) pairs: &'t [NibbleTables; 2],
    pub(crate) words: &'t [NibbleTables; 2],
}

/// Bytes that have to be known before a block: three of the word before. And after it: what is left of a character of four
/// bytes that starts with the last one, and the byte that follows.
pub(crate) const BEFORE: usize = 3;
const AFTER: usize = 4;

const WINDOW: usize = BEFORE + BLOCK + AFTER;

/// A block with bytes before and after it, which have a part in what is told of it.
pub(crate) type Window = [u8; WINDOW];

/// The window of the block at a place of a source, if the source has all of it.
#[inline(always)]
pub(crate) fn window_inside(source: &[u8], place: usize) -> Option<&Window> {
    source[place.checked_sub(BEFORE)?..].first_chunk()
}

/// Room for the window of a block near an end of a source.
pub(crate) type Room = [u8; 2 * WINDOW];

pub(crate) const NO_WINDOW: Room = [b'\n'; 2 * WINDOW];

/// The window of a block near an end of a source, which goes on with line feeds there, as does the room.
#[inline(never)]
pub(crate) fn window_at_end<'r>(source: &[u8], place: usize, room: &'r mut Room) -> &'r Window {
    let (from, end) = (place.saturating_sub(BEFORE), (place + BLOCK + AFTER).min(source.len()));
    let mut start = 0;
    // The first window, the end of the last one, or, of a short source, what there is. To copy as many bytes as always
    // takes no branch that a processor may guess wrong.
    if place == 0
        && let Some(first) = source.first_chunk::<{ BLOCK + AFTER }>()
    {
        room[BEFORE..WINDOW].copy_from_slice(first);
    } else if place >= BEFORE
        && let Some(last) = source.last_chunk::<WINDOW>()
    {
        room[..WINDOW].copy_from_slice(last);
        start = WINDOW - (end - from);
    } else {
        let to = BEFORE - (place - from);
        room[to..to + end - from].copy_from_slice(&source[from..end]);
    }
    room[start..].first_chunk().unwrap_or_else(|| unreachable!("there is room for two windows"))
}

impl Masks {
    #[inline(always)]
    pub(crate) fn of<S: Simd, const ASCII: bool, const BODY: bool>(
        simd: S,
        window: &Window,
        tables: Tables<'_>,
    ) -> Self {
        let from = |offset: usize| u8x64::from_slice(simd, &window[offset..offset + BLOCK]);
        let each = |byte| u8x64::splat(simd, byte);
        let is = |bytes: u8x64<S>, byte: u8| bytes.simd_eq(each(byte)).to_bitmask();
        let (before, bytes) = (from(BEFORE - 1), from(BEFORE));
        let low = |bytes: u8x64<S>| bytes & each(0xF);
        let letters = ((bytes | each(0x20)) - each(b'a')).simd_lt(each(26));
        let capitals = (bytes - each(b'A')).simd_lt(each(26));
        let mut masks = Self {
            letters: letters.to_bitmask(),
            capitals: capitals.to_bitmask(),
            spaces: is(bytes, b' '),
            breaks: is(bytes, b'\n'),
            pairs: in_common(simd, [low(before), before >> 4, low(bytes), bytes >> 4], tables.pairs),
            ..Self::default()
        };
        if BODY {
            let numbers = [low(from(0)), low(from(1)), low(bytes), low(from(BEFORE + 1))];
            masks.words = in_common(simd, numbers, tables.words);
        } else {
            masks.tildes = is(bytes, b'~');
            let (small, before) = (bytes | each(0x20), before | each(0x20));
            let before = before.simd_eq(each(b'u')) | before.simd_eq(each(b'm'));
            masks.stubs = (small.simd_eq(each(b'b')) & before).to_bitmask();
        }
        if !ASCII {
            masks.beyond = bytes.simd_ge(each(0x80)).to_bitmask();
            masks.cyrillic = within(simd, bytes, CYRILLIC).to_bitmask();
            let (lead, second) = FIRST_IDEOGRAPHS;
            let first = bytes.simd_eq(each(lead)) & within(simd, from(BEFORE + 1), second);
            let plain = within(simd, bytes, IDEOGRAPHS) | within(simd, bytes, HANGUL) | first;
            let leads = bytes.simd_ge(each(0xC0)).to_bitmask();
            masks.following = masks.beyond & !leads;
            masks.leads = leads & !masks.cyrillic & !plain.to_bitmask();
        }
        masks
    }

    /// Of a block of which only so many bytes, fewer than all, belong to the text, which a line feed follows.
    #[inline(always)]
    pub(crate) fn until(self, end: usize) -> Self {
        let rest = u64::MAX << end;
        Self {
            letters: self.letters & !rest,
            capitals: self.capitals & !rest,
            spaces: self.spaces & !rest,
            breaks: self.breaks | rest,
            beyond: self.beyond & !rest,
            following: self.following & !rest,
            leads: self.leads & !rest,
            cyrillic: self.cyrillic & !rest,
            tildes: self.tildes & !rest,
            stubs: self.stubs & !rest,
            pairs: self.pairs & !rest,
            words: self.words & !rest,
        }
    }
}

/// All bytes of characters, by the first ones and by those that follow first ones; `carry` is whether the last byte before
/// is one of these.
pub(crate) fn whole(starts: u64, following: u64, carry: u64) -> u64 {
    let mut all = starts;
    // A character has three more bytes at most.
    for _ in 0..3 {
        all |= (all << 1 | carry) & following;
    }
    all
}

/// Characters of two or three bytes in a block that have all bytes but the last in common, and the last of which is in a
/// set: the first byte of each, for each set.
#[inline(always)]
pub(crate) fn alike<S: Simd, const SETS: usize>(
    simd: S,
    window: &Window,
    starts: &[u8],
    lasts: [&ByLow; SETS],
) -> [u64; SETS] {
    /// For the high four bits of a last byte.
    const HIGH: [u8; 16] = [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 0, 0, 0, 0];
    let after = |offset: usize| u8x64::from_slice(simd, &window[BEFORE + offset..][..BLOCK]);
    let is = |offset: usize, byte: u8| after(offset).simd_eq(u8x64::splat(simd, byte));
    let (start, last) = match *starts {
        [first] => (is(0, first), after(1)),
        [first, second] => (is(0, first) & is(1, second), after(2)),
        _ => return [0; SETS],
    };
    let start = start.to_bitmask();
    let (low, high) = (last & u8x64::splat(simd, 0xF), of_number(simd, &HIGH, last >> 4));
    let mut found = [0; SETS];
    for (found, lasts) in found.iter_mut().zip(lasts) {
        let sets = of_number(simd, lasts, low) & high;
        *found = start & !sets.simd_eq(u8x64::splat(simd, 0)).to_bitmask();
    }
    found
}

/// The window from the place of a block on.
#[inline(always)]
pub(crate) fn window_from(window: &Window, bit: usize) -> &[u8] {
    &window[BEFORE + bit..]
}

/// The bytes right before and right after a character that starts at a place of a block. They may be of another part of the
/// source, so they can only tell that something has to be looked at.
#[inline(always)]
pub(crate) fn beside(window: &Window, bit: usize, len: usize) -> (u8, u8) {
    (window[BEFORE + bit - 1], window[BEFORE + bit + len])
}

/// The character beyond ASCII that starts in a block: the number of its [row](crate::chars::row), its place there, and its
/// length. Told without a branch, as how many bytes characters have can seldom be guessed where they are few; that it is
/// at most four has to be said for the compiler.
#[inline(always)]
pub(crate) fn char_of(window: &Window, bit: usize) -> (usize, usize, usize) {
    /// The bits of a code point in so many bytes.
    const BITS: [u32; 5] = [0, 0x7F, 0x1F_3F, 0x0F_3F_3F, 0x07_3F_3F_3F];
    let bytes = window_from(window, bit);
    let len = bytes[0].leading_ones() as usize & 7;
    let bits = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    let bits = bits >> (32 - 8 * len as u32) & BITS[len.min(4)];
    let row = bits >> 8 & 0x3F | bits >> 10 & 0xFC0 | bits >> 12 & 0x7000;
    (row as usize, bits as usize & 0x3F, len)
}

/// A set of the last bytes of characters: by the low four bits of a byte, a bit for each number that the two above them are.
pub(crate) type ByLow = [u8; 16];

#[inline(always)]
fn within<S: Simd>(simd: S, bytes: u8x64<S>, range: RangeInclusive<u8>) -> mask8x64<S> {
    let (start, end) = range.into_inner();
    (bytes - u8x64::splat(simd, start)).simd_le(u8x64::splat(simd, end - start))
}

/// For which of 64 bytes there is a set that four tables have in common, for numbers of four bits.
#[inline(always)]
fn in_common<S: Simd>(simd: S, [a, b, c, d]: [u8x64<S>; 4], tables: &[NibbleTables; 2]) -> u64 {
    let mut sets = u8x64::splat(simd, 0);
    for [of_a, of_b, of_c, of_d] in tables {
        sets |= of_number(simd, of_a, a)
            & of_number(simd, of_b, b)
            & of_number(simd, of_c, c)
            & of_number(simd, of_d, d);
    }
    !sets.simd_eq(u8x64::splat(simd, 0)).to_bitmask()
}

/// What a table has for each number.
#[inline(always)]
fn of_number<S: Simd>(simd: S, table: &[u8; 16], numbers: u8x64<S>) -> u8x64<S> {
    u8x64::block_splat(u8x16::from_slice(simd, table)).swizzle_dyn_within_blocks(numbers)
}
