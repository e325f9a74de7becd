//! Work in parallel, results in order.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How many results may wait for an earlier one, for each thread. Bounds memory.
const AHEAD: usize = 16;

/// How much all that is worked on or waits may weigh, in bytes, unless it is one item. Bounds memory.
const WEIGHT: usize = 32 << 20;

/// Does `work` on every item, by `jobs` threads or else on all processors, and hands the results to `emit` in the order of the items.
///
/// # Errors
/// The first error of `emit`; then no further work is begun.
pub(crate) fn for_each<T: Sync, R: Send, E: Send>(
    items: &[T],
    jobs: Option<NonZeroUsize>,
    work: impl Fn(&T) -> R + Sync,
    emit: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let mut items = items.iter();
    stream(|| Ok(items.next()), |_| 0, jobs, work, emit)
}

/// Does `work` on every item that `next` gives, and hands the results to `emit` in the order of the items. Takes no
/// more items than a few ahead of the one that is handed on, and of these no more than weigh a fixed number of bytes.
///
/// # Errors
/// The first error of `next` or `emit`; then no further work is begun.
pub(crate) fn stream<T: Send, R: Send, E: Send>(
    mut next: impl FnMut() -> Result<Option<T>, E> + Send,
    weigh: impl Fn(&T) -> usize + Sync,
    jobs: Option<NonZeroUsize>,
    work: impl Fn(T) -> R + Sync,
    mut emit: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let threads = jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    if threads < 2 {
        while let Some(item) = next()? {
            emit(work(item))?;
        }
        return Ok(());
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
        changed: Condvar::new(),
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                // A panic in one thread must not leave the others waiting for its result.
                let guard = Abandon(&queue);
                while let Some((index, item, weight)) = queue.take(threads * AHEAD, &weigh) {
                    let result = item.map(&work);
                    queue.put(index, result, weight);
                }
                std::mem::forget(guard);
            });
        }
        let _guard = Abandon(&queue);
        let mut index = 0;
        while let Some(result) = queue.wait(index) {
            emit(result?)?;
            index += 1;
        }
        Ok(())
    })
}

struct Queue<S, R, E> {
    source: Mutex<Source<S>>,
    state: Mutex<State<R, E>>,
    changed: Condvar,
}

struct Source<S> {
    next: S,
    taken: usize,
    ended: bool,
}

struct State<R, E> {
    /// How much all items weigh that were taken and not handed on.
    weight: usize,
    /// How many results were handed on.
    emitted: usize,
    /// Results that wait for an earlier one, with the weights of their items.
    done: BTreeMap<usize, (Result<R, E>, usize)>,
    /// How many items there are, once that is known.
    items: Option<usize>,
    /// Nobody waits for results any more, or some will not come.
    abandoned: bool,
}

impl<S, R, E> Queue<S, R, E> {
    fn lock(&self) -> MutexGuard<'_, State<R, E>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next item, its index and its weight.
    fn take<T>(&self, ahead: usize, weigh: impl Fn(&T) -> usize) -> Option<(usize, Result<T, E>, usize)>
    where
        S: FnMut() -> Result<Option<T>, E>,
    {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        if source.ended {
            return None;
        }
        let mut state = self.lock();
        while !state.abandoned
            && source.taken > state.emitted
            && (source.taken >= state.emitted + ahead || state.weight >= WEIGHT)
        {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.abandoned {
            return None;
        }
        drop(state);
        let item = (source.next)();
        let index = source.taken;
        let item = match item {
            Ok(Some(item)) => Ok(item),
            Ok(None) => {
                source.ended = true;
                self.lock().items = Some(index);
                self.changed.notify_all();
                return None;
            }
            Err(error) => {
                source.ended = true;
                Err(error)
            }
        };
        source.taken += 1;
        let weight = item.as_ref().map_or(0, weigh);
        self.lock().weight += weight;
        Some((index, item, weight))
    }

    fn put(&self, index: usize, result: Result<R, E>, weight: usize) {
        self.lock().done.insert(index, (result, weight));
        self.changed.notify_all();
    }

    /// The result of an item; nothing after the last one, or if a thread broke down.
    fn wait(&self, index: usize) -> Option<Result<R, E>> {
        let mut state = self.lock();
        loop {
            if let Some((result, weight)) = state.done.remove(&index) {
                state.emitted = index + 1;
                state.weight -= weight;
                self.changed.notify_all();
                return Some(result);
            }
            if state.abandoned || state.items == Some(index) {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Lets no further work begin, and nobody wait for results, when it is dropped.
struct Abandon<'q, S, R, E>(&'q Queue<S, R, E>);

impl<S, R, E> Drop for Abandon<'_, S, R, E> {
    fn drop(&mut self) {
        self.0.lock().abandoned = true;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order() {
        let items: Vec<usize> = (0..5000).collect();
        let mut seen = Vec::new();
        let slow_first = |item: &usize| {
            if item.is_multiple_of(97) {
                thread::yield_now();
            }
            item * 2
        };
        let result: Result<(), ()> = for_each(&items, None, slow_first, |result| {
            seen.push(result);
            Ok(())
        });
        assert_eq!(result, Ok(()));
        assert_eq!(seen, items.iter().map(|item| item * 2).collect::<Vec<_>>());
    }

    #[test]
    fn an_error_ends_it() {
        let items: Vec<usize> = (0..1000).collect();
        let result = for_each(&items, None, |item| *item, |item| if item == 10 { Err(item) } else { Ok(()) });
        assert_eq!(result, Err(10));
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_panic_is_passed_on() {
        let items: Vec<usize> = (0..1000).collect();
        let _ = for_each::<_, _, ()>(&items, NonZeroUsize::new(4), |item| assert!(*item != 500), |()| Ok(()));
    }

    #[test]
    fn a_stream_is_taken_little_by_little() {
        let taken = std::sync::atomic::AtomicUsize::new(0);
        let next = || {
            let index = taken.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            Ok::<_, ()>((index < 500).then_some(index))
        };
        let mut seen = 0;
        let result = stream(
            next,
            |_| WEIGHT,
            NonZeroUsize::new(4),
            |item| item,
            |item| {
                assert_eq!(item, seen);
                seen += 1;
                assert!(
                    taken.load(std::sync::atomic::Ordering::SeqCst) <= seen + 1 + 4,
                    "one heavy item at a time"
                );
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
            |item| item,
            |_| {
                seen += 1;
                Ok(())
            },
        );
        assert_eq!((result, seen), (Err("broken"), 100));
    }
}
