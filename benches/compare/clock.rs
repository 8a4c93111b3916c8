//! The time that a case takes.
//!
//! All cases of a table take turns, a few hundred microseconds each, for many rounds, so that other load on
//! the machine slows all of them and the ratios stay the same. The input of a call is made before the clock
//! starts.

use std::time::{Duration, Instant};

use allocation_counter::{AllocationInfo, measure};

/// How long a case runs in each round.
const SAMPLE: Duration = Duration::from_micros(250);

/// The number of inputs that are made at once, outside of the timed part.
const CHUNK: usize = 64;

/// The number of calls between two readings of the clock, for calls that take a few nanoseconds.
const BATCH: u32 = 1024;

/// A case to measure.
pub(crate) struct Case {
    sample: Box<dyn FnMut() -> f64>,
    pub(crate) allocations: AllocationInfo,
}

impl Case {
    /// A call without input.
    pub(crate) fn repeated(mut call: impl FnMut() + 'static) -> Self {
        call();
        let allocations = measure(&mut call);
        // With a matcher that takes microseconds, a batch would take milliseconds.
        let start = Instant::now();
        call();
        let batch = if start.elapsed() > Duration::from_micros(1) { 16 } else { BATCH };
        let sample = move || {
            let (mut spent, mut calls) = (Duration::ZERO, 0);
            while spent < SAMPLE {
                let start = Instant::now();
                for _ in 0..batch {
                    call();
                }
                spent += start.elapsed();
                calls += batch;
            }
            per_call(spent, f64::from(calls))
        };
        Self { sample: Box::new(sample), allocations }
    }

    /// A call that consumes the value of `make`.
    pub(crate) fn consuming<T: 'static>(
        mut make: impl FnMut() -> T + 'static,
        mut call: impl FnMut(T) + 'static,
    ) -> Self {
        call(make());
        let input = make();
        let allocations = measure(|| call(input));
        let mut inputs = Vec::with_capacity(CHUNK);
        let mut chunk = 1;
        let sample = move || {
            let (mut spent, mut calls) = (Duration::ZERO, 0.0);
            // The first chunk only loads the case's memory into the caches.
            inputs.extend((0..chunk.clamp(1, CHUNK / 8)).map(|_| make()));
            inputs.drain(..).for_each(&mut call);
            while spent < SAMPLE {
                inputs.extend((0..chunk).map(|_| make()));
                let start = Instant::now();
                inputs.drain(..).for_each(&mut call);
                spent += start.elapsed();
                calls += chunk as f64;
                // A slow case starts with single calls and continues with few.
                if spent < SAMPLE / 4 {
                    chunk = (chunk * 2).min(CHUNK);
                } else if spent > SAMPLE * 2 {
                    chunk = (chunk / 2).max(1);
                }
            }
            per_call(spent, calls)
        };
        Self { sample: Box::new(sample), allocations }
    }
}

fn per_call(spent: Duration, calls: f64) -> f64 {
    spent.as_secs_f64() * 1e9 / calls
}

/// The nanoseconds of each case in each round.
pub(crate) fn take_turns(cases: &mut [Case], rounds: usize) -> Vec<Vec<f64>> {
    let mut samples = vec![Vec::with_capacity(rounds); cases.len()];
    // The first round warms up and is discarded.
    for case in &mut *cases {
        (case.sample)();
    }
    for _ in 0..rounds {
        for (case, samples) in cases.iter_mut().zip(&mut samples) {
            samples.push((case.sample)());
        }
    }
    samples
}

/// The quantile `part` of the samples.
pub(crate) fn quantile(samples: &[f64], part: f64) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * part) as usize]
}

/// The median over rounds of a ratio within each round.
pub(crate) fn ratio(of: &[f64], to: &[f64]) -> f64 {
    let ratios: Vec<f64> = of.iter().zip(to).map(|(of, to)| of / to).collect();
    quantile(&ratios, 0.5)
}
