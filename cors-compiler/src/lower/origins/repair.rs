//! What to write instead of a text that is not a pattern.

use super::super::budgets::Budgets;
use super::error::Wanted;
use crate::finding::{Edit, Help, Written, words};
use crate::location::Location;
use crate::model::origin::{self, OriginError, OriginErrorKind, OriginPattern};
use crate::model::pattern::{Form, Meant, Reader};

/// How many steps it takes to try all repairs of a text, for each of its bytes: each attempt reads it
/// once or twice.
const STEPS_PER_BYTE: usize = 16;

impl Budgets {
    /// A reader that may try all repairs of a text, unless the budget is spent.
    pub(super) fn repairer(&self, text: &str) -> Option<Reader<'_>> {
        self.repairs.budget().spend(text.len().saturating_mul(STEPS_PER_BYTE)).ok()?;
        Some(Reader::new(&self.repairs))
    }
}

/// What to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Repair {
    /// One string.
    One(Meant),
    /// A string per scheme.
    PerScheme(Vec<Meant>),
    /// A string per origin.
    PerOrigin(Vec<Meant>),
    /// A regex.
    Regex(String),
}

impl Repair {
    /// What was meant by a text, if it is clear and may be written there.
    pub(super) fn of(
        text: &str,
        OriginError { kind, range }: &OriginError,
        wanted: Wanted,
        reader: Reader<'_>,
    ) -> Option<Self> {
        if matches!(kind, OriginErrorKind::TooLarge(_)) {
            return None;
        }
        if wanted == Wanted::Pattern(Form::Regex) {
            return reader.repaired_regex(text).map(Self::Regex);
        }
        let fits = |meant: &Meant| wanted != Wanted::Origin || meant.is_exact();
        if let Some(meant) = reader.per_scheme(text).filter(|meant| meant.iter().all(fits)) {
            return Some(Self::PerScheme(meant));
        }
        let one = match kind {
            OriginErrorKind::Placeholder(_) => reader
                .with_meant_ports(text)
                .filter(fits)
                .or_else(|| reader.repaired_placeholders(text)),
            OriginErrorKind::Regex(_) => reader.repaired_placeholders(text),
            OriginErrorKind::NoOrigin(_) => None,
            OriginErrorKind::Several(_) => {
                let several = origin::several(text)?;
                return several.iter().all(fits).then_some(Self::PerOrigin(several));
            }
            kind => {
                let wrong = text.get(range.clone()).unwrap_or_default();
                let regex = match wanted {
                    Wanted::Origin => None,
                    Wanted::Pattern(_) => reader.meant_regex(text, kind, wrong),
                };
                if let Some(regex) = regex {
                    return Some(Self::Regex(regex));
                }
                reader.repaired(text)
            }
        };
        one.filter(fits).map(Self::One)
    }

    /// The plain pattern, if that is all there is to write.
    pub(super) fn plain(&self) -> Option<&OriginPattern> {
        match self {
            Self::One(Meant::Plain(plain)) => Some(plain),
            Self::One(Meant::Text(_))
            | Self::PerScheme(_)
            | Self::PerOrigin(_)
            | Self::Regex(_) => None,
        }
    }

    /// The repair of the string or regex that is written here.
    pub(super) fn help(&self, location: Location) -> Help {
        let items = |meant: &[Meant]| Written::Items(meant.iter().map(Written::from).collect());
        let replace = |with: &Written| [Edit::Replace { location, with: with.clone() }];
        match self {
            Self::One(meant) => Help::write(location, Written::from(meant)),
            Self::Regex(regex) => Help::write(location, Written::Regex(regex.clone())),
            Self::PerScheme(meant) => {
                let items = items(meant);
                let edits = replace(&items);
                Help::certain(words!("write one string per scheme: {items}", items), edits)
            }
            Self::PerOrigin(meant) => {
                let items = items(meant);
                let edits = replace(&items);
                Help::certain(words!("write one string per origin: {items}", items), edits)
            }
        }
    }
}
