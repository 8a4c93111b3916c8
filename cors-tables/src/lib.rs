//! Compiled CORS policies, and their evaluation.
//!
//! The compiler builds a [`PolicyTable`] on the host and prints it as a constant; the server has the same
//! value in its read-only data and evaluates requests with it. A policy that is read at run time has the
//! same type, and owns its memory. Because both use this crate, the compiler can use the server's matchers.
//!
//! ```text
//! method, header list --classify--> RequestKind      not CORS, actual, or preflight
//! PolicyTable, RequestKind --decide--> Decision      allowed or refused, and why
//! PolicyTable, Decision --answer--> Answer           the response headers and their values
//! ```
//!
//! Everything here works on bytes and on an iterator of header lines, so that it can be used with any HTTP
//! library. No request makes it allocate, and no input can make it panic.
//!
//! | module | contents |
//! | --- | --- |
//! | [`ceiling`] | which origins may be added to a policy while the program runs |
//! | [`added`] | the ones that were |
//! | [`fetch`] | the Fetch standard's fixed sets: safelisted, forbidden, blocked |
//! | [`origin_set`] | sets of serialised origins and how they are searched |
//! | [`name_list`] | lists of header names and the bounded reader of requested ones |
//! | [`policy`] | [`PolicyTable`], the whole compiled policy as data |
//! | [`policy_map`] | [`policy_map::MapTable`]: which policy answers, by host and path |
//! | [`stored`] | text, bytes and lists: constants of the program, or owned |
//! | [`request`] | [`classify`]: the kind of a request |
//! | [`decision`] | [`decide`]: the policy's decision on a request |
//! | [`escaped`] | bytes of a request in messages |
//! | [`refusal`] | the reason of a refusal, as a value and as a sentence |
//! | [`answer`] | the headers that the response gets |
//! | [`guard`] | whether a request may reach its handler: what CORS does not stop |
//! | [`explain`] | a description of a policy in sentences |
#![no_std]
#![forbid(unsafe_code)]
// No request may cause a panic. The workspace warns about these lints; here they are errors, and each
// exception states its reason.
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

// The tests of a crate without std may use std.
#[cfg(test)]
extern crate std;

mod compare;
#[cfg(test)]
mod protocol_cases;

pub mod added;
pub mod answer;
pub mod ceiling;
pub mod decision;
pub mod escaped;
pub mod explain;
pub mod fetch;
pub mod guard;
pub mod header_families;
pub mod name_list;
pub mod neighbours;
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
