//! Markup of wikis that several rules know.

use crate::locale::{
    EDITOR_MARKS, FILE_PREFIXES, IMAGE_OPTIONS, IMAGE_WORDS, REDIRECT_WORDS, SECTION_NAMES, SORT_KEYS,
    TAG_NAMES, WIKI_LANGUAGES,
};
use crate::text::{case_folded, is_edge, regex, regex_of_ascii};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A tag of HTML or of a wiki.
static TAG: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r#"(?i)</?(?:{TAG_NAMES})(?:[\s/](?:[^<>"\n]|"[^"\n]*")*)?>"#)));

/// Attributes that all have values, or none.
static ATTRIBUTES: LazyLock<Regex> =
    LazyLock::new(|| regex_of_ascii(r#"^(?:\s+[A-Za-z:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=]+))*\s*/?\s*$"#));

/// A tag of HTML or of a wiki.
pub(crate) struct Tag<'s> {
    /// All of it, and where that is.
    pub(crate) text: &'s str,
    pub(crate) range: Range<usize>,
    pub(crate) name: &'s str,
}

/// The tags of a text. Names of one letter may be variables, as in `a <b and b> c`: they have attributes with values, or
/// none.
pub(crate) fn tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    let starts = memchr::memchr(b'<', text.as_bytes()).is_some();
    let all = starts.then(|| TAG.find_iter(text)).into_iter().flatten();
    all.filter_map(|found| {
        let inner = found.as_str().trim_matches(['<', '>']);
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(end);
        let is_sure = name.len() > 1 || ATTRIBUTES.is_match(attributes);
        is_sure.then_some(Tag { text: found.as_str(), range: found.range(), name })
    })
}

static IMAGE_OPTION: LazyLock<Regex> = LazyLock::new(|| {
    let words = IMAGE_WORDS.join("|");
    regex(&format!(r"(?i)(?:\b(?:{words}|{IMAGE_OPTIONS}))\s*\|"))
});

/// Words of the markup of images, each with the pipe after it.
pub(crate) fn image_options(text: &str) -> impl Iterator<Item = Range<usize>> {
    /// Bytes, more than the longest word has that comes without an equals sign.
    const LONGEST: usize = 64;
    let mut start = 0;
    memchr::memchr_iter(b'|', text.as_bytes()).filter_map(move |pipe| {
        let segment = &text[start..pipe];
        let trimmed = segment.trim_end();
        let window = (start + trimmed.len()).saturating_sub(LONGEST).max(start);
        let has_value = segment.contains('=');
        let from = if has_value { start } else { text.floor_char_boundary(window) };
        start = pipe + 1;
        if !has_value && !may_be_image_option(trimmed) {
            return None;
        }
        // Only right before the pipe there may be one.
        IMAGE_OPTION.find_at(&text[..=pipe], from).map(|found| found.range())
    })
}

/// Whether a text ends with a word of the markup of images, or with a number of pixels; one beyond ASCII may be one.
fn may_be_image_option(text: &str) -> bool {
    let start = text.rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |at| at + 1);
    let Some(word) = text.get(start..) else { return true };
    word.len() >= 2 && word.as_bytes()[word.len() - 2..].eq_ignore_ascii_case(b"px")
        || IMAGE_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Where the name of a file has its second character, if a text starts with one.
fn after_file_prefix(text: &str) -> Option<usize> {
    static PREFIXES: LazyLock<Vec<String>> =
        LazyLock::new(|| FILE_PREFIXES.iter().map(|prefix| case_folded(prefix)).collect());
    let (prefix, name) = text.split_once(':')?;
    let prefix = case_folded(prefix.trim_start());
    let prefix = prefix.strip_suffix(char::is_whitespace).unwrap_or(&prefix);
    let name = name.strip_prefix(char::is_whitespace).unwrap_or(name);
    let first = name.chars().next().filter(|first| !first.is_whitespace())?;
    PREFIXES.iter().any(|known| known == prefix).then(|| text.len() - name.len() + first.len_utf8())
}

static FILE_EXTENSION: LazyLock<Regex> = LazyLock::new(|| {
    regex_of_ascii(
        r"(?i)\.(?:jpe?g|png|svg|gif|tiff?|ogg|oga|ogv|webm|webp|pdf|djvu|xcf|mid|mp3|wav|flac|stl)\b",
    )
});

/// The name of an image file with its prefix, at the start.
pub(crate) fn image_file(text: &str) -> Option<Range<usize>> {
    /// Code points between the first one and the extension.
    const LONGEST: usize = 200;
    if !may_have_early_colon(text) {
        return None;
    }
    let start = after_file_prefix(text)?;
    let name = text[start..].split('\n').next().unwrap_or_default();
    let is_near = |extension: &regex::Match<'_>| name[..extension.start()].chars().count() <= LONGEST;
    let extension = FILE_EXTENSION.find_iter(name).take_while(is_near).last()?;
    Some(0..start + extension.end())
}

/// A command of LaTeX, anywhere.
static LATEX: LazyLock<Regex> = LazyLock::new(|| {
    regex_of_ascii(
        r"\{\\(?:displaystyle|textstyle|scriptstyle)\b|\\(?:frac|mathbf|mathrm|mathcal|mathbb|mathit|sqrt|sum|int|left|right|begin|end|cdot|times|alpha|beta|gamma|delta|theta|lambda|sigma|omega|partial|infty|rightarrow|leq|geq|operatorname|text|vec|hat|overline|underline|quad|ldots|dots)\b",
    )
});

/// The first command of LaTeX.
pub(crate) fn latex(text: &str) -> Option<Range<usize>> {
    if text.contains('\\') { LATEX.find(text).map(|found| found.range()) } else { None }
}

/// The mark of a footnote, or of an editor who wants one.
pub(crate) static CITATION_MARK: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r"\[(?:\d{{1,3}}(?:[,–-]\s?\d{{1,3}})*|[a-z]|{EDITOR_MARKS})\]")));

/// Whether a paragraph is a link to the page of another language.
pub(crate) fn is_interlanguage(text: &str) -> bool {
    /// Code points after the first one.
    const LONGEST: usize = 80;
    let Some((language, page)) = text.split_once(':') else { return false };
    let is_code = matches!(language.len(), 2..=3) && language.bytes().all(|byte| byte.is_ascii_lowercase());
    let mut page = page.chars();
    (is_code || WIKI_LANGUAGES.contains(&language))
        && page.next().is_some_and(|first| !first.is_whitespace())
        && page.clone().nth(LONGEST).is_none()
        && !page.as_str().contains('.')
}

/// Whether a paragraph starts with the sort key or the display title of a page.
pub(crate) fn is_sort_key(text: &str) -> bool {
    SORT_KEYS
        .iter()
        .any(|word| text.strip_prefix(word).is_some_and(|rest| rest.trim_start().starts_with(':')))
}

/// A heading of a section without text, as a whole paragraph.
pub(crate) static SECTION: LazyLock<Regex> = LazyLock::new(|| regex(&format!("(?i){SECTION_NAMES}")));

/// The start of a redirect page.
static REDIRECT: LazyLock<Regex> = LazyLock::new(|| {
    let words = REDIRECT_WORDS.join("|");
    regex(&format!(
        r"^\s*(?:[#＃]\s*(?i:{words})\s*:?\s*\S|(?:{words})[ :]\s*(?:\[\[)?\S|redirect (?:\[\[)?\p{{Lu}}\S*(?: \S+){{0,6}}$)"
    ))
});

/// Whether a paragraph starts as redirect pages do.
pub(crate) fn is_redirect(text: &str) -> bool {
    may_be_redirect(text) && REDIRECT.is_match(text)
}

/// The same, as far as a word that stands there tells.
pub(crate) fn may_be_redirect(text: &str) -> bool {
    let text = text.trim_start();
    // The words are upper case, but for one form in lower case; most paragraphs start with a capital and go on with
    // small letters.
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some('#' | '＃'), _) => true,
        (Some('r'), Some('e')) => text.starts_with("redirect "),
        (_, Some(second)) => {
            !second.is_lowercase() && REDIRECT_WORDS.iter().any(|word| text.starts_with(word))
        }
        _ => false,
    }
}

/// What follows `Category:`, in any of its languages, at the start.
pub(crate) fn after_category_prefix(text: &str) -> Option<&str> {
    crate::category::without_prefix(text.trim_start())
}

/// Whether a paragraph is markup as a whole, so that rules about prose pass it over.
pub(crate) fn is_structural(text: &str) -> bool {
    let mut chars = text.chars();
    let (first, second) = (chars.next().unwrap_or(' '), chars.next());
    let by_first = match first {
        '=' => text.trim_start_matches('=').chars().next().is_some(),
        '#' => !second.is_some_and(|c| c.is_ascii_digit()),
        ':' | ';' => text[1..].chars().any(|c| !c.is_whitespace()),
        '*' | '•' | '|' | '!' => true,
        '{' => matches!(second, Some('|' | '{')),
        '}' => second == Some('}'),
        '[' => second == Some('['),
        '_' => is_magic_word(text),
        '<' => tags(text).next().is_some_and(|tag| tag.range.start == 0),
        _ => false,
    };
    by_first
        || image_options(text).next().is_some_and(|option| option.start == 0)
        || is_image_word(text)
        || (has_early_colon(text)
            && (image_file(text).is_some()
                || after_category_prefix(text).is_some()
                || is_interlanguage(text)
                || is_sort_key(text)))
        || (text.len() <= 80 && SECTION.is_match(text))
        || is_redirect(text)
}

/// Whether a colon stands where that of a prefix would: the longest one has fewer than 64 bytes.
pub(crate) fn has_early_colon(text: &str) -> bool {
    match text.as_bytes().first_chunk::<64>() {
        // Of a known number many are compared at once, without a branch.
        Some(start) => start.iter().fold(0, |colons, byte| colons | u8::from(*byte == b':')) != 0,
        None => text.contains(':'),
    }
}

/// The same of a line, whose text may come after white space.
pub(crate) fn may_have_early_colon(line: &str) -> bool {
    has_early_colon(line) || (line.starts_with(is_edge) && line.contains(':'))
}

fn is_magic_word(text: &str) -> bool {
    let word = text.strip_prefix("__").and_then(|rest| rest.strip_suffix("__"));
    word.is_some_and(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase()))
}

/// A paragraph that is nothing but a word of the markup of images.
fn is_image_word(text: &str) -> bool {
    let pixels = || {
        text.strip_suffix("px")
            .is_some_and(|size| !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_digit()))
    };
    matches!(text, "thumb" | "mini" | "miniatur" | "left" | "right" | "center" | "upright" | "frameless")
        || pixels()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    static FILE: LazyLock<Regex> = LazyLock::new(|| {
        regex_of_ascii(&format!(
            r"(?i)^\s*(?:{})\s?:\s?\S.{{0,200}}\.(?:jpe?g|png|svg|gif|tiff?|ogg|oga|ogv|webm|webp|pdf|djvu|xcf|mid|mp3|wav|flac|stl)\b",
            FILE_PREFIXES.join("|")
        ))
    });

    static LINK: LazyLock<Regex> =
        LazyLock::new(|| regex(&format!(r"^(?:[a-z]{{2,3}}|{}):\S[^.]{{0,80}}$", WIKI_LANGUAGES.join("|"))));

    static KEY: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"^(?:{})\s*:", SORT_KEYS.join("|"))));

    proptest! {
        #[test]
        fn options_of_images_are_what_one_pattern_says(parts in proptest::collection::vec("(|[ _é1=.])(left|baſeline|SUB|úpright|мини|x?[0-9]{0,3} ?px|upright ?= ?1|hochkant=2|alt=x|no)( |\u{3000})?\\|", 0..6)) {
            let text = parts.concat();
            let ends = memchr::memchr_iter(b'|', text.as_bytes()).scan(0, |start, pipe| Some((std::mem::replace(start, pipe + 1), pipe)));
            let expected = ends.filter_map(|(start, pipe)| IMAGE_OPTION.find_at(&text[..=pipe], start).map(|found| found.range()));
            prop_assert!(image_options(&text).eq(expected), "{text:?}");
        }

        #[test]
        fn files_are_what_one_pattern_says(text in "[ \u{3000}]{0,2}(File|datei|BILD|Tập tin|画像|Fi)[ \u{A0}]{0,2}[:x][ \u{A0}]{0,2}([a.é \n|]{0,9}|[aé]{190,204})((\\.jpg|\\.TIF|\\.mp3|\\.pngé|\\.svg5|\\.|\\.mid)[a \n]{0,2}){0,3}") {
            prop_assert_eq!(image_file(&text), FILE.find(&text).map(|found| found.range()));
        }

        #[test]
        fn redirects_are_told_by_their_first_word(text in "[ \u{3000}]{0,2}[#＃]?[ ]?(REDIRECT|redirect|OMDIRIGER(ING)?|הפניה|重定向|Rest|R)[ :]{0,2}(\\[\\[)?(Ada|ada|É)?( b)?") {
            prop_assert_eq!(is_redirect(&text), REDIRECT.is_match(&text));
        }

        #[test]
        fn links_to_other_languages_are_what_one_pattern_says(text in "([a-z]{1,4}|simple|zh-yue|roa-tara|É|DE)[: ]{0,2}([aé. \n]{0,4}|[aé]{78,83})") {
            prop_assert_eq!(is_interlanguage(&text), LINK.is_match(&text));
        }

        #[test]
        fn sort_keys_are_what_one_pattern_says(text in "(DEFAULTSORT|CLÉDETRI|ORDENAR|DISPLAY|DISPLAYTITLE)[ \u{3000}:x]{0,3}a") {
            prop_assert_eq!(is_sort_key(&text), KEY.is_match(&text));
        }
    }
}
