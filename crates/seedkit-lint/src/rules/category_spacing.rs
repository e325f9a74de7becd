use super::seed;
use crate::category::looks_like_several;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Names};
use crate::text::{collapsed, quote};
use seedkit_syntax::Span;
use std::borrow::Cow;

pub(super) static RULE: Rule = Rule {
    code: "C105",
    name: "category-spacing",
    summary: "The name of a category has white space at its edges, doubled or of another kind, or underscores.",
    rationale: "Two names that differ only so are two categories to every tool and one to every reader. URLs and \
        database keys have underscores where names have spaces. Simple extractors leave a blank where a sort key was: \
        30 % of the documents of one corpus.",
    fix: Some("Underscores become spaces, runs of white space become one space, edges are trimmed."),
    default: true,
    kinds: &[&SPACING],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("⟦ Living people⟧~⟦Physicists ⟧~"),
            kinds: &[&SPACING, &SPACING],
            fixed: Some(seed!("Living people~Physicists~")),
        },
        Example::Bad {
            text: seed!("⟦Living_people⟧~⟦Old  ships⟧~⟦Old\u{A0}towns⟧~"),
            kinds: &[&SPACING, &SPACING, &SPACING],
            fixed: Some(seed!("Living people~Old ships~Old towns~")),
        },
        Example::Bad {
            text: seed!("⟦Living_people⟧ "),
            kinds: &[&SPACING],
            fixed: Some(seed!("Living people ")),
        },
        Example::Bad {
            text: seed!("⟦Living\tpeople⟧~⟦日本の\u{3000}物理学者⟧~"),
            kinds: &[&SPACING, &SPACING],
            fixed: Some(seed!("Living people~日本の 物理学者~")),
        },
        Example::Bad {
            text: seed!("⟦Category:Living_people⟧~"),
            kinds: &[&SPACING],
            fixed: Some(seed!("Category:Living people~")),
        },
        Example::Good(seed!("Living people~Physicists~")),
        Example::Good(seed!("Airports in Washington, D.C.~Anglo-Saxon kings~")),
        Example::Good(seed!(
            "日本の物理学者~",
            "湯川秀樹",
            "湯川秀樹は日本の物理学者であり、中間子の存在を予言した。京都で育ち、京都大学で学んだ。"
        )),
        Example::Good(seed!(
            "Archives~",
            "Ada Byron",
            "Ada Byron gave her name to the folder ada_byron of an archive, where spaces were not allowed in names."
        )),
    ],
    triggers: &[Names(|_| false)],
    check: Check::Document(check),
};

static SPACING: Kind = Kind::warning("spacing").layout();

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for name in context.categories() {
        if matches!(&name.clean, Cow::Borrowed(clean) if clean.len() == name.category.name.len()) {
            continue;
        }
        let category = name.category;
        // White space after a last name that lacks its `~` is at the edge of the line: S009.
        let text = if category.terminated { category.name } else { category.name.trim_end() };
        let spaced = collapsed(&text.replace('_', " "));
        // What looks like white space may be what is left of a letter: U406.
        let start = category.span.start as usize;
        let is_letter = |at: usize, c: char| {
            !c.is_ascii()
                && c.is_whitespace()
                && context.is_mojibake(Span::new(start + at, start + at + c.len_utf8()))
        };
        let has_letters = text.char_indices().any(|(at, c)| is_letter(at, c));
        let letters = |(at, c)| if is_letter(at, c) { 'x' } else { c };
        let is_spaced = has_letters && {
            let text: String = text.char_indices().map(letters).collect();
            collapsed(&text.replace('_', " ")) == text
        };
        if spaced != text && !spaced.is_empty() && !is_spaced {
            let span = Span::new(start, start + text.len());
            let finding = findings
                .report(
                    &SPACING,
                    span,
                    format!("the category {} has stray white space or underscores", quote(text)),
                )
                .help(format!("write {}", quote(&spaced)));
            // A delimiter would be lost: C102.
            if !looks_like_several(context.categories()) && !has_letters {
                finding.fix([Edit::replace(span, spaced)]);
            }
        }
    }
}
