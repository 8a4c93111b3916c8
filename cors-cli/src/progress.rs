//! A progress bar, where a person waits for longer than a second.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::Output;

/// Only what takes longer is shown.
const SILENT: Duration = Duration::from_secs(1);

/// The progress of a command, on the standard error.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    /// Whether a person watches.
    is_watched: bool,
}

impl Progress {
    /// The progress of so many policies.
    pub(crate) fn of(output: &Output, policies: usize) -> Self {
        let length = u64::try_from(policies).unwrap_or(u64::MAX);
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len} policies");
        let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, is_watched: output.shows_progress() }
    }

    /// One more is done.
    pub(crate) fn step(&self) {
        self.bar.inc(1);
        if self.is_watched && self.bar.is_hidden() && self.bar.elapsed() > SILENT {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// All are done: the bar is removed.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
