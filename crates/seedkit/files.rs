//! Which files are meant, and what they hold.

use crate::config::FileChoice;
use crate::formats;
use crate::git::Staged;
use crate::globs::absolute;
use crate::terminal::{count, notice, remark, shown};
use ignore::{DirEntry, WalkBuilder, WalkState};
use seedkit_convert::Format;
use seedkit_syntax::MAX_LEN;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// How much of a file is looked at to tell whether it is a seed, in bytes.
const HEAD: u64 = 64 * 1024;

/// What is said of a file that is too long.
pub(crate) const MAX_LEN_MESSAGE: &str = "the file has 4 GiB or more; seeds are smaller";

/// A file that is meant.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// Where it is; `-` for stdin.
    pub(crate) path: PathBuf,
    /// The directory in which it was found, if it was not named itself.
    pub(crate) root: Option<Arc<Path>>,
    /// What is staged of it, where that counts and not the file.
    pub(crate) staged: Option<Staged>,
}

impl Input {
    pub(crate) fn is_stdin(&self) -> bool {
        self.root.is_none() && self.path.as_os_str() == "-"
    }

    /// The bytes.
    ///
    /// # Errors
    /// Where it cannot be read or is longer than [`MAX_LEN`].
    pub(crate) fn read(&self) -> io::Result<Vec<u8>> {
        match &self.staged {
            Some(staged) => staged.read(),
            None if self.is_stdin() => read_within_limit(io::stdin().lock(), 0),
            None => read(&self.path),
        }
    }
}

/// The bytes of a file.
///
/// # Errors
/// Where it cannot be read or is longer than [`MAX_LEN`].
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    read_within_limit(file, metadata.len())
}

fn read_within_limit(reader: impl Read, expected: u64) -> io::Result<Vec<u8>> {
    let too_long = || io::Error::new(io::ErrorKind::FileTooLarge, MAX_LEN_MESSAGE);
    if expected > MAX_LEN as u64 {
        return Err(too_long());
    }
    let mut bytes = Vec::with_capacity(expected as usize + 1);
    reader.take(MAX_LEN as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_LEN { Err(too_long()) } else { Ok(bytes) }
}

/// The files that paths mean.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// In the order of their names, each once.
    pub(crate) inputs: Vec<Input>,
    /// Whether a path does not exist or cannot be read; it has been told.
    pub(crate) failed: bool,
}

impl Found {
    /// Puts files in order, each once.
    pub(crate) fn take(&mut self, mut inputs: Vec<Input>) {
        // One that was named stands before the same one from a directory, and stays.
        inputs.sort_by(|a, b| (&a.path, &a.root).cmp(&(&b.path, &b.root)));
        inputs.dedup_by(|later, earlier| later.path == earlier.path);
        self.inputs = inputs;
    }
}

/// Which files in a directory are meant.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted {
    /// Those that are seeds, by name or by a line of pipes.
    Seeds,
    /// Those of this format, by extension.
    Format(&'static Format),
}

/// Finds the files that `paths` mean: named files as they are, in directories what is `wanted`. Tells what is missing
/// and what was passed over.
pub(crate) fn find(paths: &[PathBuf], wanted: Wanted, choice: &FileChoice) -> Found {
    let mut found = Found::default();
    let mut inputs = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(Input { path: path.clone(), root: None, staged: None });
            continue;
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                let directory = walk(path, wanted, choice);
                found.failed |= directory.failed;
                let passed_over = directory.passed_over;
                let what = match wanted {
                    Wanted::Seeds => "seeds".to_owned(),
                    Wanted::Format(format) => format!("*.{}", formats::extensions(format).join(", *.")),
                };
                if directory.paths.is_empty() && !directory.failed {
                    remark(&format!("{}: no {what} in this directory", shown(path)));
                }
                if passed_over > 0 {
                    remark(&format!(
                        "{}: {} without a line of pipes passed over; name a file to have it read",
                        shown(path),
                        count(passed_over, "text file")
                    ));
                }
                let root: Arc<Path> = lexical(path).into();
                inputs.reserve_exact(directory.paths.len());
                inputs.extend(directory.paths.into_iter().map(|found| Input {
                    path: lexical(&found),
                    root: Some(Arc::clone(&root)),
                    staged: None,
                }));
            }
            Ok(_) if tell_if_excluded(path, choice) => {}
            Ok(_) => {
                inputs.push(Input { path: lexical(path), root: None, staged: None });
            }
            Err(error) => {
                notice(&format!("{}: {}", shown(path), describe(&error)));
                found.failed = true;
            }
        }
    }
    found.take(inputs);
    found
}

/// Whether a file that is named is excluded; it has been told then.
pub(crate) fn tell_if_excluded(path: &Path, choice: &FileChoice) -> bool {
    let pattern = choice.exclude.find(path);
    if let Some(pattern) = pattern {
        notice(&format!("{}: excluded by `{pattern}`; --no-exclude takes it all the same", shown(path)));
    }
    pattern.is_some()
}

/// An error as people say it, without its number.
pub(crate) fn describe(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        _ => error.to_string(),
    }
}

/// A path without `.` components, so that each file has one name; `./-` for a file called `-`.
pub(crate) fn lexical(path: &Path) -> PathBuf {
    let mut kept: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    // There may be millions of them.
    kept.shrink_to_fit();
    match kept.as_os_str().to_str() {
        Some("") => PathBuf::from("."),
        // Alone, that would be stdin.
        Some("-") => PathBuf::from("./-"),
        _ => kept,
    }
}

#[derive(Default)]
struct Directory {
    paths: Vec<PathBuf>,
    passed_over: usize,
    failed: bool,
}

/// Walks a directory on all processors.
fn walk(root: &Path, wanted: Wanted, choice: &FileChoice) -> Directory {
    // Patterns come from the directories above, too.
    if let Some(endless) = absolute(root).ancestors().find_map(endless_patterns) {
        notice(&format!("{}: not a regular file; {} passed over", shown(&endless), shown(root)));
        return Directory { failed: true, ..Directory::default() };
    }
    let passed_over = Arc::new(AtomicBool::new(false));
    let has_passed_over = Arc::clone(&passed_over);
    let is_entered = move |entry: &DirEntry| {
        let is_directory = entry.file_type().is_some_and(|kind| kind.is_dir());
        let endless = is_directory.then(|| endless_patterns(entry.path())).flatten();
        if let Some(endless) = &endless {
            notice(&format!("{}: not a regular file; its directory is passed over", shown(endless)));
            has_passed_over.store(true, Ordering::Relaxed);
        }
        endless.is_none()
    };
    let walker =
        WalkBuilder::new(root).ignore(false).require_git(false).filter_entry(is_entered).build_parallel();
    let result = Mutex::new(Directory::default());
    let update =
        |change: &dyn Fn(&mut Directory)| change(&mut result.lock().unwrap_or_else(PoisonError::into_inner));
    walker.run(|| {
        Box::new(|entry| {
            match entry {
                Err(error) => {
                    notice(&error.to_string());
                    update(&|directory| directory.failed = true);
                }
                // A symbolic link to a file is read, one to a directory is not entered: there may be a loop.
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => {}
                Ok(entry) => {
                    let path = entry.path();
                    let target = entry.path_is_symlink().then(|| fs::metadata(path));
                    let dangling = matches!(target, Some(Err(_)));
                    let special = target.is_none() && !entry.file_type().is_some_and(|kind| kind.is_file());
                    let linked = target.is_some_and(|target| !target.is_ok_and(|target| target.is_file()));
                    match choose(path, wanted, choice, || has_line_of_pipes(path)) {
                        Choice::Yes if dangling => {
                            notice(&format!("{}: a link to nothing; passed over", shown(path)));
                        }
                        // A pipe or a device might never end.
                        Choice::Yes if special => {
                            notice(&format!("{}: not a regular file; passed over", shown(path)));
                        }
                        Choice::Yes if !linked => update(&|directory| directory.paths.push(path.to_owned())),
                        Choice::PassedOver => update(&|directory| directory.passed_over += 1),
                        _ => {}
                    }
                }
            }
            WalkState::Continue
        })
    });
    let mut directory = result.into_inner().unwrap_or_else(PoisonError::into_inner);
    directory.failed |= passed_over.load(Ordering::Relaxed);
    directory
}

/// What stands in a directory in the place of a file of patterns and might never end: a pipe or a device. The walk would
/// wait for it.
fn endless_patterns(directory: &Path) -> Option<PathBuf> {
    let is_endless =
        |path: &PathBuf| fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir());
    [".gitignore", ".git/info/exclude"].into_iter().map(|name| directory.join(name)).find(is_endless)
}

/// Whether a file of a directory is taken.
#[derive(Debug)]
pub(crate) enum Choice {
    Yes,
    No,
    /// A text file that is no seed by name or look.
    PassedOver,
}

/// Why a file of a directory is taken or not, as a sentence.
pub(crate) fn reason(path: &Path, choice: &FileChoice) -> String {
    if let Some(pattern) = choice.exclude.find(path) {
        return format!("out: `exclude` has `{pattern}`");
    }
    if let Some(include) = &choice.include {
        return match include.find(path) {
            Some(pattern) => format!("in: `include` has `{pattern}`"),
            None => {
                "out in a directory, because no glob of `include` matches; in when it is named".to_owned()
            }
        };
    }
    match choose(path, Wanted::Seeds, choice, || has_line_of_pipes(path)) {
        Choice::Yes if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("seed")) => {
            "in: its name ends in .seed".to_owned()
        }
        Choice::Yes if is_below_seeds(path) => "in: it is a *.txt below a directory named `seeds`".to_owned(),
        Choice::Yes => "in: it is a *.txt with a line of pipes near its start".to_owned(),
        Choice::PassedOver => {
            "out in a directory, because it has no line of pipes near its start; in when it is named"
                .to_owned()
        }
        Choice::No => "out in a directory, because of its extension; in when it is named".to_owned(),
    }
}

/// Whether a file of a directory is taken. A text file is asked whether it `looks_like_seed` where its name does not tell.
pub(crate) fn choose(
    path: &Path,
    wanted: Wanted,
    choice: &FileChoice,
    looks_like_seed: impl FnOnce() -> bool,
) -> Choice {
    if choice.exclude.find(path).is_some() {
        return Choice::No;
    }
    if let (Wanted::Seeds, Some(include)) = (wanted, &choice.include) {
        return if include.find(path).is_some() { Choice::Yes } else { Choice::No };
    }
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    let has = |wanted: &str| extension.eq_ignore_ascii_case(wanted);
    match wanted {
        Wanted::Format(format) if formats::of(path).is_some_and(|(of, ..)| of.name == format.name) => {
            Choice::Yes
        }
        Wanted::Seeds if has("seed") => Choice::Yes,
        Wanted::Seeds if has("txt") => {
            if is_below_seeds(path) || looks_like_seed() {
                Choice::Yes
            } else {
                Choice::PassedOver
            }
        }
        _ => Choice::No,
    }
}

/// Whether it is below a directory named `seeds`.
pub(crate) fn is_below_seeds(path: &Path) -> bool {
    path.parent().is_some_and(|parent| parent.components().any(|part| part.as_os_str() == "seeds"))
}

/// Whether a line near the start consists of nothing but four or more pipes. A file that cannot be read is taken, so
/// that the error is told.
fn has_line_of_pipes(path: &Path) -> bool {
    let mut head = Vec::new();
    let Ok(file) = File::open(path) else { return true };
    // Only a regular file is opened for a look: another one might never end.
    if !file.metadata().is_ok_and(|metadata| metadata.is_file()) {
        return false;
    }
    if file.take(HEAD).read_to_end(&mut head).is_err() {
        return true;
    }
    is_line_of_pipes_in(&head)
}

/// The same for a file of which it may be the staged content that counts.
pub(crate) fn looks_like_seed(input: &Input) -> bool {
    match &input.staged {
        None => has_line_of_pipes(&input.path),
        Some(staged) => {
            staged.read().map_or(true, |bytes| is_line_of_pipes_in(&bytes[..bytes.len().min(HEAD as usize)]))
        }
    }
}

fn is_line_of_pipes_in(head: &[u8]) -> bool {
    head.split(|&byte| byte == b'\n').any(|line| {
        let line = line.trim_ascii();
        line.len() >= 4 && line.iter().all(|&byte| byte == b'|')
    })
}
