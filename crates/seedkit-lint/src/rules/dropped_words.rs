use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::pairs::{ByteSet, Pairs};
use crate::paragraph::Paragraph;
use crate::prose::{self, char_at, char_before};
use crate::rule::{
    Check, Example, Kind, OTHER_SPACE, Rule,
    Trigger::{Bytes, Chars, Pair, RepeatedWord, Words},
};
use crate::text::{quote, regex};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "B312",
    name: "dropped-words",
    summary: "A number or a name is gone from an English sentence.",
    rationale: "Templates that convert units, format numbers or link names vanish with what they wrote: \"With an \
        area of , Algeria is the tenth-largest country\". `func-before-punct`: one of 45 words, most of them \
        function words, a blank, and a comma, semicolon, full stop or closing bracket; it is the blank that makes it \
        certain, for \"the house she lived in, and\" is good English. `func-gap-func`: a preposition or an article, \
        two spaces or more, and a function word; or a word such as \"about\", a gap, and what follows a measure, \
        such as \"long\". `func-func`: pairs that cannot be, like \"the of\", \"of of\" or \"between and\". \"of \
        and\" and \"of or\" alone are left alone: nine of nine were right (\"instead of or in addition to\"). Other \
        languages are not looked at: \"than ,\" is normal in Vietnamese. Extractors that squeeze spaces hide most of \
        it. 4 % to 9 % of English leads have one and 39 % of full texts, more than a prototype found that did not \
        know capitals and measures; of about 90 that were read one was wrong, and is left alone now. What is missed \
        here is a stray space for B306, whose fix leaves no trace of it.",
    fix: None,
    default: true,
    kinds: &[&FUNC_BEFORE_PUNCT, &FUNC_GAP_FUNC, &FUNC_FUNC],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!(
                "Countries~",
                "Algeria",
                "With an area ⟦of ,⟧ Algeria is the largest country (⟦of )⟧. It has a population of ⟦approximately .⟧"
            ),
            kinds: &[&FUNC_BEFORE_PUNCT, &FUNC_BEFORE_PUNCT, &FUNC_BEFORE_PUNCT],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Oil~",
                "Petroleum",
                "The part of petroleum that boils ⟦at  is⟧ called light, and it varies ⟦from   to⟧ the heavy part."
            ),
            kinds: &[&FUNC_GAP_FUNC, &FUNC_GAP_FUNC],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "States~",
                "Alabama",
                "The land of Alabama consists ⟦of of ⟧forest. It has an area ⟦of and is ⟧flat, ⟦between and ⟧20 miles."
            ),
            kinds: &[&FUNC_FUNC, &FUNC_FUNC, &FUNC_FUNC],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron was ⟦born in in ⟧1815, the daughter ⟦of ;⟧ and ⟦the of ⟧the house died ⟦in\u{A0}.⟧"
            ),
            kinds: &[&FUNC_FUNC, &FUNC_BEFORE_PUNCT, &FUNC_FUNC, &FUNC_BEFORE_PUNCT],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "States~",
                "Alabama",
                "⟦At ,⟧ it is the largest part, the bridge is ⟦about  long⟧ and (also ⟦called )⟧ ⟦just  north⟧ of the town."
            ),
            kinds: &[&FUNC_BEFORE_PUNCT, &FUNC_GAP_FUNC, &FUNC_BEFORE_PUNCT, &FUNC_GAP_FUNC],
            fixed: None,
        },
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron left the house she lived in, the man she thought of, and all the friends she was with."
        )),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron wrote letters instead of or in addition to the notes, in and of themselves a kind of art."
        )),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron said of the letter \"a of b\" and the \"R&a of c\" what the-of and l'of and roof of it mean in . . . the end."
        )),
        Example::Good(seed!(
            "Quốc gia~",
            "Việt Nam",
            "Việt Nam là một quốc gia nằm ở cực đông của bán đảo Đông Dương, thuộc khu vực Đông Nam Á; than và to to là từ."
        )),
    ],
    // A blank before punctuation, a gap, or one of the pairs.
    triggers: &[
        Pair(b" \t", b",;.)"),
        Bytes(b"  "),
        Chars(OTHER_SPACE),
        RepeatedWord(&["of", "in", "to", "at", "by", "for", "from"]),
        Words("of", "and"),
        Words("the", "of"),
        Words("a", "of"),
        Words("an", "of"),
        Words("approximately", "and"),
        Words("approximately", "or"),
        Words("between", "and"),
        Words("on", "in"),
    ],
    check: Check::Document(check),
};

static FUNC_BEFORE_PUNCT: Kind = Kind::warning("func-before-punct");
static FUNC_GAP_FUNC: Kind = Kind::warning("func-gap-func");
static FUNC_FUNC: Kind = Kind::warning("func-func");

/// Words that punctuation does not follow after a blank.
const BEFORE_PUNCT: &[&str] = &[
    "of",
    "at",
    "in",
    "by",
    "to",
    "from",
    "for",
    "with",
    "and",
    "or",
    "the",
    "a",
    "an",
    "between",
    "about",
    "approximately",
    "around",
    "is",
    "was",
    "are",
    "were",
    "than",
    "as",
    "near",
    "over",
    "under",
    "into",
    "per",
    "after",
    "before",
    "until",
    "since",
    "through",
    "during",
    "nearly",
    "almost",
    "only",
    "just",
    "roughly",
    "covers",
    "covering",
    "measuring",
    "spanning",
    "called",
    "pronounced",
];

/// Words before a gap, and words after it.
const BEFORE_GAP: &[&str] =
    &["of", "at", "in", "by", "to", "from", "approximately", "between", "about", "around", "the", "a", "an"];
const AFTER_GAP: &[&str] = &[
    "and", "or", "to", "in", "of", "is", "was", "from", "by", "for", "with", "at", "on", "as", "between",
    "who", "which", "that",
];

/// Words before a gap in which a measure stood, and words after it.
const BEFORE_MEASURE: &[&str] =
    &["about", "approximately", "around", "roughly", "nearly", "almost", "just", "only"];
const AFTER_MEASURE: &[&str] = &[
    "long",
    "wide",
    "high",
    "tall",
    "deep",
    "thick",
    "away",
    "across",
    "west",
    "east",
    "north",
    "south",
    "of",
    "times",
    "inhabitants",
];

/// Punctuation after white space, or after the last byte of any character beyond ASCII.
static PUNCT: Pairs<1> = Pairs([[ByteSet::of(b" \t\n\x0B\x0C\r").and_beyond(), ByteSet::of(b",;.)")]]);
static GAP: Pairs<1> = Pairs([[ByteSet::of(b" "), ByteSet::of(b" ")]]);
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        "(?:of and (?:is|was|has|are)|the of|a of|an of|of of|in in|to to|at at|by by|for for|from from|approximately and|approximately or|between and|of approximately and|born in in|born on in|of the of) ",
    )
});

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_redirect() {
        return;
    }
    for paragraph in context.paragraphs().iter().filter(|paragraph| !paragraph.is_code()) {
        let mut report = |kind: &'static Kind, range: Range<usize>| {
            let span = paragraph.at(range.clone());
            // Words are counted only once there is something to report.
            if context.is_english() && !context.is_claimed(span) {
                context.claim(span);
                findings
                    .report(kind, span, format!("words are missing, in {}", quote(paragraph.around(range))))
                    .help("a template went with what it wrote: take the text again from where it came from");
            }
        };
        before_punct(paragraph, &mut report);
        gaps(paragraph, &mut report);
        if context.may(|scan| scan.of_words != 0) {
            pairs(paragraph, &mut report);
        }
    }
}

type Report<'a> = &'a mut dyn FnMut(&'static Kind, Range<usize>);

fn before_punct(paragraph: &Paragraph<'_>, report: Report<'_>) {
    let text = paragraph.text;
    for blank in PUNCT.find_iter(text) {
        let (end, rest) = (blank + 2, &text[blank + 2..]);
        let before = text[..end - 1].trim_end();
        if before.len() == end - 1 {
            continue;
        }
        let next = rest.chars().next();
        let blank = next.is_some_and(char::is_whitespace);
        let ends = match text.as_bytes()[end - 1] {
            b'.' => (blank || next.is_none()) && !rest.trim_start().starts_with('.'),
            b')' => blank || matches!(next, Some(',' | '.')),
            _ => blank,
        };
        if let Some(word) = word_before(before, BEFORE_PUNCT).filter(|_| ends) {
            report(&FUNC_BEFORE_PUNCT, word..end);
        }
    }
}

fn gaps(paragraph: &Paragraph<'_>, report: Report<'_>) {
    let text = paragraph.text;
    let mut done = 0;
    for gap in GAP.find_iter(text) {
        let before = &text[..gap];
        // Spaces only: a word before a tab and a space is none before a gap.
        if before.ends_with(char::is_whitespace) {
            continue;
        }
        let is_free = |start: &usize| *start >= done;
        let function = word_before(before, BEFORE_GAP).filter(is_free);
        let measure = word_before(before, BEFORE_MEASURE).filter(is_free);
        let Some(start) = function.or(measure) else { continue };
        let rest = text[gap..].trim_start_matches(' ');
        let is_whole = |word: &&&str| {
            rest.strip_prefix(**word)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        };
        let after = function.and(AFTER_GAP.iter().find(is_whole));
        if let Some(word) = after.or_else(|| measure.and(AFTER_MEASURE.iter().find(is_whole))) {
            done = text.len() - rest.len() + word.len();
            report(&FUNC_GAP_FUNC, start..done);
        }
    }
}

fn pairs(paragraph: &Paragraph<'_>, report: Report<'_>) {
    let text = paragraph.text;
    let mut at = 0;
    while let Some(found) = PAIR.find_at(text, at) {
        let before = char_before(text, found.start());
        let next = char_at(text, found.end());
        if before.is_some_and(|c| c == '"' || joins(c))
            || !next.is_some_and(|c| c.is_lowercase() || c.is_numeric())
        {
            // Another one may start inside. Words are short, so little is read twice.
            at = found.start() + 1;
            continue;
        }
        at = found.end();
        report(&FUNC_FUNC, found.range());
    }
}

/// Whether a word goes on after this character.
fn joins(c: char) -> bool {
    matches!(c, '&' | '-' | '\'' | '’') || prose::is_of_word(c)
}

/// The start of the word with which a text ends, if it is one of `words`, or one of them at the start of a sentence.
fn word_before(before: &str, words: &[&str]) -> Option<usize> {
    let lower = before.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let rest = lower.strip_suffix(|c: char| c.is_ascii_uppercase()).unwrap_or(lower);
    let word = &before[rest.len()..];
    // One capital letter is mostly no article: `vitamin A ,`.
    let is_short = rest.len() < lower.len() && word.len() == 1;
    let known = words.iter().any(|known| known.eq_ignore_ascii_case(word)) && !rest.ends_with(joins);
    (known && !is_short).then_some(rest.len())
}
