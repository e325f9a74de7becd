//! Rows on their way into a file: by a thread of their own, so that those who make them do not wait for compression.

use seedkit_convert::{Encoded, WriteRows};
use std::io;
use std::num::NonZeroUsize;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// How much is handed on at once, in bytes: what threads tell each other costs more than a small row.
const BATCH: usize = 256 << 10;

/// How many rows are handed on at once, at most.
const BATCH_ROWS: usize = 256;

/// How many batches may wait: for a writer that collects rows and takes none while it writes those. Bounds memory.
const WAITING: usize = 64;

/// Writes rows, which come in their order.
pub(super) enum Writing {
    Here(Box<dyn WriteRows>),
    Meanwhile(Meanwhile),
}

pub(super) struct Meanwhile {
    batch: Vec<Encoded>,
    weight: usize,
    /// To the thread: rows, then that there are no more. None once it is done.
    channel: Option<SyncSender<Option<Vec<Encoded>>>>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Writing {
    /// By one job no other thread is used.
    pub(super) fn new(mut writer: Box<dyn WriteRows>, jobs: Option<NonZeroUsize>) -> io::Result<Self> {
        let jobs = jobs.or_else(|| thread::available_parallelism().ok());
        if jobs.is_none_or(|jobs| jobs.get() == 1) {
            return Ok(Self::Here(writer));
        }
        let (channel, received) = sync_channel::<Option<Vec<Encoded>>>(WAITING);
        let write = move || loop {
            match received.recv() {
                Ok(Some(rows)) => rows.into_iter().try_for_each(|row| writer.write(row))?,
                Ok(None) => return writer.finish(),
                // Not all is written, and what is stays as it is.
                Err(_) => return Ok(()),
            }
        };
        let thread = thread::Builder::new().name("writer".to_owned()).spawn(write)?;
        Ok(Self::Meanwhile(Meanwhile {
            batch: Vec::new(),
            weight: 0,
            channel: Some(channel),
            thread: Some(thread),
        }))
    }

    /// Writes a row.
    ///
    /// # Errors
    /// Where writing fails, maybe of a row before.
    pub(super) fn write(&mut self, row: Encoded) -> io::Result<()> {
        match self {
            Self::Here(writer) => writer.write(row),
            Self::Meanwhile(meanwhile) => {
                meanwhile.weight += row.weight();
                meanwhile.batch.push(row);
                if meanwhile.weight < BATCH && meanwhile.batch.len() < BATCH_ROWS {
                    return Ok(());
                }
                meanwhile.send_batch()
            }
        }
    }

    /// Ends the file. Without it the file is not whole.
    ///
    /// # Errors
    /// Where writing fails, maybe of a row before.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::Here(writer) => writer.finish(),
            Self::Meanwhile(mut meanwhile) => {
                meanwhile.send_batch()?;
                meanwhile.send(None)?;
                meanwhile.join()
            }
        }
    }
}

impl Meanwhile {
    fn send_batch(&mut self) -> io::Result<()> {
        self.weight = 0;
        let batch = std::mem::take(&mut self.batch);
        self.send(Some(batch))
    }

    fn send(&mut self, batch: Option<Vec<Encoded>>) -> io::Result<()> {
        if self.channel.as_ref().is_some_and(|channel| channel.send(batch).is_ok()) {
            return Ok(());
        }
        // It ended before: with the error that is to be told.
        self.join()?;
        Err(io::Error::other("the thread that writes has ended"))
    }

    /// What came of the thread.
    fn join(&mut self) -> io::Result<()> {
        self.channel = None;
        match self.thread.take().map(JoinHandle::join) {
            None => Ok(()),
            Some(Ok(result)) => result,
            Some(Err(panic)) => std::panic::resume_unwind(panic),
        }
    }
}

impl Drop for Meanwhile {
    /// Waits for the thread, so that nothing is written any more once the file is given up.
    fn drop(&mut self) {
        self.channel = None;
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedkit_convert::{Row, WriteOptions, by_name};
    use seedkit_syntax::Seed;
    use std::sync::{Arc, Mutex};

    /// Fails from some row on.
    struct Failing {
        written: Arc<Mutex<usize>>,
        from: usize,
    }

    impl WriteRows for Failing {
        fn write(&mut self, _: Encoded) -> io::Result<()> {
            let mut written = self.written.lock().unwrap();
            if *written == self.from {
                return Err(io::ErrorKind::StorageFull.into());
            }
            *written += 1;
            Ok(())
        }

        fn finish(self: Box<Self>) -> io::Result<()> {
            Ok(())
        }
    }

    fn row() -> Encoded {
        let codec = by_name("jsonl").unwrap().sequence.as_ref().unwrap();
        let seed = Seed::new(["A"], "T", ["B"]).unwrap();
        let layout = seed.canonical_layout();
        (codec.encode)(Row { path: None, seed, layout }, &WriteOptions::default()).unwrap()
    }

    #[test]
    fn every_row_is_written_and_the_first_error_is_told() {
        for jobs in [1, 4] {
            for (from, rows) in [(usize::MAX, 100_000), (0, 1), (0, 100_000), (70_000, 100_000)] {
                let written = Arc::new(Mutex::new(0));
                let writer = Box::new(Failing { written: Arc::clone(&written), from });
                let mut writing = Writing::new(writer, NonZeroUsize::new(jobs)).unwrap();
                let result = (0..rows).try_for_each(|_| writing.write(row())).and_then(|()| writing.finish());
                assert_eq!(
                    result.err().map(|error| error.kind()),
                    (from < rows).then_some(io::ErrorKind::StorageFull)
                );
                assert_eq!(*written.lock().unwrap(), from.min(rows));
            }
        }
    }

    #[test]
    fn what_is_given_up_is_not_written_on() {
        let written = Arc::new(Mutex::new(0));
        let writer = Box::new(Failing { written: Arc::clone(&written), from: usize::MAX });
        let mut writing = Writing::new(writer, NonZeroUsize::new(4)).unwrap();
        (0..10_000).try_for_each(|_| writing.write(row())).unwrap();
        drop(writing);
        assert_eq!(Arc::strong_count(&written), 1);
    }
}
