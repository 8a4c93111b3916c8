//! What is wrong with the text of a pattern, in words.

use std::ops::Range;

use super::{
    AddressError, CaseError, Hint, HostError, LengthError, OriginError, OriginErrorKind, PathError,
    PlaceholderError, PortError, RangeError, SchemeError, SeveralError, Sides, SizeError,
    WildcardError,
};
use crate::finding::{Oversized, Words, words};
use crate::language::{PATTERN_LIMIT, RegexSyntaxError, Unsupported};
use crate::model::pattern::MOST_PLACEHOLDERS;

impl OriginError {
    /// What is wrong with `text`, in which the error was found.
    pub(crate) fn message(&self, text: &str) -> Words {
        let quoted = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
        let wrong = quoted(&self.range);
        match &self.kind {
            OriginErrorKind::Null => "any page can obtain the origin `null`".into(),
            OriginErrorKind::Scheme(error) => scheme(*error, wrong),
            OriginErrorKind::UserInfo => "an origin cannot have user info".into(),
            OriginErrorKind::Path(PathError::TrailingSlash) => {
                "an origin cannot have a trailing slash".into()
            }
            OriginErrorKind::Path(PathError::Path) => "an origin cannot have a path".into(),
            OriginErrorKind::Path(PathError::Query) => "an origin cannot have a query".into(),
            OriginErrorKind::Path(PathError::Fragment) => "an origin cannot have a fragment".into(),
            OriginErrorKind::Case(CaseError::Scheme) => {
                words!("the scheme `{wrong}` is not in lower case", wrong)
            }
            OriginErrorKind::Case(CaseError::Host) => {
                words!("the host `{wrong}` is not in lower case", wrong)
            }
            OriginErrorKind::Unicode => {
                words!("the host `{wrong}` contains non-ASCII characters", wrong)
            }
            OriginErrorKind::Host(error) => host(*error, wrong),
            OriginErrorKind::Address(error) => address(error, wrong, quoted),
            OriginErrorKind::Range(error) => range(error, wrong, quoted),
            OriginErrorKind::Port(PortError::Missing) => "expected a port after `:`".into(),
            OriginErrorKind::Port(PortError::Number) => {
                words!("`{wrong}` is not a valid port", wrong)
            }
            OriginErrorKind::Port(PortError::LeadingZero) => {
                words!("the port `{wrong}` has a leading zero", wrong)
            }
            OriginErrorKind::DefaultPort { port, scheme } => {
                words!("{port} is the default port of `{scheme}`", port = *port, scheme)
            }
            OriginErrorKind::BlockedPort(port) => {
                words!("browsers block port {port}", port = *port)
            }
            OriginErrorKind::WhiteSpace => "an origin cannot contain whitespace".into(),
            OriginErrorKind::Several(SeveralError::Array) => "a list must not be quoted".into(),
            OriginErrorKind::Several(SeveralError::Text) => "several origins in one string".into(),
            OriginErrorKind::Length(LengthError::Scheme) => {
                "the scheme is longer than 64 bytes".into()
            }
            OriginErrorKind::Length(LengthError::Host) => {
                "the host is longer than 253 bytes".into()
            }
            OriginErrorKind::Length(LengthError::Label) => "a label is longer than 63 bytes".into(),
            OriginErrorKind::Wildcard(error) => wildcard(*error).into(),
            OriginErrorKind::Placeholder(error) => placeholder(error, quoted),
            OriginErrorKind::Regex(kind) => regex(kind),
            OriginErrorKind::NoOrigin(_) => words!("no origin matches `{wrong}`", wrong),
            OriginErrorKind::TooLarge(error) => size(*error),
        }
    }

    /// A note about this text, in addition to the reason of the rule.
    pub(crate) fn note(&self) -> Option<Words> {
        let note = match &self.kind {
            OriginErrorKind::Scheme(error) => match error {
                SchemeError::SameOrigin => "same-origin requests don't need permission",
                SchemeError::UpperCaseNull => {
                    "the origin of sandboxed frames is `null`, in lower case"
                }
                SchemeError::Opaque => {
                    "such pages have the origin `null`, or the origin of the page that created them"
                }
                SchemeError::File => {
                    "browsers send `Origin: null` for it, as for every sandboxed frame"
                }
                SchemeError::WebSocket => {
                    "a WebSocket handshake has the `http:` or `https:` origin of its page"
                }
                _ => return None,
            },
            OriginErrorKind::Host(HostError::Character { begins_variable: true }) => NOT_EXPANDED,
            OriginErrorKind::Wildcard(WildcardError::Scheme) => "each scheme needs its own pattern",
            OriginErrorKind::Wildcard(WildcardError::WholeHost) => {
                "`allow_origins = \"*\"` allows every origin, without credentials"
            }
            OriginErrorKind::NoOrigin(hint) => match (*hint)? {
                Hint::NoScheme => "an origin starts with its scheme: `https://`",
                Hint::Path => "an origin ends after the host and the port",
                Hint::UpperCase => "browsers send schemes and domains in lower case",
            },
            _ => return None,
        };
        Some(note.into())
    }
}

/// What to note of a text with a variable in it.
pub(crate) const NOT_EXPANDED: &str = "variables and templates are not expanded";

fn scheme(error: SchemeError, wrong: &str) -> Words {
    match error {
        SchemeError::Empty => "an empty string is not an origin".into(),
        SchemeError::Missing
        | SchemeError::SameOrigin
        | SchemeError::AnyOrigin
        | SchemeError::UpperCaseNull => words!("`{wrong}` has no scheme", wrong),
        SchemeError::Opaque => {
            words!("`{wrong}` doesn't have its own origin", wrong)
        }
        SchemeError::File => "`file:` pages don't have their own origin".into(),
        SchemeError::WebSocket => words!("no page has an origin with the scheme `{wrong}`", wrong),
        SchemeError::Ftp => "browsers don't load `ftp:` pages".into(),
        SchemeError::Localhost => "`localhost` is a host, not a scheme".into(),
        SchemeError::Form => words!("`{wrong}` is not a valid scheme", wrong),
        SchemeError::Similar(meant) => {
            words!("no page has the scheme `{wrong}`; a similar scheme is `{meant}`", wrong, meant)
        }
    }
}

fn host(error: HostError, wrong: &str) -> Words {
    match error {
        HostError::EscapedDot => "an origin cannot contain a backslash".into(),
        HostError::Missing => "the host is missing".into(),
        HostError::BehindAddress => "only a port can follow an address".into(),
        HostError::EmptyLabel => words!("`{wrong}` has an empty label", wrong),
        HostError::Character { .. } => words!("a host cannot contain `{wrong}`", wrong),
    }
}

fn address<'t>(
    error: &AddressError,
    wrong: &str,
    quoted: impl Fn(&Range<usize>) -> &'t str,
) -> Words {
    match error {
        AddressError::Unclosed => "the bracket is not closed".into(),
        AddressError::Unbracketed => "IPv6 addresses must be bracketed".into(),
        AddressError::Ipv4 => {
            words!("`{wrong}` is not an IPv4 address in the form a browser sends", wrong)
        }
        AddressError::Zone => "an address in an origin cannot have a zone".into(),
        AddressError::Ipv6 { address } => {
            words!("`{address}` is not an IPv6 address", address = quoted(address))
        }
        AddressError::Spelling { address } => {
            words!("`{address}` is not in the form a browser sends", address = quoted(address))
        }
    }
}

fn range<'t>(error: &RangeError, wrong: &str, quoted: impl Fn(&Range<usize>) -> &'t str) -> Words {
    macro_rules! sides {
        ($template:literal, $sides:expr $(, $name:ident = $value:expr)*) => {{
            let Sides { address, prefix } = $sides;
            words!($template, address = quoted(address), prefix = quoted(prefix) $(, $name = $value)*)
        }};
    }
    match error {
        RangeError::Unexpected => words!("`{wrong}` is an address range", wrong),
        RangeError::Address(range) => {
            sides!("`{address}/{prefix}` is not an address range", range)
        }
        RangeError::PrefixOutside => "the prefix of an IPv6 range goes inside the brackets".into(),
        RangeError::Unbracketed => "an IPv6 range must be bracketed".into(),
        RangeError::Bracketed => "an IPv4 range is written without brackets".into(),
        RangeError::Prefix { prefix, bits } => words!(
            "`{prefix}` is not a prefix length, which is a number from 0 to {bits}",
            prefix = quoted(prefix),
            bits = *bits,
        ),
        RangeError::TooLong { prefix, bits } => words!(
            "the prefix length is {prefix}, but an address has only {bits} bits",
            prefix = *prefix,
            bits = *bits,
        ),
        RangeError::Single(range) => sides!("`{address}/{prefix}` is a single address", range),
        RangeError::BitsBeyond { range, prefix: bits } => {
            sides!("`{address}/{prefix}` has bits set beyond its first {bits}", range, bits = *bits)
        }
        RangeError::Spelling(range) => {
            sides!("`{address}/{prefix}` is not in the form a browser sends", range)
        }
    }
}

fn wildcard(error: WildcardError) -> &'static str {
    match error {
        WildcardError::Scheme => "a scheme cannot have a wildcard",
        WildcardError::WholeHost => "`*` alone is not a host",
        WildcardError::InHost => "a `*` in a host can only be a leading `*.`",
        WildcardError::Address => "an address has no subdomains",
        WildcardError::InPort => "a `*` in a port can only be the whole port",
    }
}

fn placeholder<'t>(error: &PlaceholderError, quoted: impl Fn(&Range<usize>) -> &'t str) -> Words {
    match error {
        PlaceholderError::Unopened => "unmatched `}`".into(),
        PlaceholderError::Unclosed => "unclosed `{`".into(),
        PlaceholderError::NoName => "a placeholder needs a name, as in `{tenant}`".into(),
        PlaceholderError::Name(name) => words!(
            "`{name}` is not a valid name for a placeholder: use letters, digits and `_`",
            name = quoted(name),
        ),
        PlaceholderError::InScheme => "a placeholder can only be in the host or the port".into(),
        PlaceholderError::InRange => "an address range cannot contain a placeholder".into(),
    }
}

fn regex(kind: &RegexSyntaxError) -> Words {
    match kind {
        RegexSyntaxError::Parse(kind) => {
            words!("invalid regex: {reason}", reason = kind.to_string())
        }
        RegexSyntaxError::Meaning(kind) => {
            words!("invalid regex: {reason}", reason = kind.to_string())
        }
        RegexSyntaxError::Unsupported(what) => {
            let what = match what {
                Unsupported::LookAround => "look-around",
                Unsupported::Backreference => "a backreference",
                Unsupported::UnicodeFlag => "the Unicode flag",
                Unsupported::UnicodeClass => "a Unicode class",
                Unsupported::WordBoundary => "a word boundary",
            };
            words!("{what} is not supported in an origin", what)
        }
        RegexSyntaxError::Anchor => {
            "an anchor is not needed: the regex always matches the whole origin".into()
        }
    }
}

fn size(error: SizeError) -> Words {
    match error {
        SizeError::Placeholders => {
            words!("the pattern has more than {most} placeholders", most = MOST_PLACEHOLDERS)
        }
        SizeError::RegexLength => {
            words!("the regex is too large: it has more than {limit} bytes", limit = PATTERN_LIMIT)
        }
        SizeError::Regex(error) => Oversized::Regex.words(error),
        SizeError::Pattern(error) => Oversized::Pattern.words(error),
    }
}
