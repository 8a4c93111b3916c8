//! Repairs for a regex or a placeholder that cannot be parsed, or matches no origin.
//!
//! As for plain origins: what people write is made into what they meant, and offered only if it
//! then matches something.

use super::placeholder::is_name;
use super::{Meant, Reader};
use crate::model::origin::{OriginError, OriginErrorKind, run_of_numbers};

impl Reader<'_> {
    /// The regex to write instead of `text`, if there is one that differs and matches an origin.
    ///
    /// ```
    /// use cors_compiler::language::Automata;
    /// use cors_compiler::model::pattern::Reader;
    /// let meant = Reader::new(&Automata::unlimited()).repaired_regex("^a\\.example/?$");
    /// assert_eq!(meant.as_deref(), Some("https://a\\.example"));
    /// ```
    #[must_use]
    pub fn repaired_regex(self, text: &str) -> Option<String> {
        let unescaped = text.trim().replace("\\/", "/");
        // Between slashes, as in JavaScript.
        let between = unescaped.strip_prefix('/').and_then(|rest| {
            // Origins are in lower case, so that the flag `i` changes nothing.
            rest.strip_suffix('/').or_else(|| rest.strip_suffix("/i"))
        });
        let unanchored = without_anchors(between.unwrap_or(&unescaped));
        let whole = with_scheme(without_path(unanchored));
        // An escape may have another meaning in lower case.
        let lower_case = (!whole.contains('\\')).then(|| whole.to_ascii_lowercase());
        [Some(whole), lower_case]
            .into_iter()
            .flatten()
            .find(|meant| meant != text && self.regex(meant).is_ok())
    }

    /// The pattern to write instead of `text`, whose placeholders cannot be read, if there is one.
    ///
    /// ```
    /// use cors_compiler::language::Automata;
    /// use cors_compiler::model::pattern::Reader;
    /// let meant = Reader::new(&Automata::unlimited())
    ///     .repaired_placeholders("https://pr-{[0-9]+}.example.com");
    /// assert_eq!(meant.unwrap().to_string(), "https://pr-{n:[0-9]+}.example.com");
    /// ```
    #[must_use]
    pub fn repaired_placeholders(self, text: &str) -> Option<Meant> {
        let mut meant = text.to_owned();
        // Each round fixes the first mistake, and parses the whole again.
        for _ in text.matches('{').take(MOST_PLACEHOLDERS) {
            let Err(OriginError { kind, range }) = self.text(&meant) else { break };
            let range = match kind {
                OriginErrorKind::Placeholder(_) => range,
                OriginErrorKind::Regex(_) => enclosing(&meant, range.start)?,
                _ => return None,
            };
            let body = meant.get(range.clone())?.strip_prefix('{')?.strip_suffix('}')?;
            let body = self.meant_body(body.trim())?;
            meant = format!("{}{{{body}}}{}", meant.get(..range.start)?, meant.get(range.end..)?);
        }
        if meant == text { None } else { self.meant(meant) }
    }

    /// What is between the braces of a placeholder, with a name and a regex that can be read.
    fn meant_body(self, body: &str) -> Option<String> {
        let (name, regex) = match body.split_once(':') {
            Some((name, regex)) => (name, Some(without_anchors(regex))),
            None => (body, None),
        };
        let named = name.trim().replace(['-', ' ', '.'], "_");
        let regex = match regex {
            Some(regex) if name.is_empty() => return Some(format!("n:{regex}")),
            Some(regex) => return is_name(&named).then(|| format!("{named}:{regex}")),
            None if is_name(&named) => return Some(named),
            None => without_anchors(body),
        };
        if regex.is_empty() || regex.bytes().all(|byte| byte == b'*') {
            return Some("name".to_owned());
        }
        // `{a,b}`, as a shell has it.
        let choices: Vec<&str> = regex.split(',').map(str::trim).collect();
        if choices.iter().all(|choice| is_name(choice)) {
            return Some(format!("n:{}", choices.join("|")));
        }
        if let Some(numbers) = run_of_numbers(regex) {
            return Some(format!("n:{numbers}"));
        }
        self.automata.regex(regex).is_ok().then(|| format!("n:{regex}"))
    }
}

/// A regex with the scheme that was meant, if it has none.
fn with_scheme(origin: &str) -> String {
    if origin.contains(":/") {
        return origin.to_owned();
    }
    let is_local = ["localhost", "127\\."].iter().any(|local| origin.starts_with(local));
    let scheme = if is_local { "http" } else { "https" };
    match is_alternation(origin) {
        true => format!("{scheme}://({origin})"),
        false => format!("{scheme}://{origin}"),
    }
}

/// Without `^` and `$`, which a pattern needs as little as their longer forms.
fn without_anchors(regex: &str) -> &str {
    let regex = ["^", "\\A"].iter().find_map(|start| regex.strip_prefix(start)).unwrap_or(regex);
    let is_escaped = regex.ends_with("\\$");
    let end = ["$", "\\z", "\\Z"].iter().find_map(|end| regex.strip_suffix(end));
    end.filter(|_| !is_escaped).unwrap_or(regex)
}

/// Whether a `|` is outside of all groups, so that what is put before the regex would belong to
/// its first alternative alone.
fn is_alternation(regex: &str) -> bool {
    let mut depth = 0_usize;
    let mut escaped = false;
    for byte in regex.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' | b'[' => depth = depth.saturating_add(1),
            b')' | b']' => depth = depth.saturating_sub(1),
            b'|' if depth == 0 => return true,
            _ => {}
        }
    }
    false
}

/// Without what matches a path behind the host and the port.
fn without_path(regex: &str) -> &str {
    let ends = ["(/.*)?", "(?:/.*)?", "/.*", "/?", "/"];
    ends.iter().find_map(|end| regex.strip_suffix(end)).unwrap_or(regex)
}

/// How many placeholders of one pattern are repaired: patterns written by hand have fewer.
const MOST_PLACEHOLDERS: usize = 4;

/// The bytes of the placeholder around byte `at`, if its regex contains no brace.
fn enclosing(text: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let start = text.get(..at)?.rfind('{')?;
    let end = at.checked_add(text.get(at..)?.find('}')?)?.checked_add(1)?;
    Some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Automata;

    #[test]
    fn regexes() {
        for (text, want) in [
            (r"^https://a\.example$", Some(r"https://a\.example")),
            (r"\Ahttps://a\.example\z", Some(r"https://a\.example")),
            (r"/^https:\/\/a\.example$/", Some(r"https://a\.example")),
            (r"/^https:\/\/a\.example$/i", Some(r"https://a\.example")),
            (r"a\.example", Some(r"https://a\.example")),
            (r"(a|b)\.example", Some(r"https://(a|b)\.example")),
            (r"a\.example|b\.example", Some(r"https://(a\.example|b\.example)")),
            (r"a\(b|c", Some(r"https://(a\(b|c)")),
            (r"(a)\.example|c", Some(r"https://((a)\.example|c)")),
            (r"localhost:[0-9]+", Some("http://localhost:[0-9]+")),
            (r"https://a\.example/", Some(r"https://a\.example")),
            (r"https://a\.example(/.*)?$", Some(r"https://a\.example")),
            ("HTTPS://[a-c].example", Some("https://[a-c].example")),
            // What is right, or stays wrong.
            (r"https://a\.example", None),
            (r"https://A\.example", None),
            (r"^https://a\.example$|^https://b\.example$", None),
            (r"https://a\.example\$", None),
            ("https://(a", None),
            ("", None),
        ] {
            let automata = Automata::unlimited();
            let meant = Reader::new(&automata).repaired_regex(text);
            assert_eq!(meant.as_deref(), want, "{text}");
        }
    }

    #[test]
    fn placeholders() {
        for (text, want) in [
            ("https://{[0-9]+}.example.com", Some("https://{n:[0-9]+}.example.com")),
            ("https://{[0-9]{1,3}}.example.com", Some("https://{n:[0-9]{1,3}}.example.com")),
            ("https://{:[0-9]+}.example.com", Some("https://{n:[0-9]+}.example.com")),
            ("https://{n:^[0-9]+$}.example.com", Some("https://{n:[0-9]+}.example.com")),
            ("https://{^[0-9]+$}.example.com", Some("https://{n:[0-9]+}.example.com")),
            ("https://{}.example.com", Some("https://{name}.example.com")),
            ("https://{*}.example.com", Some("https://{name}.example.com")),
            ("https://{tenant-id}.example.com", Some("https://{tenant_id}.example.com")),
            ("https://{my id:[a-z]+}.example.com", Some("https://{my_id:[a-z]+}.example.com")),
            ("http://192.168.1.{100-200}", Some("http://192.168.1.{n:1[0-9]{2}|200}")),
            ("https://pr-{1..20}.example.com", Some("https://pr-{n:[1-9]|1[0-9]|20}.example.com")),
            ("https://{a,b}.example.com", Some("https://{n:a|b}.example.com")),
            ("https://{a b}-{}.example.com", Some("https://{a_b}-{name}.example.com")),
            (
                "https://{}-{}-{}-{}.example.com",
                Some("https://{name}-{name}-{name}-{name}.example.com"),
            ),
            ("https://{}-{}-{}-{}-{}.example.com", None),
            // What is right, or stays wrong.
            ("https://{tenant}.example.com", None),
            ("https://{tenant.example.com", None),
            ("https://{n:[0-9}.example.com", None),
            ("https://{n:(}.example.com", None),
            ("{scheme}://example.com", None),
            ("https://{1}.example.com/", None),
            ("https://{n:é}.example.com", None),
        ] {
            let automata = Automata::unlimited();
            let meant = Reader::new(&automata).repaired_placeholders(text);
            assert_eq!(meant.map(|it| it.to_string()).as_deref(), want, "{text}");
        }
    }
}
