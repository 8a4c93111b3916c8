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
//!
//! A policy has its place as long as it exists, and returns it when it is freed; the place that was returned
//! first is given to the next policy. So nothing here refers to the memory of a policy, and there are as many
//! places as the program had policies at once.

use std::collections::{BTreeMap, VecDeque};
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use cors_tables::stored::Text;

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

/// The places of [`POLICIES`] policies. The first block is static; a program that has more policies at once
/// keeps one further block for each 256 of them.
#[derive(Debug)]
struct Block {
    origins: &'static [u8],
    stars: &'static [u8],
    marks: [OnceLock<Mark>; POLICIES],
    next: OnceLock<&'static Self>,
}

static FIRST: Block = Block::new(&ORIGINS, &STARS);

impl Block {
    const fn new(origins: &'static [u8], stars: &'static [u8]) -> Self {
        Self { origins, stars, marks: [const { OnceLock::new() }; POLICIES], next: OnceLock::new() }
    }

    /// The block behind this one, made if there is none.
    fn next(&self) -> &'static Self {
        self.next.get_or_init(|| {
            let text = |word: &str| &*word.repeat(POLICIES).into_bytes().leak();
            Box::leak(Box::new(Self::new(text(ORIGIN), text(STAR))))
        })
    }

    /// The mark that starts at `address`, if it lies in this block.
    fn mark_at(&self, address: usize) -> Option<&Mark> {
        let index = index_in(self.origins, ORIGIN, address)
            .or_else(|| index_in(self.stars, STAR, address))?;
        self.marks.get(index)?.get()
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

/// What a policy sends where it marks a response: the texts of its place, and values that point to them.
#[derive(Debug)]
pub(crate) struct Mark {
    /// The number of its place.
    slot: usize,
    /// `Origin`, for `Vary`.
    pub(crate) origin: &'static str,
    /// `*`, for `Access-Control-Allow-Origin`.
    pub(crate) star: &'static str,
    pub(crate) http: MarkValues<http::HeaderValue>,
    #[cfg(feature = "actix-web")]
    pub(crate) actix_web: MarkValues<actix_web::http::header::HeaderValue>,
}

impl Mark {
    fn new(slot: usize, origin: &'static str, star: &'static str) -> Self {
        Self {
            slot,
            origin,
            star,
            http: MarkValues::<http::HeaderValue>::new(origin, star),
            #[cfg(feature = "actix-web")]
            actix_web: MarkValues::<actix_web::http::header::HeaderValue>::new(origin, star),
        }
    }

    /// Whether it is the same place.
    #[inline]
    pub(crate) fn is(&self, other: &Self) -> bool {
        ptr::eq(self, other)
    }
}

/// The marks of one policy: one where it is around an application, and one where it is on handlers, which
/// is another policy to whoever has both on a request.
#[derive(Debug)]
pub(crate) struct Marks {
    around: OnceLock<Slot>,
    on_handlers: OnceLock<Slot>,
}

impl Marks {
    pub(crate) const fn new() -> Self {
        Self { around: OnceLock::new(), on_handlers: OnceLock::new() }
    }

    /// The mark, with a place that is taken when it is asked for first; `label` is what messages call the policy.
    #[inline]
    pub(crate) fn get(&self, is_on_handlers: bool, label: &Text) -> &'static Mark {
        let slot = if is_on_handlers { &self.on_handlers } else { &self.around };
        slot.get_or_init(|| Slot::take(label)).0
    }
}

/// A place that is taken until this is dropped.
#[derive(Debug)]
struct Slot(&'static Mark);

/// Which places are taken.
struct Slots {
    /// How many there have been at once.
    count: usize,
    /// Those that were returned, the one that was returned first in front: a response that still has the mark of
    /// a policy that was freed is gone before its place is another's.
    free: VecDeque<usize>,
    /// What messages call the policies of those that are taken.
    labels: BTreeMap<usize, Text>,
}

static SLOTS: Mutex<Slots> =
    Mutex::new(Slots { count: 0, free: VecDeque::new(), labels: BTreeMap::new() });

/// How many places are taken.
static TAKEN: AtomicUsize = AtomicUsize::new(0);

fn slots() -> MutexGuard<'static, Slots> {
    // No change of them is seen half done: nothing in between panics.
    SLOTS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Slot {
    #[cold]
    fn take(label: &Text) -> Self {
        let mut slots = slots();
        let number = match slots.free.pop_front() {
            Some(number) => number,
            None => {
                let number = slots.count;
                slots.count = number.saturating_add(1);
                number
            }
        };
        slots.labels.insert(number, label.clone());
        TAKEN.store(slots.labels.len(), Ordering::Relaxed);
        Self(mark_of_place(number))
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut slots = slots();
        slots.labels.remove(&self.0.slot);
        slots.free.push_back(self.0.slot);
        TAKEN.store(slots.labels.len(), Ordering::Relaxed);
    }
}

/// The mark of a place, which always is the same.
fn mark_of_place(number: usize) -> &'static Mark {
    let mut block = &FIRST;
    let mut index = number;
    while let Some(rest) = index.checked_sub(POLICIES) {
        (block, index) = (block.next(), rest);
    }
    let make = || {
        let (origins, stars) = (block.origins, block.stars);
        Mark::new(number, word_at(origins, ORIGIN, index), word_at(stars, STAR, index))
    };
    match block.marks.get(index) {
        Some(mark) => mark.get_or_init(make),
        // The index is less than the length. Without its place a policy still sends what it has to.
        None => Box::leak(Box::new(make())),
    }
}

/// Whether more than one policy has a place. Otherwise no response needs a mark: where a request is under two
/// policies, the outer one took its place before the inner one sees the request.
#[inline]
pub(crate) fn are_needed() -> bool {
    TAKEN.load(Ordering::Relaxed) > 1
}

/// The repetition of `word` with this index.
fn word_at(text: &'static [u8], word: &'static str, index: usize) -> &'static str {
    let start = index.saturating_mul(word.len());
    let bytes = text.get(start..).and_then(|rest| rest.get(..word.len()));
    // Without its mark a policy still sends what it has to.
    bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or(word)
}

/// The mark that this value of a response header is.
pub(crate) fn mark_of(value: &[u8]) -> Option<&'static Mark> {
    let address = value.as_ptr().addr();
    let blocks = std::iter::successors(Some(&FIRST), |block| block.next.get().copied());
    blocks.into_iter().find_map(|block| block.mark_at(address))
}

/// What messages call the policy that has a mark.
#[cold]
pub(crate) fn label_of(mark: &'static Mark) -> Text {
    slots().labels.get(&mark.slot).cloned().unwrap_or(Text::Fixed("a policy that was freed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However many policies come and go, there are as many places as there were policies at once, and each
    /// mark is that of the policy that has its place.
    #[test]
    fn places_are_returned() {
        let label = |number: usize| Text::from(format!("policy {number}"));
        let mut kept = VecDeque::new();
        for number in 0..5_000 {
            let slot = Slot::take(&label(number));
            assert!(mark_of(slot.0.origin.as_bytes()).is_some_and(|mark| mark.is(slot.0)));
            assert!(mark_of(slot.0.star.as_bytes()).is_some_and(|mark| mark.is(slot.0)));
            kept.push_back((number, slot));
            if kept.len() > 300 {
                kept.pop_front();
            }
            for (number, slot) in &kept {
                assert_eq!(label_of(slot.0), label(*number));
            }
        }
        // Other tests of the process take a few.
        assert!(slots().count < 400, "{}", slots().count);
    }
}
