//! Variables and template expressions in a text, which are not expanded.

/// What to do instead.
pub(super) const ENVIRONMENTS: &str = "use a literal; for values that differ by environment, see \
                                       cors-runtime/docs/environments.md in the repository";

/// How a variable begins in shells and templates: `${HOST}`, `{{ host }}`, `<%= host %>`.
const STARTS: [&str; 9] = ["${", "$(", "{{", "{%", "<%", "#{", "%(", "process.env", "import.meta"];

/// Whether a text that is not an origin has the form of a variable, or a part of it has.
///
/// ```text
/// $ORIGIN  ${ORIGIN}  %ORIGIN%  {{ origin }}  <origin>  __ORIGIN__  env:ORIGIN  ENV["ORIGIN"]
/// ```
pub(super) fn has_variable(text: &str) -> bool {
    let is_bare = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    STARTS.iter().any(|start| text.contains(start))
        || text.split('$').skip(1).any(is_bare)
        || is_between(text, "%", "%")
        || is_between(text, "<", ">")
        || is_between(text, "__", "__")
        || text
            .get(..4)
            .is_some_and(|start| ["env:", "env.", "env["].contains(&&*start.to_ascii_lowercase()))
}

/// Whether a name is somewhere between `open` and `close`.
fn is_between(text: &str, open: &str, close: &str) -> bool {
    let Some((_, behind)) = text.split_once(open) else { return false };
    let Some((name, _)) = behind.split_once(close) else { return false };
    let is_name_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"_- .".contains(&byte);
    !name.trim().is_empty() && name.bytes().all(is_name_byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables() {
        for text in [
            "$ORIGIN",
            "${ORIGIN}",
            "$(ORIGIN)",
            "https://$HOST",
            "https://${HOST}:3000",
            "%ORIGIN%",
            "https://%HOST%",
            "{{ origin }}",
            "https://{{host}}.example.com",
            "{% origin %}",
            "<%= origin %>",
            "<origin>",
            "https://<your-domain>",
            "#{origin}",
            "%(origin)s",
            "__ORIGIN__",
            "process.env.ORIGIN",
            "env:ORIGIN",
            "ENV['ORIGIN']",
        ] {
            assert!(has_variable(text), "{text}");
        }
        for text in [
            "https://example.com/",
            "https://{tenant}.example.com",
            "^https://example\\.com$",
            "https://example.com$",
            "https://(a|b)\\.example\\.com$",
            "https://exa%6dple.com",
            "https://a_b.example.com",
            "https://env.example.com/",
            "<>",
            "%%",
            "",
        ] {
            assert!(!has_variable(text), "{text}");
        }
    }
}
