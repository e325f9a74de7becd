use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::prose;
use crate::rule::{
    Check, Example, Kind, Rule,
    Trigger::{Bytes, Chars},
};
use crate::text::{quote, regex};
use regex::Regex;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "B309",
    name: "unbalanced-brackets",
    summary: "A bracket is opened and not closed in a paragraph, or closed and not opened.",
    rationale: "Half of a pair is lost, or was never written. Round, square and curly brackets count, and the \
        full-width ones. Numbers and letters of lists (`a)`, `1)`, `iv)`), emoticons and intervals such as `[0, 1)` \
        are left alone, and so are quotes, which no rule can pair. The first one of a paragraph is reported. 2 % to \
        3 % of documents have one, 7 % of full texts. They are real, but a third stand in lists, in code or in a text \
        that goes on in the next paragraph: hence off unless it is asked for.",
    fix: None,
    default: false,
    kinds: &[&UNBALANCED_BRACKETS],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron worked ⟦(⟧in London. Then she left."),
            kinds: &[&UNBALANCED_BRACKETS],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron worked in London⟦)⟧. Then (as she said) she left)."
            ),
            kinds: &[&UNBALANCED_BRACKETS],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron worked (in [London⟦)⟧]. Then she left."),
            kinds: &[&UNBALANCED_BRACKETS],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "国~",
                "日本",
                "日本（にほん⟦)⟧は東アジアに位置する国である。\n首都は東京⟦】⟧である。"
            ),
            kinds: &[&UNBALANCED_BRACKETS, &UNBALANCED_BRACKETS],
            fixed: None,
        },
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron had a) a pen, b) paper, 1) ink, 12) books and iv) the time that she needed."
        )),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron smiled :) and winked ;-) and frowned (:-| at numbers of the interval [0, 1) and wept."
        )),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron (born [in London {of all places}]) was a mathematician (and 'a poet' (of numbers))."
        )),
        Example::Good(seed!(
            "国~",
            "日本",
            "日本（にほん）は東アジアに位置する【島国】であり、首都は東京である。"
        )),
    ],
    triggers: &[
        Bytes(b"("),
        Bytes(b")"),
        Bytes(b"["),
        Bytes(b"]"),
        Bytes(b"{"),
        Bytes(b"}"),
        Chars(&['（'..='（', '）'..='）', '【'..='】']),
    ],
    check: Check::Document(check),
};

static UNBALANCED_BRACKETS: Kind = Kind::info("unbalanced-brackets");

const PAIRS: [[char; 2]; 5] = [['(', ')'], ['[', ']'], ['{', '}'], ['（', '）'], ['【', '】']];

/// An interval, or an emoticon.
static MEANT_OPEN: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?:\([:;]|[(\[]\d+[,;] ?\d+[)\]])"));

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_redirect() {
        return;
    }
    for paragraph in context.paragraphs().iter().filter(|paragraph| !paragraph.is_structural()) {
        let text = paragraph.text;
        if let Some((at, bracket, opened)) = first_unbalanced(text) {
            let range = at..at + bracket.len_utf8();
            let what = if opened { "opened and not closed" } else { "closed and not opened" };
            findings
                .report(
                    &UNBALANCED_BRACKETS,
                    paragraph.at(range.clone()),
                    format!("a bracket is {what}, in {}", quote(paragraph.around(range))),
                )
                .help("is the other one of the pair lost?");
        }
    }
}

/// The first bracket without its other half, and whether it opens.
fn first_unbalanced(text: &str) -> Option<(usize, char, bool)> {
    let mut open: Vec<(usize, [char; 2])> = Vec::new();
    for (at, c) in
        text.match_indices(PAIRS.as_flattened()).filter_map(|(at, c)| Some((at, c.chars().next()?)))
    {
        if let Some(pair) = PAIRS.into_iter().find(|pair| pair[0] == c) {
            open.push((at, pair));
        } else if open.last().is_some_and(|(_, pair)| pair[1] == c) {
            open.pop();
        } else if !is_meant_closed(&text[..at], c) {
            return Some((at, c, false));
        }
    }
    open.into_iter().find(|(at, _)| !MEANT_OPEN.is_match(&text[*at..])).map(|(at, pair)| (at, pair[0], true))
}

/// Whether a closing bracket ends a number of a list or an emoticon.
fn is_meant_closed(before: &str, bracket: char) -> bool {
    let emoticon = || {
        let eyes = before.strip_suffix(['-', 'o']).unwrap_or(before);
        eyes.ends_with([':', ';', '=', '8']) || before.ends_with([':', ';', '=', '8'])
    };
    (bracket == ')' && ends_with_number(before)) || emoticon()
}

/// Whether a text ends with a letter, a number of two digits or a small Roman number, and a blank or bracket before.
fn ends_with_number(text: &str) -> bool {
    let starts = |rest: &str| rest.is_empty() || rest.ends_with(|c: char| c.is_whitespace() || c == '(');
    let len_of =
        |is: fn(char) -> bool| text.chars().rev().take(5).take_while(|c| is(*c)).map(char::len_utf8).sum();
    let ends = |len: usize, most: usize| {
        let number = &text[text.len() - len..];
        (1..=most).contains(&number.chars().count()) && starts(&text[..text.len() - len])
    };
    ends(len_of(prose::is_letter), 1)
        || ends(len_of(char::is_numeric), 2)
        || ends(len_of(|c| matches!(c, 'i' | 'v' | 'x')), 4)
}
