//! What directories have, found on all processors.

use crate::config::FileChoice;
use crate::files::{Choice, Wanted, choose, has_line_of_pipes};
use crate::globs::{absolute, here};
use crate::inputs::Names;
use crate::terminal::{notice, shown};
use ignore::{DirEntry, Error, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};
use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What was found below a directory.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    /// Directories with the names of files in them, in any order.
    pub(crate) directories: Vec<(PathBuf, Names)>,
    /// What the paths of the files of the last of these have before their names.
    before_names: Vec<u8>,
    pub(crate) passed_over: usize,
    /// Whether something could not be read; that has been told.
    pub(crate) failed: bool,
}

impl Walked {
    fn add(&mut self, path: &Path) {
        let Some(name) = path.file_name() else { return };
        let bytes = path.as_os_str().as_encoded_bytes();
        let before_name = &bytes[..bytes.len() - name.len()];
        // A directory is read by one thread, from its start to its end. To ask each path for its parent takes longer.
        if self.directories.is_empty() || self.before_names != before_name {
            let Some(directory) = path.parent() else { return };
            before_name.clone_into(&mut self.before_names);
            self.directories.push((directory.to_owned(), Names::default()));
        }
        if let Some((_, names)) = self.directories.last_mut() {
            names.push(name);
        }
    }

    fn append(&mut self, mut other: Self) {
        self.directories.append(&mut other.directories);
        self.passed_over += other.passed_over;
        self.failed |= other.failed;
    }
}

thread_local! {
    /// What this thread has found. A filter has no other place of its own.
    static FOUND: RefCell<Walked> = RefCell::default();
}

/// Walks a directory.
pub(crate) fn walk(root: &Path, wanted: Wanted, choice: &FileChoice) -> Walked {
    // Patterns come from the directories above, too.
    if let Some(endless) = absolute(root).ancestors().find_map(endless_patterns) {
        notice(&format!("{}: not a regular file; {} passed over", shown(&endless), shown(root)));
        return Walked { failed: true, ..Walked::default() };
    }
    let all = Mutex::new(Walked::default());
    let choice = Arc::new(choice.clone());
    builder(root)
        // Files are noted as their directory is read. What the filter takes waits, with all its path, for a thread to
        // visit it; a directory of a million files would wait in memory.
        .filter_entry(move |entry| {
            let is_directory = entry.file_type().is_some_and(|kind| kind.is_dir());
            if !is_directory {
                FOUND.with_borrow_mut(|found| look(entry, wanted, &choice, found));
                return false;
            }
            let endless = endless_patterns(entry.path());
            if let Some(endless) = &endless {
                notice(&format!("{}: not a regular file; its directory is passed over", shown(endless)));
                FOUND.with_borrow_mut(|found| found.failed = true);
            }
            endless.is_none()
        })
        .build_parallel()
        .visit(&mut Collectors(&all));
    all.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Which files are left out, but for what the choice says: hidden ones, and those that git ignores.
fn builder(root: &Path) -> WalkBuilder {
    let mut builder = WalkBuilder::new(root);
    builder.ignore(false).require_git(false);
    builder
}

/// Why a walk of the working directory, or else of the one that a file is in, does not come to it, if so.
pub(crate) fn why_left_out(path: &Path) -> Option<String> {
    let path = absolute(path);
    let mut directory = if path.starts_with(here()) { here() } else { path.parent()? }.to_owned();
    let below = path.strip_prefix(&directory).ok()?;
    for name in below {
        if let Some(endless) = directory.ancestors().find_map(endless_patterns) {
            return Some(format!("{} is not a regular file", shown(&endless)));
        }
        let next = directory.join(name);
        let wanted = next.clone();
        let is_on_the_way = move |entry: &DirEntry| entry.depth() == 0 || entry.path() == wanted;
        let mut found = builder(&directory).max_depth(Some(1)).filter_entry(is_on_the_way).build().flatten();
        if !found.any(|entry| entry.path() == next) {
            let is_hidden = name.as_encoded_bytes().starts_with(b".");
            let name = shown(Path::new(name));
            return Some(if is_hidden {
                format!("`{name}` is hidden")
            } else {
                format!("git ignores `{name}`")
            });
        }
        directory = next;
    }
    None
}

fn look(entry: &DirEntry, wanted: Wanted, choice: &FileChoice, found: &mut Walked) {
    let path = entry.path();
    match choose(path, wanted, choice, || has_line_of_pipes(path)) {
        Choice::Yes => {}
        Choice::PassedOver => {
            found.passed_over += 1;
            return;
        }
        Choice::No => return,
    }
    // A symbolic link to a file is read, one to a directory is not entered: there may be a loop.
    if entry.path_is_symlink() {
        match fs::metadata(path) {
            Err(_) => notice(&format!("{}: a link to nothing; passed over", shown(path))),
            Ok(target) if target.is_file() => found.add(path),
            Ok(_) => {}
        }
    } else if entry.file_type().is_some_and(|kind| kind.is_file()) {
        found.add(path);
    } else {
        // A pipe or a device might never end.
        notice(&format!("{}: not a regular file; passed over", shown(path)));
    }
}

/// What stands in a directory in the place of a file of patterns and might never end: a pipe or a device. The walk would
/// wait for it.
fn endless_patterns(directory: &Path) -> Option<PathBuf> {
    let is_endless =
        |path: &PathBuf| fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir());
    [".gitignore", ".git/info/exclude"].into_iter().map(|name| directory.join(name)).find(is_endless)
}

/// Makes a collector for each thread.
struct Collectors<'a>(&'a Mutex<Walked>);

/// Hands over what its thread has found, when that ends.
struct Collector<'a>(&'a Mutex<Walked>);

impl<'s, 'a: 's> ParallelVisitorBuilder<'s> for Collectors<'a> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 's> {
        Box::new(Collector(self.0))
    }
}

impl ParallelVisitor for Collector<'_> {
    fn visit(&mut self, entry: Result<DirEntry, Error>) -> WalkState {
        if let Err(error) = entry {
            notice(&error.to_string());
            FOUND.with_borrow_mut(|found| found.failed = true);
        }
        WalkState::Continue
    }
}

impl Drop for Collector<'_> {
    fn drop(&mut self) {
        let mut found = FOUND.take();
        // Here, where others do the same with what they have found.
        found.directories.iter_mut().for_each(|(_, names)| names.sort());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).append(found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsStr;

    #[test]
    fn files_of_a_directory_are_kept_together_however_it_is_named() {
        for root in ["a", "a/", "a/.", "./a", "/", "a//b", "..", ""] {
            let mut walked = Walked::default();
            for name in ["x", "y", "b/x", "b/y", "z"] {
                walked.add(&Path::new(root).join(name));
            }
            let found = walked.directories.iter();
            let found: Vec<_> =
                found.map(|(path, names)| (path.clone(), names.iter().collect::<Vec<_>>())).collect();
            let directory = Path::new(root).join("x").parent().unwrap().to_owned();
            let below = Path::new(root).join("b/x").parent().unwrap().to_owned();
            let expected: [(_, &[&str]); 3] =
                [(directory.clone(), &["x", "y"]), (below, &["x", "y"]), (directory, &["z"])];
            let expected =
                expected.map(|(path, names)| (path, names.iter().map(OsStr::new).collect::<Vec<_>>()));
            assert_eq!(found, expected, "{root}");
        }
    }
}
