//! The reference: the best code that a person would write for one policy.
//!
//! It knows the policy when it is compiled and keeps no reason for a refusal. It comes in two forms:
//! with few promises, and with those of this library. See [`Promises`].

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
