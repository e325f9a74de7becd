//! Hashes of texts without regard to case and white space, and which files share one.

use caseless::Caseless as _;
use std::sync::LazyLock;
use xxhash_rust::xxh3::xxh3_128;

/// Hashes of 12 bytes, each with the number of the file that has it in the low 4.
#[derive(Debug, Default)]
pub(crate) struct Hashes(Vec<u128>);

const FILE: u128 = u32::MAX as u128;

impl Hashes {
    pub(crate) fn add(&mut self, hash: u128, file: u32) {
        self.0.push(hash & !FILE | u128::from(file));
    }

    pub(crate) fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Those that at least `least` files have.
    pub(crate) fn shared(self, least: usize) -> Shared {
        let Self(mut records) = self;
        // Most hashes occur once, and to sift these out by a bit is far faster than to sort all.
        let bits = (records.len() * 8).next_power_of_two().max(64);
        let slot = |record: &u128| (*record >> 64) as usize & (bits - 1);
        let (mut once, mut again) = (vec![0_u64; bits / 64], vec![0_u64; bits / 64]);
        for slot in records.iter().map(slot) {
            let (word, bit) = (slot / 64, 1 << (slot % 64));
            again[word] |= once[word] & bit;
            once[word] |= bit;
        }
        records.retain(|record| again[slot(record) / 64] >> (slot(record) % 64) & 1 == 1);
        records.sort_unstable();
        let groups = records.chunk_by(|a, b| a & !FILE == b & !FILE);
        Shared(groups.filter(|group| group.len() >= least).flatten().copied().collect())
    }
}

/// Hashes that several files have, in order.
#[derive(Debug)]
pub(crate) struct Shared(Vec<u128>);

impl Shared {
    /// The files that have this hash, in order, if there are enough.
    pub(crate) fn files(&self, hash: u128) -> impl ExactSizeIterator<Item = u32> + '_ {
        let start = self.0.partition_point(|record| *record < hash & !FILE);
        let len = self.0[start..].partition_point(|record| *record <= hash | FILE);
        self.0[start..start + len].iter().map(|record| (record & FILE) as u32)
    }

    /// The files that have any of the hashes; in no order, and a file may come more than once.
    pub(crate) fn all(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().map(|record| (record & FILE) as u32)
    }
}

/// Makes texts equal that differ in case and white space alone.
#[derive(Debug, Default)]
pub(crate) struct Normaliser {
    buffer: Vec<u8>,
}

impl Normaliser {
    /// A text with case folded and one space between words, as bytes.
    pub(crate) fn normalised(&mut self, text: &str) -> &[u8] {
        self.buffer.clear();
        if is_plain(text.as_bytes()) {
            self.buffer.extend_from_slice(text.as_bytes());
            self.buffer.make_ascii_lowercase();
        } else {
            for word in text.split_whitespace() {
                if !self.buffer.is_empty() {
                    self.buffer.push(b' ');
                }
                word.chars().for_each(|c| fold(c, &mut self.buffer));
            }
        }
        &self.buffer
    }

    /// A hash of the normalised text.
    pub(crate) fn hash(&mut self, text: &str) -> u128 {
        xxh3_128(self.normalised(text))
    }
}

/// Whether a text is ASCII with one space between words, as far as can be told at a glance.
fn is_plain(text: &[u8]) -> bool {
    let (Some(first), Some(last)) = (text.first(), text.last()) else { return true };
    let is_clean = text.iter().fold(true, |so_far, byte| so_far & matches!(byte, b' '..=b'~'));
    is_clean
        && *first != b' '
        && *last != b' '
        // Of characters from the space on only two spaces have no bit beside that of the space.
        && text.iter().zip(&text[1..]).fold(0, |so_far, (a, b)| so_far | u8::from(a | b == b' ')) == 0
}

/// The characters below this one have their folded forms in a table.
const TABLE: u32 = 0x600;

static FOLDED: LazyLock<Vec<Option<char>>> = LazyLock::new(|| {
    (0..TABLE)
        .map(|c| {
            let mut folded = char::from_u32(c).into_iter().default_case_fold();
            folded.next().filter(|_| folded.next().is_none())
        })
        .collect()
});

/// Adds a character with its case folded. The general way is slow, and few characters need it.
fn fold(c: char, into: &mut Vec<u8>) {
    let mut push = |c: char| into.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    match c {
        '\0'..='\x7F' => into.push(c.to_ascii_lowercase() as u8),
        // Scripts without case: from Arabic to Burmese, and those of East Asia.
        '\u{600}'..='\u{109F}' | '\u{2E80}'..='\u{A63F}' | '\u{AC00}'..='\u{D7FF}' => push(c),
        _ => match FOLDED.get(c as usize).copied().flatten() {
            Some(folded) => push(folded),
            None => std::iter::once(c).default_case_fold().for_each(push),
        },
    }
}

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
            let mut folded = Vec::new();
            fold(c, &mut folded);
            assert_eq!(folded, caseless::default_case_fold_str(&c.to_string()).as_bytes(), "{c:?}");
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
        fn normalised_texts_are_what_the_slow_way_gives(text in "([aZ~ ]|\\PC|[ \t\u{A0}\u{3000}]){0,40}") {
            let (mut normaliser, expected) = (Normaliser::default(), slowly(&text));
            prop_assert_eq!(normaliser.normalised(&text), expected.as_bytes());
            prop_assert_eq!(normaliser.hash(&text), xxh3_128(expected.as_bytes()));
        }
    }
}
