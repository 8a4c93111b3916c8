//! Cases that match one origin repeatedly, or a few in turn.

use std::hint::black_box;

use cors_runtime::Policy;

use crate::clock::Case;

/// The case of any matcher.
pub(super) fn same(origin: &[u8], allows: impl Fn(&[u8]) -> bool + 'static) -> Case {
    let origin: &'static [u8] = origin.to_vec().leak();
    Case::repeated(move || {
        black_box(allows(black_box(origin)));
    })
}

/// The case of a policy.
pub(super) fn ours(policy: &'static Policy, origin: &[u8]) -> Case {
    same(origin, move |origin| black_box(policy).allows_origin(origin))
}

/// The hand-written code must give the same answers to be a reference.
pub(super) fn agree(policy: &Policy, origin: &[u8], by_hand: impl Fn(&[u8]) -> bool) {
    let text = || String::from_utf8_lossy(origin);
    assert!(policy.allows_origin(origin) == by_hand(origin), "{}: {policy:?}", text());
}

/// A case that matches one origin after another.
///
/// Each case has its own copy of them, one behind the other, as a server has the bytes of a request in its cache when it
/// looks an origin up. With one copy for all cases of a row, the first case would load them for the others.
pub(super) fn rotating(
    sequence: &[&'static [u8]],
    allows: impl Fn(&[u8]) -> bool + 'static,
) -> Case {
    let texts: &'static [u8] = sequence.concat().leak();
    let mut rest = texts;
    let sequence: Vec<&'static [u8]> = sequence
        .iter()
        .map(|origin| {
            let (origin, behind) = rest.split_at(origin.len());
            rest = behind;
            origin
        })
        .collect();
    let mut next = 0;
    Case::repeated(move || {
        let origin = sequence[next];
        next = if next + 1 == sequence.len() { 0 } else { next + 1 };
        black_box(allows(black_box(origin)));
    })
}
