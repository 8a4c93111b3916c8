//! Mistakes that can only be refused at start-up: with the user's names, at the handler.

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

/// The message of a panic, and its line in this file.
fn panic_of(mount: impl FnOnce() -> MethodRouter) -> (String, u32) {
    /// The hook is shared by the whole process.
    static HOOK: Mutex<()> = Mutex::new(());
    let _alone = HOOK.lock().unwrap_or_else(PoisonError::into_inner);
    let message = Arc::new(Mutex::new(None));
    let listener = Arc::clone(&message);
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let location = info.location().unwrap();
        if location.file().ends_with("start_up.rs") {
            let text = info.payload().downcast_ref::<String>().cloned().unwrap();
            *listener.lock().unwrap() = Some((text, location.line()));
        }
    }));
    let mounted = panic::catch_unwind(AssertUnwindSafe(mount));
    panic::set_hook(before);
    assert!(mounted.is_err(), "nothing is refused");
    message.lock().unwrap().take().expect("the panic is at the handler")
}

/// A policy that lists methods, on a method that it does not list: no page could send it.
#[test]
fn policy_without_the_mounted_method() {
    // Safelisted methods are in every list.
    let _: MethodRouter = routes![get(write), head(write), post(write), put(write)];

    let line_before = line!();
    let message = panic_of(|| {
        routes! {
            put(write),
            delete(write),
        }
    });
    let wanted = "`delete(write)`: the policy `tests/tests/routes/start_up.rs:11` has \
                  `allow_methods` without `DELETE`, so pages could not send it; add `DELETE` to the \
                  list, or remove `allow_methods`, so that the policy grants whatever methods its \
                  handlers serve";
    assert_eq!(message, (wanted.to_owned(), line_before + 4));
}
