//! What a browser caches: preflights, counted by the server, and responses, which must never be shown to a
//! page of another origin as if they were for it.

use crate::api::Adapter;
use crate::api::handler::NAMES;
use crate::policies::{HOME, HTTPS_ONE, HTTPS_TWO, ONE, TWO};
use crate::rows::{SHARED, server, server_for};
use crate::scenario::{Kind, Scenario, Step, url};

pub(super) fn cases(adapter: Adapter) -> Vec<Scenario> {
    let mut cases = preflights(adapter);
    cases.extend(responses(adapter));
    cases
}

fn preflights(adapter: Adapter) -> Vec<Scenario> {
    let step = |policy: &str, method| {
        Step::get(HOME, url(&server(adapter), &format!("/p/{policy}/x"), &[])).method(method)
    };
    let case = |policy: &str, name: &str, steps, preflights| {
        let case = Scenario::under(policy, adapter, name, steps);
        let handled = case.want.handled;
        case.counting(preflights, handled)
    };
    let twice = |policy, wait| vec![step(policy, "PUT"), step(policy, "PUT").after(wait)];
    let alternating =
        |policy| ["PUT", "DELETE", "PUT", "DELETE"].map(|method| step(policy, method)).to_vec();
    let headers = |policy| {
        let names = ["x-listed", "x-b", "x-listed", "x-b"];
        names.map(|name| step(policy, "GET").header(name, "1")).to_vec()
    };
    let thrice =
        |policy| vec![step(policy, "PUT"), step(policy, "PUT"), step(policy, "PUT").after(1_200)];
    // With `routes!` the list of methods is constant: the mounted ones.
    let mirrored = if adapter == Adapter::Routes { 1 } else { 2 };
    let mut widened =
        vec![step("max-age-600", "PUT"), step("max-age-600", "PUT").with_credentials()];
    widened.push(step("max-age-600", "PUT").header("x-unlisted", "1"));
    vec![
        case("max-age-1", "later", twice("max-age-1", 1_300), 2),
        case("max-age-0", "at-once", twice("max-age-0", 0), 2),
        case("exact", "five-seconds-by-default", twice("exact", 0), 1).of_kind(Kind::Timed),
        case("max-age-600", "thrice", thrice("max-age-600"), 1),
        case("max-age-600", "methods", alternating("max-age-600"), 1),
        case("max-age-600", "headers", headers("max-age-600"), 1),
        case("mirror", "methods", alternating("mirror"), mirrored),
        case("mirror", "headers", headers("mirror"), 2),
        // A cached permission is not extended to credentials or other headers.
        case("max-age-600", "widened", widened, 3),
    ]
}

fn responses(adapter: Adapter) -> Vec<Scenario> {
    const KEPT: (&str, &str) = ("h", "cache-control:public, max-age=600");
    let get = |policy: &str, page| {
        Step::get(page, url(&server_for(page, adapter), &format!("/p/{policy}/x"), &[KEPT]))
    };
    // A browser may store a response after the page has read it, so the second request waits.
    let case = |policy: &str, name: &str, [first, second]: [Step; 2]| {
        let steps = vec![first, second.after(250)];
        Scenario::under(policy, adapter, name, steps).of_kind(Kind::Cached)
    };
    let opaque = Some((0, &[] as &[&str]));
    let no_cors_then_cors = |policy, handled| {
        let steps = [Step { no_cors: true, ..get(policy, HOME) }, get(policy, HOME)];
        case(policy, "no-cors-then-cors", steps).reading(&[opaque, SHARED]).counting(0, handled)
    };
    let one_then_two = |policy, name, handled| {
        case(policy, name, [get(policy, ONE), get(policy, TWO)]).counting(0, handled)
    };
    let known = ("h", "etag:\"1\"");
    let again = ("h", "cache-control:no-cache");
    let revalidated = |page| {
        let url = url(&server(adapter), "/p/subdomains/x", &[known, again]);
        Step::get(page, url)
    };
    vec![
        // `Vary: Origin` separates them.
        no_cors_then_cors("exact", 2),
        one_then_two("subdomains", "one-then-two", 2),
        one_then_two("set", "refused-then-allowed", 2),
        case(
            "https-subdomains",
            "one-then-two",
            [get("https-subdomains", HTTPS_ONE), get("https-subdomains", HTTPS_TWO)],
        )
        .counting(0, 2),
        case(
            "subdomains-without-two",
            "refused-then-allowed",
            [get("subdomains-without-two", TWO), get("subdomains-without-two", ONE)],
        ),
        case(
            "subdomains-without-two",
            "allowed-then-refused",
            [get("subdomains-without-two", ONE), get("subdomains-without-two", TWO)],
        ),
        // `*` is for all of them: one request.
        no_cors_then_cors("any", 1),
        one_then_two("any", "one-then-two", 1),
        // The same page again needs no second request.
        case("exact", "same-page-again", [get("exact", HOME), get("exact", HOME)]).counting(0, 1),
        // A 304 has the headers of the CORS protocol as well, and they replace those of the cached
        // response.
        case("subdomains", "304", [revalidated(ONE), revalidated(ONE)])
            .reading(&[Some((200, &NAMES[..2])); 2])
            .logging(&["GET -> 200", "GET -> 304"]),
        case("subdomains", "304-other-page", [revalidated(ONE), revalidated(TWO)]),
    ]
}
