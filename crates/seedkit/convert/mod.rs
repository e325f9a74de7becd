//! `seedkit convert`.
//!
//! First a plan: every input and its output are known, and what cannot be is told, before a byte is written. Then the
//! work, in one of three ways: a file for each document ([`documents`]); many into one file ([`gather`]); one file
//! into many ([`spread`]). Whatever is written is read back before it is put in its place.

mod card;
mod compression;
mod documents;
mod gather;
mod names;
mod plan;
mod progress;
mod rows;
mod spread;
mod writing;

use crate::args::{ConfigArgs, ConvertArgs, MdTitle};
use crate::config::Effective;
use crate::config_file::FailOn;
use crate::inputs::Input;
use crate::interrupt::Interrupt;
use crate::status::{Failure, Status};
use crate::terminal::{Terminal, count, number, remark, shown};
use crate::write::Written;
use plan::Way;
use progress::Progress;
use seedkit_convert::{MarkdownTitle, ReadOptions, WriteOptions};
use seedkit_lint::{Severity, lint};
use seedkit_syntax::{Acceptance, Layout, Seed, parse, serialise};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;

/// How many rows of a file are told about one by one.
const TOLD: usize = 20;

pub(crate) fn run(args: &ConvertArgs, terminal: Terminal, out: &mut dyn Write) -> Result<Status, Failure> {
    let conversion = Conversion::new(args, terminal)?;
    let plan = plan::make(&conversion)?;
    let mut report = Report::new(&conversion, plan.failed);
    match &plan.way {
        Way::Nothing => return Ok(report.status),
        Way::Documents => documents::run(&conversion, &plan, &mut report, out)?,
        Way::Gather => gather::run(&conversion, &plan, &mut report, out)?,
        Way::Spread => spread::run(&conversion, &plan, &mut report, out)?,
        Way::One => spread::run_one(&conversion, &plan, &mut report, out)?,
    }
    let to_files = plan.to_files() && !args.dry_run;
    if to_files || report.has_more_to_tell() {
        remark(&report.summary(to_files));
    }
    Ok(report.status)
}

/// What is asked for, as the parts of a conversion use it.
struct Conversion<'a> {
    args: &'a ConvertArgs,
    reading: ReadOptions,
    writing: WriteOptions,
    /// The rules matter only where they decide what is left out.
    rules: Option<(FailOn, Effective)>,
    /// For what is told.
    terminal: Terminal,
    interrupt: Interrupt,
}

/// A seed that was read.
struct Document {
    seed: Seed,
    layout: Layout,
    /// What was flattened to read it.
    flattened: Vec<(String, usize)>,
    /// Whether flags of the layout were dropped.
    dropped_layout: bool,
}

impl<'a> Conversion<'a> {
    fn new(args: &'a ConvertArgs, terminal: Terminal) -> Result<Self, Failure> {
        let reading = ReadOptions {
            acceptance: if args.strict { Acceptance::Strict } else { Acceptance::Lenient },
            blank_lines: args.lenient,
            text_key: args.text_key.clone(),
            columns: args.map.clone(),
        };
        let writing = WriteOptions {
            markdown_title: match args.md_title {
                MdTitle::Both => MarkdownTitle::Both,
                MdTitle::Heading => MarkdownTitle::Heading,
                MdTitle::FrontMatter => MarkdownTitle::FrontMatter,
            },
            json_indent: args.json_indent,
            text_key: args.text_key.clone(),
        };
        let rules = match args.only_clean {
            Some(level) => {
                let config = ConfigArgs { rules: args.rules.clone(), ..ConfigArgs::default() };
                Some((level, Effective::load(&config, terminal)?))
            }
            None => None,
        };
        // Who waits for input could not look whether somebody interrupts. Where nothing would be left it is over at once.
        let to_stdout = args.output.as_deref().is_none_or(|path| path.as_os_str() == "-");
        let interrupt = if to_stdout { Interrupt::default() } else { Interrupt::watch() };
        #[cfg(feature = "parquet")]
        {
            let hook = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                if !seedkit_convert::panic_is_caught() {
                    hook(panic);
                }
            }));
        }
        Ok(Self { args, reading, writing, rules, terminal: terminal.for_stderr(), interrupt })
    }

    /// Whether a seed has findings, where only clean ones are wanted. Documents of other formats are linted as the
    /// seeds they are.
    fn leaves_out(&self, path: &Path, seed: &Seed, layout: &Layout) -> bool {
        let Some((level, effective)) = &self.rules else { return false };
        let text = serialise(seed, layout).unwrap_or_default();
        let found = lint(&parse(&text), &effective.for_file(path));
        found.iter().any(|one| level.fails(one.severity))
    }

    /// Whether a seed that cannot be read is left out: where only clean ones are wanted.
    fn leaves_out_errors(&self) -> bool {
        self.rules.as_ref().is_some_and(|(level, _)| level.fails(Severity::Error))
    }

    /// Drops the layout if that is wanted, and tells whether there was one.
    fn lay_out(&self, seed: &Seed, layout: &mut Layout) -> bool {
        let canonical = seed.canonical_layout();
        let drops = self.args.canonical && *layout != canonical;
        if drops {
            *layout = canonical;
        }
        drops
    }
}

/// What came of the run so far.
struct Report {
    status: Status,
    fail_fast: bool,
    written: usize,
    unchanged: usize,
    existing: usize,
    left_out: usize,
    refused: usize,
    failed: usize,
    seeds: Option<u64>,
    invalid: usize,
    dropped_layouts: usize,
    flattened: BTreeMap<String, usize>,
    columns: BTreeSet<String>,
}

impl Report {
    fn new(conversion: &Conversion<'_>, failed: bool) -> Self {
        Self {
            status: if failed { Status::Failed } else { Status::Clean },
            fail_fast: conversion.args.fail_fast,
            written: 0,
            unchanged: 0,
            existing: 0,
            left_out: 0,
            refused: 0,
            failed: 0,
            seeds: None,
            invalid: 0,
            dropped_layouts: 0,
            flattened: BTreeMap::new(),
            columns: BTreeSet::new(),
        }
    }

    fn written(&mut self, written: &Written) {
        match written {
            Written::Changed => self.written += 1,
            Written::Unchanged => self.unchanged += 1,
        }
    }

    /// A document cannot be converted: what to tell, ready to be printed.
    fn refused(&mut self, problem: &str, progress: &Progress) -> Result<(), Failure> {
        self.refused += 1;
        self.status = self.status.max(Status::Findings);
        tell(problem, progress);
        self.stop_early()
    }

    /// A document cannot be converted and is left out, as was asked: what to tell, ready to be printed.
    fn invalid(&mut self, problem: &str, progress: &Progress) {
        self.invalid += 1;
        tell(problem, progress);
    }

    /// A file cannot be read or written.
    fn failed(&mut self, message: &str, progress: &Progress) -> Result<(), Failure> {
        self.failed += 1;
        self.status = Status::Failed;
        progress.notice(message);
        self.stop_early()
    }

    fn stop_early(&self) -> Result<(), Failure> {
        if self.fail_fast {
            return Err("stopped here, because of --fail-fast".to_owned().into());
        }
        Ok(())
    }

    /// What was flattened in one document.
    fn flattened(
        &mut self,
        name: impl FnOnce() -> String,
        flattened: &[(String, usize)],
        progress: &Progress,
    ) {
        if flattened.is_empty() {
            return;
        }
        progress.notice(&format!(
            "{}: flattened {}",
            name(),
            constructs(flattened.iter().map(|(what, n)| (what, *n)))
        ));
        for (what, number) in flattened {
            *self.flattened.entry(what.clone()).or_default() += number;
        }
    }

    fn has_more_to_tell(&self) -> bool {
        self.left_out + self.refused + self.failed + self.invalid + self.dropped_layouts > 0
    }

    fn summary(&self, to_files: bool) -> String {
        let written = to_files.then(|| format!("{} written", count(self.written, "file")));
        let seeds = self.seeds.filter(|_| to_files).map(|seeds| count(seeds as usize, "seed"));
        let mut parts: Vec<_> = [written, seeds].into_iter().flatten().collect();
        let rest = [
            (self.unchanged, "unchanged"),
            (self.existing, "left alone"),
            (self.left_out, "left out because of findings"),
            (self.invalid, "left out because they cannot be converted"),
            (self.refused, "refused"),
            (self.failed, "failed"),
            (self.dropped_layouts, "without the layout they had"),
        ];
        let more = rest.iter().filter(|(amount, _)| *amount > 0);
        parts.extend(more.map(|(amount, what)| format!("{} {what}", number(*amount))));
        if self.flattened.values().sum::<usize>() > 0 {
            parts
                .push(format!("flattened {}", constructs(self.flattened.iter().map(|(what, n)| (what, *n)))));
        }
        if !self.columns.is_empty() {
            let names: Vec<_> = self.columns.iter().map(String::as_str).collect();
            parts.push(format!("columns left out: {}", names.join(", ")));
        }
        parts.join(", ")
    }
}

/// Prints a problem that is ready for it.
fn tell(problem: &str, progress: &Progress) {
    // Where stderr is closed there is nobody to tell.
    progress.suspend(|| _ = write!(io::stderr(), "{problem}"));
}

/// `3 links, 1 table`.
fn constructs<'s>(flattened: impl Iterator<Item = (&'s String, usize)>) -> String {
    flattened.map(|(what, number)| count(number, what)).collect::<Vec<_>>().join(", ")
}

/// The name of an input in messages.
fn name(input: &Input) -> String {
    if input.is_stdin() { "<stdin>".to_owned() } else { shown(&input.path) }
}
