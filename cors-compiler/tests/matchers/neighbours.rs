//! The neighbours of an origin: one byte less, one byte more, or another byte.
//!
//! ```text
//! https://a.example.com
//!         ^ gone: https://.example.com     other: https://_.example.com
//!         ^ one more before it: https://-a.example.com, https://@a.example.com, …
//! ```

/// Bytes on which parsers and matchers differ.
const BYTES: &[u8] = b".-_aA0*:/%@\x00\xff ";

/// Calls `each` with every string that is one edit from `origin`, and with itself.
pub(crate) fn each_neighbour(origin: &[u8], mut each: impl FnMut(&[u8])) {
    each(origin);
    let mut changed = Vec::with_capacity(origin.len() + 1);
    for at in 0..=origin.len() {
        let (before, after) = origin.split_at(at);
        let mut ask = |byte: Option<u8>, after: &[u8]| {
            changed.clear();
            changed.extend_from_slice(before);
            changed.extend(byte);
            changed.extend_from_slice(after);
            each(&changed);
        };
        for &byte in BYTES {
            ask(Some(byte), after);
        }
        if let [_, after @ ..] = after {
            ask(None, after);
            for &byte in BYTES {
                ask(Some(byte), after);
            }
        }
    }
}

/// Calls `each` with every string that is one edit from `origin`: a byte of the alphabet inserted
/// or put in the place of another, a byte gone, two neighbours exchanged.
pub(crate) fn each_edit(origin: &[u8], alphabet: &[u8], mut each: impl FnMut(&[u8])) {
    for at in 0..=origin.len() {
        let (before, after) = origin.split_at(at);
        for &byte in alphabet {
            each(&[before, &[byte], after].concat());
        }
        let [first, after @ ..] = after else { continue };
        each(&[before, after].concat());
        for &byte in alphabet {
            each(&[before, &[byte], after].concat());
        }
        if let [second, after @ ..] = after {
            each(&[before, &[*second, *first], after].concat());
        }
    }
}

/// Calls `each` with an origin and text added before or after it.
pub(crate) fn each_concatenation(origin: &[u8], others: &[Vec<u8>], mut each: impl FnMut(&[u8])) {
    let behind: [&[u8]; 9] =
        [b".evil.org", b"/", b"/path", b":8443", b":80", b":443", b".", b"\n", b", https://a.test"];
    let before: [&[u8]; 5] = [b"https://a.test@", b" ", b"https://", b"evil", b"null"];
    let long = "a".repeat(400);
    let others = others.iter().map(Vec::as_slice);
    for other in behind.into_iter().chain(others.clone()).chain([long.as_bytes()]) {
        each(&[origin, other].concat());
    }
    for other in before.into_iter().chain(others).chain([long.as_bytes()]) {
        each(&[other, origin].concat());
    }
}

#[test]
fn every_edit_once() {
    let mut edits = Vec::new();
    each_neighbour(b"xy", |edit| edits.push(edit.to_vec()));
    assert_eq!(edits.len(), 1 + 2 + 2 * BYTES.len() + 3 * BYTES.len());
    for edit in [&b"xy"[..], b"y", b"x", b".xy", b"x.y", b"xy.", b"\xffy", b"x\x00"] {
        assert!(edits.iter().any(|other| other == edit), "{edit:?}");
    }
}

#[test]
fn every_edit_of_an_alphabet_once() {
    let mut edits = Vec::new();
    each_edit(b"xy", b"abc", |edit| edits.push(edit.to_vec()));
    assert_eq!(edits.len(), 2 + 2 * 3 + 3 * 3 + 1);
    for edit in [&b"y"[..], b"x", b"axy", b"xay", b"xyc", b"by", b"xb", b"yx"] {
        assert!(edits.iter().any(|other| other == edit), "{edit:?}");
    }
}
