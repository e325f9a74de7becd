//! `seedkit lint`.

use crate::args::LintArgs;
use crate::config::Effective;
use crate::files::{Input, Wanted, describe};
use crate::output::{Checked, OUTPUTS, Reporter, readable};
use crate::status::{Failure, Status};
use crate::terminal::{Terminal, count, notice, number, shown};
use crate::{ordered, patch, selection, write};
use seedkit_lint::{
    Applicability, Corpus, Diagnostic, Digest, Fixed, Fixes, Group, RULES, Settings, Severity, fix, lint,
    lint_bytes,
};
use seedkit_syntax::parse_bytes;
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
    /// Whether it could be read.
    is_read: bool,
    /// What other files may share with it, where that is asked for.
    digest: Option<Digest>,
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
    let found = selection::find(&args.paths, &args.selection, Wanted::Seeds, &effective.choice)?;
    let stdin_name = args.stdin_filename.as_deref().map_or("<stdin>".to_owned(), shown);

    let output = OUTPUTS.iter().find(|output| output.name == args.output_format);
    let output = output.ok_or_else(|| format!("no output format is named {}", args.output_format))?;
    // A fixed document goes to stdout, so no report can.
    let document_on_stdout = matches!(mode, Mode::Fix(_)) && found.inputs.iter().any(Input::is_stdin);
    let mut reporter = (output.reporter)(if document_on_stdout { terminal.for_stderr() } else { terminal });
    let together = look_together(args, &found.inputs, &effective, mode);
    let mut corpus = Corpus::default();
    let mut totals = Totals::default();
    let mut status = if found.failed { Status::Failed } else { Status::Clean };
    ordered::for_each(
        &found.inputs,
        args.config.jobs,
        |input| look(input, &stdin_name, &effective.for_file(&input.path), mode, together),
        |mut outcome| {
            match outcome.digest.take() {
                Some(digest) => corpus.add(digest),
                None => corpus.skip(),
            }
            for trouble in &outcome.trouble {
                notice(trouble);
                status = Status::Failed;
            }
            match (&outcome.change, mode) {
                (Some((old, new)), Mode::Diff(_)) => {
                    patch::write(out, &outcome.checked.name, &readable(old), &readable(new), terminal)?;
                    status = status.max(Status::Findings);
                }
                (_, Mode::Diff(_)) => {}
                (change, _) if document_on_stdout => {
                    if let Some((_, new)) = change {
                        out.write_all(new)?;
                    }
                    report_on_stderr(&mut *reporter, &outcome.checked);
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
    if together {
        report_corpus(corpus, &found.inputs, &effective, &mut |checked| {
            let failing = checked.diagnostics.iter().any(|one| effective.fail_on.fails(one.severity));
            status = status.max(if failing { Status::Findings } else { Status::Clean });
            totals.add_corpus(&checked);
            if document_on_stdout {
                report_on_stderr(&mut *reporter, &checked);
                return Ok(());
            }
            reporter.file(&checked, out)
        })?;
    }
    // What is not written yet may fail, and then nothing is to be claimed.
    out.flush()?;
    let summary = totals.summary(mode);
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

fn report_on_stderr(reporter: &mut dyn Reporter, checked: &Checked) {
    // Where stderr is closed there is nobody to tell.
    let _ = reporter.file(checked, &mut io::stderr().lock());
}

/// Whether the files are looked at together: where a directory was walked or it is asked for. A run of several named
/// files, as a hook makes it, is told that they are not.
fn look_together(args: &LintArgs, inputs: &[Input], effective: &Effective, mode: Mode) -> bool {
    let mut rules = RULES.iter().filter(|rule| rule.group() == Group::Corpus);
    let wanted = mode_reports(mode) && rules.any(|rule| effective.settings.is_enabled(rule));
    let together = wanted && (args.corpus || inputs.iter().any(|input| input.root.is_some()));
    let is_part = args.selection.staged || args.selection.since.is_some();
    if wanted && !together && !is_part && inputs.len() > 1 {
        notice(
            "the rules X601 to X604, about files together, did not run: name a directory or give --corpus",
        );
    }
    together
}

/// Reads the files that share something again, and hands on what the rules say of them.
fn report_corpus(
    corpus: Corpus,
    inputs: &[Input],
    effective: &Effective,
    report: &mut dyn FnMut(Checked) -> io::Result<()>,
) -> Result<(), Failure> {
    let findings = corpus.finish();
    let name = |file: u32| shown(&inputs[file as usize].path);
    for &file in findings.files() {
        let Input { path, .. } = &inputs[file as usize];
        // A file that is gone by now has nothing to say any more.
        let Ok(bytes) = inputs[file as usize].read() else { continue };
        let diagnostics = findings.of(file, &bytes, &name, &effective.for_file(path));
        if !diagnostics.is_empty() {
            report(Checked { name: name(file), bytes, diagnostics })?;
        }
    }
    Ok(())
}

fn mode_reports(mode: Mode) -> bool {
    !matches!(mode, Mode::Diff(_))
}

/// Reads, lints and, if asked, mends a file.
fn look(input: &Input, stdin_name: &str, settings: &Settings, mode: Mode, together: bool) -> Outcome {
    let name = if input.is_stdin() { stdin_name.to_owned() } else { shown(&input.path) };
    let mut outcome = Outcome {
        checked: Checked { name, bytes: Vec::new(), diagnostics: Vec::new() },
        change: None,
        fixed: 0,
        trouble: Vec::new(),
        is_read: false,
        digest: None,
    };
    let bytes = match input.read() {
        Ok(bytes) => bytes,
        Err(error) => {
            outcome.trouble.push(format!("{}: {}", outcome.checked.name, describe(&error)));
            return outcome;
        }
    };
    outcome.is_read = true;
    match mode {
        Mode::Report => {
            outcome.checked.diagnostics = match parse_bytes(&bytes) {
                Ok(parse) => {
                    outcome.digest = together.then(|| Digest::of(&parse, &outcome.checked.name));
                    lint(&parse, settings)
                }
                Err(_) => lint_bytes(&bytes, settings),
            };
            // A clean file need not wait in memory for its turn.
            outcome.checked.bytes = if outcome.checked.diagnostics.is_empty() { Vec::new() } else { bytes };
        }
        Mode::Fix(fixes) | Mode::Diff(fixes) => {
            let after = mend(input, bytes, settings, fixes, mode, &mut outcome);
            outcome.digest = parse_bytes(&after)
                .ok()
                .filter(|_| together)
                .map(|parse| Digest::of(&parse, &outcome.checked.name));
        }
    }
    outcome
}

/// Fixes a file; gives its bytes afterwards.
fn mend(
    input: &Input,
    bytes: Vec<u8>,
    settings: &Settings,
    fixes: Fixes,
    mode: Mode,
    outcome: &mut Outcome,
) -> Vec<u8> {
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
        outcome.checked.bytes.clone_from(&bytes);
        return bytes;
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
                outcome.checked.bytes.clone_from(&bytes);
                return bytes;
            }
        },
        // Stdin is passed on even if nothing was to be fixed: a filter gives what it got.
        Mode::Fix(_) if input.is_stdin() => outcome.change = Some((Vec::new(), new.clone())),
        Mode::Diff(_) if changed => outcome.change = Some((bytes, new.clone())),
        _ => {}
    }
    outcome.fixed = count;
    outcome.checked.diagnostics = remaining;
    if !outcome.checked.diagnostics.is_empty() {
        outcome.checked.bytes.clone_from(&new);
    }
    new
}

/// The run in numbers.
#[derive(Default)]
struct Totals {
    files: usize,
    files_with_findings: usize,
    /// Files with findings about them together with others.
    corpus_files: usize,
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
        self.files += usize::from(outcome.is_read);
        self.files_with_findings += usize::from(!found.is_empty());
        self.changed += usize::from(outcome.fixed > 0);
        self.fixed += outcome.fixed;
        self.count(found);
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

    /// Adds findings about a file together with others; the file itself is counted already.
    fn add_corpus(&mut self, checked: &Checked) {
        self.corpus_files += 1;
        self.count(&checked.diagnostics);
    }

    fn count(&mut self, found: &[Diagnostic]) {
        let of = |severity| found.iter().filter(|one| one.severity == severity).count();
        self.errors += of(Severity::Error);
        self.warnings += of(Severity::Warning);
        self.infos += of(Severity::Info);
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
            _ if self.corpus_files == 0 => format!(" in {}", count(self.files_with_findings, "file")),
            // A file may have findings of both sorts, and its name is not kept.
            _ => String::new(),
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
