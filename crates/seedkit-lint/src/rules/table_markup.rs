use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::markup;
use crate::prose::{char_at, char_before};
use crate::rule::{
    BEYOND_ASCII, Check, Example, Kind, Rule,
    Trigger::{Bytes, Pair},
};
use crate::text::{quote, regex};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "M510",
    name: "table-markup",
    summary: "A paragraph is a row of a table or holds a pipe that delimits cells.",
    rationale: "`row`: the paragraph starts with `{|`, `|}`, `|-`, `|+` or another pipe, or with `!` as rows of heads \
        do. `pipe`: `||` between words, `{|` or `|}` anywhere, or one pipe alone that sticks to a letter or digit on \
        both sides. `|x|`, `P(A | B)`, `P(A|B)`, a pipe between spaces and pipes in paragraphs with commands of LaTeX are left \
        alone; those of templates, links and images are reported by others. What the cells said in their columns \
        cannot be told, so there is no fix. A third of the articles of a simple cleaner have rows, of those of \
        parsers 2 % a row or a pipe; 37 of 38 pipes that were read were real, and the other stood in an article about ASCII.",
    fix: None,
    default: true,
    kinds: &[&ROW, &PIPE],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦{| class=wikitable⟧\n⟦|-⟧\n⟦! Name !! Year⟧\n⟦| Ada || 1843⟧\n⟦|}⟧"
            ),
            kinds: &[&ROW, &ROW, &ROW, &ROW, &ROW],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦| name = Ada Byron, who wrote more than ⟧one program in 1843"
            ),
            kinds: &[&ROW],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron⟦ || ⟧1843\nAda wrote ⟦{|⟧ border=1"),
            kinds: &[&PIPE, &PIPE],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron was in London⟦|⟧Paris in 1843."),
            kinds: &[&PIPE],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron (poet)⟦|⟧[London] wrote.\nShe wrote letters.⟦ ||⟧1843\nThat was all ⟦|}⟧ of it."
            ),
            kinds: &[&PIPE, &PIPE, &PIPE],
            fixed: None,
        },
        Example::Good(seed!(
            "Mathematics~",
            "Ada Byron",
            "Ada Byron wrote that the norm |x| is small, that P(A | B) is large and that ||y|| is neither."
        )),
        Example::Good(seed!(
            "Mathematics~",
            "Ada Byron",
            "! is what Ada Byron wrote for the factorial, as n! for the product of the first n numbers."
        )),
        Example::Good(seed!(
            "Mathematics~",
            "Ada Byron",
            "Ada Byron took P(A|B) for the probability of A given B, which is more or less likely than A."
        )),
        Example::Good(seed!(
            "Mathematics~",
            "Ada Byron",
            "Ada Byron left {x | x > 0} for the set of the numbers x that are greater than 0."
        )),
        Example::Good(seed!(
            "Mathematics~",
            "Ada Byron",
            "Ada Byron put a | between two words, and | sort | uniq after the first of her programs."
        )),
    ],
    // Both separators have the only byte that all findings have, or nearly all.
    triggers: &[Bytes(b"|"), Pair(b"\n \t\x0B\x0C\r", b"!"), Pair(BEYOND_ASCII, b"!")],
    check: Check::Document(check),
};

static ROW: Kind = Kind::warning("row");
static PIPE: Kind = Kind::warning("pipe");

/// What has pipes of its own.
static ENCLOSED: LazyLock<Regex> = LazyLock::new(|| regex(r"\{\{.*?\}\}|\[\[.*?\]\]"));

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for paragraph in context.paragraphs() {
        let text = paragraph.text;
        if is_row(text) {
            let end = text.char_indices().nth(40).map_or(text.len(), |(end, _)| end);
            findings
                .report(
                    &ROW,
                    paragraph.at(0..end),
                    format!("the paragraph is a row of a table: {}", quote(text)),
                )
                .help("delete the table, or tell in a sentence what it shows");
        } else if let Some(pipe) = pipe(text) {
            findings
                .report(
                    &PIPE,
                    paragraph.at(pipe.clone()),
                    format!("a pipe that delimits cells is left, in {}", quote(paragraph.around(pipe))),
                )
                .help("delete the table, or tell in a sentence what it shows");
        }
    }
}

fn is_row(text: &str) -> bool {
    let head = |rest: &str| rest.contains("!!") || rest.contains('|') || rest.contains("scope=");
    text.starts_with('|') || text.starts_with("{|") || text.strip_prefix('!').is_some_and(head)
}

/// The first pipe that delimits cells.
fn pipe(text: &str) -> Option<Range<usize>> {
    if !text.contains('|') || markup::image_file(text).is_some() {
        return None;
    }
    let masked = masked(text);
    let belongs = |c: char| c.is_alphanumeric();
    let mut pipes = masked.match_indices('|').map(|(at, _)| at).peekable();
    // How many there are, and where a norm ends.
    let (mut number, mut norm_end) = (0, 0);
    while let Some(at) = pipes.next() {
        number += 1;
        if char_before(&masked, at) == Some('{') {
            return Some(at - 1..at + 1);
        }
        if char_at(&masked, at + 1) == Some('}') {
            return Some(at..at + 2);
        }
        if at >= norm_end && pipes.peek() == Some(&(at + 1)) {
            let start = masked[..at].trim_end().len();
            let end = masked.len() - masked[at + 2..].trim_start().len();
            if let Some(norm) = if start < at && end == at + 2 { norm(&masked[end..]) } else { None } {
                norm_end = end + norm;
            } else if char_before(&masked, start).is_some_and(|c| belongs(c) || ".)”\"".contains(c))
                && char_at(&masked, end).is_some_and(|c| belongs(c) || c == '(')
            {
                return Some(start..end);
            }
        }
    }
    let only = masked.find('|').filter(|_| number == 1)?;
    let between = char_before(&masked, only).is_some_and(|c| belongs(c) || matches!(c, ')' | ']'))
        && char_at(&masked, only + 1).is_some_and(|c| belongs(c) || matches!(c, '[' | '('));
    (between && !is_condition(&masked, only) && markup::latex(text).is_none()).then_some(only..only + 1)
}

/// Whether a pipe stands in the bracket of a function with the name of a probability, as in `P(A|B)`.
fn is_condition(text: &str, pipe: usize) -> bool {
    let (before, after) = (&text[..pipe], &text[pipe + 1..]);
    let is_end = |c: char| c.is_whitespace() || matches!(c, '(' | ')');
    let Some(open) = before.rfind(is_end).filter(|&at| text[at..].starts_with('(')) else { return false };
    let name = before[..open].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let closes = after.find(is_end).is_some_and(|at| after[at..].starts_with(')'));
    closes && (name == "Pr" || name.len() == 1 && name.as_bytes()[0].is_ascii_alphabetic())
}

/// The rest of `||x||`, if this is what follows the first two pipes of one.
fn norm(rest: &str) -> Option<usize> {
    let inner = rest.find("||")?;
    let closes = inner > 0 && !rest[..inner].ends_with(char::is_whitespace);
    closes.then_some(inner + 2)
}

/// The text with controls in the place of the bytes of images, templates and links.
fn masked(text: &str) -> String {
    let mut masked = text.as_bytes().to_vec();
    for option in markup::image_options(text) {
        masked[option].fill(1);
    }
    if text.contains("{{") || text.contains("[[") {
        for one in ENCLOSED.find_iter(text) {
            masked[one.range()].fill(1);
        }
    }
    String::from_utf8(masked).unwrap_or_default()
}
