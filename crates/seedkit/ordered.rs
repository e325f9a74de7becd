//! Work in parallel, results in order.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How many items a thread takes at once, where there are many: what threads tell each other costs more than a small
/// item.
const BATCH: usize = 64;

/// How many batches may wait for an earlier one, for each thread. Bounds memory.
const AHEAD: usize = 4;

/// How much all that is worked on or waits may weigh, in bytes, unless it is one item. Bounds memory.
const WEIGHT: usize = 32 << 20;

/// How much a batch may weigh, in bytes, unless it is one item.
const BATCH_WEIGHT: usize = WEIGHT / 64;

/// Does `work` on the numbers below `len`, by `jobs` threads or else on all processors, and hands the results to `emit`
/// in order. Each thread has a `state` of its own. A result may `weigh` something while it waits.
///
/// # Errors
/// The first error of `emit`; then no further work is begun.
pub(crate) fn for_each<S: Send, R: Send, E: Send>(
    len: usize,
    jobs: Option<NonZeroUsize>,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> R + Sync,
    weigh: impl Fn(&R) -> usize + Sync,
    emit: impl FnMut(R) -> Result<(), E>,
) -> Result<Vec<S>, E> {
    // A thread takes longer to start than a small item takes.
    let threads = if len < 2 { 1 } else { threads(jobs).min(len) };
    let batch = (len / (threads * 4)).clamp(1, BATCH);
    let mut numbers = 0..len;
    run(|| Ok(numbers.next()), |_| 0, (threads, batch), &Job { state, work, weigh }, emit)
}

/// Does `work` on every item that `next` gives, and hands the results to `emit` in the order of the items. Takes no
/// more items than a few ahead of the one that is handed on, and of these no more than weigh a fixed number of bytes.
/// Each thread has a `state` of its own.
///
/// # Errors
/// The first error of `next` or `emit`; then no further work is begun.
pub(crate) fn stream<T: Send, S: Send, R: Send, E: Send>(
    next: impl FnMut() -> Result<Option<T>, E> + Send,
    weigh: impl Fn(&T) -> usize + Sync,
    jobs: Option<NonZeroUsize>,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, T) -> R + Sync,
    emit: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let job = Job { state, work, weigh: |_: &R| 0 };
    run(next, weigh, (threads(jobs), BATCH), &job, emit).map(drop)
}

/// Does two things, at the same time unless one job is asked for.
pub(crate) fn both<A: Send, B>(
    jobs: Option<NonZeroUsize>,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B,
) -> (A, B) {
    if threads(jobs) < 2 {
        return (one(), other());
    }
    thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), other)
    })
}

/// How many threads work, where so many jobs are asked for.
pub(crate) fn threads(jobs: Option<NonZeroUsize>) -> usize {
    jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
}

/// What is done with an item.
struct Job<S, W, H> {
    state: S,
    work: W,
    /// What a result weighs.
    weigh: H,
}

fn run<T: Send, S: Send, R: Send, E: Send>(
    mut next: impl FnMut() -> Result<Option<T>, E> + Send,
    weigh: impl Fn(&T) -> usize + Sync,
    (threads, batch): (usize, usize),
    job: &Job<impl Fn() -> S + Sync, impl Fn(&mut S, T) -> R + Sync, impl Fn(&R) -> usize + Sync>,
    mut emit: impl FnMut(R) -> Result<(), E>,
) -> Result<Vec<S>, E> {
    if threads < 2 {
        let mut state = (job.state)();
        while let Some(item) = next()? {
            emit((job.work)(&mut state, item))?;
        }
        return Ok(vec![state]);
    }
    let queue = Queue {
        source: Mutex::new(Source { next, taken: 0, ended: false }),
        state: Mutex::new(State {
            weight: 0,
            emitted: 0,
            done: BTreeMap::new(),
            items: None,
            abandoned: false,
        }),
        room: Condvar::new(),
        results: Condvar::new(),
    };
    thread::scope(|scope| {
        let spawn = || {
            scope.spawn(|| {
                // A panic in one thread must not leave the others waiting for its result.
                let guard = Abandon(&queue);
                let mut state = (job.state)();
                while let Some(taken) = queue.take((threads * AHEAD * batch, batch), &weigh) {
                    let mut done = Batch { first: taken.first, items: Vec::new(), weight: taken.weight };
                    let mut weight = 0;
                    for item in taken.items {
                        let result = item.map(|item| (job.work)(&mut state, item));
                        weight += result.as_ref().map_or(0, &job.weigh);
                        done.items.push(result);
                        if weight >= BATCH_WEIGHT {
                            let first = done.first + done.items.len();
                            let rest = Batch { first, items: Vec::new(), weight: 0 };
                            queue.put(std::mem::replace(&mut done, rest), std::mem::take(&mut weight));
                            queue.wait_for_room(first);
                        }
                    }
                    queue.put(done, weight);
                }
                std::mem::forget(guard);
                state
            })
        };
        let workers: Vec<_> = (0..threads).map(|_| spawn()).collect();
        let guard = Abandon(&queue);
        let mut index = 0;
        while let Some(results) = queue.wait(index) {
            index += results.len();
            for result in results {
                emit(result?)?;
            }
        }
        std::mem::forget(guard);
        let states = workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        Ok(states.collect())
    })
}

struct Queue<N, R, E> {
    source: Mutex<Source<N>>,
    state: Mutex<State<R, E>>,
    /// More may be taken.
    room: Condvar,
    /// There are results.
    results: Condvar,
}

struct Source<N> {
    next: N,
    taken: usize,
    ended: bool,
}

/// Items, or what was made of them, that follow each other.
struct Batch<T, E> {
    first: usize,
    items: Vec<Result<T, E>>,
    weight: usize,
}

struct State<R, E> {
    /// How much all items weigh that were taken and all results that were not handed on.
    weight: usize,
    /// How many results were handed on.
    emitted: usize,
    /// Results that wait for an earlier one.
    done: BTreeMap<usize, Batch<R, E>>,
    /// How many items there are, once that is known.
    items: Option<usize>,
    /// Nobody waits for results any more, or some will not come.
    abandoned: bool,
}

impl<N, R, E> Queue<N, R, E> {
    fn lock(&self) -> MutexGuard<'_, State<R, E>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next items, no more than a batch and not too far `ahead`.
    fn take<T>(&self, (ahead, batch): (usize, usize), weigh: impl Fn(&T) -> usize) -> Option<Batch<T, E>>
    where
        N: FnMut() -> Result<Option<T>, E>,
    {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        if source.ended {
            return None;
        }
        let is_early = |state: &State<R, E>| source.taken >= state.emitted + ahead;
        drop(self.wait_while(source.taken, is_early)?);
        let mut taken = Batch { first: source.taken, items: Vec::with_capacity(batch), weight: 0 };
        while taken.items.len() < batch && taken.weight < BATCH_WEIGHT && !source.ended {
            match (source.next)() {
                Ok(Some(item)) => {
                    taken.weight += weigh(&item);
                    taken.items.push(Ok(item));
                }
                Ok(None) => {
                    source.ended = true;
                    self.lock().items = Some(source.taken + taken.items.len());
                    self.results.notify_all();
                }
                Err(error) => {
                    source.ended = true;
                    taken.items.push(Err(error));
                }
            }
        }
        source.taken += taken.items.len();
        self.lock().weight += taken.weight;
        (!taken.items.is_empty()).then_some(taken)
    }

    /// Hands over results that weigh something themselves.
    fn put(&self, mut done: Batch<R, E>, weight: usize) {
        if done.items.is_empty() {
            return;
        }
        done.weight += weight;
        let mut state = self.lock();
        state.weight += weight;
        state.done.insert(done.first, done);
        drop(state);
        self.results.notify_all();
    }

    /// Waits until there is room for the result of an item. For the one that all others wait for there always is.
    fn wait_for_room(&self, item: usize) {
        drop(self.wait_while(item, |_| false));
    }

    /// Nothing if nobody wants results any more.
    fn wait_while(
        &self,
        item: usize,
        is_early: impl Fn(&State<R, E>) -> bool,
    ) -> Option<MutexGuard<'_, State<R, E>>> {
        let mut state = self.lock();
        while !state.abandoned && item > state.emitted && (is_early(&state) || state.weight >= WEIGHT) {
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        (!state.abandoned).then_some(state)
    }

    /// Results from that of an item on; nothing after the last one, or if a thread broke down.
    fn wait(&self, index: usize) -> Option<Vec<Result<R, E>>> {
        let mut state = self.lock();
        loop {
            if let Some(batch) = state.done.remove(&index) {
                state.emitted = index + batch.items.len();
                state.weight -= batch.weight;
                drop(state);
                self.room.notify_all();
                return Some(batch.items);
            }
            if state.abandoned || state.items == Some(index) {
                return None;
            }
            state = self.results.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Lets no further work begin, and nobody wait for results, when it is dropped.
struct Abandon<'q, N, R, E>(&'q Queue<N, R, E>);

impl<N, R, E> Drop for Abandon<'_, N, R, E> {
    fn drop(&mut self) {
        self.0.lock().abandoned = true;
        self.0.room.notify_all();
        self.0.results.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    const FOUR: Option<NonZeroUsize> = NonZeroUsize::new(4);

    /// `for_each` without a state.
    fn simply<R: Send, E: Send>(
        len: usize,
        jobs: Option<NonZeroUsize>,
        work: impl Fn(usize) -> R + Sync,
        weigh: impl Fn(&R) -> usize + Sync,
        emit: impl FnMut(R) -> Result<(), E>,
    ) -> Result<(), E> {
        for_each(len, jobs, || (), |(), number| work(number), weigh, emit).map(drop)
    }

    #[test]
    fn results_come_in_order() {
        for (len, jobs) in [(0, 4), (1, 4), (2, 4), (5, 4), (5000, 1), (5000, 2), (5000, 7)] {
            let mut seen = Vec::new();
            let slow_first = |number: usize| {
                if number.is_multiple_of(97) {
                    thread::yield_now();
                }
                number * 2
            };
            let result: Result<(), ()> = simply(
                len,
                NonZeroUsize::new(jobs),
                slow_first,
                |_| 0,
                |result| {
                    seen.push(result);
                    Ok(())
                },
            );
            assert_eq!(result, Ok(()));
            assert_eq!(seen, (0..len).map(|number| number * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn every_thread_has_its_state() {
        for jobs in [1, 3] {
            let count = |sum: &mut usize, number| *sum += number;
            let states = for_each(1000, NonZeroUsize::new(jobs), || 0, count, |()| 0, |()| Ok::<_, ()>(()));
            let states = states.unwrap_or_default();
            assert_eq!((states.len(), states.iter().sum::<usize>()), (jobs, 499_500));
        }
    }

    #[test]
    fn two_things_are_done_at_the_same_time_unless_one_job_is_asked_for() {
        for (jobs, is_apart) in [(1, false), (2, true)] {
            let here = thread::current().id();
            let (one, other) =
                both(NonZeroUsize::new(jobs), || thread::current().id(), || thread::current().id());
            assert_eq!((one != here, other == here), (is_apart, true));
        }
    }

    #[test]
    #[should_panic(expected = "not this one")]
    fn a_panic_of_one_of_two_is_passed_on() {
        both(FOUR, || panic!("not this one"), || ());
    }

    #[test]
    fn an_error_ends_it() {
        let emit = |number| if number == 10 { Err(number) } else { Ok(()) };
        assert_eq!(simply(1000, None, |number| number, |_| 0, emit), Err(10));
    }

    #[test]
    #[should_panic(expected = "not this one")]
    fn a_panic_is_passed_on() {
        let work = |number| assert!(number != 500, "not this one");
        let _ = simply::<_, ()>(1000, FOUR, work, |()| 0, |()| Ok(()));
    }

    #[test]
    fn heavy_results_hold_up_the_others() {
        let (done, seen) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |number: usize| {
            // Each thread may be at work on one more, and one that all wait for is let through.
            let ahead = done.fetch_add(1, Ordering::SeqCst).saturating_sub(seen.load(Ordering::SeqCst));
            assert!(ahead <= 2 + 4 + 1, "{ahead} results wait");
            number
        };
        let result = simply(
            2000,
            FOUR,
            work,
            |_| WEIGHT / 2,
            |number| {
                assert_eq!(number, seen.fetch_add(1, Ordering::SeqCst));
                Ok::<_, ()>(())
            },
        );
        assert_eq!(result, Ok(()));
    }

    #[test]
    fn a_stream_is_taken_little_by_little() {
        let taken = AtomicUsize::new(0);
        let next = || {
            let index = taken.fetch_add(1, Ordering::SeqCst);
            Ok::<_, ()>((index < 500).then_some(index))
        };
        let mut seen = 0;
        let result = stream(
            next,
            |_| WEIGHT,
            FOUR,
            || (),
            |(), item| item,
            |item| {
                assert_eq!(item, seen);
                seen += 1;
                assert!(taken.load(Ordering::SeqCst) <= seen + 1 + 4, "one heavy item at a time");
                Ok(())
            },
        );
        assert_eq!((result, seen), (Ok(()), 500));
    }

    #[test]
    fn an_error_of_the_source_comes_in_its_place() {
        let mut number = 0;
        let next = || {
            number += 1;
            if number > 100 { Err("broken") } else { Ok(Some(number)) }
        };
        let mut seen = 0;
        let result = stream(
            next,
            |_| 1,
            NonZeroUsize::new(3),
            || (),
            |(), item| item,
            |_| {
                seen += 1;
                Ok(())
            },
        );
        assert_eq!((result, seen), (Err("broken"), 100));
    }
}
