//! The reference: the best code that a person would write for one policy.
//!
//! It knows the policy when it is compiled, keeps no reason for a refusal, looks at the first line
//! of a header only, and leaves what the handler set on the response.

mod actix;
mod decision;
mod layer;
mod perfect_hash;
mod trust;

pub(crate) use actix::ByHandInActix;
pub(crate) use decision::decide;
pub(crate) use layer::ByHand;
pub(crate) use perfect_hash::PerfectHash;
pub(crate) use trust::{Exact, Listed, Subdomains, Trust, any_port, preview, subdomain_any_port};
