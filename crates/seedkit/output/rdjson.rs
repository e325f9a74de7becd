//! The Reviewdog Diagnostic Format, as one JSON object.
//!
//! See <https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>. Its columns count bytes of UTF-8, and its
//! suggestions replace them.

use super::{Audience, End, File, Found, Output, Reporter, page};
use crate::json::json;
use crate::record::TOOL;
use seedkit_lint::{Edit, Severity};
use seedkit_syntax::{BOM, Span};
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) static OUTPUT: Output = Output {
    name: "rdjson",
    about: "The Reviewdog Diagnostic Format",
    audience: Audience::Tools,
    reporter: |_| Box::new(Rdjson { is_first: true }),
};

struct Rdjson {
    is_first: bool,
}

impl Reporter for Rdjson {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let source = json!({ "name": TOOL.name, "url": env!("CARGO_PKG_REPOSITORY") });
        write!(out, "{{\"source\":{},\"diagnostics\":[", json(&source)?)
    }

    fn file(&mut self, file: &File<'_>, out: &mut dyn Write) -> io::Result<()> {
        for found in &file.findings {
            let comma = if std::mem::take(&mut self.is_first) { "" } else { "," };
            write!(out, "{comma}\n{}", json(&diagnostic(found, file))?)?;
        }
        Ok(())
    }

    fn end(&mut self, _: &End<'_>, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}]}}", if self.is_first { "" } else { "\n" })
    }
}

fn diagnostic(found: &Found<'_>, file: &File<'_>) -> Value {
    let diagnostic = found.diagnostic;
    let mut value = json!({
        "message": found.explained(),
        "location": { "path": file.name.rooted(), "range": range(diagnostic.span, file) },
        "severity": match diagnostic.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Info => "INFO",
        },
        "code": { "value": diagnostic.rule.code, "url": page(diagnostic.rule) },
    });
    let edits = diagnostic.fix.as_ref().map_or(&[][..], |fix| &fix.edits);
    // A fix is all of its edits, and a suggestion is one.
    if let [edit] = edits
        && file.is_utf8
        && !touches_mark(edit, file)
    {
        value["suggestions"] = json!([{ "range": range(edit.span, file), "text": edit.replacement }]);
    }
    value
}

/// Whether an edit is in the first line of a text with a byte order mark, where programs disagree on columns.
fn touches_mark(edit: &Edit, file: &File<'_>) -> bool {
    file.text.starts_with(BOM) && edit.span.start <= file.index.line(1).end
}

fn range(span: Span, file: &File<'_>) -> Value {
    let position = |offset: u32| {
        let place = file.index.position(offset as usize);
        json!({ "line": place.line, "column": place.column_bytes })
    };
    json!({ "start": position(span.start), "end": position(span.end) })
}
