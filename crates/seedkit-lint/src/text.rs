//! Small things about text that several rules share.

use crate::chars;
use caseless::Caseless as _;
use regex::Regex;
use seedkit_syntax::BOM;
use std::borrow::Cow;
use std::fmt::Write as _;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Text of a source as it may stand on a terminal, in a log or in a message: C0 controls and DEL as control
/// pictures (`␛`), other characters that are invisible, reorder text or end lines as `<U+202E>`.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !text.chars().any(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\0'..='\x1F' => shown.extend(char::from_u32(0x2400 + c as u32)),
            '\x7F' => shown.push('\u{2421}'),
            c if is_unprintable(c) => {
                // Writing to a string does not fail.
                let _ = write!(shown, "<U+{:04X}>", c as u32);
            }
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// A text as a string of TOML, in which what is not [`printable`] is an escape.
#[must_use]
pub fn toml_string(text: &str) -> String {
    let mut string = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => string.extend(['\\', c]),
            c if is_unprintable(c) => {
                // Writing to a string does not fail.
                let _ = write!(string, "\\U{:08X}", c as u32);
            }
            c => string.push(c),
        }
    }
    string + "\""
}

/// Controls; characters without a glyph of their own that hide, reorder or split text.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// A regular expression that stands in the source.
pub(crate) fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("a pattern is wrong: {error}"))
}

/// The same for words of ASCII alone, whose boundaries are told by ASCII, too: those of Unicode would make every search in
/// other text a slow one.
pub(crate) fn regex_of_ascii(pattern: &str) -> Regex {
    regex(&pattern.replace(r"\b", r"(?-u:\b)"))
}

/// A text of the source as a message names it: printable, cut to 60 code points, between backticks.
pub(crate) fn quote(text: &str) -> String {
    const LIMIT: usize = 60;
    let (start, rest) = match text.char_indices().nth(LIMIT) {
        Some((end, _)) => (&text[..end], "…"),
        None => (text, ""),
    };
    ["`", &*printable(start), rest, "`"].concat()
}

/// The end of a text, so many code points for messages, without the word that is cut, if there is another one. White space
/// may stand before the first word.
pub(crate) fn end_of(text: &str, count: usize) -> &str {
    let Some((cut, _)) = text.char_indices().rev().nth(count) else { return text };
    let end = &text[cut..];
    end.find(char::is_whitespace).map_or(end, |space| &end[space..])
}

/// What is taken off the edges of a paragraph: white space and byte order marks.
pub(crate) fn is_edge(c: char) -> bool {
    c.is_whitespace() || c == BOM
}

/// Whether something of that stands at the edges of a text.
pub(crate) fn has_edge(text: &str) -> bool {
    // Most start and end with a byte that tells.
    let may_be = |byte: Option<&u8>| byte.is_some_and(|byte| !byte.is_ascii_graphic());
    (may_be(text.as_bytes().first()) && text.starts_with(is_edge))
        || (may_be(text.as_bytes().last()) && text.ends_with(is_edge))
}

/// `1 line`, `2 lines`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// Equal for names that differ only in case, normalisation, underscores and runs of white space.
pub(crate) fn folded(text: &str) -> String {
    if text.is_ascii() {
        let words = text.split(|c: char| c == '_' || c.is_whitespace()).filter(|word| !word.is_empty());
        let mut folded = spaced(words, text.len());
        folded.make_ascii_lowercase();
        return folded;
    }
    let composed: String = text.nfc().map(|c| if c == '_' { ' ' } else { c }).collect();
    collapsed(&case_folded(&composed))
}

/// Lower case without accents.
pub(crate) fn without_accents(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let bare: String = text.nfkd().filter(|&c| !is_combining_mark(c)).collect();
    case_folded(&bare)
}

/// Without regard to case.
pub(crate) fn case_folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut all = String::with_capacity(text.len());
    for c in text.chars() {
        match chars::folded(c) {
            Some(folded) => all.push(folded),
            None => all.extend(std::iter::once(c).default_case_fold()),
        }
    }
    all
}

/// Whether a text, as bytes of UTF-8, has at least so many code points.
pub(crate) fn has_code_points(text: &[u8], least: usize) -> bool {
    let count = || text.iter().filter(|byte| byte.cast_signed() >= -0x40).count();
    text.len() >= 4 * least || (text.len() >= least && count() >= least)
}

/// Whether something holds for all bytes. Asked without a branch for each, it is asked of many at once.
pub(crate) fn all_bytes(text: &str, is: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(true, |all, byte| all & is(byte))
}

/// For how many bytes something holds. They are counted in bytes, many at once.
pub(crate) fn count_bytes(text: &str, is: impl Fn(u8) -> bool) -> usize {
    let chunks = text.as_bytes().chunks(u8::MAX.into());
    chunks.map(|chunk| usize::from(chunk.iter().fold(0, |count: u8, byte| count + u8::from(is(*byte))))).sum()
}

/// Words with one space between.
pub(crate) fn collapsed(text: &str) -> String {
    spaced(text.split_whitespace(), text.len())
}

/// Words with a space between them, which together have at most so many bytes.
fn spaced<'t>(words: impl Iterator<Item = &'t str>, len: usize) -> String {
    let mut all = String::with_capacity(len);
    for word in words {
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(word);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_folded_as_by_the_standard() {
        let all: String = (0..=0x10_FFFF).filter_map(char::from_u32).collect();
        assert!(case_folded(&all) == caseless::default_case_fold_str(&all));
        assert_eq!(case_folded("AZ az[@`{"), caseless::default_case_fold_str("AZ az[@`{"));
    }

    #[test]
    fn nothing_unprintable_is_printed() {
        assert_eq!(printable("a\u{1B}[31mé\u{202E}b\u{FEFF}\u{7F}\n"), "a␛[31mé<U+202E>b<U+FEFF>␡␊");
        assert!(matches!(printable("日本語 – “text”"), Cow::Borrowed(_)));
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            assert!(!printable(&c.to_string()).chars().any(is_unprintable), "{c:?}");
        }
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(quote(&"é".repeat(61)), format!("`{}…`", "é".repeat(60)));
        assert_eq!(quote("a\tb"), "`a␉b`");
    }

    #[test]
    fn the_end_of_a_text_starts_with_a_word() {
        for (text, end) in
            [("a house of moss", " of moss"), ("the house of moss", " of moss"), ("of moss", "of moss")]
        {
            assert_eq!(end_of(text, 10), end);
        }
        assert_eq!(end_of("北海道、本州、四国、九州", 5), "、四国、九州");
    }

    #[test]
    fn names_are_compared_without_what_does_not_tell_them_apart() {
        for (one, other) in [("Peat_Moss \t bog", "peat moss Bog"), ("É_x", "e\u{301}  X"), (" a ", "A")] {
            assert_eq!(folded(one), folded(other));
        }
        for (one, other) in [("Peat moss", "Peatmoss"), ("É", "E"), ("日_", "日本")] {
            assert_ne!(folded(one), folded(other));
        }
        assert_eq!(without_accents("Émile ÅNGSTRÖM"), "emile angstrom");
        assert_eq!(without_accents("Moss"), "moss");
        assert_eq!(collapsed("\ta \u{3000} b\n"), "a b");
    }

    #[test]
    fn bytes_are_counted_in_texts_of_any_length() {
        for len in [0, 1, 254, 255, 256, 600] {
            let text = "a-".repeat(len);
            assert_eq!(count_bytes(&text, |byte| byte == b'-'), len);
        }
    }

    #[test]
    fn numbers_agree_with_their_nouns() {
        assert_eq!([0, 1, 2].map(|number| count(number, "line")), ["0 lines", "1 line", "2 lines"]);
    }
}
