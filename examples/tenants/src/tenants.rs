//! The policy: origins that are compiled in, and those of the tenants, which change while the server runs.

use std::collections::HashSet;

use cors_runtime::{LivePolicy, Policy, cors};
use tracing::{info, warn};

use crate::origins::Row;

/// What is known at compile time, and the limits for everything else. Whatever is in the database, only
/// origins below `example.app` can be added, and not the one of the administration.
static BASE: Policy = cors! {
    allow_origins     = ["https://app.example.com"],
    runtime_origins   = ["https://{tenant}.example.app"],
    deny_origins      = ["https://admin.example.app"],
    allow_credentials = true,
    allow_methods     = [PUT],
    // Browsers with a remembered preflight still send its requests when the origin has been removed.
    max_age           = "5m",
};

/// The policy of the application, with the origins of the tenants.
pub(crate) static TENANTS: LivePolicy = LivePolicy::new(&BASE);

/// The rows that the policy was made from.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    rows: Option<Vec<Row>>,
    refused: HashSet<Row>,
}

impl Applied {
    /// Replaces the origins of the tenants. A row that cannot be used is left out and logged with the reason, so
    /// that one tenant's mistake does not keep the others from being updated.
    ///
    /// Nothing happens if the rows are those of the last time.
    pub(crate) fn apply(&mut self, rows: Vec<Row>) {
        if self.rows.as_ref() == Some(&rows) {
            return;
        }
        let refused = TENANTS.set_accepted_origins(rows.iter().map(|row| &row.origin));
        info!(
            accepted = rows.len().saturating_sub(refused.len()),
            refused = refused.len(),
            "replaced the origins of the tenants"
        );

        let mut refused_rows = HashSet::new();
        for refused in &refused {
            let Some(row) = rows.get(refused.index()) else { continue };
            // Once per row, and not again whenever another row changes.
            if !self.refused.contains(row) {
                // `?` escapes what the tenant entered. The reason is a text for the tenant.
                warn!(row = ?row.name, origin = ?refused.row(), reason = %refused.error(), "refused an origin");
            }
            refused_rows.insert(row.clone());
        }
        (self.rows, self.refused) = (Some(rows), refused_rows);
    }
}
