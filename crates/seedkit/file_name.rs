//! The name of a file in all the forms that reports need.

use crate::globs::{absolute, here};
use crate::terminal::shown;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

/// What stays as it is in a segment of a URI, by RFC 3986: the unreserved characters.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The directory that paths in reports and fingerprints are relative to.
#[derive(Debug)]
pub(crate) struct Root {
    /// The root of the repository of the working directory, or else the working directory.
    path: PathBuf,
    /// Where links lead from there.
    real: OnceLock<Option<PathBuf>>,
    /// The directory that was asked for last and does not seem to lie below, and where links lead from there: files
    /// come by directory.
    last: Mutex<Option<(PathBuf, Option<PathBuf>)>>,
}

impl Root {
    pub(crate) fn find() -> Self {
        let root = here().ancestors().find(|directory| directory.join(".git").exists());
        let path = root.unwrap_or(here()).to_owned();
        Self { path, real: OnceLock::new(), last: Mutex::default() }
    }

    /// The names of a file.
    pub(crate) fn name(&self, path: &Path) -> FileName {
        let given = bytes(path);
        let full = absolute(path);
        let relative = self.relative(&full);
        let (rooted, is_inside) = match relative {
            Some(relative) => (bytes(&relative), true),
            None => (from(here(), &full), false),
        };
        FileName { shown: shown(path), given, rooted, outside: (!is_inside).then(|| bytes(&full)) }
    }

    /// The file that [`FileName::rooted`] names.
    pub(crate) fn file(&self, rooted: &str) -> PathBuf {
        let literal = self.path.join(rooted);
        #[cfg(unix)]
        if rooted.contains('%') && fs::symlink_metadata(&literal).is_err() {
            use std::os::unix::ffi::OsStrExt as _;
            let bytes: Vec<u8> = percent_encoding::percent_decode_str(rooted).collect();
            return self.path.join(std::ffi::OsStr::from_bytes(&bytes));
        }
        literal
    }

    fn relative(&self, full: &Path) -> Option<PathBuf> {
        if let Ok(relative) = full.strip_prefix(&self.path) {
            return Some(relative.to_owned());
        }
        // The way to the repository may lead over a link.
        let root = self.real.get_or_init(|| fs::canonicalize(&self.path).ok()).as_ref()?;
        let parent = full.parent()?;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, real) = match last.take_if(|(directory, _)| directory == parent) {
            Some(known) => last.insert(known),
            None => last.insert((parent.to_owned(), fs::canonicalize(parent).ok())),
        };
        Some(real.as_ref()?.strip_prefix(root).ok()?.join(full.file_name()?))
    }
}

/// A path as bytes with `/` between its parts.
fn bytes(path: &Path) -> Vec<u8> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt as _;
        path.as_os_str().as_bytes().to_vec()
    }
    #[cfg(not(unix))]
    {
        path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/").into_bytes()
    }
}

/// The way from a directory to a file that is not below it.
fn from(directory: &Path, file: &Path) -> Vec<u8> {
    let common = directory.components().zip(file.components()).take_while(|(a, b)| a == b).count();
    let mut way: PathBuf = directory.components().skip(common).map(|_| "..").collect();
    way.extend(file.components().skip(common));
    bytes(&way)
}

/// The name of a file in its forms.
#[derive(Clone, Debug)]
pub(crate) struct FileName {
    /// As it was given, and as it may be printed.
    pub(crate) shown: String,
    /// As it was given.
    given: Vec<u8>,
    /// From the [`Root`].
    rooted: Vec<u8>,
    /// The whole path of a file that is not below the root.
    outside: Option<Vec<u8>>,
}

impl FileName {
    /// As it was given, as text: bytes that are not UTF-8 are percent-encoded.
    pub(crate) fn given(&self) -> Cow<'_, str> {
        text(&self.given)
    }

    /// As it was given, where that is not UTF-8.
    pub(crate) fn given_bytes(&self) -> Option<&[u8]> {
        std::str::from_utf8(&self.given).is_err().then_some(&self.given)
    }

    /// From the root, byte for byte.
    pub(crate) fn rooted_bytes(&self) -> &[u8] {
        &self.rooted
    }

    /// From the root, as text: bytes that are not UTF-8 are percent-encoded.
    pub(crate) fn rooted(&self) -> Cow<'_, str> {
        text(&self.rooted)
    }

    /// A URI: relative to the root, or absolute for a file that is not below it. Whether it is relative.
    pub(crate) fn uri(&self) -> (String, bool) {
        match &self.outside {
            None => (percent_encode(&self.rooted, SEGMENT).to_string(), true),
            Some(full) => {
                let slash = if full.starts_with(b"/") { "" } else { "/" };
                (format!("file://{slash}{}", percent_encode(full, SEGMENT)), false)
            }
        }
    }
}

/// Bytes as text: what is not UTF-8 is percent-encoded.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&percent_encode(chunk.invalid(), NON_ALPHANUMERIC).to_string());
    }
    Cow::Owned(text)
}
