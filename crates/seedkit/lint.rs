//! `seedkit lint`.

use crate::args::{BaselineArgs, LintArgs};
use crate::baseline::{Baseline, Comparison};
use crate::config::Effective;
use crate::file_name::{FileName, Root};
use crate::files::{Wanted, describe};
use crate::inputs::{Input, Inputs};
use crate::interrupt::Interrupt;
use crate::output::{Setup, readable};
use crate::progress::Progress;
use crate::record::Summary;
use crate::report::{Checked, Destination, Report};
use crate::status::{Failure, Status};
use crate::terminal::{Terminal, count, notice, number, remark, shown};
use crate::{ordered, patch, selection, write};
use seedkit_lint::{
    Analysis, Applicability, Corpus, Diagnostic, Fixed, Fixes, Group, RULES, Settings, Severity,
    fingerprints, fix_except, lint_bytes,
};
use seedkit_syntax::parse_bytes;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// What is done with each file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Report,
    Fix(Fixes),
    Diff(Fixes),
}

/// A file after it was looked at.
pub(crate) struct Outcome {
    pub(crate) checked: Checked,
    /// The bytes before and after the fixes, where they differ and are to be shown or passed on.
    change: Option<(Vec<u8>, Vec<u8>)>,
    fixed: usize,
    /// What went wrong, ready to be told.
    pub(crate) trouble: Vec<String>,
    /// Whether it could be read.
    pub(crate) is_read: bool,
    /// Whether it was looked at before, and this is about it together with others.
    is_together: bool,
}

impl Outcome {
    fn new(checked: Checked) -> Self {
        Self { checked, change: None, fixed: 0, trouble: Vec::new(), is_read: false, is_together: false }
    }

    /// How many bytes it keeps.
    fn weight(&self) -> usize {
        let change = self.change.as_ref().map_or(0, |(old, new)| old.len() + new.len());
        self.checked.weight() + change
    }
}

/// What came of a look at a file.
enum Look {
    /// It was read and has no findings, and nobody wants to know which one it is.
    Clean,
    Outcome(Box<Outcome>),
    /// It is too long to be looked at beside others.
    Long(usize),
}

/// A file of more bytes is looked at when its turn comes, one at a time: a few of them would take more memory than all
/// others together.
const LONG: usize = 8 << 20;

/// What a thread keeps from one file to the next.
#[derive(Default)]
struct Memory {
    bytes: Vec<u8>,
    corpus: Corpus,
}

pub(crate) fn run(args: &LintArgs, terminal: Terminal, out: &mut dyn Write) -> Result<Status, Failure> {
    let fixes = if args.unsafe_fixes { Fixes::Unsafe } else { Fixes::Safe };
    let mode = match (args.fix, args.diff) {
        (true, _) => Mode::Fix(fixes),
        (_, true) => Mode::Diff(fixes),
        _ if args.unsafe_fixes => return Err("--unsafe-fixes goes with --fix or --diff".to_owned().into()),
        _ => Mode::Report,
    };
    let effective = Effective::load(&args.config, terminal)?;
    let baseline = configured(&args.baseline, &effective).map(|path| Baseline::read(&path)).transpose()?;
    if args.baseline.strict_baseline && baseline.is_none() {
        return Err("--strict-baseline needs a baseline: give --baseline FILE".to_owned().into());
    }
    let mut comparison = baseline.as_ref().map(Comparison::new);
    let found = selection::find(&args.paths, &args.selection, Wanted::Seeds, &effective.choice)?;
    let root = Root::find();
    // Where files are written, a run that is interrupted leaves nothing behind. Who waits for stdin could not look.
    let writes = matches!(mode, Mode::Fix(_)) || args.report.output_format.iter().any(Destination::is_file);
    let can_look = writes && !found.inputs.has_stdin();
    let interrupt = if can_look { Interrupt::watch() } else { Interrupt::default() };
    // A fixed document goes to stdout, so no report can.
    let document_on_stdout = matches!(mode, Mode::Fix(_)) && found.inputs.has_stdin();
    let mut report = if let Mode::Diff(_) = mode {
        Report::none(&args.report)?
    } else {
        let setup = Setup { terminal, fail_on: effective.fail_on, has_baseline: baseline.is_some() };
        let baseline = baseline.as_ref().map(|baseline| &baseline.path);
        let read = [effective.file.as_ref(), baseline, args.selection.files_from.as_ref()];
        let sources: Vec<_> = read.into_iter().flatten().map(PathBuf::as_path).collect();
        Report::open(&args.report, setup, &found.inputs, &sources, document_on_stdout, out)?
    };
    let examination = Examination {
        inputs: &found.inputs,
        effective: &effective,
        baseline: baseline.as_ref(),
        root: &root,
        stdin_name: args.stdin_filename.as_deref().unwrap_or(Path::new("<stdin>")),
        jobs: args.config.jobs,
        mode,
        together: look_together(args.corpus, &found.inputs, &effective, mode),
        by_name: comparison.is_some(),
    };
    let mut totals = Totals::default();
    let mut status = if found.failed { Status::Failed } else { Status::Clean };
    examination.run(&mut |outcome, flush| {
        interrupt.check()?;
        let Some(mut outcome) = outcome else {
            totals.summary.files += 1;
            return Ok(());
        };
        for trouble in &outcome.trouble {
            notice(trouble);
            status = Status::Failed;
        }
        if let Some(comparison) = &mut comparison {
            outcome.checked.judge(comparison);
            if outcome.is_read {
                comparison.look_at(&outcome.checked.name);
            }
        }
        match (&outcome.change, mode) {
            (Some((old, new)), Mode::Diff(_)) => {
                patch::write(out, &outcome.checked.name.shown, &readable(old), &readable(new), terminal)?;
                status = status.max(Status::Findings);
            }
            (Some((_, new)), Mode::Fix(_)) if document_on_stdout => out.write_all(new)?,
            _ => {}
        }
        if mode_reports(mode) {
            report.file(&outcome.checked, out)?;
            if outcome.checked.worst().is_some_and(|worst| effective.fail_on.fails(worst)) {
                status = status.max(Status::Findings);
            }
        }
        totals.add(&outcome, mode);
        if flush {
            out.flush()?;
        }
        Ok(())
    })?;
    let stale = match &comparison {
        Some(comparison) if mode_reports(mode) => {
            comparison.stale(&root, |code, path| examination.ran(code, path)).len()
        }
        _ => 0,
    };
    let sentence = totals.sentence(mode);
    if mode_reports(mode) {
        let summary = Summary { stale, complete: status != Status::Failed, ..totals.summary };
        report.end(&summary, &sentence, out)?;
        if report.has_failed {
            status = Status::Failed;
        }
    } else {
        out.flush()?;
        remark(&sentence);
    }
    if let Some(baseline) = baseline.as_ref().filter(|_| stale > 0) {
        let entries = if stale == 1 { "1 entry".to_owned() } else { format!("{} entries", number(stale)) };
        let verb = if stale == 1 { "matches" } else { "match" };
        let message = format!(
            "{entries} of {} {verb} nothing any more; `seedkit baseline update` drops what is stale",
            shown(&baseline.path),
        );
        if args.baseline.strict_baseline {
            notice(&message);
            status = status.max(Status::Findings);
        } else {
            remark(&message);
        }
    }
    if found.inputs.has_found() {
        for unused in effective.unused_overrides() {
            remark(&format!("{unused} matches no file of this run"));
        }
    }
    Ok(if args.exit_zero && status == Status::Findings { Status::Clean } else { status })
}

/// The baseline to compare with, from the command line or the configuration.
fn configured(args: &BaselineArgs, effective: &Effective) -> Option<PathBuf> {
    let given = args.baseline.clone().or_else(|| effective.baseline.clone());
    given.filter(|_| !args.no_baseline)
}

/// Whether the files are looked at together: where a directory was walked or it is asked for. A run of several named
/// files, as a hook makes it, is told that they are not.
pub(crate) fn look_together(corpus: bool, inputs: &Inputs, effective: &Effective, mode: Mode) -> bool {
    let mut rules = RULES.iter().filter(|rule| rule.group() == Group::Corpus);
    let wanted = mode_reports(mode) && rules.any(|rule| effective.settings.is_enabled(rule));
    let together = wanted && (corpus || inputs.has_found());
    if wanted && !together && inputs.len() > 1 {
        remark(
            "the rules X601 to X604, about files together, did not run: name a directory or give --corpus",
        );
    }
    together
}

fn mode_reports(mode: Mode) -> bool {
    !matches!(mode, Mode::Diff(_))
}

/// Files to look at, and how.
pub(crate) struct Examination<'a> {
    pub(crate) inputs: &'a Inputs,
    pub(crate) effective: &'a Effective,
    /// Whose findings are not fixed.
    pub(crate) baseline: Option<&'a Baseline>,
    pub(crate) root: &'a Root,
    pub(crate) stdin_name: &'a Path,
    pub(crate) jobs: Option<NonZeroUsize>,
    pub(crate) mode: Mode,
    /// Whether the files are looked at together, too.
    pub(crate) together: bool,
    /// Whether clean files are handed on by name, too.
    pub(crate) by_name: bool,
}

impl Examination<'_> {
    /// Looks at every file and hands on what came of it, in the order of the names: nothing for a clean file that is
    /// just to be counted. Then at those that share something with others. A second argument says that what is printed
    /// has to be flushed, because a line of progress follows.
    ///
    /// # Errors
    /// The first error of `emit`.
    pub(crate) fn run(
        &self,
        emit: &mut dyn FnMut(Option<Outcome>, bool) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut progress = Progress::new(self.inputs.len());
        let mut corpus = Corpus::default();
        let look = |memory: &mut Memory, file: usize| {
            let input = self.inputs.get(file);
            let mut bytes = std::mem::take(&mut memory.bytes);
            let look = match input.read_into(&mut bytes, LONG) {
                Ok(()) if bytes.len() > LONG => Look::Long(file),
                Ok(()) => self.look(&input, file, &bytes, &mut memory.corpus),
                Err(error) => Look::Outcome(Box::new(self.unread(&input, &error))),
            };
            memory.bytes = bytes;
            look
        };
        let weigh = |look: &Look| if let Look::Outcome(outcome) = look { outcome.weight() } else { 0 };
        let memories =
            ordered::for_each(self.inputs.len(), self.jobs, Memory::default, look, weigh, |look| {
                let outcome = match look {
                    Look::Clean => None,
                    Look::Outcome(outcome) => Some(*outcome),
                    Look::Long(file) => self.look_alone(file, &mut corpus),
                };
                progress.step();
                let flush = progress.is_shown();
                progress.around(|| emit(outcome, flush))
            })?;
        progress.end();
        if !self.together {
            return Ok(());
        }
        for memory in memories {
            corpus.append(memory.corpus);
        }
        let findings = corpus.finish();
        let name = |file: u32| shown(&self.inputs.get(file as usize).path);
        let look = |(): &mut (), index: usize| {
            let file = findings.files()[index];
            let input = self.inputs.get(file as usize);
            // A file that is gone by now has nothing to say any more.
            let bytes = input.read().ok()?;
            let diagnostics = findings.of(file, &bytes, &name, &self.effective.for_file(&input.path));
            let is_news = !diagnostics.is_empty();
            is_news.then(|| Checked::new(self.root.name(&input.path), bytes, diagnostics))
        };
        let weigh = |checked: &Option<Checked>| checked.as_ref().map_or(0, Checked::weight);
        ordered::for_each(
            findings.files().len(),
            self.jobs,
            || (),
            look,
            weigh,
            |checked| match checked {
                Some(checked) => emit(Some(Outcome { is_together: true, ..Outcome::new(checked) }), false),
                None => Ok(()),
            },
        )?;
        Ok(())
    }

    /// Whether the rule of this code looked at a file.
    pub(crate) fn ran(&self, code: &str, path: &Path) -> bool {
        let rule = RULES.iter().find(|rule| rule.code == code);
        rule.is_some_and(|rule| {
            self.effective.for_file(path).is_enabled(rule) && (self.together || rule.group() != Group::Corpus)
        })
    }

    /// Looks at a file that is too long to be looked at beside others.
    fn look_alone(&self, file: usize, corpus: &mut Corpus) -> Option<Outcome> {
        let input = self.inputs.get(file);
        match input.read() {
            Ok(bytes) => match self.look(&input, file, &bytes, corpus) {
                Look::Outcome(outcome) => Some(*outcome),
                Look::Clean | Look::Long(_) => None,
            },
            Err(error) => Some(self.unread(&input, &error)),
        }
    }

    /// What there is to tell of a file that cannot be read.
    fn unread(&self, input: &Input, error: &io::Error) -> Outcome {
        let mut outcome = Outcome::new(Checked::new(self.name(input), Vec::new(), Vec::new()));
        let name = &outcome.checked.name.shown;
        if error.kind() == io::ErrorKind::NotFound && input.root.is_some() {
            // Nobody asked for this very file.
            notice(&format!("{name}: gone before it could be read; passed over"));
        } else {
            outcome.trouble.push(format!("{name}: {}", describe(error)));
        }
        outcome
    }

    fn name(&self, input: &Input) -> FileName {
        self.root.name(self.path(input))
    }

    fn path<'p>(&'p self, input: &'p Input) -> &'p Path {
        if input.is_stdin() { self.stdin_name } else { &input.path }
    }

    /// Lints and, if asked, mends a file.
    fn look(&self, input: &Input, file: usize, bytes: &[u8], corpus: &mut Corpus) -> Look {
        let settings = self.effective.for_file(&input.path);
        let path = self.path(input);
        let note = |corpus: &mut Corpus, text| {
            if self.together {
                corpus.add(file as u32, text, &shown(path));
            }
        };
        let outcome = match self.mode {
            Mode::Report => {
                let diagnostics = match parse_bytes(bytes) {
                    Ok(parse) => {
                        let text = Analysis::of(&parse);
                        note(corpus, &text);
                        text.lint(&settings)
                    }
                    Err(_) => lint_bytes(bytes, &settings),
                };
                if diagnostics.is_empty() && !self.by_name {
                    return Look::Clean;
                }
                Outcome::new(Checked::new(self.name(input), bytes.to_vec(), diagnostics))
            }
            Mode::Fix(fixes) | Mode::Diff(fixes) => {
                let name = self.name(input);
                let spared = |found: &[Diagnostic]| match self.baseline {
                    None => vec![false; found.len()],
                    Some(baseline) => fingerprints(name.rooted_bytes(), &readable(bytes), found)
                        .into_iter()
                        .map(|print| baseline.has(print))
                        .collect(),
                };
                let fixed = fix_except(bytes, &settings, fixes, spared);
                let mended = mend(input, bytes.to_vec(), fixed, self.mode, &name.shown, &settings);
                if let Ok(parse) = parse_bytes(&mended.bytes) {
                    note(corpus, &Analysis::of(&parse));
                }
                Outcome {
                    change: mended.change,
                    fixed: mended.fixed,
                    trouble: mended.trouble,
                    ..Outcome::new(Checked::new(name, mended.bytes, mended.remaining))
                }
            }
        };
        Look::Outcome(Box::new(Outcome { is_read: true, ..outcome }))
    }
}

/// A file after its fixes were written, shown, or refused.
struct Mended {
    bytes: Vec<u8>,
    remaining: Vec<Diagnostic>,
    change: Option<(Vec<u8>, Vec<u8>)>,
    fixed: usize,
    trouble: Vec<String>,
}

/// Writes a fixed file, or keeps what is to be shown of it.
fn mend(input: &Input, bytes: Vec<u8>, fixed: Fixed, mode: Mode, name: &str, settings: &Settings) -> Mended {
    // What is left as it is has all of its findings.
    let left = |bytes: Vec<u8>, trouble: String| Mended {
        remaining: lint_bytes(&bytes, settings),
        bytes,
        change: None,
        fixed: 0,
        trouble: vec![trouble],
    };
    if !fixed.cycling.is_empty() {
        let codes: Vec<_> = fixed.cycling.iter().map(|rule| rule.code).collect();
        let trouble = format!(
            "{name}: the fixes of {} do not come to an end, so the file is left as it is; leave one of them out with \
             --ignore, and please report this defect of seedkit",
            codes.join(", ")
        );
        return left(bytes, trouble);
    }
    let count = fixed.count();
    let Fixed { bytes: new, remaining, .. } = fixed;
    let changed = new != bytes;
    let change = match mode {
        Mode::Fix(_) if changed && !input.is_stdin() => {
            match write::replace(&input.path, input.root.as_deref(), &bytes, &new) {
                Ok(()) => None,
                Err(error) => return left(bytes, format!("{name}: not fixed: {}", describe(&error))),
            }
        }
        // Stdin is passed on even if nothing was to be fixed: a filter gives what it got.
        Mode::Fix(_) if input.is_stdin() => Some((Vec::new(), new.clone())),
        Mode::Diff(_) if changed => Some((bytes, new.clone())),
        _ => None,
    };
    Mended { bytes: new, remaining, change, fixed: count, trouble: Vec::new() }
}

/// The run in numbers.
#[derive(Default)]
struct Totals {
    summary: Summary,
    files_with_findings: usize,
    /// Files with findings about them together with others.
    corpus_files: usize,
    changed: usize,
}

impl Totals {
    fn add(&mut self, outcome: &Outcome, mode: Mode) {
        let found = || outcome.checked.fresh();
        let of = |severity| found().filter(|one| one.severity == severity).count();
        let fixable = |applicability| {
            let is =
                |one: &&Diagnostic| one.fix.as_ref().is_some_and(|fix| fix.applicability == applicability);
            found().filter(is).count()
        };
        if outcome.is_together {
            self.corpus_files += 1;
        } else {
            self.files_with_findings += usize::from(found().next().is_some());
        }
        self.changed += usize::from(outcome.fixed > 0);
        let summary = &mut self.summary;
        summary.files += usize::from(outcome.is_read);
        summary.fixed += outcome.fixed;
        summary.errors += of(Severity::Error);
        summary.warnings += of(Severity::Warning);
        summary.infos += of(Severity::Info);
        summary.suppressed += outcome.checked.suppressed();
        if mode == Mode::Report {
            summary.fixable += fixable(Applicability::Safe);
        }
        summary.unsafely_fixable += fixable(Applicability::Unsafe);
    }

    fn sentence(&self, mode: Mode) -> String {
        let summary = &self.summary;
        if summary.files == 0 {
            return "no file was checked".to_owned();
        }
        let files = count(summary.files, "file");
        if let Mode::Diff(_) = mode {
            return match self.changed {
                0 => format!("{files}: nothing to fix"),
                changed => format!(
                    "{files}: {} would be fixed in {}; nothing was written",
                    count(summary.fixed, "finding"),
                    count(changed, "file")
                ),
            };
        }
        let fixed = match summary.fixed {
            0 => String::new(),
            fixed => format!("{} fixed in {}, ", count(fixed, "finding"), count(self.changed, "file")),
        };
        let known = match summary.suppressed {
            0 => String::new(),
            known => format!("; the baseline knows {} more", number(known)),
        };
        let parts = [(summary.errors, "error"), (summary.warnings, "warning")];
        let mut parts: Vec<_> = parts
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, noun)| count(number, noun))
            .collect();
        if summary.infos > 0 {
            parts.push(format!("{} info", number(summary.infos)));
        }
        let left = if summary.fixed > 0 { " left" } else { "" };
        if parts.is_empty() {
            let new = if summary.suppressed > 0 { "new " } else { "" };
            return format!("{files}: {fixed}no {new}findings{left}{known}");
        }
        let place = match summary.files {
            0 | 1 => String::new(),
            _ if self.corpus_files == 0 => format!(" in {}", count(self.files_with_findings, "file")),
            // A file may have findings of both sorts, and its name is not kept.
            _ => String::new(),
        };
        let mends = match (summary.fixable, summary.unsafely_fixable) {
            (0, 0) => String::new(),
            (safe, 0) => format!("; --fix mends {}", number(safe)),
            (0, risky) => format!("; --fix --unsafe-fixes mends {}", number(risky)),
            (safe, risky) => format!("; --fix mends {}, --unsafe-fixes {} more", number(safe), number(risky)),
        };
        format!("{files}: {fixed}{}{left}{place}{mends}{known}", parts.join(", "))
    }
}
