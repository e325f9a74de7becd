//! How far a long run is, on stderr.

use crate::terminal::{self, number};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

/// How long a run takes before anything is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often what is shown is brought up to date.
const INTERVAL: Duration = Duration::from_millis(50);

/// A line that says how many files are done: on a terminal only, and only for what takes long.
pub(crate) struct Progress {
    total: usize,
    done: usize,
    /// When what is shown is to change next.
    due: Instant,
    is_wanted: bool,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub(crate) fn new(total: usize) -> Self {
        let is_wanted = std::io::stderr().is_terminal() && !terminal::is_dumb() && !terminal::is_quiet();
        Self { total, done: 0, due: Instant::now() + PATIENCE, is_wanted, bar: None }
    }

    /// One file more is done.
    pub(crate) fn step(&mut self) {
        self.done += 1;
        if !self.is_wanted || Instant::now() < self.due {
            return;
        }
        self.due = Instant::now() + INTERVAL;
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(Some(self.total as u64), ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {eta}") {
                bar.set_style(style);
            }
            bar
        });
        bar.set_message(format!("{} of {} files", number(self.done), number(self.total)));
        bar.set_position(self.done as u64);
    }

    /// Whether the line is there, so that what is printed has to go [`around`](Self::around) it.
    pub(crate) fn is_shown(&self) -> bool {
        self.bar.is_some()
    }

    /// Prints something while the line is out of the way.
    pub(crate) fn around<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// Takes the line away.
    pub(crate) fn end(&mut self) {
        self.is_wanted = false;
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
