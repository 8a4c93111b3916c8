//! Cases that are not in the matrix. Unless stated otherwise, they run with each adapter.

mod caches;
mod paths;
mod redirects;
mod statuses;

use crate::api::Adapter;
use crate::policies::policy;
use crate::scenario::Scenario;

pub(crate) fn cases(adapter: Adapter) -> Vec<Scenario> {
    let mut cases = statuses::cases(adapter);
    cases.extend(redirects::cases(adapter));
    cases.extend(caches::cases(adapter));
    cases.extend(paths::cases(adapter));
    if Adapter::EXPORTED.contains(&adapter) {
        cases.retain(|case| case.policies().all(|name| adapter.supports(policy(name))));
    }
    cases
}
