//! Markup of wikis that several rules know.

use crate::locale::{EDITOR_MARKS, FILE_PREFIXES, IMAGE_OPTIONS, REDIRECT_WORDS, SECTION_NAMES, TAG_NAMES};
use crate::text::{is_edge, regex, regex_of_ascii};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A tag of HTML or of a wiki.
pub(crate) static TAG: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r#"(?i)</?(?:{TAG_NAMES})(?:[\s/](?:[^<>"\n]|"[^"\n]*")*)?>"#)));

static IMAGE_OPTION: LazyLock<Regex> = LazyLock::new(|| regex(&format!("(?i){IMAGE_OPTIONS}")));

/// Words of the markup of images, each with the pipe after it.
pub(crate) fn image_options(text: &str) -> impl Iterator<Item = Range<usize>> {
    /// Bytes, more than the longest word has that comes without an equals sign.
    const LONGEST: usize = 64;
    let mut start = 0;
    memchr::memchr_iter(b'|', text.as_bytes()).filter_map(move |pipe| {
        let segment = &text[start..pipe];
        let window = (start + segment.trim_end().len()).saturating_sub(LONGEST).max(start);
        let from = if segment.contains('=') { start } else { text.floor_char_boundary(window) };
        start = pipe + 1;
        // Only right before the pipe there may be one.
        IMAGE_OPTION.find_at(&text[..=pipe], from).map(|found| found.range())
    })
}

/// The name of an image file with its prefix, at the start.
pub(crate) static IMAGE_FILE: LazyLock<Regex> = LazyLock::new(|| {
    regex_of_ascii(&format!(
        r"(?i)^\s*{FILE_PREFIXES}\s?:\s?\S.{{0,200}}\.(?:jpe?g|png|svg|gif|tiff?|ogg|oga|ogv|webm|webp|pdf|djvu|xcf|mid|mp3|wav|flac|stl)\b"
    ))
});

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

/// A link to the page of another language, as a whole paragraph.
pub(crate) static INTERLANGUAGE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:[a-z]{2,3}|simple|zh-yue|zh-min-nan|be-x-old|be-tarask|roa-rup|fiu-vro|map-bms|bat-smg|cbk-zam|nds-nl|zh-classical|roa-tara):\S[^.]{0,80}$",
    )
});

/// A sort key or display title of a page, at the start.
pub(crate) static SORT_KEY: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^(?:DEFAULTSORT|SORTIERUNG|CLÉDETRI|ORDENAR|DISPLAYTITLE)\s*:"));

/// A heading of a section without text, as a whole paragraph.
pub(crate) static SECTION: LazyLock<Regex> = LazyLock::new(|| regex(&format!("(?i){SECTION_NAMES}")));

/// The start of a redirect page.
static REDIRECT: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"^\s*(?:[#＃]\s*(?i:{REDIRECT_WORDS})\s*:?\s*\S|(?:{REDIRECT_WORDS})[ :]\s*(?:\[\[)?\S|redirect (?:\[\[)?\p{{Lu}}\S*(?: \S+){{0,6}}$)"
    ))
});

/// The letters with which the words of redirects start.
static REDIRECT_INITIALS: LazyLock<Vec<char>> =
    LazyLock::new(|| REDIRECT_WORDS.split('|').filter_map(|word| word.chars().next()).collect());

/// Whether a paragraph starts as redirect pages do.
pub(crate) fn is_redirect(text: &str) -> bool {
    may_be_redirect(text) && REDIRECT.is_match(text)
}

/// The same, as far as the first characters tell.
pub(crate) fn may_be_redirect(text: &str) -> bool {
    // The words are upper case, but for one form in lower case; most paragraphs start with a capital and go on with
    // small letters.
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some('#' | '＃'), _) => true,
        (Some('r'), Some('e')) => text.starts_with("redirect "),
        (Some(first), Some(second)) => {
            // In scripts without case the first letter says more.
            !second.is_lowercase() && (first.is_whitespace() || REDIRECT_INITIALS.contains(&first))
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
        '<' => TAG.find(text).is_some_and(|tag| tag.start() == 0),
        _ => false,
    };
    by_first
        || image_options(text).next().is_some_and(|option| option.start == 0)
        || is_image_word(text)
        || (has_early_colon(text)
            && (IMAGE_FILE.is_match(text)
                || after_category_prefix(text).is_some()
                || INTERLANGUAGE.is_match(text)
                || SORT_KEY.is_match(text)))
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
