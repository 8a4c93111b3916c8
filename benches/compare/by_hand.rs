//! The reference: the best code that one would write by hand for one policy.
//!
//! The policy is part of the code, and no reason for a refusal is recorded. There are two variants: one
//! with few guarantees, and one with those of this library. See [`Promises`].

mod actix;
mod decision;
mod layer;
mod perfect_hash;
mod promises;
mod trust;

pub(crate) use actix::ByHandInActix;
pub(crate) use decision::decide;
pub(crate) use layer::ByHand;
pub(crate) use perfect_hash::PerfectHash;
pub(crate) use promises::{Few, Promises, Same};
pub(crate) use trust::{
    Exact, Listed, Subdomains, Trust, any_port, below_one, branch, mixture, preview,
    subdomain_any_port,
};
