//! Learns which rules can have something to say of a text.

use crate::rule::Trigger;
use crate::rules::RULES;
use crate::sketch::{CLASS, KnownWords, Sketch, is_mark, knows};
use memchr::memmem::Finder;
use seedkit_syntax::{Parse, SEPARATOR};
use std::ops::RangeInclusive;

/// The triggers of the rules that are on.
#[derive(Clone, Debug)]
pub(crate) struct Triggers {
    rules: Vec<RuleTriggers>,
    words: KnownWords,
}

#[derive(Clone, Debug)]
struct RuleTriggers {
    /// The rule, by its place in the list.
    rule: usize,
    /// None for a rule that always runs.
    patterns: Option<Patterns>,
}

impl Triggers {
    /// Those of the rules that are on, by their places in the list and in the order in which they run.
    pub(crate) fn new(on: impl IntoIterator<Item = usize>) -> Self {
        let mut words = KnownWords::default();
        let rules = on.into_iter().map(|rule| {
            let triggers = RULES[rule].triggers;
            let patterns = (!triggers.is_empty()).then(|| Patterns::of(triggers, &mut words));
            RuleTriggers { rule, patterns }
        });
        Self { rules: rules.collect(), words }
    }

    /// All the rules, whatever a text has.
    #[cfg(test)]
    pub(crate) fn all(&self) -> impl Iterator<Item = usize> + '_ {
        self.rules.iter().map(|rule| rule.rule)
    }

    /// What a text has at most.
    pub(crate) fn sketch(&self, parse: &Parse<'_>) -> Sketch {
        Sketch::of(without_separators(parse), &self.words)
    }

    /// The rules that can have something to say of a text, by their places in the list.
    pub(crate) fn find<'t>(
        &'t self,
        parse: &'t Parse<'t>,
        sketch: &'t Sketch,
    ) -> impl Iterator<Item = usize> + 't {
        let runs = move |rule: &&RuleTriggers| {
            rule.patterns.as_ref().is_none_or(|patterns| patterns.occur(parse, sketch))
        };
        self.rules.iter().filter(runs).map(|rule| rule.rule)
    }
}

/// The source without the lines of its separators, whose pipes otherwise every text would have.
fn without_separators<'s>(parse: &Parse<'s>) -> [&'s str; 3] {
    let document = &parse.document;
    let source = document.source();
    let exact = |index: usize| {
        let line = &document.lines()[index];
        let end = line.full().end as usize;
        let is_exact = document.text(line.span) == SEPARATOR && line.terminator().len() <= 1;
        is_exact.then_some(line.span.start as usize..end)
    };
    match document.parts().map(|parts| parts.separators.map(exact)) {
        Some([Some(first), Some(second)]) => {
            [&source[..first.start], &source[first.end..second.start], &source[second.end..]]
        }
        _ => [source, "", ""],
    }
}

/// Triggers of which one must occur.
#[derive(Clone, Debug, Default)]
struct Patterns {
    syntax_error: bool,
    mixes: bool,
    repeats: u64,
    word_pairs: u64,
    classes: u64,
    /// Characters, as in [`Sketch::punctuation`].
    punctuation: u64,
    /// Classes without one of which no byte string and no pair occurs, unless there are strings without any.
    keys: u64,
    strings: Vec<ByteString>,
    pairs: Vec<(u8, u8)>,
    /// Starts of characters beyond ASCII, as in [`Sketch::leads`]: those of the row, where there are any.
    leads: Vec<(usize, u64)>,
    both: Vec<[Patterns; 2]>,
}

#[derive(Clone, Debug)]
struct ByteString {
    pairs: Vec<(u8, u8)>,
    leads: Vec<(usize, u64)>,
    finder: Finder<'static>,
}

impl Patterns {
    fn of(triggers: &'static [Trigger], words: &mut KnownWords) -> Self {
        let mut patterns = Self::default();
        let mut leads = [0; 64];
        for trigger in triggers {
            match trigger {
                Trigger::SyntaxError => patterns.syntax_error = true,
                Trigger::MixedWord => patterns.mixes = true,
                Trigger::RepeatedWord(known) => {
                    for word in *known {
                        patterns.repeats |= 1 << words.add_repeated(word);
                    }
                }
                Trigger::Words(first, second) => patterns.word_pairs |= 1 << words.add(first, second),
                // A mark with a class of its own.
                Trigger::Bytes([byte]) if is_alone(*byte) => {
                    patterns.classes |= 1 << CLASS[*byte as usize];
                }
                Trigger::Bytes(bytes) => {
                    let string = ByteString::of(bytes);
                    patterns.keys |= key(&string.pairs);
                    patterns.strings.push(string);
                }
                Trigger::Pair(first, second) => {
                    let pairs = first.iter().flat_map(|a| second.iter().map(|b| (*a, *b)));
                    for (a, b) in pairs {
                        let pair = (CLASS[a as usize], CLASS[b as usize]);
                        patterns.keys |= key(&[pair]);
                        patterns.pairs.push(pair);
                    }
                }
                Trigger::Chars(ranges) => ranges.iter().for_each(|range| patterns.add(range, &mut leads)),
                Trigger::Both(some, others) => {
                    patterns.both.push([Self::of(some, words), Self::of(others, words)]);
                }
            }
        }
        patterns.pairs.sort_unstable();
        patterns.pairs.dedup();
        debug_assert!(patterns.pairs.iter().all(|(first, second)| knows(*first, *second)));
        patterns.leads = leads.into_iter().enumerate().filter(|(_, row)| *row != 0).collect();
        patterns
    }

    fn add(&mut self, range: &RangeInclusive<char>, leads: &mut [u64; 64]) {
        let mut c = *range.start();
        while c <= *range.end() {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes);
            let next = if c.is_ascii() {
                self.classes |= 1 << CLASS[c as usize];
                c as u32 + 1
            } else if matches!(c, '\u{2000}'..='\u{203F}') {
                self.punctuation |= 1 << (c as u32 % 64);
                c as u32 + 1
            } else {
                leads[bytes[0] as usize % 64] |= 1 << (bytes[1] % 64);
                // All characters with the same first two bytes are one.
                let rest = 6 * (c.len_utf8() as u32 - 2);
                ((c as u32 >> rest) + 1) << rest
            };
            match char::from_u32(next) {
                Some(next) => c = next,
                // Surrogates follow, or nothing.
                None if next < 0xE000 => c = '\u{E000}',
                None => break,
            }
        }
    }

    fn occur(&self, parse: &Parse<'_>, sketch: &Sketch) -> bool {
        let source = parse.document.source().as_bytes();
        (self.syntax_error && !parse.errors.is_empty())
            || (self.mixes && sketch.mixes)
            || self.repeats & sketch.repeats != 0
            || self.word_pairs & sketch.word_pairs != 0
            || self.classes & sketch.classes != 0
            || self.punctuation & sketch.punctuation != 0
            || self.leads.iter().any(|(lead, row)| sketch.leads[*lead] & row != 0)
            || (self.keys & sketch.classes != 0
                && (self.pairs.iter().any(|pair| sketch.has(*pair))
                    || self.strings.iter().any(|string| string.occurs(source, sketch))))
            || self.both.iter().any(|both| both.iter().all(|patterns| patterns.occur(parse, sketch)))
    }
}

/// Whether a byte is one that a sketch notes and has a class of its own.
fn is_alone(byte: u8) -> bool {
    let class = CLASS[byte as usize];
    is_mark(class) && !(0..=u8::MAX).any(|other| other != byte && CLASS[other as usize] == class)
}

/// The class without which these pairs do not all occur: of those that a sketch notes the rarest; any, where it notes
/// none.
fn key(pairs: &[(u8, u8)]) -> u64 {
    let noted = pairs.iter().flat_map(|(first, second)| [*first, *second]).filter(|class| is_mark(*class));
    noted.max().map_or(u64::MAX, |rarest| 1 << rarest)
}

impl ByteString {
    fn of(bytes: &'static [u8]) -> Self {
        let classes: Vec<u8> = bytes.iter().map(|byte| CLASS[*byte as usize]).collect();
        let pairs = classes.windows(2).map(|pair| (pair[0], pair[1]));
        let leads = bytes.windows(2).filter(|pair| pair[0] >= 0xC0);
        Self {
            pairs: pairs.filter(|(first, second)| knows(*first, *second)).collect(),
            leads: leads.map(|pair| (pair[0] as usize % 64, 1 << (pair[1] % 64))).collect(),
            finder: Finder::new(bytes),
        }
    }

    fn occurs(&self, source: &[u8], sketch: &Sketch) -> bool {
        self.pairs.iter().all(|pair| sketch.has(*pair))
            && self.leads.iter().all(|(lead, row)| sketch.leads[*lead] & row != 0)
            && self.finder.find(source).is_some()
    }
}
