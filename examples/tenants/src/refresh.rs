//! When the origins are read: at the start, when a change is reported, on a timer, and after a failure.
//!
//! ```text
//!           ┌────── change reported, or the timer ──────┐
//!           ▼                                           │
//! open ──> read ──> apply to the policy ──> wait ───────┘
//!  ▲         │                               │
//!  └─ pause ─┴─────────── failure ───────────┘      the policy keeps the last rows
//! ```
//!
//! The timer is for changes that are not reported: a trigger that was disabled, a connection that was lost
//! without a sign, a file on a network.

use std::convert::Infallible;
use std::time::Duration;

use tokio::time::{sleep, timeout};
use tracing::{info, warn};

use crate::backoff::Backoff;
use crate::origins::{Failure, Session as _, Source};
use crate::tenants::Applied;

/// How long to wait after a change, so that several changes in a row are read at once.
const SETTLE: Duration = Duration::from_millis(50);

/// Keeps the policy up to date, and never returns.
pub(crate) async fn refresh(source: impl Source, every: Duration) -> Infallible {
    let mut refresh =
        Refresh { source, every, applied: Applied::default(), backoff: Backoff::default() };
    loop {
        let Err(failure) = refresh.follow().await;
        let delay = refresh.backoff.after_failure();
        warn!("keeping the current origins, trying again in {delay:.1?}: {failure}");
        sleep(delay).await;
    }
}

struct Refresh<S> {
    source: S,
    every: Duration,
    applied: Applied,
    backoff: Backoff,
}

impl<S: Source> Refresh<S> {
    /// Opens the source, and applies its rows whenever they change, until there is a failure.
    async fn follow(&mut self) -> Result<Infallible, Failure> {
        let mut session = self.source.open().await?;
        loop {
            let rows = session.read().await?;
            if self.backoff.reset() {
                info!("the origins can be read again");
            }
            self.applied.apply(rows);
            // No change within this time is not a failure: the rows are read anyway.
            if let Ok(reported) = timeout(self.every, session.changed()).await {
                reported?;
                sleep(SETTLE).await;
            }
        }
    }
}
