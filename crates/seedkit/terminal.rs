//! What the terminal can do, and messages beside the report.

use crate::commands::without_commands;
use clap::ValueEnum;
use seedkit_lint::printable;
use std::borrow::Cow;
use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal that can, unless `NO_COLOR` is set; `CLICOLOR_FORCE` makes it always
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How to write to stdout, or to stderr.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    choice: Color,
    /// With colour.
    pub(crate) color: bool,
    /// With characters beyond ASCII in frames and signs.
    pub(crate) unicode: bool,
    /// Columns to stay within.
    pub(crate) width: usize,
    /// With links that can be followed.
    pub(crate) links: bool,
}

impl Terminal {
    /// For stdout.
    pub(crate) fn new(color: Color) -> Self {
        let links = supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
        Self::of(color, io::stdout().is_terminal(), links, terminal_size::terminal_size_of(io::stdout()))
    }

    /// For stderr, which may be another terminal or none.
    pub(crate) fn for_stderr(self) -> Self {
        let links = supports_hyperlinks::on(supports_hyperlinks::Stream::Stderr);
        Self::of(
            self.choice,
            io::stderr().is_terminal(),
            links,
            terminal_size::terminal_size_of(io::stderr()),
        )
    }

    /// For a file: what stands there has to be the same wherever it was written.
    pub(crate) fn for_file() -> Self {
        Self { choice: Color::Never, color: false, unicode: true, width: 80, links: false }
    }

    fn of(
        choice: Color,
        is_terminal: bool,
        links: bool,
        size: Option<(terminal_size::Width, terminal_size::Height)>,
    ) -> Self {
        let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = is_dumb();
        let forced = env::var_os("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0");
        let color = match choice {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if set("NO_COLOR") => false,
            Color::Auto => forced || (is_terminal && !dumb),
        };
        let width = size.map_or(80, |(width, _)| usize::from(width.0));
        // Who wants no colour wants no escape sequences.
        Self { choice, color, unicode: !dumb, width: width.clamp(40, 120), links: links && color && !dumb }
    }
}

/// Whether the terminal says that it can do nothing.
pub(crate) fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|term| term == "dumb")
}

static QUIET: AtomicBool = AtomicBool::new(false);

/// Leaves out what is neither a finding nor an error, for the rest of the run.
pub(crate) fn be_quiet() {
    QUIET.store(true, Ordering::Relaxed);
}

/// Whether to leave out what is neither a finding nor an error.
pub(crate) fn is_quiet() -> bool {
    QUIET.load(Ordering::Relaxed)
}

/// Tells something that is good to know, unless `--quiet` was given.
pub(crate) fn remark(message: &str) {
    if !is_quiet() {
        notice(message);
    }
}

/// Tells something beside the report: one line on stderr.
pub(crate) fn notice(message: &str) {
    // Where stderr is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "seedkit: {}", inert(&printable(message)));
}

/// A path as it may be printed, with `/` between its parts on every system.
pub(crate) fn shown(path: &Path) -> String {
    let is_inert = |byte: u8| byte.is_ascii_graphic() & !matches!(byte, b'#' | b':' | b'\\');
    // Most are, and every file of a run has one. Asked without a branch for each byte, many are asked at once.
    let bytes = path.as_os_str().as_encoded_bytes();
    let are_inert = bytes.iter().fold(true, |all, byte| all & is_inert(*byte));
    if let Some(text) = path.to_str().filter(|_| are_inert) {
        return text.to_owned();
    }
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    inert(&printable(&text)).into_owned()
}

/// Text of others as it may stand in the log of a build. GitHub Actions obeys a line that starts with `::`, after any
/// white space, and `##[` wherever it stands; Azure Pipelines obeys `##vso[` wherever it stands. One character of these
/// is named by number. Reports for these services say what they mean.
pub(crate) fn inert(text: &str) -> Cow<'_, str> {
    let text = without_commands(text, "<U+0023>");
    if !text.contains("::") {
        return text;
    }
    let mut inert = String::with_capacity(text.len() + 16);
    for line in text.split_inclusive('\n') {
        let (blank, rest) = line.split_at(line.len() - line.trim_start().len());
        match rest.strip_prefix("::") {
            Some(after) => inert.extend([blank, "<U+003A>:", after]),
            None => inert.push_str(line),
        }
    }
    Cow::Owned(inert)
}

/// `1 file`, `1,234 files`.
pub(crate) fn count(number_of: usize, noun: &str) -> String {
    let plural = if number_of == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", number(number_of))
}

/// `1,234`.
pub(crate) fn number(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::{count, inert, number};

    #[test]
    fn commands_in_text_are_no_commands() {
        for (text, shown) in [
            ("::error::x", "<U+003A>:error::x"),
            ("a\n \t::x\n::y", "a\n \t<U+003A>:x\n<U+003A>:y"),
            ("a ::b", "a ::b"),
            ("a ##[b] ##vso[c] ##VSO[d]", "a #<U+0023>[b] #<U+0023>vso[c] #<U+0023>VSO[d]"),
            ("####[a] ##", "###<U+0023>[a] ##"),
            ("## a [b]", "## a [b]"),
            ("##é[", "##é["),
        ] {
            assert_eq!(inert(text), shown);
            assert_eq!(inert(&inert(text)), shown);
        }
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1000, 1_234_567].map(number), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([0, 1, 2000].map(|files| count(files, "file")), ["0 files", "1 file", "2,000 files"]);
    }
}
