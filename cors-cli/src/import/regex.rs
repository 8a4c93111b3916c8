//! A regex of nginx or Envoy as one that the compiler reads alike.
//!
//! nginx searches with PCRE, Envoy matches with RE2. What they read differently is not translated: it is refused, here or
//! by the compiler's parser, which has no look-around and no backreferences.

/// The regex that matches the same origins, with letters in lower case if `ignores_case`; `None` if a part of it might be
/// read differently.
pub(super) fn as_read_here(regex: &str, ignores_case: bool) -> Option<String> {
    let differs = ["&&", "--", "~~", "\\Q", "\\E"];
    if differs.iter().any(|part| regex.contains(part)) || has_bracket_in_class(regex) {
        return None;
    }
    if !ignores_case {
        return Some(regex.to_owned());
    }
    // Origins are in lower case, so a regex that ignores case is one in lower case.
    let has_code = ["\\x", "\\u", "\\p", "\\P", "[:", "A-z"];
    let is_group =
        |(at, _): (usize, &str)| regex.get(at..).is_some_and(|rest| rest.starts_with("(?:"));
    if has_code.iter().any(|part| regex.contains(part)) || !regex.match_indices("(?").all(is_group)
    {
        return Some(format!("(?i){regex}"));
    }
    let mut is_escaped = false;
    let lower = |character: char| {
        let kept = is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        if kept { character } else { character.to_ascii_lowercase() }
    };
    Some(regex.chars().map(lower).collect())
}

/// Whether a class has a `[` of its own, which is a character for PCRE and RE2 and a class for the compiler. `[:alpha:]` is the
/// same for all.
fn has_bracket_in_class(regex: &str) -> bool {
    let mut in_class = false;
    let mut is_escaped = false;
    let mut characters = regex.chars().peekable();
    while let Some(character) = characters.next() {
        if is_escaped {
            is_escaped = false;
            continue;
        }
        match character {
            '\\' => is_escaped = true,
            '[' if in_class => {
                if characters.peek() != Some(&':') {
                    return true;
                }
                // The class ends behind `:]`.
                while characters.next_if(|next| *next != ']').is_some() {}
                characters.next();
            }
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_both_read_alike() {
        for (regex, ignores_case, expected) in [
            (r"^https://A\.example$", false, Some(r"^https://A\.example$")),
            (r"^HTTPS://[A-Z]+\D\.Example$", true, Some(r"^https://[a-z]+\D\.example$")),
            (r"^https://(?:a|B)$", true, Some(r"^https://(?:a|b)$")),
            (r"^https://(?s:a|B)$", true, Some(r"(?i)^https://(?s:a|B)$")),
            (r"[[:alpha:]x][y]", false, Some(r"[[:alpha:]x][y]")),
            (r"[[:alpha:][x]", false, None),
            (r"[a-z&&[b]]", false, None),
            (r"[a[b]", false, None),
            (r"[a\[b]", false, Some(r"[a\[b]")),
        ] {
            assert_eq!(as_read_here(regex, ignores_case).as_deref(), expected, "{regex}");
        }
    }
}
