//! What a help line says to write.

use std::ops::Range;

use cors_compiler::Key;

/// A text to put in the place of what is wrong.
pub(crate) enum Help<'l> {
    /// One value, key or word.
    Place(&'l str),
    /// A regex, which takes the place of a whole one.
    Regex(&'l str),
    /// What is missing before the place.
    Before(&'l str),
    /// The value of `key = value`, which takes the place of the entry's.
    Entry(&'l str),
    /// A policy, which takes the place of the whole one.
    Policy(&'l str),
    /// What takes the place of the entry of a key, which is removed where this is empty.
    EntryOf { key: &'l str, with: &'l str },
}

/// Help lines that begin with "write" and are no replacement, and why.
pub(crate) const EXAMPLES: &[(&str, &str)] = &[
    ("write one list, or remove one of the two", "which was meant cannot be told"),
    (
        "write the keys at the top of the text, without the table's header",
        "it is about lines elsewhere",
    ),
    ("write the keys without the table around them", "it is about the braces around"),
    ("write the origin itself, as in \"https://example.com\"", "only the user knows which"),
    ("write \"90s\", \"10m\" or \"2h\", or a number of seconds", "only the user knows how long"),
    ("write one origin that the pattern matches", "which of them cannot be told"),
    ("write one origin, without a wildcard", "which cannot be told"),
    ("write one origin, without a placeholder", "which cannot be told"),
    (
        "write a range as in \"http://10.0.0.0/8\" or \"http://[fd00::/8]:*\"",
        "which range was meant is not clear",
    ),
    ("write one string per origin", "one of them has no repair that may stand here"),
    (WILDCARDS, "where the wildcard was meant cannot be told"),
    ("write a list: `[…]`", "what is in the list cannot be told"),
    ("write `regex(…)` once for each", "it is about the items around"),
    ("write it as in `regex(r\"https://[a-z]+\\.example\\.com\")`", "there is no regex yet"),
    ("write `=` and a value", "there is no value yet"),
    ("write a value after the `=`", "there is no value yet"),
    ("write a key and its value, as in `allow_credentials = true`", "there is neither yet"),
    (
        "write a comma before this, or put the whole value in quotes",
        "whether it is one value or two cannot be told",
    ),
];

const WILDCARDS: &str = "write \"https://*.example.com\" for subdomains, \"http://localhost:*\" for ports, or a placeholder, as in \"https://app-{name}.example.com\"";

impl<'l> Help<'l> {
    /// `None` if the line says nothing to write, or nothing that is known to be an example; `Err` if
    /// it is one.
    pub(crate) fn read(line: &'l str) -> Option<Result<Self, &'static str>> {
        if let Some((example, _)) = EXAMPLES.iter().find(|(example, _)| *example == line) {
            return Some(Err(example));
        }
        if let Some(help) = Self::of_entry(line) {
            return Some(Ok(help));
        }
        let text = line.strip_prefix("or ").unwrap_or(line).strip_prefix("write ")?;
        // Why, or what goes with it.
        let ends = [
            ", which is the most that Chromium keeps",
            ", without the list",
            ", which covers every name",
            ", or remove `\"*\"`",
        ];
        let text = ends.iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
        let several =
            ["one string per origin: ", "one string per scheme: ", "one string per name: "];
        if let Some(several) = several.iter().find_map(|start| text.strip_prefix(start)) {
            return Some(Ok(Self::Place(several)));
        }
        match text.strip_suffix(" before this") {
            Some("a comma") => return Some(Ok(Self::Before(","))),
            Some(code) => return Some(Ok(Self::Before(code.trim_matches('`')))),
            None if text == "it on a line of its own" => return Some(Ok(Self::Before("\n"))),
            None => {}
        }
        if let Some(code) = text.strip_prefix('`').and_then(|text| text.strip_suffix('`')) {
            if code.contains('`') {
                return None;
            }
            if code.starts_with("regex(") || code.starts_with("{ regex") {
                return Some(Ok(Self::Regex(code)));
            }
            return Some(Ok(match code.split_once(" = ") {
                Some((_, value)) => Self::Entry(value),
                None => Self::Place(code),
            }));
        }
        let is_string = text.len() > 1
            && text.starts_with('"')
            && text.ends_with('"')
            && !text[1..text.len() - 1].replace("\\\"", "").contains('"');
        let is_word = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (is_string || is_word).then_some(Ok(Self::Place(text)))
    }

    /// What is about an entry, or about all of them.
    fn of_entry(line: &'l str) -> Option<Self> {
        let line = line.strip_prefix("or ").unwrap_or(line);
        let ends = [
            ", for a policy that allows no origin",
            ", for a policy that allows the listed origins",
        ];
        let line = ends.iter().find_map(|end| line.strip_suffix(end)).unwrap_or(line);
        let code = |text: &'l str| {
            let code = text.strip_prefix('`')?.strip_suffix('`')?;
            (!code.contains('`')).then_some(code)
        };
        if let Some(policy) = line.strip_prefix("write only ") {
            return Some(Self::Policy(code(policy)?));
        }
        if let Some(key) = line.strip_prefix("remove ").and_then(code) {
            return Key::named(key).map(|_| Self::EntryOf { key, with: "" });
        }
        if let Some((key, with)) = line.strip_prefix("replace ")?.split_once(" with ") {
            let with = with.strip_prefix("the origins to allow, as in ").unwrap_or(with);
            return Some(Self::EntryOf { key: code(key)?, with: code(with)? });
        }
        None
    }

    pub(crate) fn text(&self) -> &'l str {
        match self {
            Self::Place(text)
            | Self::Regex(text)
            | Self::Before(text)
            | Self::Entry(text)
            | Self::Policy(text)
            | Self::EntryOf { with: text, .. } => text,
        }
    }
}

/// The entry that accepts a risk, if the line offers one.
pub(crate) fn risk(line: &str) -> Option<&str> {
    let at = line.find("`accept_risk = {")?;
    line[at..].trim_start_matches('`').split('`').next()
}

/// The brackets nearest around `place`, and what is in them. Brackets in strings and comments don't
/// count.
pub(crate) fn enclosing(
    source: &str,
    place: &Range<usize>,
    open: u8,
    close: u8,
) -> Option<Range<usize>> {
    let code = code(source);
    let start = code[..place.start].iter().rposition(|&byte| byte == open);
    let end = code[place.end..].iter().position(|&byte| byte == close);
    Some(start?..end? + place.end + 1)
}

/// The entry of a key: to the end of its value, or, with its comma, to the end of that.
pub(crate) fn entry(source: &str, key: &str, with_comma: bool) -> Option<Range<usize>> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_key = |&(at, _): &(usize, &str)| {
        let before = source[..at].trim_end_matches([' ', '\t']);
        !source[at + key.len()..].starts_with(is_word)
            && (before.is_empty() || before.ends_with([',', '\n', '{', '(']))
    };
    let (start, _) = source.match_indices(key).find(is_key)?;
    let (mut depth, mut in_string) = (0_u32, false);
    for (at, byte) in source[start..].bytes().enumerate() {
        match byte {
            b'"' => in_string = !in_string,
            b'[' | b'{' | b'(' if !in_string => depth += 1,
            b']' | b'}' | b')' if !in_string => depth -= 1,
            b',' | b'\n' if depth == 0 && !in_string => {
                return Some(start..start + at + usize::from(with_comma && byte == b','));
            }
            _ => {}
        }
    }
    Some(start..source.len())
}

/// The bytes of `source`, with spaces in the place of strings and comments.
fn code(source: &str) -> Vec<u8> {
    let bytes = source.as_bytes();
    let mut code = bytes.to_vec();
    let mut at = 0;
    while let Some(&first) = bytes.get(at) {
        let is_comment = first == b'#' || bytes[at..].starts_with(b"//");
        let rest = &bytes[at + 1..];
        let length = match first {
            _ if is_comment => rest.iter().position(|&byte| byte == b'\n'),
            b'\'' => rest.iter().position(|&byte| byte == first).map(|end| end + 1),
            b'"' => {
                let is_raw = at.checked_sub(1).is_some_and(|before| b"r#".contains(&bytes[before]));
                let is_escaped = |end: usize| {
                    let slashes = rest[..end].iter().rev().take_while(|&&byte| byte == b'\\');
                    !is_raw && slashes.count() % 2 == 1
                };
                let end = (0..rest.len()).find(|&end| rest[end] == b'"' && !is_escaped(end));
                end.map(|end| end + 1)
            }
            _ => Some(0),
        };
        let end = length.map_or(bytes.len(), |length| at + 1 + length);
        if end > at + 1 {
            code[at..end].fill(b' ');
        }
        at = end;
    }
    code
}
