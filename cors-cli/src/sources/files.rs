//! Reading files on all processors, and choosing those that may have a policy by their bytes.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use memchr::memmem::Finder;

/// What the bytes of a Rust file with a policy contain: the macros and the attribute, or the name of the crate.
const NEEDLES: [&str; 2] = ["cors", "policies!"];

/// Chooses files by their bytes.
#[derive(Debug)]
pub(super) struct Filter {
    needles: Vec<Finder<'static>>,
}

impl Filter {
    /// Files that may have a policy, or that use one of these macros.
    pub(super) fn new<'a>(aliases: impl Iterator<Item = &'a String>) -> Self {
        let aliases = aliases.map(|alias| format!("{alias}!"));
        let needles = NEEDLES.iter().map(|&needle| needle.to_owned()).chain(aliases);
        Self { needles: needles.map(|needle| Finder::new(&needle).into_owned()).collect() }
    }

    pub(super) fn accepts(&self, bytes: &[u8]) -> bool {
        self.needles.iter().any(|needle| needle.find(bytes).is_some())
    }
}

/// `work` for each item, on all processors; the results are in the order of the items.
pub(crate) fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    if threads <= 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return done };
            done.push((at, work(item)));
        }
    };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        assert_eq!(in_parallel(&items, |item| item * 2), (0..2000).step_by(2).collect::<Vec<_>>());
        assert!(in_parallel(&[] as &[usize], |item| *item).is_empty());
    }

    #[test]
    fn files_are_chosen_by_their_bytes() {
        let accepts = |aliases: &[&str], text: &str| {
            let aliases: Vec<String> = aliases.iter().map(|&alias| alias.to_owned()).collect();
            Filter::new(aliases.iter()).accepts(text.as_bytes())
        };
        assert!(accepts(&[], "use cors_runtime::Policy;"));
        assert!(accepts(&[], "policies! {}"));
        assert!(!accepts(&[], "struct Policies; guard! {}"));
        assert!(accepts(&["guard"], "struct Policies; guard! {}"));
    }
}
