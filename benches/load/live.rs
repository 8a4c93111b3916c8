//! A policy that is replaced each millisecond, and the growth of memory over many replacements.
//!
//! Two policies take turns. They allow the same origins and differ in every other header of their answers, so that an
//! answer with parts of both is recognised. Every ninth is made anew, with all of its origins as rows.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use cors_runtime::{LivePolicy, Policy};

use crate::requests::{NAMES, ORIGINS, origins};
use crate::server::{MAX_AGE, memory};
use crate::trial::GROWTH;

/// How often the policy is replaced.
const PAUSE: Duration = Duration::from_millis(1);

/// The headers of an answer that tell the two policies apart.
#[derive(Debug)]
pub(crate) struct Expected {
    pub(crate) credentials: bool,
    pub(crate) methods: &'static str,
    pub(crate) exposed: Option<&'static str>,
    pub(crate) max_age: u64,
}

/// The policies that take turns. The first is that of the other servers.
pub(crate) const EXPECTED: [Expected; 2] = [
    Expected { credentials: true, methods: "GET,HEAD,POST,PUT", exposed: None, max_age: MAX_AGE },
    Expected {
        credentials: false,
        methods: "GET,HEAD,POST,PUT,DELETE",
        exposed: Some("x-total"),
        max_age: MAX_AGE + 1,
    },
];

/// The policy without its origins, which are rows under its ceiling.
fn base(expected: &Expected) -> Result<Policy, Box<dyn Error>> {
    let Expected { credentials, methods, exposed, max_age } = expected;
    let names: Vec<&str> = NAMES.split(',').collect();
    let methods: Vec<&str> =
        methods.split(',').filter(|method| !["GET", "HEAD", "POST"].contains(method)).collect();
    let exposed: Vec<&str> = exposed.iter().copied().collect();
    let exposed =
        if exposed.is_empty() { String::new() } else { format!("expose_headers = {exposed:?}\n") };
    let text = format!(
        "runtime_origins = [\"https://{{tenant}}.example.com\"]\nallow_credentials = {credentials}\n\
         allow_methods = {methods:?}\nallow_headers = {names:?}\n{exposed}max_age = {max_age}\n",
    );
    Ok(Policy::from_toml(&text)?)
}

/// A live policy that is replaced until the process ends.
pub(crate) fn policy() -> Result<Arc<LivePolicy>, Box<dyn Error>> {
    let rows = origins();
    let [one, other] = [base(&EXPECTED[0])?, base(&EXPECTED[1])?];
    let mut policies = [one.with_origins(&rows)?, other.with_origins(&rows)?];
    let live = Arc::new(LivePolicy::from(policies[0].clone()));
    let replaced = Arc::clone(&live);
    thread::spawn(move || {
        for turn in 0_usize.. {
            let policy = &mut policies[turn % 2];
            if turn.is_multiple_of(9)
                && let Ok(anew) = policy.with_origins(&rows)
            {
                *policy = anew;
            }
            replaced.store(policy.clone());
            thread::sleep(PAUSE);
        }
    });
    Ok(live)
}

/// The number of measurements of memory in one run.
const POINTS: usize = 20;

/// Replaces all rows this many times while another thread reads, and prints how much memory the process uses.
pub(crate) fn swap(swaps: usize) -> Result<(), Box<dyn Error>> {
    let live = LivePolicy::from(base(&EXPECTED[0])?);
    let done = AtomicBool::new(false);
    let measured = thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                std::hint::black_box(live.load().allows_origin("https://a.example.com"));
                thread::sleep(PAUSE);
            }
        });
        let measured = swap_rows(&live, swaps);
        done.store(true, Ordering::Relaxed);
        measured
    })?;
    println!("{swaps} swaps of {ORIGINS} rows\n\n| after swaps | KiB |\n| ---: | ---: |");
    for (swaps, kibibytes) in &measured {
        println!("| {swaps} | {kibibytes} |");
    }
    // The first tenth fills the allocator's lists.
    let settled = measured.get(POINTS / 10).map_or(0, |(_, kibibytes)| *kibibytes);
    let highest = measured.iter().map(|(_, kibibytes)| *kibibytes).max().unwrap_or(0);
    if highest.saturating_sub(settled) > GROWTH {
        return Err(format!("memory grew from {settled} to {highest} KiB").into());
    }
    Ok(())
}

/// The memory in KiB after each part of the swaps.
fn swap_rows(live: &LivePolicy, swaps: usize) -> Result<Vec<(usize, u64)>, Box<dyn Error>> {
    let part = (swaps / POINTS).max(1);
    let mut measured = Vec::new();
    for number in 1..=swaps {
        live.set_origins(
            (0..ORIGINS).map(|row| format!("https://t{row:05}-{number}.example.com")),
        )?;
        if number % part == 0 {
            let kibibytes = memory(std::process::id())?;
            measured.push((number, kibibytes));
        }
    }
    Ok(measured)
}
