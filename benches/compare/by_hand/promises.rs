//! The guarantees of the hand-written code in addition to a correct decision.
//!
//! | | [`Few`] | [`Same`], as in this library |
//! | --- | --- | --- |
//! | several `Origin` lines | the first one is used | refused |
//! | `Access-Control-*` of the handler | kept | removed |
//! | `Vary` of the handler | a second line is appended | merged, so `Origin` never appears twice |
//! | `Vary` on a refused preflight | absent | `Origin` |
//! | a preflight for a method or a header that is not allowed | 403 | 204 with the lists, which browsers quote |
//! | a requested list in several lines, or with white space | refused | read, up to a limit |
//! | a response without room for headers | a panic | no CORS headers |
//! | a second policy inside the first one | not detected | 500, before the handler runs |
//! | the reason for a refusal | not known | in the verdict |
//!
//! Each of these is documented behaviour of the library, so that code by hand needs it too to replace the library. A
//! second policy is detected by the cheapest means there is, a cell of the thread in which the outer service leaves the
//! address of the request's `Origin`. The library promises more than that, and this code does not do it: it detects a
//! policy in another task as well, by marks in the response, names both policies in an event, and accepts a request
//! that a handler makes itself.
//!
//! Both are the same code: a guarantee is a constant, so code for others is not compiled.

use std::cell::Cell;

use http::HeaderValue;

/// One of the two variants.
pub(crate) trait Promises: Copy + Send + Sync + 'static {
    /// Whether all guarantees of the table are given.
    const ALL: bool;
}

thread_local! {
    /// The address of the `Origin` of the request that an outer service handles, or 0.
    static OUTER: Cell<usize> = const { Cell::new(0) };
}

/// A request with `Origin` while it passes through a service.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope(usize);

impl Scope {
    pub(super) fn of(origin: Option<&HeaderValue>) -> Self {
        Self(origin.map_or(0, |origin| origin.as_bytes().as_ptr().addr()))
    }

    #[inline]
    pub(super) fn is_cors(self) -> bool {
        self.0 != 0
    }

    /// Whether another policy is around this one.
    #[inline]
    pub(super) fn has_outer(self) -> bool {
        self.is_cors() && OUTER.get() == self.0
    }

    /// Calls `inner` with a note for inner services, which is removed even if it panics.
    #[inline]
    pub(super) fn enter<R>(self, inner: impl FnOnce() -> R) -> R {
        struct Back(usize);
        impl Drop for Back {
            fn drop(&mut self) {
                OUTER.set(self.0);
            }
        }
        let _back = Back(OUTER.replace(self.0));
        inner()
    }
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
