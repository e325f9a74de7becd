//! One pass over a text, 64 bytes at a time, that notes little but enough to know which rules need not look.
//!
//! What stands beside what is noted by classes of bytes, and only around what is neither a letter, a digit nor a space:
//! clean text has little of that. Words are told apart by their first bytes. So a sketch can hold more than the text
//! has, but never less.

use crate::prose;

/// The class of each byte, below 64, from what every text has to what few have.
pub(crate) const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        class[byte] = class_of(byte as u8);
        byte += 1;
    }
    class
};

const SPACE: usize = 0;
const LINE_FEED: usize = 28;

const fn class_of(byte: u8) -> u8 {
    match byte {
        b' ' => SPACE as u8,
        b'a'..=b'z' => byte - b'a' + 1,
        b'A'..=b'Z' => 27,
        b'\n' => LINE_FEED as u8,
        b'0'..=b'9' => 29,
        b'\t' => 30,
        b',' => 31,
        b'.' => 32,
        b';' => 33,
        b':' => 34,
        b'(' => 35,
        b')' => 36,
        b'|' => 37,
        b'\'' => 38,
        b'"' => 39,
        b'-' => 40,
        b'/' => 41,
        b'!' => 42,
        b'?' => 43,
        b'~' => 44,
        b'&' => 45,
        b'_' => 46,
        b'=' => 47,
        b'*' => 48,
        b'#' => 49,
        b'\\' => 50,
        b'{' => 51,
        b'}' => 52,
        b'[' => 53,
        b']' => 54,
        b'<' => 55,
        b'>' => 56,
        b'$' | b'%' | b'+' | b'@' | b'^' | b'`' => 57,
        0..=0x1F | 0x7F => 58,
        0x80..=0xBF => 59,
        0xC0..=0xDF => 60,
        0xE0..=0xE2 => 61,
        0xE3..=0xED => 62,
        0xEE..=0xFF => 63,
    }
}

/// Whether a sketch knows if a byte of one class stands right before one of the other.
pub(crate) fn knows(first: u8, second: u8) -> bool {
    is_mark(first) || is_mark(second) || usize::from(first | second) == SPACE
}

/// Whether a class is one of ASCII, and neither that of letters, nor of digits, nor of spaces.
pub(crate) fn is_mark(class: u8) -> bool {
    !matches!(class, 0..=27 | 29 | 59..)
}

/// Lead bytes of which every character is a letter: of Cyrillic, Han and Hangul.
const ALL_LETTERS: [u8; 9] = [0xD0, 0xD1, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEB, 0xEC];

/// How many sums the bytes of pairs of words go to.
const SHARES: usize = 512;

/// What a text has at most.
#[derive(Debug)]
pub(crate) struct Sketch {
    /// Which classes of bytes stand right after a class: a bit each. The text is taken to stand between line feeds.
    pairs: [u64; 64],
    /// The classes that occur, of those that are no letters, digits and spaces of ASCII.
    pub(crate) classes: u64,
    /// The second bytes of characters beyond ASCII, without their two highest bits, by lead byte less 0xC0.
    pub(crate) leads: [u64; 64],
    /// Which characters from U+2000 to U+203F occur: every text has some.
    pub(crate) punctuation: u64,
    /// Whether a letter or digit of ASCII stands right beside something beyond ASCII.
    pub(crate) mixes: bool,
    /// The words of [`KnownWords`] that stand twice in a row: a bit each.
    pub(crate) repeats: u64,
    /// The pairs of [`KnownWords`] that occur: a bit each.
    pub(crate) word_pairs: u64,
    /// The characters of two words in a row and of what stands after each, over all times that they occur.
    shares: [u32; SHARES],
    /// Words without a letter, with white space on both sides.
    pub(crate) without_letters: usize,
    /// Words with a space before, in the last of the texts: at least.
    pub(crate) spaced_words: usize,
}

impl Sketch {
    /// A sketch of texts that follow each other.
    pub(crate) fn of(texts: [&str; 3], known: &KnownWords) -> Self {
        let mut sketch = Self {
            pairs: [0; 64],
            classes: 0,
            leads: [0; 64],
            punctuation: 0,
            mixes: false,
            repeats: 0,
            word_pairs: 0,
            shares: [0; SHARES],
            without_letters: 0,
            spaced_words: 0,
        };
        let mut before = LINE_FEED;
        let mut words = Words::default();
        let blocks = texts.iter().map(|text| text.len() / 64 + 1).max().unwrap_or(0);
        let (mut masks, mut firsts) = (Vec::with_capacity(blocks), Vec::new());
        for text in texts {
            masks.clear();
            firsts.clear();
            sketch.spaced_words = 0;
            words.mark = 0;
            if text.is_ascii() {
                sketch.note_marks::<true>(text, &mut before, &mut masks, &mut firsts);
                sketch.note_words::<true>(text, &masks, &firsts, &mut words, known);
            } else {
                sketch.note_marks::<false>(text, &mut before, &mut masks, &mut firsts);
                sketch.note_words::<false>(text, &masks, &firsts, &mut words, known);
            }
        }
        sketch.pairs[before] |= 1 << LINE_FEED;
        let last = &mut sketch.shares[words.share];
        *last = last.saturating_add(words.offset + 1 - words.starts[0]);
        sketch
    }

    /// Whether a byte of one class stands right before one of another, if the sketch [knows] that.
    pub(crate) fn has(&self, (first, second): (u8, u8)) -> bool {
        self.pairs[first as usize % 64] >> second & 1 == 1
    }

    /// Whether one byte of ASCII stands right before another, where the sketch knows.
    pub(crate) fn has_pair(&self, first: u8, second: u8) -> bool {
        self.has((CLASS[first as usize], CLASS[second as usize]))
    }

    /// Whether there may be a character beyond ASCII.
    pub(crate) fn has_char(&self, c: char) -> bool {
        let mut bytes = [0; 4];
        c.encode_utf8(&mut bytes);
        self.leads[bytes[0] as usize % 64] >> (bytes[1] % 64) & 1 == 1
    }

    /// Whether there is a byte of ASCII that is no letter, digit or space.
    pub(crate) fn has_mark(&self, byte: u8) -> bool {
        self.classes >> CLASS[byte as usize] & 1 == 1
    }

    /// The most characters that any two words in a row come to, with what stands after each.
    pub(crate) fn greatest_share(&self) -> u32 {
        self.shares.iter().fold(0, |greatest, share| greatest.max(*share))
    }

    /// Notes what is no letter, digit or space, and gathers which bytes are those of words and, beyond ASCII, which are
    /// the first ones of characters.
    fn note_marks<const ASCII: bool>(
        &mut self,
        text: &str,
        before: &mut usize,
        of_words: &mut Vec<u64>,
        firsts: &mut Vec<u64>,
    ) {
        let bytes = text.as_bytes();
        // Of the block before: the last byte of each mask, and what its last character has in this one.
        let (mut last_plain, mut last_beyond, mut last_space, mut last_word, mut cut) = (0, 0, 0, 0, 0);
        let (blocks, rest) = bytes.as_chunks::<64>();
        let mut last = [b'a'; 64];
        last[..rest.len()].copy_from_slice(rest);
        let last = (!rest.is_empty()).then_some(&last);
        for (index, block) in blocks.iter().chain(last).enumerate() {
            let at = index * 64;
            let inside = u64::MAX >> (64 - (bytes.len() - at).min(64));
            let plain = mask(block, |byte| byte.is_ascii_alphanumeric()) & inside;
            let beyond = if ASCII { 0 } else { mask(block, |byte| byte >= 0x80) };
            let spaces = mask(block, |byte| byte == b' ');
            let mut words = (plain | beyond) & !cut;
            if spaces & (spaces << 1 | last_space) != 0 {
                self.pairs[SPACE] |= 1 << SPACE;
            }
            if !ASCII {
                firsts.push(mask(block, |byte| byte & 0xC0 != 0x80) & inside);
                cut = 0;
                let beside_beyond = plain & (beyond << 1 | last_beyond);
                let beside_plain = beyond & (plain << 1 | last_plain);
                self.mixes |= beside_beyond | beside_plain != 0;
                (last_plain, last_beyond) = (plain >> 63, beyond >> 63);
                for bit in bits(mask(block, is_telling_lead)) {
                    if let Some(len) = self.note_char(text, at + bit) {
                        let of_char = ((1_u128 << len) - 1) << bit;
                        words &= !(of_char as u64);
                        cut |= (of_char >> 64) as u64;
                    }
                }
            }
            for bit in bits(!(plain | beyond | spaces) & inside) {
                words |= u64::from(self.note_mark(text, at + bit, *before)) << bit;
            }
            let starts = words & !(words << 1 | last_word);
            self.spaced_words += (starts & (spaces << 1 | last_space)).count_ones() as usize;
            (last_space, last_word) = (spaces >> 63, words >> 63);
            of_words.push(words);
        }
        if let Some(last) = bytes.last() {
            *before = CLASS[*last as usize] as usize;
        }
        if !ASCII {
            for lead in ALL_LETTERS.into_iter().filter(|lead| memchr::memchr(*lead, bytes).is_some()) {
                self.leads[lead as usize % 64] = u64::MAX;
            }
        }
    }

    /// Notes a byte of ASCII that is no letter, digit or space; whether it is part of a word all the same.
    fn note_mark(&mut self, text: &str, at: usize, before: usize) -> bool {
        let bytes = text.as_bytes();
        let class_at = |at: usize| CLASS[bytes[at] as usize] as usize;
        let (previous, class) = (at.checked_sub(1).map_or(before, class_at), class_at(at));
        self.classes |= 1 << class;
        self.pairs[previous] |= 1 << class;
        if let Some(next) = bytes.get(at + 1) {
            self.pairs[class] |= 1 << CLASS[*next as usize];
        }
        self.without_letters += usize::from(is_blank(previous));
        is_joint(text, at)
    }

    /// Notes a character beyond ASCII; its length, unless it is part of a word.
    fn note_char(&mut self, text: &str, at: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        self.leads[bytes[at] as usize % 64] |= 1 << (bytes[at + 1] % 64);
        if bytes[at..].starts_with(&[0xE2, 0x80]) {
            self.punctuation |= 1 << (bytes[at + 2] % 64);
        }
        let c = text[at..].chars().next().filter(|c| !prose::is_of_word(*c))?;
        let after_blank =
            at.checked_sub(1).is_none_or(|previous| is_blank(CLASS[bytes[previous] as usize] as usize));
        self.without_letters += usize::from(after_blank || c.is_whitespace());
        (c != '’' || !is_between_words(text, at, c.len_utf8())).then_some(c.len_utf8())
    }

    /// Notes the words, of which a mask has the bytes.
    #[inline]
    fn note_words<const ASCII: bool>(
        &mut self,
        text: &str,
        of_words: &[u64],
        firsts: &[u64],
        words: &mut Words,
        known: &KnownWords,
    ) {
        let bytes = text.as_bytes();
        // Not in the sketch and not behind a reference, so that they can stay in registers.
        let (mut carry, mut without_letters) = (0, 0_usize);
        let Words { mut offset, starts: [mut before_last, mut last], mut share, mut mark } = *words;
        for (index, &mask) in of_words.iter().enumerate() {
            offset += if index > 0 { firsts.get(index - 1).map_or(0, |first| first.count_ones()) } else { 0 };
            let next = of_words.get(index + 1).copied().unwrap_or(0);
            let starts = mask & !(mask << 1 | carry);
            carry = mask >> 63;
            for bit in bits(starts) {
                let start = index * 64 + bit;
                // The bits of the bytes from the start on.
                let run = mask >> bit | next << 1 << (63 - bit);
                let word = first_eight(bytes, start) & FIRST[run as usize % 256];
                without_letters += usize::from(word as u8 <= b'9');
                if !ASCII && word as u8 >= 0x80 {
                    without_letters += usize::from(!starts_with_letter(text, start));
                }
                let next_mark = mark_of(word);
                if next_mark == mark {
                    self.repeats |= known.repeats(mark);
                }
                if known.may_end(next_mark) {
                    self.word_pairs |= known.pair(mark, next_mark);
                }
                let here = match firsts.get(index) {
                    Some(first) if !ASCII => offset + (first & ((1 << bit) - 1)).count_ones(),
                    _ => offset + start as u32,
                };
                self.shares[share] = self.shares[share].saturating_add(here - before_last);
                share = share_of(mark, next_mark);
                (before_last, last, mark) = (last, here, next_mark);
            }
        }
        offset +=
            if ASCII { bytes.len() as u32 } else { firsts.last().map_or(0, |first| first.count_ones()) };
        *words = Words { offset, starts: [before_last, last], share, mark };
        self.without_letters += without_letters;
    }
}

/// The last words.
#[derive(Clone, Copy, Default)]
struct Words {
    /// Characters of the texts before.
    offset: u32,
    /// Where the last two words start.
    starts: [u32; 2],
    /// Which sum the last two words go to.
    share: usize,
    /// What the last word is told apart by.
    mark: u64,
}

/// Pairs of words that are looked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct KnownWords {
    pairs: Vec<(u64, u64)>,
    /// A bit for each second word.
    ends: u64,
    repeated: Vec<u64>,
}

impl KnownWords {
    /// Adds a pair; its number.
    pub(crate) fn add(&mut self, first: &str, second: &str) -> usize {
        let mark = |word: &str| mark_of(first_eight(word.as_bytes(), 0));
        let pair = (mark(first), mark(second));
        self.ends |= 1 << (pair.1 >> 58);
        self.pairs.iter().position(|known| *known == pair).unwrap_or_else(|| {
            self.pairs.push(pair);
            assert!(self.pairs.len() <= 64, "no more pairs of words can be told apart");
            self.pairs.len() - 1
        })
    }

    /// Adds a word that may stand twice in a row; its number.
    pub(crate) fn add_repeated(&mut self, word: &str) -> usize {
        let mark = mark_of(first_eight(word.as_bytes(), 0));
        self.repeated.iter().position(|known| *known == mark).unwrap_or_else(|| {
            self.repeated.push(mark);
            assert!(self.repeated.len() <= 64, "no more words can be told apart");
            self.repeated.len() - 1
        })
    }

    #[cold]
    fn repeats(&self, mark: u64) -> u64 {
        self.repeated.iter().position(|known| *known == mark).map_or(0, |number| 1 << number)
    }

    fn may_end(&self, mark: u64) -> bool {
        self.ends >> (mark >> 58) & 1 == 1
    }

    fn pair(&self, first: u64, second: u64) -> u64 {
        let is = |pair: &(u64, u64)| *pair == (first, second);
        self.pairs.iter().enumerate().fold(0, |found, (number, pair)| found | u64::from(is(pair)) << number)
    }
}

/// Eight bytes from an offset on, as far as there are so many.
#[inline]
fn first_eight(bytes: &[u8], at: usize) -> u64 {
    match bytes[at..].first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => bytes[at..].iter().rev().fold(0, |eight, byte| eight << 8 | u64::from(*byte)),
    }
}

/// By which of eight bytes, from the first one on, are those of a word: the bits of these bytes.
static FIRST: [u64; 256] = {
    let mut first = [0; 256];
    let mut run = 1_usize;
    while run < 256 {
        first[run] = u64::MAX >> (64 - 8 * run.trailing_ones());
        run += 2;
    }
    first
};

/// What a word is told apart by.
#[inline]
fn mark_of(word: u64) -> u64 {
    word.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Which sum two words go to.
#[inline]
fn share_of(first: u64, second: u64) -> usize {
    ((first.rotate_left(25) ^ second) >> (64 - SHARES.ilog2())) as usize
}

/// Whether characters of this lead byte are worth a look: not all are letters.
fn is_telling_lead(byte: u8) -> bool {
    byte >= 0xC0 && !matches!(byte, 0xD0 | 0xD1 | 0xE5..=0xE9 | 0xEB | 0xEC)
}

/// Whether a class is that of white space and controls.
fn is_blank(class: usize) -> bool {
    matches!(class, SPACE | LINE_FEED | 30 | 58)
}

/// Whether an apostrophe or a hyphen of ASCII belongs to a word.
fn is_joint(text: &str, at: usize) -> bool {
    matches!(text.as_bytes()[at], b'\'' | b'-') && is_between_words(text, at, 1)
}

fn is_between_words(text: &str, at: usize, len: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + len..].chars().next();
    before.is_some_and(prose::is_of_word) && after.is_some_and(prose::is_of_word)
}

fn starts_with_letter(text: &str, at: usize) -> bool {
    ALL_LETTERS.contains(&text.as_bytes()[at]) || text[at..].chars().next().is_some_and(prose::is_letter)
}

/// Which bytes of a block are so: a bit each, the first one lowest.
fn mask(block: &[u8; 64], is: impl Fn(u8) -> bool) -> u64 {
    // Written so that compilers make vectors of both steps: a byte each, then eight bytes to a byte by a product.
    let mut flags = [0; 64];
    for (flag, byte) in flags.iter_mut().zip(block) {
        *flag = u8::from(is(*byte));
    }
    let (eights, _) = flags.as_chunks::<8>();
    eights.iter().rev().fold(0, |mask, eight| {
        mask << 8 | u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

/// The bits that are set, lowest first.
fn bits(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (mask != 0).then(|| mask.trailing_zeros() as usize)?;
        mask &= mask - 1;
        Some(bit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_that_are_passed_over_are_those_of_letters_alone() {
        for c in (0x80..=0x10_FFFF).filter_map(char::from_u32) {
            let lead = c.to_string().as_bytes()[0];
            assert_eq!(is_telling_lead(lead), !ALL_LETTERS.contains(&lead), "{lead:X}");
            assert!(is_telling_lead(lead) || (prose::is_letter(c) && prose::is_of_word(c)), "{c:?}");
        }
    }
}
