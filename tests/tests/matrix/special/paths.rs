//! Several policies on one path, with `routes!`: the permissions of a preflight for one handler are not
//! applied to another. `strict` has `GET` and `DELETE`, `open` has `PUT` and `POST` and a header.

use crate::api::Adapter;
use crate::policies::HOME;
use crate::rows::server;
use crate::scenario::{Scenario, Step, url};

pub(super) fn cases(adapter: Adapter) -> Vec<Scenario> {
    if adapter != Adapter::Routes {
        return Vec::new();
    }
    let step =
        |method| Step::get(HOME, url(&server(adapter), "/p/strict-and-open/x", &[])).method(method);
    let opened = |method| step(method).header("x-open", "1");
    const STRICT: Option<(u16, &[&str])> = Some((200, &["cache-control", "x-listed"]));
    let case = |name: &str, steps| {
        let mut case = Scenario::under("open", adapter, name, steps);
        case.id = format!("{}.strict-and-open.{name}", adapter.name());
        case
    };
    vec![
        case("headers", vec![opened("PUT"), opened("DELETE"), opened("GET"), opened("POST")])
            .reading(&[STRICT, None, None, STRICT])
            .counting(4, 2),
        // A method that doesn't need permission, with a header that does.
        case("header-of-get", vec![opened("PUT"), opened("GET")])
            .reading(&[STRICT, None])
            .counting(2, 1),
        case("methods", vec![step("PUT"), step("DELETE"), step("PATCH"), step("GET")])
            .reading(&[STRICT, STRICT, None, STRICT])
            .counting(3, 3),
        case("the-other-way", vec![step("DELETE"), opened("PUT"), opened("DELETE")])
            .reading(&[STRICT, STRICT, None])
            .counting(3, 2),
        case("again", vec![opened("PUT"), opened("PUT")]).reading(&[STRICT; 2]).counting(2, 2),
    ]
}
