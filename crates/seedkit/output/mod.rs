//! The ways to report, one a file. To add one: its file, and here two lines.

mod concise;
mod full;

pub(crate) use full::Problem;

use crate::terminal::Terminal;
use seedkit_lint::Diagnostic;
use std::borrow::Cow;
use std::io::{self, Write};

/// A way to report.
pub(crate) struct Output {
    pub(crate) name: &'static str,
    /// Makes the reporter of one run.
    pub(crate) reporter: fn(Terminal) -> Box<dyn Reporter>,
    /// Whether the closing summary belongs to the report; else it goes to stderr.
    pub(crate) with_summary: bool,
}

/// All ways to report.
pub(crate) static OUTPUTS: &[&Output] = &[&full::OUTPUT, &concise::OUTPUT];

/// Writes the findings of a run.
pub(crate) trait Reporter {
    /// Writes the findings of one file.
    fn file(&mut self, checked: &Checked, out: &mut dyn Write) -> io::Result<()>;
}

/// A file and its findings.
pub(crate) struct Checked {
    /// Its name, as it may be printed.
    pub(crate) name: String,
    /// Its bytes, where there are findings.
    pub(crate) bytes: Vec<u8>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Checked {
    /// The bytes as text of the same length: what is not UTF-8 becomes U+001A, byte for byte, so that every span
    /// holds.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        readable(&self.bytes)
    }
}

/// Bytes as text of the same length: what is not UTF-8 becomes U+001A, byte for byte.
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
