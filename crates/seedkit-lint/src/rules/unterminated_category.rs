use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule};
use crate::text::quote;
use seedkit_syntax::SyntaxErrorKind;

pub(super) static RULE: Rule = Rule {
    code: "S007",
    name: "unterminated-category",
    summary: "The last category is not ended by `~`.",
    rationale: "Every category is ended by `~`, the last one too; readers that split after each `~` lose a name \
        without one. Generators always write it, hands forget it.",
    fix: Some("A `~` is put after the last name."),
    default: true,
    kinds: &[&UNTERMINATED],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~Writers⟦⟧"),
            kinds: &[&UNTERMINATED],
            fixed: Some(seed!("Physicists~Writers~")),
        },
        Example::Bad {
            text: seed!("Physicists⟦⟧  "),
            kinds: &[&UNTERMINATED],
            fixed: Some(seed!("Physicists~  ")),
        },
        Example::Good(seed!("Physicists~Writers~")),
    ],
    triggers: &[],
    check: Check::Document(check),
};

static UNTERMINATED: Kind = Kind::error("unterminated").layout();

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    // Where categories and title are swapped, S006 says so.
    if context.parts().is_none() || context.is_swapped() {
        return;
    }
    for error in context.errors(&[SyntaxErrorKind::UnterminatedCategory]) {
        let name = context.document().categories().last().map_or("", |category| category.name.trim());
        findings
            .report(
                &UNTERMINATED,
                error.span,
                format!("the last category, {}, is not ended by `~`", quote(name)),
            )
            .fix([Edit::replace(error.span, "~")]);
    }
}
