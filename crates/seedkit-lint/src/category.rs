//! What a category name comes to.

use crate::locale::CATEGORY_PREFIXES;
use crate::prose;
use crate::rule::OTHER_SPACE;
use crate::rule::Trigger::{self, Bytes, Chars, Pair};
use crate::text::{collapsed, folded};
use seedkit_syntax::{Category, Span, is_blank};
use std::borrow::Cow;

/// A category that is not blank.
#[derive(Debug)]
pub(crate) struct CategoryName<'s> {
    /// As it stands.
    pub(crate) category: Category<'s>,
    /// `Category:`, with what stands before and after it that is not the name.
    pub(crate) prefix: Option<Span>,
    /// From the first pipe of the name to its end.
    pub(crate) sort_key: Option<Span>,
    /// Without prefix and sort key, underscores as spaces, words with one space between. May be empty.
    pub(crate) clean: Cow<'s, str>,
}

impl<'s> CategoryName<'s> {
    pub(crate) fn of(category: Category<'s>) -> Option<Self> {
        if is_blank(category.name) {
            return None;
        }
        let start = category.span.start as usize;
        let offset = |part: &str| part.as_ptr() as usize - category.name.as_ptr() as usize;
        let trimmed = category.name.trim_start();
        let bare = without_prefix(trimmed).unwrap_or(trimmed);
        let prefix =
            (bare.len() < trimmed.len()).then(|| Span::new(start + offset(trimmed), start + offset(bare)));
        // Within brackets the pipe belongs to a link, which cannot be mended by cutting.
        let pipe = bare.find('|').filter(|_| !bare.contains(['[', ']', '{', '}']));
        let sort_key = pipe.map(|pipe| Span::new(start + offset(bare) + pipe, category.span.end as usize));
        let name = &bare[..pipe.unwrap_or(bare.len())];
        let clean =
            if is_clean(name) { Cow::Borrowed(name) } else { Cow::Owned(collapsed(&name.replace('_', " "))) };
        Some(Self { category, prefix, sort_key, clean })
    }

    /// A category that is told to be [just a name](crate::scan::Names::are_plain).
    pub(crate) fn plain(category: Category<'s>) -> Self {
        Self { clean: Cow::Borrowed(category.name), category, prefix: None, sort_key: None }
    }

    /// Equal for variants of one name.
    pub(crate) fn key(&self) -> String {
        folded(&self.clean)
    }
}

/// Whether the only name looks like several, with a delimiter of another writer.
pub(crate) fn looks_like_several(names: &[CategoryName<'_>]) -> bool {
    let [name] = names else { return false };
    let text = name.category.name;
    // Not of a reference such as `&amp;`.
    let has_semicolon = || text.match_indices(';').any(|(at, _)| !prose::ends_with_entity(&text[..at]));
    text.contains(['\t', '｜', '～', '∼', '˜']) || text.matches('|').count() > 1 || has_semicolon()
}

/// What stands beside or in names that are more than just a name: white space where none belongs, prefixes, sort keys and
/// markup, and names that are blank.
pub(crate) const ODD: &[Trigger] = &[
    Pair(b" ~\n", b" ~"),
    Pair(b" ", b"\n"),
    Bytes(b"_"),
    Bytes(b"|"),
    Bytes(b":"),
    Bytes(b";"),
    Bytes(b"#"),
    Bytes(b"<"),
    Bytes(b">"),
    Bytes(b"["),
    Bytes(b"]"),
    Bytes(b"{"),
    Bytes(b"}"),
    Bytes(b"\t"),
    Chars(&['\0'..='\u{8}', '\u{B}'..='\u{1F}', '\u{7F}'..='\u{A0}']),
    Chars(OTHER_SPACE),
];

/// Whether a name has neither underscores nor any white space but single spaces between words.
fn is_clean(name: &str) -> bool {
    let mut before = ' ';
    let is_clean = name.chars().all(|c| {
        let fits = c != '_' && (!c.is_whitespace() || (c == ' ' && before != ' '));
        before = c;
        fits
    });
    is_clean && before != ' '
}

/// What follows `Category:`, in any of its languages and in any case.
pub(crate) fn without_prefix(name: &str) -> Option<&str> {
    let name = name.strip_prefix(':').unwrap_or(name);
    let (word, rest) = name.split_once(':')?;
    let word = word.trim_end().to_lowercase();
    CATEGORY_PREFIXES.contains(&&*word).then(|| rest.trim_start().trim_start_matches(':').trim_start())
}
