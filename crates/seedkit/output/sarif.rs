//! SARIF 2.1.0, with all that GitHub code scanning asks for, and within its limits.
//!
//! See <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html> and
//! <https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>.
//! The types are our own: of the whole standard a report needs a dozen objects.

use super::{Audience, End, File, Found, Output, Reporter, Setup, page};
use crate::file_name::FileName;
use crate::json::json;
use crate::record::{BaselineState, TOOL};
use crate::terminal::{count, notice, number};
use flate2::Compression;
use flate2::write::GzEncoder;
use seedkit_lint::{Applicability, Edit, RULES, Rule, Severity};
use seedkit_syntax::{LineIndex, Span};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::io::{self, Write};

/// How many results GitHub takes in one run.
const MAX_RESULTS: usize = 25_000;

/// How many bytes GitHub takes, compressed with gzip.
const MAX_BYTES: usize = 10_000_000;

/// How many characters GitHub takes in a full description.
const MAX_DESCRIPTION: usize = 1024;

/// What relative URIs are relative to: the root of the repository. The name is the one that GitHub's own tools use.
const ROOT: &str = "%SRCROOT%";

pub(super) static OUTPUT: Output = Output {
    name: "sarif",
    about: "SARIF 2.1.0, as GitHub code scanning takes it",
    audience: Audience::Records,
    reporter: |setup: &Setup| Box::new(Sarif { has_baseline: setup.has_baseline, kept: Vec::new(), seen: 0 }),
};

struct Sarif {
    has_baseline: bool,
    kept: Vec<Kept>,
    seen: usize,
}

/// A result that is written, unless there are too many worse ones.
struct Kept {
    is_suppressed: bool,
    severity: Severity,
    /// Its place among all.
    number: usize,
    json: String,
}

impl Kept {
    /// The worst first: what counts before what the baseline knows, errors before warnings, early ones before late ones.
    fn rank(&self) -> (bool, Reverse<Severity>, usize) {
        (self.is_suppressed, Reverse(self.severity), self.number)
    }
}

impl Reporter for Sarif {
    fn file(&mut self, file: &File<'_>, _: &mut dyn Write) -> io::Result<()> {
        let artifact = Artifact::new(file.name);
        for found in &file.findings {
            self.kept.push(Kept {
                is_suppressed: found.baseline == Some(BaselineState::Suppressed),
                severity: found.diagnostic.severity,
                number: self.seen,
                json: json(&result(found, file, &artifact, self.has_baseline))?,
            });
            self.seen += 1;
        }
        // Now and then, so that memory is bounded.
        if self.kept.len() >= 2 * MAX_RESULTS {
            self.keep(MAX_RESULTS);
        }
        Ok(())
    }

    fn end(&mut self, end: &End<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.keep(MAX_RESULTS);
        let mut limit = "25,000 results";
        let fitting = fitting(&self.kept)?;
        if fitting < self.kept.len() {
            limit = "10 MB";
            self.keep(fitting);
        }
        let cut = self.seen - self.kept.len();
        let told = (cut > 0).then(|| {
            format!(
                "the SARIF report has the worst {} of {}: GitHub takes no more than {limit} in one upload",
                number(self.kept.len()),
                count(self.seen, "finding"),
            )
        });
        if let Some(told) = &told {
            notice(told);
        }
        self.kept.sort_by_key(|kept| kept.number);
        write!(out, "{}", head(end.summary.complete, told.as_deref())?)?;
        for (index, kept) in self.kept.iter().enumerate() {
            write!(out, "{}\n{}", if index > 0 { "," } else { "" }, kept.json)?;
        }
        writeln!(out, "]}}]}}")
    }
}

impl Sarif {
    /// Drops all but the worst `limit` results; leaves these in the order of their rank if there were more.
    fn keep(&mut self, limit: usize) {
        if self.kept.len() > limit {
            self.kept.sort_by_key(Kept::rank);
            self.kept.truncate(limit);
        }
    }
}

/// How many of the worst results fit into an upload. Measured with the compression that is usual for it, in the order of
/// their ranks and with a margin.
fn fitting(kept: &[Kept]) -> io::Result<usize> {
    let head = head(true, None)?;
    // Compression makes nothing larger, but for a few bytes in each block.
    if head.len() + kept.iter().map(|kept| kept.json.len() + 2).sum::<usize>() < MAX_BYTES - MAX_BYTES / 20 {
        return Ok(kept.len());
    }
    let mut by_rank: Vec<&Kept> = kept.iter().collect();
    by_rank.sort_by_key(|kept| kept.rank());
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(head.as_bytes())?;
    for (index, kept) in by_rank.into_iter().enumerate() {
        encoder.write_all(kept.json.as_bytes())?;
        encoder.write_all(b",\n")?;
        // What the encoder holds back is less than what the margin allows for.
        if encoder.get_ref().len() > MAX_BYTES - MAX_BYTES / 20 {
            return Ok(index);
        }
    }
    Ok(kept.len())
}

/// The report up to its results.
fn head(is_complete: bool, told: Option<&str>) -> io::Result<String> {
    let rules: Vec<_> = RULES.iter().map(|rule| descriptor(rule)).collect();
    let mut notes = Vec::new();
    if !is_complete {
        notes.push(json!({
            "level": "error",
            "message": { "text": "Not every file could be read; standard error says which and why." },
        }));
    }
    if let Some(told) = told {
        notes.push(json!({ "level": "warning", "message": { "text": told } }));
    }
    let mut run = Map::new();
    run.insert(
        "tool".to_owned(),
        json!({
            "driver": {
                "name": TOOL.name,
                "version": TOOL.version,
                "semanticVersion": TOOL.version,
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            },
        }),
    );
    run.insert("automationDetails".to_owned(), json!({ "id": "seedkit/" }));
    run.insert("columnKind".to_owned(), json!("unicodeCodePoints"));
    run.insert(
        "originalUriBaseIds".to_owned(),
        json!({ ROOT: { "description": { "text": "The root of the repository, or else the working directory." } } }),
    );
    run.insert(
        "invocations".to_owned(),
        json!([{
            "executionSuccessful": is_complete,
            "toolExecutionNotifications": notes,
        }]),
    );
    let run = json(&run)?;
    // The last brace is that of the run, to which the results belong.
    let run = run.strip_suffix('}').unwrap_or(&run);
    Ok(format!(
        "{{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json\",\
         \"version\":\"2.1.0\",\"runs\":[{run},\"results\":[",
    ))
}

fn descriptor(rule: &Rule) -> Value {
    let worst = rule.kinds.iter().map(|kind| kind.severity).max().unwrap_or(Severity::Info);
    let fix = rule.fix.map(|fix| format!("\n\nFix: {fix}")).unwrap_or_default();
    json!({
        "id": rule.code,
        "name": pascal(rule.name),
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": cut(&format!("{} {}", rule.summary, rule.rationale), MAX_DESCRIPTION) },
        "help": {
            "text": format!("{}{fix}\n\n`seedkit explain {}` shows examples.", rule.rationale, rule.code),
            "markdown": format!("{}{fix}\n\n`seedkit explain {}` shows examples.", rule.rationale, rule.code),
        },
        "helpUri": page(rule),
        "defaultConfiguration": { "enabled": rule.default, "level": level(worst) },
        "properties": {
            "tags": [rule.group().to_string()],
            "problem.severity": match worst {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "recommendation",
            },
        },
    })
}

/// A result. What is written often is typed: it takes a third of the time of a tree of values.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'a str,
    message: Text<'a>,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixes: Option<[Fix<'a>; 1]>,
    // Either all results of a run have these or none has.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<Vec<Suppression<'a>>>,
}

#[derive(Serialize)]
struct Text<'a> {
    text: Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text<'a>>,
    #[serde(rename = "physicalLocation")]
    physical: PhysicalLocation<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation<'a> {
    artifact_location: &'a Artifact,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

/// Lines and columns, and bytes, which say the same.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    #[serde(flatten)]
    lines: Option<Lines>,
    byte_offset: u32,
    byte_length: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Lines {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Fingerprints {
    /// The only one that GitHub looks at.
    #[serde(rename = "primaryLocationLineHash")]
    github: String,
    #[serde(rename = "seedkit/v1")]
    own: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix<'a> {
    description: Text<'a>,
    artifact_changes: [ArtifactChange<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: &'a Artifact,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Text<'a>,
}

#[derive(Serialize)]
struct Suppression<'a> {
    kind: &'a str,
    status: &'a str,
    justification: &'a str,
}

impl Artifact {
    fn new(name: &FileName) -> Self {
        let (uri, is_relative) = name.uri();
        Self { uri, uri_base_id: is_relative.then_some(ROOT) }
    }
}

fn result<'a>(
    found: &'a Found<'_>,
    file: &'a File<'_>,
    artifact: &'a Artifact,
    has_baseline: bool,
) -> Finding<'a> {
    let diagnostic = found.diagnostic;
    let place = |span| PhysicalLocation { artifact_location: artifact, region: region(span, file.index) };
    let related = diagnostic.related.iter().enumerate().map(|(id, (span, label))| Location {
        id: Some(id),
        message: Some(Text { text: Cow::Borrowed(label) }),
        physical: place(*span),
    });
    let fix = diagnostic.fix.as_ref().map(|fix| {
        let text = match fix.applicability {
            Applicability::Safe => "A safe fix: no word of the text can change.",
            Applicability::Unsafe => "An unsafe fix: it may remove, join or replace words.",
        };
        let replacements = fix.edits.iter().map(|edit| replacement(edit, file)).collect();
        let change = ArtifactChange { artifact_location: artifact, replacements };
        [Fix { description: Text { text: Cow::Borrowed(text) }, artifact_changes: [change] }]
    });
    let is_known = found.baseline == Some(BaselineState::Suppressed);
    let suppression =
        || Suppression { kind: "external", status: "accepted", justification: "The baseline knows it." };
    Finding {
        rule_id: diagnostic.rule.code,
        rule_index: RULES.iter().position(|rule| *rule == diagnostic.rule),
        level: level(diagnostic.severity),
        message: Text { text: found.explained() },
        locations: [Location { id: None, message: None, physical: place(diagnostic.span) }],
        related_locations: related.collect(),
        partial_fingerprints: Fingerprints {
            github: found.fingerprint().to_string(),
            own: found.fingerprint().to_string(),
        },
        fixes: fix,
        baseline_state: has_baseline.then_some(if is_known { "unchanged" } else { "new" }),
        suppressions: has_baseline.then(|| is_known.then(suppression).into_iter().collect()),
    }
}

fn region(span: Span, index: &LineIndex<'_>) -> Region {
    let (start, end) = (index.position(span.start as usize), index.position(span.end as usize));
    let lines = Lines {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
    };
    Region { lines: Some(lines), byte_offset: span.start, byte_length: span.len() }
}

fn replacement<'a>(edit: &'a Edit, file: &File<'_>) -> Replacement<'a> {
    // No column counts a byte order mark, and none fits bytes that are not UTF-8.
    let marked = file.text.starts_with(seedkit_syntax::BOM) && edit.span.start == 0 && !edit.span.is_empty();
    let deleted_region = if marked || !file.is_utf8 {
        Region { lines: None, byte_offset: edit.span.start, byte_length: edit.span.len() }
    } else {
        region(edit.span, file.index)
    };
    Replacement { deleted_region, inserted_content: Text { text: Cow::Borrowed(&edit.replacement) } }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// `unterminated-category` as `UnterminatedCategory`.
fn pascal(name: &str) -> String {
    let capitalised = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    name.split('-').map(capitalised).collect()
}

/// The sentences that fit into a number of code points.
fn cut(text: &str, limit: usize) -> &str {
    let Some((end, _)) = text.char_indices().nth(limit) else { return text };
    let end = text[..end].rfind(". ").map_or(end, |at| at + 1);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_cut_after_a_sentence() {
        assert_eq!(cut("One. Two. Three.", 12), "One. Two.");
        assert_eq!(cut("One. Two.", 9), "One. Two.");
        assert_eq!(cut("élan vital", 4), "élan");
        assert_eq!(pascal("not-nfc"), "NotNfc");
    }

    #[test]
    fn the_worst_are_kept() {
        let kept = |number: usize, severity, is_suppressed| Kept {
            is_suppressed,
            severity,
            number,
            json: String::new(),
        };
        let mut sarif = Sarif { has_baseline: true, seen: 5, kept: Vec::new() };
        sarif.kept.push(kept(0, Severity::Error, true));
        sarif.kept.push(kept(1, Severity::Info, false));
        sarif.kept.push(kept(2, Severity::Warning, false));
        sarif.kept.push(kept(3, Severity::Error, false));
        sarif.kept.push(kept(4, Severity::Error, false));
        sarif.keep(4);
        let numbers: Vec<_> = sarif.kept.iter().map(|kept| kept.number).collect();
        assert_eq!(numbers, [3, 4, 2, 1]);
    }

    /// Results that hardly compress: the document that is written for them stays below the limit.
    #[test]
    fn an_upload_fits() {
        let mut state = 1_u64;
        let mut noise = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            format!("{:016x}", state ^ (state >> 29))
        };
        let kept: Vec<_> = (0..20_000)
            .map(|number| {
                let json = (0..100).map(|_| noise()).collect();
                Kept { is_suppressed: false, severity: Severity::Info, number, json }
            })
            .collect();
        let fitting = fitting(&kept).unwrap();
        assert!((5_000..20_000).contains(&fitting), "{fitting}");
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        for kept in &kept[..fitting] {
            encoder.write_all(kept.json.as_bytes()).unwrap();
        }
        let size = encoder.finish().unwrap().len();
        assert!((MAX_BYTES * 8 / 10..MAX_BYTES).contains(&size), "{size}");
    }
}
