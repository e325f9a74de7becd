//! A page in Markdown, for a comment or the summary of a job.

use super::{Audience, End, File, Output, Reporter};
use std::io::{self, Write};

/// How many bytes of rows a page has at most. GitHub refuses the summary of a step that is longer than 1 MiB; what
/// comes after the rows is far shorter than what is left.
/// See <https://docs.github.com/actions/reference/workflow-commands-for-github-actions#step-isolation-and-limits>.
const LIMIT: usize = 960 * 1024;

pub(super) static OUTPUT: Output = Output {
    name: "markdown",
    about: "A page in Markdown, for comments and job summaries",
    audience: Audience::People,
    reporter: |_| Box::new(Markdown::default()),
};

#[derive(Default)]
struct Markdown {
    written: usize,
    hidden: usize,
}

impl Reporter for Markdown {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "## seedkit\n")
    }

    fn file(&mut self, file: &File<'_>, out: &mut dyn Write) -> io::Result<()> {
        for found in &file.findings {
            let diagnostic = found.diagnostic;
            let place = file.index.position(diagnostic.span.start as usize);
            let row = format!(
                "| {}:{}:{} | {} | {} {} | {}{} |\n",
                escaped(&file.name.shown),
                place.line,
                place.column,
                diagnostic.severity,
                diagnostic.rule.code,
                diagnostic.rule.name,
                escaped(&found.explained()),
                found.and_more(),
            );
            if self.written + row.len() > LIMIT {
                self.hidden += 1 + found.also.len();
                continue;
            }
            if self.written == 0 {
                writeln!(out, "| Where | Severity | Rule | What |\n|---|---|---|---|")?;
            }
            self.written += row.len();
            out.write_all(row.as_bytes())?;
        }
        Ok(())
    }

    fn end(&mut self, end: &End<'_>, out: &mut dyn Write) -> io::Result<()> {
        let end = End { hidden: end.hidden + self.hidden, ..*end };
        if self.written > 0 {
            writeln!(out)?;
        }
        if let Some(hidden) = end.hidden() {
            writeln!(out, "{hidden}\n")?;
        }
        if end.with_statistics && !end.statistics.is_empty() {
            writeln!(out, "```text\n{}```\n", end.statistics)?;
        }
        if end.quiet { Ok(()) } else { writeln!(out, "{}", end.sentence) }
    }
}

/// Text that shows as it is in a table of GitHub's Markdown: a backslash before every mark that could mean something.
/// Colons and dots stand for links that are not written as such.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if c.is_ascii_punctuation()
            && !matches!(c, ',' | ';' | '/' | '%' | '"' | '\'' | '?' | '=' | '-' | '^')
        {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_show_as_they_are() {
        assert_eq!(
            escaped("a|b *c* `d` <e> [f](g) h_i ~j~ \\ é, \"k\"; l-m"),
            r#"a\|b \*c\* \`d\` \<e\> \[f\]\(g\) h\_i \~j\~ \\ é, "k"; l-m"#
        );
        assert_eq!(escaped("www.a.org http://b @c"), r"www\.a\.org http\://b \@c");
    }
}
