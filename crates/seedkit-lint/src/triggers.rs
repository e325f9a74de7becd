//! Learns which rules can have something to say of a text.
//!
//! One pass notes which bytes occur. That alone tells most patterns apart: a clean text has no `{`, no control and,
//! in English, nothing beyond ASCII. Only patterns all of whose bytes occur are searched for.

use crate::rule::Rule;
use crate::rules::RULES;
use memchr::memmem::Finder;

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Bytes([u64; 4]);

impl Bytes {
    fn of(bytes: &[u8]) -> Self {
        let mut present = [false; 256];
        for &byte in bytes {
            present[byte as usize] = true;
        }
        let mut set = Self::default();
        for (byte, _) in present.iter().enumerate().filter(|(_, present)| **present) {
            set.0[byte / 64] |= 1 << (byte % 64);
        }
        set
    }

    fn meets(self, other: Self) -> bool {
        self.0.iter().zip(other.0).any(|(a, b)| a & b != 0)
    }

    fn has_all(self, other: Self) -> bool {
        self.0.iter().zip(other.0).all(|(a, b)| a & b == b)
    }

    fn add(&mut self, byte: u8) {
        self.0[byte as usize / 64] |= 1 << (byte % 64);
    }
}

/// The triggers of the rules that are on.
#[derive(Clone, Debug)]
pub(crate) struct Triggers(Vec<RuleTriggers>);

#[derive(Clone, Debug)]
struct RuleTriggers {
    /// The rule, by its place in the list.
    rule: usize,
    /// A byte of each pattern. Where none of them occurs, neither does a pattern. Empty for a rule that always runs.
    keys: Bytes,
    patterns: Vec<Pattern>,
}

#[derive(Clone, Debug)]
struct Pattern {
    bytes: Bytes,
    /// None for a pattern of one byte: whether that occurs is known.
    finder: Option<Finder<'static>>,
}

impl Triggers {
    /// Those of the rules that are on, by their places in the list.
    pub(crate) fn new(is_on: impl Fn(usize) -> bool) -> Self {
        let on = RULES.iter().enumerate().filter(|(index, _)| is_on(*index));
        Self(on.map(|(index, rule)| RuleTriggers::of(index, rule)).collect())
    }

    /// The rules that can have something to say of `source`, by their places in the list.
    pub(crate) fn find(&self, source: &[u8]) -> Vec<usize> {
        let present = Bytes::of(source);
        let occurs = |pattern: &Pattern| {
            present.has_all(pattern.bytes)
                && pattern.finder.as_ref().is_none_or(|finder| finder.find(source).is_some())
        };
        let fires = |rule: &&RuleTriggers| {
            rule.patterns.is_empty() || (present.meets(rule.keys) && rule.patterns.iter().any(occurs))
        };
        self.0.iter().filter(fires).map(|rule| rule.rule).collect()
    }
}

impl RuleTriggers {
    fn of(index: usize, rule: &Rule) -> Self {
        let mut keys = Bytes::default();
        for pattern in rule.triggers {
            // The byte that the fewest texts have: anything before letters and blanks, and of a character the last
            // byte, since the first one is that of many.
            let rarity = |byte: &&u8| match byte {
                b'a'..=b'z' | b' ' | b'\n' => 0,
                b'A'..=b'Z' | b',' | b'.' | b'|' | b')' | b'(' => 1,
                _ => 2,
            };
            if let Some(&key) = pattern.iter().max_by_key(rarity) {
                keys.add(key);
            }
        }
        let pattern = |bytes: &&'static [u8]| Pattern {
            bytes: Bytes::of(bytes),
            finder: (bytes.len() > 1).then(|| Finder::new(*bytes)),
        };
        Self { rule: index, keys, patterns: rule.triggers.iter().map(pattern).collect() }
    }
}
