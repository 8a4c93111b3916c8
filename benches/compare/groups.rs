//! The tables.

pub(crate) mod actix;
pub(crate) mod added;
pub(crate) mod axum;
pub(crate) mod decision;
pub(crate) mod live;
pub(crate) mod maps;
pub(crate) mod matching;
mod one_origin;
mod patterns;
pub(crate) mod tower;
