//! Tells the compiler the commit that is built, as `SEEDKIT_COMMIT`, for `--version` and the files of `init`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-env-changed=SEEDKIT_COMMIT");
    let root = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let given = env::var("SEEDKIT_COMMIT").ok().filter(|commit| !commit.is_empty());
    if let Some(commit) = given.or_else(|| packed(&root)).or_else(|| checked_out(&root)) {
        println!("cargo::rustc-env=SEEDKIT_COMMIT={commit}");
    }
}

/// The commit that Cargo wrote into a published package.
fn packed(root: &Path) -> Option<String> {
    let file = root.join(".cargo_vcs_info.json");
    watch(&file);
    let text = fs::read_to_string(file).ok()?;
    let (_, rest) = text.split_once("\"sha1\"")?;
    let commit = rest.split('"').nth(1)?;
    is_commit(commit).then(|| commit.to_owned())
}

/// The commit of the clone. Only of one whose root this is: a package may have been unpacked in somebody's repository.
fn checked_out(root: &Path) -> Option<String> {
    if !root.join(".git").exists() {
        return None;
    }
    for place in ["HEAD", "packed-refs", "refs/heads"] {
        watch(&root.join(git(root, &["rev-parse", "--git-path", place])?));
    }
    git(root, &["rev-parse", "HEAD"]).filter(|commit| is_commit(commit))
}

/// Has Cargo run this again when a file changes. One that is not there would have it run every time.
fn watch(file: &Path) {
    if file.exists() {
        println!("cargo::rerun-if-changed={}", file.display());
    }
}

fn git(root: &Path, args: &[&str]) -> Option<String> {
    let output = Command::new("git").args(args).current_dir(root).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim_end_matches('\n').to_owned())
}

fn is_commit(text: &str) -> bool {
    text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
