use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Bytes};
use crate::text::quote;

pub(super) static RULE: Rule = Rule {
    code: "M508",
    name: "heading-markup",
    summary: "A paragraph is a heading between equals signs.",
    rationale: "Wikis write a heading as `== History ==`, and so do the full texts that the MediaWiki API hands out \
        by default. A paragraph counts that starts with two signs or more, or with one where it ends with one too. \
        An equation within a sentence is left alone; `## History` is the business of M509. No lead has one, and \
        nearly all full texts of three extractors do: whoever keeps full texts may want to ignore the rule there.",
    fix: Some("The equals signs at both ends are deleted."),
    default: true,
    kinds: &[&WIKI],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "⟦== History ==⟧\nAda Byron wrote programs."),
            kinds: &[&WIKI],
            fixed: Some(seed!("Physicists~", "Ada Byron", "History\nAda Byron wrote programs.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦===Life and work===⟧\n⟦= Ada =⟧\nAda Byron wrote programs."
            ),
            kinds: &[&WIKI, &WIKI],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Life and work\nAda\nAda Byron wrote programs.")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.\n⟦== Works⟧"),
            kinds: &[&WIKI],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.\nWorks")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "⟦====⟧\nAda Byron wrote programs.\n⟦=====⟧"),
            kinds: &[&WIKI, &WIKI],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.")),
        },
        Example::Good(seed!(
            "Mathematics~",
            "Ada Byron",
            "Ada Byron wrote that a = b and b = c, and that a == b is how programs ask for it."
        )),
        Example::Good(seed!(
            "Mathematics~",
            "Ada Byron",
            "Ada Byron wrote the programs of the Analytical Engine.\nX = 1, as she put it, was not to be read as an equation."
        )),
        Example::Good(seed!(
            "Mathematics~",
            "Ada Byron",
            "Ada Byron found the sign = of Robert Recorde, who had not wanted to repeat words, in an old book."
        )),
        Example::Good(seed!(
            "Mathematics~",
            "Ada Byron",
            "Ada Byron drew === as a rule, and ==> as an arrow, into the margin of the letters that she wrote."
        )),
    ],
    triggers: &[Bytes(b"=")],
    check: Check::Document(check),
};

static WIKI: Kind = Kind::warning("wiki").risky();

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for paragraph in context.paragraphs().iter().filter(|paragraph| is_heading(paragraph.text)) {
        let text = paragraph.text;
        let is_mark = |c: char| c == '=' || c.is_whitespace();
        let start = text.len() - text.trim_start_matches(is_mark).len();
        let end = text.trim_end_matches(is_mark).len().max(start);
        findings
            .report(
                &WIKI,
                paragraph.span,
                format!("the paragraph is a heading with its signs: {}", quote(text)),
            )
            .help("delete it, or the signs")
            .fix(context.delete_within(paragraph, [0..start, end..text.len()]));
    }
}

fn is_heading(text: &str) -> bool {
    let rest = text.trim_start_matches('=');
    match text.len() - rest.len() {
        0 => false,
        1 => {
            let name = rest.trim_start();
            name.len() > 1 && name.ends_with('=')
        }
        signs => signs > 2 || !rest.is_empty(),
    }
}
