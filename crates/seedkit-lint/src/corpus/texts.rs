//! Bodies and paragraphs that files may have in common, told by hashes.

use crate::context::{Context, Facts};
use crate::hashes::{Hashes, Normaliser, Shared};
use crate::settings::{Language, NO_RULE};
use crate::text::has_code_points;
use seedkit_syntax::Parse;
use std::collections::BTreeSet;
use xxhash_rust::xxh3::xxh3_128;

/// Code points. A shorter body says too little to be the same by mistake.
const MIN_BODY: usize = 40;

/// Code points. Shorter paragraphs repeat in honest texts.
const MIN_PARAGRAPH: usize = 80;

/// Bytes. A shorter paragraph has fewer than [`MIN_PARAGRAPH`] code points, also where case is folded: two bytes may become
/// three code points then.
const MIN_PARAGRAPH_BYTES: usize = MIN_PARAGRAPH.div_ceil(3) * 2;

/// Bytes of a text with case folded and one space between words. What starts alike up to there may be the same.
const START: usize = 64;

/// How many files must share a paragraph.
const MIN_SHARED: usize = 3;

/// Hashes the long ones of paragraphs, and the body: they with a space between, which is the same body however it is cut
/// into paragraphs. Nothing for a body that is too short.
pub(super) fn body_hash<'t>(
    paragraphs: impl Iterator<Item = &'t str>,
    normaliser: &mut Normaliser,
    long: &mut Vec<u128>,
) -> Option<u128> {
    normaliser.clear();
    let mut last = None;
    for text in paragraphs {
        let text = normaliser.add(text);
        if has_code_points(text, MIN_PARAGRAPH) {
            let hash = xxh3_128(text);
            last = Some((hash, text.len()));
            long.push(hash);
        }
    }
    let body = normaliser.all();
    // Of a body that is one paragraph the hash is there.
    let own = last.filter(|(_, len)| *len == body.len()).map(|(hash, _)| hash);
    has_code_points(body, MIN_BODY).then(|| own.unwrap_or_else(|| xxh3_128(body)))
}

/// The same of how they start: of equal texts it is equal.
pub(super) fn start_hash<'t>(
    paragraphs: impl Iterator<Item = &'t str>,
    normaliser: &mut Normaliser,
    long: &mut Vec<u128>,
) -> Option<u128> {
    normaliser.clear();
    let mut body = None;
    for text in paragraphs {
        let may_be_long = text.len() >= MIN_PARAGRAPH_BYTES;
        if body.is_some() {
            if !may_be_long {
                continue;
            }
            normaliser.clear();
        }
        let start = normaliser.add_start(text, START);
        if may_be_long {
            long.push(xxh3_128(start));
        }
        if body.is_none() && normaliser.all().len() >= START {
            body = Some(xxh3_128(&normaliser.all()[..START]));
        }
    }
    body.or_else(|| (normaliser.all().len() >= MIN_BODY).then(|| xxh3_128(normaliser.all())))
}

/// How bodies and long paragraphs start, as hashes.
#[derive(Debug, Default)]
pub struct Starts(Texts);

impl Starts {
    pub(super) fn add<'t>(&mut self, file: u32, paragraphs: impl Iterator<Item = &'t str>) {
        self.0.add_hashes(file, paragraphs, start_hash);
    }

    pub(super) fn append(&mut self, other: Self) {
        self.0.append(other.0);
    }

    /// The files whose bodies or paragraphs may be those of others, since they start alike, in order: to be read again and
    /// added to [`Texts`].
    #[must_use]
    pub fn candidates(self) -> Vec<u32> {
        let shared = self.0.shared();
        shared.iter().flat_map(Shared::all).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// Bodies and long paragraphs, as hashes.
#[derive(Debug, Default)]
pub struct Texts {
    bodies: Hashes,
    paragraphs: Hashes,
    normaliser: Normaliser,
    /// The long paragraphs of the file that is added.
    long: Vec<u128>,
}

impl Texts {
    /// Adds the body and the long paragraphs of a file that is one of the [candidates](Starts::candidates).
    pub fn add(&mut self, file: u32, parse: &Parse<'_>) {
        let facts = Facts::default();
        let context = Context::new(parse, &facts, &NO_RULE, Language::Auto);
        self.add_hashes(file, context.paragraph_texts(), body_hash);
    }

    pub(super) fn add_hashes<I>(
        &mut self,
        file: u32,
        paragraphs: I,
        hash: impl Fn(I, &mut Normaliser, &mut Vec<u128>) -> Option<u128>,
    ) {
        self.long.clear();
        if let Some(body) = hash(paragraphs, &mut self.normaliser, &mut self.long) {
            self.bodies.add(body, file);
        }
        self.long.sort_unstable();
        self.long.dedup();
        self.long.iter().for_each(|hash| self.paragraphs.add(*hash, file));
    }

    /// Adds those of other files.
    pub fn append(&mut self, other: Self) {
        self.bodies.append(other.bodies);
        self.paragraphs.append(other.paragraphs);
    }

    /// Bodies and paragraphs that enough files have.
    pub(super) fn shared(self) -> [Shared; 2] {
        [self.bodies.shared(2), self.paragraphs.shared(MIN_SHARED)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The hash of a body, and those of its long paragraphs.
    fn whole(paragraphs: &[String]) -> (Option<u128>, Vec<u128>) {
        let (paragraphs, mut long) = (paragraphs.iter().map(String::as_str), Vec::new());
        (body_hash(paragraphs, &mut Normaliser::default(), &mut long), long)
    }

    /// The same of how they start.
    fn starts(paragraphs: &[String]) -> (Option<u128>, Vec<u128>) {
        let (paragraphs, mut long) = (paragraphs.iter().map(String::as_str), Vec::new());
        (start_hash(paragraphs, &mut Normaliser::default(), &mut long), long)
    }

    /// What [`MIN_PARAGRAPH_BYTES`] is about.
    #[test]
    fn bytes_do_not_become_more_code_points_than_is_taken_for_granted() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let text = c.to_string();
            let folded = String::from_utf8(Normaliser::default().add(&text).to_owned()).unwrap();
            assert!(folded.chars().count() * 2 <= text.len() * 3, "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn equal_texts_start_alike(
            paragraphs in prop::collection::vec(
                prop::collection::vec("[a-zé]{1,6}|ß|ſs|ΐ|ŉ|ǰ|İ|Ⱥ|日本|ﬃ", 1..30).prop_map(|words| words.concat()),
                1..6,
            ),
            joined in prop::collection::vec(any::<bool>(), 6),
            shouted in any::<bool>(),
            gap in "[ \u{A0}\u{3000}]{1,3}|[ ]{60,70}",
        ) {
            // The same text, in other case, cut into other paragraphs and with other white space.
            let mut other = vec![String::new()];
            for (paragraph, joined) in paragraphs.iter().zip(joined) {
                let text = if shouted { paragraph.to_uppercase() } else { paragraph.clone() };
                match other.last_mut() {
                    Some(last) if joined && !last.is_empty() => last.extend([&*gap, &text]),
                    _ => other.push(text),
                }
            }
            other.retain(|text| !text.is_empty());
            let body = whole(&paragraphs).0;
            prop_assert_eq!(body, whole(&other).0);
            let start = starts(&paragraphs).0;
            prop_assert_eq!(start, starts(&other).0);
            prop_assert!(body.is_none() || start.is_some());
            // What a body is as a whole, a paragraph is alone, whatever stands before it.
            for text in &paragraphs {
                let shouted = text.to_uppercase().replace(' ', &gap);
                let with = |text: &str| vec!["A moss.".repeat(12), "A".to_owned(), text.to_owned()];
                let long = |texts: &[String]| whole(texts).1.get(1).copied();
                let start = |texts: &[String]| starts(texts).1.get(1).copied();
                prop_assert_eq!(long(&with(text)), long(&with(&shouted)));
                if long(&with(text)).is_some() {
                    prop_assert!(start(&with(text)).is_some());
                    prop_assert_eq!(start(&with(text)), start(&with(&shouted)));
                }
            }
        }
    }
}
