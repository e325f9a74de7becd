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
        Example::Good(seed!("Post-war art~Postwar art~")),
        Example::Good(seed!("Ada (language)~Ada (name)~")),
    ],
    triggers: &[],
    check: Check::Document(check),
};

static EXACT: Kind = Kind::warning("exact").safe();
static VARIANT: Kind = Kind::warning("variant").risky();

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let names: Vec<_> = context.categories().iter().filter(|name| !name.clean.is_empty()).collect();
    if names.len() < 2 || !may_repeat(&names) {
        return;
    }
    let mut first: HashMap<String, &CategoryName<'_>> = HashMap::with_capacity(names.len());
    let mut exact: HashMap<&str, &CategoryName<'_>> = HashMap::with_capacity(names.len());
    for name in names {
        let key = name.key();
        let (kind, other, message) = match (exact.get(&*name.clean), first.get(&key)) {
            (Some(other), _) => (&EXACT, other, format!("the category {} stands twice", quote(&name.clean))),
            (None, Some(other)) => {
                let message =
                    format!("the category {} is a variant of {}", quote(&name.clean), quote(&other.clean));
                (&VARIANT, other, message)
            }
            (None, None) => {
                exact.insert(&name.clean, name);
                first.insert(key, name);
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

/// Whether two names can be variants of each other. For ASCII names a hash of their lower-case form tells, so that
/// most lists need no look-up by name.
fn may_repeat(names: &[&CategoryName<'_>]) -> bool {
    if !names.iter().all(|name| name.clean.is_ascii()) {
        return true;
    }
    let hash = |name: &&CategoryName<'_>| {
        name.clean.bytes().fold(0_u64, |hash, byte| {
            (hash.rotate_left(5) ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        })
    };
    let mut hashes: Vec<u64> = names.iter().map(hash).collect();
    hashes.sort_unstable();
    hashes.windows(2).any(|pair| pair[0] == pair[1])
}
