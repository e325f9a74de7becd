use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule};
use crate::text::{folded, quote};
use seedkit_syntax::is_blank;

pub(super) static RULE: Rule = Rule {
    code: "C108",
    name: "eponymous-category",
    summary: "A category has the name of the seed.",
    rationale: "Compared without regard to case and Unicode normalisation. Half of all articles on Wikipedia have \
        such a category, rightly: it holds the subtopics. Opt-in, for corpora that use categories as labels.",
    fix: None,
    default: false,
    kinds: &[&EPONYMOUS],
    options: &[],
    examples: &[
        Example::Bad { text: seed!("⟦Ada Byron⟧~"), kinds: &[&EPONYMOUS], fixed: None },
        Example::Bad { text: seed!("Physicists~⟦ada BYRON⟧~"), kinds: &[&EPONYMOUS], fixed: None },
        Example::Bad {
            text: seed!("Physicists~⟦Category:Ada_Byron|Byron⟧~"),
            kinds: &[&EPONYMOUS],
            fixed: None,
        },
        Example::Bad { text: seed!("⟦Cafe\u{301}s⟧~", "Cafés"), kinds: &[&EPONYMOUS], fixed: None },
        Example::Good(seed!("Ada Byron's works~Physicists~")),
        Example::Good(seed!(
            "Mercury~",
            "Mercury (planet)",
            "Mercury is the planet that is next to the Sun, and the smallest of the eight that go around it."
        )),
        Example::Good(seed!(
            "Bridges~",
            "Bridge",
            "A bridge carries a road or a railway over water, over a valley or over another road or railway."
        )),
        Example::Good(seed!(
            "Resumes~",
            "Résumés",
            "Résumés are lists of what people did before, which they send to those for whom they want to work."
        )),
    ],
    triggers: &[],
    check: Check::Document(check),
};

static EPONYMOUS: Kind = Kind::info("eponymous");

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let title = context.document().title();
    if is_blank(title) {
        return;
    }
    let title = folded(title);
    for name in context.categories().iter().filter(|name| name.key() == title) {
        let message = format!("the category {} has the name of the seed", quote(&name.clean));
        findings.report(&EPONYMOUS, name.category.span, message);
    }
}
