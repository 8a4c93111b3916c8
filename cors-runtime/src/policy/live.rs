//! A policy that is replaced while the server runs.
//!
//! ```text
//!            store ──> current: Arc<(version, policy)> ──> version
//!                                   │
//! request ──> version ── is it that of this thread's slot? ─┬─ yes ──> decide with the slot's policy
//!                                                           └─ no: load the current one into the slot
//! ```
//!
//! Loading a shared pointer counts references, which threads contend for. So each thread keeps the policy that it
//! used last in a slot, and a request only compares versions, unless the policy was replaced since. Every stored
//! policy of the program has a unique version. The slot is never compared by address: another `LivePolicy` may get
//! the address of one that was dropped.
//!
//! While a closure decides with the policy, the policy is out of the slot. So a request sees a single policy, and a
//! nested decision finds the slot empty and loads the current policy itself; so does the next one after a panic. No reference is held while a handler runs, except to
//! the policy's base, and only if that is not a static.
//!
//! Readers never wait: arc-swap's `load` does not, and writers have a separate lock, which puts the version and
//! the pointer in the same order.
//!
//! Cost compared with a static policy: two more loads and two more moves of a pointer per request, and one load of
//! the shared pointer per thread and version.

use std::cell::Cell;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwapOption;

use super::source::{Selected, sealed};
use super::static_source::{NamedPolicy, PolicyOfRow, StaticSource};
use super::{Base, IntoPolicySource, RefusedRow, RuntimeOriginsError};
use crate::stacked::Marks;
use crate::{CLOSED, Policy, Target};

/// A policy that can be replaced while the server runs.
///
/// It is passed to an adapter like a policy: `&LIVE` of a `static`, or an `Arc<LivePolicy>`. On handlers, write
/// `#[cors(LIVE)]`. Each request is answered by one policy, from its decision to its response, and never waits
/// for one that is being stored. [Settings, tenants, reload](crate::environments) shows when to replace it.
///
#[cfg_attr(all(feature = "macros", feature = "tower"), doc = "```")]
#[cfg_attr(not(all(feature = "macros", feature = "tower")), doc = "```ignore")]
/// use cors_runtime::tower::CorsLayer;
/// use cors_runtime::{LivePolicy, Policy, cors};
///
/// static API: Policy = cors! { allow_origins = ["https://app.example.com"] };
/// static MAINTENANCE: Policy = cors! { closed };
/// static LIVE: LivePolicy = LivePolicy::new(&API);
///
/// let layer = CorsLayer::new(&LIVE);
/// # let _ = layer;
///
/// LIVE.store(MAINTENANCE.clone());
/// assert!(!LIVE.load().allows_origin("https://app.example.com"));
/// ```
///
/// # Removal is not revocation
///
/// Once a policy without an origin is stored, pages of that origin can no longer read responses. But a browser that
/// has cached a preflight response keeps sending the requests that it permits until `max_age` expires, and handlers
/// keep executing them.
///
/// # Memory
///
/// A policy is freed when nothing uses it any more. Each thread keeps the live policy that it used last, so an idle
/// thread may keep one old policy until its next request. A policy that was replaced is freed by the thread that
/// releases it last, which may be one that handles a request.
pub struct LivePolicy {
    /// The policy until one is stored.
    initial: &'static Policy,
    /// The version of the current policy; [`NOTHING_STORED`] if it is the initial one.
    version: AtomicU64,
    current: ArcSwapOption<Versioned>,
    /// Held while a policy is stored. Readers don't take it.
    writer: Mutex<()>,
    /// One identity, whichever policy is current: a request that passes through this `LivePolicy` twice meets one
    /// policy, even if it was replaced in between.
    marks: Marks,
}

struct Versioned {
    version: u64,
    policy: Policy,
}

/// The version before anything is stored.
const NOTHING_STORED: u64 = 0;

/// The last version assigned to a policy, across all `LivePolicy` values in the program.
static LAST_VERSION: AtomicU64 = AtomicU64::new(NOTHING_STORED);

thread_local! {
    /// The live policy that the thread used last.
    static LATEST: Cell<Option<Arc<Versioned>>> = const { Cell::new(None) };
}

/// The policy that a closure decides with, which is put back into the slot afterwards. It is empty if nothing has been
/// stored.
pub(super) struct InUse(Option<Arc<Versioned>>);

impl InUse {
    /// No policy of a slot.
    pub(super) const NOTHING: Self = Self(None);

    /// Takes the current policy out of the slot, and loads it if another one is there.
    #[inline]
    pub(super) fn take(live: &LivePolicy) -> Self {
        let version = live.version.load(Ordering::Acquire);
        if version == NOTHING_STORED {
            return Self(None);
        }
        // The slot of a thread that is ending cannot be accessed.
        match LATEST.try_with(Cell::take) {
            Ok(Some(latest)) if latest.version == version => Self(Some(latest)),
            other => live.load_instead_of(other.ok().flatten()),
        }
    }

    /// Puts the policy back. It is not done when this is dropped: that would be a call for each request.
    #[inline]
    pub(super) fn put_back(self) {
        let Some(policy) = self.0 else { return };
        if let Ok(Some(refilled)) = LATEST.try_with(|slot| slot.replace(Some(policy))) {
            discard(refilled);
        }
    }
}

/// Drops what a nested decision has put into the slot in the meantime.
#[cold]
#[inline(never)]
fn discard(refilled: Arc<Versioned>) {
    drop(refilled);
}

impl LivePolicy {
    /// Starts with the policy in a `static`. It can be called in the initialiser of another `static`.
    #[must_use]
    pub const fn new(policy: &'static Policy) -> Self {
        Self {
            initial: policy,
            version: AtomicU64::new(NOTHING_STORED),
            current: ArcSwapOption::const_empty(),
            writer: Mutex::new(()),
            marks: Marks::new(),
        }
    }

    /// Replaces the policy. Requests that have been decided on keep the old one.
    pub fn store(&self, policy: Policy) {
        let _writer = self.lock();
        self.replace(policy);
    }

    /// Replaces the origins that were added to the policy at run time by `rows`: the same as storing
    /// [`with_origins`](Policy::with_origins) of the current policy.
    ///
    /// # Errors
    ///
    /// Every row that cannot be added, as [`with_origins`](Policy::with_origins) returns it. The current policy
    /// stays.
    pub fn set_origins<Row: AsRef<str>>(
        &self,
        rows: impl IntoIterator<Item = Row>,
    ) -> Result<(), RuntimeOriginsError> {
        let _writer = self.lock();
        let policy = self.load().with_origins(rows)?;
        self.replace(policy);
        Ok(())
    }

    /// Replaces the origins that were added to the policy at run time by those of `rows` that can be added, and
    /// returns the others: the same as storing [`with_accepted_origins`](Policy::with_accepted_origins) of the current
    /// policy.
    ///
    /// For rows that independent customers enter, so that the mistake of one of them does not keep the others from
    /// being updated.
    ///
    #[cfg_attr(feature = "macros", doc = "```")]
    #[cfg_attr(not(feature = "macros"), doc = "```ignore")]
    /// use cors_runtime::{LivePolicy, Policy, cors};
    ///
    /// static API: Policy = cors! { runtime_origins = ["https://{tenant}.example.app"] };
    /// static LIVE: LivePolicy = LivePolicy::new(&API);
    ///
    /// let rows = ["https://acme.example.app", "https://globex.example.app/"];
    /// for refused in LIVE.set_accepted_origins(rows) {
    ///     assert_eq!(refused.index(), 1);
    ///     assert_eq!(refused.error().to_string(), "has a trailing slash");
    /// }
    /// assert!(LIVE.load().allows_origin("https://acme.example.app"));
    /// ```
    pub fn set_accepted_origins<Row: AsRef<str>>(
        &self,
        rows: impl IntoIterator<Item = Row>,
    ) -> Vec<RefusedRow> {
        let _writer = self.lock();
        let (policy, refused) = self.load().with_accepted_origins(rows);
        self.replace(policy);
        refused
    }

    /// Returns the current policy, to evaluate requests with or to derive another policy from.
    #[must_use]
    pub fn load(&self) -> Policy {
        let in_use = InUse::take(self);
        let policy = self.policy(&in_use).clone();
        in_use.put_back();
        policy
    }

    /// Waits for other writers. If one of them panicked, it stored nothing.
    pub(super) fn lock(&self) -> MutexGuard<'_, ()> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stores a policy; the caller holds the writers' lock.
    pub(super) fn replace(&self, policy: Policy) {
        let version = LAST_VERSION.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        self.current.store(Some(Arc::new(Versioned { version, policy })));
        // After the pointer: a reader that sees the version loads that policy or a later one.
        self.version.store(version, Ordering::Release);
    }

    /// Loads the shared pointer, because the slot was empty or had the policy `other`.
    #[cold]
    #[inline(never)]
    fn load_instead_of(&self, other: Option<Arc<Versioned>>) -> InUse {
        drop(other);
        InUse(self.current.load_full())
    }

    /// The policy that was taken.
    #[inline]
    fn policy<'p>(&'p self, in_use: &'p InUse) -> &'p Policy {
        in_use.0.as_ref().map_or(self.initial, |latest| &latest.policy)
    }

    /// The policy that was taken, with the marks of this `LivePolicy`.
    #[inline]
    pub(super) fn selected<'p>(&'p self, in_use: &'p InUse) -> Selected<'p, Base> {
        Selected { marks: &self.marks, ..Selected::of(self.policy(in_use)) }
    }

    /// Calls `decide` with the current policy and the marks of this `LivePolicy`.
    #[inline]
    fn select<R>(&self, decide: impl FnOnce(Selected<'_, Base>) -> R) -> R {
        let in_use = InUse::take(self);
        // The only call: it is compiled in place, so that its result is not moved.
        let decided = decide(self.selected(&in_use));
        in_use.put_back();
        decided
    }

    pub(super) fn take_marks(&self, is_on_handlers: bool) {
        let in_use = InUse::take(self);
        let _ = self.marks.get(is_on_handlers, &self.policy(&in_use).data().label);
        in_use.put_back();
    }
}

/// Starts with a policy that was made at run time.
impl From<Policy> for LivePolicy {
    fn from(policy: Policy) -> Self {
        let live = Self::new(&CLOSED);
        live.replace(policy);
        live
    }
}

/// Prints the name or the location of the current policy.
impl fmt::Debug for LivePolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LivePolicy").field(&self.load().data().label).finish()
    }
}

impl sealed::Source for &'static LivePolicy {
    type Handle = Base;

    #[inline]
    fn with<'r, R>(
        &self,
        _: impl FnOnce() -> Target<'r>,
        decide: impl FnOnce(Selected<'_, Base>) -> R,
    ) -> R {
        self.select(decide)
    }

    fn take_marks(&self, is_on_handlers: bool) {
        LivePolicy::take_marks(self, is_on_handlers);
    }
}

impl sealed::Source for Arc<LivePolicy> {
    type Handle = Base;

    #[inline]
    fn with<'r, R>(
        &self,
        _: impl FnOnce() -> Target<'r>,
        decide: impl FnOnce(Selected<'_, Base>) -> R,
    ) -> R {
        self.select(decide)
    }

    fn take_marks(&self, is_on_handlers: bool) {
        LivePolicy::take_marks(self, is_on_handlers);
    }
}

impl sealed::IntoSource for &'static LazyLock<LivePolicy> {}

impl IntoPolicySource for &'static LazyLock<LivePolicy> {
    type Source = &'static LivePolicy;

    fn into_source(self) -> &'static LivePolicy {
        self
    }
}

impl LivePolicy {
    /// This policy as a source.
    #[doc(hidden)]
    #[must_use]
    pub const fn __static_source(&'static self) -> StaticSource {
        StaticSource::Live(self)
    }
}

impl PolicyOfRow for LivePolicy {}

impl NamedPolicy for LivePolicy {
    fn named_source(&'static self) -> StaticSource {
        self.__static_source()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::PolicyData;
    use cors_tables::PolicyTable;
    use cors_tables::stored::Text;

    fn named(name: &str) -> Policy {
        let mut data = PolicyData::fixed(PolicyTable::NOTHING, "", "");
        data.label = Text::from(name.to_owned());
        Policy::shared(data)
    }

    fn name(live: &LivePolicy) -> String {
        live.select(|selected| selected.policy.data.label.value().to_owned())
    }

    #[test]
    fn the_last_policy_stored_is_read() {
        static LIVE: LivePolicy = LivePolicy::new(&CLOSED);
        assert_eq!(name(&LIVE), "cors_runtime::CLOSED");
        for number in 0..10 {
            LIVE.store(named(&number.to_string()));
            assert_eq!(name(&LIVE), number.to_string());
            assert_eq!(name(&LIVE), number.to_string());
            let other = std::thread::spawn(|| name(&LIVE));
            assert_eq!(other.join().unwrap(), number.to_string());
        }
    }

    /// A reader completes at every step of a writer: while it holds its lock, when it has stored the pointer but not
    /// the version, and when it has stored both but still holds the lock.
    #[test]
    fn readers_do_not_wait_for_a_writer() {
        let live = Arc::new(LivePolicy::from(named("old")));
        let read_elsewhere = || {
            let live = Arc::clone(&live);
            std::thread::spawn(move || name(&live)).join().unwrap()
        };
        assert_eq!(name(&live), "old");
        let writer = live.lock();
        assert_eq!((name(&live), read_elsewhere()), ("old".into(), "old".into()));
        let version = LAST_VERSION.fetch_add(1, Ordering::Relaxed) + 1;
        live.current.store(Some(Arc::new(Versioned { version, policy: named("new") })));
        // A thread that has the old one keeps it, and another thread loads the current pointer.
        assert_eq!((name(&live), read_elsewhere()), ("old".into(), "new".into()));
        live.version.store(version, Ordering::Release);
        assert_eq!((name(&live), read_elsewhere()), ("new".into(), "new".into()));
        drop(writer);
        assert_eq!(name(&live), "new");
    }

    /// The slot belongs to a version, and not to an address.
    #[test]
    fn another_one_at_the_same_address_has_its_own_policy() {
        let mut live = Box::new(LivePolicy::from(named("0")));
        for number in 0..100 {
            assert_eq!(name(&live), number.to_string());
            // In the place of the old one, as an allocator may put it.
            *live = LivePolicy::from(named(&(number + 1).to_string()));
        }
    }

    #[test]
    fn decisions_within_a_decision_see_their_own_policies() {
        let (one, other) = (LivePolicy::from(named("one")), LivePolicy::from(named("other")));
        one.select(|outer| {
            assert_eq!((name(&one), name(&other)), ("one".into(), "other".into()));
            one.store(named("two"));
            assert_eq!(name(&one), "two");
            assert_eq!(outer.policy.data.label.value(), "one");
        });
        assert_eq!((name(&one), name(&other)), ("two".into(), "other".into()));
    }

    #[test]
    fn a_decision_that_panics_leaves_the_policy() {
        let live = LivePolicy::from(named("one"));
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            live.select(|_| panic!("a test"))
        }));
        assert!(panicked.is_err());
        assert_eq!(name(&live), "one");
    }

    /// A replaced policy is freed as soon as no thread has it in its slot.
    #[test]
    fn replaced_policies_are_freed() {
        let first = named("first");
        let Base::Shared(data) = &first.__base else { panic!("it is shared") };
        let weak = Arc::downgrade(data);
        let live = LivePolicy::from(first);
        assert_eq!(name(&live), "first");
        live.store(named("second"));
        assert!(weak.upgrade().is_some(), "it is in the slot of this thread");
        assert_eq!(name(&live), "second");
        assert!(weak.upgrade().is_none());
    }
}
