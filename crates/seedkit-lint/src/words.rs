//! Two words in a row that rules look for, told from others by their letters.

use crate::bitmap::hash;
use crate::nibble_sets::{NibbleTables, Nibbles, sum, tables};

/// How often letters with these low bits are in English, in thousandths.
const OFTEN: [u32; 16] = [19, 83, 75, 91, 134, 155, 32, 44, 63, 90, 2, 8, 40, 24, 67, 75];

/// Tables of sets that hold all pairs of words, and few others, by the low four bits of the last two letters of the first
/// word and of the first two of the second.
fn word_tables(words: &[(&str, &str, u64)]) -> [NibbleTables; 2] {
    // All, where a word is too short to have the letter.
    let low = |letter: Option<&u8>| letter.map_or(u16::MAX, |letter| 1 << (letter & 0xF));
    let pair = |(first, second): (&[u8], &[u8])| -> Nibbles {
        [low(first.iter().nth_back(1)), low(first.last()), low(second.first()), low(second.get(1))]
    };
    let pairs = words.iter().map(|(first, second, _)| pair((first.as_bytes(), second.as_bytes())));
    tables(pairs.collect(), |set| set.iter().map(|letters| i64::from(sum(*letters, &OFTEN))).product())
}

/// How many hashes there may be, as a power of two.
const BITS: u32 = 12;
const HASHES: usize = 1 << BITS;

/// A number below [`HASHES`] for the last two bytes of a word and the first two of another; what is no letter is none.
#[inline]
fn hash_of_letters([last_but_one, last]: [u8; 2], [first, second]: [u8; 2]) -> usize {
    const LETTER: [u8; 256] = {
        let (mut letters, mut byte) = ([0; 256], 0);
        while byte < 256 {
            letters[byte] = if (byte as u8).is_ascii_alphabetic() { byte as u8 } else { 0 };
            byte += 1;
        }
        letters
    };
    let (last_but_one, second) = (LETTER[last_but_one as usize], LETTER[second as usize]);
    let letters = u32::from_le_bytes([last_but_one, last, first, second]);
    hash::<BITS>(letters)
}

/// Pairs of words with their signals.
#[derive(Debug)]
pub(crate) struct Words {
    /// In the order of their hashes.
    pairs: Vec<(usize, &'static str, &'static str, u64)>,
    /// What tells most other words from these, for vector instructions.
    pub(crate) tables: [NibbleTables; 2],
    /// By hash: the place of the first pair that has it, or [`NONE`].
    first: [u8; HASHES],
}

const NONE: u8 = u8::MAX;

impl Default for Words {
    fn default() -> Self {
        Self { pairs: Vec::new(), tables: [[[0; 16]; 4]; 2], first: [NONE; HASHES] }
    }
}

impl Words {
    pub(crate) fn new(words: &[(&'static str, &'static str, u64)]) -> Self {
        let letter = |letter: Option<&u8>| letter.copied().unwrap_or(b' ');
        let hash_of = |first: &[u8], second: &[u8]| {
            hash_of_letters(
                [letter(first.iter().nth_back(1)), letter(first.last())],
                [letter(second.first()), letter(second.get(1))],
            )
        };
        let with_hash = |&(first, second, signal): &(&'static str, &'static str, u64)| {
            (hash_of(first.as_bytes(), second.as_bytes()), first, second, signal)
        };
        let mut pairs: Vec<_> = words.iter().map(with_hash).collect();
        pairs.sort_unstable_by_key(|(hash, ..)| *hash);
        assert!(pairs.len() <= usize::from(NONE), "there are no more pairs than places for them");
        let mut first = [NONE; HASHES];
        for (place, (hash, ..)) in (0..NONE).zip(&pairs).rev() {
            first[*hash] = place;
        }
        Self { tables: word_tables(words), pairs, first }
    }

    /// All pairs.
    #[cfg(test)]
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&'static str, &'static str, u64)> {
        self.pairs.iter().map(|&(_, first, second, signal)| (first, second, signal))
    }

    /// The signals of two words with a space between, the second of which starts at an offset of a text.
    pub(crate) fn signals(&self, text: &[u8], start: usize) -> u64 {
        let inside = start.checked_sub(3).and_then(|from| text[from..].first_chunk().copied());
        let [last_but_one, last, _, first, second] = inside.unwrap_or_else(|| {
            // Near the start or the end of the text.
            std::array::from_fn(|place| text.get((start + place).wrapping_sub(3)).copied().unwrap_or(b'\n'))
        });
        let place = self.first[hash_of_letters([last_but_one, last], [first, second])];
        if place == NONE {
            return 0;
        }
        let (before, after) = text.split_at(start);
        before.strip_suffix(b" ").map_or(0, |before| self.signals_from(place.into(), before, after))
    }

    /// The signals of the word with which `before` ends and that with which `after` starts, which have the hash of
    /// the pair at a place.
    fn signals_from(&self, place: usize, before: &[u8], after: &[u8]) -> u64 {
        let hash = self.pairs[place].0;
        let alike = self.pairs[place..].iter().take_while(|(known, ..)| *known == hash);
        let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
        alike.fold(0, |signals, (_, first, second, signal)| {
            // Most are part of a longer word.
            let is_part = is_letter(after.get(second.len()))
                || is_letter(before.len().checked_sub(first.len() + 1).and_then(|at| before.get(at)));
            let are = !is_part && before.ends_with(first.as_bytes()) && after.starts_with(second.as_bytes());
            signals | if are { *signal } else { 0 }
        })
    }
}
