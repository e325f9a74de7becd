//! One line a finding: `path:line:column: severity[code] message`.

use super::{Checked, Output, Reporter};
use crate::terminal::Terminal;
use anstyle::{AnsiColor, Style};
use seedkit_lint::Severity;
use seedkit_syntax::LineIndex;
use std::io::{self, Write};

pub(super) static OUTPUT: Output =
    Output { name: "concise", reporter: |terminal| Box::new(Concise { terminal }), with_summary: false };

struct Concise {
    terminal: Terminal,
}

impl Reporter for Concise {
    fn file(&mut self, checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
        if checked.diagnostics.is_empty() {
            return Ok(());
        }
        let text = checked.text();
        let index = LineIndex::new(&text);
        for found in &checked.diagnostics {
            let place = index.position(found.span.start as usize);
            let style = match found.severity {
                _ if !self.terminal.color => Style::new(),
                Severity::Error => AnsiColor::Red.on_default(),
                Severity::Warning => AnsiColor::Yellow.on_default(),
                Severity::Info => AnsiColor::Cyan.on_default(),
            };
            writeln!(
                out,
                "{}:{}:{}: {style}{}[{}]{style:#} {found}",
                checked.name, place.line, place.column, found.severity, found.rule.code
            )?;
        }
        Ok(())
    }
}
