//! The ways to report, one a file. To add one: its file, and here two lines.

mod azure;
mod checkstyle;
mod concise;
mod full;
mod github;
mod gitlab;
mod grouped;
mod json;
mod jsonl;
mod junit;
mod markdown;
mod rdjson;
mod sarif;
mod summary;

pub(crate) use full::Problem;

use crate::commands::without_commands;
use crate::config_file::FailOn;
use crate::file_name::FileName;
use crate::record::{BaselineState, Summary};
use crate::report::Checked;
use crate::statistics::Statistics;
use crate::terminal::{Terminal, count};
use anstyle::{AnsiColor, Style};
use seedkit_lint::{Diagnostic, Fingerprint, Rule, Severity, printable};
use seedkit_syntax::{LineIndex, Parse, Role, Span};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;
use std::io::{self, Write};

/// A way to report.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) name: &'static str,
    /// What it is, in a few words, for `--help`.
    pub(crate) about: &'static str,
    pub(crate) audience: Audience,
    /// Makes the reporter of one run.
    pub(crate) reporter: fn(&Setup) -> Box<dyn Reporter>,
}

/// Whom a report is for, which says what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// People: at most `--max-diagnostics` findings, those of one rule in one paragraph together, none that the
    /// baseline knows, and the summary at the end.
    People,
    /// Programs that show findings: all but those that the baseline knows. The summary goes to stderr.
    Tools,
    /// Programs that keep findings: those that the baseline knows too, marked. The summary goes to stderr.
    Records,
}

/// All ways to report.
pub(crate) static OUTPUTS: &[&Output] = &[
    &full::OUTPUT,
    &concise::OUTPUT,
    &grouped::OUTPUT,
    &summary::OUTPUT,
    &markdown::OUTPUT,
    &json::OUTPUT,
    &jsonl::OUTPUT,
    &sarif::OUTPUT,
    &github::OUTPUT,
    &gitlab::OUTPUT,
    &junit::OUTPUT,
    &checkstyle::OUTPUT,
    &rdjson::OUTPUT,
    &azure::OUTPUT,
];

/// What a reporter may know before the first finding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setup {
    /// What it writes to.
    pub(crate) terminal: Terminal,
    pub(crate) fail_on: FailOn,
    pub(crate) has_baseline: bool,
}

/// Writes the findings of a run.
pub(crate) trait Reporter {
    /// Writes what comes before all findings.
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes findings of one file. Called in the order of the files' names, for files with findings only, and then
    /// again for those with findings about several files together.
    fn file(&mut self, file: &File<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what comes after all findings.
    fn end(&mut self, _end: &End<'_>, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// A file with findings, and those that are to be reported.
pub(crate) struct File<'a> {
    pub(crate) name: &'a FileName,
    /// Text in which every span holds, even if the bytes are not UTF-8.
    pub(crate) text: &'a str,
    /// Whether the bytes are UTF-8.
    pub(crate) is_utf8: bool,
    pub(crate) index: &'a LineIndex<'a>,
    pub(crate) parse: &'a OnceCell<Parse<'a>>,
    pub(crate) findings: Vec<Found<'a>>,
}

/// A finding as it is to be reported.
#[derive(Debug)]
pub(crate) struct Found<'a> {
    pub(crate) diagnostic: &'a Diagnostic,
    /// The file, and the place of the finding among all of it.
    pub(crate) checked: &'a Checked,
    pub(crate) at: usize,
    /// Where there is a baseline: what that says of it.
    pub(crate) baseline: Option<BaselineState>,
    /// The places of findings of the same rule in the same line, which are not reported by themselves.
    pub(crate) also: Vec<Span>,
}

impl Found<'_> {
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        self.checked.fingerprints()[self.at]
    }
}

impl File<'_> {
    /// What the line is on which a span starts.
    pub(crate) fn role(&self, span: Span) -> Option<Role> {
        if !self.is_utf8 {
            return None;
        }
        let parse = self.parse.get_or_init(|| seedkit_syntax::parse(self.text));
        let lines = parse.document.lines();
        let line = lines.partition_point(|line| line.full().end <= span.start);
        lines.get(line).or(lines.last()).map(|line| line.role)
    }
}

impl Found<'_> {
    /// The message, and what to do, on one line.
    pub(crate) fn explained(&self) -> Cow<'_, str> {
        match &self.diagnostic.help {
            None => Cow::Borrowed(&self.diagnostic.message),
            Some(help) => Cow::Owned(format!("{}; {}", self.diagnostic.message, help.replace('\n', " "))),
        }
    }

    /// How many findings it stands for beside itself, in words; empty for none.
    pub(crate) fn and_more(&self) -> String {
        match self.also.len() {
            0 => String::new(),
            more => format!(" (and {more} more in this paragraph)"),
        }
    }
}

/// What there is to say after all findings.
pub(crate) struct End<'a> {
    pub(crate) summary: &'a Summary,
    /// The summary in words.
    pub(crate) sentence: &'a str,
    /// How many findings were left out because of `--max-diagnostics`.
    pub(crate) hidden: usize,
    pub(crate) statistics: &'a Statistics,
    /// Whether `--statistics` was given.
    pub(crate) with_statistics: bool,
    /// Whether `--quiet` was given: nothing but findings.
    pub(crate) quiet: bool,
}

impl End<'_> {
    /// How many findings are not shown, and how to have them shown; nothing where all are.
    pub(crate) fn hidden(&self) -> Option<String> {
        (self.hidden > 0).then(|| {
            let verb = if self.hidden == 1 { "is" } else { "are" };
            format!("{} {verb} not shown; --max-diagnostics 0 shows all", count(self.hidden, "more finding"))
        })
    }

    /// Writes it as plain text.
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(hidden) = self.hidden() {
            writeln!(out, "{hidden}\n")?;
        }
        if self.with_statistics && !self.statistics.is_empty() {
            writeln!(out, "{}", self.statistics)?;
        }
        if !self.quiet {
            writeln!(out, "{}", self.sentence)?;
        }
        Ok(())
    }
}

/// Where the page of a rule is.
pub(crate) fn page(rule: &Rule) -> String {
    let repository = env!("CARGO_PKG_REPOSITORY");
    format!("{repository}/blob/main/docs/rules.md#{}-{}", rule.code.to_ascii_lowercase(), rule.name)
}

/// The colour of a severity.
fn style(severity: Severity, terminal: Terminal) -> Style {
    match severity {
        _ if !terminal.color => Style::new(),
        Severity::Error => AnsiColor::Red.on_default(),
        Severity::Warning => AnsiColor::Yellow.on_default(),
        Severity::Info => AnsiColor::Cyan.on_default(),
    }
}

/// The code of a rule, linked to its page where the terminal can.
fn code(rule: &'static Rule, terminal: Terminal) -> impl fmt::Display {
    fmt::from_fn(move |f| {
        if terminal.links {
            write!(f, "\x1b]8;;{}\x1b\\{}\x1b]8;;\x1b\\", page(rule), rule.code)
        } else {
            f.write_str(rule.code)
        }
    })
}

/// Text for XML 1.0, which has no way to write some characters, and in attributes makes spaces of line ends and tabs:
/// those are named by number.
fn xml(text: &str) -> Cow<'_, str> {
    let is_allowed =
        |c: char| matches!(c, ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..) && c != '\x7F';
    if text.chars().all(is_allowed) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_allowed(c) {
            shown.push(c);
        } else {
            shown.extend(["<U+", &format!("{:04X}", c as u32), ">"]);
        }
    }
    Cow::Owned(shown)
}

/// XML that was written, with references for what a terminal or the log of a build would obey.
fn harmless_xml(xml: &str) -> String {
    let is_plain = |c: &char| *c == '\n' || matches!(printable(c.encode_utf8(&mut [0; 4])), Cow::Borrowed(_));
    let mut harmless = String::with_capacity(xml.len());
    for c in without_commands(xml, "&#35;").chars() {
        if c.is_ascii() || is_plain(&c) {
            harmless.push(c);
        } else {
            harmless.extend(["&#", &(c as u32).to_string(), ";"]);
        }
    }
    harmless
}

/// Bytes as text of the same length: what is not UTF-8 becomes U+001A, byte for byte, so that every span holds.
pub(crate) fn readable(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '\u{1A}'));
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file without `mod` is not compiled, so nothing else would notice.
    #[test]
    fn every_file_of_outputs_is_in_the_list() {
        let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/crates/seedkit/output");
        let files = std::fs::read_dir(directory).unwrap().map(|file| file.unwrap().file_name());
        let mut files: Vec<_> = files.map(|name| name.into_string().unwrap()).collect();
        files.retain(|name| name != "mod.rs");
        files.sort();
        let mut names: Vec<_> = OUTPUTS.iter().map(|output| format!("{}.rs", output.name)).collect();
        names.sort();
        assert_eq!(files, names);
    }

    /// What the log of a build would obey is the same value, written in another way.
    #[test]
    fn xml_holds_no_commands() {
        assert_eq!(harmless_xml("<a b=\"##[x]\u{202E}é\u{9B}\"/>\n"), "<a b=\"#&#35;[x]&#8238;é&#155;\"/>\n");
    }

    #[test]
    fn bytes_that_are_no_text_keep_their_number() {
        let bytes = b"a\xFF\xC3(\xE6\x97b\xC3\xA9";
        assert_eq!(readable(bytes), "a\u{1A}\u{1A}(\u{1A}\u{1A}bé");
        assert_eq!(readable(bytes).len(), bytes.len());
        assert!(matches!(readable("日本 \u{1B}".as_bytes()), Cow::Borrowed("日本 \u{1B}")));
    }

    #[test]
    fn xml_has_no_character_that_it_cannot_have() {
        assert_eq!(xml("a\u{0}\u{B}\u{FFFE}\t<"), "a<U+0000><U+000B><U+FFFE><U+0009><");
        assert!(matches!(xml("日本 😀"), Cow::Borrowed(_)));
    }
}
