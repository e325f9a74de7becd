//! Work in parallel, results in order.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

/// How many results may wait for an earlier one, for each thread. Bounds memory.
const AHEAD: usize = 16;

/// Does `work` on every item, by `jobs` threads or else on all processors, and hands the results to `emit` in the order of the items.
///
/// # Errors
/// The first error of `emit`; then no further work is begun.
pub(crate) fn for_each<T: Sync, R: Send, E>(
    items: &[T],
    jobs: Option<NonZeroUsize>,
    work: impl Fn(&T) -> R + Sync,
    mut emit: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let threads =
        jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get).min(items.len());
    if threads < 2 {
        return items.iter().map(work).try_for_each(emit);
    }
    let queue = Queue {
        state: Mutex::new(State { next: 0, emitted: 0, done: BTreeMap::new() }),
        changed: Condvar::new(),
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(index) = queue.take(items.len(), threads * AHEAD) {
                    // A panic in one thread must not leave the others waiting for its result.
                    let guard = Abandon(&queue, items.len());
                    let result = work(&items[index]);
                    std::mem::forget(guard);
                    queue.put(index, result);
                }
            });
        }
        for index in 0..items.len() {
            let Some(result) = queue.wait(index, items.len()) else { break };
            if let Err(error) = emit(result) {
                queue.abandon(items.len());
                return Err(error);
            }
        }
        Ok(())
    })
}

struct Queue<R> {
    state: Mutex<State<R>>,
    changed: Condvar,
}

struct State<R> {
    /// The next item to work on; the number of items once there is nothing more to do.
    next: usize,
    /// How many results were handed on.
    emitted: usize,
    /// Results that wait for an earlier one; `None` for one that will not come.
    done: BTreeMap<usize, R>,
}

impl<R> Queue<R> {
    fn lock(&self) -> std::sync::MutexGuard<'_, State<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, items: usize, ahead: usize) -> Option<usize> {
        let mut state = self.lock();
        while state.next < items && state.next >= state.emitted + ahead {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let index = state.next;
        (index < items).then(|| {
            state.next += 1;
            index
        })
    }

    fn put(&self, index: usize, result: R) {
        self.lock().done.insert(index, result);
        self.changed.notify_all();
    }

    /// The result of an item, or nothing if a thread broke down.
    fn wait(&self, index: usize, items: usize) -> Option<R> {
        let mut state = self.lock();
        loop {
            if let Some(result) = state.done.remove(&index) {
                state.emitted = index + 1;
                self.changed.notify_all();
                return Some(result);
            }
            if state.next > items {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Lets no further work begin, and nobody wait for results.
    fn abandon(&self, items: usize) {
        self.lock().next = items + 1;
        self.changed.notify_all();
    }
}

/// Abandons the queue when a thread unwinds.
struct Abandon<'q, R>(&'q Queue<R>, usize);

impl<R> Drop for Abandon<'_, R> {
    fn drop(&mut self) {
        self.0.abandon(self.1);
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
}
