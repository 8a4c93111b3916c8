//! How long to wait after a failure: longer after each one, and not the same time in every process.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

/// The delays of successive attempts: up to 0.2 s, 0.4 s, … and at most [`LONGEST`].
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    failures: u32,
}

const FIRST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(10);

impl Backoff {
    /// The delay before the next attempt. Between half of it and all of it is chosen at random, so that the processes of a
    /// service don't reconnect to a restarted database at the same moment.
    pub(crate) fn after_failure(&mut self) -> Duration {
        let longest = FIRST.saturating_mul(2_u32.saturating_pow(self.failures)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        // std has no random numbers, but hashers with random keys.
        let random = RandomState::new().hash_one(()) as f64 / u64::MAX as f64;
        longest.mul_f64(0.5 + random / 2.0)
    }

    /// Starts again with the shortest delay. Returns whether there was a failure since the last time.
    pub(crate) fn reset(&mut self) -> bool {
        std::mem::take(&mut self.failures) > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_longest() {
        let mut backoff = Backoff::default();
        for longest in [200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000] {
            let delay = backoff.after_failure().as_millis();
            assert!((longest / 2..=longest).contains(&delay), "{delay} ms instead of {longest} ms");
        }
        backoff = Backoff { failures: u32::MAX };
        assert!(backoff.after_failure() <= LONGEST);
        assert!(backoff.reset());
        assert!(!backoff.reset());
        assert!(backoff.after_failure() <= FIRST);
    }
}
