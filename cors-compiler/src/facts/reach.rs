//! Whom an allowed pattern trusts.

use super::pattern::PatternFacts;
use super::remaining::Lists;
use crate::language::{Count, TooLarge};
use crate::model::Pattern;
use crate::model::origin::Host;
use crate::trust::{Reach, registrable_domain_of_subdomains};

/// The reach of a pattern that is more than one host; a plain origin never reaches far.
pub(super) fn reach<'p>(
    allowed: &PatternFacts<'p>,
    lists: &Lists<'p>,
) -> Result<Option<Reach>, TooLarge> {
    if let Pattern::Plain(plain) = allowed.pattern {
        let Host::Subdomains(base) = plain.host() else { return Ok(None) };
        if let Some(domain) = registrable_domain_of_subdomains(base) {
            let (count, domains) = (Count::Exactly(1), vec![domain]);
            return Ok(Some(Reach { count, domains, outsider: None, is_open: false }));
        }
    }
    if *allowed.pattern == Pattern::Null {
        return Ok(None);
    }
    lists.automata.reach(lists.remaining(allowed)?).map(Some)
}

#[cfg(test)]
mod tests {
    use crate::language::Automata;
    use crate::language::Count;
    use crate::model::pattern::parse;
    use crate::trust::registrable_domain_of_subdomains;

    /// The reach of a `*.` pattern that is known without counting is the counted one.
    #[test]
    fn the_short_way_and_the_count_agree() {
        for base in [
            "com",
            "example.com",
            "a.example.com",
            "example.com.",
            "co.uk",
            "example.co.uk",
            "github.io",
            "me.github.io",
            "amazonaws.com",
            "s3.amazonaws.com",
            "bucket.s3.amazonaws.com",
            "kawasaki.jp",
            "a.kawasaki.jp",
            "city.kawasaki.jp",
            "b.a.kawasaki.jp",
            "ck",
            "www.ck",
            "internal",
            "corp.internal",
            "localhost",
            "example.unlisted",
        ] {
            let pattern = parse(&format!("https://*.{base}")).unwrap();
            let counted = Automata::unlimited()
                .reach(&pattern.language(&Automata::unlimited()).unwrap())
                .unwrap();
            if let Some(domain) = registrable_domain_of_subdomains(base) {
                assert_eq!(
                    (counted.count, counted.domains),
                    (Count::Exactly(1), vec![domain]),
                    "{base}"
                );
            }
        }
    }
}
