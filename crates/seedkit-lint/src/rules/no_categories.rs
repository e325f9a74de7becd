use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::glance::Glance;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Document};
use seedkit_syntax::Span;

pub(super) static RULE: Rule = Rule {
    code: "C101",
    name: "no-categories",
    summary: "The seed has no categories.",
    rationale: "A seed without categories cannot be found by topic. 7 % of the articles of an English dump and nearly \
        every redirect page come without; where all of a corpus do, the extractor lost them.",
    fix: None,
    default: true,
    kinds: &[&NO_CATEGORIES],
    options: &[],
    examples: &[
        Example::Bad { text: seed!("⟦⟧"), kinds: &[&NO_CATEGORIES], fixed: None },
        Example::Bad { text: seed!("⟦  ⟧"), kinds: &[&NO_CATEGORIES], fixed: None },
        Example::Bad {
            text: "⟦⟧||||||\nAda Byron\n||||||\nAda Byron wrote programs.",
            kinds: &[&NO_CATEGORIES],
            fixed: None,
        },
        Example::Bad {
            text: seed!("⟦⟧", "Ada Byron", "Ada Byron wrote programs.\nCategory:Physicists"),
            kinds: &[&NO_CATEGORIES],
            fixed: None,
        },
        Example::Good(seed!("1815 births~")),
        Example::Good(seed!(
            "π~",
            "Ludolph van Ceulen",
            "Ludolph van Ceulen spent most of his life on the digits of one number, and 35 of them were on his grave."
        )),
        Example::Good(seed!(
            "Nothing~",
            "Void",
            "The void is a notion of philosophy and of physics, and both have found that it is not quite empty."
        )),
        Example::Good(seed!(
            "数~",
            "零",
            "零は何もないことを表す数であり、古代のインドで数として扱われるようになった。記号は丸い形をしている。"
        )),
    ],
    triggers: &[Document(may_have_none)],
    check: Check::Document(check),
};

static NO_CATEGORIES: Kind = Kind::warning("no-categories");

/// Whether the first line may have no category.
fn may_have_none(glance: &Glance<'_>) -> bool {
    glance.names.is_empty() && glance.parse.document.categories().next().is_none()
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    let Some(parts) = context.parts() else { return };
    if document.categories().next().is_none() {
        let start = document.lines()[parts.separators[0]].span.start as usize;
        let span = document.categories_line().map_or(Span::at(start), |line| line.span);
        findings
            .report(&NO_CATEGORIES, span, "the seed has no categories")
            .help("name at least one on the first line, each ended by `~`");
    }
}
