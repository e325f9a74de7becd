//! What can be told of running text.

use crate::text::regex;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

static WORD: LazyLock<Regex> = LazyLock::new(|| regex(r"[\p{L}\p{M}\p{N}]+(?:['’\-][\p{L}\p{M}\p{N}]+)*"));

/// The words: letters, marks and digits, with apostrophes and hyphens between.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    WORD.find_iter(text).map(|word| word.as_str())
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
