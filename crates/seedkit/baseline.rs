//! The findings that were there before: known, hidden from people, and no reason to fail.
//!
//! What the file says is in [`baseline_file`].

use crate::baseline_file::{self, Entry};
use crate::file_name::{FileName, Root};
use crate::files;
use crate::report::Checked;
use crate::status::Failure;
use crate::terminal::shown;
use crate::write;
use seedkit_lint::Fingerprint;
use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

/// The name of a baseline where none is given.
pub(crate) const NAME: &str = "seedkit-baseline.jsonl";

/// The findings of a baseline.
#[derive(Debug)]
pub(crate) struct Baseline {
    pub(crate) path: PathBuf,
    entries: HashMap<Fingerprint, Entry>,
    /// The files that have entries.
    paths: HashSet<String>,
}

impl Entry {
    /// The entries for the findings of a file.
    pub(crate) fn of(checked: &Checked) -> impl Iterator<Item = Self> {
        checked.diagnostics.iter().zip(checked.fingerprints()).map(|(found, print)| Self {
            path: checked.name.rooted().into_owned(),
            rule: found.rule.code.to_owned(),
            fingerprint: print.to_string(),
            message: found.message.clone(),
        })
    }
}

impl Baseline {
    /// Without an entry.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, entries: HashMap::new(), paths: HashSet::new() }
    }

    /// Reads a baseline. The order of the lines does not matter, so what version control merged is fine.
    ///
    /// # Errors
    /// What is wrong, and in which line.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let name = shown(path);
        let bytes = files::read(path).map_err(|error| {
            let hint = match error.kind() {
                io::ErrorKind::NotFound => "; `seedkit baseline create` makes one",
                _ => "",
            };
            format!("{name}: the baseline cannot be read: {}{hint}", files::describe(&error))
        })?;
        let text = String::from_utf8(bytes).map_err(|_| format!("{name}: a baseline is UTF-8"))?;
        let entries = baseline_file::parse(&text).map_err(|error| format!("{name}{error}"))?;
        let paths = entries.values().map(|entry| entry.path.clone()).collect();
        Ok(Self { path: path.to_owned(), entries, paths })
    }

    /// Writes the baseline, sorted, if it is not the same already.
    ///
    /// # Errors
    /// Where it cannot be written, or exists and differs and `force` is not given.
    pub(crate) fn write(&self, force: bool) -> Result<(), Failure> {
        let text = baseline_file::write(self.entries.values())?;
        write::create(&self.path, None, text.as_bytes(), force)
            .map_err(|error| format!("{}: {}", shown(&self.path), files::describe(&error)))?;
        Ok(())
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has a finding.
    pub(crate) fn has(&self, print: Fingerprint) -> bool {
        self.entries.contains_key(&print)
    }

    /// Adds entries and drops others.
    pub(crate) fn change(&mut self, add: Vec<Entry>, drop: &[Entry]) {
        let print = |entry: &Entry| entry.fingerprint.parse().ok();
        for print in drop.iter().filter_map(print) {
            self.entries.remove(&print);
        }
        self.entries.extend(add.into_iter().filter_map(|entry| Some((print(&entry)?, entry))));
    }
}

/// A run compared with a baseline.
#[derive(Debug)]
pub(crate) struct Comparison<'b> {
    baseline: &'b Baseline,
    /// The entries that were found.
    used: HashSet<Fingerprint>,
    /// The files that were looked at, of those that have entries.
    looked_at: HashSet<&'b str>,
}

impl<'b> Comparison<'b> {
    pub(crate) fn new(baseline: &'b Baseline) -> Self {
        Self { baseline, used: HashSet::new(), looked_at: HashSet::new() }
    }

    /// Whether the baseline has a finding of this run.
    pub(crate) fn knows(&mut self, print: Fingerprint) -> bool {
        let known = self.baseline.has(print);
        if known {
            self.used.insert(print);
        }
        known
    }

    /// Notes that a file was looked at.
    pub(crate) fn look_at(&mut self, name: &FileName) {
        self.looked_at.extend(self.baseline.paths.get(&*name.rooted()).map(String::as_str));
    }

    /// How many entries were found.
    pub(crate) fn used(&self) -> usize {
        self.used.len()
    }

    /// The entries that match nothing any more, sorted: those of files that were looked at, of rules that `ran` there,
    /// and those of files that are gone.
    pub(crate) fn stale(&self, root: &Root, ran: impl Fn(&str, &Path) -> bool) -> Vec<Entry> {
        let mut gone: HashMap<&str, bool> = HashMap::new();
        let mut is_stale = |entry: &'b Entry| {
            let path = root.file(&entry.path);
            self.looked_at.contains(&*entry.path) && ran(&entry.rule, &path)
                || *gone.entry(&entry.path).or_insert_with(|| is_gone(&path))
        };
        let unused = self.baseline.entries.iter().filter(|(print, _)| !self.used.contains(print));
        let mut stale: Vec<_> =
            unused.map(|(_, entry)| entry).filter(|entry| is_stale(entry)).cloned().collect();
        stale.sort();
        stale
    }
}

/// Whether there is no file of this name.
fn is_gone(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}
