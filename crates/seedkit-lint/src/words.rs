//! Two words in a row that rules look for, told from others by their letters.

/// Eight sets of pairs of words, by the last two letters of the first word and the first two of the second: the low four
/// bits of each say to which sets, a bit each, the pair may belong. For vector instructions each table is there four times.
pub(crate) type WordTables = [[u8; 64]; 4];

/// How often letters with these low bits are in English, in thousandths.
const OFTEN: [u64; 16] = [19, 83, 75, 91, 134, 155, 32, 44, 63, 90, 2, 8, 40, 24, 67, 75];

/// Puts pairs of words that have letters in common into the same set, so that few others come out.
fn word_tables(words: &[(&str, &str, u64)]) -> [WordTables; 2] {
    // The low bits of a letter; all, where a word is too short to have it.
    let low = |letter: Option<&u8>| letter.map_or(u16::MAX, |letter| 1 << (letter & 0xF));
    // How many words in English have such letters.
    let size = |set: [u16; 4]| -> u64 {
        let often =
            |letters: u16| (0..16).filter(|low| letters >> low & 1 == 1).map(|low| OFTEN[low]).sum::<u64>();
        set.into_iter().map(often).product()
    };
    let mut sets = [[0_u16; 4]; 16];
    for (first, second, _) in words {
        let (first, second) = (first.as_bytes(), second.as_bytes());
        let pair =
            [low(first.iter().nth_back(1)), low(first.last()), low(second.first()), low(second.get(1))];
        let joined = |set: [u16; 4]| std::array::from_fn(|place| set[place] | pair[place]);
        if let Some(set) = sets.iter_mut().min_by_key(|set| size(joined(**set)) - size(**set)) {
            *set = joined(*set);
        }
    }
    let of_set = |number: usize, place: usize, low: usize| (sets[number][place] >> low & 1) as u8;
    std::array::from_fn(|half| {
        std::array::from_fn(|place| {
            std::array::from_fn(|low| {
                (0..8).fold(0, |bits, bit| bits | of_set(half * 8 + bit, place, low % 16) << bit)
            })
        })
    })
}

/// A number below 4096 for the last two bytes of a word and the first two of another; what is no letter is none.
#[inline]
fn hash([last_but_one, last]: [u8; 2], [first, second]: [u8; 2]) -> usize {
    let letter = |byte: u8| if byte.is_ascii_alphabetic() { byte } else { 0 };
    let letters = u32::from_le_bytes([letter(last_but_one), last, first, letter(second)]);
    (letters.wrapping_mul(0x9E37_79B1) >> 20) as usize
}

/// Pairs of words with their signals.
#[derive(Debug)]
pub(crate) struct Words {
    /// By the length of the second word.
    pairs: Vec<(&'static str, &'static str, u64)>,
    /// What tells most other words from these, for vector instructions.
    pub(crate) tables: [WordTables; 2],
    /// Which of these there are, by a hash of their letters.
    hashes: [u64; 64],
    /// Where those start of which the second word has so many bytes.
    by_len: [usize; 10],
}

impl Default for Words {
    fn default() -> Self {
        Self { pairs: Vec::new(), tables: [[[0; 64]; 4]; 2], hashes: [0; 64], by_len: [0; 10] }
    }
}

impl Words {
    pub(crate) fn new(mut pairs: Vec<(&'static str, &'static str, u64)>) -> Self {
        let mut hashes = [0; 64];
        for (first, second, _) in &pairs {
            let (first, second) = (first.as_bytes(), second.as_bytes());
            let letter = |letter: Option<&u8>| letter.copied().unwrap_or(b' ');
            let hash = hash(
                [letter(first.iter().nth_back(1)), letter(first.last())],
                [letter(second.first()), letter(second.get(1))],
            );
            hashes[hash / 64] |= 1 << (hash % 64);
        }
        pairs.sort_by_key(|(_, second, _)| second.len());
        let by_len = std::array::from_fn(|len| pairs.partition_point(|(_, second, _)| second.len() < len));
        Self { tables: word_tables(&pairs), pairs, hashes, by_len }
    }

    /// All pairs.
    #[cfg(test)]
    pub(crate) fn pairs(&self) -> &[(&'static str, &'static str, u64)] {
        &self.pairs
    }

    /// Whether two words may be some that are looked for: by the last two bytes before the space between them and the
    /// first two after it.
    #[inline]
    pub(crate) fn may_be(&self, last: [u8; 2], first: [u8; 2]) -> bool {
        let hash = hash(last, first);
        self.hashes[hash / 64] >> (hash % 64) & 1 == 1
    }

    /// The signals of two words.
    pub(crate) fn signals(&self, first: &[u8], second: &[u8]) -> u64 {
        let Some(&[start, end]) = self.by_len.get(second.len()..).and_then(|rest| rest.first_chunk()) else {
            return 0;
        };
        let is = |word: &str, found: &[u8]| word.len() == found.len() && word.as_bytes() == found;
        let known = self.pairs[start..end].iter().filter(|(a, b, _)| is(a, first) && is(b, second));
        known.fold(0, |signals, (.., signal)| signals | signal)
    }
}
