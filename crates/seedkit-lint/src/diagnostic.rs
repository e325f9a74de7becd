//! What a rule says of a text.

use crate::rule::{Kind, Rule};
use seedkit_syntax::Span;
use std::fmt;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A heuristic, or a matter of taste.
    Info,
    /// Certainly a defect.
    Warning,
    /// Strict readers cannot read the file as exactly one seed, or a part lacks, or bytes are damaged.
    Error,
}

impl Severity {
    /// Its name: `info`, `warning` or `error`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One finding: what, where, and what to do. Spans only; whoever prints it has the source.
///
/// Texts of the source that the message or help quote are printable: see [`printable`](crate::printable).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// Which kind of finding it is.
    pub kind: &'static Kind,
    /// How bad it is.
    pub severity: Severity,
    /// The bytes it is about; empty where something lacks.
    pub span: Span,
    /// Other places that belong to it, each with a label.
    pub related: Vec<(Span, String)>,
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
    /// What to do, where the message does not say it.
    pub help: Option<String>,
    /// How to mend it.
    pub fix: Option<Fix>,
}

/// Edits that mend a finding together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The edits, in source order; none touches another.
    pub edits: Vec<Edit>,
    /// How sure it is.
    pub applicability: Applicability,
}

/// A replacement of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// By what; empty for a deletion.
    pub replacement: String,
}

impl Edit {
    /// Removes what `span` covers.
    #[must_use]
    pub fn delete(span: Span) -> Self {
        Self { span, replacement: String::new() }
    }

    /// Puts `replacement` in the place of what `span` covers.
    #[must_use]
    pub fn replace(span: Span, replacement: impl Into<String>) -> Self {
        Self { span, replacement: replacement.into() }
    }
}

/// How sure a fix is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// It may remove, join or replace words: to be looked at.
    Unsafe,
    /// No word of the text can change.
    Safe,
}

impl fmt::Display for Applicability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unsafe => "unsafe",
            Self::Safe => "safe",
        })
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}

impl miette::Diagnostic for Diagnostic {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.rule.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Info => miette::Severity::Advice,
            Severity::Warning => miette::Severity::Warning,
            Severity::Error => miette::Severity::Error,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        let label = |span: Span, text| miette::LabeledSpan::new(text, span.start as usize, span.len());
        let related = self.related.iter().map(move |(span, text)| label(*span, Some(text.clone())));
        Some(Box::new([label(self.span, None)].into_iter().chain(related)))
    }
}
