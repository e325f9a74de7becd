//! What a rule writes its findings to.

use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix, Severity};
use crate::rule::{Kind, Rule};
use seedkit_syntax::Span;

/// The findings of one rule in one file, in the making.
#[derive(Debug)]
pub struct Findings<'a> {
    rule: &'static Rule,
    /// What the findings count as, whatever their kind.
    severity: Option<Severity>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Findings<'a> {
    pub(crate) fn new(
        rule: &'static Rule,
        severity: Option<Severity>,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self { rule, severity, diagnostics }
    }

    /// Reports a finding. The message says what is wrong, as one sentence without a full stop.
    pub fn report(&mut self, kind: &'static Kind, span: Span, message: impl Into<String>) -> Finding<'_> {
        debug_assert!(
            self.rule.kinds.contains(&kind),
            "{} does not list the kind {}",
            self.rule.code,
            kind.name
        );
        let at = self.diagnostics.len();
        self.diagnostics.push(Diagnostic {
            rule: self.rule,
            kind,
            severity: self.severity.unwrap_or(kind.severity),
            span,
            related: Vec::new(),
            message: message.into(),
            help: None,
            fix: None,
        });
        Finding { diagnostic: &mut self.diagnostics[at] }
    }
}

/// A finding that was just reported, to say more of it.
#[derive(Debug)]
pub struct Finding<'a> {
    diagnostic: &'a mut Diagnostic,
}

impl Finding<'_> {
    /// Says what to do.
    #[expect(clippy::return_self_not_must_use, reason = "the last call of a chain has no use for it")]
    pub fn help(self, help: impl Into<String>) -> Self {
        self.diagnostic.help = Some(help.into());
        self
    }

    /// Shows another place that belongs to it.
    #[expect(clippy::return_self_not_must_use, reason = "the last call of a chain has no use for it")]
    pub fn related(self, span: Span, label: impl Into<String>) -> Self {
        self.diagnostic.related.push((span, label.into()));
        self
    }

    /// Mends it, as surely as its kind says.
    #[expect(clippy::return_self_not_must_use, reason = "the last call of a chain has no use for it")]
    pub fn fix(self, edits: impl IntoIterator<Item = Edit>) -> Self {
        let applicability = self.diagnostic.kind.fix.unwrap_or(Applicability::Unsafe);
        debug_assert!(
            self.diagnostic.kind.fix.is_some(),
            "the kind {} has no fix",
            self.diagnostic.kind.name
        );
        self.diagnostic.fix = Some(Fix { edits: edits.into_iter().collect(), applicability });
        self
    }

    /// Mends it, but less surely than its kind may: words can change.
    #[expect(clippy::return_self_not_must_use, reason = "the last call of a chain has no use for it")]
    pub fn fix_unsafely(self, edits: impl IntoIterator<Item = Edit>) -> Self {
        let finding = self.fix(edits);
        if let Some(fix) = &mut finding.diagnostic.fix {
            fix.applicability = Applicability::Unsafe;
        }
        finding
    }
}
