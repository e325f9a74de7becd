//! The exit status, and errors that end a command.

use std::io;
use std::process::ExitCode;

/// The exit status of every command. Part of the interface: scripts rely on the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// 0: nothing at or above `--fail-on`; everything was converted.
    Clean,
    /// 1: findings at or above `--fail-on`; fixes that `--diff` shows; documents that could not be converted.
    Findings,
    /// 2: wrong arguments, a named file that is missing or cannot be read or written. Wins over 1; the other files
    /// are reported all the same.
    Failed,
    /// 130: interrupted from the keyboard; whatever was not finished is as it was.
    Interrupted,
    /// 141: whoever read stdout went away, as if by SIGPIPE.
    ClosedPipe,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Clean => 0,
            Status::Findings => 1,
            Status::Failed => 2,
            Status::Interrupted => 130,
            Status::ClosedPipe => 141,
        })
    }
}

/// Why a command ends before its work is done.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Stdout was closed: nothing to say, nobody to say it to.
    ClosedPipe,
    /// Somebody asked to stop.
    Interrupted,
    /// What to tell, as one line.
    Message(String),
    /// What to tell, ready to be printed.
    Shown(String),
}

impl From<io::Error> for Failure {
    /// An error in writing to stdout.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::ClosedPipe
        } else {
            Self::Message(format!("cannot write to stdout: {error}"))
        }
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Message(message)
    }
}
