//! Where the findings of a run go: to stdout, and to as many files as are asked for.

use crate::args::ReportArgs;
use crate::baseline::Comparison;
use crate::file_name::FileName;
use crate::files::describe;
use crate::inputs::{Input, Inputs};
use crate::output::{Audience, End, File, Found, OUTPUTS, Output, Reporter, Setup, readable};
use crate::record::{BaselineState, Summary};
use crate::statistics::Statistics;
use crate::status::Failure;
use crate::terminal::{Terminal, notice, remark, shown};
use crate::write::ReportFile;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use seedkit_lint::{Diagnostic, Fingerprint, Severity, fingerprints};
use seedkit_syntax::LineIndex;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How many findings of one rule in one line are reported one by one; more are reported as one.
const ONE_BY_ONE: usize = 3;

/// `FORMAT` or `FORMAT=FILE`.
#[derive(Clone, Debug)]
pub(crate) struct Destination {
    output: &'static Output,
    /// Nothing for stdout.
    file: Option<PathBuf>,
}

impl Default for Destination {
    fn default() -> Self {
        Self { output: OUTPUTS[0], file: None }
    }
}

impl Destination {
    /// Whether it is a file, and not stdout.
    pub(crate) fn is_file(&self) -> bool {
        self.file.is_some()
    }

    /// Whether it holds all that is known.
    pub(crate) fn is_of_records(&self) -> bool {
        self.output.audience == Audience::Records
    }
}

/// Reads a [`Destination`].
#[derive(Clone, Debug)]
pub(crate) struct DestinationParser;

impl TypedValueParser for DestinationParser {
    type Value = Destination;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Destination, clap::Error> {
        let (name, file) = split(value);
        let names = PossibleValuesParser::new(OUTPUTS.iter().map(|output| output.name));
        let name = names.parse_ref(command, arg, &name)?;
        let output = OUTPUTS.iter().find(|output| output.name == name);
        let file = file.filter(|file| file != "-").map(PathBuf::from);
        Ok(Destination { output: output.copied().unwrap_or(OUTPUTS[0]), file })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(OUTPUTS.iter().map(|output| PossibleValue::new(output.name).help(output.about))))
    }
}

/// What stands before and after the first `=`.
fn split(value: &OsStr) -> (OsString, Option<OsString>) {
    if let Some(text) = value.to_str() {
        return match text.split_once('=') {
            Some((name, file)) => (name.into(), Some(file.into())),
            None => (text.into(), None),
        };
    }
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt as _;
        let bytes = value.as_bytes();
        if let Some(at) = bytes.iter().position(|&byte| byte == b'=') {
            return (
                OsStr::from_bytes(&bytes[..at]).into(),
                Some(OsStr::from_bytes(&bytes[at + 1..]).into()),
            );
        }
    }
    (value.into(), None)
}

/// A file and its findings.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) name: FileName,
    /// Its bytes, where there are findings.
    bytes: Vec<u8>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// One for each finding, once somebody asks.
    fingerprints: OnceCell<Vec<Fingerprint>>,
    /// Where there is a baseline: for each finding, whether that knows it.
    known: Option<Vec<bool>>,
}

impl Checked {
    pub(crate) fn new(name: FileName, bytes: Vec<u8>, diagnostics: Vec<Diagnostic>) -> Self {
        // A clean file need not wait in memory for its turn.
        let bytes = if diagnostics.is_empty() { Vec::new() } else { bytes };
        Self { name, bytes, diagnostics, fingerprints: OnceCell::new(), known: None }
    }

    /// The fingerprint of each finding.
    pub(crate) fn fingerprints(&self) -> &[Fingerprint] {
        let make = || fingerprints(self.name.rooted_bytes(), &readable(&self.bytes), &self.diagnostics);
        self.fingerprints.get_or_init(make)
    }

    /// Compares the findings with a baseline.
    pub(crate) fn judge(&mut self, baseline: &mut Comparison<'_>) {
        let known = self.fingerprints().iter().map(|print| baseline.knows(*print));
        self.known = Some(known.collect());
    }

    /// How many bytes it keeps.
    pub(crate) fn weight(&self) -> usize {
        self.bytes.len()
    }

    fn state(&self, index: usize) -> Option<BaselineState> {
        self.known.as_ref().map(
            |known| {
                if known[index] { BaselineState::Suppressed } else { BaselineState::New }
            },
        )
    }

    /// The findings that no baseline knows.
    pub(crate) fn fresh(&self) -> impl Iterator<Item = &Diagnostic> {
        let is_fresh = |index| self.state(index) != Some(BaselineState::Suppressed);
        self.diagnostics.iter().enumerate().filter(move |(index, _)| is_fresh(*index)).map(|(_, found)| found)
    }

    /// How many findings a baseline knows.
    pub(crate) fn suppressed(&self) -> usize {
        self.known.iter().flatten().filter(|known| **known).count()
    }

    /// The severity of the worst finding that no baseline knows.
    pub(crate) fn worst(&self) -> Option<Severity> {
        self.fresh().map(|found| found.severity).max()
    }
}

/// What a report is written to.
enum Target {
    Stdout,
    Stderr,
    File(ReportFile),
    /// It cannot be written to; that has been told.
    Lost,
}

/// One of the reports of a run.
struct Sink {
    audience: Audience,
    reporter: Box<dyn Reporter>,
    target: Target,
    /// Whether it goes to stderr, where the summary is a remark like others.
    is_beside: bool,
    /// How many more findings may be shown.
    room: usize,
    /// How many are not shown.
    hidden: usize,
}

/// The reports of a run.
pub(crate) struct Report {
    sinks: Vec<Sink>,
    statistics: Statistics,
    with_statistics: bool,
    /// Why stdout could not be written to, where files still can.
    stdout: Option<Failure>,
    /// Whether a file could not be written.
    pub(crate) has_failed: bool,
}

impl Report {
    /// Opens all that is to be written to. A file that cannot be written is told, and the others are written.
    ///
    /// # Errors
    /// Where two reports want the same place, or one that of a file that the run reads.
    pub(crate) fn open(
        args: &ReportArgs,
        setup: Setup,
        inputs: &Inputs,
        // What else the run reads: its configuration, its baseline.
        sources: &[&Path],
        // Where a document goes to stdout, a report cannot.
        stdout_is_taken: bool,
        out: &mut dyn Write,
    ) -> Result<Self, Failure> {
        let default = [Destination::default()];
        let destinations = if args.output_format.is_empty() { &default[..] } else { &args.output_format };
        check(destinations, inputs, sources)?;
        let max = match args.max_diagnostics {
            0 => usize::MAX,
            max => max,
        };
        let mut report = Self {
            sinks: Vec::new(),
            statistics: Statistics::default(),
            with_statistics: args.statistics,
            stdout: None,
            has_failed: false,
        };
        for Destination { output, file } in destinations {
            let (target, terminal) = match file {
                None if stdout_is_taken => (Target::Stderr, setup.terminal.for_stderr()),
                None => (Target::Stdout, setup.terminal),
                Some(path) => match ReportFile::create(path) {
                    Ok(file) => (Target::File(file), Terminal::for_file()),
                    Err(error) => {
                        report.lose(path, &error);
                        continue;
                    }
                },
            };
            let audience = output.audience;
            let room = if audience == Audience::People { max } else { usize::MAX };
            let reporter = (output.reporter)(&Setup { terminal, ..setup });
            let is_beside = matches!(target, Target::Stderr);
            report.sinks.push(Sink { audience, reporter, target, is_beside, room, hidden: 0 });
        }
        report.each(out, |sink, out| sink.reporter.begin(out))?;
        Ok(report)
    }

    /// For a run that shows changes and no findings.
    ///
    /// # Errors
    /// Where a report in a file is asked for.
    pub(crate) fn none(args: &ReportArgs) -> Result<Self, Failure> {
        if !args.output_format.is_empty() || args.statistics {
            return Err(
                "--diff shows changes and makes no report: leave out --output-format and --statistics"
                    .to_owned()
                    .into(),
            );
        }
        Ok(Self {
            sinks: Vec::new(),
            statistics: Statistics::default(),
            with_statistics: false,
            stdout: None,
            has_failed: false,
        })
    }

    /// Reports the findings of a file.
    ///
    /// # Errors
    /// Where stdout cannot be written to and nothing else is.
    pub(crate) fn file(&mut self, checked: &Checked, out: &mut dyn Write) -> Result<(), Failure> {
        if checked.diagnostics.is_empty() {
            return Ok(());
        }
        checked.fresh().for_each(|found| self.statistics.add(found));
        let text = readable(&checked.bytes);
        let index = LineIndex::new(&text);
        let parse = OnceCell::new();
        self.each(out, |sink, out| {
            let findings = sink.select(checked, &index);
            if findings.is_empty() {
                return Ok(());
            }
            let is_utf8 = matches!(text, std::borrow::Cow::Borrowed(_));
            let file =
                File { name: &checked.name, text: &text, is_utf8, index: &index, parse: &parse, findings };
            sink.reporter.file(&file, out)
        })
    }

    /// Ends the reports; files get their new content now.
    ///
    /// # Errors
    /// Where stdout cannot be written to.
    pub(crate) fn end(
        &mut self,
        summary: &Summary,
        sentence: &str,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let statistics = std::mem::take(&mut self.statistics);
        let with_statistics = self.with_statistics;
        let quiet = crate::terminal::is_quiet();
        self.each(out, |sink, out| {
            let end = End {
                summary,
                sentence,
                hidden: sink.hidden,
                statistics: &statistics,
                with_statistics: with_statistics && !quiet && !sink.is_beside,
                quiet: quiet || sink.is_beside,
            };
            sink.reporter.end(&end, out)
        })?;
        let is_told = self
            .sinks
            .iter()
            .any(|sink| sink.audience == Audience::People && matches!(sink.target, Target::Stdout));
        for sink in &mut self.sinks {
            if let Target::File(file) = std::mem::replace(&mut sink.target, Target::Lost) {
                let path = file.path().to_owned();
                if let Err(error) = file.finish() {
                    self.has_failed = true;
                    tell(&path, &error);
                }
            }
        }
        // What is not written yet may fail, and then nothing is to be claimed.
        if let Some(failure) = self.stdout.take() {
            return Err(failure);
        }
        out.flush()?;
        if !is_told {
            if with_statistics {
                statistics.to_string().lines().for_each(remark);
            }
            remark(sentence);
        }
        Ok(())
    }

    /// Does something with every report that can be written.
    fn each(
        &mut self,
        out: &mut dyn Write,
        mut write: impl FnMut(&mut Sink, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        for index in 0..self.sinks.len() {
            let sink = &mut self.sinks[index];
            match std::mem::replace(&mut sink.target, Target::Lost) {
                Target::Lost => {}
                Target::Stderr => {
                    // Where stderr is closed there is nobody to tell.
                    let _ = write(sink, &mut io::stderr().lock());
                    sink.target = Target::Stderr;
                }
                Target::Stdout => match write(sink, out) {
                    Ok(()) => sink.target = Target::Stdout,
                    Err(error) => {
                        let failure = Failure::from(error);
                        if !self.sinks.iter().any(|sink| matches!(sink.target, Target::File(_))) {
                            return Err(failure);
                        }
                        self.stdout = Some(failure);
                    }
                },
                Target::File(mut file) => match write(sink, &mut file) {
                    Ok(()) => sink.target = Target::File(file),
                    Err(error) => {
                        let path = file.path().to_owned();
                        self.lose(&path, &error);
                    }
                },
            }
        }
        Ok(())
    }

    fn lose(&mut self, path: &Path, error: &io::Error) {
        self.has_failed = true;
        tell(path, error);
    }
}

fn tell(path: &Path, error: &io::Error) {
    notice(&format!("{}: the report cannot be written: {}", shown(path), describe(error)));
}

/// Whether every report has a place of its own, which is no file that the run reads.
fn check(destinations: &[Destination], inputs: &Inputs, sources: &[&Path]) -> Result<(), Failure> {
    for (index, one) in destinations.iter().enumerate() {
        let Some(path) = &one.file else {
            if destinations[..index].iter().any(|other| other.file.is_none()) {
                return Err("stdout takes one report: write --output-format FORMAT=FILE for the others"
                    .to_owned()
                    .into());
            }
            continue;
        };
        if path.as_os_str().is_empty() {
            return Err(
                format!("--output-format {}=: the name of the file is missing", one.output.name).into()
            );
        }
        let is_same = |other: &Destination| other.file.as_ref().is_some_and(|other| is_one_file(other, path));
        if destinations[..index].iter().any(is_same) {
            return Err(format!("{}: two reports cannot have the same file", shown(path)).into());
        }
        let Ok(target) = fs::canonicalize(path) else { continue };
        let is_target = |input: &Input| {
            input.path.file_name() == target.file_name()
                && fs::canonicalize(&input.path).is_ok_and(|path| path == target)
        };
        if inputs.iter().any(|input| is_target(&input)) {
            return Err(format!("{}: the report would replace a file that is checked", shown(path)).into());
        }
        if sources.iter().any(|source| is_one_file(source, path)) {
            return Err(
                format!("{}: the report would replace a file that this run reads", shown(path)).into()
            );
        }
    }
    Ok(())
}

/// Whether two paths lead to one file, or would if it were there. Pipes and devices take any number of reports.
fn is_one_file(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| {
        // The names of streams lead to where these are redirected to, which may be one log.
        if path.starts_with("/dev") || path.starts_with("/proc") {
            return None;
        }
        fs::canonicalize(path).ok().or_else(|| {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
            Some(folder.join(path.file_name()?))
        })
    };
    let is_file = |path: &Path| fs::symlink_metadata(path).map_or(true, |found| found.is_file());
    one == other || place(one).is_some_and(|one| is_file(&one) && place(other) == Some(one))
}

impl Sink {
    /// What is to be reported of a file.
    fn select<'c>(&mut self, checked: &'c Checked, index: &LineIndex<'_>) -> Vec<Found<'c>> {
        let all = checked.diagnostics.iter().enumerate().map(|(at, diagnostic)| Found {
            checked,
            at,
            diagnostic,
            baseline: checked.state(at),
            also: Vec::new(),
        });
        if self.audience == Audience::Records {
            return all.collect();
        }
        let fresh = all.filter(|found| found.baseline != Some(BaselineState::Suppressed)).collect();
        if self.audience == Audience::Tools {
            return fresh;
        }
        let mut shown = fold(fresh, index);
        let rest = shown.split_off(shown.len().min(self.room));
        self.room -= shown.len();
        self.hidden += rest.iter().map(|found| 1 + found.also.len()).sum::<usize>();
        shown
    }
}

/// Puts the findings of a rule that fires often in a line together, at the place of the first one.
fn fold<'c>(findings: Vec<Found<'c>>, index: &LineIndex<'_>) -> Vec<Found<'c>> {
    // No line can have more, as most files have few.
    if findings.len() <= ONE_BY_ONE {
        return findings;
    }
    let key = |found: &Found<'_>| {
        (found.diagnostic.rule.code, index.position(found.diagnostic.span.start as usize).line)
    };
    let mut counts: HashMap<_, usize> = HashMap::new();
    for found in &findings {
        *counts.entry(key(found)).or_default() += 1;
    }
    let mut folded: Vec<Found<'c>> = Vec::new();
    let mut first: HashMap<_, usize> = HashMap::new();
    for found in findings {
        let key = key(&found);
        if counts[&key] <= ONE_BY_ONE {
            folded.push(found);
            continue;
        }
        if let Some(&at) = first.get(&key) {
            folded[at].also.push(found.diagnostic.span);
        } else {
            first.insert(key, folded.len());
            folded.push(found);
        }
    }
    folded
}
