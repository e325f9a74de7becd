//! Rows on their way into a file: by a thread of their own, so that those who make them do not wait for compression.

use super::gather::failure;
use crate::interrupt::Interrupt;
use crate::status::Failure;
use seedkit_convert::{Encoded, WriteRows};
use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How much is handed on at once, in bytes: what threads tell each other costs more than a small row.
const BATCH: usize = 256 << 10;

/// How many rows are handed on at once, at most.
const BATCH_ROWS: usize = 256;

/// How much may wait, in bytes, unless it is one row. Bounds memory. It is enough for a writer that ends a group of rows.
const WAITING: usize = 8 << 20;

/// How long it takes until an interrupt is seen.
const MOMENT: Duration = Duration::from_millis(50);

/// Writes rows, which come in their order.
pub(super) struct Writing<'a> {
    output: &'a Path,
    interrupt: &'a Interrupt,
    way: Way,
}

enum Way {
    Here(Box<dyn WriteRows>),
    Meanwhile(Meanwhile),
}

struct Meanwhile {
    batch: Vec<Encoded>,
    weight: usize,
    queue: Arc<Queue>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    batches: VecDeque<(Vec<Encoded>, usize)>,
    /// Of what waits and what is written at the moment.
    weight: usize,
    next: Next,
}

/// What there is to do once nothing waits.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Next {
    #[default]
    Wait,
    /// There are no more rows.
    Finish,
    /// The file is not wanted any more.
    GiveUp,
    /// The thread has ended.
    Nothing,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, next: Next) {
        self.lock().next = next;
        self.changed.notify_all();
    }

    /// What the thread does: writes what comes, and ends the file if it is wanted.
    fn write(&self, mut writer: Box<dyn WriteRows>) -> io::Result<()> {
        loop {
            let mut state = self.lock();
            while state.batches.is_empty() && state.next == Next::Wait {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            if state.next == Next::GiveUp {
                return Ok(());
            }
            let Some((rows, weight)) = state.batches.pop_front() else {
                drop(state);
                return writer.finish();
            };
            drop(state);
            for row in rows {
                if self.lock().next == Next::GiveUp {
                    return Ok(());
                }
                writer.write(row)?;
            }
            self.lock().weight -= weight;
            self.changed.notify_all();
        }
    }
}

/// Tells that the thread has ended, however it ends.
struct Ended(Arc<Queue>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.set(Next::Nothing);
    }
}

impl<'a> Writing<'a> {
    /// By one job no other thread is used.
    ///
    /// # Errors
    /// Where no thread can be started.
    pub(super) fn new(
        writer: Box<dyn WriteRows>,
        jobs: usize,
        output: &'a Path,
        interrupt: &'a Interrupt,
    ) -> io::Result<Self> {
        if jobs == 1 {
            return Ok(Self { output, interrupt, way: Way::Here(writer) });
        }
        let queue = Arc::new(Queue::default());
        let ended = Ended(Arc::clone(&queue));
        let write = move || ended.0.write(writer);
        let thread = Some(thread::Builder::new().name("writer".to_owned()).spawn(write)?);
        let way = Way::Meanwhile(Meanwhile { batch: Vec::new(), weight: 0, queue, thread });
        Ok(Self { output, interrupt, way })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// Where writing fails, maybe of a row before, and where somebody asks to stop.
    pub(super) fn write(&mut self, row: Encoded) -> Result<(), Failure> {
        match &mut self.way {
            Way::Here(writer) => writer.write(row).map_err(|error| failure(self.output, &error)),
            Way::Meanwhile(meanwhile) => {
                meanwhile.weight += row.weight();
                meanwhile.batch.push(row);
                if meanwhile.weight < BATCH && meanwhile.batch.len() < BATCH_ROWS {
                    return Ok(());
                }
                meanwhile.send_batch(self.output, self.interrupt)
            }
        }
    }

    /// Ends the file. Without it the file is not whole.
    ///
    /// # Errors
    /// Where writing fails, maybe of a row before, and where somebody asks to stop.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self.way {
            Way::Here(writer) => writer.finish().map_err(|error| failure(self.output, &error)),
            Way::Meanwhile(mut meanwhile) => {
                meanwhile.send_batch(self.output, self.interrupt)?;
                let mut state = meanwhile.queue.lock();
                if state.next == Next::Wait {
                    state.next = Next::Finish;
                    meanwhile.queue.changed.notify_all();
                }
                drop(state);
                drop(meanwhile.wait(self.interrupt, |state| state.next == Next::Nothing)?);
                meanwhile.join().map_err(|error| failure(self.output, &error))
            }
        }
    }
}

impl Meanwhile {
    fn send_batch(&mut self, output: &Path, interrupt: &Interrupt) -> Result<(), Failure> {
        let (batch, weight) = (std::mem::take(&mut self.batch), std::mem::take(&mut self.weight));
        let has_room = |state: &State| {
            state.next == Next::Nothing || state.weight == 0 || state.weight + weight <= WAITING
        };
        let mut state = self.wait(interrupt, has_room)?;
        if state.next == Next::Nothing {
            drop(state);
            // It ended before: with the error that is to be told.
            let result = self.join().and(Err(io::Error::other("the thread that writes has ended")));
            return result.map_err(|error| failure(output, &error));
        }
        state.batches.push_back((batch, weight));
        state.weight += weight;
        drop(state);
        self.queue.changed.notify_all();
        Ok(())
    }

    /// Waits for the thread, unless somebody asks to stop.
    fn wait(
        &self,
        interrupt: &Interrupt,
        is_there: impl Fn(&State) -> bool,
    ) -> Result<MutexGuard<'_, State>, Failure> {
        let mut state = self.queue.lock();
        while !is_there(&state) {
            interrupt.check()?;
            state = self.queue.changed.wait_timeout(state, MOMENT).unwrap_or_else(PoisonError::into_inner).0;
        }
        Ok(state)
    }

    /// What came of the thread.
    fn join(&mut self) -> io::Result<()> {
        match self.thread.take().map(JoinHandle::join) {
            None => Ok(()),
            Some(Ok(result)) => result,
            Some(Err(panic)) => std::panic::resume_unwind(panic),
        }
    }
}

impl Drop for Meanwhile {
    /// Waits for the thread, which writes no more rows, so that nothing is written any more once the file is given up.
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            self.queue.set(Next::GiveUp);
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::describe;
    use seedkit_convert::{Row, WriteOptions, by_name};
    use seedkit_syntax::Seed;

    /// Fails from some row on, and writes none while the gate is locked.
    struct Failing {
        written: Arc<Mutex<usize>>,
        from: usize,
        gate: Arc<Mutex<()>>,
    }

    impl WriteRows for Failing {
        fn write(&mut self, _: Encoded) -> io::Result<()> {
            drop(self.gate.lock().unwrap());
            let mut written = self.written.lock().unwrap();
            if *written == self.from {
                return Err(io::ErrorKind::StorageFull.into());
            }
            *written += 1;
            Ok(())
        }

        fn finish(self: Box<Self>) -> io::Result<()> {
            drop(self.gate.lock().unwrap());
            Ok(())
        }
    }

    impl Failing {
        fn new(from: usize) -> Self {
            Self { written: Arc::default(), from, gate: Arc::default() }
        }

        fn by(self, jobs: usize, interrupt: &Interrupt) -> Writing<'_> {
            Writing::new(Box::new(self), jobs, Path::new("x"), interrupt).unwrap()
        }
    }

    fn row(title: &str) -> Encoded {
        let codec = by_name("jsonl").unwrap().sequence.as_ref().unwrap();
        let seed = Seed::new(["A"], title, ["B"]).unwrap();
        let layout = seed.canonical_layout();
        (codec.encode)(Row { path: None, seed, layout }, &WriteOptions::default()).unwrap()
    }

    #[test]
    fn every_row_is_written_and_the_first_error_is_told() {
        let interrupt = Interrupt::default();
        for jobs in [1, 4] {
            for (from, rows) in [(usize::MAX, 100_000), (0, 1), (0, 100_000), (70_000, 100_000)] {
                let writer = Failing::new(from);
                let written = Arc::clone(&writer.written);
                let mut writing = writer.by(jobs, &interrupt);
                let result =
                    (0..rows).try_for_each(|_| writing.write(row("T"))).and_then(|()| writing.finish());
                assert_eq!(result.is_err(), from < rows);
                if let Err(error) = result {
                    let Failure::Message(message) = error else { panic!("no message") };
                    assert_eq!(message, format!("x: {}", describe(&io::ErrorKind::StorageFull.into())));
                }
                assert_eq!(*written.lock().unwrap(), from.min(rows));
            }
        }
    }

    #[test]
    fn what_is_given_up_is_not_written_on() {
        let interrupt = Interrupt::default();
        let writer = Failing::new(usize::MAX);
        let (written, gate) = (Arc::clone(&writer.written), Arc::clone(&writer.gate));
        let mut writing = writer.by(4, &interrupt);
        let closed = gate.lock().unwrap();
        (0..10_000).try_for_each(|_| writing.write(row("T"))).unwrap();
        let Way::Meanwhile(meanwhile) = &writing.way else { panic!("no thread") };
        meanwhile.queue.set(Next::GiveUp);
        drop(closed);
        drop(writing);
        assert_eq!(Arc::strong_count(&written), 1);
        assert!(*written.lock().unwrap() <= 1);
    }

    #[test]
    fn who_waits_for_room_or_the_end_sees_an_interrupt() {
        let interrupt = Interrupt::default();
        let writer = Failing::new(usize::MAX);
        let gate = Arc::clone(&writer.gate);
        let mut writing = writer.by(4, &interrupt);
        let closed = gate.lock().unwrap();
        let long = "T".repeat(WAITING);
        writing.write(row(&long)).unwrap();
        interrupt.ask();
        assert!(matches!(writing.write(row(&long)), Err(Failure::Interrupted)));
        let Way::Meanwhile(meanwhile) = &writing.way else { panic!("no thread") };
        let end = meanwhile.wait(&interrupt, |state| state.next == Next::Nothing);
        assert!(matches!(end.map(drop), Err(Failure::Interrupted)));
        drop(closed);
    }
}
