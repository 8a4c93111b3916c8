//! Programs that do not start.

use actix_web::{App, routes};
use cors_runtime::Policy;
use cors_runtime::attr::cors;
use cors_tests::actix::send;

use super::{PAGE, request};

/// A policy that lists methods, on a handler for another method: the program does not start.
#[actix_web::test]
#[should_panic(
    expected = "`patched`, PATCH /patched: the policy `tests/tests/actix_attribute/start_up.rs:"
)]
async fn method_that_the_policy_does_not_list() {
    #[cors(allow_origins = ["https://page.example"], allow_methods = [PUT], max_age = 0)]
    #[actix_web::patch("/patched")]
    async fn patched() -> &'static str {
        "patched"
    }

    send(App::new().service(patched), request("PATCH", "/patched", PAGE)).await;
}

/// The panic points at the handler's `#[cors(…)]`.
#[actix_web::test]
async fn start_up_panic_points_at_the_attribute() {
    use std::panic::{self, AssertUnwindSafe};
    use std::sync::{Arc, Mutex};

    static WRITERS: Policy = cors_runtime::cors! {
        allow_origins = ["https://page.example"],
        allow_methods = [PUT],
        max_age       = 0,
    };

    let line_before = line!();
    #[cors(WRITERS)]
    #[routes]
    #[put("/files")]
    #[delete("/files")]
    async fn files() -> &'static str {
        "files"
    }

    let lines = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&lines);
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        let location = panic.location().unwrap();
        let is_ours = panic.payload_as_str().is_some_and(|text| text.starts_with("`files`"));
        if is_ours && location.file().ends_with("start_up.rs") {
            listener.lock().unwrap().push(location.line());
        }
    }));
    let app = App::new().service(files);
    let sent = send(app, request("PUT", "/files", PAGE));
    let started = futures_of_panics(AssertUnwindSafe(sent)).await;
    panic::set_hook(before);
    assert!(started.is_err(), "the program starts");
    assert_eq!(*lines.lock().unwrap(), [line_before + 1]);
}

/// The output of a future, or the panic with which it ended.
async fn futures_of_panics<F: Future>(
    future: std::panic::AssertUnwindSafe<F>,
) -> std::thread::Result<F::Output> {
    let mut future = Box::pin(future.0);
    std::future::poll_fn(move |cx| {
        let poll = std::panic::AssertUnwindSafe(|| future.as_mut().poll(cx));
        match std::panic::catch_unwind(poll) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => std::task::Poll::Ready(Err(panic)),
        }
    })
    .await
}
