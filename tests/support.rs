//! Folders to work in, the binary to run, and what came of it.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "only tests use it, and clippy does not see that"
)]

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use tempfile::TempDir;

/// The binary under test.
pub(crate) const SEEDKIT: &str = env!("CARGO_BIN_EXE_seedkit");

/// The root of the repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The seeds of the repository.
pub(crate) fn seeds() -> PathBuf {
    repository().join("seeds")
}

/// The folder of shared material, if `SEEDKIT_SHARED` names one; else a note says that `what` is skipped.
pub(crate) fn shared(what: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("SEEDKIT_SHARED").map(PathBuf::from);
    if shared.is_none() {
        println!("skipped: {what}: SEEDKIT_SHARED does not name the folder of shared material");
    }
    shared
}

/// Says that something is skipped, and why.
pub(crate) fn skip(why: &str) {
    println!("skipped: {why}");
}

/// Whether there is a git to ask; else a note says that the test is skipped.
pub(crate) fn has_git() -> bool {
    let has = Command::new("git").arg("--version").output().is_ok_and(|output| output.status.success());
    if !has {
        skip("there is no git");
    }
    has
}

/// A seed that no rule minds.
pub(crate) const CLEAN: &str = "Mathematicians~Programmers~\n||||||\nAda Byron\n||||||\nAda Byron was a \
    mathematician who wrote the first published program for the Analytical Engine.";

/// The same with one finding, a warning that a safe fix mends: S007 before it became [`CLEAN`].
pub(crate) fn unterminated() -> String {
    CLEAN.replacen("~\n", "\n", 1)
}

/// A temporary folder, deleted when it is dropped.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        // A name without a dot: tools leave hidden folders out.
        Self(tempfile::Builder::new().prefix("seedkit-test-").tempdir().unwrap())
    }

    /// A folder with these files.
    pub(crate) fn with<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Self {
        let folder = Self::new();
        for (name, content) in files {
            folder.write(name, content);
        }
        folder
    }

    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, and the folders that lead to it.
    pub(crate) fn write(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn read(&self, name: impl AsRef<Path>) -> Vec<u8> {
        let path = self.path(name);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The text of a file.
    pub(crate) fn text(&self, name: impl AsRef<Path>) -> String {
        String::from_utf8(self.read(name)).expect("the file is UTF-8")
    }

    /// Every file in it by its path from here, with `/`, and its bytes; sorted.
    pub(crate) fn files(&self) -> Vec<(String, Vec<u8>)> {
        files_below(self.0.path())
    }

    /// Runs the binary in this folder, without stdin.
    pub(crate) fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Run {
        self.run_with_stdin(args, b"")
    }

    /// Runs the binary in this folder.
    pub(crate) fn run_with_stdin<A: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = A>,
        stdin: &[u8],
    ) -> Run {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let output = thread::scope(|scope| {
            // A program that does not read its input closes it: no matter.
            scope.spawn(move || pipe.write_all(stdin));
            child.wait_with_output().unwrap()
        });
        Run::of(output)
    }

    /// The command for a run, with pipes and an environment that does not depend on who runs the tests.
    pub(crate) fn command<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(SEEDKIT);
        command.args(args).current_dir(self.0.path()).env("TERM", "xterm");
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env("RUST_BACKTRACE", "0");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

/// Every file below a folder by its path from there, with `/`, and its bytes; sorted.
pub(crate) fn files_below(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                files.push((name, fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// The names in a list of files.
pub(crate) fn names(files: &[(String, Vec<u8>)]) -> Vec<&str> {
    files.iter().map(|(name, _)| name.as_str()).collect()
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Takes the output apart.
    ///
    /// # Panics
    /// Where the binary did, or was ended by a signal, or wrote what is not UTF-8.
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the output is UTF-8");
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        assert!(!stderr.contains("panicked"), "{stderr}");
        let status = output.status.code().expect("the binary ends by itself");
        Self { status, stdout, stderr }
    }

    /// Stdout and stderr, in this order.
    pub(crate) fn all(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// The same run, if it ended with this status.
    #[track_caller]
    pub(crate) fn ends_with(self, status: i32) -> Self {
        assert_eq!(self.status, status, "\nstdout: {}\nstderr: {}", start(&self.stdout), start(&self.stderr));
        self
    }

    /// The same run, if its stderr holds this text.
    #[track_caller]
    pub(crate) fn tells(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "expected {text:?} in stderr:\n{}", start(&self.stderr));
        self
    }

    /// The same run, if its stdout holds this text.
    #[track_caller]
    pub(crate) fn prints(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "expected {text:?} in stdout:\n{}", start(&self.stdout));
        self
    }
}

/// The start of a text that may be too long to be shown.
fn start(text: &str) -> &str {
    &text[..text.floor_char_boundary(4000)]
}
