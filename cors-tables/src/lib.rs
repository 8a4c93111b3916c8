//! What a compiled CORS policy *is*, and what follows from it.
//!
//! The compiler builds a [`PolicyTable`] on the host and prints it as a constant; the server
//! holds the same value in its read-only data and answers requests from it. A policy that is read
//! at run time is the same type, and owns its memory. Because both use this crate, the compiler can
//! ask the very matchers that will serve.
//!
//! ```text
//! method, header list --classify--> RequestKind      not CORS, actual, or preflight
//! PolicyTable, RequestKind --decide--> Decision      allowed or refused, and why
//! PolicyTable, Decision --answer--> Answer           which response headers carry what
//! ```
//!
//! Everything here works on bytes and on an iterator of header lines, so that it serves any
//! HTTP library. No request makes it allocate, and no input can make it panic.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`fetch`] | the Fetch standard's fixed sets: safelisted, forbidden, blocked |
//! | [`origin_set`] | sets of serialised origins and how one is searched |
//! | [`name_list`] | lists of header names and the bounded reader of requested ones |
//! | [`policy`] | [`PolicyTable`], the whole compiled policy as data |
//! | [`policy_map`] | [`policy_map::MapTable`]: which policy answers, by host and path |
//! | [`stored`] | text, bytes and lists: constants of the program, or owned |
//! | [`request`] | [`classify`]: what kind of request this is |
//! | [`decision`] | [`decide`]: what the policy says of it |
//! | [`refusal`] | the reason of a refusal, as a value and as a sentence |
//! | [`answer`] | which headers the response gets |
//! | [`explain`] | a policy told in words |
#![no_std]
#![forbid(unsafe_code)]
// No request may reach a panic. The workspace warns of these; here nothing less than an error will
// do, and an exception has its reason beside it.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::todo,
    clippy::unimplemented,
    clippy::unreachable,
    clippy::unwrap_used
)]
#![deny(clippy::allow_attributes_without_reason)]
#![cfg_attr(not(test), deny(clippy::disallowed_methods))]
#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "a test fails by panicking"))]

extern crate alloc;

// The tests of a crate without std may use it.
#[cfg(test)]
extern crate std;

#[cfg(test)]
mod protocol_cases;

pub mod answer;
pub mod decision;
pub mod explain;
pub mod fetch;
pub mod name_list;
pub mod origin_set;
pub mod policy;
pub mod policy_map;
pub mod refusal;
pub mod request;
pub mod stored;

pub use answer::Answer;
pub use decision::{Decision, decide};
pub use policy::PolicyTable;
pub use refusal::{Reason, Refusal};
pub use request::{HeaderList, RequestKind, classify};
