//! Which of several names was meant: for "did you mean".

use crate::language::Budget;

/// How long names may be that are compared.
const MAX_NAME: usize = 64;

/// The one of `candidates` that `written` is a likely misspelling of, found within a budget.
///
/// Long names and names of another length are not compared.
pub fn did_you_mean<'c>(
    written: &str,
    candidates: impl IntoIterator<Item = &'c str>,
    budget: &Budget,
) -> Option<&'c str> {
    nearest(written, &mut candidates.into_iter(), budget)
}

fn nearest<'c>(
    written: &str,
    candidates: &mut dyn Iterator<Item = &'c str>,
    budget: &Budget,
) -> Option<&'c str> {
    if written.len() > MAX_NAME {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        budget.spend(1).ok()?;
        // An abbreviation lacks the end; otherwise one typing error in four letters is close enough.
        let is_start = written.len() > 4 && candidate.starts_with(written);
        let most = candidate.len() / 4;
        let is_like =
            candidate.len() <= MAX_NAME && candidate.len().abs_diff(written.len()) <= most;
        if !is_start && !is_like {
            continue;
        }
        let distance = if candidate.len() <= MAX_NAME {
            budget.spend(written.len().saturating_mul(candidate.len())).ok()?;
            strsim::damerau_levenshtein(written, candidate)
        } else {
            candidate.len().saturating_sub(written.len())
        };
        let is_best = best.is_none_or(|(least, _)| distance < least);
        if is_best && (is_start || distance <= most) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_within_a_budget() {
        let names = ["allow_origins", "allow_methods", "max_age"];
        assert_eq!(did_you_mean("alow_origin", names, &Budget::unlimited()), Some("allow_origins"));
        assert_eq!(did_you_mean("allow_m", names, &Budget::unlimited()), Some("allow_methods"));
        assert_eq!(did_you_mean("maxage", names, &Budget::unlimited()), Some("max_age"));
        assert_eq!(did_you_mean("age", names, &Budget::unlimited()), None);
        assert_eq!(did_you_mean(&"x".repeat(10_000_000), names, &Budget::unlimited()), None);
        let long = "https://".to_owned() + &"x".repeat(10_000_000);
        assert_eq!(
            did_you_mean("https://xxx", [long.as_str()], &Budget::unlimited()),
            Some(long.as_str())
        );
        assert_eq!(did_you_mean("maxage", names, &Budget::of(10)), None);
    }
}
