//! Logging commands of Azure Pipelines.
//!
//! See <https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands>. The agent undoes the escapes
//! `%3B`, `%0D`, `%0A`, `%5D` and `%AZP25`, the last of which stands for a percent sign.

use super::{Audience, File, Output, Reporter};
use seedkit_lint::{Severity, printable};
use std::io::{self, Write};

pub(super) static OUTPUT: Output = Output {
    name: "azure",
    about: "Issues of Azure Pipelines",
    audience: Audience::Tools,
    reporter: |_| Box::new(Azure),
};

struct Azure;

impl Reporter for Azure {
    fn file(&mut self, file: &File<'_>, out: &mut dyn Write) -> io::Result<()> {
        for found in &file.findings {
            let diagnostic = found.diagnostic;
            let place = file.index.position(diagnostic.span.start as usize);
            // There is no third level.
            let level = if diagnostic.severity == Severity::Error { "error" } else { "warning" };
            writeln!(
                out,
                "##vso[task.logissue type={level};sourcepath={};linenumber={};columnnumber={};code={};]{}",
                property(&file.name.rooted()),
                place.line,
                place.column,
                diagnostic.rule.code,
                data(&found.explained()),
            )?;
        }
        Ok(())
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    // There are escapes for line ends alone, and the log is shown on terminals.
    printable(&data(text)).replace(';', "%3B").replace(']', "%5D")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_those_the_agent_undoes() {
        assert_eq!(data("100%\r\na;b]"), "100%AZP25%0D%0Aa;b]");
        assert_eq!(property("100%\r\na;b]\u{1B}"), "100%AZP25%0D%0Aa%3Bb%5D␛");
    }
}
