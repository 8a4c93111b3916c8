//! Regexes that were written as origins.

use crate::model::origin::error::{HostError, OriginErrorKind, WildcardError};
use crate::model::origin::parse::{TextPart, parse_port};
use crate::model::pattern::{Reader, with_dots_escaped};

/// Whether the text is a regex that was written without `regex()`.
pub(super) fn looks_like_regex(text: &str) -> bool {
    text.contains("\\.") || text.contains(['(', ')', '^', '$', '+', '|'])
}

impl Reader<'_> {
    /// The regex that was written as an origin, if it is one.
    ///
    /// `kind` is what is wrong with the origin, at `wrong`.
    pub(crate) fn meant_regex(
        self,
        text: &str,
        kind: &OriginErrorKind,
        wrong: &str,
    ) -> Option<String> {
        let is_anchored = text.starts_with('^') || text.ends_with('$');
        let is_regex = match kind {
            OriginErrorKind::Host(HostError::EscapedDot) => true,
            OriginErrorKind::Host(_) => wrong.starts_with(['(', ')', '|', '+', '[', ']']),
            _ => false,
        };
        if is_regex || (is_anchored && self.repaired(text).is_none()) {
            return self.as_regex(text);
        }
        // Every host of the web; another rule checks whether that may be trusted.
        match kind {
            OriginErrorKind::Wildcard(WildcardError::WholeHost) => every_host(text),
            _ => None,
        }
    }

    /// The text as a regex. Without backslashes its dots are dots.
    fn as_regex(self, text: &str) -> Option<String> {
        let meant = match text.contains('\\') {
            true => text.to_owned(),
            false => with_dots_escaped(text),
        };
        if self.regex(&meant).is_ok() { Some(meant) } else { self.repaired_regex(&meant) }
    }
}

/// The regex of `https://*`, with its port.
fn every_host(text: &str) -> Option<String> {
    let (scheme, port) = text.split_once("://*")?;
    let scheme = ["https", "http"].into_iter().find(|web| *web == scheme)?;
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => "",
        Some("*") => "",
        Some(number) if parse_port(TextPart::whole(number), scheme).is_ok() => port,
        _ => return None,
    };
    Some(format!("{scheme}://.*{port}"))
}
