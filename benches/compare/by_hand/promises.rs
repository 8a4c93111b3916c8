//! The guarantees of the hand-written code in addition to a correct decision.
//!
//! | | [`Few`] | [`Same`], as in this library |
//! | --- | --- | --- |
//! | several `Origin` lines | the first one is used | refused |
//! | `Access-Control-*` of the handler | kept | removed |
//! | `Vary` of the handler | a second line is appended | merged, so `Origin` never appears twice |
//! | `Vary` on a refused preflight | absent | `Origin` |
//!
//! Both are the same code: a guarantee is a constant, so code for others is not compiled.

/// One of the two variants.
pub(crate) trait Promises: Copy + Send + Sync + 'static {
    /// Whether all four guarantees of the table are given.
    const ALL: bool;
}

/// Whether a header is one of CORS.
#[inline]
pub(super) fn is_of_cors(name: &str) -> bool {
    name.starts_with("access-control-")
}

/// Whether one of the lines of `Vary` contains `Origin` or `*`.
pub(super) fn names_origin<'l>(lines: impl Iterator<Item = &'l [u8]>) -> bool {
    let mut members =
        lines.flat_map(|line| line.split(|&byte| byte == b',').map(<[u8]>::trim_ascii));
    members.any(|member| member == b"*" || member.eq_ignore_ascii_case(b"origin"))
}

/// The minimum for correct answers to browsers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Few;

impl Promises for Few {
    const ALL: bool = false;
}

/// The guarantees of this library for requests and responses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Same;

impl Promises for Same {
    const ALL: bool = true;
}
