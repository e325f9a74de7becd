//! A pass over the bytes of texts, 64 at a time, for the [scan](crate::scan).
#![expect(
    clippy::inline_always,
    reason = "what uses vectors has to be part of the function that may use them"
)]

use crate::chars::{CYRILLIC, Flags, Row, row, row_at};
use crate::masks::{
    BLOCK, Masks, NO_WINDOW, Tables, Window, alike, beside, char_of, whole, window_at_end, window_from,
    window_inside,
};
use crate::nfc::is_unnormalised;
use crate::places::Places;
use crate::prose::{self, char_at, char_before};
use crate::sample::Sample;
use crate::scan::{NameEnds, Names};
use crate::triggers::Triggers;
use crate::words::Words;
use fearless_simd::Simd;
use std::hint::cold_path;
use std::ops::Range;

/// A pass over texts that follow each other. Each is taken to stand between line feeds.
pub(crate) struct Pass<'t> {
    triggers: &'t Triggers,
    /// Whether all of them are.
    is_ascii: bool,
    pub(crate) signals: u64,
    chars: Flags,
    pub(crate) of_categories: u64,
    pub(crate) names: Names,
    /// Where `~` stands at the start of a text that is no body.
    pub(crate) tildes: NameEnds,
    pub(crate) of_title: u64,
    pub(crate) without_letters: usize,
    pub(crate) spaced_words: usize,
    pub(crate) letters: usize,
    pub(crate) not_of_word: usize,
    pub(crate) found: &'t mut Found,
    pub(crate) has_other_space: bool,
    pub(crate) keeps_lengths: bool,
    pub(crate) of_words: u64,
}

/// A part of a source, which starts at a place of it.
#[derive(Clone, Copy)]
struct Part<'s> {
    source: &'s str,
    start: usize,
    text: &'s str,
}

/// What of a text is looked at, or counted, once all of it was seen.
pub(crate) struct Found {
    /// Words of the body.
    pub(crate) sample: Sample,
    /// Bytes that rules may look for after the one before, in one of the texts.
    pairs: Places,
    /// Words that rules may look for after the one before.
    words: Places,
}

impl Found {
    pub(crate) fn new() -> Self {
        Self { sample: Sample::new(), pairs: Places::new(), words: Places::new() }
    }
}

/// What is left of the block before.
#[derive(Default)]
struct Carry {
    blank: u64,
    capital: u64,
    /// The last two, of the places where a capital letter follows one.
    pairs_of_capitals: u64,
    letter: u64,
    word: u64,
    /// Whether its last byte is of a character beyond ASCII of no word; of a mark.
    not_of_word: u64,
    mark: u64,
}

/// The first bytes of characters beyond ASCII of a block that are part of no word, no letters, marks, and marks that are in
/// NFC unless one before comes later.
#[derive(Default)]
struct Chars {
    not_of_word: u64,
    not_letters: u64,
    marks: u64,
    settled_marks: u64,
}

/// A character beyond ASCII: where it starts in a block, and how many bytes it has.
#[derive(Clone, Copy)]
struct Char {
    bit: usize,
    flags: Flags,
    len: usize,
}

impl<'t> Pass<'t> {
    pub(crate) fn new(triggers: &'t Triggers, is_ascii: bool, found: &'t mut Found) -> Self {
        Self {
            triggers,
            is_ascii,
            signals: 0,
            chars: Flags::default(),
            of_categories: 0,
            names: Names::default(),
            tildes: NameEnds::default(),
            of_title: 0,
            without_letters: 0,
            spaced_words: 0,
            letters: 0,
            not_of_word: 0,
            found,
            has_other_space: false,
            keeps_lengths: true,
            of_words: 0,
        }
    }

    /// The signals of the texts up to here, which no later one has part in.
    pub(crate) fn take(&mut self) -> u64 {
        let (signals, chars) = (std::mem::take(&mut self.signals), std::mem::take(&mut self.chars));
        let Triggers { other_space, stray_space, .. } = *self.triggers;
        self.has_other_space |= signals & other_space != 0 || chars.has(Flags::SPACE);
        self.keeps_lengths &= signals & (other_space | stray_space) == 0 && !chars.has(Flags::RESIZED);
        signals | self.triggers.of_chars(chars)
    }

    /// Passes over a text; whether it is all of ASCII.
    #[inline(always)]
    pub(crate) fn text<S: Simd>(
        &mut self,
        simd: S,
        source: &str,
        mut range: Range<usize>,
        is_body: bool,
    ) -> bool {
        // The line feed that ends a text is no other than the one that is taken to follow it.
        let text = &source[range.clone()];
        if text.strip_suffix('\n').is_some_and(|rest| !rest.is_empty() && !rest.ends_with('\n')) {
            range.end -= 1;
        }
        let part = Part { source, start: range.start, text: &source[range] };
        let is_ascii = self.is_ascii || part.text.is_ascii();
        match (is_ascii, is_body) {
            (true, true) => self.blocks::<S, true, true>(simd, part),
            (true, false) => self.blocks::<S, true, false>(simd, part),
            (false, true) => self.blocks::<S, false, true>(simd, part),
            (false, false) => self.blocks::<S, false, false>(simd, part),
        }
        is_ascii
    }

    #[inline(always)]
    fn blocks<S: Simd, const ASCII: bool, const BODY: bool>(&mut self, simd: S, part: Part<'_>) {
        let bytes = part.text.as_bytes();
        let Triggers { pair_tables: pairs, words: Words { tables: words, .. }, .. } = self.triggers;
        let tables = Tables { pairs, words };
        let mut carry = Carry { blank: 1, ..Carry::default() };
        for at in (0..bytes.len()).step_by(BLOCK) {
            let (source, place) = (part.source.as_bytes(), part.start + at);
            let mut room;
            let window = if let Some(window) = window_inside(source, place) {
                window
            } else {
                cold_path();
                room = NO_WINDOW;
                window_at_end(source, place, &mut room)
            };
            let mut masks = Masks::of::<S, ASCII, BODY>(simd, window, tables);
            if bytes.len() - at < BLOCK {
                masks = masks.until(bytes.len() - at);
            }
            self.block::<S, ASCII, BODY>(simd, part, at, window, masks, &mut carry);
        }
        if !(self.found.pairs.is_empty() && self.found.words.is_empty()) {
            self.look(bytes);
        }
        if !bytes.is_empty() {
            self.signals |= self.triggers.pair(bytes, bytes.len());
        }
    }

    /// Looks at what was found in a text.
    #[inline(never)]
    fn look(&mut self, text: &[u8]) {
        let (triggers, Found { pairs, words, .. }) = (self.triggers, &mut *self.found);
        self.signals |= pairs.take().fold(0, |signals, at| signals | triggers.pair(text, at));
        self.of_words |= words.take().fold(0, |signals, at| signals | triggers.words.signals(text, at));
    }

    /// Takes what was told of a block, which starts at an offset of the text.
    #[inline(always)]
    fn block<S: Simd, const ASCII: bool, const BODY: bool>(
        &mut self,
        simd: S,
        part: Part<'_>,
        at: usize,
        window: &Window,
        masks: Masks,
        carry: &mut Carry,
    ) {
        let Masks { letters, capitals, spaces, breaks, beyond, pairs, words, tildes, .. } = masks;
        if !BODY {
            self.names.ends_of_stubs += masks.stubs.count_ones();
            self.tildes.get_mut(at / BLOCK).into_iter().for_each(|all| *all = tildes);
        }
        if BODY {
            self.found.sample.take(part.source.as_bytes(), part.start + at, spaces);
            self.found.words.add(at, words & (spaces << 1 | carry.blank) & letters);
        }
        self.found.pairs.add(at, pairs);
        if self.found.pairs.are_many() || self.found.words.are_many() {
            cold_path();
            self.look(part.text.as_bytes());
        }
        let blanks = spaces | breaks;
        let pairs_of_capitals = capitals & (capitals << 1 | carry.capital);
        if pairs_of_capitals & (pairs_of_capitals << 2 | carry.pairs_of_capitals) != 0 {
            cold_path();
            self.signals |= self.triggers.capitals;
        }
        (carry.capital, carry.pairs_of_capitals) = (capitals >> 63, pairs_of_capitals >> 62);
        let goes_on = carry.word | carry.not_of_word | carry.mark;
        let not_letters = if ASCII || beyond | goes_on == 0 {
            carry.letter = letters >> 63;
            0
        } else {
            self.beyond::<S, BODY>(simd, part, at, window, &masks, carry)
        };
        if BODY {
            let starts = !blanks & (blanks << 1 | carry.blank);
            let all_letters = letters | beyond & !masks.following & !not_letters;
            self.letters += all_letters.count_ones() as usize;
            self.spaced_words += starts.count_ones() as usize;
            self.without_letters += (starts & !all_letters).count_ones() as usize;
        }
        carry.blank = blanks >> 63;
    }

    /// Takes what is beyond ASCII in a block; the first bytes of characters that are no letters.
    #[inline(always)]
    fn beyond<S: Simd, const BODY: bool>(
        &mut self,
        simd: S,
        part: Part<'_>,
        at: usize,
        window: &Window,
        masks: &Masks,
        carry: &mut Carry,
    ) -> u64 {
        let Masks { letters, beyond, following, leads, .. } = *masks;
        if masks.cyrillic != 0 {
            self.chars = self.chars.with(row(usize::from(CYRILLIC.start() & 0x1F)).lists_of_plain);
        }
        let (mut others, mut found) = (beyond, Chars::default());
        if leads != 0 {
            found = self.chars(simd, part, at, window, leads);
        }
        if found.not_of_word | found.marks | carry.not_of_word | carry.mark != 0 {
            let not_of_word = whole(found.not_of_word, following, carry.not_of_word);
            let marks = whole(found.marks, following, carry.mark);
            let mut after_marks = (marks << 1 | carry.mark) & found.settled_marks;
            while after_marks != 0 {
                self.look_at_mark(part.text, at + after_marks.trailing_zeros() as usize);
                after_marks &= after_marks - 1;
            }
            others &= !not_of_word;
            if BODY {
                self.not_of_word += found.not_of_word.count_ones() as usize;
            }
            (carry.not_of_word, carry.mark) = (not_of_word >> 63, marks >> 63);
        }
        if (letters & (others << 1 | carry.word) | others & (letters << 1 | carry.letter)) != 0 {
            cold_path();
            self.signals |= self.triggers.mixed;
        }
        (carry.letter, carry.word) = (letters >> 63, others >> 63);
        found.not_letters
    }

    /// Looks at the characters beyond ASCII that start in a block.
    #[inline(always)]
    fn chars<S: Simd>(
        &mut self,
        simd: S,
        part: Part<'_>,
        at: usize,
        window: &Window,
        mut leads: u64,
    ) -> Chars {
        /// Of so many, those that are like one are told at once, until few are left. These, and fewer from the start, are
        /// looked at one by one.
        const MANY: u32 = 6;
        const FEW: u32 = 3;
        let mut found = Chars::default();
        if leads.count_ones() >= MANY {
            while leads.count_ones() > FEW {
                let bit = leads.trailing_zeros() as usize;
                let bytes = window_from(window, bit);
                let (row, last, len) = row_at(bytes, 0);
                if len < 4 && row.plain >> last & 1 == 1 {
                    leads &= !found.add_alike(simd, window, &bytes[..len - 1], row, leads);
                    self.chars = self.chars.with(row.lists_of_plain);
                } else {
                    leads &= leads - 1;
                    self.char(&mut found, part.text, at, window, Char { bit, flags: row.flags[last], len });
                }
            }
        }
        while leads != 0 {
            let bit = leads.trailing_zeros() as usize;
            leads &= leads - 1;
            let (number, last, len) = char_of(window, bit);
            self.char(&mut found, part.text, at, window, Char { bit, flags: row(number).flags[last], len });
        }
        found
    }

    /// Takes a character beyond ASCII of a block.
    #[inline(always)]
    fn char(&mut self, found: &mut Chars, text: &str, at: usize, window: &Window, char: Char) {
        let Char { bit, flags, len } = char;
        self.chars = self.chars.with(flags);
        let (before, after) = beside(window, bit, len);
        let matters = self.triggers.matters(before, after);
        // Most are just letters.
        if !flags.has(matters.with(Flags::ODD)) {
            return;
        }
        found.not_letters |= flags.bit(Flags::NOT_LETTER) << bit;
        found.settled_marks |= flags.bit(Flags::MARK) << bit;
        found.marks |= u64::from(flags.has(Flags::MARK.with(Flags::UNSETTLED))) << bit;
        let is_of_word = flags.has(matters) && self.look_around(text, at + bit, flags, len);
        found.not_of_word |= u64::from(flags.has(Flags::NOT_OF_WORD) && !is_of_word) << bit;
    }

    /// Looks at what stands around a character; whether it is part of a word because of that.
    #[inline(never)]
    fn look_around(&mut self, text: &str, at: usize, flags: Flags, len: usize) -> bool {
        let bytes = text.as_bytes();
        if flags.has(Flags::THEN) {
            let next = bytes.get(at + len);
            for list in flags.lists().map(|index| &self.triggers.lists[index]) {
                if next.is_some_and(|next| list.then.contains(next)) {
                    self.signals |= list.signals;
                }
            }
        }
        if flags.has(Flags::IN_STRING) {
            let strings = char_at(text, at).map_or(&[][..], |c| self.triggers.strings_with(c)).iter();
            self.signals |= strings.fold(0, |signals, string| signals | string.at(bytes, at));
        }
        if flags.has(Flags::UNSETTLED) {
            self.look_at_mark(text, at);
        }
        flags.has(Flags::JOINS) && is_between_words(text, at, len)
    }

    /// Looks at a character that may not be in NFC where it stands.
    #[inline(never)]
    fn look_at_mark(&mut self, text: &str, at: usize) {
        if char_at(text, at).is_some_and(|c| is_unnormalised(&text[..at], c)) {
            self.signals |= self.triggers.unnormalised;
        }
    }
}

impl Chars {
    /// Adds the characters of a row that are plain and have these bytes but for the last one. They are returned, of those
    /// that start at `leads`.
    #[inline(always)]
    fn add_alike<S: Simd>(&mut self, simd: S, window: &Window, starts: &[u8], row: &Row, leads: u64) -> u64 {
        if row.has_only_letters {
            let [plain] = alike(simd, window, starts, [&row.plain_by_low]);
            return plain;
        }
        let sets = [&row.plain_by_low, &row.not_letters_by_low, &row.marks_by_low];
        let [plain, not_letters, marks] = alike(simd, window, starts, sets);
        self.not_letters |= not_letters & leads;
        self.marks |= marks & leads;
        self.settled_marks |= marks & leads;
        plain
    }
}

fn is_between_words(text: &str, at: usize, len: usize) -> bool {
    let (before, after) = (char_before(text, at), char_at(text, at + len));
    before.is_some_and(prose::is_of_word) && after.is_some_and(prose::is_of_word)
}
