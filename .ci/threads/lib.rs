//! The queue of the binary in a model: Shuttle runs one thread at a time and decides at every lock which one goes on,
//! so that thousands of orders are tried. It finds a thread that waits for ever, a result out of order, one that is lost
//! and one that comes after the end.

#![allow(dead_code, unreachable_pub, reason = "the source is that of another crate")]

mod ordered {
    include!(concat!(env!("OUT_DIR"), "/ordered.rs"));
}

#[cfg(test)]
mod tests {
    use super::ordered::{for_each, stream};
    use shuttle::scheduler::{PctScheduler, RandomScheduler};
    use shuttle::sync::Arc;
    use shuttle::sync::atomic::{AtomicUsize, Ordering};
    use shuttle::{Config, Runner};
    use std::num::NonZeroUsize;

    /// Tries so many orders, by chance and by priorities that change seldom.
    fn orders(test: impl Fn() + Send + Sync + 'static) {
        let tries = std::env::var("ORDERS").ok().and_then(|tries| tries.parse().ok()).unwrap_or(500);
        let test = std::sync::Arc::new(test);
        let again = std::sync::Arc::clone(&test);
        Runner::new(RandomScheduler::new_from_seed(1, tries), Config::default()).run(move || test());
        Runner::new(PctScheduler::new_from_seed(1, 3, tries), Config::default()).run(move || again());
    }

    #[test]
    fn every_result_comes_once_and_in_order() {
        for (items, jobs) in [(2, 2), (7, 2), (40, 3)] {
            orders(move || {
                let mut seen = Vec::new();
                let work = |begun: &mut usize, item: usize| {
                    *begun += 1;
                    item * 2
                };
                let emit = |result| {
                    seen.push(result);
                    Ok::<(), ()>(())
                };
                let begun = for_each(items, NonZeroUsize::new(jobs), || 0, work, |_| 0, emit);
                assert_eq!(begun.map(|begun| begun.iter().sum()), Ok(items));
                assert_eq!(seen, (0..items).map(|item| item * 2).collect::<Vec<_>>());
            });
        }
    }

    #[test]
    fn an_error_ends_every_thread() {
        orders(|| {
            let mut seen = 0;
            let emit = |item| {
                seen += 1;
                if item == 4 { Err(item) } else { Ok(()) }
            };
            let result = for_each(30, NonZeroUsize::new(3), || (), |(), item| item, |_| 0, emit);
            assert_eq!((result, seen), (Err(4), 5));
        });
    }

    #[test]
    fn an_error_of_the_source_comes_in_its_place() {
        orders(|| {
            let mut number = 0;
            let next = || {
                number += 1;
                if number > 9 { Err("broken") } else { Ok(Some(number)) }
            };
            let mut seen = Vec::new();
            let emit = |item| {
                seen.push(item);
                Ok(())
            };
            let result = stream(next, |_| 1, NonZeroUsize::new(3), || (), |(), item| item, emit);
            assert_eq!((result, seen), (Err("broken"), (1..=9).collect()));
        });
    }

    /// Items that weigh as much as may wait, or more: one at a time, and no thread waits for ever.
    #[test]
    fn heavy_items_do_not_wait_for_ever() {
        for weight in [1 << 20, 20 << 20, 1 << 30] {
            orders(move || {
                let taken = Arc::new(AtomicUsize::new(0));
                let from = Arc::clone(&taken);
                let next = move || {
                    let index = from.fetch_add(1, Ordering::SeqCst);
                    Ok::<_, ()>((index < 8).then_some(index))
                };
                let mut seen = Vec::new();
                let emit = |item| {
                    seen.push(item);
                    Ok(())
                };
                let result = stream(next, |_| weight, NonZeroUsize::new(3), || (), |(), item| item, emit);
                assert_eq!((result, seen), (Ok(()), (0..8).collect()));
            });
        }
    }

    /// Results that weigh as much while they wait for an earlier one.
    #[test]
    fn heavy_results_do_not_wait_for_ever() {
        for weight in [1 << 20, 20 << 20, 1 << 30] {
            orders(move || {
                let mut seen = Vec::new();
                let emit = |item| {
                    seen.push(item);
                    Ok::<(), ()>(())
                };
                let result = for_each(24, NonZeroUsize::new(3), || (), |(), item| item, |_| weight, emit);
                assert_eq!((result.map(drop), seen), (Ok(()), (0..24).collect()));
            });
        }
    }
}
