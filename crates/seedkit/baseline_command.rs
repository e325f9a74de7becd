//! `seedkit baseline`.

use crate::args::{BaselineCommand, BaselineFiles};
use crate::baseline::{Baseline, Comparison, NAME};
use crate::baseline_file::Entry;
use crate::config::Effective;
use crate::examination::{Examination, Mode, look_together};
use crate::file_name::Root;
use crate::files::{self, Wanted};
use crate::status::{Failure, Status};
use crate::terminal::{Terminal, inert, notice, number, remark, shown};
use seedkit_lint::printable;
use std::io::Write;
use std::path::{Path, PathBuf};

pub(crate) fn run(
    command: &BaselineCommand,
    terminal: Terminal,
    out: &mut dyn Write,
) -> Result<Status, Failure> {
    match command {
        BaselineCommand::Create { files, force } => create(files, *force, terminal),
        BaselineCommand::Update { files, accept_new } => update(files, *accept_new, terminal),
        BaselineCommand::Status(files) => status(files, terminal, out),
    }
}

fn create(args: &BaselineFiles, force: bool, terminal: Terminal) -> Result<Status, Failure> {
    let effective = Effective::load(&args.config, terminal)?;
    let path = path(args, &effective);
    let name = shown(&path);
    if path.exists() && !force {
        return Err(
            format!("{name}: it exists; `seedkit baseline update` changes it, --force replaces it").into()
        );
    }
    let mut baseline = Baseline::new(path);
    let difference = Difference::find(args, &effective, &baseline)?;
    // What could not be read may have findings, and they would be new as soon as it can.
    if difference.has_failed {
        return Err(format!("{name}: not written, because not every file could be read").into());
    }
    baseline.change(difference.new, &[]);
    baseline.write(true)?;
    let hint = match &effective.baseline {
        Some(configured) if *configured == baseline.path => String::new(),
        _ => format!("; lint with --baseline {name}, or set `baseline` in {}", crate::config::NAME),
    };
    remark(&format!("{name}: {}{hint}", entries(baseline.len())));
    Ok(Status::Clean)
}

fn update(args: &BaselineFiles, accept_new: bool, terminal: Terminal) -> Result<Status, Failure> {
    let effective = Effective::load(&args.config, terminal)?;
    let mut baseline = Baseline::read(&path(args, &effective))?;
    let difference = Difference::find(args, &effective, &baseline)?;
    let name = shown(&baseline.path);
    let (dropped, new) = (difference.stale.len(), difference.new.len());
    let add = if accept_new { difference.new } else { Vec::new() };
    let added = add.len();
    baseline.change(add, &difference.stale);
    // A file without changes is not written, so that its time stays.
    if dropped + added > 0 {
        baseline.write(true)?;
    }
    let left = match new - added {
        0 => String::new(),
        left => format!("; {} new left out, --accept-new adds them", number(left)),
    };
    remark(&format!(
        "{name}: {} dropped, {} added, {} now{left}",
        number(dropped),
        number(added),
        entries(baseline.len())
    ));
    Ok(if difference.has_failed { Status::Failed } else { Status::Clean })
}

fn status(args: &BaselineFiles, terminal: Terminal, out: &mut dyn Write) -> Result<Status, Failure> {
    let effective = Effective::load(&args.config, terminal)?;
    let baseline = Baseline::read(&path(args, &effective))?;
    let difference = Difference::find(args, &effective, &baseline)?;
    for (what, list) in [("stale", &difference.stale), ("new", &difference.new)] {
        for entry in list {
            let line = format!("{what}: {}: {} {}", entry.path, entry.rule, entry.message);
            writeln!(out, "{}", inert(&printable(&line)))?;
        }
    }
    let (stale, new) = (difference.stale.len(), difference.new.len());
    let unseen = match baseline.len() - difference.used - stale {
        0 => String::new(),
        unseen => format!(", {} not looked at", number(unseen)),
    };
    writeln!(
        out,
        "{}: {}: {} found, {} stale{unseen}; {} new",
        shown(&baseline.path),
        entries(baseline.len()),
        number(difference.used),
        number(stale),
        match new {
            1 => "1 finding is".to_owned(),
            new => format!("{} findings are", number(new)),
        },
    )?;
    Ok(match (difference.has_failed, stale + new) {
        (true, _) => Status::Failed,
        (_, 0) => Status::Clean,
        _ => Status::Findings,
    })
}

/// The baseline that is meant.
fn path(args: &BaselineFiles, effective: &Effective) -> PathBuf {
    args.baseline.clone().or_else(|| effective.baseline.clone()).unwrap_or_else(|| PathBuf::from(NAME))
}

fn entries(count: usize) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{} entries", number(count)) }
}

/// How files and a baseline differ.
struct Difference {
    /// Findings that the baseline does not have.
    new: Vec<Entry>,
    /// Entries that match nothing any more.
    stale: Vec<Entry>,
    /// How many entries match a finding.
    used: usize,
    /// Whether a file could not be read; that has been told.
    has_failed: bool,
}

impl Difference {
    fn find(args: &BaselineFiles, effective: &Effective, baseline: &Baseline) -> Result<Self, Failure> {
        let found = files::find(&args.paths, Wanted::Seeds, &effective.choice);
        let root = Root::find();
        let examination = Examination {
            inputs: &found.inputs,
            effective,
            baseline: None,
            root: &root,
            stdin_name: Path::new("<stdin>"),
            jobs: args.config.jobs,
            mode: Mode::Report,
            together: look_together(Some(args.corpus), &found.inputs, effective, Mode::Report),
            by_name: true,
            observer: None,
            with_fingerprints: true,
        };
        let mut has_failed = found.failed;
        let mut new = Vec::new();
        let mut comparison = Comparison::new(baseline);
        examination.run(&mut |outcome, _| {
            let Some(outcome) = outcome else { return Ok(()) };
            for trouble in &outcome.trouble {
                notice(trouble);
                has_failed = true;
            }
            if outcome.is_read {
                comparison.look_at(&outcome.checked.name);
            }
            let prints = outcome.checked.fingerprints().iter();
            let fresh =
                Entry::of(&outcome.checked).zip(prints).filter(|(_, print)| !comparison.knows(**print));
            new.extend(fresh.map(|(entry, _)| entry));
            Ok(())
        })?;
        new.sort();
        let stale = comparison.stale(&root, |code, path| examination.ran(code, path));
        Ok(Self { new, stale, used: comparison.used(), has_failed })
    }
}
