//! Several schemes in one string: `*://example.com`, `http(s)://example.com`.

use crate::language::Budget;
use crate::model::pattern;

/// The pattern once for each of the schemes that were meant, if each is well-formed.
pub(crate) fn per_scheme(text: &str, budget: &Budget) -> Option<Vec<String>> {
    let (schemes, rest) = text.split_once("://")?;
    let schemes = schemes.trim_start_matches('^').to_ascii_lowercase();
    let bare = schemes.trim_matches(['{', '}', '(', ')', '[', ']']);
    let both = ["*", "http*", "http(s)", "http(s)?", "https?", "http[s]", "http{s}", "http/https"];
    let schemes: Vec<&str> = if both.contains(&schemes.as_str()) || bare == "scheme" || bare == "*"
    {
        vec!["https", "http"]
    } else {
        bare.split([',', '|']).map(str::trim).collect()
    };
    if schemes.len() < 2 {
        return None;
    }
    let of_scheme = |scheme: &&str| {
        let one = format!("{scheme}://{rest}");
        match pattern::parse_within(&one, budget) {
            Ok(_) => Some(one),
            Err(_) => super::repaired_within(&one, budget),
        }
    };
    schemes.iter().map(of_scheme).collect()
}
