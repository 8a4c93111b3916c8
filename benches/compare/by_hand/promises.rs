//! How much the hand-written code promises beside a right decision.
//!
//! | | [`Few`] | [`Same`], as this library |
//! | --- | --- | --- |
//! | several `Origin` lines | the first one counts | refused |
//! | `Access-Control-*` of the handler | stays | removed |
//! | `Vary` of the handler | a second line is appended | merged, so `Origin` never appears twice |
//! | `Vary` on a refused preflight | absent | `Origin` |
//!
//! Both are the same code: a promise is a constant, so what is not promised is not compiled.

/// Which of the two it is.
pub(crate) trait Promises: Copy + Send + Sync + 'static {
    /// Whether all four promises of the table are kept.
    const ALL: bool;
}

/// Whether a header is one of CORS.
#[inline]
pub(super) fn is_of_cors(name: &str) -> bool {
    name.starts_with("access-control-")
}

/// Whether one of the lines of `Vary` names `Origin`, or everything.
pub(super) fn names_origin<'l>(lines: impl Iterator<Item = &'l [u8]>) -> bool {
    let mut members =
        lines.flat_map(|line| line.split(|&byte| byte == b',').map(<[u8]>::trim_ascii));
    members.any(|member| member == b"*" || member.eq_ignore_ascii_case(b"origin"))
}

/// The least that answers browsers correctly.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Few;

impl Promises for Few {
    const ALL: bool = false;
}

/// The promises of this library that concern requests and responses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Same;

impl Promises for Same {
    const ALL: bool = true;
}
