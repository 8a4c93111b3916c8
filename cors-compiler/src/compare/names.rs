//! Sets of methods and of header names: finite ones, and those of `*` and `mirror_request`, which have all but a few.

use std::collections::BTreeSet;

use super::Direction;

/// A set of names. A name may be a family, `x-meta-{name}`: all names that start with `x-meta-`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum NameSet {
    /// These.
    These(BTreeSet<String>),
    /// All except these.
    AllExcept(BTreeSet<String>),
}

impl NameSet {
    /// All names.
    #[must_use]
    pub fn all() -> Self {
        Self::AllExcept(BTreeSet::new())
    }

    /// A finite set.
    #[must_use]
    pub fn these<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        Self::These(names.into_iter().map(str::to_owned).collect())
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::These(names) if names.is_empty())
    }

    /// Whether it has the name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        match self {
            Self::These(names) => cover(names, name),
            Self::AllExcept(names) => !names.iter().any(|one| overlap(one, name)),
        }
    }

    /// The names that the other set doesn't have. A family that the other set has a part of stays whole.
    ///
    /// ```
    /// use cors_compiler::compare::NameSet;
    ///
    /// let (all, some) = (NameSet::all(), NameSet::these(["PUT", "DELETE"]));
    /// assert!(some.minus(&all).is_empty());
    /// assert!(all.minus(&some).contains("PATCH") && !all.minus(&some).contains("PUT"));
    /// ```
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::These(names), other) => {
                Self::These(names.iter().filter(|name| !other.contains(name)).cloned().collect())
            }
            (Self::AllExcept(mine), Self::AllExcept(others)) => {
                Self::These(others.iter().filter(|one| !cover(mine, one)).cloned().collect())
            }
            (Self::AllExcept(mine), Self::These(names)) => {
                Self::AllExcept(mine.union(names).cloned().collect())
            }
        }
    }
}

/// What the names of a family begin with, `x-meta-{name}`; a name has no brace.
fn prefix(name: &str) -> Option<&str> {
    name.split_once('{').map(|(prefix, _)| prefix)
}

/// Whether names have a name, or every name of a family.
fn cover(names: &BTreeSet<String>, name: &str) -> bool {
    names.contains(name)
        || names.iter().any(|one| match (prefix(one), prefix(name)) {
            (Some(outer), Some(inner)) => inner.starts_with(outer),
            (Some(outer), None) => name.len() > outer.len() && name.starts_with(outer),
            (None, _) => false,
        })
}

/// Whether two names are equal, or one belongs to the family that the other is, or two families have names in common.
fn overlap(one: &str, other: &str) -> bool {
    match (prefix(one), prefix(other)) {
        (Some(one), Some(other)) => one.starts_with(other) || other.starts_with(one),
        (Some(family), None) => other.len() > family.len() && other.starts_with(family),
        (None, Some(family)) => one.len() > family.len() && one.starts_with(family),
        (None, None) => one == other,
    }
}

/// The names that were gained and lost.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct NameChange {
    /// Those that only the new policy has.
    pub gained: NameSet,
    /// Those that only the old policy has.
    pub lost: NameSet,
}

impl NameChange {
    /// The difference of two sets; `None` if they are equal.
    pub(super) fn between(old: &NameSet, new: &NameSet) -> Option<Self> {
        (old != new).then(|| Self { gained: new.minus(old), lost: old.minus(new) })
    }

    /// Whether it has names in this direction.
    #[must_use]
    pub fn has(&self, direction: Direction) -> bool {
        match direction {
            Direction::Gained => !self.gained.is_empty(),
            Direction::Lost => !self.lost.is_empty(),
        }
    }
}

/// The methods that a policy grants.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum Methods {
    /// Those of the handlers that have the policy: it has no `allow_methods`. Around a whole router only the
    /// safelisted ones.
    AsMounted,
    /// These. The safelisted ones are among them.
    Listed(NameSet),
}

/// How the methods changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum MethodChange {
    /// Both policies list their methods.
    Listed(NameChange),
    /// The old policy granted the methods of its handlers, and the new one has a list.
    NowListed {
        /// The listed methods that are not safelisted.
        listed: NameSet,
    },
    /// The old policy has a list, and the new one grants whatever methods its handlers serve.
    NowAsMounted {
        /// The listed methods that are not safelisted.
        listed: NameSet,
    },
}

impl MethodChange {
    /// The methods that are granted regardless of the policy's list.
    pub(super) const SAFELISTED: [&'static str; 3] = ["GET", "HEAD", "POST"];

    pub(super) fn between(old: &Methods, new: &Methods) -> Option<Self> {
        let besides = |listed: &NameSet| listed.minus(&NameSet::these(Self::SAFELISTED));
        match (old, new) {
            (Methods::AsMounted, Methods::AsMounted) => None,
            (Methods::Listed(old), Methods::Listed(new)) => {
                NameChange::between(old, new).map(Self::Listed)
            }
            (Methods::AsMounted, Methods::Listed(new)) => {
                Some(Self::NowListed { listed: besides(new) })
            }
            (Methods::Listed(old), Methods::AsMounted) => {
                Some(Self::NowAsMounted { listed: besides(old) })
            }
        }
    }

    /// Whether methods may have been gained, or lost. The methods of handlers are not known, so a change from or to
    /// them may go in both directions.
    #[must_use]
    pub fn has(&self, direction: Direction) -> bool {
        match (self, direction) {
            (Self::Listed(change), direction) => change.has(direction),
            (Self::NowListed { listed }, Direction::Gained)
            | (Self::NowAsMounted { listed }, Direction::Lost) => !listed.is_empty(),
            (Self::NowListed { listed }, Direction::Lost)
            | (Self::NowAsMounted { listed }, Direction::Gained) => *listed != besides_all(),
        }
    }
}

/// All methods that are not safelisted.
fn besides_all() -> NameSet {
    NameSet::all().minus(&NameSet::these(MethodChange::SAFELISTED))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By the definition: a name is in the difference exactly if the one set has it and the other does not.
    #[test]
    fn differences_of_finite_and_infinite_sets() {
        let finite = [&[][..], &["a"], &["a", "b"], &["b", "c"]];
        let sets: Vec<NameSet> = finite
            .iter()
            .flat_map(|names| {
                let names: BTreeSet<String> = names.iter().map(|&name| name.to_owned()).collect();
                [NameSet::These(names.clone()), NameSet::AllExcept(names)]
            })
            .collect();
        for (one, other) in sets.iter().flat_map(|one| sets.iter().map(move |other| (one, other))) {
            for name in ["a", "b", "c", "d"] {
                let expected = one.contains(name) && !other.contains(name);
                assert_eq!(one.minus(other).contains(name), expected, "{one:?} {other:?} {name}");
            }
            assert_eq!(NameChange::between(one, other).is_none(), one == other);
        }
    }

    /// A family is compared by its prefix, and stays whole where only a part of it is in the other set.
    #[test]
    fn families_are_sets_of_names() {
        let family = NameSet::these(["x-a", "x-m-{name}"]);
        for (name, is_in) in [("x-a", true), ("x-m-b", true), ("x-m-", false), ("x-b", false)] {
            assert_eq!(family.contains(name), is_in, "{name}");
        }
        let all = NameSet::all().minus(&NameSet::these(["authorization"]));
        assert!(all.contains("x-m-{name}") && !all.contains("auth{name}"));
        let without = NameSet::all().minus(&family);
        assert!(!without.contains("x-m-b") && without.contains("x-b"));
        for (one, other, rest) in [
            (&["x-m-b"][..], &["x-m-{name}"][..], &[][..]),
            (&["x-m-n-{name}"], &["x-m-{name}"], &[]),
            (&["x-m-{name}"], &["x-m-n-{name}"], &["x-m-{name}"]),
            (&["x-m-{name}"], &["x-m-b"], &["x-m-{name}"]),
            (&["x-m-{name}"], &["x-m-{name}"], &[]),
        ] {
            let set = |names: &[&str]| NameSet::these(names.iter().copied());
            assert_eq!(set(one).minus(&set(other)), set(rest), "{one:?} {other:?}");
        }
        let except = NameSet::all().minus(&NameSet::these(["x-m-{name}", "x-b"]));
        assert_eq!(NameSet::all().minus(&except), NameSet::these(["x-m-{name}", "x-b"]));
    }

    #[test]
    fn methods_of_handlers_may_be_more_or_less_than_a_list() {
        let listed = |names: &[&str]| {
            Methods::Listed(NameSet::these(names.iter().copied().chain(MethodChange::SAFELISTED)))
        };
        let all = Methods::Listed(NameSet::all());
        for (old, new, gained, lost) in [
            (Methods::AsMounted, Methods::AsMounted, false, false),
            (Methods::AsMounted, listed(&["PUT"]), true, true),
            (Methods::AsMounted, listed(&[]), false, true),
            (Methods::AsMounted, all.clone(), true, false),
            (listed(&["PUT"]), Methods::AsMounted, true, true),
            (listed(&[]), Methods::AsMounted, true, false),
            (all.clone(), Methods::AsMounted, false, true),
            (listed(&["PUT"]), listed(&["DELETE"]), true, true),
            (listed(&["PUT"]), all, true, false),
        ] {
            let change = MethodChange::between(&old, &new);
            let has = |direction| change.as_ref().is_some_and(|change| change.has(direction));
            assert_eq!(has(Direction::Gained), gained, "{old:?} {new:?}");
            assert_eq!(has(Direction::Lost), lost, "{old:?} {new:?}");
        }
    }
}
