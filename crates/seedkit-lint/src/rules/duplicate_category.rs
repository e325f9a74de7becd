use super::seed;
use crate::category::CategoryName;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule};
use crate::text::quote;
use std::collections::HashMap;

pub(super) static RULE: Rule = Rule {
    code: "C103",
    name: "duplicate-category",
    summary: "A category stands twice.",
    rationale: "Names are compared without prefix, sort key and stray blanks: `exact` where they are equal, `variant` \
        where they differ in case or Unicode normalisation. Generators do not write duplicates; merges that keep both \
        sides do.",
    fix: Some(
        "The later one is deleted; for `variant`, where it may be the better one, only as an unsafe fix.",
    ),
    default: true,
    kinds: &[&EXACT, &VARIANT],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~⟦Physicists~⟧Writers~"),
            kinds: &[&EXACT],
            fixed: Some(seed!("Physicists~Writers~")),
        },
        Example::Bad {
            text: seed!("Old ships~⟦Category:Old_ships|Key~⟧⟦Old ships ⟧"),
            kinds: &[&EXACT, &EXACT],
            fixed: Some(seed!("Old ships~")),
        },
        Example::Bad {
            text: seed!("Old Ships~⟦Old ships~⟧"),
            kinds: &[&VARIANT],
            fixed: Some(seed!("Old Ships~")),
        },
        Example::Bad {
            text: seed!("Cafés~⟦Cafe\u{301}s~⟧"),
            kinds: &[&VARIANT],
            fixed: Some(seed!("Cafés~")),
        },
        Example::Good(seed!("Old ship~Old ships~")),
        Example::Good(seed!("Ecoles~Écoles~")),
    ],
    triggers: &[],
    check: Check::Document(check),
};

static EXACT: Kind = Kind::warning("exact").safe();
static VARIANT: Kind = Kind::warning("variant").risky();

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let names = context.categories();
    if names.len() < 2 {
        return;
    }
    let mut first: HashMap<String, &CategoryName<'_>> = HashMap::with_capacity(names.len());
    let mut exact: HashMap<&str, &CategoryName<'_>> = HashMap::with_capacity(names.len());
    for name in names.iter().filter(|name| !name.clean.is_empty()) {
        let (kind, other, message) = match (exact.get(&*name.clean), first.get(&name.key())) {
            (Some(other), _) => (&EXACT, other, format!("the category {} stands twice", quote(&name.clean))),
            (None, Some(other)) => (
                &VARIANT,
                other,
                format!("the category {} is a variant of {}", quote(&name.clean), quote(&other.clean)),
            ),
            (None, None) => {
                exact.insert(&name.clean, name);
                first.insert(name.key(), name);
                continue;
            }
        };
        findings
            .report(kind, name.category.full(), message)
            .related(other.category.span, "first here")
            .fix([Edit::delete(name.category.full())]);
        exact.insert(&name.clean, name);
    }
}
