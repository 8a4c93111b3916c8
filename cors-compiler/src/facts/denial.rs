//! What denials do: whether one denies anything, and whether they leave anything of a pattern.

use super::pattern::PatternFacts;
use super::remaining::Lists;
use crate::language::TooLarge;
use crate::model::Pattern;
use crate::model::origin::Host;

/// Whether a denial denies something that is allowed.
pub(super) fn denies(denial: &PatternFacts<'_>, lists: &Lists<'_>) -> Result<bool, TooLarge> {
    Ok(lists.allowed.overlapping(denial).next().transpose()?.is_some())
}

/// Whether the denials leave nothing of an allowed pattern.
pub(super) fn is_denied<'p>(
    allowed: &PatternFacts<'p>,
    lists: &Lists<'p>,
) -> Result<bool, TooLarge> {
    if lists.denied.len() == 0 {
        // The usual case, in which no automaton is needed.
        return Ok(false);
    }
    if lists.denied.covering(allowed).next().transpose()?.is_some() {
        return Ok(true);
    }
    // Several denials together may leave nothing of a pattern that is more than one origin. Of
    // all labels there are, plain denials deny only some, or all at once.
    let plain_leave_some = match allowed.pattern {
        Pattern::Plain(plain) => matches!(plain.host(), Host::Subdomains(_)),
        Pattern::Regular(_) | Pattern::Null => false,
    };
    let may_be = allowed.exact.is_none()
        && !(plain_leave_some && lists.denied.regular_overlapping(allowed).next().is_none());
    Ok(may_be && lists.remaining(allowed)?.is_empty())
}
