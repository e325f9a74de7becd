//! The lines of a text, and what its bytes are, told in one pass, 64 bytes at a time.
#![expect(
    clippy::inline_always,
    reason = "what uses vectors has to be part of the function that may use them"
)]

use crate::Span;
use crate::document::{Line, Role};
use crate::grammar::Plain;
use fearless_simd::{Level, Simd, dispatch, mask8x64, prelude::*, u8x64};

/// What is told of a text.
pub(crate) struct Lines {
    /// Its lines, each of them [stray](Role::Stray). What ends them is a line feed alone: a carriage return is text.
    pub(crate) all: Vec<Line>,
    /// Whether it is all of ASCII.
    pub(crate) is_ascii: bool,
    is_plain: bool,
}

impl Lines {
    /// The text of these lines, for the grammar, unless it has characters that no production of it has.
    pub(crate) fn plain<'s>(&self, source: &'s str) -> Option<Plain<'s>> {
        let len = |index| self.all.get(index).map_or(0, |line: &Line| line.span.len());
        self.is_plain.then(|| Plain { text: source, first: len(0), third: len(2) })
    }

    /// Those of a text of at most [`MAX_LEN`](crate::MAX_LEN) bytes.
    pub(crate) fn of(source: &str) -> Self {
        dispatch!(Level::new(), simd => Self::with(simd, source.as_bytes()))
    }

    #[inline(always)]
    fn with<S: Simd>(simd: S, bytes: &[u8]) -> Self {
        let (blocks, rest) = bytes.as_chunks();
        let mut feeds = Feeds { all: Vec::with_capacity(8 + bytes.len() / 200), places: [0; ROOM], len: 0 };
        let (mut at, mut seen) = (0, Seen::default());
        // Some at a time, so that nothing else comes between and what is seen stays in registers.
        for some in blocks.chunks(SOME) {
            let (mut part, mut all) = (SeenPart::new(simd), [0; SOME]);
            for (block, found) in some.iter().zip(&mut all) {
                *found = part.add(simd, block);
            }
            seen.add(simd, &part);
            for found in &all[..some.len()] {
                feeds.add(at, *found);
                at += BLOCK;
            }
        }
        if !rest.is_empty() {
            let mut part = SeenPart::new(simd);
            // What is left of a longer text is looked at with bytes before it.
            let found = if let Some(last) = bytes.last_chunk() {
                part.add(simd, last) >> (BLOCK - rest.len())
            } else {
                let mut padded = [b' '; BLOCK];
                padded[..rest.len()].copy_from_slice(rest);
                part.add(simd, &padded)
            };
            seen.add(simd, &part);
            feeds.add(at, found);
        }
        feeds.end_text(bytes.len());
        Self { all: feeds.all, is_ascii: seen.beyond == 0, is_plain: seen.controls == 0 }
    }
}

/// How many bytes are looked at at once.
const BLOCK: usize = 64;

/// How many blocks are looked at before their line feeds are.
const SOME: usize = 16;

/// Which bytes of blocks are beyond ASCII or controls: a bit for each place of a block.
#[derive(Default)]
struct Seen {
    beyond: u64,
    controls: u64,
}

impl Seen {
    #[inline(always)]
    fn add<S: Simd>(&mut self, simd: S, part: &SeenPart<S>) {
        self.beyond |= part.all.simd_ge(u8x64::splat(simd, 0x80)).to_bitmask();
        self.controls |= part.controls.to_bitmask();
    }
}

/// The same of some blocks.
struct SeenPart<S: Simd> {
    all: u8x64<S>,
    controls: mask8x64<S>,
}

impl<S: Simd> SeenPart<S> {
    #[inline(always)]
    fn new(simd: S) -> Self {
        Self { all: u8x64::splat(simd, 0), controls: mask8x64::splat(simd, false) }
    }

    /// Adds a block; its line feeds, a bit for each byte.
    #[inline(always)]
    fn add(&mut self, simd: S, block: &[u8; BLOCK]) -> u64 {
        let (bytes, each) = (u8x64::from_slice(simd, block), |byte| u8x64::splat(simd, byte));
        let feeds = bytes.simd_eq(each(b'\n'));
        let is_blank = bytes.simd_eq(each(b'\t')) | feeds;
        self.controls |= (bytes.simd_lt(each(b' ')) & !is_blank) | bytes.simd_eq(each(0x7F));
        self.all |= bytes;
        feeds.to_bitmask()
    }
}

/// How many places are kept, at most as many again as a block may have.
const ROOM: usize = 2 * BLOCK;

/// Lines, and line feeds behind them that end no line yet.
struct Feeds {
    all: Vec<Line>,
    places: [u32; ROOM],
    len: usize,
}

impl Feeds {
    /// Adds those of a block that starts at an offset.
    #[inline(always)]
    fn add(&mut self, block: usize, mut bits: u64) {
        let mut place = self.len;
        self.len += bits.count_ones() as usize;
        // One is always written, though it may not count: whether a block has one is what processors guess wrong.
        loop {
            self.places[place % ROOM] = (block as u32).wrapping_add(bits.trailing_zeros());
            place += 1;
            bits &= bits.wrapping_sub(1);
            if bits == 0 {
                break;
            }
        }
        if self.len > ROOM - BLOCK {
            self.end_lines();
        }
    }

    fn end_lines(&mut self) {
        let mut start = self.all.last().map_or(0, |line| line.end);
        let (all, places) = (&mut self.all, &self.places[..self.len]);
        all.extend(places.iter().map(|&end| {
            let line = Line { span: Span { start, end }, end: end + 1, role: Role::Stray };
            start = end + 1;
            line
        }));
        self.len = 0;
    }

    /// Ends all lines of a text of so many bytes.
    fn end_text(&mut self, len: usize) {
        self.end_lines();
        let start = self.all.last().map_or(0, |line| line.end as usize);
        if start < len {
            self.all.push(Line { span: Span::new(start, len), end: len as u32, role: Role::Stray });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_are_what_is_between_line_feeds(text in "([a ]{0,200}|é|\\x7F|[\t\r\\x01]|\n{0,140}){0,8}") {
            let lines = Lines::of(&text);
            let is_plain = lines.plain(&text).is_some();
            let mut start = 0;
            let expected = text.split_inclusive('\n').map(|full| {
                let from = start;
                start += full.len();
                let span = Span::new(from, from + full.strip_suffix('\n').unwrap_or(full).len());
                Line { span, end: start as u32, role: Role::Stray }
            });
            prop_assert_eq!(lines.all, expected.collect::<Vec<_>>());
            prop_assert_eq!(lines.is_ascii, text.is_ascii());
            prop_assert_eq!(is_plain, text.chars().all(|c| matches!(c, '\n' | '\t') || !c.is_ascii_control()));
        }
    }
}
