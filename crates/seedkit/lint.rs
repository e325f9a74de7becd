//! `seedkit lint`.

use crate::args::LintArgs;
use crate::config::Effective;
use crate::files::{self, Input, Wanted, describe};
use crate::output::{Checked, OUTPUTS, readable};
use crate::status::{Failure, Status};
use crate::terminal::{Terminal, count, notice, number, shown};
use crate::{ordered, patch, write};
use seedkit_lint::{Applicability, Diagnostic, Fixed, Fixes, Settings, Severity, fix, lint_bytes};
use std::io::{self, Write};

/// What is done with each file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Report,
    Fix(Fixes),
    Diff(Fixes),
}

/// A file after it was looked at.
struct Outcome {
    checked: Checked,
    /// The bytes before and after the fixes, where they differ and are to be shown or passed on.
    change: Option<(Vec<u8>, Vec<u8>)>,
    fixed: usize,
    /// What went wrong, ready to be told.
    trouble: Vec<String>,
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
    let found = files::find(&args.paths, Wanted::Seeds, &effective.choice);
    let stdin_name = args.stdin_filename.as_deref().map_or("<stdin>".to_owned(), shown);

    let output = OUTPUTS.iter().find(|output| output.name == args.output_format);
    let output = output.ok_or_else(|| format!("no output format is named {}", args.output_format))?;
    let mut reporter = (output.reporter)(terminal);
    let mut totals = Totals::default();
    let mut status = if found.failed { Status::Failed } else { Status::Clean };
    ordered::for_each(
        &found.inputs,
        args.config.jobs,
        |input| look(input, &stdin_name, &effective.for_file(&input.path), mode),
        |outcome| {
            for trouble in &outcome.trouble {
                notice(trouble);
                status = Status::Failed;
            }
            let is_stdin = outcome.checked.name == stdin_name;
            match (&outcome.change, mode) {
                (Some((old, new)), Mode::Diff(_)) => {
                    patch::write(out, &outcome.checked.name, &readable(old), &readable(new), terminal)?;
                    status = status.max(Status::Findings);
                }
                (_, Mode::Diff(_)) => {}
                // The document goes to stdout, so the report on it cannot.
                (Some((_, new)), _) if is_stdin => {
                    out.write_all(new)?;
                    // Where stderr is closed there is nobody to tell.
                    let _ = reporter.file(&outcome.checked, &mut io::stderr().lock());
                }
                _ => reporter.file(&outcome.checked, out)?,
            }
            if mode_reports(mode)
                && outcome.checked.diagnostics.iter().any(|one| effective.fail_on.fails(one.severity))
            {
                status = status.max(Status::Findings);
            }
            totals.add(&outcome, mode);
            Ok::<(), Failure>(())
        },
    )?;
    let summary = totals.summary(mode);
    let document_on_stdout = matches!(mode, Mode::Fix(_)) && found.inputs.iter().any(Input::is_stdin);
    if output.with_summary && mode_reports(mode) && !document_on_stdout {
        writeln!(out, "{summary}")?;
    } else {
        notice(&summary);
    }
    if found.inputs.iter().any(|input| input.root.is_some()) {
        for unused in effective.unused_overrides() {
            notice(&format!("{unused} matches no file of this run"));
        }
    }
    Ok(if args.exit_zero && status == Status::Findings { Status::Clean } else { status })
}

fn mode_reports(mode: Mode) -> bool {
    !matches!(mode, Mode::Diff(_))
}

/// Reads, lints and, if asked, mends a file.
fn look(input: &Input, stdin_name: &str, settings: &Settings, mode: Mode) -> Outcome {
    let name = if input.is_stdin() { stdin_name.to_owned() } else { shown(&input.path) };
    let mut outcome = Outcome {
        checked: Checked { name, bytes: Vec::new(), diagnostics: Vec::new() },
        change: None,
        fixed: 0,
        trouble: Vec::new(),
    };
    let bytes = match input.read() {
        Ok(bytes) => bytes,
        Err(error) => {
            outcome.trouble.push(format!("{}: {}", outcome.checked.name, describe(&error)));
            return outcome;
        }
    };
    match mode {
        Mode::Report => {
            outcome.checked.diagnostics = lint_bytes(&bytes, settings);
            // A clean file need not wait in memory for its turn.
            outcome.checked.bytes = if outcome.checked.diagnostics.is_empty() { Vec::new() } else { bytes };
        }
        Mode::Fix(fixes) | Mode::Diff(fixes) => mend(input, bytes, settings, fixes, mode, &mut outcome),
    }
    outcome
}

fn mend(input: &Input, bytes: Vec<u8>, settings: &Settings, fixes: Fixes, mode: Mode, outcome: &mut Outcome) {
    let fixed = fix(&bytes, settings, fixes);
    let name = &outcome.checked.name;
    if !fixed.cycling.is_empty() {
        let codes: Vec<_> = fixed.cycling.iter().map(|rule| rule.code).collect();
        outcome.trouble.push(format!(
            "{name}: the fixes of {} do not come to an end, so the file is left as it is; leave one of them out with \
             --ignore, and please report this defect of seedkit",
            codes.join(", ")
        ));
        outcome.checked.diagnostics = lint_bytes(&bytes, settings);
        outcome.checked.bytes = bytes;
        return;
    }
    let count = fixed.count();
    let Fixed { bytes: new, remaining, .. } = fixed;
    let changed = new != bytes;
    match mode {
        Mode::Fix(_) if changed && !input.is_stdin() => match write::replace(&input.path, &bytes, &new) {
            Ok(()) => {}
            Err(error) => {
                outcome.trouble.push(format!("{name}: not fixed: {}", describe(&error)));
                outcome.checked.diagnostics = lint_bytes(&bytes, settings);
                outcome.checked.bytes = bytes;
                return;
            }
        },
        // Stdin is passed on even if nothing was to be fixed: a filter gives what it got.
        Mode::Fix(_) if input.is_stdin() => outcome.change = Some((Vec::new(), new.clone())),
        Mode::Diff(_) if changed => outcome.change = Some((bytes, new.clone())),
        _ => {}
    }
    outcome.fixed = count;
    outcome.checked.diagnostics = remaining;
    outcome.checked.bytes = if outcome.checked.diagnostics.is_empty() { Vec::new() } else { new };
}

/// The run in numbers.
#[derive(Default)]
struct Totals {
    files: usize,
    files_with_findings: usize,
    changed: usize,
    fixed: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    safe: usize,
    risky: usize,
}

impl Totals {
    fn add(&mut self, outcome: &Outcome, mode: Mode) {
        let found = &outcome.checked.diagnostics;
        self.files += 1;
        self.files_with_findings += usize::from(!found.is_empty());
        self.changed += usize::from(outcome.fixed > 0);
        self.fixed += outcome.fixed;
        let of = |severity| found.iter().filter(|one| one.severity == severity).count();
        self.errors += of(Severity::Error);
        self.warnings += of(Severity::Warning);
        self.infos += of(Severity::Info);
        let fixable = |applicability| {
            let is =
                |one: &&Diagnostic| one.fix.as_ref().is_some_and(|fix| fix.applicability == applicability);
            found.iter().filter(is).count()
        };
        if mode == Mode::Report {
            self.safe += fixable(Applicability::Safe);
        }
        self.risky += fixable(Applicability::Unsafe);
    }

    fn summary(&self, mode: Mode) -> String {
        if self.files == 0 {
            return "no file was checked".to_owned();
        }
        let files = count(self.files, "file");
        if let Mode::Diff(_) = mode {
            return match self.changed {
                0 => format!("{files}: nothing to fix"),
                changed => format!(
                    "{files}: {} would be fixed in {}; nothing was written",
                    count(self.fixed, "finding"),
                    count(changed, "file")
                ),
            };
        }
        let fixed = match self.fixed {
            0 => String::new(),
            fixed => format!("{} fixed in {}, ", count(fixed, "finding"), count(self.changed, "file")),
        };
        let parts = [(self.errors, "error"), (self.warnings, "warning")];
        let mut parts: Vec<_> = parts
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, noun)| count(number, noun))
            .collect();
        if self.infos > 0 {
            parts.push(format!("{} info", number(self.infos)));
        }
        if parts.is_empty() {
            return format!("{files}: {fixed}no findings{}", if self.fixed > 0 { " left" } else { "" });
        }
        let left = if self.fixed > 0 { " left" } else { "" };
        let place = match self.files {
            0 | 1 => String::new(),
            _ => format!(" in {}", count(self.files_with_findings, "file")),
        };
        let mends = match (self.safe, self.risky) {
            (0, 0) => String::new(),
            (safe, 0) => format!("; --fix mends {}", number(safe)),
            (0, risky) => format!("; --fix --unsafe-fixes mends {}", number(risky)),
            (safe, risky) => format!("; --fix mends {}, --unsafe-fixes {} more", number(safe), number(risky)),
        };
        format!("{files}: {fixed}{}{left}{place}{mends}", parts.join(", "))
    }
}
