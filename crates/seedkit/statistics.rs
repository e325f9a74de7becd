//! How many findings each rule has.

use crate::terminal::number;
use seedkit_lint::{Applicability, Diagnostic, Rule};
use std::collections::BTreeMap;
use std::fmt;

/// Findings by rule.
#[derive(Debug, Default)]
pub(crate) struct Statistics(BTreeMap<&'static str, Row>);

#[derive(Debug)]
struct Row {
    rule: &'static Rule,
    findings: usize,
    safe: usize,
    risky: usize,
}

impl Statistics {
    pub(crate) fn add(&mut self, found: &Diagnostic) {
        let row =
            self.0.entry(found.rule.code).or_insert(Row { rule: found.rule, findings: 0, safe: 0, risky: 0 });
        row.findings += 1;
        match found.fix.as_ref().map(|fix| fix.applicability) {
            Some(Applicability::Safe) => row.safe += 1,
            Some(Applicability::Unsafe) => row.risky += 1,
            None => {}
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Statistics {
    /// A table, the rules with the most findings first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rows: Vec<_> = self.0.values().collect();
        rows.sort_by_key(|row| (std::cmp::Reverse(row.findings), row.rule.code));
        let width = rows.iter().map(|row| number(row.findings).len()).max().unwrap_or_default();
        let name = rows.iter().map(|row| row.rule.name.len()).max().unwrap_or_default();
        for row in rows {
            let fixes = match (row.safe, row.risky) {
                (0, 0) => String::new(),
                (safe, 0) => format!("--fix mends {}", number(safe)),
                (0, risky) => format!("--unsafe-fixes {}", number(risky)),
                (safe, risky) => format!("--fix mends {}, --unsafe-fixes {}", number(safe), number(risky)),
            };
            let line = format!(
                "{:>width$}  {}  {:<name$}  {fixes}",
                number(row.findings),
                row.rule.code,
                row.rule.name
            );
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}
