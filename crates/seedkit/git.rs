//! What the `git` command says: which files changed, and what is staged.
//!
//! Nothing here reads a repository by itself: what git does with its index, its filters and its many settings is known
//! to git alone.

use crate::files::MAX_LEN_MESSAGE;
use crate::globs::absolute;
use crate::status::Failure;
use crate::terminal::shown;
use seedkit_syntax::MAX_LEN;
use std::env;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

/// A file that changed.
#[derive(Debug)]
pub(crate) struct Changed {
    /// Where it is, from the root of the file system.
    pub(crate) path: PathBuf,
    /// The name of its content in git's store, if it is there.
    pub(crate) blob: Option<String>,
    /// Whether a merge left it in several versions, so that there is no content to look at.
    pub(crate) is_unmerged: bool,
}

/// The repository of the working directory.
#[derive(Debug)]
pub(crate) struct Git {
    /// The option that asks, to be named in errors.
    asked_by: &'static str,
    root: PathBuf,
}

impl Git {
    /// # Errors
    /// Without a `git` command, or outside of a repository.
    pub(crate) fn open(asked_by: &'static str) -> Result<Self, Failure> {
        let git = Self { asked_by, root: PathBuf::new() };
        let prefix = path_of(trimmed(git.ask(["rev-parse", "--show-prefix"])?));
        // The working directory less the way to it from the root. The root as git prints it may have another spelling.
        let here = absolute(Path::new("."));
        let root = here.ancestors().nth(prefix.components().count()).unwrap_or(&here).to_owned();
        Ok(Self { root, ..git })
    }

    /// The files whose staged content is not that of the last commit.
    ///
    /// # Errors
    /// What git says.
    pub(crate) fn staged(&self) -> Result<Vec<Changed>, Failure> {
        self.changes(&["--cached"])
    }

    /// The files of the working tree that are not as they were where the branch and `reference` parted, and those that
    /// git does not know yet.
    ///
    /// # Errors
    /// Where there is no such commit, or what git says.
    pub(crate) fn since(&self, reference: &str) -> Result<Vec<Changed>, Failure> {
        let option = self.asked_by;
        let quoted = seedkit_lint::printable(reference).into_owned();
        let commit = format!("{reference}^{{commit}}");
        let commit =
            self.run(["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?.map_err(|_| {
                format!("{option}: git knows no commit `{quoted}`; in a shallow clone, fetch it first")
            })?;
        let commit = String::from_utf8_lossy(trimmed(commit).as_slice()).into_owned();
        let base = self.run(["merge-base", &commit, "HEAD"])?.map_err(|said| {
            let reason = if said.is_empty() { String::new() } else { format!(" ({said})") };
            format!(
                "{option}: `{quoted}` and HEAD have no commit in common{reason}; in a shallow clone, fetch the history"
            )
        })?;
        let base = String::from_utf8_lossy(trimmed(base).as_slice()).into_owned();
        let mut changed = self.changes(&[&base])?;
        let untracked = ["ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", ":/"];
        changed.extend(self.ask(untracked)?.split(|&byte| byte == 0).filter(|name| !name.is_empty()).map(
            |name| Changed { path: self.root.join(path_of(name.to_owned())), blob: None, is_unmerged: false },
        ));
        Ok(changed)
    }

    /// Regular files that `git diff` lists, without those that are gone.
    fn changes(&self, what: &[&str]) -> Result<Vec<Changed>, Failure> {
        let mut args = vec!["diff", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-relative"];
        args.extend(["--no-ext-diff", "--no-textconv", "--ignore-submodules"]);
        args.extend(what);
        args.push("--");
        let listed = self.ask(&args)?;
        let mut fields = listed.split(|&byte| byte == 0);
        let mut changed = Vec::new();
        while let (Some(entry), Some(name)) = (fields.next(), fields.next()) {
            // `:100644 100644 OLD NEW M`
            let entry = String::from_utf8_lossy(entry);
            let parts: Vec<_> = entry.split(' ').collect();
            let [_, mode, _, blob, status] = parts[..] else {
                return Err(format!("{}: git printed what is no list of changes", self.asked_by).into());
            };
            let is_unmerged = status == "U";
            // Links and submodules have no text of their own.
            if mode.starts_with("100") || is_unmerged {
                let path = self.root.join(path_of(name.to_owned()));
                changed.push(Changed { path, blob: Some(blob.to_owned()), is_unmerged });
            }
        }
        Ok(changed)
    }

    /// What git prints.
    fn ask<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Result<Vec<u8>, Failure> {
        let option = self.asked_by;
        self.run(args)?.map_err(|said| format!("{option}: git says: {said}").into())
    }

    /// What git prints, or what it says where it refuses.
    fn run<A: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = A>,
    ) -> Result<Result<Vec<u8>, String>, Failure> {
        let output = command().args(args).stdin(Stdio::null()).output();
        let output = output.map_err(|error| self.no_git(&error))?;
        Ok(if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(String::from_utf8_lossy(&output.stderr)
                .trim()
                .trim_start_matches("fatal: ")
                .replace('\n', "; "))
        })
    }

    fn no_git(&self, error: &io::Error) -> Failure {
        let option = self.asked_by;
        match error.kind() {
            io::ErrorKind::NotFound => {
                format!("{option} asks git, and there is no `git` command: install git, or put it into PATH")
                    .into()
            }
            _ => format!("{option}: git cannot be run: {error}").into(),
        }
    }

    /// Contents from git's store.
    ///
    /// # Errors
    /// Where git cannot be run.
    pub(crate) fn store(&self) -> Result<Arc<Store>, Failure> {
        let mut command = command();
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().map_err(|error| self.no_git(&error))?;
        let (asking, answers) = (process.stdin.take(), process.stdout.take().map(BufReader::new));
        Ok(Arc::new(Store(Mutex::new(Batch { process, asking, answers }))))
    }
}

/// The command, told not to ask anybody anything and not to write to the repository for its own convenience.
fn command() -> Command {
    let mut command = Command::new("git");
    command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
    command
}

/// Without the line feed that ends what git prints.
fn trimmed(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    }
    bytes
}

/// A path as git prints it.
fn path_of(bytes: Vec<u8>) -> PathBuf {
    crate::selection::path_of(bytes)
        .unwrap_or_else(|bytes| PathBuf::from(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Contents from git's store, by one process for all of them.
#[derive(Debug)]
pub(crate) struct Store(Mutex<Batch>);

#[derive(Debug)]
struct Batch {
    process: Child,
    asking: Option<ChildStdin>,
    answers: Option<BufReader<ChildStdout>>,
}

impl Store {
    /// The content of this name.
    ///
    /// # Errors
    /// Where git does not give it, or it is longer than [`MAX_LEN`].
    fn read(&self, blob: &str) -> io::Result<Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).read(blob)
    }
}

impl Batch {
    fn read(&mut self, blob: &str) -> io::Result<Vec<u8>> {
        let gone = || io::Error::other("git ended before it gave the staged content");
        let (Some(asking), Some(answers)) = (&mut self.asking, &mut self.answers) else { return Err(gone()) };
        writeln!(asking, "{blob}")?;
        asking.flush()?;
        // `NAME blob SIZE`, or what is the matter.
        let mut header = String::new();
        answers.read_line(&mut header)?;
        let size = header.trim_end().strip_prefix(blob).and_then(|rest| rest.strip_prefix(" blob "));
        let size: usize = match size.map(str::parse) {
            Some(Ok(size)) => size,
            _ if header.is_empty() => return Err(gone()),
            _ => return Err(io::Error::other(format!("git says: {}", header.trim_end()))),
        };
        // The content and a line feed. What is too long is read all the same, for the sake of those that follow.
        let mut content = answers.take(size as u64);
        let mut bytes = Vec::new();
        if size > MAX_LEN {
            io::copy(&mut content, &mut io::sink())?;
        } else {
            bytes.reserve(size);
            content.read_to_end(&mut bytes)?;
        }
        answers.read_exact(&mut [0])?;
        match bytes.len() {
            length if length == size => Ok(bytes),
            _ if size > MAX_LEN => Err(io::Error::new(io::ErrorKind::FileTooLarge, MAX_LEN_MESSAGE)),
            _ => Err(gone()),
        }
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // Without a question to come the process ends by itself.
        self.asking = None;
        self.answers = None;
        let _ = self.process.wait();
    }
}

/// The staged content of a file.
#[derive(Clone, Debug)]
pub(crate) struct Staged {
    blob: String,
    store: Arc<Store>,
}

impl Staged {
    pub(crate) fn new(blob: String, store: Arc<Store>) -> Self {
        Self { blob, store }
    }

    /// The bytes.
    ///
    /// # Errors
    /// Where git does not give them.
    pub(crate) fn read(&self) -> io::Result<Vec<u8>> {
        self.store.read(&self.blob)
    }
}

/// A path as seen from the working directory.
pub(crate) fn from_here(path: &Path) -> PathBuf {
    let here = env::current_dir().unwrap_or_default();
    let common = here.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = here.components().skip(common).map(|_| std::path::Component::ParentDir);
    up.chain(path.components().skip(common)).collect()
}

/// What a merge left is told.
pub(crate) fn unmerged(path: &Path) -> String {
    format!("{}: a merge left it in several versions; passed over", shown(path))
}
