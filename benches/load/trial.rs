//! The results of one server under load, over all rounds.

use std::error::Error;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::check::{self, Checked};
use crate::requests::Request;
use crate::server::{Around, Server, memory};
use crate::wrk::{self, Counted};

/// The number of KiB by which the memory of this library's server may exceed that after the first load, in
/// which it fills its buffers. More requests don't need more memory.
pub(crate) const GROWTH: u64 = 2048;

/// The duration of the first load.
const WARM_UP_SECONDS: u64 = 1;

/// A server and its results.
#[derive(Debug)]
pub(crate) struct Trial {
    pub(crate) around: Around,
    server: Server,
    /// One result per round.
    pub(crate) counted: Vec<Counted>,
    pub(crate) checked: Checked,
    /// KiB before any request, after the first load, at most during the rounds, and after them.
    pub(crate) memory: Memory,
    is_alive: bool,
}

/// Memory of a server in KiB.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(crate) fresh: u64,
    pub(crate) before: u64,
    pub(crate) highest: u64,
    pub(crate) after: u64,
}

impl Trial {
    pub(crate) fn new(around: Around) -> Result<Self, Box<dyn Error>> {
        let server = Server::start(around)?;
        let memory = Memory { fresh: server.memory()?, ..Memory::default() };
        Ok(Self {
            around,
            server,
            counted: Vec::new(),
            checked: Checked::default(),
            memory,
            is_alive: true,
        })
    }

    /// A first load, after which memory should not grow.
    pub(crate) fn warm_up(
        &mut self,
        requests: &[Request],
        script: &Path,
    ) -> Result<(), Box<dyn Error>> {
        self.round(requests, script, WARM_UP_SECONDS)?;
        self.counted.clear();
        self.memory.before = self.memory.after;
        self.memory.highest = self.memory.after;
        Ok(())
    }

    /// Loads the server once, while a client checks its answers and another thread its memory.
    pub(crate) fn round(
        &mut self,
        requests: &[Request],
        script: &Path,
        seconds: u64,
    ) -> Result<(), Box<dyn Error>> {
        let (address, process, around) = (self.server.address, self.server.id(), self.around);
        let ended = AtomicBool::new(false);
        let (counted, checked, highest) = thread::scope(|scope| {
            let checking = scope.spawn(|| check::sample(address, around, requests, &ended));
            let watching = scope.spawn(|| highest(process, &ended));
            let counted = wrk::load(address, script, seconds).map_err(|error| error.to_string());
            ended.store(true, Ordering::Relaxed);
            let checked = checking.join().expect("the client returns errors as values");
            (counted, checked, watching.join().expect("the thread returns errors as values"))
        });
        self.counted.push(counted?);
        self.checked.answers += checked.answers;
        self.checked.wrong.extend(checked.wrong);
        self.memory.highest = self.memory.highest.max(highest);
        self.is_alive = self.server.is_alive()?;
        self.memory.after = self.server.memory()?;
        Ok(())
    }

    /// What went wrong; if there is anything, the run fails.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let wrong = &self.checked.wrong;
        if let Some(first) = wrong.first() {
            faults.push(format!("{} wrong answers; the first: {first}", wrong.len()));
        }
        let Memory { before, highest, .. } = self.memory;
        // The memory of the other servers is only reported in the table.
        let is_ours = matches!(self.around, Around::Protect | Around::Live);
        if is_ours && highest.saturating_sub(before) > GROWTH {
            faults.push(format!("memory grew from {before} to {highest} KiB"));
        }
        let errors: u64 = self.counted.iter().map(|counted| counted.errors).sum();
        if errors > 0 {
            faults.push(format!("{errors} requests had no answer"));
        }
        if !self.is_alive {
            faults.push("the server has ended".to_owned());
        }
        faults
    }

    /// The number of requests that wrk sent.
    pub(crate) fn requests(&self) -> u64 {
        self.counted.iter().map(|counted| counted.requests).sum()
    }

    /// The results in one line.
    pub(crate) fn summary(&self) -> String {
        let Memory { fresh, before, highest, after } = self.memory;
        format!(
            "{}: {} requests, {} answers checked, {} wrong; memory {fresh} KiB at the start, {before} \
             after the first load, at most {highest}, {after} at the end",
            self.around.name(),
            self.requests(),
            self.checked.answers,
            self.checked.wrong.len(),
        )
    }
}

/// The maximum memory of a process until `ended`, checked twenty times per second.
fn highest(process: u32, ended: &AtomicBool) -> u64 {
    let mut highest = 0;
    while !ended.load(Ordering::Relaxed) {
        // If the process has ended, its parent reports it.
        highest = highest.max(memory(process).unwrap_or(0));
        thread::sleep(Duration::from_millis(50));
    }
    highest
}
