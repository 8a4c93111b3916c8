//! The corpus' requests, answered by [`Policy::serve`], as a text.
//!
//! ```text
//! this machine ── answers ─────┐
//!                              ├── equal?
//! WebAssembly in Node ─────────┘
//! ```
//!
//! `cargo test -p cors-tests --test adapters` checks that the answers of this machine are right. `.ci/full wasm` builds
//! this crate for `wasm32-unknown-unknown`, runs it in Node, and compares the two texts.

#[path = "../../src/cases.rs"]
#[allow(dead_code, reason = "the other tests use the rest")]
mod cases;
#[path = "../../src/policy.rs"]
mod policy;

use std::fmt::Write as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use cors_runtime::Policy;
use http::{Request, Response};
use serde_json::Value;

use cases::{group, text};

fn request(case: &Value) -> Request<()> {
    let mut builder = Request::builder().method(text(case, "method")).uri("/");
    for line in case.get("request_headers").and_then(Value::as_array).into_iter().flatten() {
        let part = |index| line.get(index).and_then(Value::as_str).unwrap_or_default();
        builder = builder.header(part(0), part(1));
    }
    builder.body(()).expect("the corpus has valid requests")
}

fn answer(policy: &Policy, request: Request<()>) -> Response<Option<&'static str>> {
    let answer = pin!(policy.serve(request, async |_| Response::new("bar")));
    match answer.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(response) => response,
        Poll::Pending => panic!("`serve` waits for nothing but the handler, and this one is ready"),
    }
}

/// Every answer: a line with the number of the case, the status and the body, then the headers, indented.
///
/// # Panics
///
/// If the corpus cannot be read, or a policy of it does not compile.
#[must_use]
pub fn answers() -> String {
    let mut answers = String::new();
    for suite in group("http").expect("the corpus has requests") {
        let Some(config) = suite.get("policy").filter(|policy| !policy.is_null()) else { continue };
        let policy = policy::from_config(config).expect("the corpus' policies compile");
        for case in suite.get("requests").and_then(Value::as_array).into_iter().flatten() {
            let response = answer(policy, request(case));
            let (status, body) = (response.status().as_u16(), response.body());
            let _ = writeln!(answers, "{} {status} {body:?}", text(case, "id"));
            let mut lines: Vec<_> = response.headers().iter().collect();
            lines.sort_by_key(|(name, _)| name.as_str());
            for (name, value) in lines {
                let _ = writeln!(answers, "  {name}: {}", value.as_bytes().escape_ascii());
            }
        }
    }
    answers
}

/// The address of the answers' bytes in the memory of the module, and their number: 32 bits each.
#[cfg(target_arch = "wasm32")]
#[allow(unsafe_code, reason = "the name of a function that WebAssembly exports")]
#[unsafe(no_mangle)]
pub extern "C" fn answers_in_memory() -> u64 {
    let text = answers().leak();
    (text.as_ptr().addr() as u64) << 32 | text.len() as u64
}
