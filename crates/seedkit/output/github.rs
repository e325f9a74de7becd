//! Annotations of GitHub Actions: lines of the log that show in the files of a pull request.
//!
//! See <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>. Of each level GitHub shows ten
//! a step and drops the others without a word, so no more are written, and the last one says how many there are.

use super::{Audience, End, File, Found, Output, Reporter};
use crate::terminal::count;
use seedkit_lint::{Severity, printable};
use std::io::{self, Write};

/// How many annotations of a level GitHub shows for a step.
const SHOWN: usize = 10;

pub(super) static OUTPUT: Output = Output {
    name: "github",
    about: "Annotations of GitHub Actions: the worst, at most 10 of each level",
    audience: Audience::Tools,
    reporter: |_| Box::new(Github::default()),
};

#[derive(Default)]
struct Github {
    /// How many findings there were of each level.
    errors: usize,
    warnings: usize,
    notices: usize,
}

impl Reporter for Github {
    fn file(&mut self, file: &File<'_>, out: &mut dyn Write) -> io::Result<()> {
        for found in &file.findings {
            let (level, number, limit) = match found.diagnostic.severity {
                Severity::Error => ("error", &mut self.errors, SHOWN),
                Severity::Warning => ("warning", &mut self.warnings, SHOWN),
                // One is left for what is said at the end.
                Severity::Info => ("notice", &mut self.notices, SHOWN - 1),
            };
            *number += 1;
            if *number <= limit {
                annotate(level, found, file, out)?;
            }
        }
        Ok(())
    }

    fn end(&mut self, _: &End<'_>, out: &mut dyn Write) -> io::Result<()> {
        let left = [
            (self.errors, SHOWN, "error"),
            (self.warnings, SHOWN, "warning"),
            (self.notices, SHOWN - 1, "info"),
        ]
        .into_iter()
        .filter(|(number, limit, _)| number > limit)
        .map(|(number, limit, noun)| match noun {
            "info" => format!("{} info", number - limit),
            noun => count(number - limit, noun),
        })
        .collect::<Vec<_>>();
        if left.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "::notice title=seedkit::and {} more, for which GitHub has no room here",
            left.join(", ")
        )
    }
}

fn annotate(level: &str, found: &Found<'_>, file: &File<'_>, out: &mut dyn Write) -> io::Result<()> {
    let diagnostic = found.diagnostic;
    let start = file.index.position(diagnostic.span.start as usize);
    let end = file.index.position(diagnostic.span.end as usize);
    write!(out, "::{level} file={},line={}", property(&file.name.rooted()), start.line)?;
    // GitHub takes columns for those of one line.
    if start.line == end.line {
        write!(out, ",col={},endColumn={}", start.column, end.column)?;
    }
    let title = format!("{} {}", diagnostic.rule.code, diagnostic.rule.name);
    write!(out, ",endLine={},title={}::", end.line, property(&title))?;
    // The log shows the message alone, so that says all.
    let message = format!(
        "{}:{}:{}: {} {}",
        file.name.shown,
        start.line,
        start.column,
        diagnostic.rule.code,
        found.explained()
    );
    writeln!(out, "{}", data(&message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    // There are escapes for line ends alone, and the log is shown on terminals.
    printable(&data(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_those_the_runner_undoes() {
        assert_eq!(data("100%\r\na:b,c"), "100%25%0D%0Aa:b,c");
        assert_eq!(property("100%\r\na:b,c\u{1B}"), "100%25%0D%0Aa%3Ab%2Cc␛");
    }
}
