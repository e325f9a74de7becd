//! Findings as data: what `json` and `jsonl` print, and its schema.

use crate::file_name::FileName;
use crate::output::{File, Found};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use seedkit_lint::{Edit, Severity};
use seedkit_syntax::{LineIndex, Role, Span};
use serde::Serialize;

/// The version of the report. A new field does not change it; a field that goes or means something else does.
pub(crate) const VERSION: u32 = 1;

/// The findings of a run of `seedkit lint`.
///
/// Readers pass over fields that they do not know: more may come.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(extend("$id" = "urn:seedkit:schema:report:1"))]
pub(crate) struct Report {
    /// The version of this schema.
    #[schemars(extend("const" = VERSION))]
    pub(crate) version: u32,
    pub(crate) tool: Tool,
    /// In the order of the files, then of the places. What concerns several files together comes last. In `jsonl`,
    /// each line is one of these.
    pub(crate) findings: Vec<Finding>,
    pub(crate) summary: Summary,
}

/// Which program reports.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
}

pub(crate) const TOOL: Tool = Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };

/// One finding. Lines and columns start at 1; a byte order mark is in no column. An end is the place after the last
/// character.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Finding {
    /// The code of the rule, such as `S007`.
    rule: &'static str,
    /// The name of the rule, such as `unterminated-category`.
    name: &'static str,
    /// Which of the kinds of findings of the rule it is.
    kind: &'static str,
    severity: Level,
    /// What is wrong. Text of the file that it quotes is cut and made printable.
    message: String,
    /// What to do, where the message does not say it.
    help: Option<String>,
    /// The path as it was given, with `/` between its parts; bytes that are not UTF-8 are percent-encoded, and then
    /// `path_bytes` is there.
    path: String,
    /// The path in Base64, where it is not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    #[serde(flatten)]
    place: Place,
    /// The part of the seed where it is; null where the text has no parts that can be told.
    section: Option<Section>,
    /// Names this finding as long as the text near it stays the same. Unique within a report.
    #[schemars(extend("pattern" = "^[0-9a-f]{32}$"))]
    fingerprint: String,
    /// Whether there is a fix.
    fixable: bool,
    fix: Option<Fix>,
    /// Other places of the same file that belong to it.
    related: Vec<Related>,
    /// Whether the baseline knows it; null without a baseline. What it knows is suppressed: it counts for nothing.
    baseline: Option<BaselineState>,
}

/// Where something is.
#[derive(Debug, Serialize, JsonSchema)]
struct Place {
    span: Bytes,
    /// From 1.
    #[schemars(range(min = 1))]
    line: usize,
    /// In code points.
    #[schemars(range(min = 1))]
    column: usize,
    #[schemars(range(min = 1))]
    end_line: usize,
    /// In code points.
    #[schemars(range(min = 1))]
    end_column: usize,
    /// In UTF-16 code units.
    #[schemars(range(min = 1))]
    column_utf16: usize,
    /// In UTF-16 code units.
    #[schemars(range(min = 1))]
    end_column_utf16: usize,
    /// In bytes of UTF-8.
    #[schemars(range(min = 1))]
    column_bytes: usize,
    /// In bytes of UTF-8.
    #[schemars(range(min = 1))]
    end_column_bytes: usize,
}

impl Place {
    fn new(span: Span, index: &LineIndex<'_>) -> Self {
        let (start, end) = (index.position(span.start as usize), index.position(span.end as usize));
        Self {
            span: span.into(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            column_utf16: start.column_utf16,
            end_column_utf16: end.column_utf16,
            column_bytes: start.column_bytes,
            end_column_bytes: end.column_bytes,
        }
    }
}

/// Offsets in the bytes of the file, from 0, a byte order mark counted.
#[derive(Debug, Serialize, JsonSchema)]
struct Bytes {
    start: u32,
    /// After the last byte; the same as `start` where something lacks.
    end: u32,
}

impl From<Span> for Bytes {
    fn from(span: Span) -> Self {
        Self { start: span.start, end: span.end }
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Level {
    Info,
    Warning,
    Error,
}

impl From<Severity> for Level {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Info => Self::Info,
            Severity::Warning => Self::Warning,
            Severity::Error => Self::Error,
        }
    }
}

/// A part of a seed.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Section {
    Categories,
    Separator,
    Title,
    Body,
}

impl Section {
    fn of(role: Role) -> Option<Self> {
        match role {
            Role::Categories => Some(Self::Categories),
            Role::Separator => Some(Self::Separator),
            Role::Title => Some(Self::Title),
            Role::Paragraph | Role::ExtraSeparator | Role::NearSeparator => Some(Self::Body),
            Role::Stray => None,
        }
    }
}

/// How to mend it: all edits together.
#[derive(Debug, Serialize, JsonSchema)]
struct Fix {
    applicability: Applicability,
    /// In the order of their places; none touches another.
    edits: Vec<Change>,
}

/// How sure a fix is.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Applicability {
    /// No word of the text can change.
    Safe,
    /// It may remove, join or replace words.
    Unsafe,
}

/// A replacement.
#[derive(Debug, Serialize, JsonSchema)]
struct Change {
    #[serde(flatten)]
    place: Place,
    /// By what it is replaced.
    replacement: String,
}

/// Another place that belongs to a finding.
#[derive(Debug, Serialize, JsonSchema)]
struct Related {
    #[serde(flatten)]
    place: Place,
    /// What is there.
    message: String,
}

/// What a baseline says of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum BaselineState {
    /// It does not know it.
    New,
    /// It knows it.
    Suppressed,
}

/// The run in numbers.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub(crate) struct Summary {
    /// How many files were read.
    pub(crate) files: usize,
    /// Findings that the baseline does not know.
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) infos: usize,
    /// How many of them have a safe fix.
    pub(crate) fixable: usize,
    /// How many of them have an unsafe fix.
    pub(crate) unsafely_fixable: usize,
    /// How many findings `--fix` mended.
    pub(crate) fixed: usize,
    /// How many findings the baseline knows.
    pub(crate) suppressed: usize,
    /// How many entries of the baseline match nothing any more.
    pub(crate) stale: usize,
    /// Whether every file could be read, and mended where that was asked for.
    pub(crate) complete: bool,
}

impl Finding {
    pub(crate) fn new(found: &Found<'_>, file: &File<'_>) -> Self {
        let diagnostic = found.diagnostic;
        let change = |edit: &Edit| Change {
            place: Place::new(edit.span, file.index),
            replacement: edit.replacement.clone(),
        };
        let fix = diagnostic.fix.as_ref().map(|fix| Fix {
            applicability: match fix.applicability {
                seedkit_lint::Applicability::Safe => Applicability::Safe,
                seedkit_lint::Applicability::Unsafe => Applicability::Unsafe,
            },
            edits: fix.edits.iter().map(change).collect(),
        });
        let related = diagnostic
            .related
            .iter()
            .map(|(span, label)| Related { place: Place::new(*span, file.index), message: label.clone() });
        Self {
            rule: diagnostic.rule.code,
            name: diagnostic.rule.name,
            kind: diagnostic.kind.name,
            severity: diagnostic.severity.into(),
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            path: file.name.given().into_owned(),
            path_bytes: path_bytes(file.name),
            place: Place::new(diagnostic.span, file.index),
            section: file.role(diagnostic.span).and_then(Section::of),
            fingerprint: found.fingerprint().to_string(),
            fixable: fix.is_some(),
            fix,
            related: related.collect(),
            baseline: found.baseline,
        }
    }
}

fn path_bytes(name: &FileName) -> Option<String> {
    name.given_bytes().map(|bytes| STANDARD.encode(bytes))
}
