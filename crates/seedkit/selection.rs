//! Which files a run is about: named ones, those that a list names, or those that git says have changed.

use crate::args::SelectionArgs;
use crate::config::FileChoice;
use crate::files::{self, Choice, Found, Wanted, describe, lexical};
use crate::git::{self, Changed, Git, Staged, Store};
use crate::globs::absolute;
use crate::inputs::{Files, Input};
use crate::status::Failure;
use crate::terminal::{count, notice, shown};
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The files that the arguments mean.
///
/// # Errors
/// Where a list cannot be read, or git does not answer.
pub(crate) fn find(
    paths: &[PathBuf],
    args: &SelectionArgs,
    wanted: Wanted,
    choice: &FileChoice,
) -> Result<Found, Failure> {
    if let Some(list) = &args.files_from {
        return Ok(files::find(&listed(list)?, wanted, choice));
    }
    let git = |option| {
        if paths.iter().any(|path| path.as_os_str() == "-") {
            return Err(Failure::Message(format!("{option} is about files in git; stdin is none")));
        }
        Git::open(option)
    };
    if args.staged {
        let git = git("--staged")?;
        let store = git.store()?;
        return Ok(changed(paths, git.staged()?, Some(&store), wanted, choice, "staged"));
    }
    match &args.since {
        Some(reference) => {
            let git = git("--since")?;
            let what = format!("changed since {reference}");
            Ok(changed(paths, git.since(reference)?, None, wanted, choice, &what))
        }
        None => Ok(files::find(paths, wanted, choice)),
    }
}

/// The paths that a file lists: one a line, or with NUL after each if there is any NUL.
pub(crate) fn listed(list: &Path) -> Result<Vec<PathBuf>, Failure> {
    let from_stdin = list.as_os_str() == "-";
    let name = if from_stdin { "<stdin>".to_owned() } else { shown(list) };
    let trouble = |what: String| Failure::Message(format!("--files-from: {name}: {what}"));
    let bytes = if from_stdin {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(list)
    };
    let bytes = bytes.map_err(|error| trouble(describe(&error)))?;
    let separator = if bytes.contains(&0) { 0 } else { b'\n' };
    let mut paths = Vec::new();
    for (index, entry) in bytes.split(|&byte| byte == separator).enumerate() {
        let entry = if cfg!(windows) { entry.strip_suffix(b"\r").unwrap_or(entry) } else { entry };
        match entry {
            b"" => {}
            b"-" => {
                return Err(trouble(format!(
                    "entry {} is `-`; write `./-` for a file of that name",
                    index + 1
                )));
            }
            entry => {
                let path = path_of(entry.to_owned());
                paths.push(path.map_err(|_| trouble(format!("entry {} is not UTF-8", index + 1)))?);
            }
        }
    }
    Ok(paths)
}

/// A path of bytes. On systems where paths are not bytes they have to be UTF-8, and are given back if they are not.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "not every system takes any bytes")]
pub(crate) fn path_of(bytes: Vec<u8>) -> Result<PathBuf, Vec<u8>> {
    use std::os::unix::ffi::OsStringExt as _;
    Ok(std::ffi::OsString::from_vec(bytes).into())
}

/// A path of bytes. On systems where paths are not bytes they have to be UTF-8, and are given back if they are not.
#[cfg(not(unix))]
pub(crate) fn path_of(bytes: Vec<u8>) -> Result<PathBuf, Vec<u8>> {
    String::from_utf8(bytes).map(PathBuf::from).map_err(std::string::FromUtf8Error::into_bytes)
}

/// Of the files that changed, those that `paths` mean, with what is staged of them where there is a `store`. What a
/// directory has is chosen as when it is walked.
fn changed(
    paths: &[PathBuf],
    all: Vec<Changed>,
    store: Option<&Arc<Store>>,
    wanted: Wanted,
    choice: &FileChoice,
    what: &str,
) -> Found {
    let mut failed = false;
    let mut files = Files::default();
    let mut passed_over = 0;
    let roots: Vec<PathBuf> = paths.iter().map(PathBuf::as_path).map(absolute).collect();
    let mut is_known = vec![false; paths.len()];
    for file in all {
        let below: Vec<usize> =
            (0..roots.len()).filter(|&index| file.path.starts_with(&roots[index])).collect();
        for &index in &below {
            is_known[index] = true;
        }
        let path = git::from_here(&file.path);
        let is_named = below.iter().any(|&index| file.path == roots[index]);
        let is_visible = below.iter().any(|&index| {
            let mut parts = file.path.components().skip(roots[index].components().count());
            !parts.any(
                |part| matches!(part, Component::Normal(name) if name.as_encoded_bytes().starts_with(b".")),
            )
        });
        if !is_visible {
            continue;
        }
        let staged = store.and_then(|store| Some(Staged::new(file.blob?, Arc::clone(store))));
        let input = Input { path: lexical(&path), root: None, staged };
        if is_named && files::tell_if_excluded(&path, choice) {
            continue;
        }
        match files::choose(&path, wanted, choice, || files::looks_like_seed(&input)) {
            _ if is_named => {}
            Choice::Yes => {}
            Choice::PassedOver => {
                passed_over += 1;
                continue;
            }
            Choice::No => continue,
        }
        if file.is_unmerged {
            notice(&git::unmerged(&input.path));
            failed = true;
            continue;
        }
        files.add(input);
    }
    for (path, _) in paths.iter().zip(is_known).filter(|(_, known)| !known) {
        // One that is there just has not changed.
        if let Err(error) = fs::symlink_metadata(path) {
            notice(&format!("{}: {}", shown(path), describe(&error)));
            failed = true;
        }
    }
    if passed_over > 0 {
        notice(&format!(
            "{} {what} without a line of pipes passed over; name a file to have it read",
            count(passed_over, "text file")
        ));
    }
    let inputs = files.sorted();
    if inputs.is_empty() && !failed {
        notice(&format!("no seed is {what}"));
    }
    Found { inputs, failed }
}
