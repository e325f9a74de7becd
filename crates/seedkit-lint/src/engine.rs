//! Runs the rules.

use crate::context::{Context, Facts};
use crate::diagnostic::Diagnostic;
use crate::findings::Findings;
use crate::rule::Check;
use crate::rules::RULES;
use crate::scan::Scan;
use crate::settings::Settings;
use seedkit_syntax::{Parse, parse_bytes};

/// What the rules say of a parsed text, in source order.
///
/// ```
/// use seedkit_lint::{Settings, lint};
///
/// let parse = seedkit_syntax::parse("Mosses\n||||||\nPeat moss\n||||||\nIt holds water.");
/// let found = lint(&parse, &Settings::default());
/// assert_eq!(found[0].rule.code, "S007");
/// assert_eq!(found[0].message, "the last category, `Mosses`, is not ended by `~`");
/// ```
#[must_use]
pub fn lint(parse: &Parse<'_>, settings: &Settings) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let scan = Scan::of(parse);
    let facts = Facts::of(&scan);
    for (rule, state) in settings.triggered(parse, &scan) {
        if let Check::Document(check) = rule.check {
            let context = Context::new(parse, &facts, state, settings.language());
            check(&context, &mut Findings::new(rule, state.severity, &mut diagnostics));
        }
    }
    sort(&mut diagnostics);
    diagnostics
}

/// What the rules say of bytes, in source order. Spans count bytes also where these are not UTF-8.
#[must_use]
pub fn lint_bytes(bytes: &[u8], settings: &Settings) -> Vec<Diagnostic> {
    let error = match parse_bytes(bytes) {
        Ok(parse) => return lint(&parse, settings),
        Err(error) => error,
    };
    let mut diagnostics = Vec::new();
    for (rule, state) in settings.enabled() {
        if let Check::Bytes(check) = rule.check {
            check(bytes, &error, &mut Findings::new(rule, state.severity, &mut diagnostics));
        }
    }
    sort(&mut diagnostics);
    diagnostics
}

/// By place, then in the order of the rules.
pub(crate) fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_key(|found| (found.span.start, found.span.end, priority(found)));
}

/// The place of the rule among all: of two fixes that touch each other the first one wins.
pub(crate) fn priority(diagnostic: &Diagnostic) -> usize {
    RULES.partition_point(|rule| rule.number() < diagnostic.rule.number())
}
