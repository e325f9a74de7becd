//! Temporary files, each beside what it is to become, and the end of those that a run left because it was killed.
//!
//! A run locks its temporary files, and the system lets go of the locks however the run ends. So a file with such a name
//! that can be locked belongs to nobody any more. Where files cannot be locked, none is removed.

use std::io;
use std::path::Path;
use tempfile::{Builder, NamedTempFile};

/// Names that nobody else gives: they start and end like this, with letters and digits between.
const START: &str = ".seedkit-";
const END: &str = ".part";
const BETWEEN: usize = 12;

/// A new file in a directory, hidden, and removed unless it takes another name. Others may read and write it if
/// `is_open`, as far as the umask lets them.
///
/// # Errors
/// Where it cannot be made.
pub(crate) fn file_in(directory: &Path, is_open: bool) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(START).suffix(END).rand_bytes(BETWEEN);
    #[cfg(unix)]
    if is_open {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = is_open;
    let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    #[cfg(unix)]
    return locks::file(&builder, directory);
    #[cfg(not(unix))]
    builder.tempfile_in(directory)
}

#[cfg(unix)]
mod locks {
    use super::{BETWEEN, END, START};
    use std::collections::HashSet;
    use std::ffi::OsStr;
    use std::fs::{self, File, TryLockError};
    use std::io;
    use std::os::unix::fs::MetadataExt as _;
    use std::path::{Path, PathBuf};
    use std::sync::{LazyLock, Mutex, PoisonError};
    use tempfile::{Builder, NamedTempFile};

    /// How often another run may be in the way.
    const TRIES: usize = 100;

    /// The directories that this run has looked at.
    static SEEN: LazyLock<Mutex<HashSet<PathBuf>>> = LazyLock::new(Mutex::default);

    pub(super) fn file(builder: &Builder<'_, '_>, directory: &Path) -> io::Result<NamedTempFile> {
        for _ in 0..TRIES {
            let made = builder.tempfile_in(directory)?;
            // Before it was locked, another run may have taken it for one that nobody needs.
            let is_ours = match made.as_file().try_lock() {
                Ok(()) => made.path().exists(),
                Err(TryLockError::WouldBlock) => false,
                Err(TryLockError::Error(_)) => true,
            };
            if is_ours {
                if SEEN.lock().unwrap_or_else(PoisonError::into_inner).insert(directory.to_owned()) {
                    remove_left_over(directory, made.as_file().metadata()?.uid());
                }
                return Ok(made);
            }
        }
        Err(io::Error::other("other runs take away the temporary files of this one"))
    }

    /// Removes what runs of this user left in a directory. What cannot be removed stays.
    fn remove_left_over(directory: &Path, user: u32) {
        let Ok(entries) = fs::read_dir(directory) else { return };
        for entry in entries.flatten().filter(|entry| is_name(&entry.file_name())) {
            let _ = remove(&entry.path(), user);
        }
    }

    fn is_name(name: &OsStr) -> bool {
        let between = name.to_str().and_then(|name| name.strip_prefix(START)?.strip_suffix(END));
        between.is_some_and(|text| {
            text.len() == BETWEEN && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    }

    fn remove(path: &Path, user: u32) -> io::Result<()> {
        let found = fs::symlink_metadata(path)?;
        if !found.is_file() || found.uid() != user {
            return Ok(());
        }
        let file = File::open(path)?;
        let opened = file.metadata()?;
        if file.try_lock().is_ok() && (opened.dev(), opened.ino()) == (found.dev(), found.ino()) {
            fs::remove_file(path)?;
        }
        Ok(())
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn names_of_others_are_left_alone() {
            assert!(is_name(OsStr::new(".seedkit-a1B2c3D4e5F6.part")));
            for name in [
                ".seedkit-config",
                ".seedkit-.part",
                ".seedkit-a1B2c3D4e5F6",
                "seedkit-a1B2c3D4e5F6.part",
                ".seedkit-a1B2c3D4e5F67.part",
                ".seedkit-a1B2c3D4e5-6.part",
                ".seedkit-a1B2c3D4e5\u{e9}.part",
            ] {
                assert!(!is_name(OsStr::new(name)), "{name}");
            }
        }

        #[test]
        fn what_somebody_needs_is_left_alone() {
            let directory = tempfile::tempdir().unwrap();
            let used = super::super::file_in(directory.path(), true).unwrap();
            let user = used.as_file().metadata().unwrap().uid();
            let left = directory.path().join(".seedkit-a1B2c3D4e5F6.part");
            fs::write(&left, "half").unwrap();
            let link = directory.path().join(".seedkit-linklinklink.part");
            std::os::unix::fs::symlink(&left, &link).unwrap();
            remove_left_over(directory.path(), user.wrapping_add(1));
            assert!(left.exists(), "it is another user's");
            remove_left_over(directory.path(), user);
            assert!(!left.exists() && used.path().exists() && link.is_symlink());
            // Once in a run is enough.
            fs::write(&left, "half").unwrap();
            super::super::file_in(directory.path(), true).unwrap();
            assert!(left.exists());
        }
    }
}
