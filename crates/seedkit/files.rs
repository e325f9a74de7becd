//! Which files are meant, and what they hold.

use crate::config::FileChoice;
use crate::formats;
use crate::inputs::{Files, Input, Inputs};
use crate::near::Directory;
use crate::terminal::{count, notice, remark, shown};
use crate::walk::{walk, why_left_out};
use seedkit_convert::Format;
use seedkit_syntax::MAX_LEN;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// How much of a file is looked at to tell whether it is a seed, in bytes.
const HEAD: u64 = 64 * 1024;

/// What is said of a file that is too long.
pub(crate) const MAX_LEN_MESSAGE: &str = "the file has 4 GiB or more; seeds are smaller";

impl Input {
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

    /// Reads the bytes into a buffer that serves for many files; whether all of them are there. They are not where there
    /// are more than `limit` and they can be read again.
    ///
    /// # Errors
    /// Where it cannot be read or is longer than [`MAX_LEN`].
    pub(crate) fn read_into(&self, buffer: &mut Buffer, limit: usize) -> io::Result<bool> {
        let bytes = &mut buffer.bytes;
        bytes.clear();
        // One long file does not make every thread keep that much.
        bytes.shrink_to(1 << 20);
        if self.staged.is_some() || self.is_stdin() {
            *bytes = self.read()?;
            return Ok(bytes.len() <= limit || self.is_stdin());
        }
        // What it is and how long it is need not be asked first: a directory cannot be read.
        buffer.near.read(&self.path, limit, bytes)
    }
}

/// What a thread keeps from one file to the next.
#[derive(Default)]
pub(crate) struct Buffer {
    pub(crate) bytes: Vec<u8>,
    near: Directory,
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

/// The error of a file that has more than [`MAX_LEN`] bytes.
pub(crate) fn too_long() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, MAX_LEN_MESSAGE)
}

fn read_within_limit(reader: impl Read, expected: u64) -> io::Result<Vec<u8>> {
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
    pub(crate) inputs: Inputs,
    /// Whether a path does not exist or cannot be read; it has been told.
    pub(crate) failed: bool,
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
    let mut failed = false;
    let mut files = Files::default();
    for path in paths {
        if path.as_os_str() == "-" {
            files.add(Input { path: path.clone(), root: None, staged: None });
            continue;
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                let walked = walk(path, wanted, choice);
                failed |= walked.failed;
                let what = match wanted {
                    Wanted::Seeds => "seeds".to_owned(),
                    Wanted::Format(format) => format!("*.{}", formats::extensions(format).join(", *.")),
                };
                if walked.directories.is_empty() && !walked.failed {
                    remark(&format!("{}: no {what} in this directory", shown(path)));
                }
                if walked.passed_over > 0 {
                    remark(&format!(
                        "{}: {} without a line of pipes passed over; name a file to have it read",
                        shown(path),
                        count(walked.passed_over, "text file")
                    ));
                }
                let root: Arc<Path> = lexical(path).into();
                for (directory, names) in walked.directories {
                    files.add_found(&root, without_dots(&directory), names);
                }
            }
            Ok(_) if tell_if_excluded(path, choice) => {}
            Ok(_) => {
                files.add(Input { path: lexical(path), root: None, staged: None });
            }
            Err(error) => {
                notice(&format!("{}: {}", shown(path), describe(&error)));
                failed = true;
            }
        }
    }
    Found { inputs: files.sorted(), failed }
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
    let kept = without_dots(path);
    match kept.as_os_str().to_str() {
        Some("") => PathBuf::from("."),
        // Alone, that would be stdin.
        Some("-") => PathBuf::from("./-"),
        _ => kept,
    }
}

/// The same; the working directory has no name, as what files lie in.
fn without_dots(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
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
    if let Some(why) = why_left_out(path) {
        return format!("out in a directory, because {why}; in when it is named");
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
pub(crate) fn has_line_of_pipes(path: &Path) -> bool {
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
