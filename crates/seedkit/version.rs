//! Which seedkit this is.

use seedkit_syntax::FORMAT_VERSION;
use std::sync::LazyLock;

/// The version alone.
pub(crate) const VERSION_NUMBER: &str = env!("CARGO_PKG_VERSION");

/// The commit it was built from, if that was known; see `build.rs`.
pub(crate) const COMMIT: Option<&str> = option_env!("SEEDKIT_COMMIT");

/// Where the project is.
pub(crate) const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// What `--version` says: the version, the commit, and the version of the format that it knows.
pub(crate) static VERSION: LazyLock<String> = LazyLock::new(|| {
    let commit = COMMIT.map_or("unknown", |commit| &commit[..commit.len().min(12)]);
    format!("{VERSION_NUMBER} (commit {commit}, seed format {FORMAT_VERSION})")
});
