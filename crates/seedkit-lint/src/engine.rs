//! Runs the rules.

use crate::context::{Context, Facts};
use crate::diagnostic::Diagnostic;
use crate::findings::Findings;
use crate::rule::Check;
use crate::rules::RULES;
use crate::settings::{Language, NO_RULE, Settings};
use seedkit_syntax::{Parse, parse_bytes};

/// A parsed text and what is found out about it once, for the rules about it alone and for those about it and others.
///
/// ```
/// use seedkit_lint::{Analysis, Corpus, Settings, Texts};
///
/// let texts = ["A~\n||||||\nMosses\n||||||\nB", "C~\n||||||\nMosses\n||||||\nD"];
/// let (settings, mut corpus) = (Settings::default(), Corpus::default());
/// for (file, text) in texts.into_iter().enumerate() {
///     let parse = seedkit_syntax::parse(text);
///     let analysis = Analysis::of(&parse);
///     assert!(analysis.lint(&settings).iter().all(|found| found.rule.code != "X601"));
///     corpus.add(file as u32, &analysis, &format!("{file}.seed"));
/// }
/// let mut again = Texts::default();
/// for file in corpus.take_starts().candidates() {
///     again.add(file, &seedkit_syntax::parse(texts[file as usize]));
/// }
/// assert_eq!(corpus.finish().with_texts(again).files(), [0, 1]);
/// ```
#[derive(Debug)]
pub struct Analysis<'a> {
    parse: &'a Parse<'a>,
    facts: Facts<'a>,
}

impl<'a> Analysis<'a> {
    /// Looks at a text.
    #[must_use]
    pub fn of(parse: &'a Parse<'a>) -> Self {
        Self { parse, facts: Facts::of(parse) }
    }

    /// For a look that is that of no rule.
    pub(crate) fn context(&'a self) -> Context<'a> {
        Context::new(self.parse, &self.facts, &NO_RULE, Language::Auto)
    }

    /// What the rules about single documents say of it, in source order.
    #[must_use]
    pub fn lint(&'a self, settings: &'a Settings) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let triggered = self.facts.glance().into_iter().flat_map(|glance| settings.triggered(glance));
        for (rule, state) in triggered {
            if let Check::Document(check) = rule.check {
                let context = Context::new(self.parse, &self.facts, state, settings.language());
                check(&context, &mut Findings::new(rule, state.severity, &mut diagnostics));
            }
        }
        sort(&mut diagnostics);
        diagnostics
    }
}

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
    let analysis = Analysis::of(parse);
    analysis.lint(settings)
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
    diagnostics.sort_by(|a, b| {
        let place = |found: &Diagnostic| (found.span.start, found.span.end);
        place(a).cmp(&place(b)).then_with(|| priority(a).cmp(&priority(b)))
    });
}

/// The place of the rule among all: of two fixes that touch each other the first one wins.
pub(crate) fn priority(diagnostic: &Diagnostic) -> usize {
    RULES.partition_point(|rule| rule.number() < diagnostic.rule.number())
}
