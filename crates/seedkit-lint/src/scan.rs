//! One pass over a text that tells which rules have something to look at.
//!
//! Bytes are told apart 64 at a time. What vector instructions do not pass over is looked up in the tables of
//! [`Triggers`]: two bytes in a row, characters beyond ASCII, and words where one may stand twice or beside one that it
//! should not stand beside. So a scan may find more than a text has, never less.
#![expect(
    clippy::inline_always,
    reason = "what uses vectors has to be part of the function that may use them"
)]

use crate::pass::{Found, Pass};
use crate::triggers::{TRIGGERS, Triggers};
use fearless_simd::{Level, Simd, dispatch};
use seedkit_syntax::{Parse, SEPARATOR};
use std::ops::Range;

/// What a text has, at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scan {
    /// What triggers are about: see [`Triggers`].
    pub(crate) signals: u64,
    /// Those of two words in a row.
    pub(crate) of_words: u64,
    pub(crate) names: Names,
    /// Whether the title has none of what makes a name of a category more than just a name.
    pub(crate) has_plain_title: bool,
    /// Whether words of the body at even distances are alike; none where it is not certain what the body is.
    pub(crate) is_sample_alike: Option<bool>,
    /// Words of the body that start with no letter, with white space before.
    pub(crate) without_letters: usize,
    /// Words of the body with white space before.
    pub(crate) spaced_words: usize,
    /// Letters of the body; of more than that, where it is not certain what the body is.
    pub(crate) letters: usize,
    /// Characters beyond ASCII of the body, or of more, that are part of no word where they stand.
    pub(crate) not_of_word: usize,
    /// Whether `without_letters` and `spaced_words` may be wrong: there is white space that is neither a space nor a line feed, or another seed
    /// follows in the same file.
    pub(crate) is_miscounted: bool,
    /// Whether all texts have as many characters and bytes without regard to case and white space: there is no white space but
    /// line feeds and single spaces inside of lines, and no character is resized. So what is the same then has the same
    /// length.
    pub(crate) keeps_lengths: bool,
}

/// What is known of the names of categories, for certain.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Names {
    /// Whether each is just a name: nothing to take off or mend, and none is blank.
    pub(crate) are_plain: bool,
    /// Where they end in the first bytes of the text, if all are plain.
    pub(crate) ends: NameEnds,
    /// Whether each character of theirs is one with as many bytes without regard to case, and they are in NFC.
    pub(crate) keep_lengths: bool,
    /// Whether they are all of ASCII.
    pub(crate) are_ascii: bool,
    /// How often they have what `stub` and `disamb` end with, in any case.
    pub(crate) ends_of_stubs: u32,
}

/// A bit for each of so many bytes as most lines of categories have.
pub(crate) type NameEnds = [u64; 4];

impl Scan {
    pub(crate) fn of(parse: &Parse<'_>) -> Self {
        let (level, triggers) = (Level::new(), &*TRIGGERS);
        let separated = without_separators(parse);
        let source = parse.document.source();
        let text = (source, parse.document.is_ascii());
        let mut found = Found::new();
        let mut pass = dispatch!(level, simd => pass(simd, text, separated.clone(), triggers, &mut found));
        let is_separated = separated.is_some();
        let is_whole = is_separated && parse.errors.is_empty() && parse.document.conflicts().is_empty();
        let has_further_seeds = parse.document.further_seeds().next().is_some();
        let is_plain = |signals: u64| is_whole && signals & triggers.odd_category == 0;
        // First, as it adds to what the pass tells of white space.
        let signals = pass.take() | pass.of_words;
        let are_plain = is_plain(pass.of_categories)
            && separated.is_some_and(|[categories, ..]| source[categories].ends_with("~\n"));
        Self {
            signals,
            names: if are_plain { Names { are_plain, ..pass.names } } else { Names::default() },
            of_words: pass.of_words,
            has_plain_title: is_plain(pass.of_title),
            is_sample_alike: (is_separated && !has_further_seeds).then(|| pass.found.sample.is_alike()),
            without_letters: pass.without_letters,
            spaced_words: pass.spaced_words,
            letters: pass.letters,
            not_of_word: pass.not_of_word,
            is_miscounted: pass.has_other_space || has_further_seeds,
            keeps_lengths: pass.keeps_lengths,
        }
    }

    /// Whether no line and no title has white space at its edges, for certain.
    pub(crate) fn has_no_edges(&self) -> bool {
        self.keeps_lengths
    }

    /// Whether it is certain what the body is: there are separators, and no other seed follows.
    pub(crate) fn is_body_certain(&self) -> bool {
        self.is_sample_alike.is_some()
    }
}

/// Passes over the three parts of a text, or over all of it.
#[inline(always)]
fn pass<'t, S: Simd>(
    simd: S,
    (source, is_ascii): (&str, bool),
    parts: Option<[Range<usize>; 3]>,
    triggers: &'t Triggers,
    found: &'t mut Found,
) -> Pass<'t> {
    let mut pass = Pass::new(triggers, is_ascii, found);
    let mut body = 0..source.len();
    if let Some([categories, title, last]) = parts {
        // In a loop, so that there is one copy of the code for both.
        for (range, is_title) in [(categories, false), (title, true)] {
            let is_ascii = pass.text(simd, source, range, false);
            let signals = pass.take();
            if is_title {
                pass.of_title = signals;
            } else {
                (pass.of_categories, pass.names.ends) = (signals, pass.tildes);
                pass.names.are_ascii = is_ascii;
                pass.names.keep_lengths = pass.keeps_lengths && signals & triggers.unnormalised == 0;
            }
        }
        pass.signals = pass.of_categories | pass.of_title;
        body = last;
    }
    pass.text(simd, source, body, true);
    pass
}

/// What the source is without the lines of its separators, whose pipes otherwise every text would have.
fn without_separators(parse: &Parse<'_>) -> Option<[Range<usize>; 3]> {
    let document = &parse.document;
    let is_strict = parse.errors.is_empty();
    let exact = |index: usize| {
        let line = &document.lines()[index];
        let end = line.full().end as usize;
        let is_exact = is_strict || (document.text(line.span) == SEPARATOR && line.terminator().len() <= 1);
        is_exact.then_some(line.span.start as usize..end)
    };
    let [first, second] = document.parts()?.separators;
    let (first, second) = (exact(first)?, exact(second)?);
    Some([0..first.start, first.end..second.start, second.end..document.source().len()])
}
