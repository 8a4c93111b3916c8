//! What can only be refused when the program starts: in the user's own words, at the handler.

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex};

use axum::routing::MethodRouter;
use cors_runtime::Policy;
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;

static WRITERS: Policy = cors_runtime::cors! {
    allow_origins = ["https://page.example"],
    allow_methods = [PUT],
    max_age       = "2h",
};

#[cors(WRITERS)]
async fn write() {}

/// A policy that lists methods, on one that it does not list: no page could ever send it.
#[test]
fn a_policy_that_lists_methods_without_the_one_it_is_mounted_on() {
    // The safelisted ones are in every list.
    let _: MethodRouter = routes![get(write), head(write), post(write), put(write)];

    let told = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&told);
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |told| {
        let at = told.location().map(|place| (place.file().to_owned(), place.line()));
        let said = told.payload().downcast_ref::<String>().cloned();
        listener.lock().unwrap().push((at, said));
    }));
    let line_before = line!();
    let mounted = panic::catch_unwind(AssertUnwindSafe(|| -> MethodRouter {
        routes! {
            put(write),
            delete(write),
        }
    }));
    panic::set_hook(before);
    assert!(mounted.is_err());
    let told = told.lock().unwrap();
    let wanted = "`delete(write)`: the policy of tests/tests/routes/start_up.rs:11 has \
                  `allow_methods` without `DELETE`, so no page could send it; add `DELETE` to the \
                  list, or remove `allow_methods`, and the methods are those that are mounted";
    let (at, _) = told.iter().find(|(_, said)| said.as_deref() == Some(wanted)).expect(wanted);
    let (file, at_line) = at.as_ref().unwrap();
    assert!(file.ends_with("start_up.rs"), "{file}");
    assert_eq!(*at_line, line_before + 4, "the line of the handler");
}
