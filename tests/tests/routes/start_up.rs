//! What can only be refused when the program starts: in the user's own words, at the handler.

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, PoisonError};

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

/// What a panic said, and on which line of this file.
fn told_by(mount: impl FnOnce() -> MethodRouter) -> (String, u32) {
    /// The hook is the whole process's.
    static HOOK: Mutex<()> = Mutex::new(());
    let _alone = HOOK.lock().unwrap_or_else(PoisonError::into_inner);
    let told = Arc::new(Mutex::new(None));
    let listener = Arc::clone(&told);
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |told| {
        let location = told.location().unwrap();
        if location.file().ends_with("start_up.rs") {
            let said = told.payload().downcast_ref::<String>().cloned().unwrap();
            *listener.lock().unwrap() = Some((said, location.line()));
        }
    }));
    let mounted = panic::catch_unwind(AssertUnwindSafe(mount));
    panic::set_hook(before);
    assert!(mounted.is_err(), "nothing is refused");
    told.lock().unwrap().take().expect("the panic is at the handler")
}

/// A policy that lists methods, on one that it does not list: no page could ever send it.
#[test]
fn a_policy_that_lists_methods_without_the_one_it_is_mounted_on() {
    // The safelisted ones are in every list.
    let _: MethodRouter = routes![get(write), head(write), post(write), put(write)];

    let line_before = line!();
    let told = told_by(|| {
        routes! {
            put(write),
            delete(write),
        }
    });
    let wanted = "`delete(write)`: the policy of tests/tests/routes/start_up.rs:11 has \
                  `allow_methods` without `DELETE`, so pages could not send it; add `DELETE` to the \
                  list, or remove `allow_methods`, so that the policy grants whatever methods its \
                  handlers serve";
    assert_eq!(told, (wanted.to_owned(), line_before + 4));
}
