//! Two words in a row that rules look for, told from others by their letters.

use crate::nibble_sets::{NibbleTables, Nibbles, sum, tables};

/// How often words end with two bytes, of a thousand in stories about Sherlock Holmes, and how often they start with two.
#[rustfmt::skip]
const ENDS: [(&str, u32); 40] = [
    ("he", 72), ("nd", 36), ("ed", 32), ("at", 29), ("to", 29), ("is", 27), ("of", 26), (" a", 25), ("as", 24), (" i", 24),
    ("ng", 23), ("er", 22), ("in", 20), ("re", 19), ("on", 15), ("it", 15), ("en", 15), ("ve", 14), ("ou", 13), ("ll", 12),
    ("ut", 12), ("me", 12), ("or", 12), ("ly", 12), ("e,", 11), ("ch", 11), ("an", 11), ("th", 10), ("ld", 10), ("my", 10),
    ("ad", 10), ("st", 9), ("es", 9), ("le", 9), ("s,", 9), ("ry", 7), ("ot", 7), ("d,", 7), ("ur", 7), ("se", 7),
];
#[rustfmt::skip]
const STARTS: [(&str, u32); 40] = [
    ("th", 98), ("an", 36), ("to", 31), ("of", 28), ("in", 26), ("ha", 26), ("a ", 25), ("i ", 24), ("he", 24), ("wh", 21),
    ("wa", 19), ("yo", 19), ("be", 19), ("hi", 17), ("co", 16), ("it", 16), ("wi", 16), ("no", 14), ("sh", 13), ("ma", 13),
    ("fo", 12), ("we", 12), ("ho", 11), ("is", 11), ("st", 11), ("as", 11), ("so", 11), ("re", 10), ("my", 10), ("do", 10),
    ("on", 10), ("sa", 10), ("ca", 9), ("me", 9), ("se", 9), ("at", 8), ("fr", 8), ("li", 8), ("up", 8), ("wo", 8),
];

/// How often there are two bytes, by the low four bits of each.
type Often = [[u32; 16]; 16];

/// The same of these, and as often of all others.
const fn often(known: &[(&str, u32); 40]) -> Often {
    let (mut often, mut rest, mut index) = ([[0; 16]; 16], 1000, 0);
    while index < known.len() {
        let (bytes, times) = (known[index].0.as_bytes(), known[index].1);
        often[bytes[0] as usize & 0xF][bytes[1] as usize & 0xF] += times;
        rest -= times;
        index += 1;
    }
    index = 0;
    while index < 256 {
        // In 256ths, so that the others are told, too.
        often[index / 16][index % 16] = often[index / 16][index % 16] * 256 + rest;
        index += 1;
    }
    often
}

static OFTEN: [Often; 2] = [often(&ENDS), often(&STARTS)];

/// How often there are two bytes, one each of which the low four bits are in a set.
fn often_in(often: &Often, mut first: u16, second: u16) -> u32 {
    let mut all = [0; 16];
    while first != 0 {
        let row = &often[first.trailing_zeros() as usize];
        all.iter_mut().zip(row).for_each(|(all, times)| *all += times);
        first &= first - 1;
    }
    sum(second, &all)
}

/// Tables of sets that hold all pairs of words, and few others, by the low four bits of the last two letters of the first
/// word and of the first two of the second.
fn word_tables(words: &[(&str, &str, u64)]) -> [NibbleTables; 2] {
    // All, where a word is too short to have the letter.
    let low = |letter: Option<&u8>| letter.map_or(u16::MAX, |letter| 1 << (letter & 0xF));
    let pair = |(first, second): (&[u8], &[u8])| -> Nibbles {
        [low(first.iter().nth_back(1)), low(first.last()), low(second.first()), low(second.get(1))]
    };
    let pairs = words.iter().map(|(first, second, _)| pair((first.as_bytes(), second.as_bytes())));
    let [ends, starts] = &OFTEN;
    tables(pairs.collect(), |&[last_but_one, last, first, second]| {
        i64::from(often_in(ends, last_but_one, last)) * i64::from(often_in(starts, first, second))
    })
}

/// How many hashes there may be, as a power of two.
const BITS: u32 = 12;
const HASHES: usize = 1 << BITS;

/// What stands around the start of a word: three bytes of the word before, the space, and four of the word.
type Around = [u8; 8];

/// The same near the start or the end of a text, which stands between line feeds.
#[cold]
fn around_edge(text: &[u8], start: usize) -> Around {
    std::array::from_fn(|place| text.get((start + place).wrapping_sub(4)).copied().unwrap_or(b'\n'))
}

/// A number below [`HASHES`] for the last three letters of a word and the first three of another. What is no letter of
/// them is none, so that the words of three letters and fewer are told from parts of others.
#[inline]
fn hash_of_letters(around: Around) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    const BEFORE: u64 = 0x00FF_FFFF;
    const LAST: u64 = 0x00FF_0000;
    const AFTER: u64 = BEFORE << 32;
    const FIRST: u64 = 0xFF << 32;
    let bytes = u64::from_le_bytes(around);
    // Of each byte, the high bit says whether it is a letter of ASCII.
    let small = (bytes | (0x20 * EACH)) & !HIGH;
    let from_a = small + u64::from(0x80 - b'a') * EACH;
    let after_z = small + u64::from(0x7F - b'z') * EACH;
    let letters = ((from_a & !after_z & !bytes & HIGH) >> 7) * 0xFF;
    // None beyond one that is no letter.
    let (mut before, mut after) = (letters & BEFORE, letters & AFTER);
    for _ in 0..2 {
        before &= before >> 8 | LAST;
        after &= after << 8 | FIRST;
    }
    let mixed = (bytes & (before | after)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> (u64::BITS - BITS)) as usize
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
            hash_of_letters(std::array::from_fn(|place| match place {
                0..3 => letter(first.iter().nth_back(2 - place)),
                _ => letter(place.checked_sub(4).and_then(|place| second.get(place))),
            }))
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
        let inside = start.checked_sub(4).and_then(|from| text.get(from..from + 8)?.first_chunk().copied());
        let around = inside.unwrap_or_else(|| around_edge(text, start));
        let place = self.first[hash_of_letters(around)];
        if place == NONE { 0 } else { self.signals_from(place.into(), text, start) }
    }

    /// The same, of two words that have the hash of the pair at a place.
    #[cold]
    fn signals_from(&self, place: usize, text: &[u8], start: usize) -> u64 {
        let (before, after) = text.split_at(start);
        let Some(before) = before.strip_suffix(b" ") else { return 0 };
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
