use super::seed;
use crate::bitmap::{Bitmap, hash};
use crate::category::CategoryName;
use crate::chars::folded;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::glance::Glance;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Names};
use crate::text::quote;
use foldhash::fast::RandomState;
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
        Example::Bad {
            text: seed!("Strasse~⟦Straße~⟧"), kinds: &[&VARIANT], fixed: Some(seed!("Strasse~"))
        },
        Example::Bad {
            text: seed!("Physicists~⟦PHYSICISTS~⟧⟦PHYSICISTS~⟧⟦physicists|Byron, Ada~⟧"),
            kinds: &[&VARIANT, &EXACT, &VARIANT],
            fixed: Some(seed!("Physicists~")),
        },
        Example::Good(seed!("Old ship~Old ships~")),
        Example::Good(seed!("Ecoles~Écoles~")),
        Example::Good(seed!("Post-war art~Postwar art~")),
        Example::Good(seed!("Ada (language)~Ada (name)~")),
    ],
    triggers: &[Names(may_be_alike)],
    check: Check::Document(check),
};

static EXACT: Kind = Kind::warning("exact").safe();
static VARIANT: Kind = Kind::warning("variant").risky();

fn may_be_alike(glance: &Glance<'_>) -> bool {
    !all_differ(glance)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let names: Vec<_> = context.categories().iter().filter(|name| !name.clean.is_empty()).collect();
    let mut first: HashMap<String, &CategoryName<'_>, RandomState> = HashMap::default();
    let mut exact: HashMap<&str, &CategoryName<'_>, RandomState> = HashMap::default();
    first.reserve(names.len());
    exact.reserve(names.len());
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

/// Whether plain names of a line differ however they are folded, as far as that can be told at a glance.
fn all_differ(glance: &Glance<'_>) -> bool {
    const FEW: usize = 32;
    let names = &glance.names;
    let pairs =
        || names.iter().enumerate().flat_map(|(number, name)| names[..number].iter().map(move |b| (name, b)));
    glance.scan.names.keep_lengths
        && (all_differ_at_edges(names) || (names.len() <= FEW && pairs().all(|(a, b)| differ(a, b))))
}

/// Whether names that [keep their lengths](crate::scan::Names::keep_lengths) differ in these, or in their first or last
/// letters if these are of ASCII.
fn all_differ_at_edges(names: &[&str]) -> bool {
    let letter =
        |byte: Option<&u8>| byte.filter(|byte| byte.is_ascii()).map_or(0, |byte| u32::from(byte | 0x20));
    let hash_of = |name: &str| {
        let edges = letter(name.as_bytes().first()) << 8 | letter(name.as_bytes().last());
        hash::<10>(edges << 16 | (name.len() & 0xFFFF) as u32)
    };
    !Bitmap::<16>::has_twice(names.iter().map(|name| hash_of(name)))
}

/// Whether two of these differ: each character is one without regard to case, so that they stand at the same places.
fn differ(a: &str, b: &str) -> bool {
    let mut pairs = a.chars().zip(b.chars()).filter(|(a, b)| a != b);
    a.len() != b.len() || pairs.any(|(a, b)| folded(a) != folded(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn names_that_differ_for_certain_are_no_variants(
            names in prop_oneof![
                prop::collection::vec("[aAkKsS\u{212A}ßſéÉe\u{301}İiıДдẞ中’]{1,3}", 2..6),
                prop::collection::vec("[aAéÉДдΣςσ中b]{1,2}", 2..5),
            ],
        ) {
            let text = format!("{}~\n||||||\nTitle\n||||||\nBody", names.join("~"));
            let parse = seedkit_syntax::parse(&text);
            let mut keys: Vec<String> = names.iter().map(|name| text::folded(name)).collect();
            keys.sort_unstable();
            keys.dedup();
            prop_assert!(!all_differ(&Glance::of(&parse)) || keys.len() == names.len());
        }
    }
}
