//! Globs of the configuration and the command line.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::env;
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

/// Globs, and the directory that they are relative to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Globs {
    base: PathBuf,
    patterns: Vec<String>,
    set: GlobSet,
}

impl Globs {
    pub(crate) fn new(base: &Path, patterns: Vec<String>) -> Result<Self, String> {
        let mut set = GlobSetBuilder::new();
        for pattern in &patterns {
            let glob = GlobBuilder::new(pattern).literal_separator(true).build();
            set.add(glob.map_err(|error| format!("`{pattern}` is no glob: {}", error.kind()))?);
        }
        let set = set.build().map_err(|error| error.to_string())?;
        Ok(Self { base: base.to_owned(), patterns, set })
    }

    pub(crate) fn patterns(&self) -> &[String] {
        &self.patterns
    }

    /// The first pattern that a path matches.
    pub(crate) fn find(&self, path: &Path) -> Option<&str> {
        if self.patterns.is_empty() {
            return None;
        }
        let absolute = absolute(path);
        let relative = absolute.strip_prefix(&self.base).unwrap_or(&absolute);
        self.set.matches(relative).first().map(|&index| &*self.patterns[index])
    }
}

/// The working directory, which stays what it is.
pub(crate) fn here() -> &'static Path {
    static HERE: OnceLock<PathBuf> = OnceLock::new();
    HERE.get_or_init(|| env::current_dir().unwrap_or_default())
}

/// A path from the root, without `.` and `..`, links not followed.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    let mut absolute = PathBuf::new();
    for part in here().join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                absolute.pop();
            }
            part => absolute.push(part),
        }
    }
    absolute
}
