//! What characters beyond ASCII are: asking the tables of Unicode takes many times as long, so it is done once for each.

use crate::masks::ByLow;
use crate::text::is_edge;
use crate::triggers::{TRIGGERS, lists_of};
use caseless::Caseless;
use std::ops::RangeInclusive;
use std::sync::OnceLock;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// What a character is, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Flags(u32);

impl Flags {
    /// It is neither a letter nor a mark nor a digit.
    pub(crate) const NOT_OF_WORD: Self = Self(1);
    /// It is no letter.
    pub(crate) const NOT_LETTER: Self = Self(1 << 1);
    /// It is white space.
    pub(crate) const SPACE: Self = Self(1 << 2);
    /// What stands before it decides whether a text is in NFC.
    pub(crate) const UNSETTLED: Self = Self(1 << 3);
    /// It is a mark that is in NFC unless another mark before it comes later.
    pub(crate) const MARK: Self = Self(1 << 4);
    /// It is in a list for which it matters what follows.
    pub(crate) const THEN: Self = Self(1 << 5);
    /// It is the first character beyond ASCII of a string that is looked for.
    pub(crate) const IN_STRING: Self = Self(1 << 6);
    /// It is part of a word where it stands between two characters that are.
    pub(crate) const JOINS: Self = Self(1 << 7);
    /// Unicode calls it alphabetic.
    const ALPHABETIC: Self = Self(1 << 8);
    /// Without regard to case it is not one character with as many bytes; or it is taken off the edges of texts.
    pub(crate) const RESIZED: Self = Self(1 << 9);
    /// What stands beside it has to be looked at, whatever it is.
    pub(crate) const BESIDE: Self = Self::UNSETTLED.with(Self::JOINS);
    /// It is not just a letter: there is more to know of it than its lists.
    pub(crate) const ODD: Self = Self::BESIDE.with(Self::NOT_OF_WORD).with(Self::NOT_LETTER).with(Self::MARK);
    /// It is not [plain](Row::plain): it takes more than to know its lists, and whether it is a letter or a mark.
    pub(crate) const SPECIAL: Self =
        Self::BESIDE.with(Self::NOT_OF_WORD).with(Self::THEN).with(Self::IN_STRING).with(Self::RESIZED);
    /// Where the bits of lists start.
    const FIRST_LIST: usize = 10;
    /// How many lists there may be.
    pub(crate) const LISTS: usize = 32 - Self::FIRST_LIST;

    pub(crate) const fn has(self, flag: Self) -> bool {
        self.0 & flag.0 != 0
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn only_lists(self) -> Self {
        Self(self.0 >> Self::FIRST_LIST << Self::FIRST_LIST)
    }

    /// One, if it has a single flag, else zero.
    pub(crate) const fn bit(self, flag: Self) -> u64 {
        debug_assert!(flag.0.is_power_of_two(), "of several flags no single bit tells");
        (self.0 >> flag.0.trailing_zeros() & 1) as u64
    }

    /// The indices of the lists it is in.
    pub(crate) fn lists(self) -> impl Iterator<Item = usize> {
        let mut bits = self.0 >> Self::FIRST_LIST;
        std::iter::from_fn(move || {
            let index = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
            bits &= bits - 1;
            Some(index)
        })
    }

    /// Also in the list of this index, for which it may matter what follows.
    pub(crate) fn with_list(self, index: usize, then: bool) -> Self {
        let list = self.with(Self(1 << (Self::FIRST_LIST + index)));
        if then { list.with(Self::THEN) } else { list }
    }

    /// What a character is by itself.
    fn of(c: char) -> Self {
        let is_unsettled = is_nfc_quick(std::iter::once(c)) != IsNormalized::Yes;
        let is_mark = !is_unsettled && canonical_combining_class(c) != 0;
        let is_symbol = is_letter_symbol(c);
        let (is_alphabetic, is_numeric, is_combining) =
            (c.is_alphabetic() && !is_symbol, c.is_numeric() && !is_symbol, is_combining_mark(c));
        let own = [
            (c.is_alphabetic(), Self::ALPHABETIC),
            (!is_alphabetic && !is_numeric && !is_combining, Self::NOT_OF_WORD),
            (!is_alphabetic || is_numeric || is_combining, Self::NOT_LETTER),
            (c.is_whitespace(), Self::SPACE),
            (is_unsettled, Self::UNSETTLED),
            (is_mark, Self::MARK),
            (c == '’', Self::JOINS),
            (folded(c).is_none_or(|folded| folded.len_utf8() != c.len_utf8()) || is_edge(c), Self::RESIZED),
            (!TRIGGERS.strings_with(c).is_empty(), Self::IN_STRING),
        ];
        own.into_iter().filter(|(is, _)| *is).fold(Self::default(), |flags, (_, flag)| flags.with(flag))
    }
}

/// Whether a character is a symbol although Unicode calls it alphabetic: letters in circles and boxes.
fn is_letter_symbol(c: char) -> bool {
    matches!(c, 'Ⓐ'..='ⓩ' | '\u{1F130}'..='\u{1F149}' | '\u{1F150}'..='\u{1F169}' | '\u{1F170}'..='\u{1F189}')
}

/// 64 characters whose code points differ in the last six bits alone: in what the last byte of UTF-8 holds.
pub(crate) struct Row {
    pub(crate) flags: [Flags; 64],
    /// Those in the lists in which most are, of those that take no more than to know that and whether they are letters or
    /// marks; a bit each.
    pub(crate) plain: u64,
    pub(crate) lists_of_plain: Flags,
    /// The last bytes of these.
    pub(crate) plain_by_low: ByLow,
    /// Of these the ones that are no letters, and those that are marks.
    pub(crate) not_letters_by_low: ByLow,
    pub(crate) marks_by_low: ByLow,
    /// Whether there are none of either.
    pub(crate) has_only_letters: bool,
}

impl Row {
    fn new(number: usize) -> Self {
        let first = number as u32 * 64;
        let mut flags: [Flags; 64] = lists_of(first);
        for (c, flags) in (first..).map(char::from_u32).zip(&mut flags) {
            // Surrogates are no characters and are never asked for.
            *flags = flags.with(c.map_or(Flags::default(), Flags::of));
        }
        let lists = |flags: &Flags| (!flags.has(Flags::SPECIAL)).then(|| flags.only_lists());
        let mut sorted: Vec<Flags> = flags.iter().filter_map(lists).collect();
        sorted.sort_unstable();
        let usual = sorted.chunk_by(|a, b| a == b).max_by_key(|alike| alike.len());
        let lists_of_plain = usual.and_then(|alike| alike.first().copied()).unwrap_or_default();
        let bits = |is: &dyn Fn(&Flags) -> bool| {
            (0..).zip(&flags).filter(|(_, flags)| is(flags)).fold(0_u64, |bits, (last, _)| bits | 1 << last)
        };
        let plain = bits(&|flags| lists(flags) == Some(lists_of_plain));
        let [not_letters, marks] =
            [Flags::NOT_LETTER, Flags::MARK].map(|flag| plain & bits(&|flags| flags.has(flag)));
        Self {
            flags,
            plain,
            lists_of_plain,
            plain_by_low: by_low(plain),
            not_letters_by_low: by_low(not_letters),
            marks_by_low: by_low(marks),
            has_only_letters: not_letters | marks == 0,
        }
    }
}

/// The last bytes of the characters of a row of which each has a bit.
fn by_low(chars: u64) -> ByLow {
    std::array::from_fn(|low| {
        (0..4).fold(0, |set, high| set | ((chars >> (16 * high + low) & 1) as u8) << high)
    })
}

/// The first bytes of characters of Cyrillic that are all alike, and not to be looked at.
pub(crate) const CYRILLIC: RangeInclusive<u8> = 0xD0..=0xD1;
/// The first bytes of ideographs and of syllables of Hangul that are all just letters, and in no list.
pub(crate) const IDEOGRAPHS: RangeInclusive<u8> = 0xE5..=0xE9;
pub(crate) const HANGUL: RangeInclusive<u8> = 0xEB..=0xEC;
/// The first byte of other ideographs, with the bytes that come second in these: of U+4E00 to U+4FFF.
pub(crate) const FIRST_IDEOGRAPHS: (u8, RangeInclusive<u8>) = (0xE4, 0xB8..=0xBF);

/// The row of a number: of code points without their last six bits.
#[inline]
pub(crate) fn row(number: usize) -> &'static Row {
    static ROWS: [OnceLock<Box<Row>>; 0x11_0000 / 64] = [const { OnceLock::new() }; 0x11_0000 / 64];
    #[cold]
    fn make(number: usize) -> &'static Row {
        ROWS[number].get_or_init(|| Box::new(Row::new(number)))
    }
    match ROWS[number].get() {
        Some(row) => row,
        None => make(number),
    }
}

/// The row of the character beyond ASCII that starts at an offset; its place there; its length.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the scan asks it of each, where a call costs as much as the rest")]
pub(crate) fn row_at(bytes: &[u8], at: usize) -> (&'static Row, usize, usize) {
    let byte = |offset: usize| (bytes[at + offset] & 0x3F) as usize;
    let lead = bytes[at] as usize;
    if lead < 0xE0 {
        (row(lead & 0x1F), byte(1), 2)
    } else if lead < 0xF0 {
        (row((lead & 0xF) << 6 | byte(1)), byte(2), 3)
    } else {
        (row((lead & 7) << 12 | byte(1) << 6 | byte(2)), byte(3), 4)
    }
}

/// What a character is.
pub(crate) fn flags(c: char) -> Flags {
    row(c as usize / 64).flags[c as usize % 64]
}

/// What [`char::is_alphabetic`] says, which takes a thousand instructions for some characters.
pub(crate) fn is_alphabetic(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { flags(c).has(Flags::ALPHABETIC) }
}

/// What a character is without regard to case, if that is one character.
pub(crate) fn folded(c: char) -> Option<char> {
    /// Zero for those that are several.
    type Row = [u32; 64];
    static ROWS: [OnceLock<Box<Row>>; 0x11_0000 / 64] = [const { OnceLock::new() }; 0x11_0000 / 64];
    let (number, last) = (c as usize / 64, c as usize % 64);
    let row = ROWS[number].get_or_init(|| {
        let fold = |c: char| {
            let mut folded = std::iter::once(c).default_case_fold();
            folded.next().filter(|_| folded.next().is_none()).map_or(0, |c| c as u32)
        };
        Box::new(std::array::from_fn(|last| char::from_u32((number * 64 + last) as u32).map_or(0, fold)))
    });
    char::from_u32(row[last]).filter(|folded| *folded != '\0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::masks::{BEFORE, NO_WINDOW, char_of, window_from};

    #[test]
    fn characters_that_are_told_by_their_first_bytes_are_alike() {
        for c in (0x80..=0x10_FFFF).filter_map(char::from_u32) {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes);
            let [lead, second, ..] = bytes;
            let is_ideograph = lead == FIRST_IDEOGRAPHS.0 && FIRST_IDEOGRAPHS.1.contains(&second);
            let lists = match lead {
                _ if is_ideograph || IDEOGRAPHS.contains(&lead) || HANGUL.contains(&lead) => Flags::default(),
                _ if CYRILLIC.contains(&lead) => flags('а').only_lists(),
                _ => continue,
            };
            let flags = flags(c);
            assert!(flags.only_lists() == lists && !flags.has(Flags::SPECIAL.with(Flags::ODD)), "{c:?}");
        }
    }

    #[test]
    fn characters_are_found_in_their_rows_with_and_without_a_branch() {
        for c in (0x80..=0x10_FFFF).filter_map(char::from_u32) {
            let expected = (c as usize / 64, c as usize % 64, c.len_utf8());
            for bit in [0, 63] {
                let mut window = NO_WINDOW;
                c.encode_utf8(&mut window[BEFORE + bit..]);
                let window = window.first_chunk().unwrap();
                assert_eq!(char_of(window, bit), expected, "{c:?}");
                let (found, last, len) = row_at(window_from(window, bit), 0);
                assert!(
                    std::ptr::eq(found, row(expected.0)) && (last, len) == (expected.1, expected.2),
                    "{c:?}"
                );
            }
        }
    }

    #[test]
    fn characters_are_in_the_lists_that_have_them() {
        for c in (0x80..=0x10_FFFF).filter_map(char::from_u32) {
            let has = |index: &usize| TRIGGERS.lists[*index].ranges.iter().any(|range| range.contains(&c));
            assert!(flags(c).lists().eq((0..TRIGGERS.lists.len()).filter(has)), "{c:?}");
        }
    }
}
