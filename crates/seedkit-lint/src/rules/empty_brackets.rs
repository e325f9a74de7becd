use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::prose::{self, char_at, char_before};
use crate::rule::{
    BEYOND_ASCII, Check, Example, Kind, OTHER_SPACE, Rule,
    Trigger::{Both, Bytes, Chars, Pair},
};
use crate::text::{quote, regex};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "B308",
    name: "empty-brackets",
    summary: "A bracket holds nothing but punctuation.",
    rationale: "A template that wrote a name in another script, a pronunciation or a date was removed, and the bracket \
        around it stays: \"Albedo () or reflection coefficient\". Blanks, commas, semicolons, colons, slashes, \
        dashes, dots, pipes and quotes are nothing; `(...)` and `[]` are left alone, and so is a bracket directly \
        after a letter, digit, underscore or another closing bracket (`printf()`), or alone between quotation marks. Full-width brackets are judged \
        alike. 8 % to 16 % of the leads of a wiki have one, a quarter of the full texts. About 60 different places \
        were read, all real: of all rules the most useful one.",
    fix: Some("The bracket is deleted with the spaces before it, so that one space is left."),
    default: true,
    kinds: &[&PAREN, &FULLWIDTH],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron ⟦()⟧ was a mathematician (in London ⟦(, )⟧)."),
            kinds: &[&PAREN, &PAREN],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron was a mathematician (in London).")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron ⟦(; , “” – )⟧, who wrote programs ⟦( / )⟧."),
            kinds: &[&PAREN, &PAREN],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron, who wrote programs.")),
        },
        Example::Bad {
            text: seed!("国~", "日本", "日本⟦（，）⟧は東アジアに位置する国で⟦（ ）⟧、首都は東京である。"),
            kinds: &[&FULLWIDTH, &FULLWIDTH],
            fixed: Some(seed!("国~", "日本", "日本は東アジアに位置する国で、首都は東京である。")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "⟦()⟧ Ada Byron wrote (, (⟦()⟧;)) letters.⟦()⟧She did."),
            kinds: &[&PAREN, &PAREN, &PAREN],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote letters. She did.")),
        },
        Example::Bad {
            text: seed!(
                "人物~",
                "エイダ",
                "エイダ⟦（；：）⟧は（，⟦（\u{3000}）⟧、）ロンドンで生まれた⟦（。）⟧。"
            ),
            kinds: &[&FULLWIDTH, &FULLWIDTH, &FULLWIDTH],
            fixed: Some(seed!("人物~", "エイダ", "エイダはロンドンで生まれた。")),
        },
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron called printf() and main() often, and the_end() too, f(x)() once, and a[0]() never."
        )),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron said that (...) it was fine, that [] is a list, that \"()\", “(())” and « () » are nothing, and (?) and (!) that {} is a set (1)."
        )),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron (born in London, 1815) was a mathematician (and more)."
        )),
        Example::Good(seed!(
            "国~",
            "日本",
            "日本（にほん）は東アジアに位置する国であり、首都は東京（とうきょう）である。"
        )),
    ],
    triggers: &[
        Pair(b"(", b") \t\n\x0B\x0C\r,;:/-|\"'"),
        Pair(b"(", BEYOND_ASCII),
        Bytes("（ ".as_bytes()),
        Bytes("（\t".as_bytes()),
        Bytes("（\x0B".as_bytes()),
        Bytes("（\x0C".as_bytes()),
        Bytes("（\r".as_bytes()),
        Bytes("（,".as_bytes()),
        Bytes("（;".as_bytes()),
        Bytes("（:".as_bytes()),
        Bytes("（）".as_bytes()),
        Bytes("（，".as_bytes()),
        Bytes("（；".as_bytes()),
        Bytes("（：".as_bytes()),
        Bytes("（、".as_bytes()),
        Bytes("（。".as_bytes()),
        Both(&[Chars(&['（'..='（'])], &[Chars(OTHER_SPACE)]),
    ],
    check: Check::Document(check),
};

static PAREN: Kind = Kind::warning("paren").safe();
static FULLWIDTH: Kind = Kind::warning("fullwidth").safe();

/// What is nothing inside a bracket, besides white space.
const NOTHING: &str = ",;:/–—-·•|\"“”„‘’‚'、，；";
const NOTHING_WIDE: &str = "，,；;：:、。";

static EMPTY: LazyLock<Regex> = LazyLock::new(|| regex(r#"\([\s,;:/–—\-·•|"“”„‘’‚'、，；]*\)"#));
static EMPTY_WIDE: LazyLock<Regex> = LazyLock::new(|| regex("（[\\s，,；;：:、。]*）"));

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_redirect() {
        return;
    }
    for paragraph in context.paragraphs().iter().filter(|paragraph| !paragraph.is_code()) {
        let text = paragraph.text;
        let mut report = |kind: &'static Kind, range: Range<usize>, edit: Edit| {
            let span = paragraph.at(range.clone());
            if !context.is_claimed(span) {
                context.claim(span);
                findings
                    .report(kind, span, format!("a bracket is empty, in {}", quote(paragraph.around(range))))
                    .help("put back what stood there, or delete the bracket")
                    .fix([edit]);
            }
        };
        for found in EMPTY.find_iter(text).filter(|found| is_aside(text, found.range())) {
            if let Some(without) = outermost(text, found.range(), ['(', ')'], NOTHING) {
                report(&PAREN, found.range(), paragraph.without(without));
            }
        }
        for found in EMPTY_WIDE.find_iter(text) {
            if let Some(without) = outermost(text, found.range(), ['（', '）'], NOTHING_WIDE) {
                // Where they are used, words stand side by side.
                let is_spaced = text[..without.start].ends_with(' ') || text[without.end..].starts_with(' ');
                let edit =
                    if is_spaced { paragraph.without(without) } else { Edit::delete(paragraph.at(without)) };
                report(&FULLWIDTH, found.range(), edit);
            }
        }
    }
}

/// Whether a bracket stands for itself, not for a call or an emoticon.
fn is_aside(text: &str, bracket: Range<usize>) -> bool {
    let joins = |c: char| matches!(c, '_' | ']' | ')' | '\'' | '’') || c.is_numeric() || prose::is_letter(c);
    !char_before(text, bracket.start).is_some_and(joins) && char_at(text, bracket.end) != Some('(')
}

/// Whether a bracket is all that stands between quotation marks, and so is what the text is about.
fn is_quoted(text: &str, bracket: Range<usize>) -> bool {
    const PAIRS: &[&str] =
        &["\"\"", "''", "``", "“”", "‘’", "„“", "„”", "‚‘", "«»", "»«", "‹›", "›‹", "「」", "『』"];
    let (before, after) = (text[..bracket.start].trim_end(), text[bracket.end..].trim_start());
    let (Some(open), Some(close)) = (before.chars().next_back(), after.chars().next()) else { return false };
    // A mark behind a word ends something.
    let starts = |before: &str| {
        matches!(open, '「' | '『')
            || !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '!' | '?'))
    };
    PAIRS.iter().any(|pair| pair.starts_with(open) && pair.ends_with(close))
        && starts(&before[..before.len() - open.len_utf8()])
}

/// The outermost bracket that is empty once `bracket` is gone, unless it is quoted.
fn outermost(text: &str, bracket: Range<usize>, pair: [char; 2], nothing: &str) -> Option<Range<usize>> {
    let is_nothing = |c: char| c.is_whitespace() || nothing.contains(c);
    let mut range = bracket;
    loop {
        if is_quoted(text, range.clone()) {
            return None;
        }
        let left = text[..range.start].trim_end_matches(is_nothing);
        let right = text[range.end..].trim_start_matches(is_nothing);
        let (Some(left), Some(right)) = (left.strip_suffix(pair[0]), right.strip_prefix(pair[1])) else {
            return Some(range);
        };
        let wider = left.len()..text.len() - right.len();
        if pair[0] == '(' && !is_aside(text, wider.clone()) {
            return Some(range);
        }
        range = wider;
    }
}
