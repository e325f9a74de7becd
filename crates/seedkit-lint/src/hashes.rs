//! Hashes of texts without regard to case and white space, and which files share one.
#![expect(
    clippy::inline_always,
    reason = "what uses vectors has to be part of the function that may use them"
)]

use crate::chars::folded;
use caseless::Caseless as _;
use fearless_simd::{Level, Simd, dispatch, prelude::*, u8x64};
use std::sync::LazyLock;
use xxhash_rust::xxh3::xxh3_128;

/// Hashes of 12 bytes, each with the number of the file that has it in the low 4.
#[derive(Debug, Default)]
pub(crate) struct Hashes {
    /// In several places: one that grows would be copied again and again.
    chunks: Vec<Vec<u128>>,
}

const FILE: u128 = u32::MAX as u128;

impl Hashes {
    pub(crate) fn add(&mut self, hash: u128, file: u32) {
        /// How many the first place holds. Each further one holds twice as many, up to the most.
        const FEW: usize = 16;
        const MOST: usize = 8192;
        let record = hash & !FILE | u128::from(file);
        match self.chunks.last_mut() {
            Some(chunk) if chunk.len() < chunk.capacity() => chunk.push(record),
            last => {
                let size = last.map_or(FEW, |full| (full.len() * 2).min(MOST));
                let mut chunk = Vec::with_capacity(size);
                chunk.push(record);
                self.chunks.push(chunk);
            }
        }
    }

    pub(crate) fn append(&mut self, mut other: Self) {
        self.chunks.append(&mut other.chunks);
    }

    /// Those that at least `least` files have.
    pub(crate) fn shared(self, least: usize) -> Shared {
        let records = || self.chunks.iter().flatten();
        // Most hashes occur once, and to sift these out by a bit is far faster than to sort all.
        let len = self.chunks.iter().map(Vec::len).sum::<usize>();
        let bits = (len * 8).next_power_of_two().max(64);
        let slot = |record: &u128| (*record >> 64) as usize & (bits - 1);
        // What was seen, and what was seen again.
        let mut seen = vec![[0_u64; 2]; bits / 64];
        for slot in records().map(slot) {
            let ([once, again], bit) = (&mut seen[slot / 64], 1 << (slot % 64));
            *again |= *once & bit;
            *once |= bit;
        }
        let is_again = |record: &&u128| seen[slot(record) / 64][1] >> (slot(record) % 64) & 1 == 1;
        let mut records: Vec<u128> = records().filter(is_again).copied().collect();
        records.sort_unstable();
        let groups = records.chunk_by(|a, b| a & !FILE == b & !FILE);
        Shared(groups.filter(|group| group.len() >= least).flatten().copied().collect())
    }
}

/// Hashes that several files have, in order.
#[derive(Debug, Default)]
pub(crate) struct Shared(Vec<u128>);

impl Shared {
    /// The files that have this hash, in order, if there are enough.
    pub(crate) fn files(&self, hash: u128) -> impl ExactSizeIterator<Item = u32> + '_ {
        let start = self.0.partition_point(|record| *record < hash & !FILE);
        let len = self.0[start..].partition_point(|record| *record <= hash | FILE);
        self.0[start..start + len].iter().map(|record| (record & FILE) as u32)
    }

    /// The files of each hash, in order.
    pub(crate) fn groups(&self) -> impl Iterator<Item = impl Iterator<Item = u32> + '_> + '_ {
        let groups = self.0.chunk_by(|a, b| a & !FILE == b & !FILE);
        groups.map(|group| group.iter().map(|record| (record & FILE) as u32))
    }

    /// The files that have any of the hashes; in no order, and a file may come more than once.
    pub(crate) fn all(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().map(|record| (record & FILE) as u32)
    }
}

/// Makes texts equal that differ in case and white space alone.
#[derive(Debug, Default)]
pub(crate) struct Normaliser {
    /// What is beyond the end of the texts has no meaning: so that a block can be written whole.
    buffer: Vec<u8>,
    len: usize,
}

/// How many bytes are looked at at once.
const BLOCK: usize = 64;

impl Normaliser {
    /// Forgets all texts.
    pub(crate) fn clear(&mut self) {
        self.len = 0;
    }

    /// A text with case folded and one space between words, as bytes.
    pub(crate) fn add(&mut self, text: &str) -> &[u8] {
        self.add_until(text, usize::MAX)
    }

    /// The first bytes of such a text, without a space at their end. What is added may go on.
    pub(crate) fn add_start(&mut self, text: &str, len: usize) -> &[u8] {
        let added = self.add_until(text, len);
        let start = &added[..added.len().min(len)];
        start.strip_suffix(b" ").unwrap_or(start)
    }

    /// Adds a text, or at least so many bytes of it.
    fn add_until(&mut self, text: &str, len: usize) -> &[u8] {
        if self.len > 0 {
            self.push(b" ");
        }
        let start = self.len;
        dispatch!(Level::new(), simd => self.normalise(simd, text, start.saturating_add(len)));
        &self.buffer[start..self.len]
    }

    /// All texts that were added, with a space between.
    pub(crate) fn all(&self) -> &[u8] {
        &self.buffer[..self.len]
    }

    /// A hash of a normalised text alone.
    pub(crate) fn hash(&mut self, text: &str) -> u128 {
        self.clear();
        xxh3_128(self.add(text))
    }

    /// Room for a block after the texts.
    #[inline(always)]
    fn room(&mut self) -> &mut [u8; BLOCK] {
        if self.buffer.len() < self.len + BLOCK {
            self.grow();
        }
        let room = self.buffer[self.len..].first_chunk_mut();
        room.unwrap_or_else(|| unreachable!("there is room for a block"))
    }

    #[cold]
    fn grow(&mut self) {
        self.buffer.resize((self.len + BLOCK).next_power_of_two(), 0);
    }

    /// Adds bytes, not more than a block has.
    fn push(&mut self, bytes: &[u8]) {
        self.room()[..bytes.len()].copy_from_slice(bytes);
        self.len += bytes.len();
    }

    /// Adds a space, unless there is one or the text starts here.
    fn push_space(&mut self, start: usize) {
        if !self.is_after_space(start) {
            self.push(b" ");
        }
    }

    fn is_after_space(&self, start: usize) -> bool {
        self.len == start || self.buffer[self.len - 1] == b' '
    }

    /// Adds a text with case folded and one space between words, until there are so many bytes. Most text is plain, which
    /// is told and copied many bytes at a time.
    #[inline(always)]
    fn normalise<S: Simd>(&mut self, simd: S, text: &str, enough: usize) {
        let (bytes, start) = (text.as_bytes(), self.len);
        let each = |byte| u8x64::splat(simd, byte);
        let (mut at, mut no_word_before) = (0, 1);
        while at < bytes.len() && self.len < enough {
            let rest = &bytes[at..];
            let padded = || {
                let mut block = [b'\n'; BLOCK];
                block[..rest.len()].copy_from_slice(rest);
                block
            };
            let block = u8x64::from_slice(simd, &rest.first_chunk().copied().unwrap_or_else(padded));
            let spaces = block.simd_eq(each(b' ')).to_bitmask();
            let is_other = (block - each(b' ')).simd_gt(each(b'~' - b' '));
            let odd = is_other.to_bitmask() | spaces & (spaces << 1 | no_word_before);
            let capitals = (block - each(b'A')).simd_lt(each(26));
            let plain = capitals.select(block | each(0x20), block);
            plain.store_slice(self.room());
            let count = (odd.trailing_zeros() as usize).min(BLOCK);
            (at, self.len) = (at + count, self.len + count);
            no_word_before = spaces >> 63;
            if odd != 0 {
                // What is beyond ASCII goes on so, also after a space.
                let is_beyond = |at: usize| bytes.get(at).is_some_and(|byte| !byte.is_ascii());
                let mut goes_on = at < bytes.len();
                while goes_on {
                    at += self.normalise_char(text, at, start);
                    let is_more = is_beyond(at) || (bytes.get(at) == Some(&b' ') && is_beyond(at + 1));
                    goes_on = is_more && self.len < enough;
                }
                no_word_before = u64::from(self.is_after_space(start));
            }
        }
        if at == bytes.len() && self.len > start && self.is_after_space(start) {
            self.len -= 1;
        }
    }

    /// Adds a character of a text, or several that are alike in how they are folded; how many bytes of the text that were.
    fn normalise_char(&mut self, text: &str, at: usize, start: usize) -> usize {
        let bytes = text.as_bytes();
        match bytes[at] {
            b' ' => {
                self.push_space(start);
                return 1;
            }
            // Up to U+05FF: Latin, Greek, Cyrillic and others that have case.
            0xC2..=0xD7 => {
                let len = short_folded(&bytes[at..], self.room());
                if len > 0 {
                    self.len += len;
                    return len;
                }
            }
            _ => {
                let len = without_case(&bytes[at..]);
                if len > 0 {
                    self.push(&bytes[at..at + len]);
                    return len;
                }
            }
        }
        let c = text[at..].chars().next().unwrap_or_default();
        if c.is_whitespace() {
            self.push_space(start);
        } else {
            let mut push = |c: char| self.push(c.encode_utf8(&mut [0; 4]).as_bytes());
            match folded(c) {
                Some(folded) => push(folded),
                None => std::iter::once(c).default_case_fold().for_each(push),
            }
        }
        c.len_utf8()
    }
}

/// Folds the characters that start a text as long as each is one of two bytes that is so folded, too; how many bytes that
/// were.
fn short_folded(text: &[u8], into: &mut [u8; BLOCK]) -> usize {
    let (short, mut len) = (&*SHORT, 0);
    for (&[lead, last], into) in text.as_chunks().0.iter().zip(into.as_chunks_mut().0) {
        if !matches!(lead, 0xC2..=0xD7) {
            break;
        }
        *into = short[usize::from(lead & 0x1F) << 6 | usize::from(last & 0x3F)];
        if *into == [0; 2] {
            break;
        }
        len += 2;
    }
    len
}

/// The bytes of the characters that start a text and certainly have no case and are no white space: of scripts from
/// Arabic to Tibetan, and of those of East Asia. No more than a block has.
fn without_case(text: &[u8]) -> usize {
    const LONGEST: usize = 3;
    let mut len = 0;
    while let Some(lead) = text.get(len).filter(|_| len <= BLOCK - LONGEST) {
        len += match lead {
            0xD8..=0xDF => 2,
            0xE0 | 0xE4..=0xE9 | 0xEB | 0xEC => 3,
            // Not the ideographic space, with which these start.
            0xE3 if text[len + 1..len + 3] != [0x80, 0x80] => 3,
            _ => break,
        };
    }
    len
}

/// Characters of two bytes that are so folded, too, in UTF-8; zeros for others, for white space and for those from U+0600 on.
static SHORT: LazyLock<[[u8; 2]; 0x800]> = LazyLock::new(|| {
    let short = |c: char| -> Option<[u8; 2]> {
        let folded = folded(c).filter(|folded| !c.is_whitespace() && folded.len_utf8() == 2)?;
        folded.encode_utf8(&mut [0; 4]).as_bytes().try_into().ok()
    };
    std::array::from_fn(|c| {
        char::from_u32(c as u32).filter(|c| *c < '\u{600}').and_then(short).unwrap_or_default()
    })
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::collapsed;
    use proptest::prelude::*;

    /// What the ways for speed have to come to.
    fn slowly(text: &str) -> String {
        collapsed(&caseless::default_case_fold_str(text))
    }

    #[test]
    fn every_character_is_folded_as_unicode_says() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let text = format!("a{c}b");
            assert_eq!(Normaliser::default().add(&text), slowly(&text).as_bytes(), "{c:?}");
        }
    }

    #[test]
    fn shared_hashes_are_found() {
        let mut hashes = Hashes::default();
        for file in 0..5000_u32 {
            // Every hash with a factor of 7 is that of three files, every other one that of one.
            let number = if file.is_multiple_of(7) { file % 1666 / 7 * 7 } else { file };
            hashes.add(xxh3_128(&number.to_le_bytes()), file);
        }
        let mut more = Hashes::default();
        more.add(xxh3_128(b"more"), 5000);
        more.add(xxh3_128(b"more"), 5001);
        hashes.append(more);
        let shared = hashes.shared(2);
        let files = |number: u32| shared.files(xxh3_128(&number.to_le_bytes())).collect::<Vec<_>>();
        let expected = |number: u32| {
            let same = |file: &u32| file.is_multiple_of(7) && file % 1666 / 7 * 7 == number;
            (0..5000).filter(same).collect::<Vec<_>>()
        };
        for number in 0..1666 {
            let expected = expected(number);
            assert_eq!(files(number), if expected.len() < 2 { Vec::new() } else { expected }, "{number}");
        }
        assert_eq!(shared.files(xxh3_128(b"more")).collect::<Vec<_>>(), [5000, 5001]);
        assert!(shared.files(xxh3_128(b"none")).next().is_none());
    }

    proptest! {
        #[test]
        fn normalised_texts_are_what_the_slow_way_gives(texts in proptest::collection::vec("([aZ~ ]|[ -~]{8,40}|\\PC|[ \t\u{A0}\u{3000}日本]|[Α-я]{1,9}){0,40}", 1..3)) {
            let mut normaliser = Normaliser::default();
            let expected: Vec<String> = texts.iter().map(|text| slowly(text)).collect();
            for (text, expected) in texts.iter().zip(&expected) {
                prop_assert_eq!(normaliser.add(text), expected.as_bytes());
            }
            let all = expected.iter().skip_while(|text| text.is_empty()).cloned().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(normaliser.all(), all.as_bytes());
            prop_assert_eq!(normaliser.hash(&texts[0]), xxh3_128(expected[0].as_bytes()));
        }
    }
}
