//! Files that are opened one after the other and lie in one directory.
//!
//! The system looks up every directory of a path each time, which takes a good part of the time that a small file takes.
//! So the directory is kept open and asked for the names alone.

use std::fs::File;
use std::io;
use std::path::Path;

/// The directory of the file that was opened last.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    #[cfg(unix)]
    open: Option<(Vec<u8>, std::os::fd::OwnedFd)>,
}

impl Directory {
    /// Opens a file to read it.
    ///
    /// # Errors
    /// As [`File::open`].
    #[cfg(unix)]
    pub(crate) fn open(&mut self, path: &Path) -> io::Result<File> {
        use rustix::fs::{Mode, OFlags, open, openat};
        use std::os::unix::ffi::OsStrExt as _;
        let bytes = path.as_os_str().as_bytes();
        let Some(slash) = bytes.iter().rposition(|byte| *byte == b'/').filter(|slash| *slash > 0) else {
            return File::open(path);
        };
        let (directory, name) = (&bytes[..slash], &bytes[slash + 1..]);
        if self.open.as_ref().is_none_or(|(known, _)| known != directory) {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            // One that may be passed through and not be read is none to keep; what else is wrong the file tells.
            let Ok(opened) = open(directory, flags, Mode::empty()) else { return File::open(path) };
            self.open = Some((directory.to_owned(), opened));
        }
        match &self.open {
            Some((_, directory)) if !name.is_empty() => loop {
                match openat(directory, name, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()) {
                    Err(rustix::io::Errno::INTR) => {}
                    result => return Ok(File::from(result?)),
                }
            },
            _ => File::open(path),
        }
    }

    /// Opens a file to read it.
    ///
    /// # Errors
    /// As [`File::open`].
    #[cfg(not(unix))]
    pub(crate) fn open(&mut self, path: &Path) -> io::Result<File> {
        File::open(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn files_are_opened_as_by_their_paths() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a/x", "a/y", "a/b/x", "c/x", "z"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, name).unwrap();
        }
        let mut near = Directory::default();
        for name in
            ["a/x", "a/y", "a/none", "a", "a/", "none/x", "a/x/y", "a/b/x", "c/x", "z", "a/../z", "a/.", ""]
        {
            let path = folder.path().join(name);
            let read = |file: io::Result<File>| {
                let mut text = String::new();
                file.and_then(|mut file| file.read_to_string(&mut text)).map_err(|error| error.kind())?;
                Ok::<String, io::ErrorKind>(text)
            };
            assert_eq!(read(near.open(&path)), read(File::open(&path)), "{name}");
        }
    }
}
