//! Applies fixes.

use crate::diagnostic::{Applicability, Diagnostic, Edit};
use crate::engine::{lint_bytes, priority};
use crate::rule::{Kind, Rule};
use crate::settings::Settings;
use crate::spans::SpanSet;
use seedkit_syntax::Span;

/// How often a file is linted again after its fixes; three are enough for any text that people or tools wrote.
const MAX_PASSES: usize = 20;

/// How many bytes may be linted after that, as long as every pass makes the text shorter: of marks that all stand at the start
/// once those before them are gone, a pass takes one.
const MAX_SHORTENED: usize = 1 << 28;

/// Which fixes to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixes {
    /// Those that are a matter of layout.
    Layout,
    /// All safe ones.
    Safe,
    /// Unsafe ones too.
    Unsafe,
}

impl Fixes {
    /// Whether the fix of a diagnostic, if it has one, is to be applied.
    #[must_use]
    pub fn include(self, diagnostic: &Diagnostic) -> bool {
        diagnostic.fix.as_ref().is_some_and(|fix| match self {
            Self::Layout => diagnostic.kind.layout,
            Self::Safe => fix.applicability == Applicability::Safe,
            Self::Unsafe => true,
        })
    }
}

/// A file after its fixes.
#[derive(Clone, Debug)]
pub struct Fixed {
    /// The bytes. Equal to the source where nothing was to be fixed.
    pub bytes: Vec<u8>,
    /// What was fixed, a count for each rule and kind, in the order of the rules.
    pub fixed: Vec<(&'static Rule, &'static Kind, usize)>,
    /// What is left, with spans in the new bytes.
    pub remaining: Vec<Diagnostic>,
    /// How many rounds of fixes it took.
    pub passes: usize,
    /// The rules that would go on for ever, if any: a defect of seedkit.
    pub cycling: Vec<&'static Rule>,
}

impl Fixed {
    /// How many findings were fixed.
    #[must_use]
    pub fn count(&self) -> usize {
        self.fixed.iter().map(|(.., count)| count).sum()
    }
}

/// Applies fixes and lints again until nothing is left to fix.
///
/// Of two fixes that touch each other, that of the rule that stands first in [`RULES`](crate::RULES) wins and the
/// other one has its turn in the next round.
///
/// ```
/// use seedkit_lint::{Fixes, Settings, fix};
///
/// let fixed = fix(b"Mosses~Bogs\n||||||\nPeat moss \n||||||\nIt holds water.", &Settings::default(), Fixes::Safe);
/// assert_eq!(fixed.bytes, b"Bogs~Mosses~\n||||||\nPeat moss\n||||||\nIt holds water.");
/// assert_eq!(fixed.count(), 3);
/// ```
#[must_use]
pub fn fix(source: &[u8], settings: &Settings, fixes: Fixes) -> Fixed {
    fix_except(source, settings, fixes, |found| vec![false; found.len()])
}

/// As [`fix`](fn@fix), but leaves some of the findings of `source` alone: those for which `spared` says so, in their
/// order.
#[must_use]
pub fn fix_except(
    source: &[u8],
    settings: &Settings,
    fixes: Fixes,
    spared: impl FnOnce(&[Diagnostic]) -> Vec<bool>,
) -> Fixed {
    let mut fixed = Fixed {
        bytes: source.to_vec(),
        fixed: Vec::new(),
        remaining: lint_bytes(source, settings),
        passes: 0,
        cycling: Vec::new(),
    };
    let mut spared = Spared::new(&fixed.remaining, spared);
    let (mut before, mut shortened) = (usize::MAX, 0);
    while fixed.remaining.iter().any(|found| spared.allows(found, fixes)) {
        if fixed.passes >= MAX_PASSES && (fixed.bytes.len() >= before || shortened > MAX_SHORTENED) {
            let cycling =
                fixed.remaining.iter().filter(|found| spared.allows(found, fixes)).map(|found| found.rule);
            fixed.cycling = cycling.collect();
            fixed.cycling.dedup();
            break;
        }
        let chosen = compatible(fixed.remaining.iter().filter(|found| spared.allows(found, fixes)));
        for found in &chosen {
            match fixed.fixed.iter_mut().find(|(rule, kind, _)| *rule == found.rule && *kind == found.kind) {
                Some((.., count)) => *count += 1,
                None => fixed.fixed.push((found.rule, found.kind, 1)),
            }
        }
        spared.follow(&chosen);
        before = fixed.bytes.len();
        shortened += before;
        fixed.bytes = apply(&fixed.bytes, &chosen);
        fixed.passes += 1;
        fixed.remaining = lint_bytes(&fixed.bytes, settings);
    }
    fixed.fixed.sort_by_key(|(rule, kind, _)| (rule.number(), kind.name));
    fixed
}

/// Makes the edits of the fixes of `diagnostics`; no two may touch each other.
#[must_use]
pub fn apply(source: &[u8], diagnostics: &[&Diagnostic]) -> Vec<u8> {
    let mut edits: Vec<&Edit> =
        diagnostics.iter().filter_map(|found| found.fix.as_ref()).flat_map(|fix| &fix.edits).collect();
    edits.sort_by_key(|edit| edit.span);
    let mut result = Vec::with_capacity(source.len());
    let mut at = 0;
    for edit in edits {
        result.extend_from_slice(&source[at..edit.span.start as usize]);
        result.extend_from_slice(edit.replacement.as_bytes());
        at = edit.span.end as usize;
    }
    result.extend_from_slice(&source[at..]);
    result
}

/// Findings that are left alone: their rules, and where they are by now.
struct Spared(Vec<(&'static Rule, Span)>);

impl Spared {
    fn new(found: &[Diagnostic], spared: impl FnOnce(&[Diagnostic]) -> Vec<bool>) -> Self {
        let is_spared = spared(found);
        Self(
            found
                .iter()
                .zip(is_spared)
                .filter(|(_, is)| *is)
                .map(|(found, _)| (found.rule, found.span))
                .collect(),
        )
    }

    fn allows(&self, found: &Diagnostic, fixes: Fixes) -> bool {
        fixes.include(found) && !self.0.contains(&(found.rule, found.span))
    }

    /// Moves the places as the edits of the fixes do.
    fn follow(&mut self, chosen: &[&Diagnostic]) {
        if self.0.is_empty() {
            return;
        }
        let fixes = chosen.iter().filter_map(|found| found.fix.as_ref());
        let mut edits: Vec<&Edit> = fixes.flat_map(|fix| &fix.edits).collect();
        edits.sort_by_key(|edit| edit.span);
        // How much all edits up to one add and take.
        let mut sums = vec![(0, 0)];
        for (edit, at) in edits.iter().zip(0..) {
            let (added, taken): (usize, usize) = sums[at];
            sums.push((added + edit.replacement.len(), taken + edit.span.len()));
        }
        // What is before the end of an edit stays, what is after it moves by what the edits add and take.
        let moved = |offset: u32| {
            let (added, taken) = sums[edits.partition_point(|edit| edit.span.end <= offset)];
            offset as usize + added - taken
        };
        for (_, span) in &mut self.0 {
            *span = Span::new(moved(span.start), moved(span.end));
        }
    }
}

/// The findings whose fixes can be applied together: those of rules that stand first, then those that come first in
/// the source, as long as no edit touches one that is chosen already.
fn compatible<'d>(candidates: impl Iterator<Item = &'d Diagnostic>) -> Vec<&'d Diagnostic> {
    let mut candidates: Vec<_> = candidates.collect();
    candidates.sort_by_key(|found| (priority(found), found.span));
    let mut taken = SpanSet::default();
    candidates.retain(|found| {
        let edits = found.fix.as_ref().map_or(&[][..], |fix| &fix.edits);
        let free = !edits.iter().any(|edit| taken.touches(edit.span));
        if free {
            for edit in edits {
                taken.insert(edit.span);
            }
        }
        free
    });
    candidates
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Findings of layout, safe ones and unsafe ones, none beside another.
    const UNTIDY: &str = "Mosses~\n||||||\nPeat moss \n||||||\n Peat moss holds the the water.\nIt  grows and  spreads. \n\
                          It is is wet , as moss must be.";

    #[test]
    fn what_gets_shorter_comes_to_an_end() {
        for marks in ["*=", "--></sup>*"] {
            let text = format!("Mosses~\n||||||\nMoss\n||||||\n{}Moss", marks.repeat(60));
            let fixed = fix(text.as_bytes(), &Settings::default(), Fixes::Unsafe);
            assert_eq!(String::from_utf8_lossy(&fixed.bytes), "Mosses~\n||||||\nMoss\n||||||\nMoss");
            assert!(fixed.cycling.is_empty() && fixed.passes > MAX_PASSES);
        }
    }

    #[test]
    fn each_level_of_fixes_does_more() {
        for (fixes, expected, count) in [
            (
                Fixes::Layout,
                "Mosses~\n||||||\nPeat moss\n||||||\nPeat moss holds the the water.\nIt  grows and  spreads.\n\
                 It is is wet , as moss must be.",
                3,
            ),
            (
                Fixes::Safe,
                "Mosses~\n||||||\nPeat moss\n||||||\nPeat moss holds the the water.\nIt grows and spreads.\n\
                 It is is wet, as moss must be.",
                6,
            ),
            (
                Fixes::Unsafe,
                "Mosses~\n||||||\nPeat moss\n||||||\nPeat moss holds the water.\nIt grows and spreads.\n\
                 It is wet, as moss must be.",
                8,
            ),
        ] {
            let fixed = fix(UNTIDY.as_bytes(), &Settings::default(), fixes);
            assert_eq!(String::from_utf8_lossy(&fixed.bytes), expected);
            assert_eq!((fixed.count(), fixed.passes), (count, 1), "{:?}", fixed.fixed);
            // One entry a kind, in the order of the rules.
            assert!(fixed.fixed.is_sorted_by(|(one, kind, _), (next, other, _)| {
                (one.number(), kind.name) < (next.number(), other.name)
            }));
            assert!(fixed.fixed.iter().any(|(.., count)| *count == 2));
        }
    }

    #[test]
    fn what_is_spared_stays_as_it_is_where_others_are_fixed() {
        let source = UNTIDY.as_bytes();
        let settings = Settings::default();
        let all = lint_bytes(source, &settings);
        let fixable: Vec<_> = (0..all.len()).filter(|&index| all[index].fix.is_some()).collect();
        assert_eq!(fixable.len(), 8);
        for &index in &fixable {
            let spared = |found: &[Diagnostic]| (0..found.len()).map(|at| at == index).collect();
            let fixed = fix_except(source, &settings, Fixes::Unsafe, spared);
            let left: Vec<_> = fixed.remaining.iter().filter(|found| found.fix.is_some()).collect();
            assert_eq!(left.iter().map(|found| found.rule.code).collect::<Vec<_>>(), [all[index].rule.code]);
            assert_eq!(fixed.bytes[left[0].span.range()], source[all[index].span.range()]);
            assert_eq!(fixed.count() + 1, fixable.len());
            assert!(fixed.cycling.is_empty());
        }
        let nothing = fix_except(source, &settings, Fixes::Unsafe, |found| vec![true; found.len()]);
        assert_eq!((nothing.bytes, nothing.passes), (source.to_vec(), 0));
    }
}
