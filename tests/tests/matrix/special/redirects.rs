//! Redirects: each hop has a policy, and each must share its response. After a redirect from another
//! origin, the next server receives the origin `null`.

use crate::api::Adapter;
use crate::policies::{HOME, PREFIX_TRICK};
use crate::rows::{SHARED, server, server_with_tls};
use crate::scenario::{Scenario, Step, url};

/// The target of a redirect.
#[derive(Clone, Copy, Debug)]
enum To {
    /// The same origin.
    Same,
    /// Another site, at the same server.
    Elsewhere,
    /// The same host over TLS, which is another origin.
    Tls,
}

/// The first policy, the second, where it is, and whether the page can read the response.
const HOPS: [(&str, &str, To, bool); 15] = [
    ("exact", "exact", To::Same, true),
    ("exact", "any", To::Same, true),
    ("any", "exact", To::Same, true),
    ("exact", "https", To::Same, false),
    ("https", "any", To::Same, false),
    ("exact", "exact", To::Elsewhere, false),
    ("exact", "null", To::Elsewhere, true),
    ("exact", "any", To::Elsewhere, true),
    ("any", "null", To::Elsewhere, true),
    ("any", "subdomains", To::Elsewhere, false),
    // A server that redirects to TLS.
    ("exact", "exact", To::Tls, false),
    ("exact", "both-schemes", To::Tls, false),
    ("exact", "null", To::Tls, true),
    ("any", "any", To::Tls, true),
    ("https", "any", To::Tls, false),
];

pub(super) fn cases(adapter: Adapter) -> Vec<Scenario> {
    let own = server(adapter);
    let server_of = |to| match to {
        To::Same => own.clone(),
        To::Elsewhere => format!("http://{}.other.test", adapter.name()),
        To::Tls => server_with_tls(adapter),
    };
    let case = |name: &str, step| {
        let mut case = Scenario::under("exact", adapter, name, vec![step]);
        case.id = format!("{}.redirect.{name}", adapter.name());
        case
    };
    let redirect = |from: &str, to: &str, status: &str| {
        url(&own, &format!("/p/{from}/x"), &[("status", status), ("to", to)])
    };
    let mut cases = Vec::new();
    for (first, second, to, is_read) in HOPS {
        let second_url = url(&server_of(to), &format!("/p/{second}/x"), &[]);
        let read = if is_read { SHARED } else { None };
        let stops = first == "https";

        let get = Step::get(HOME, redirect(first, &second_url, "302"));
        let name = format!("GET.{first}.{second}.{to:?}");
        let handled = if stops { 1 } else { 2 };
        cases.push(case(&name, get).reading(&[read]).counting(0, handled));

        // Both hops get preflights. Without permission, the second is not reached.
        let put = Step::get(HOME, redirect(first, &second_url, "307")).method("PUT");
        let name = format!("PUT.{first}.{second}.{to:?}");
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

    // A trailing slash.
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
