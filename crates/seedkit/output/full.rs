//! Findings as miette shows them: what, where in the text, what to do.

use super::{Audience, End, File, Found, Output, Reporter, Setup, page};
use crate::excerpt::Excerpt;
use crate::terminal::{Terminal, inert};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use seedkit_lint::{Applicability, printable};
use seedkit_syntax::{LineIndex, Span};
use std::fmt;
use std::io::{self, Write};

/// How many places of further findings are named.
const NAMED: usize = 10;

pub(super) static OUTPUT: Output = Output {
    name: "full",
    about: "What, where in the text, and what to do",
    audience: Audience::People,
    reporter: |setup: &Setup| Box::new(Full { terminal: setup.terminal }),
};

struct Full {
    terminal: Terminal,
}

impl Reporter for Full {
    fn file(&mut self, file: &File<'_>, out: &mut dyn Write) -> io::Result<()> {
        let handler = handler(self.terminal);
        for found in &file.findings {
            let problem = Problem::of_finding(found, file, self.terminal);
            writeln!(out, "{}", problem.render(&handler))?;
        }
        Ok(())
    }

    fn end(&mut self, end: &End<'_>, out: &mut dyn Write) -> io::Result<()> {
        end.write(out)
    }
}

fn handler(terminal: Terminal) -> GraphicalReportHandler {
    let theme = match (terminal.color, terminal.unicode) {
        (true, true) => GraphicalTheme::unicode(),
        (false, true) => GraphicalTheme::unicode_nocolor(),
        (_, false) => GraphicalTheme::none(),
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(terminal.width)
        .with_links(terminal.links)
        .with_link_display_text("")
}

/// Adds a line.
fn add(help: &mut Option<String>, line: &str) {
    match help {
        Some(help) => {
            help.push('\n');
            help.push_str(line);
        }
        None => *help = Some(line.to_owned()),
    }
}

/// Something wrong at a place of a file, ready to be shown.
#[derive(Debug)]
pub(crate) struct Problem {
    severity: miette::Severity,
    code: Option<String>,
    /// Where the page of the rule is.
    url: Option<String>,
    message: String,
    help: Option<String>,
    excerpt: Option<Excerpt>,
    labels: Vec<LabeledSpan>,
}

impl Problem {
    /// A finding of the linter.
    fn of_finding(finding: &Found<'_>, file: &File<'_>, terminal: Terminal) -> Self {
        let (found, text, index) = (finding.diagnostic, file.text, file.index);
        let excerpt = Excerpt::new(text, index, file.name.shown.clone(), found.span, terminal.width);
        let (offset, len) = excerpt.label();
        let mut labels = vec![LabeledSpan::new(None, offset, len)];
        let mut help = found.help.clone();
        for (span, label) in &found.related {
            if let Some((offset, len)) = excerpt.place(text, *span) {
                labels.push(LabeledSpan::new(Some(label.clone()), offset, len));
            } else {
                let place = index.position(span.start as usize);
                add(&mut help, &format!("{label}: line {}, column {}", place.line, place.column));
            }
        }
        if !finding.also.is_empty() {
            let columns = finding.also.iter().take(NAMED);
            let columns: Vec<_> =
                columns.map(|span| index.position(span.start as usize).column.to_string()).collect();
            let more = if finding.also.len() > NAMED { ", …" } else { "" };
            let columns = columns.join(", ");
            add(
                &mut help,
                &format!("{} more in this paragraph, at column {columns}{more}", finding.also.len()),
            );
        }
        let fixable = match found.fix.as_ref().map(|fix| fix.applicability) {
            Some(Applicability::Safe) => ", --fix mends it",
            Some(Applicability::Unsafe) => ", --fix --unsafe-fixes mends it",
            None => "",
        };
        Self {
            severity: miette::Diagnostic::severity(found).unwrap_or(miette::Severity::Error),
            code: Some(format!("{}[{}] {}{fixable}", found.severity, found.rule.code, found.rule.name)),
            // Without links, miette would print it.
            url: terminal.links.then(|| page(found.rule)),
            message: found.message.clone(),
            help,
            excerpt: Some(excerpt),
            labels,
        }
    }

    /// An error about a file, with or without a place in its bytes.
    pub(crate) fn error(
        message: &str,
        name: &str,
        bytes: &[u8],
        span: Option<Span>,
        terminal: Terminal,
    ) -> Self {
        let text = super::readable(bytes);
        let excerpt = span
            .map(|span| Excerpt::new(&text, &LineIndex::new(&text), name.to_owned(), span, terminal.width));
        let message = printable(message);
        Self {
            severity: miette::Severity::Error,
            code: None,
            url: None,
            message: if excerpt.is_some() { message.into_owned() } else { format!("{name}: {message}") },
            help: None,
            labels: excerpt
                .iter()
                .map(Excerpt::label)
                .map(|(at, len)| LabeledSpan::new(None, at, len))
                .collect(),
            excerpt,
        }
    }

    /// As text for a terminal.
    pub(crate) fn show(&self, terminal: Terminal) -> String {
        self.render(&handler(terminal))
    }

    fn render(&self, handler: &GraphicalReportHandler) -> String {
        let mut text = String::new();
        match handler.render_report(&mut text, self) {
            // Only what was laid out tells what starts a line.
            Ok(()) => inert(&text).into_owned(),
            // Not known to happen; the message must not be lost if it does.
            Err(fmt::Error) => format!("{self}\n"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

impl miette::Diagnostic for Problem {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.as_ref().map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.url.as_ref().map(|url| Box::new(url) as Box<dyn fmt::Display>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as &dyn SourceCode)
    }
}
