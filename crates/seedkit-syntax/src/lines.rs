//! The lines of a text, and what its bytes are, told in one pass, 64 bytes at a time.
#![expect(
    clippy::inline_always,
    reason = "what uses vectors has to be part of the function that may use them"
)]

use crate::Span;
use crate::document::{Line, Role};
use crate::grammar::Plain;
use fearless_simd::{Level, Simd, dispatch, prelude::*, u8x64};

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
        self.is_plain.then_some(Plain(source))
    }

    /// Those of a text of at most [`MAX_LEN`](crate::MAX_LEN) bytes.
    pub(crate) fn of(source: &str) -> Self {
        dispatch!(Level::new(), simd => Self::with(simd, source.as_bytes()))
    }

    #[inline(always)]
    fn with<S: Simd>(simd: S, bytes: &[u8]) -> Self {
        let (blocks, rest) = bytes.as_chunks();
        let mut feeds = Feeds { all: Vec::with_capacity(8 + bytes.len() / 200), places: [0; ROOM], len: 0 };
        let (mut at, mut beyond, mut controls) = (0, 0, 0);
        for block in blocks {
            let seen = Seen::of(simd, block);
            (beyond, controls) = (beyond | seen.beyond, controls | seen.controls);
            feeds.add(at, seen.feeds);
            at += BLOCK;
        }
        if !rest.is_empty() {
            let seen = Seen::of_last(simd, bytes, rest);
            (beyond, controls) = (beyond | seen.beyond, controls | seen.controls);
            feeds.add(at, seen.feeds);
        }
        feeds.end_text(bytes.len());
        Self { all: feeds.all, is_ascii: beyond == 0, is_plain: controls == 0 }
    }
}

/// How many bytes are looked at at once.
const BLOCK: usize = 64;

/// What the bytes of a block are: a bit each, the first one lowest.
struct Seen {
    feeds: u64,
    beyond: u64,
    controls: u64,
}

impl Seen {
    #[inline(always)]
    fn of<S: Simd>(simd: S, block: &[u8; BLOCK]) -> Self {
        let (bytes, each) = (u8x64::from_slice(simd, block), |byte| u8x64::splat(simd, byte));
        let feeds = bytes.simd_eq(each(b'\n'));
        let is_blank = bytes.simd_eq(each(b'\t')) | feeds;
        let controls = (bytes.simd_lt(each(b' ')) & !is_blank) | bytes.simd_eq(each(0x7F));
        Self {
            feeds: feeds.to_bitmask(),
            beyond: bytes.simd_ge(each(0x80)).to_bitmask(),
            controls: controls.to_bitmask(),
        }
    }

    /// Of what is left of a text behind its blocks. Of a longer one, what is beyond ASCII and what are controls is told
    /// of bytes before it, too.
    #[inline(always)]
    fn of_last<S: Simd>(simd: S, bytes: &[u8], rest: &[u8]) -> Self {
        if let Some(last) = bytes.last_chunk() {
            let seen = Self::of(simd, last);
            return Self { feeds: seen.feeds >> (BLOCK - rest.len()), ..seen };
        }
        let mut padded = [b' '; BLOCK];
        padded[..rest.len()].copy_from_slice(rest);
        Self::of(simd, &padded)
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
