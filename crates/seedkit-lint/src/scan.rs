//! One pass over a text that tells which rules have something to look at.
//!
//! Bytes are told apart 64 at a time: letters, digits, spaces, line feeds, what is beyond ASCII, and marks, which are
//! all others. What stands beside a mark is looked up in the tables of [`Triggers`]; so is each character beyond ASCII.
//! Words are looked at where one may stand twice, or beside one that it should not stand beside. So a scan may find more
//! than a text has, never less.
#![expect(
    clippy::inline_always,
    reason = "what uses vectors has to be part of the function that may use them"
)]

use crate::chars::{CYRILLIC, Flags, Row, row};
use crate::masks::Masks;
use crate::prose;
use crate::sample::{AROUND, NO_WINDOW, Sample, Window, window};
use crate::triggers::{BEYOND, BREAK, CLASS, CONTROL, DIGIT, SPACE, STRING, TAB, TRIGGERS, Triggers};
use crate::words::WordTables;
use fearless_simd::{Level, Simd, dispatch, prelude::*, u8x64};
use seedkit_syntax::{Parse, SEPARATOR};
use unicode_normalization::char::{canonical_combining_class, compose};
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// What a text has, at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scan {
    /// What triggers are about: see [`Triggers`].
    pub(crate) signals: u64,
    /// Whether each name of a category is just a name: nothing to take off or mend, and none is blank.
    pub(crate) has_plain_categories: bool,
    /// Whether there are two words in a row that a rule looks for.
    pub(crate) has_words: bool,
    /// Whether the title has none of what makes a name of a category more than just a name.
    pub(crate) has_plain_title: bool,
    /// Whether words of the body at even distances are alike; none where it is not certain what the body is.
    pub(crate) is_sample_alike: Option<bool>,
    /// Words of the body that start with no letter, with white space before.
    pub(crate) without_letters: usize,
    /// Words of the body with white space before.
    pub(crate) spaced_words: usize,
    /// Whether these numbers may be wrong: there is white space that is neither a space nor a line feed, or another seed
    /// follows in the same file.
    pub(crate) is_miscounted: bool,
}

impl Scan {
    pub(crate) fn of(parse: &Parse<'_>) -> Self {
        let (level, triggers) = (Level::new(), &*TRIGGERS);
        let separated = without_separators(parse);
        let texts = separated.unwrap_or([parse.document.source(), "", ""]);
        let mut sample = Sample::new();
        let mut pass =
            dispatch!(level, simd => pass(simd, texts, separated.is_some(), triggers, &mut sample));
        let is_whole =
            separated.is_some() && parse.errors.is_empty() && parse.document.conflicts().is_empty();
        let has_further_seeds = parse.document.further_seeds().next().is_some();
        let is_plain = |signals: u64| is_whole && signals & triggers.odd_category == 0;
        Self {
            signals: pass.take(),
            has_plain_categories: is_plain(pass.of_categories) && texts[0].ends_with("~\n"),
            has_words: pass.has_words,
            has_plain_title: is_plain(pass.of_title),
            is_sample_alike: separated.filter(|_| !has_further_seeds).map(|_| pass.is_sample_alike),
            without_letters: pass.without_letters,
            spaced_words: pass.spaced_words,
            is_miscounted: pass.has_other_space || has_further_seeds,
        }
    }
}

/// Passes over the three parts of a text, or over all of it.
#[inline(always)]
fn pass<'t, S: Simd>(
    simd: S,
    texts: [&str; 3],
    are_parts: bool,
    triggers: &'t Triggers,
    sample: &'t mut Sample,
) -> Pass<'t> {
    let mut pass = Pass::new(triggers, sample);
    if are_parts {
        pass.text(simd, texts[0], false);
        pass.of_categories = pass.take();
        pass.text(simd, texts[1], false);
        pass.of_title = pass.take();
        pass.signals = pass.of_categories | pass.of_title;
    }
    pass.text(simd, texts[if are_parts { 2 } else { 0 }], true);
    pass.is_sample_alike = pass.sample.is_alike();
    pass
}

/// The source without the lines of its separators, whose pipes otherwise every text would have.
fn without_separators<'s>(parse: &Parse<'s>) -> Option<[&'s str; 3]> {
    let document = &parse.document;
    let source = document.source();
    let exact = |index: usize| {
        let line = &document.lines()[index];
        let end = line.full().end as usize;
        let is_exact = document.text(line.span) == SEPARATOR && line.terminator().len() <= 1;
        is_exact.then_some(line.span.start as usize..end)
    };
    let [first, second] = document.parts()?.separators;
    let (first, second) = (exact(first)?, exact(second)?);
    Some([&source[..first.start], &source[first.end..second.start], &source[second.end..]])
}

/// A pass over texts that follow each other. Each is taken to stand between line feeds.
struct Pass<'t> {
    triggers: &'t Triggers,
    signals: u64,
    chars: Flags,
    of_categories: u64,
    of_title: u64,
    without_letters: usize,
    spaced_words: usize,
    /// Words of the last of the texts.
    sample: &'t mut Sample,
    is_sample_alike: bool,
    has_other_space: bool,
    has_words: bool,
}

/// What is left of the block before.
#[derive(Default)]
struct Carry {
    blank: u64,
    /// Anything but white space and marks.
    text: u64,
    digit: u64,
    /// The last three.
    capitals: u64,
    letter: u64,
    word: u64,
    /// Bytes of its last character that are in this block and of no word.
    not_of_word: u64,
    not_letter: u64,
}

impl<'t> Pass<'t> {
    fn new(triggers: &'t Triggers, sample: &'t mut Sample) -> Self {
        Self {
            triggers,
            signals: 0,
            chars: Flags::default(),
            of_categories: 0,
            of_title: 0,
            without_letters: 0,
            spaced_words: 0,
            sample,
            is_sample_alike: false,
            has_other_space: false,
            has_words: false,
        }
    }

    /// The signals of the texts up to here, which no later one has part in.
    fn take(&mut self) -> u64 {
        let chars = std::mem::take(&mut self.chars);
        self.has_other_space |= chars.has(Flags::SPACE);
        std::mem::take(&mut self.signals) | self.triggers.of_chars(chars)
    }

    #[inline(always)]
    fn text<S: Simd>(&mut self, simd: S, text: &str, is_body: bool) {
        // The line feed that ends a text is no other than the one that is taken to follow it.
        let text = match text.strip_suffix('\n') {
            Some(rest) if !rest.is_empty() && !rest.ends_with('\n') => rest,
            _ => text,
        };
        match (text.is_ascii(), is_body) {
            (true, true) => self.blocks::<S, true, true>(simd, text),
            (true, false) => self.blocks::<S, true, false>(simd, text),
            (false, true) => self.blocks::<S, false, true>(simd, text),
            (false, false) => self.blocks::<S, false, false>(simd, text),
        }
    }

    #[inline(always)]
    fn blocks<S: Simd, const ASCII: bool, const BODY: bool>(&mut self, simd: S, text: &str) {
        let bytes = text.as_bytes();
        let (blocks, rest) = bytes.as_chunks::<64>();
        let mut carry = Carry { blank: 1, ..Carry::default() };
        for (index, block) in blocks.iter().enumerate() {
            let at = index * 64;
            let masks = Masks::of::<S, ASCII>(simd, block);
            let inside = at.checked_sub(AROUND).and_then(|from| bytes[from..].first_chunk());
            match inside {
                Some(window) => self.block::<S, ASCII, BODY>(simd, text, at, window, &masks, &mut carry),
                None => self.edge::<S, ASCII, BODY>(simd, text, at, &masks, &mut carry),
            }
        }
        if !rest.is_empty() {
            let mut block = [b'a'; 64];
            block[..rest.len()].copy_from_slice(rest);
            let masks = Masks::of::<S, ASCII>(simd, &block).first(rest.len());
            self.edge::<S, ASCII, BODY>(simd, text, blocks.len() * 64, &masks, &mut carry);
        }
        if bytes.last().is_some_and(|last| matches!(last, b' ' | b'\n')) {
            self.signals |= self.blanks();
        }
    }

    /// Looks at a block near the start or the end of a text.
    #[inline(always)]
    fn edge<S: Simd, const ASCII: bool, const BODY: bool>(
        &mut self,
        simd: S,
        text: &str,
        at: usize,
        masks: &Masks,
        carry: &mut Carry,
    ) {
        // Only words and characters beyond ASCII need it.
        let window = if BODY || !ASCII { window(text.as_bytes(), at) } else { NO_WINDOW };
        self.block::<S, ASCII, BODY>(simd, text, at, &window, masks, carry);
    }

    #[inline(always)]
    fn block<S: Simd, const ASCII: bool, const BODY: bool>(
        &mut self,
        simd: S,
        text: &str,
        at: usize,
        window: &Window,
        masks: &Masks,
        carry: &mut Carry,
    ) {
        if BODY {
            self.words(simd, text, at, window, masks, carry);
        }
        let Masks { letters, capitals, digits, spaces, breaks, stops, beyond, leads, cyrillic } = *masks;
        let blanks = spaces | breaks;
        if blanks & (blanks << 1 | carry.blank) != 0 {
            self.signals |= self.blanks();
        }
        let mut after_digits = (digits << 1 | carry.digit) & letters;
        while after_digits != 0 {
            let bit = after_digits.trailing_zeros() as usize;
            after_digits &= after_digits - 1;
            let letter = text.as_bytes()[at + bit];
            self.signals |= self.triggers.after_digit[usize::from(letter & 0x1F)];
        }
        carry.digit = digits >> 63;
        let before = |by: u32| capitals << by | carry.capitals >> (3 - by);
        if capitals & before(1) & before(2) & before(3) != 0 {
            self.signals |= self.triggers.capitals;
        }
        carry.capitals = capitals >> 61;
        let plain = letters | digits;
        let (mut of_words, mut not_letters) = (plain | beyond, carry.not_letter);
        if !ASCII {
            of_words &= !carry.not_of_word;
            (carry.not_of_word, carry.not_letter) = (0, 0);
            if cyrillic != 0 {
                self.chars = self.chars.with(row(usize::from(CYRILLIC.start() & 0x1F)).flags_of_plain);
            }
            if leads != 0 {
                let (not_of_word, not_letter) = self.chars(text, at, window, leads);
                of_words &= !(not_of_word as u64);
                carry.not_of_word = (not_of_word >> 64) as u64;
                not_letters |= not_letter;
            }
        }
        let kept = u64::MAX >> (64 - (text.len() - at).min(64));
        let quiet = stops & ((plain | beyond) << 1 | carry.text) & blanks >> 1 & self.triggers.quiet_stops;
        carry.text = (plain | beyond) >> 63;
        let mut marks = !(plain | blanks | beyond | quiet) & kept;
        while marks != 0 {
            let bit = marks.trailing_zeros();
            marks &= marks - 1;
            of_words |= u64::from(self.mark(text, at + bit as usize)) << bit;
        }
        if !ASCII {
            let others = of_words & beyond;
            if (letters & (others << 1 | carry.word) | others & (letters << 1 | carry.letter)) != 0 {
                self.signals |= self.triggers.mixed;
            }
            carry.letter = letters >> 63;
        }
        if BODY {
            let starts = !blanks & (blanks << 1 | carry.blank) & kept;
            self.spaced_words += starts.count_ones() as usize;
            self.without_letters += (starts & !(letters | beyond & !not_letters)).count_ones() as usize;
        }
        carry.blank = blanks >> 63;
        carry.word = if ASCII { 0 } else { (of_words & beyond) >> 63 };
    }

    /// Looks at the words that start in a block after a space and may be those that rules look for after others.
    #[inline(always)]
    fn words<S: Simd>(
        &mut self,
        simd: S,
        text: &str,
        at: usize,
        window: &Window,
        masks: &Masks,
        carry: &Carry,
    ) {
        self.sample.take(window, masks.spaces);
        let starts = (masks.spaces << 1 | carry.blank) & masks.letters;
        if starts == 0 {
            return;
        }
        let [some, others] = &self.triggers.words.tables;
        let found = in_common(simd, window, some) | in_common(simd, window, others);
        let mut found = !found.simd_eq(u8x64::splat(simd, 0)).to_bitmask() & starts;
        while found != 0 {
            let bit = found.trailing_zeros() as usize;
            found &= found - 1;
            let letters = [3, 2].map(|before| window[AROUND + (bit & 63) - before]);
            let next = [0, 1].map(|after| window[AROUND + (bit & 63) + after]);
            if self.triggers.words.may_be(letters, next) {
                self.word(text.as_bytes(), at + bit);
            }
        }
    }

    /// Looks at a word that starts after a space, and at the word before it.
    fn word(&mut self, text: &[u8], start: usize) {
        let is_of_word = |byte: &u8| byte.is_ascii_alphabetic();
        let len = text[start..].iter().take_while(|byte| is_of_word(byte)).count();
        let Some(before) = start.checked_sub(1).filter(|space| text[*space] == b' ') else { return };
        let len_before = text[..before].iter().rev().take_while(|byte| is_of_word(byte)).count();
        let signals =
            self.triggers.words.signals(&text[before - len_before..before], &text[start..start + len]);
        self.signals |= signals;
        self.has_words |= signals != 0;
    }

    /// The signals of white space in a row.
    #[inline]
    fn blanks(&self) -> u64 {
        let pairs = &self.triggers.pairs;
        let [space, line] = [SPACE as usize, BREAK as usize];
        pairs[space][space] | pairs[space][line] | pairs[line][space] | pairs[line][line]
    }

    /// Looks at a byte of ASCII that is neither a letter nor a digit, a space or a line feed; whether it is part of a
    /// word all the same.
    #[inline(always)]
    fn mark(&mut self, text: &str, at: usize) -> bool {
        let bytes = text.as_bytes();
        let class_at = |at: usize| bytes.get(at).map_or(BREAK, |byte| CLASS[*byte as usize]);
        let (before, class, after) = (class_at(at.wrapping_sub(1)), class_at(at), class_at(at + 1));
        let pairs = &self.triggers.pairs;
        let [left, right] = [pairs[before as usize][class as usize], pairs[class as usize][after as usize]];
        self.signals |= left | right;
        if left & STRING != 0 {
            self.signals |= self.triggers.strings_around(bytes, at.wrapping_sub(1), (before, class));
        }
        if right & STRING != 0 {
            self.signals |= self.triggers.strings_around(bytes, at, (class, after));
        }
        if matches!(class, TAB | CONTROL) {
            self.chars = self.chars.with(Flags::SPACE);
        }
        matches!(bytes[at], b'\'' | b'-')
            && ((before.max(after) <= DIGIT)
                || (before.max(after) == BEYOND && is_between_words(text, at, 1)))
    }

    /// Looks at the characters beyond ASCII that start in a block: the bytes of those that are part of no word, and the
    /// first bytes of those that are no letters.
    #[inline(always)]
    fn chars(&mut self, text: &str, at: usize, window: &Window, mut leads: u64) -> (u128, u64) {
        let (mut not_of_word, mut not_letters) = (0_u128, 0);
        let mut all = self.chars;
        while leads != 0 {
            let bit = leads.trailing_zeros() as usize;
            leads &= leads - 1;
            let (row, last, len) = row_at(window, bit);
            if row.plain >> last & 1 == 1 {
                all = all.with(row.flags_of_plain);
                continue;
            }
            let flags = row.flags[last];
            all = all.with(flags);
            not_letters |= u64::from(flags.has(Flags::NOT_LETTER)) << bit;
            if flags.has(Flags::LOOK) && !self.look(text, at + bit, flags, len) {
                not_of_word |= ((1 << len) - 1) << bit;
            }
        }
        self.chars = all;
        (not_of_word, not_letters)
    }

    /// Looks at what stands around a character; whether it is part of a word.
    fn look(&mut self, text: &str, at: usize, flags: Flags, len: usize) -> bool {
        let bytes = text.as_bytes();
        let char_at = |at: usize| text[at..].chars().next().unwrap_or_default();
        if flags.has(Flags::THEN) {
            for (index, list) in self.triggers.lists.iter().enumerate() {
                if flags.has_list(index) && bytes.get(at + len).is_some_and(|next| list.then.contains(next)) {
                    self.signals |= list.signals;
                }
            }
        }
        if flags.has(Flags::IN_STRING) {
            let c = char_at(at);
            for (_, string) in self.triggers.around_chars.iter().filter(|(first, _)| *first == c) {
                self.signals |= string.at(bytes, at);
            }
        }
        if flags.has(Flags::UNSETTLED) && is_unnormalised(&text[..at], char_at(at)) {
            self.signals |= self.triggers.unnormalised;
        }
        !flags.has(Flags::NOT_OF_WORD) || (char_at(at) == '’' && is_between_words(text, at, len))
    }
}

/// The sets of pairs of words that the letters around the start of a word have in common, for each byte of a window's block.
#[inline(always)]
fn in_common<S: Simd>(simd: S, window: &Window, tables: &WordTables) -> u8x64<S> {
    let [last_but_one, last, first, second] = tables;
    of_letter(simd, window, AROUND - 3, last_but_one)
        & of_letter(simd, window, AROUND - 2, last)
        & of_letter(simd, window, AROUND, first)
        & of_letter(simd, window, AROUND + 1, second)
}

/// What a table has for each letter of a window from a byte on.
#[inline(always)]
fn of_letter<S: Simd>(simd: S, window: &Window, from: usize, table: &[u8; 64]) -> u8x64<S> {
    let letters = u8x64::from_slice(simd, &window[from..from + 64]) & u8x64::splat(simd, 0xF);
    u8x64::from_slice(simd, table).swizzle_dyn_within_blocks(letters)
}

/// The row of a character beyond ASCII, which starts at a byte of the block of a window; its place there; its length.
#[inline(always)]
fn row_at(window: &Window, bit: usize) -> (&'static Row, usize, usize) {
    let at = AROUND + (bit & 63);
    let byte = |offset: usize| (window[at + offset] & 0x3F) as usize;
    let lead = window[at] as usize;
    if lead < 0xE0 {
        (row(lead & 0x1F), byte(1), 2)
    } else if lead < 0xF0 {
        (row((lead & 0xF) << 6 | byte(1)), byte(2), 3)
    } else {
        (row((lead & 7) << 12 | byte(1) << 6 | byte(2)), byte(3), 4)
    }
}

/// Whether a character after a text may be in another form than NFC: it never occurs in NFC, combines with the letter
/// before it, or stands after a mark that comes later.
fn is_unnormalised(before: &str, c: char) -> bool {
    is_nfc_quick(std::iter::once(c)) == IsNormalized::No
        || before.chars().next_back().is_some_and(|previous| {
            let class = canonical_combining_class(previous);
            let letter = || before.chars().rev().find(|c| canonical_combining_class(*c) == 0);
            class > canonical_combining_class(c)
                || letter().is_some_and(|letter| compose(letter, c).is_some())
        })
}

fn is_between_words(text: &str, at: usize, len: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + len..].chars().next();
    before.is_some_and(prose::is_of_word) && after.is_some_and(prose::is_of_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_rules_look_for_are_found_wherever_they_stand() {
        let signals = |text: &str| {
            let source = format!("A~\n||||||\nT\n||||||\n{text}");
            Scan::of(&seedkit_syntax::parse(&source)).signals
        };
        for (first, second, signal) in TRIGGERS.words.pairs() {
            // At every place of a block, and over its end.
            for before in 0..130 {
                let text = format!("{} {first} {second} b", "x".repeat(before));
                assert!(signals(&text) & signal != 0, "{first} {second} at {before}");
            }
            assert!(signals(&format!("{first} {second}")) & signal != 0, "{first} {second}");
        }
    }
}
