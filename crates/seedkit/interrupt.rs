//! An interrupt in good order: what was begun is given up, and nothing is left of it.

use crate::status::Failure;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether somebody asked the run to end.
#[derive(Debug, Default)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Takes notice from now on. The second time it is over at once. Who waits for input cannot look, so this is for
    /// runs that write files.
    pub(crate) fn watch() -> Self {
        let (asked, again) = (Self::default(), Arc::default());
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            // Where handlers cannot be set, it is over at once as always. What comes meanwhile has to be noticed, too, so
            // the first one does that, and the others tell the second time from the first.
            let _ = signal_hook::flag::register(signal, Arc::clone(&asked.0));
            let _ = signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&again));
            let _ = signal_hook::flag::register(signal, Arc::clone(&again));
        }
        asked
    }

    /// Ends the run where somebody asked to.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.0.load(Ordering::Relaxed) { Err(Failure::Interrupted) } else { Ok(()) }
    }

    /// Asks the run to end.
    #[cfg(test)]
    pub(crate) fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
