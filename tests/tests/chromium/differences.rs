//! Differences between Chromium and the standard. The user agent follows the standard; a listed case that
//! does not differ fails the test.

/// A difference: the case, the result according to the standard, and why Chromium differs.
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
        "`-1` is not a valid delta-seconds, so the default of 5 s applies; Chromium reads a number, and \
         keeps nothing",
    ),
    difference("BR110", "1 1 0 0", ONE_ENTRY),
    difference("BX002", "2", ONE_ENTRY),
    difference(
        "BX007",
        "2",
        "a network error after a preflight clears the entries of its URL (main fetch, step 12); \
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

/// The result of a case according to the standard, if Chromium's result differs.
pub(crate) fn by_the_standard(id: &str) -> Option<&'static str> {
    DIFFERENCES.iter().find(|difference| difference.id == id).map(|it| it.by_the_standard)
}

/// Compares the user agent's result with Chromium's, or with the result that it should have.
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
fn each_has_a_reason_and_is_listed_once() {
    for (at, difference) in DIFFERENCES.iter().enumerate() {
        assert!(difference.why.contains("Chromium"), "{}", difference.id);
        assert!(DIFFERENCES[..at].iter().all(|other| other.id != difference.id));
    }
}
