//! Files that are read one after the other and lie in one directory.
//!
//! The system looks up every directory of a path each time, which takes a good part of the time that a small file takes.
//! So the directory is kept open and asked for the names alone.

use crate::files::too_long;
use seedkit_syntax::MAX_LEN;
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

/// How many bytes to make room for, after so many were `read` of a file. None where it is a regular one and has more than
/// `limit`.
#[cfg(unix)]
fn room(file: &File, read: usize, limit: usize) -> io::Result<Option<usize>> {
    // Most files are short, and are not asked.
    if read == 0 {
        return Ok(Some(READ));
    }
    let metadata = file.metadata()?;
    let len = usize::try_from(metadata.len()).unwrap_or(usize::MAX);
    if metadata.is_file() && len > limit {
        return if len > MAX_LEN { Err(too_long()) } else { Ok(None) };
    }
    // With one byte more, the next read finds the end. Pipes and what lies in /proc have no length.
    let room = len.saturating_add(1).saturating_sub(read).max(read);
    Ok(Some(room.min((MAX_LEN - read).saturating_add(1))))
}

impl Directory {
    /// Replaces `bytes` by those of a file; whether all of them are there. They may not be where a regular file has
    /// more than `limit`, which is no more than [`MAX_LEN`]. Anything else, such as a pipe, may give its bytes only once.
    ///
    /// # Errors
    /// Where it cannot be read or is longer than [`MAX_LEN`].
    #[cfg(unix)]
    pub(crate) fn read(&mut self, path: &Path, limit: usize, bytes: &mut Vec<u8>) -> io::Result<bool> {
        let file = self.open(path)?;
        bytes.clear();
        loop {
            if bytes.len() == bytes.capacity() {
                let Some(room) = room(&file, bytes.len(), limit)? else { return Ok(false) };
                bytes.reserve_exact(room);
            }
            // Not by way of libc, which for every read gets ready for the thread to be cancelled.
            match rustix::io::read(&file, rustix::buffer::spare_capacity(bytes)) {
                Ok(0) => return Ok(true),
                Ok(_) if bytes.len() > MAX_LEN => return Err(too_long()),
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The same.
    #[cfg(not(unix))]
    pub(crate) fn read(&mut self, path: &Path, limit: usize, bytes: &mut Vec<u8>) -> io::Result<bool> {
        use std::io::Read as _;
        bytes.clear();
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_file() && metadata.len() > limit as u64 {
            return if metadata.len() > MAX_LEN as u64 { Err(too_long()) } else { Ok(false) };
        }
        file.take(MAX_LEN as u64 + 1).read_to_end(bytes)?;
        if bytes.len() > MAX_LEN { Err(too_long()) } else { Ok(true) }
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
            let read = near.read(&path, MAX_LEN, &mut bytes).map(|_| bytes);
            let kind = |error: io::Error| error.kind();
            assert_eq!(read.map_err(kind), std::fs::read(&path).map_err(kind), "{name}");
        }
    }

    #[test]
    fn all_of_a_file_is_read_unless_it_is_too_long() {
        let folder = tempfile::tempdir().unwrap();
        let (mut near, mut bytes) = (Directory::default(), Vec::new());
        for len in [0, 1, 1000, 65_535, 65_536, 65_537, 100_000, 300_000] {
            let path = folder.path().join(len.to_string());
            let content: Vec<u8> = (0..len).map(|number| number as u8).collect();
            std::fs::write(&path, &content).unwrap();
            for limit in [0, 999, 1000, 65_535, 65_536, 99_999, 100_000, 1 << 20, MAX_LEN] {
                for room in [10, 100_000, 1 << 20] {
                    bytes.clear();
                    bytes.shrink_to(0);
                    bytes.reserve_exact(room);
                    let is_all = near.read(&path, limit, &mut bytes).unwrap();
                    // What there is room for is read without a question.
                    let expected = len <= limit || len < room;
                    assert_eq!(
                        (is_all, is_all && bytes != content),
                        (expected, false),
                        "{len}, {limit}, {room}"
                    );
                }
            }
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_may_be_read_once_or_does_not_know_its_length_is_read_at_once() {
        use std::io::Write as _;
        let (mut near, mut bytes) = (Directory::default(), Vec::new());
        let (end, mut start) = std::io::pipe().unwrap();
        let content = &*vec![b'a'; 1_000_000];
        std::thread::scope(|scope| {
            scope.spawn(move || start.write_all(content).map(|()| drop(start)));
            let path = format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&end));
            assert!(near.read(Path::new(&path), 200_000, &mut bytes).unwrap());
        });
        assert!(bytes == content);
        assert!(near.read(Path::new("/proc/self/status"), 1, &mut bytes).unwrap());
        assert!(bytes.starts_with(b"Name:"));
    }
}
