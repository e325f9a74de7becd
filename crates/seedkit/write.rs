//! Writes files so that there is always either the old or the new content.

use std::env;
use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// What came of writing a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// It has new content.
    Changed,
    /// It had this content already.
    Unchanged,
}

/// Replaces the content of a file that was read as `old`; a symbolic link is followed to its target.
///
/// # Errors
/// Where it cannot be written, or no longer holds `old`.
pub(crate) fn replace(path: &Path, old: &[u8], new: &[u8]) -> io::Result<()> {
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
    // The last look before the rename: somebody may have saved the file since it was read.
    if fs::read(&target)? != old {
        return Err(io::Error::other("it changed while it was checked; left as it is"));
    }
    staged.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// Writes a file. One that exists and differs is replaced only by `force`.
///
/// # Errors
/// Where it cannot be written, or exists.
pub(crate) fn create(path: &Path, content: &[u8], force: bool) -> io::Result<Written> {
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
        Ok(old) if force => return replace(path, &old, content).map(|()| Written::Changed),
        Ok(_) => {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                "it exists and differs; --force replaces it",
            ));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let target = path.to_owned();
    if let Some(parent) = target.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent)?;
    }
    let staged = stage(&target, content, None)?;
    match staged.persist_noclobber(&target) {
        Ok(_) => Ok(Written::Changed),
        Err(error) => Err(error.error),
    }
}

/// A report in the making. A file that is there stays as it is until the report is complete.
pub(crate) struct ReportFile {
    path: PathBuf,
    content: Content,
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
        let direct = |file| Self { path: path.to_owned(), content: Content::Direct(BufWriter::new(file)) };
        if let Some(stream) = standard_stream(path)? {
            return Ok(direct(stream));
        }
        if env::var_os("GITHUB_STEP_SUMMARY").is_some_and(|summary| summary == path.as_os_str()) {
            return Ok(direct(File::options().append(true).create(true).open(path)?));
        }
        let metadata = fs::metadata(path).ok();
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
                if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
                    fs::create_dir_all(parent)?;
                }
                path.to_owned()
            }
        };
        let staged = stage(&target, b"", metadata.as_ref())?;
        Ok(Self { path: path.to_owned(), content: Content::Staged(BufWriter::new(staged), target) })
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

/// A new file that is put in its place when it is whole. Until then it lies, hidden, in the nearest directory that
/// exists, so that nothing is left where it is given up.
pub(crate) struct Staged {
    file: NamedTempFile,
    target: PathBuf,
    force: bool,
}

impl Staged {
    /// Starts a file. One that exists is replaced only by `force`.
    ///
    /// # Errors
    /// Where it cannot be written, or exists.
    pub(crate) fn new(target: &Path, force: bool) -> io::Result<Self> {
        // A link is followed to the file.
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        let existing = match fs::metadata(&target) {
            Ok(metadata) if !metadata.is_file() => {
                return Err(io::Error::other("it is no regular file, so it cannot be replaced"));
            }
            Ok(metadata) if metadata.permissions().readonly() => {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            Ok(_) if !force => {
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, "it exists; --force replaces it"));
            }
            found => found.ok(),
        };
        let mut directory = target.parent().unwrap_or(Path::new(""));
        while !directory.as_os_str().is_empty() && !directory.exists() {
            directory = directory.parent().unwrap_or(Path::new(""));
        }
        Ok(Self { file: stage(&directory.join("x"), b"", existing.as_ref())?, target, force })
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
        if let Some(parent) = self.target.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            fs::create_dir_all(parent)?;
        }
        let done = if self.force {
            self.file.persist(&self.target)
        } else {
            self.file.persist_noclobber(&self.target)
        };
        done.map(drop).map_err(|error| error.error)
    }
}

/// The content in a temporary file beside the target, which a rename then replaces at once.
fn stage(target: &Path, content: &[u8], existing: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let directory = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let mut builder = Builder::new();
    builder.prefix(".seedkit-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any program creates files: the umask takes away what it says.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut staged = builder.tempfile_in(directory)?;
    staged.write_all(content)?;
    if let Some(existing) = existing {
        staged.as_file().set_permissions(existing.permissions())?;
    }
    Ok(staged)
}
