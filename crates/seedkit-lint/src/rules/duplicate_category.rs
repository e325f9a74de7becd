use super::seed;
use crate::category::CategoryName;
use crate::chars::{Flags, flags, folded};
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

/// Whether plain names of a line differ however they are folded, as far as that can be told at a glance: where folding
/// and normalisation keep the length of each character.
fn all_differ(glance: &Glance<'_>) -> bool {
    const FEW: usize = 32;
    let (names, is_ascii) = (&glance.names, glance.are_names_ascii);
    let is_alike =
        |(a, b): (char, char)| a == b || folded(a).is_none_or(|a| folded(b).is_none_or(|b| a == b));
    // Most differ in their first letters already, whatever the case.
    let starts_alike = |a: &str, b: &str| match (a.as_bytes().first(), b.as_bytes().first()) {
        (Some(a), Some(b)) => (a | b) >= 0x80 || a.eq_ignore_ascii_case(b),
        _ => true,
    };
    let are_alike =
        |a: &str, b: &str| a.len() == b.len() && starts_alike(a, b) && a.chars().zip(b.chars()).all(is_alike);
    all_differ_at_edges(names, is_ascii)
        || names.len() <= FEW
            && (is_ascii || glance.categories.chars().all(keeps_length))
            && !names
                .iter()
                .enumerate()
                .any(|(number, name)| names[..number].iter().any(|before| are_alike(before, name)))
}

/// Whether names differ, for certain, in their first or last characters; those of ASCII also in their lengths.
fn all_differ_at_edges(names: &[&str], are_ascii: bool) -> bool {
    let mut seen = [0_u64; 16];
    names.iter().all(|name| {
        let edges = if are_ascii {
            let letter = |byte: Option<&u8>| byte.map_or(0, |byte| u32::from(byte | 0x20));
            let edges = letter(name.as_bytes().first()) << 8 | letter(name.as_bytes().last());
            Some(edges << 16 | (name.len() & 0xFFFF) as u32)
        } else {
            edges(name)
        };
        edges.is_some_and(|edges| {
            let place = edges.wrapping_mul(0x9E37_79B1) >> 22;
            let (word, bit) = (&mut seen[place as usize / 64], 1 << (place % 64));
            let is_new = *word & bit == 0;
            *word |= bit;
            is_new
        })
    })
}

/// A number for the first and the last character of a name as they are when it is folded, if that is certain.
fn edges(name: &str) -> Option<u32> {
    let mut chars = name.chars();
    let (first, second) = (chars.next()?, chars.next());
    let last = name.chars().next_back()?;
    // What comes next may be composed with the first one.
    let is_certain = ![Some(first), second, Some(last)]
        .into_iter()
        .flatten()
        .any(|c| flags(c).has(Flags::UNSETTLED.with(Flags::MARK)));
    let folded = |c: char| folded(c).map(u32::from);
    if is_certain { Some(folded(first)?.rotate_left(16) ^ folded(last)?) } else { None }
}

/// Whether a character has as many bytes folded and normalised, whatever stands beside it: one of common scripts.
fn keeps_length(c: char) -> bool {
    matches!(c,
        '\0'..='\x7F' | '\u{A1}'..='\u{12F}' | '\u{131}'..='\u{148}' | '\u{14A}'..='\u{17E}'
        | '\u{391}'..='\u{3AF}' | '\u{3B1}'..='\u{3CE}' | '\u{400}'..='\u{45F}' | '\u{490}'..='\u{4FF}'
        | '\u{531}'..='\u{556}' | '\u{561}'..='\u{586}' | '\u{5D0}'..='\u{5EA}' | '\u{621}'..='\u{64A}'
        | '\u{671}'..='\u{6D3}' | '\u{900}'..='\u{939}' | '\u{93E}'..='\u{94D}' | '\u{E01}'..='\u{E4E}'
        | '\u{10D0}'..='\u{10FA}' | '\u{1EA0}'..='\u{1EFF}' | '’' | '–' | '\u{3041}'..='\u{3096}'
        | '\u{30A1}'..='\u{30FC}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::folded;

    #[test]
    fn folding_keeps_the_length_of_what_is_told_to_keep_it() {
        let kept: Vec<char> =
            (0..=0x10_FFFF).filter_map(char::from_u32).filter(|c| keeps_length(*c)).collect();
        for &c in kept.iter().filter(|c| !c.is_whitespace() && !c.is_control()) {
            let text = format!("x{c}x");
            assert_eq!(folded(&text).len(), text.len(), "{c:?}");
            let is_plain = folded(&text)
                .bytes()
                .zip(text.bytes())
                .all(|(a, b)| !b.is_ascii() || a.eq_ignore_ascii_case(&b) || b == b'_');
            assert!(is_plain, "{c:?}");
        }
    }
}
