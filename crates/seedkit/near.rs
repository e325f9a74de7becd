//! Files that are read one after the other and lie in one directory.
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

/// How much is read at once of a file that is longer than those before it, in bytes.
#[cfg(unix)]
const READ: usize = 64 << 10;

impl Directory {
    /// Adds what a file holds to `bytes`: all of it, or no less than `limit` bytes and one.
    ///
    /// # Errors
    /// As [`File::open`] and [`Read::read_to_end`](io::Read::read_to_end).
    #[cfg(unix)]
    pub(crate) fn read(&mut self, path: &Path, limit: usize, bytes: &mut Vec<u8>) -> io::Result<()> {
        let file = self.open(path)?;
        while bytes.len() <= limit {
            if bytes.len() == bytes.capacity() {
                let lacking = (limit - bytes.len()).saturating_add(1);
                bytes.reserve_exact(lacking.min(bytes.len().max(READ)));
            }
            // Not by way of libc, which for every read gets ready for the thread to be cancelled.
            match rustix::io::read(&file, rustix::buffer::spare_capacity(bytes)) {
                Ok(0) => break,
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// The same.
    #[cfg(not(unix))]
    pub(crate) fn read(&mut self, path: &Path, limit: usize, bytes: &mut Vec<u8>) -> io::Result<()> {
        use std::io::Read as _;
        File::open(path)?.take((limit as u64).saturating_add(1)).read_to_end(bytes).map(drop)
    }

    #[cfg(unix)]
    fn open(&mut self, path: &Path) -> io::Result<File> {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_as_by_their_paths() {
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
            let mut bytes = Vec::new();
            let read = near.read(&path, usize::MAX, &mut bytes).map(|()| bytes);
            let kind = |error: io::Error| error.kind();
            assert_eq!(read.map_err(kind), std::fs::read(&path).map_err(kind), "{name}");
        }
    }

    #[test]
    fn no_more_of_a_long_file_is_read_than_tells_that_it_is_long() {
        let folder = tempfile::tempdir().unwrap();
        let (mut near, mut bytes) = (Directory::default(), Vec::new());
        for len in [0, 1, 1000, 100_000, 300_000] {
            let path = folder.path().join(len.to_string());
            std::fs::write(&path, vec![b'a'; len]).unwrap();
            for limit in [0, 999, 1000, 1 << 16, 99_999, 100_000, 1 << 20] {
                bytes.clear();
                bytes.shrink_to(10);
                near.read(&path, limit, &mut bytes).unwrap();
                let expected = len.min(limit + 1);
                assert!(
                    (expected..=expected.max(10)).contains(&bytes.len()),
                    "{} of {len}, {limit}",
                    bytes.len()
                );
            }
        }
    }
}
