use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::rule::{
    Check, Example, Kind, OTHER_SPACE, Rule,
    Trigger::{Chars, Pair},
};
use crate::text::count;
use seedkit_syntax::{Line, Span, is_blank};

pub(super) static RULE: Rule = Rule {
    code: "S010",
    name: "blank-line",
    summary: "The body has blank lines.",
    rationale: "A line is a paragraph, so a blank line is a paragraph without text. Five of seven extractors put one \
        between any two paragraphs: 40 % to 100 % of their documents. One finding a file, with the count.",
    fix: Some("The blank lines are deleted."),
    default: true,
    kinds: &[&BLANK_LINE],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote programs.\n⟦\n⟧She wrote letters.\n \n\n"
            ),
            kinds: &[&BLANK_LINE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.\nShe wrote letters.\n")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "⟦\t\n⟧Ada Byron wrote programs."),
            kinds: &[&BLANK_LINE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.\n⟦\n⟧"),
            kinds: &[&BLANK_LINE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.\n")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote.\r\n⟦\u{A0}\u{3000}\r\n⟧She lived.\r\n\r\nShe died."
            ),
            kinds: &[&BLANK_LINE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote.\r\nShe lived.\r\nShe died.")),
        },
        Example::Good(seed!("Physicists~")),
        Example::Good(concat!(seed!("Physicists~"), "\n")),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron was a mathematician.\nShe lived in London.\nNo line without text stands between her paragraphs."
        )),
        Example::Good(seed!(
            "Markup languages~",
            "Markdown",
            "The paragraphs of Markdown are parted by \\n\\n in the strings of programs, which is a line without text."
        )),
    ],
    triggers: &[Pair(b" \n", b" \n"), Pair(b"\n", b"\t"), Chars(OTHER_SPACE)],
    check: Check::Document(check),
};

static BLANK_LINE: Kind = Kind::warning("blank-line").layout();

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.parts().is_none() {
        return;
    }
    let document = context.document();
    let blank = || document.body().iter().filter(|line| is_blank(document.text(line.span)));
    if let Some(first) = blank().next() {
        let number = blank().count();
        let verb = if number == 1 { "stands" } else { "stand" };
        findings
            .report(&BLANK_LINE, first.full(), format!("{} {verb} in the body", count(number, "blank line")))
            .help("one paragraph a line, and no line without text")
            .fix(runs(blank().map(Line::full)));
    }
}

/// One deletion for each run of lines: a body may have millions of blank ones.
fn runs(lines: impl Iterator<Item = Span>) -> Vec<Edit> {
    let mut runs: Vec<Edit> = Vec::new();
    for line in lines {
        match runs.last_mut() {
            Some(run) if run.span.end == line.start => run.span.end = line.end,
            _ => runs.push(Edit::delete(line)),
        }
    }
    runs
}
