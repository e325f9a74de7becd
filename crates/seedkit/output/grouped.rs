//! The findings below the name of their file, in columns.

use super::{Audience, End, File, Output, Reporter, Setup, code, style};
use crate::terminal::{Terminal, inert};
use std::io::{self, Write};

pub(super) static OUTPUT: Output = Output {
    name: "grouped",
    about: "The findings below the name of their file",
    audience: Audience::People,
    reporter: |setup: &Setup| Box::new(Grouped { terminal: setup.terminal }),
};

struct Grouped {
    terminal: Terminal,
}

impl Reporter for Grouped {
    fn file(&mut self, file: &File<'_>, out: &mut dyn Write) -> io::Result<()> {
        let places: Vec<_> = file
            .findings
            .iter()
            .map(|found| {
                let place = file.index.position(found.diagnostic.span.start as usize);
                format!("{}:{}", place.line, place.column)
            })
            .collect();
        let width = places.iter().map(String::len).max().unwrap_or_default();
        writeln!(out, "{}", file.name.shown)?;
        for (found, place) in file.findings.iter().zip(places) {
            let diagnostic = found.diagnostic;
            let style = style(diagnostic.severity, self.terminal);
            writeln!(
                out,
                "  {place:>width$}  {style}{:<7}{style:#}  {}  {}{}",
                diagnostic.severity.name(),
                code(diagnostic.rule, self.terminal),
                inert(&diagnostic.to_string()),
                found.and_more(),
            )?;
        }
        writeln!(out)
    }

    fn end(&mut self, end: &End<'_>, out: &mut dyn Write) -> io::Result<()> {
        end.write(out)
    }
}
