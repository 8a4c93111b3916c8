//! Redirects: each hop has a policy, and each must share its response. Behind another origin the
//! next is told that the page is `null`.

use crate::api::Adapter;
use crate::policies::{HOME, PREFIX_TRICK};
use crate::rows::{SHARED, host};
use crate::scenario::{Scenario, Step, url};

/// The first policy, the second, whether on another origin, whether the page reads what it gets.
const HOPS: [(&str, &str, bool, bool); 10] = [
    ("exact", "exact", false, true),
    ("exact", "any", false, true),
    ("any", "exact", false, true),
    ("exact", "other-scheme", false, false),
    ("other-scheme", "any", false, false),
    ("exact", "exact", true, false),
    ("exact", "null", true, true),
    ("exact", "any", true, true),
    ("any", "null", true, true),
    ("any", "subdomains", true, false),
];

pub(super) fn cases(adapter: Adapter) -> Vec<Scenario> {
    let own = host(adapter);
    // Another site, at the same server.
    let other = format!("{}.other.test", adapter.name());
    let case = |name: &str, step| {
        let mut case = Scenario::under("exact", adapter, name, vec![step]);
        case.id = format!("{}.redirect.{name}", adapter.name());
        case
    };
    let redirect = |from: &str, to: &str, status: &str| {
        url(&own, &format!("/p/{from}/x"), &[("status", status), ("to", to)])
    };
    let mut cases = Vec::new();
    for (first, second, is_elsewhere, is_read) in HOPS {
        let second_host = if is_elsewhere { &other } else { &own };
        let second_url = url(second_host, &format!("/p/{second}/x"), &[]);
        let place = if is_elsewhere { "elsewhere" } else { "here" };
        let read = if is_read { SHARED } else { None };
        let stops = first == "other-scheme";

        let get = Step::get(HOME, redirect(first, &second_url, "302"));
        let name = format!("GET.{first}.{second}.{place}");
        let handled = if stops { 1 } else { 2 };
        cases.push(case(&name, get).reading(&[read]).counting(0, handled));

        // Both hops are asked ahead. The second is not reached without leave.
        let put = Step::get(HOME, redirect(first, &second_url, "307")).method("PUT");
        let name = format!("PUT.{first}.{second}.{place}");
        let (preflights, handled) = match (stops, is_read) {
            (true, _) => (1, 0),
            (false, false) => (2, 1),
            (false, true) => (2, 2),
        };
        cases.push(case(&name, put).reading(&[read]).counting(preflights, handled));
    }

    // With credentials: `*` is not enough on either hop.
    let target = url(&own, "/p/exact-credentials/x", &[]);
    for (first, read, handled) in [("exact-credentials", SHARED, 2), ("any", None, 1)] {
        let step = Step::get(HOME, redirect(first, &target, "302")).with_credentials();
        let name = format!("GET.{first}.with-credentials");
        cases.push(case(&name, step).reading(&[read]).counting(0, handled));
    }

    // A slash at the end.
    let slash = url(&own, "/p/exact/x/", &[]);
    for (page, read, handled) in [(HOME, SHARED, 2), (PREFIX_TRICK, None, 1)] {
        let get = Step::get(page, redirect("exact", &slash, "308"));
        let name = format!("slash.GET.{}", page.name);
        cases.push(case(&name, get).reading(&[read]).counting(0, handled));
    }
    let put =
        Step::get(HOME, redirect("exact", &slash, "308")).method("PUT").header("x-listed", "1");
    cases.push(case("slash.PUT", put).reading(&[SHARED]).counting(2, 2));
    cases
}
