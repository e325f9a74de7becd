//! All that is known of the findings, as JSON: [`crate::record`].

use super::{Audience, End, File, Output, Reporter};
use crate::json::json;
use crate::record::{Finding, TOOL, VERSION};
use std::io::{self, Write};

pub(super) static OUTPUT: Output = Output {
    name: "json",
    about: "All that is known, as JSON; `seedkit schema report` has the schema",
    audience: Audience::Records,
    reporter: |_| Box::new(Json { is_first: true }),
};

/// Writes a [`Report`](crate::record::Report) piece by piece, one finding a line.
struct Json {
    is_first: bool,
}

impl Reporter for Json {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\"version\":{VERSION},\"tool\":{},\"findings\":[", json(&TOOL)?)
    }

    fn file(&mut self, file: &File<'_>, out: &mut dyn Write) -> io::Result<()> {
        for found in &file.findings {
            let comma = if std::mem::take(&mut self.is_first) { "" } else { "," };
            write!(out, "{comma}\n{}", json(&Finding::new(found, file))?)?;
        }
        Ok(())
    }

    fn end(&mut self, end: &End<'_>, out: &mut dyn Write) -> io::Result<()> {
        let line = if self.is_first { "" } else { "\n" };
        writeln!(out, "{line}],\"summary\":{}}}", json(end.summary)?)
    }
}
