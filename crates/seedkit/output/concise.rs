//! One line a finding: `path:line:column: severity[code] message`.

use super::{Audience, File, Output, Reporter, Setup, code, style};
use crate::terminal::{Terminal, inert};
use std::io::{self, Write};

pub(super) static OUTPUT: Output = Output {
    name: "concise",
    about: "One line a finding, for people, editors and grep",
    audience: Audience::Tools,
    reporter: |setup: &Setup| Box::new(Concise { terminal: setup.terminal }),
};

struct Concise {
    terminal: Terminal,
}

impl Reporter for Concise {
    fn file(&mut self, file: &File<'_>, out: &mut dyn Write) -> io::Result<()> {
        for found in &file.findings {
            let diagnostic = found.diagnostic;
            let place = file.index.position(diagnostic.span.start as usize);
            let style = style(diagnostic.severity, self.terminal);
            writeln!(
                out,
                "{}:{}:{}: {style}{}[{}]{style:#} {}",
                file.name.shown,
                place.line,
                place.column,
                diagnostic.severity,
                code(diagnostic.rule, self.terminal),
                inert(&diagnostic.to_string()),
            )?;
        }
        Ok(())
    }
}
