//! Schemes as people write them: `https//`, `htps://`, `*://`, `http(s)://`.

use crate::model::pattern::{Meant, Reader};

impl Reader<'_> {
    /// The pattern once for each of the schemes that were meant, if each is well-formed.
    pub(crate) fn per_scheme(self, text: &str) -> Option<Vec<Meant>> {
        let (schemes, rest) = text.split_once("://")?;
        let schemes = schemes.trim_start_matches('^').to_ascii_lowercase();
        let bare = schemes.trim_matches(['{', '}', '(', ')', '[', ']']);
        let is_both = BOTH.contains(&schemes.as_str()) || bare == "scheme" || bare == "*";
        let schemes: Vec<&str> = match is_both {
            true => vec!["https", "http"],
            false => bare.split([',', '|']).map(str::trim).collect(),
        };
        if schemes.len() < 2 {
            return None;
        }
        let of_scheme = |scheme: &&str| {
            let one = format!("{scheme}://{rest}");
            match self.text(&one) {
                Ok(_) => self.meant(one),
                Err(_) => self.repaired(&one),
            }
        };
        schemes.iter().map(of_scheme).collect()
    }
}

/// How people write `http` and `https` at once.
const BOTH: [&str; 8] =
    ["*", "http*", "http(s)", "http(s)?", "https?", "http[s]", "http{s}", "http/https"];

/// `http` or `https`, if `scheme` is one typing error away from it.
pub(in crate::model::origin) fn meant_scheme(scheme: &str) -> Option<&'static str> {
    let is_near =
        |meant: &&str| scheme != *meant && strsim::damerau_levenshtein(scheme, meant) <= 1;
    let meant = ["https", "http"].into_iter().filter(|_| !["http", "https"].contains(&scheme));
    meant.filter(is_near).min_by_key(|meant| strsim::damerau_levenshtein(scheme, meant))
}

/// The scheme in lower case, however it is set off: `https:/`, `https//` and `https:\\` too.
pub(super) fn split(text: &str) -> (Option<String>, &str) {
    if let Some((scheme, rest)) = text.split_once("://") {
        return (Some(scheme.to_ascii_lowercase()), rest);
    }
    for scheme in ["https", "http"] {
        let Some((start, rest)) = text.split_at_checked(scheme.len()) else { continue };
        let behind = rest.trim_start_matches([':', '/', '\\']);
        if start.eq_ignore_ascii_case(scheme) && behind.len() < rest.len() {
            return (Some(scheme.to_owned()), behind);
        }
    }
    (None, text.trim_start_matches('/'))
}
