//! How far a long run is.

use crate::terminal::notice;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::cell::Cell;
use std::time::{Duration, Instant};

/// Runs that are shorter need no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar on stderr, if that is a terminal.
pub(super) struct Progress {
    bar: ProgressBar,
    started: Instant,
    is_shown: Cell<bool>,
}

impl Progress {
    /// For `total` items of work, if that is known.
    pub(super) fn new(what: &str, total: Option<u64>) -> Self {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        let template = match total {
            Some(_) => "{msg} {bar:30} {human_pos} of {human_len}, {eta} left",
            None => "{msg} {spinner} {human_pos}, {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(what.to_owned());
        Self { bar, started: Instant::now(), is_shown: Cell::new(false) }
    }

    /// One more item is done.
    pub(super) fn tick(&self) {
        self.bar.inc(1);
        if !self.is_shown.get() && self.started.elapsed() > PATIENCE {
            self.is_shown.set(true);
            // Draws nothing where stderr is no terminal.
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Tells something while the bar stands.
    pub(super) fn notice(&self, message: &str) {
        self.bar.suspend(|| notice(message));
    }

    /// Does something else to stderr while the bar stands.
    pub(super) fn suspend(&self, work: impl FnOnce()) {
        self.bar.suspend(work);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
