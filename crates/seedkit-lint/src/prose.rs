//! What can be told of running text.

use crate::markup::CITATION_MARK;
use crate::text::regex;
use regex::Regex;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// The words: letters, marks and digits, with apostrophes and hyphens between.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let is_word = |c: char| is_of_word(c);
        at += run(&text[at..], |c| !is_of_word(c));
        let start = at;
        loop {
            at += run(&text[at..], is_word);
            match text[at..].strip_prefix(['\'', '’', '-']) {
                Some(after) if after.starts_with(is_of_word) => at = text.len() - after.len(),
                _ => break,
            }
        }
        (at > start).then(|| &text[start..at])
    })
}

/// How many bytes the characters have at the start of a text of which something holds.
fn run(text: &str, holds: impl Fn(char) -> bool) -> usize {
    let (bytes, mut at) = (text.as_bytes(), 0);
    while let Some(byte) = bytes.get(at) {
        // What the standard library has for it decodes each character, which takes several times as long.
        let c = if byte.is_ascii() { char::from(*byte) } else { char_at(text, at).unwrap_or_default() };
        if !holds(c) {
            break;
        }
        at += c.len_utf8();
    }
    at
}

/// Whether a character is a letter, a mark or a digit: the Unicode categories L, M and N.
pub(crate) fn is_of_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { is_ideograph(c) || Page::of(c).of_words.has(c) }
}

/// Whether words are English: six function words make 6 % of them and `the` or `of` occurs; of fewer than eight
/// words, two are function words.
pub(crate) fn is_english<'t>(words: impl Iterator<Item = &'t str>) -> bool {
    let (mut all, mut function, mut certain, mut short) = (0_usize, 0_usize, 0_usize, 0_usize);
    for word in words {
        all += 1;
        // Function words have three letters at most, so nothing longer needs a look.
        if word.len() <= 3 {
            let word = word.to_ascii_lowercase();
            function += usize::from(matches!(&*word, "the" | "of" | "and" | "in" | "is" | "was"));
            certain += usize::from(matches!(&*word, "the" | "of"));
            short += usize::from(matches!(&*word, "the" | "of" | "and" | "is" | "was" | "in" | "a"));
        }
    }
    if all < 8 { short >= 2 } else { function * 100 >= all * 6 && certain >= 1 }
}

/// The character before a byte offset.
pub(crate) fn char_before(text: &str, offset: usize) -> Option<char> {
    text[..offset].chars().next_back()
}

/// The character at a byte offset.
pub(crate) fn char_at(text: &str, offset: usize) -> Option<char> {
    text[offset..].chars().next()
}

/// A range to delete, with the spaces that would be too many once it is gone: those before it where what follows is
/// a space, closes something or is the end; those after it at the start.
pub(crate) fn with_gap(text: &str, range: Range<usize>) -> Range<usize> {
    let before = text[..range.start].trim_end_matches(' ').len();
    let after = text.len() - text[range.end..].trim_start_matches(' ').len();
    match char_at(text, range.end) {
        _ if before == 0 => 0..after,
        None | Some(' ' | ',' | '.' | ';' | ':' | ')' | '!' | '?') => before..range.end,
        Some(_) => range,
    }
}

/// Whether a character is a letter in the narrow sense, the Unicode category L: vowel signs and other marks are none,
/// unlike what [`char::is_alphabetic`] says.
pub(crate) fn is_letter(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { is_ideograph(c) || Page::of(c).letters.has(c) }
}

/// Whether a character is one of the many that are alike: of Han and Hangul.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// What 256 characters are. Asking the tables of Unicode takes many times as long, so it is done once for each.
struct Page {
    of_words: Bits,
    letters: Bits,
}

/// A bit for each character of a page.
#[derive(Default)]
struct Bits([u64; 4]);

impl Bits {
    fn has(&self, c: char) -> bool {
        self.0[c as usize / 64 % 4] >> (c as usize % 64) & 1 == 1
    }
}

impl Page {
    fn of(c: char) -> &'static Self {
        static PAGES: [OnceLock<Page>; 0x1100] = [const { OnceLock::new() }; 0x1100];
        PAGES[c as usize / 256].get_or_init(|| Self::new(c as u32 / 256 * 256))
    }

    fn new(first: u32) -> Self {
        let (mut of_words, mut letters) = (Bits::default(), Bits::default());
        for c in (first..first + 256).filter_map(char::from_u32) {
            let (alphabetic, numeric, mark) = (c.is_alphabetic(), c.is_numeric(), is_combining_mark(c));
            let (word, bit) = (c as usize / 64 % 4, c as usize % 64);
            of_words.0[word] |= u64::from(((alphabetic || numeric) && !is_letter_symbol(c)) || mark) << bit;
            letters.0[word] |= u64::from(alphabetic && !numeric && !mark && !is_letter_symbol(c)) << bit;
        }
        Self { of_words, letters }
    }
}

/// Whether a character is a symbol although Unicode calls it alphabetic: letters in circles and boxes.
fn is_letter_symbol(c: char) -> bool {
    matches!(c, 'Ⓐ'..='ⓩ' | '\u{1F130}'..='\u{1F149}' | '\u{1F150}'..='\u{1F169}' | '\u{1F170}'..='\u{1F189}')
}

/// Whether one character of its script says about as much as three letters of others: Han, kana, Hangul.
pub(crate) fn is_dense(c: char) -> bool {
    // U+1100 is the first of Hangul, which come first.
    is_ideograph(c)
        || (c >= '\u{1100}'
            && matches!(c.script(), Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul))
}

/// What ends a sentence: of the Unicode property `Sentence_Terminal` what is in use, and the ellipsis.
const ENDS: &str = ".!?…。！？．｡۔؟।॥።፧፨։՞܀᙮᠃᠉‼⁇⁈⁉⸮꓿꘎꘏꤯꩝꩞꩟꫰꫱꯫︒﹒﹖﹗؞";

/// What may stand after the end of a sentence and still belong to it.
const CLOSERS: &str = "\"'”’»›)]}）】」』〉》“‘„*†‡";

/// `:12–13` after a sentence: the pages of its source.
static PAGES: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"[.!?"”]\s?:\s?\d{1,4}(?:[–-]\d{1,4})?(?:[,:]\s?\d+(?:[–-]\d+)*)*$"#));

/// Whether a text ends where a sentence does, whatever quotes, brackets, marks of footnotes and numbers of pages
/// stand after it.
pub(crate) fn ends_sentence(text: &str) -> bool {
    if text.ends_with(['.', '!', '?']) {
        return true;
    }
    let text = if text.contains('[') { CITATION_MARK.replace_all(text, "") } else { Cow::Borrowed(text) };
    let mut text = text.trim_end();
    let pages = if text.ends_with(char::is_numeric) { PAGES.find(text) } else { None };
    if let Some(pages) = pages {
        let kept = pages.as_str().chars().next().map_or(0, char::len_utf8);
        text = &text[..pages.start() + kept];
    }
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || CLOSERS.contains(c));
    text.ends_with(|c| ENDS.contains(c))
}

/// Whether a text ends with an entity but for its `;`: `&nbsp`, `&#160`.
pub(crate) fn ends_with_entity(text: &str) -> bool {
    let bare = text.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_');
    let name = text[bare.len()..].chars().take(9).count();
    (2..=8).contains(&name) && bare.strip_suffix('#').unwrap_or(bare).ends_with('&')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_words_are_letters_marks_and_digits() {
        let (word, letter) = (regex(r"[\p{L}\p{M}\p{N}]"), regex(r"\p{L}"));
        // Tables of Unicode may be of different versions.
        let assigned = regex(r"\P{Cn}");
        let is_assigned = |c: &char| assigned.is_match(c.encode_utf8(&mut [0; 4]));
        for c in (0..=0x10_FFFF).filter_map(char::from_u32).filter(is_assigned) {
            let text = c.to_string();
            assert_eq!(is_of_word(c), word.is_match(&text), "{c:?}");
            assert_eq!(is_letter(c), letter.is_match(&text), "{c:?}");
        }
    }

    #[test]
    fn words_hold_apostrophes_and_hyphens() {
        let text = "It’s well-known: 'tis the O'Neill-- 3-4 e\u{301}t भाषा -x- ⓐ";
        let expected = ["It’s", "well-known", "tis", "the", "O'Neill", "3-4", "e\u{301}t", "भाषा", "x"];
        assert_eq!(words(text).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn sentences_end_before_what_belongs_to_them() {
        for text in [
            "It is.",
            "It is.\" ",
            "(It is!)",
            "It is.[1][2]",
            "It is.[1] [note 3]",
            "It is.:12–14",
            "It is.[3]:7, 9",
            "है।",
            "である。」",
            "It is.[citation needed]",
            "It is…†",
            "\"It is.[4])",
        ] {
            assert!(ends_sentence(text), "{text:?}");
        }
        for text in ["It is", "It is:12", "It [1]", "is [who?]", "", "[1]", "It is,\"", "1.5", ")"] {
            assert!(!ends_sentence(text), "{text:?}");
        }
    }

    #[test]
    fn entities_are_known_without_their_end() {
        for (text, expected) in [
            ("a &nbsp", true),
            ("&#160", true),
            ("&", false),
            ("&a", false),
            ("nbsp", false),
            ("&abcdefghi", false),
        ] {
            assert_eq!(ends_with_entity(text), expected, "{text}");
        }
    }
}
