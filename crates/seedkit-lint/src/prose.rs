//! What can be told of running text.

use crate::chars::{Flags, flags, row_at};
use crate::markup::CITATION_MARK;
use crate::text::regex;
use regex::Regex;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;
use unicode_script::{Script, UnicodeScript};

/// The words: letters, marks and digits, with apostrophes and hyphens between.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = run(text, at, false);
        at = start;
        loop {
            at = run(text, at, true);
            match text[at..].strip_prefix(['\'', '’', '-']) {
                Some(after) if after.starts_with(is_of_word) => at = text.len() - after.len(),
                _ => break,
            }
        }
        (at > start).then(|| &text[start..at])
    })
}

/// Where the characters end that stand at an offset and are all part of a word, or all not.
fn run(text: &str, mut at: usize, of_word: bool) -> usize {
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii() {
            if byte.is_ascii_alphanumeric() != of_word {
                break;
            }
            at += 1;
        } else {
            let (row, last, len) = row_at(bytes, at);
            if row.flags[last].has(Flags::NOT_OF_WORD) == of_word {
                break;
            }
            at += len;
        }
    }
    at
}

/// Whether a character is a letter, a mark or a digit: the Unicode categories L, M and N.
pub(crate) fn is_of_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        is_ideograph(c) || !flags(c).has(Flags::NOT_OF_WORD)
    }
}

/// Whether words are English: six function words make 6 % of them and `the` or `of` occurs; of fewer than eight
/// words, two are function words.
pub(crate) fn is_english<'t>(words: impl Iterator<Item = &'t str>) -> bool {
    let (mut all, mut function, mut certain, mut short) = (0_usize, 0_usize, 0_usize, 0_usize);
    for word in words {
        all += 1;
        // Function words have three letters at most, so nothing longer needs a look.
        if word.len() <= 3 {
            let mut letters = [0; 3];
            letters[..word.len()].copy_from_slice(word.as_bytes());
            let is = |words: &[&[u8; 3]]| {
                usize::from(words.contains(&&letters.map(|byte| byte.to_ascii_lowercase())))
            };
            function += is(&[b"the", b"of\0", b"and", b"in\0", b"is\0", b"was"]);
            certain += is(&[b"the", b"of\0"]);
            short += is(&[b"the", b"of\0", b"and", b"is\0", b"was", b"in\0", b"a\0\0"]);
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
    if c.is_ascii() { c.is_ascii_alphabetic() } else { is_ideograph(c) || !flags(c).has(Flags::NOT_LETTER) }
}

/// Whether a character is one of the many that are alike: of Han and Hangul.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
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
