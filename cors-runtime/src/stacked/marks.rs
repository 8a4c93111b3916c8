//! How a policy detects, from a response, that another policy has handled it already.
//!
//! ```text
//! ORIGINS   OriginOriginOriginOriginOrigin…        Vary: Origin     of policy 2 is this slice
//!                       ~~~~~~                     ^^^^^^^^^^^^
//! STARS     ******…                                Access-Control-Allow-Origin: * likewise
//! ```
//!
//! The value of a header is a pointer and a length, and `http` keeps both, regardless of tasks, buffers and
//! threads that the response passes through. Every policy takes its `Origin` and its `*` from its own slot
//! in a static text. The bytes are those that are sent anyway, nothing is allocated, and an outer policy
//! that finds such an address can identify the policy that wrote it. A `HeaderValue` that a handler makes,
//! from a literal or from bytes, never points into these texts.
//!
//! A mark is lost if headers are rebuilt from bytes, for example by a proxy.
//!
//! A policy has its slot as long as it exists, and returns it when it is freed; the slot that was returned
//! first is reused first. The texts don't refer to the memory of a policy, and there are as many slots as
//! the largest number of policies that existed at the same time.

use std::collections::{BTreeMap, VecDeque};
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use cors_tables::stored::Text;

/// The number of policies in one text.
const POLICIES: usize = 256;

/// The values that carry a mark.
const ORIGIN: &str = "Origin";
const STAR: &str = "*";

/// Statics instead of constants: each has its own address, and is not merged with other texts.
static ORIGINS: [u8; ORIGIN.len() * POLICIES] = repeated(ORIGIN.as_bytes());
static STARS: [u8; STAR.len() * POLICIES] = repeated(STAR.as_bytes());

/// `word`, repeated to fill `N` bytes.
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

/// The slots of [`POLICIES`] policies. The first block is static; a program with more policies at the same
/// time allocates another block for each 256 of them.
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

    /// The next block, allocated if there is none.
    fn next(&self) -> &'static Self {
        self.next.get_or_init(|| {
            let text = |word: &str| &*word.repeat(POLICIES).into_bytes().leak();
            Box::leak(Box::new(Self::new(text(ORIGIN), text(STAR))))
        })
    }

    /// The mark that starts at `address`, if it is in this block.
    fn mark_at(&self, address: usize) -> Option<&Mark> {
        let index = index_in(self.origins, ORIGIN, address)
            .or_else(|| index_in(self.stars, STAR, address))?;
        self.marks.get(index)?.get()
    }
}

/// The index of the repetition of `word` in `text` at `address`.
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

/// The texts of a policy's slot, with which it marks a response, and header values that point to them.
#[derive(Debug)]
pub(crate) struct Mark {
    /// The number of its slot.
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

    /// Whether it is the same slot.
    #[inline]
    pub(crate) fn is(&self, other: &Self) -> bool {
        ptr::eq(self, other)
    }
}

/// The marks of one policy: one for around an application, and one for handlers, where it counts as a
/// different policy.
#[derive(Debug)]
pub(crate) struct Marks {
    around: OnceLock<Slot>,
    on_handlers: OnceLock<Slot>,
}

impl Marks {
    pub(crate) const fn new() -> Self {
        Self { around: OnceLock::new(), on_handlers: OnceLock::new() }
    }

    /// The mark, whose slot is taken on the first call; `label` is the policy's name in messages.
    #[inline]
    pub(crate) fn get(&self, is_on_handlers: bool, label: &Text) -> &'static Mark {
        let slot = if is_on_handlers { &self.on_handlers } else { &self.around };
        slot.get_or_init(|| Slot::take(label)).0
    }
}

/// A slot that is taken until this is dropped.
#[derive(Debug)]
struct Slot(&'static Mark);

/// The slots that are taken.
struct Slots {
    /// The largest number of slots that were taken at the same time.
    count: usize,
    /// The returned slots, the oldest first. By the time a slot is reused, no response still has the mark
    /// of the freed policy.
    free: VecDeque<usize>,
    /// The names for messages of the policies that have a slot.
    labels: BTreeMap<usize, Text>,
}

static SLOTS: Mutex<Slots> =
    Mutex::new(Slots { count: 0, free: VecDeque::new(), labels: BTreeMap::new() });

/// The number of slots that are taken.
static TAKEN: AtomicUsize = AtomicUsize::new(0);

fn slots() -> MutexGuard<'static, Slots> {
    // No partial change can be observed, because nothing in between panics.
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

/// The mark of a slot, which never changes.
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
        // The index is less than the length. A policy without a slot still sends all its headers.
        None => Box::leak(Box::new(make())),
    }
}

/// Whether more than one policy has a slot. Otherwise no response needs a mark: if two policies apply to a
/// request, the outer one took its slot before the inner one receives the request.
#[inline]
pub(crate) fn are_needed() -> bool {
    TAKEN.load(Ordering::Relaxed) > 1
}

/// The repetition of `word` with this index.
fn word_at(text: &'static [u8], word: &'static str, index: usize) -> &'static str {
    let start = index.saturating_mul(word.len());
    let bytes = text.get(start..).and_then(|rest| rest.get(..word.len()));
    // A policy without a mark still sends all its headers.
    bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or(word)
}

/// The mark that this value of a response header represents.
pub(crate) fn mark_of(value: &[u8]) -> Option<&'static Mark> {
    let address = value.as_ptr().addr();
    let blocks = std::iter::successors(Some(&FIRST), |block| block.next.get().copied());
    blocks.into_iter().find_map(|block| block.mark_at(address))
}

/// The name for messages of the policy with a mark.
#[cold]
pub(crate) fn label_of(mark: &'static Mark) -> Text {
    slots().labels.get(&mark.slot).cloned().unwrap_or(Text::Fixed("a policy that was freed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Regardless of how many policies are made and freed, there are as many slots as policies at the same
    /// time, and each mark belongs to the policy that has its slot.
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
        // Other tests of the process take some.
        assert!(slots().count < 400, "{}", slots().count);
    }
}
