//! A code quality report of GitLab, in the part of the format of Code Climate that GitLab reads.
//!
//! See <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>. GitLab shows no `check_name`, so
//! the description has the code; and of two entries with one fingerprint it shows one.

use super::{Audience, End, File, Output, Reporter};
use crate::json::json;
use seedkit_lint::Severity;
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) static OUTPUT: Output = Output {
    name: "gitlab",
    about: "A code quality report of GitLab",
    audience: Audience::Tools,
    reporter: |_| Box::new(Gitlab { is_first: true }),
};

struct Gitlab {
    is_first: bool,
}

impl Reporter for Gitlab {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "[")
    }

    fn file(&mut self, file: &File<'_>, out: &mut dyn Write) -> io::Result<()> {
        for found in &file.findings {
            let diagnostic = found.diagnostic;
            let position = |offset: u32| -> Value {
                let place = file.index.position(offset as usize);
                json!({ "line": place.line, "column": place.column })
            };
            let issue = json!({
                "description": format!("{}: {}", diagnostic.rule.code, found.explained()),
                "check_name": diagnostic.rule.code,
                "fingerprint": found.fingerprint().to_string(),
                "severity": match diagnostic.severity {
                    Severity::Error => "major",
                    Severity::Warning => "minor",
                    Severity::Info => "info",
                },
                "location": {
                    "path": file.name.rooted(),
                    "positions": { "begin": position(diagnostic.span.start), "end": position(diagnostic.span.end) },
                },
            });
            let comma = if std::mem::take(&mut self.is_first) { "" } else { "," };
            write!(out, "{comma}\n{}", json(&issue)?)?;
        }
        Ok(())
    }

    fn end(&mut self, _: &End<'_>, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}]", if self.is_first { "" } else { "\n" })
    }
}
