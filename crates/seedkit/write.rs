//! Writes files so that there is always either the old or the new content.
//!
//! The new content is made in a [temporary file](crate::temporary) with the owner and the permissions of the old one,
//! which then takes its name. So a file that has several names, hard links, has new content under one of them.

use crate::temporary;
use std::env;
use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use tempfile::NamedTempFile;

/// What came of writing a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// It has new content.
    Changed,
    /// It had this content already.
    Unchanged,
}

/// Replaces the content of a file that was read as `old`; a symbolic link is followed to its target. What was found
/// `below` a directory has to lie there, links followed.
///
/// # Errors
/// Where it cannot be written, or no longer holds `old`.
pub(crate) fn replace(path: &Path, below: Option<&Path>, old: &[u8], new: &[u8]) -> io::Result<()> {
    if below.is_some_and(|directory| leads_out(path, directory)) {
        return Err(io::Error::other(LEADS_OUT));
    }
    let target = fs::canonicalize(path)?;
    let metadata = fs::metadata(&target)?;
    if !metadata.is_file() {
        return Err(io::Error::other("it is no regular file, so it cannot be replaced"));
    }
    if metadata.permissions().readonly() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let staged = stage(&target, new, Some(&metadata))?;
    staged.as_file().sync_all()?;
    // The last look before the rename: somebody may have saved the file since it was read, or have put a link or a pipe
    // in its place.
    let changed = || io::Error::other("it changed while it was checked; left as it is");
    if !fs::symlink_metadata(&target)?.is_file() {
        return Err(changed());
    }
    match fs::read(&target)? {
        now if now == old => staged.persist(&target).map(drop).map_err(|error| error.error),
        // The file has a second name, and the same was done under that.
        now if now == new => Ok(()),
        _ => Err(changed()),
    }
}

/// Writes a file. One that exists and differs is replaced only by `force`. What is meant to be `below` a directory has
/// to be there, links followed.
///
/// # Errors
/// Where it cannot be written, or exists.
pub(crate) fn create(path: &Path, below: Option<&Path>, content: &[u8], force: bool) -> io::Result<Written> {
    if below.is_some_and(|directory| leads_out(path, directory)) {
        return Err(io::Error::other(LEADS_OUT));
    }
    if let Ok(metadata) = fs::metadata(path)
        && !metadata.is_file()
        && !metadata.is_dir()
    {
        // A device or a pipe takes what it is given; there is nothing to compare or to replace.
        fs::OpenOptions::new().write(true).open(path)?.write_all(content)?;
        return Ok(Written::Changed);
    }
    match fs::read(path) {
        Ok(old) if old == content => return Ok(Written::Unchanged),
        Ok(old) if force => return replace(path, None, &old, content).map(|()| Written::Changed),
        Ok(_) => {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                "it exists and differs; --force replaces it",
            ));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => refuse_dangling(path)?,
        Err(error) => return Err(error),
    }
    for _ in 0..TRIES {
        let made = Made::parents_of(path)?;
        match stage(path, content, None) {
            // Somebody who gave up a file beside this one took the directory away.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
            Ok(staged) => {
                staged.persist_noclobber(path).map_err(|error| error.error)?;
                made.keep();
                return Ok(Written::Changed);
            }
        }
    }
    Err(io::ErrorKind::NotFound.into())
}

/// How often a directory is made that is gone again.
const TRIES: usize = 10;

const LEADS_OUT: &str =
    "a link on the way to it leads out of the directory; name the file itself where that is meant";

/// Whether a path below a directory leads out of it, over a symbolic link. What cannot be followed does.
fn leads_out(path: &Path, directory: &Path) -> bool {
    let way = path.ancestors().take_while(|part| *part != directory && !part.as_os_str().is_empty());
    let Some(link) = way.filter(|part| part.is_symlink()).last() else { return false };
    let Ok(directory) = fs::canonicalize(directory) else { return true };
    // Of the rest of the way, what there is.
    let there = path.ancestors().find(|part| part.symlink_metadata().is_ok()).unwrap_or(link);
    !fs::canonicalize(there).is_ok_and(|there| there.starts_with(directory))
}

/// What is known of a file, if there is one. One that cannot be asked is not taken for one that is not there.
fn existing(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A link to what is not there names no place that could be kept.
fn refuse_dangling(path: &Path) -> io::Result<()> {
    if path.is_symlink() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "it is a link to what is not there"));
    }
    Ok(())
}

/// Directories that were made for a file. They go again where it is given up, and nothing else came to be in them.
#[derive(Default)]
struct Made(Vec<PathBuf>);

impl Made {
    /// Makes the directories that lead to a file.
    fn parents_of(path: &Path) -> io::Result<Self> {
        let missing =
            path.ancestors().skip(1).take_while(|part| !part.as_os_str().is_empty() && !part.exists());
        let made = Self(missing.map(Path::to_owned).collect());
        if let Some(deepest) = made.0.first() {
            fs::create_dir_all(deepest)?;
        }
        Ok(made)
    }

    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for directory in &self.0 {
            // It stays where somebody else uses it.
            let _ = fs::remove_dir(directory);
        }
    }
}

/// A report in the making. A file that is there stays as it is until the report is complete.
pub(crate) struct ReportFile {
    path: PathBuf,
    content: Content,
    made: Made,
}

enum Content {
    /// Takes the place of the file at the end.
    Staged(BufWriter<NamedTempFile>, PathBuf),
    /// Goes to a device, a pipe, or the end of a file at once.
    Direct(BufWriter<File>),
}

impl ReportFile {
    /// Begins a report. Directories that lead to the file are made.
    ///
    /// What `GITHUB_STEP_SUMMARY` names is added to, since all that a job says there is one page.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        let direct = |file| Self {
            path: path.to_owned(),
            content: Content::Direct(BufWriter::new(file)),
            made: Made::default(),
        };
        if let Some(stream) = standard_stream(path)? {
            return Ok(direct(stream));
        }
        if env::var_os("GITHUB_STEP_SUMMARY").is_some_and(|summary| summary == path.as_os_str()) {
            return Ok(direct(File::options().append(true).create(true).open(path)?));
        }
        let metadata = existing(path)?;
        let mut made = Made::default();
        let target = match &metadata {
            Some(metadata) if metadata.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Some(metadata) if !metadata.is_file() => {
                return Ok(direct(File::options().write(true).open(path)?));
            }
            Some(metadata) if metadata.permissions().readonly() => {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            Some(_) => fs::canonicalize(path)?,
            None => {
                refuse_dangling(path)?;
                made = Made::parents_of(path)?;
                path.to_owned()
            }
        };
        let staged = stage(&target, b"", metadata.as_ref())?;
        Ok(Self { path: path.to_owned(), content: Content::Staged(BufWriter::new(staged), target), made })
    }

    /// As it was given.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the report in its place.
    ///
    /// # Errors
    /// Where it cannot be written; then the old content stays.
    pub(crate) fn finish(self) -> io::Result<()> {
        match self.content {
            Content::Staged(staged, target) => {
                let staged = staged.into_inner().map_err(io::IntoInnerError::into_error)?;
                staged.persist(&target).map_err(|error| error.error)?;
                self.made.keep();
                Ok(())
            }
            Content::Direct(mut file) => file.flush(),
        }
    }
}

impl Write for ReportFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.content {
            Content::Staged(file, _) => file.write(bytes),
            Content::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.content {
            Content::Staged(file, _) => file.flush(),
            Content::Direct(file) => file.flush(),
        }
    }
}

/// The stream of this process that a path names, if any. Where that is redirected to a file, the name leads to the file,
/// and to replace it would lose what others wrote there.
#[cfg(unix)]
fn standard_stream(path: &Path) -> io::Result<Option<File>> {
    use std::os::fd::AsFd as _;
    let stream = match path.to_str() {
        Some("/dev/stdout" | "/dev/fd/1" | "/proc/self/fd/1") => io::stdout().as_fd().try_clone_to_owned()?,
        Some("/dev/stderr" | "/dev/fd/2" | "/proc/self/fd/2") => io::stderr().as_fd().try_clone_to_owned()?,
        _ => return Ok(None),
    };
    Ok(Some(File::from(stream)))
}

/// No path names a stream here.
#[cfg(not(unix))]
fn standard_stream(_: &Path) -> io::Result<Option<File>> {
    Ok(None)
}

/// A new file that is put in its place when it is whole. Until then it lies beside it, hidden, and nothing is left where
/// it is given up.
pub(crate) struct Staged {
    file: NamedTempFile,
    target: PathBuf,
    force: bool,
    made: Made,
}

impl Staged {
    /// Starts a file. One that exists is replaced only by `force`.
    ///
    /// # Errors
    /// Where it cannot be written, or exists.
    pub(crate) fn new(target: &Path, force: bool) -> io::Result<Self> {
        // A link is followed to the file.
        let existing = existing(target)?;
        let target = if existing.is_some() { fs::canonicalize(target)? } else { target.to_owned() };
        match &existing {
            Some(metadata) if !metadata.is_file() => {
                return Err(io::Error::other("it is no regular file, so it cannot be replaced"));
            }
            Some(metadata) if metadata.permissions().readonly() => {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            Some(_) if !force => {
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, "it exists; --force replaces it"));
            }
            Some(_) => {}
            None => refuse_dangling(&target)?,
        }
        let made = Made::parents_of(&target)?;
        Ok(Self { file: stage(&target, b"", existing.as_ref())?, target, force, made })
    }

    /// The file, to write to.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub(crate) fn syncing_file(&self) -> io::Result<SyncingFile> {
        Ok(SyncingFile { file: Arc::new(self.file()?), unsynced: 0, syncing: None })
    }

    /// The file so far, to write to or to read from.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub(crate) fn file(&self) -> io::Result<fs::File> {
        fs::OpenOptions::new().read(true).write(true).open(self.file.path())
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// Where that cannot be done.
    pub(crate) fn finish(self) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        let done = if self.force {
            self.file.persist(&self.target)
        } else {
            self.file.persist_noclobber(&self.target)
        };
        done.map_err(|error| error.error)?;
        self.made.keep();
        Ok(())
    }
}

/// A file of which the system writes to the disk what is there, while more is added: at the end, little is left to wait
/// for.
pub(crate) struct SyncingFile {
    file: Arc<File>,
    /// How many bytes were written since the last time.
    unsynced: usize,
    syncing: Option<JoinHandle<io::Result<()>>>,
}

/// Bytes. Less is soon written at the end.
const SYNC: usize = 32 << 20;

impl Write for SyncingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.as_ref().write(bytes)?;
        self.unsynced += written;
        if self.unsynced >= SYNC && self.syncing.as_ref().is_none_or(JoinHandle::is_finished) {
            if let Some(done) = self.syncing.take() {
                done.join().unwrap_or_else(|_| Err(io::Error::other("writing to the disk panicked")))?;
            }
            let file = Arc::clone(&self.file);
            // Without a thread all is left for the end.
            self.syncing = thread::Builder::new().spawn(move || file.sync_data()).ok();
            self.unsynced = 0;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The content in a temporary file beside the target, which a rename then replaces at once. It belongs to whom the
/// existing file belongs to, and nobody else can read it before it does.
fn stage(target: &Path, content: &[u8], existing: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let directory = target.parent().unwrap_or(Path::new(""));
    let mut staged = temporary::file_in(directory, existing.is_none())?;
    if let Some(existing) = existing {
        #[cfg(unix)]
        keep_owner(staged.as_file(), existing)?;
        staged.as_file().set_permissions(existing.permissions())?;
    }
    staged.write_all(content)?;
    Ok(staged)
}

/// Gives a file the owner and the group of another one. Only the system can give a file to somebody else; whoever may
/// write to the file as one of its group may keep that.
#[cfg(unix)]
fn keep_owner(file: &File, existing: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let own = file.metadata()?;
    if (own.uid(), own.gid()) == (existing.uid(), existing.gid())
        || fchown(file, Some(existing.uid()), Some(existing.gid())).is_ok()
        || own.gid() == existing.gid()
        || fchown(file, None, Some(existing.gid())).is_ok()
    {
        return Ok(());
    }
    Err(io::Error::other("it belongs to another group, and that could not be kept"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_synced_meanwhile_is_whole() {
        let directory = tempfile::tempdir().unwrap();
        let target = directory.path().join("large");
        let staged = Staged::new(&target, false).unwrap();
        let mut file = staged.syncing_file().unwrap();
        let chunk: Vec<u8> = (0..=u8::MAX).cycle().take(SYNC / 2 + 1).collect();
        for _ in 0..5 {
            file.write_all(&chunk).unwrap();
        }
        assert!(file.syncing.is_some());
        staged.finish().unwrap();
        assert!(fs::read(&target).unwrap() == chunk.repeat(5));
    }
}
