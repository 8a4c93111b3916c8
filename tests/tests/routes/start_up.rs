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
        let place = told.location().unwrap();
        if place.file().ends_with("start_up.rs") {
            let said = told.payload().downcast_ref::<String>().cloned().unwrap();
            *listener.lock().unwrap() = Some((said, place.line()));
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
                  `allow_methods` without `DELETE`, so no page could send it; add `DELETE` to the \
                  list, or remove `allow_methods`, and the methods are those that are mounted";
    assert_eq!(told, (wanted.to_owned(), line_before + 4));
}

mod inner {
    use super::*;

    /// It hides the function of its name outside, which a glob brings here with its policy.
    pub(super) async fn write() {}

    #[cors(WRITERS)]
    pub(super) async fn generic<T: Default + Send>() {
        let _ = T::default();
    }

    pub(super) fn without_a_policy() -> MethodRouter {
        routes![put(write)]
    }
}

/// A name means a function and a policy, each looked up by itself. Where they are not of one
/// handler, neither is mounted: the policy would open what its author never saw.
#[test]
fn a_function_that_hides_another_of_its_name_has_no_policy() {
    let told = |local: &str| {
        format!(
            "the handler `{local}` in `routes!` has no CORS policy; the one that its name would \
             bring along is that of `routes::start_up::write`. Put `#[cors(…)]` on the handler, or \
             leave it closed to other origins, and mount it by axum's own method behind the list"
        )
    };
    let (said, _) = told_by(inner::without_a_policy);
    assert_eq!(said, told("routes::start_up::inner::write"));

    let line_before = line!();
    let (said, line) = told_by(|| {
        async fn write() {}
        routes![put(write)]
    });
    assert!(said.starts_with("the handler `routes::start_up::a_function_that_hides"), "{said}");
    assert_eq!(line, line_before + 3);

    // By whatever name and with whatever arguments it is its own.
    use inner::generic as renamed;
    let _: MethodRouter = routes![get(renamed::<Vec<Option<u8>>>), put(inner::generic::<u8>)];
    #[cors(WRITERS)]
    async fn local() {}
    let _: MethodRouter = routes![put(local)];
}
