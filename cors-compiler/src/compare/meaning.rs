//! What a policy means: its origins as languages, and what they may do.

use super::part::Origins;
use super::permissions::Permissions;
use super::risks::RiskText;
use super::{MethodChange, Methods, NameSet, NotComparable, STEPS, Side};
use crate::ast;
use crate::finding::Findings;
use crate::key::Key;
use crate::language::{Automata, Language, TooLarge};
use crate::location::Located;
use crate::lower;
use crate::model::{AllowOrigins, Pattern, Policy};

/// What a policy means, independent of how it is written.
#[derive(Debug, Clone)]
pub struct Meaning {
    /// The origins that are allowed.
    pub(super) allowed: Origins,
    /// These, and those that a program may add.
    pub(super) possible: Origins,
    pub(super) permissions: Permissions,
    pub(super) risks: Vec<RiskText>,
    pub(super) patterns: Patterns,
    /// The keys with parts that could not be read.
    pub(super) unread: Vec<Key>,
}

/// The patterns of a policy, to find those that a difference is due to.
#[derive(Debug, Clone, Default)]
pub(super) struct Patterns {
    /// Of `allow_origins` and `runtime_origins`.
    pub(super) allowed: Vec<Located<Pattern>>,
    pub(super) denied: Vec<Located<Pattern>>,
}

impl Meaning {
    /// The meaning of a policy, whether or not it breaks rules.
    ///
    /// A part that cannot be read is left out; [`compare`](super::compare) refuses a policy where that could hide
    /// new access.
    ///
    /// # Errors
    ///
    /// The automata would be too large.
    pub fn of(policy: &ast::Policy) -> Result<Self, NotComparable> {
        // Findings are for `check`; what they left out is known from `unread`.
        let (model, exceptions) = lower::lower(policy, &mut Findings::default());
        let automata = Automata::within(STEPS);
        let mut permissions = Permissions::of(&model);
        // Whatever is next to `closed` has no effect.
        let is_closed = model.allow_origins == AllowOrigins::Nobody;
        let is_whole =
            |key: &Key| is_closed && *key != Key::Closed || model.unread.are_whole(&[*key]);
        if permissions.methods == Methods::AsMounted && !is_whole(&Key::AllowMethods) {
            // There is a list, of which nothing could be read.
            permissions.methods = Methods::Listed(NameSet::these(MethodChange::SAFELISTED));
        }
        let (allowed, possible) = origins_of(&automata, &model)?;
        Ok(Self {
            allowed,
            possible,
            permissions,
            risks: exceptions.risks().iter().map(RiskText::of).collect(),
            unread: Key::ALL
                .iter()
                .copied()
                .filter(|key| key.definition().decides_on_access && !is_whole(key))
                .collect(),
            patterns: Patterns::of(model),
        })
    }

    /// The meaning of the policy that allows nothing: with it, a whole policy is compared that was added or removed.
    #[must_use]
    pub fn nothing() -> Self {
        let none = || Origins { language: Language::empty(), null: false, is_any: false };
        Self {
            allowed: none(),
            possible: none(),
            permissions: Permissions::nothing(),
            risks: Vec::new(),
            patterns: Patterns::default(),
            unread: Vec::new(),
        }
    }

    /// What its origins may do.
    #[must_use]
    pub fn permissions(&self) -> &Permissions {
        &self.permissions
    }

    /// The origins that it allows, as a language; `null` is not in it.
    #[must_use]
    pub fn origins(&self) -> &Language {
        &self.allowed.language
    }

    /// Whether what could not be read of it can be left out of a comparison without hiding new access.
    pub(super) fn is_readable_as(&self, side: Side) -> Result<(), NotComparable> {
        let hides = |key: &Key| side == Side::New || *key == Key::DenyOrigins;
        let keys: Vec<Key> = self.unread.iter().copied().filter(hides).collect();
        if keys.is_empty() { Ok(()) } else { Err(NotComparable::Unread { side, keys }) }
    }
}

impl Patterns {
    fn of(model: Policy) -> Self {
        let mut allowed = match model.allow_origins {
            AllowOrigins::These(patterns) => patterns,
            AllowOrigins::Any(_) | AllowOrigins::Nobody => Vec::new(),
        };
        allowed.extend(model.runtime_origins);
        Self { allowed, denied: model.deny_origins }
    }
}

/// The origins that a policy allows, and these with the ones that may be added.
fn origins_of(automata: &Automata, policy: &Policy) -> Result<(Origins, Origins), TooLarge> {
    let denied = all_of(automata, &policy.deny_origins)?;
    let allowed = match &policy.allow_origins {
        AllowOrigins::Nobody => {
            let nobody = Origins::of(Language::empty(), false);
            return Ok((nobody.clone(), nobody));
        }
        AllowOrigins::Any(_) => {
            let is_any = policy.deny_origins.is_empty();
            Origins { is_any, ..minus(automata, &Origins::any(), &denied)? }
        }
        AllowOrigins::These(patterns) => minus(automata, &all_of(automata, patterns)?, &denied)?,
    };
    let addable = minus(automata, &all_of(automata, &policy.runtime_origins)?, &denied)?;
    let possible = Origins {
        language: automata.union(&allowed.language, &addable.language)?,
        null: allowed.null || addable.null,
        is_any: allowed.is_any,
    };
    Ok((allowed, possible))
}

fn minus(automata: &Automata, origins: &Origins, denied: &Origins) -> Result<Origins, TooLarge> {
    let language = automata.difference(&origins.language, &denied.language)?;
    Ok(Origins::of(language, origins.null && !denied.null))
}

/// Whatever one of the patterns matches.
fn all_of(automata: &Automata, patterns: &[Located<Pattern>]) -> Result<Origins, TooLarge> {
    let (mut exact, mut languages) = (Vec::new(), Vec::new());
    let mut null = false;
    for Located { value: pattern, .. } in patterns {
        match pattern.exact() {
            _ if *pattern == Pattern::Null => null = true,
            Some(origin) => exact.push(origin),
            None => languages.push(pattern.language(automata)?),
        }
    }
    automata.budget().spend(exact.iter().map(String::len).sum())?;
    languages.push(Language::from_strings(&exact));
    Ok(Origins::of(automata.union_of(languages)?, null))
}
