//! Errors of the framework and of the handler, CORS headers that the handler sets, `OPTIONS` as an ordinary
//! method, cookies.

use crate::api::Adapter;
use crate::policies::{HOME, ONE, PREFIX_TRICK, SANDBOXED};
use crate::rows::{SHARED, server};
use crate::scenario::{Scenario, Step, url};

/// Every CORS header, set by a handler.
const OWN: [(&str, &str); 3] = [
    ("h", "access-control-allow-origin:*"),
    ("h", "access-control-allow-credentials:true"),
    ("h", "access-control-expose-headers:x-other"),
];

pub(super) fn cases(adapter: Adapter) -> Vec<Scenario> {
    let at = |path: &str, parameters: &[(&str, &str)]| {
        url(&server(adapter), &format!("/p/{path}"), parameters)
    };
    let case = |policy: &str, name: &str, steps| Scenario::under(policy, adapter, name, steps);
    let mut cases = Vec::new();

    // 404: of the application, so `routes!`, which is on paths, shares none.
    let not_found = (adapter != Adapter::Routes).then_some((404, &[] as &[&str]));
    let nowhere = |page| vec![Step::get(page, at("exact/nowhere", &[]))];
    cases.push(case("exact", "404", nowhere(HOME)).reading(&[not_found]).counting(0, 0));
    cases.push(case("exact", "404-refused", nowhere(PREFIX_TRICK)).reading(&[None]).counting(0, 0));
    // 405: a preflight is granted by the policy, or with `routes!` for the mounted methods.
    let only_get = |page, method| vec![Step::get(page, at("exact/only-get", &[])).method(method)];
    let not_allowed = Some((adapter.status_of_other_methods(), &[] as &[&str]));
    let put = if adapter == Adapter::Routes { None } else { not_allowed };
    cases.push(case("exact", "405", only_get(HOME, "POST")).reading(&[not_allowed]).counting(0, 0));
    cases.push(case("exact", "405-put", only_get(HOME, "PUT")).reading(&[put]).counting(1, 0));
    let refused = only_get(PREFIX_TRICK, "POST");
    cases.push(case("exact", "405-refused", refused).reading(&[None]).counting(0, 0));

    // Errors of the handler, as any other response.
    let names: &[&str] = &["cache-control", "x-listed"];
    for (status, code) in [(401, "401"), (403, "403"), (500, "500"), (503, "503")] {
        let asking =
            |policy, page| Step::get(page, at(&format!("{policy}/x"), &[("status", code)]));
        let read = [Some((status, names))];
        for policy in ["exact-credentials", "any"] {
            cases.push(case(policy, code, vec![asking(policy, HOME)]).reading(&read));
        }
        let put = asking("exact", HOME).method("PUT");
        cases.push(case("exact", &format!("{code}-put"), vec![put]).reading(&read));
        let refused = vec![asking("exact", PREFIX_TRICK)];
        cases.push(case("exact", &format!("{code}-refused"), refused));
    }

    // The handler's CORS headers are replaced, not repeated, and not sent to refused origins.
    for policy in ["exact", "exact-credentials", "https", "subdomains", "null", "any"] {
        for page in [HOME, ONE, PREFIX_TRICK, SANDBOXED] {
            for credentials in [false, true] {
                let step = Step::get(page, at(&format!("{policy}/x"), &OWN));
                let name = format!("own-headers.{}.{credentials}", page.name);
                cases.push(case(policy, &name, vec![Step { credentials, ..step }]));
            }
        }
    }

    // `*` does not cover `Authorization`, by the standard.
    let with_token = Step::get(HOME, at("any-names/x", &[])).header("Authorization", "Bearer t");
    cases.push(case("any-names", "authorization", vec![with_token]));

    // `OPTIONS` of a page: requested by a preflight, then handled by the application.
    let options = |policy: &str| {
        let step = Step::get(HOME, at(&format!("{policy}/x"), &[])).method("OPTIONS");
        case(policy, "options", vec![step])
    };
    cases.push(options("options").logging(&["preflight OPTIONS -> 204", "OPTIONS -> 200"]));
    cases.push(options("exact").reading(&[None]).counting(1, 0));

    // Cookies are sent with credentials, and never with a preflight.
    let policy = "exact-credentials";
    let path = "exact-credentials/x";
    let own = Step::get(HOME, at(path, &[]));
    let steps = vec![
        Step::get(HOME, at(path, &[("h", "set-cookie:CASE=1")])).with_credentials(),
        own.clone().with_credentials(),
        own.clone(),
        own.method("PUT").with_credentials(),
    ];
    cases.push(case(policy, "cookies", steps).reading(&[SHARED; 4]).logging(&[
        "GET -> 200",
        "GET with cookie -> 200",
        "GET -> 200",
        "preflight PUT -> 204",
        "PUT with cookie -> 200",
    ]));
    cases
}
