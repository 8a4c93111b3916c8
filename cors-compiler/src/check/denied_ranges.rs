//! A denied address range of which other ports or another scheme are still allowed.

use super::left::Lists;
use crate::finding::Finding;
use crate::language::TooLarge;
use crate::model::origin::AddressRange;
use crate::model::pattern::{Pattern, Reader};
use crate::origins::readable_witness;
use crate::place::Placed;
use crate::rules::DENIAL_KEEPS_HOST;

/// Warns of a denied range of which something is still allowed by the patterns that it is taken from.
pub(super) fn check_range(
    denial: &Placed<Pattern>,
    lists: &Lists<'_>,
) -> Result<Option<Finding>, TooLarge> {
    let Pattern::Regular(regular) = &denial.value else { return Ok(None) };
    let Some(range) = regular.range() else { return Ok(None) };
    let (mut first, mut to_deny) = (None, Vec::new());
    for scheme in ["https", "http"] {
        for by in lists.allowed.regular() {
            let Some(witness) = kept(scheme, range, *by, lists)? else { continue };
            first.get_or_insert((witness, *by));
            to_deny.push(format!("{scheme}://{range}:*"));
            break;
        }
    }
    let Some((witness, by)) = first else { return Ok(None) };
    let message = format!("`{range}` is still allowed, as `{witness}`");
    let warning = Finding::new(&DENIAL_KEEPS_HOST, denial.place, message);
    let warning = match (lists.allowed.pattern(by), lists.allowed.place(by)) {
        (Some(pattern), Some(place)) => warning.elsewhere(format!("it matches `{pattern}`"), place),
        _ => warning,
    };
    let written = denial.value.to_string();
    let is_covered = to_deny
        .iter()
        .any(|whole| written.starts_with(whole.trim_end_matches('*').trim_end_matches(':')));
    let add = format!("add \"{}\" to `deny_origins`", to_deny.join("\", \""));
    Ok(Some(warning.help(match is_covered {
        true => format!("{add}, and remove \"{written}\" there, which is covered then"),
        false => add,
    })))
}

/// An origin of the range, on any port, that a pattern still allows.
fn kept(
    scheme: &str,
    range: AddressRange,
    by: usize,
    lists: &Lists<'_>,
) -> Result<Option<String>, TooLarge> {
    let any_port = format!("{scheme}://{range}:*");
    let Ok(Pattern::Regular(any_port)) = Reader::new(lists.budget).text(&any_port) else {
        return Ok(None);
    };
    let kept = lists.left(by)?.intersection_within(any_port.language(), lists.budget)?;
    if kept.is_empty() { Ok(None) } else { readable_witness(&kept, lists.budget) }
}
