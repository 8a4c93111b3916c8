//! How a policy recognises, by a response, that another policy has handled it already.
//!
//! ```text
//! ORIGINS   OriginOriginOriginOriginOrigin…        Vary: Origin     of policy 2 is this slice
//!                       ~~~~~~                     ^^^^^^^^^^^^
//! STARS     ******…                                Access-Control-Allow-Origin: * likewise
//! ```
//!
//! The value of a header is a pointer and a length, and `http` keeps both, whichever task, buffer or
//! thread the response passes through. So every policy takes its `Origin` and its `*` from its own
//! place in a static text: the bytes are those that are sent anyway, nothing is allocated, and an
//! outer policy that finds such an address knows which policy was there before. A `HeaderValue` that a
//! handler makes, from a literal or from bytes, never lies in these texts.
//!
//! A mark is lost where headers are rebuilt from bytes, as a proxy does.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::Policy;

/// How many policies one text has room for.
const POLICIES: usize = 256;

/// The values that carry a mark.
const ORIGIN: &str = "Origin";
const STAR: &str = "*";

/// Statics, not constants: their addresses are their own, and no other text is merged with them.
static ORIGINS: [u8; ORIGIN.len() * POLICIES] = repeated(ORIGIN.as_bytes());
static STARS: [u8; STAR.len() * POLICIES] = repeated(STAR.as_bytes());

/// `word`, as often as `N` bytes hold it.
const fn repeated<const N: usize>(word: &[u8]) -> [u8; N] {
    let mut text = [0; N];
    let mut at = 0;
    #[allow(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "evaluated when the library is compiled; the remainder is in bounds"
    )]
    while at < N {
        text[at] = word[at % word.len()];
        at += 1;
    }
    text
}

/// The marks of [`POLICIES`] policies. The first block is static; a program with more policies leaks
/// one further block for each 256 of them, which are leaked themselves.
#[derive(Debug)]
struct Block {
    origins: &'static [u8],
    stars: &'static [u8],
    policies: [OnceLock<Policy>; POLICIES],
    next: OnceLock<&'static Self>,
}

static FIRST: Block = Block::new(&ORIGINS, &STARS);

/// How many policies have marks: those that a request with `Origin` has met.
static COUNT: AtomicUsize = AtomicUsize::new(0);

impl Block {
    const fn new(origins: &'static [u8], stars: &'static [u8]) -> Self {
        Self {
            origins,
            stars,
            policies: [const { OnceLock::new() }; POLICIES],
            next: OnceLock::new(),
        }
    }

    /// The block behind this one, made if there is none.
    fn next(&self) -> &'static Self {
        self.next.get_or_init(|| {
            let leaked = |word: &str| &*word.repeat(POLICIES).into_bytes().leak();
            Box::leak(Box::new(Self::new(leaked(ORIGIN), leaked(STAR))))
        })
    }

    /// The policy of the mark that starts at `address`, if it lies in this block.
    fn policy_at(&self, address: usize) -> Option<Policy> {
        let index = index_in(self.origins, ORIGIN, address)
            .or_else(|| index_in(self.stars, STAR, address))?;
        self.policies.get(index)?.get().copied()
    }
}

/// Which repetition of `word` in `text` lies at `address`.
fn index_in(text: &[u8], word: &str, address: usize) -> Option<usize> {
    let offset = address.checked_sub(text.as_ptr().addr()).filter(|&offset| offset < text.len())?;
    offset.checked_div(word.len())
}

/// The texts of a [`Mark`] as values of header maps.
#[derive(Debug)]
pub(crate) struct MarkValues<V> {
    pub(crate) origin: V,
    pub(crate) star: V,
}

/// What a policy sends where it marks a response: its own texts, and values that point to them.
#[derive(Debug)]
pub(crate) struct Mark {
    /// `Origin`, for `Vary`.
    pub(crate) origin: &'static str,
    /// `*`, for `Access-Control-Allow-Origin`.
    pub(crate) star: &'static str,
    pub(crate) http: MarkValues<http::HeaderValue>,
    #[cfg(feature = "actix-web")]
    pub(crate) actix_web: MarkValues<actix_web::http::header::HeaderValue>,
}

impl Mark {
    fn new(origin: &'static str, star: &'static str) -> Self {
        Self {
            origin,
            star,
            http: MarkValues::<http::HeaderValue>::new(origin, star),
            #[cfg(feature = "actix-web")]
            actix_web: MarkValues::<actix_web::http::header::HeaderValue>::new(origin, star),
        }
    }
}

/// Whether more than one policy has marks. Otherwise no response needs one: where a request is under two
/// policies, the outer one took its mark before the inner one sees the request.
#[inline]
pub(crate) fn are_needed() -> bool {
    COUNT.load(Ordering::Relaxed) > 1
}

/// Takes the next free marks for `policy`. Called once for each policy.
#[cold]
pub(crate) fn assign(policy: Policy) -> Mark {
    let mut block = &FIRST;
    let mut index = COUNT.fetch_add(1, Ordering::Relaxed);
    while let Some(rest) = index.checked_sub(POLICIES) {
        (block, index) = (block.next(), rest);
    }
    if let Some(place) = block.policies.get(index) {
        // The place is free: nobody else has this number.
        let _ = place.set(policy);
    }
    Mark::new(word_at(block.origins, ORIGIN, index), word_at(block.stars, STAR, index))
}

/// The repetition of `word` with this index.
fn word_at(text: &'static [u8], word: &'static str, index: usize) -> &'static str {
    let start = index.saturating_mul(word.len());
    let bytes = text.get(start..).and_then(|rest| rest.get(..word.len()));
    // Without its mark a policy still sends what it has to.
    bytes.and_then(|bytes| str::from_utf8(bytes).ok()).unwrap_or(word)
}

/// The policy whose mark this value of a response header is.
pub(crate) fn policy_of(value: &[u8]) -> Option<Policy> {
    let address = value.as_ptr().addr();
    let blocks = std::iter::successors(Some(&FIRST), |block| block.next.get().copied());
    blocks.into_iter().find_map(|block| block.policy_at(address))
}
