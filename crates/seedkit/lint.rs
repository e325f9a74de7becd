//! `seedkit lint`.

use crate::args::{BaselineArgs, LintArgs};
use crate::baseline::{Baseline, Comparison};
use crate::config::Effective;
use crate::examination::{Examination, Mode, Outcome, look_together};
use crate::file_name::Root;
use crate::files::Wanted;
use crate::interrupt::Interrupt;
use crate::output::{Setup, readable};
use crate::record::Summary;
use crate::report::{Destination, Report};
use crate::status::{Failure, Status};
use crate::terminal::{Terminal, count, notice, number, remark, shown};
use crate::{patch, selection};
use seedkit_lint::{Applicability, Diagnostic, Fixes, Severity};
use std::io::Write;
use std::path::{Path, PathBuf};

pub(crate) fn run(args: &LintArgs, terminal: Terminal, out: &mut dyn Write) -> Result<Status, Failure> {
    let mode = mode(args)?;
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
        together: look_together(Some(args.corpus), &found.inputs, &effective, mode),
        by_name: comparison.is_some(),
        observer: None,
        with_fingerprints: comparison.is_some()
            || args.report.output_format.iter().any(Destination::is_of_records),
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
        if mode.reports() {
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
        Some(comparison) if mode.reports() => {
            comparison.stale(&root, |code, path| examination.ran(code, path)).len()
        }
        _ => 0,
    };
    let sentence = totals.sentence(mode);
    if mode.reports() {
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
        status = status.max(tell_stale(stale, baseline, args.baseline.strict_baseline));
    }
    effective.tell_unused(&found.inputs);
    Ok(if args.exit_zero && status == Status::Findings { Status::Clean } else { status })
}

fn mode(args: &LintArgs) -> Result<Mode, Failure> {
    let fixes = if args.unsafe_fixes { Fixes::Unsafe } else { Fixes::Safe };
    Ok(match (args.fix, args.diff) {
        (true, _) => Mode::Fix(fixes),
        (_, true) => Mode::Diff(fixes),
        _ if args.unsafe_fixes => return Err("--unsafe-fixes goes with --fix or --diff".to_owned().into()),
        _ => Mode::Report,
    })
}

/// Says how many entries of the baseline are for nothing, and what status that has.
fn tell_stale(stale: usize, baseline: &Baseline, strict: bool) -> Status {
    let entries = if stale == 1 { "1 entry".to_owned() } else { format!("{} entries", number(stale)) };
    let verb = if stale == 1 { "matches" } else { "match" };
    let message = format!(
        "{entries} of {} {verb} nothing any more; `seedkit baseline update` drops what is stale",
        shown(&baseline.path),
    );
    if strict {
        notice(&message);
        Status::Findings
    } else {
        remark(&message);
        Status::Clean
    }
}

/// The baseline to compare with, from the command line or the configuration.
fn configured(args: &BaselineArgs, effective: &Effective) -> Option<PathBuf> {
    let given = args.baseline.clone().or_else(|| effective.baseline.clone());
    given.filter(|_| !args.no_baseline)
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
