//! [Parsing a MIME type](https://mimesniff.spec.whatwg.org/#parse-a-mime-type), down to its
//! essence: what follows the first `;` cannot make it fail.

use crate::header_list::without_outer;
use crate::methods::is_token;

/// The [essence](https://mimesniff.spec.whatwg.org/#mime-type-essence) of the MIME type `input`, in lower
/// case; `None` if it is not a MIME type.
///
/// ```
/// use cors_user_agent::mime_type::essence;
/// assert_eq!(essence(b"Text/Plain; charset=utf-8").as_deref(), Some("text/plain"));
/// assert_eq!(essence(b"text / plain"), None);
/// ```
#[must_use]
pub fn essence(input: &[u8]) -> Option<String> {
    // Steps 1 and 2.
    let input = without_outer(input, b"\t\n\r ");
    // Steps 3 to 6: the type, up to the slash.
    let slash = input.iter().position(|&byte| byte == b'/')?;
    let (kind, rest) = (input.get(..slash)?, input.get(slash.checked_add(1)?..)?);
    // Steps 7 to 9: the subtype, up to the parameters; there may be whitespace after it.
    let mut subtype = rest.split(|&byte| byte == b';').next()?;
    while let [rest @ .., b'\t' | b'\n' | b'\r' | b' '] = subtype {
        subtype = rest;
    }
    // Step 10.
    (is_token(kind) && is_token(subtype)).then(|| {
        let text = [kind, b"/", subtype].concat().to_ascii_lowercase();
        text.into_iter().map(char::from).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn essences() {
        for (input, want) in [
            ("text/plain", Some("text/plain")),
            (" TEXT/Plain ;x", Some("text/plain")),
            ("text/plain;", Some("text/plain")),
            ("text/plain,", None),
            ("text/plain,x/x", None),
            ("text /plain", None),
            ("text/ plain", None),
            ("text", None),
            ("/plain", None),
            ("text/", None),
            ("", None),
        ] {
            assert_eq!(essence(input.as_bytes()).as_deref(), want, "{input}");
        }
    }
}
