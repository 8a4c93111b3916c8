//! Where Chromium does not do what the standard says. The user agent does; the test of a case that
//! stands here fails if it does not differ.

/// A difference: the case, what comes of it by the standard, and why Chromium differs.
pub(crate) struct Difference {
    pub(crate) id: &'static str,
    pub(crate) by_the_standard: &'static str,
    pub(crate) why: &'static str,
}

const fn difference(
    id: &'static str,
    by_the_standard: &'static str,
    why: &'static str,
) -> Difference {
    Difference { id, by_the_standard, why }
}

const ONE_ENTRY: &str = "Chromium keeps one entry for a URL, an origin and a credentials mode, and \
                         a new one takes its place; the standard has one for each method and name";

pub(crate) const DIFFERENCES: &[Difference] = &[
    difference(
        "BR030",
        "allowed",
        "with credentials a `*` in a list is the name `*`, which is what this request asks for; \
         Chromium refuses it all the same",
    ),
    difference(
        "BR105",
        "1 0",
        "`-1` is no delta-seconds, so the default of 5 s holds; Chromium reads a number, and \
         keeps nothing",
    ),
    difference("BR110", "1 1 0 0", ONE_ENTRY),
    difference("BX002", "2", ONE_ENTRY),
    difference(
        "BX007",
        "2",
        "a network error behind a preflight clears the entries of its URL (main fetch, step 12); \
         Chromium keeps them",
    ),
    difference(
        "BX014",
        "0",
        "`*` does not cover Authorization; Chromium follows only with the feature \
         CorsNonWildcardRequestHeadersSupport",
    ),
    difference(
        "BM023",
        "POST Origin: null",
        "without a referrer a request of mode no-cors hides its origin; Chromium sends it",
    ),
];

/// What comes of a case by the standard, if it is not what Chromium did.
pub(crate) fn by_the_standard(id: &str) -> Option<&'static str> {
    DIFFERENCES.iter().find(|difference| difference.id == id).map(|it| it.by_the_standard)
}

/// Compares what the user agent did with what Chromium did, or with what it should have done.
pub(crate) fn compare(id: &str, chromium: &str, found: &str) -> Result<(), String> {
    let wanted = by_the_standard(id).unwrap_or(chromium);
    if by_the_standard(id) == Some(chromium) {
        return Err(format!("{id} is listed as a difference, and there is none"));
    }
    if found == wanted {
        return Ok(());
    }
    Err(format!("{id}: wanted {wanted}, found {found}, Chromium: {chromium}"))
}

#[test]
fn each_has_its_reason_and_stands_once() {
    for (at, difference) in DIFFERENCES.iter().enumerate() {
        assert!(difference.why.contains("Chromium"), "{}", difference.id);
        assert!(DIFFERENCES[..at].iter().all(|other| other.id != difference.id));
    }
}
