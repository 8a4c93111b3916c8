//! A row for each mistake. The match has no wildcard, so a kind without a row does not compile.

use std::collections::BTreeSet;

use regex_syntax::hir;

use super::*;
use crate::ast::Notation;
use crate::language::{Automata, STATE_LIMIT, Unsupported};
use crate::model::origin;
use crate::model::pattern::{Form, Reader};

fn text(text: &str) -> OriginError {
    within(text, Form::Text, usize::MAX)
}

fn regex(text: &str) -> OriginError {
    within(text, Form::Regex, usize::MAX)
}

fn within(text: &str, form: Form, steps: usize) -> OriginError {
    Reader::new(&Automata::within(steps)).pattern(text, form).unwrap_err()
}

/// Where an address range and `null` are mistakes too.
fn one(text: &str) -> OriginError {
    origin::parse(text).unwrap_err()
}

/// What no short text brings about.
fn made(text: &str, kind: OriginErrorKind) -> OriginError {
    OriginError::new(kind, 0..text.len())
}

struct Row {
    text: String,
    error: OriginError,
    wrong: String,
    message: String,
}

macro_rules! rows {
    ($(
        $kind:pat => $read:ident($text:expr $(, $how:expr)*), $wrong:expr, $message:expr;
    )+) => {
        fn rows() -> Vec<Row> {
            vec![$({
                let text = String::from($text);
                let error = $read(&text $(, $how)*);
                Row { text, error, wrong: String::from($wrong), message: String::from($message) }
            }),+]
        }

        /// The text of the row that a kind has.
        fn text_of(kind: &OriginErrorKind) -> String {
            match kind {
                $($kind => String::from($text),)+
            }
        }
    };
}

#[test]
fn each_mistake_has_its_rule_its_bytes_and_its_words() {
    for Row { text, error, wrong, message } in rows() {
        assert_eq!(text_of(&error.kind), text, "{error:?} is the kind of another row");
        assert_eq!(text.get(error.range.clone()), Some(wrong.as_str()), "{text}");
        assert_eq!(error.message(&text).rendered(Notation::Rust), message, "{text}");
    }
}

#[test]
fn each_rule_of_a_text_is_broken() {
    let rules: BTreeSet<&str> = rows().iter().map(|row| row.error.rule().name).collect();
    assert_eq!(rules.len(), 20, "{rules:?}");
}

use OriginErrorKind as Kind;

rows! {
    Kind::Null => one("null"), "null", "any page can obtain the origin `null`";
    Kind::Scheme(SchemeError::Empty) => text(""), "", "an empty string is not an origin";
    Kind::Scheme(SchemeError::Missing) => text("a.b"), "a.b", "`a.b` has no scheme";
    Kind::Scheme(SchemeError::SameOrigin) => text("'self'"), "'self'", "`'self'` has no scheme";
    Kind::Scheme(SchemeError::AnyOrigin) => text("any"), "any", "`any` has no scheme";
    Kind::Scheme(SchemeError::UpperCaseNull) => text("NULL"), "NULL", "`NULL` has no scheme";
    Kind::Scheme(SchemeError::Opaque) => text("about:blank"), "about:blank",
        "`about:blank` doesn't have its own origin";
    Kind::Scheme(SchemeError::File) => text("file://"), "file",
        "`file:` pages don't have their own origin";
    Kind::Scheme(SchemeError::WebSocket) => text("wss://a"), "wss",
        "no page has an origin with the scheme `wss`";
    Kind::Scheme(SchemeError::Ftp) => text("ftp://a"), "ftp", "browsers don't load `ftp:` pages";
    Kind::Scheme(SchemeError::Localhost) => text("localhost://a"), "localhost",
        "`localhost` is a host, not a scheme";
    Kind::Scheme(SchemeError::Form) => text("a_b://a"), "a_b", "`a_b` is not a valid scheme";
    Kind::Scheme(SchemeError::Similar(_)) => text("htps://a"), "htps",
        "no page has the scheme `htps`; a similar scheme is `https`";
    Kind::UserInfo => text("https://me:pw@a"), "me:pw@", "an origin cannot have user info";
    Kind::Path(PathError::TrailingSlash) => text("https://a/"), "/",
        "an origin cannot have a trailing slash";
    Kind::Path(PathError::Path) => text("https://a/b"), "/b", "an origin cannot have a path";
    Kind::Path(PathError::Query) => text("https://{x}a?b"), "?b", "an origin cannot have a query";
    Kind::Path(PathError::Fragment) => text("https://a#b"), "#b", "an origin cannot have a fragment";
    Kind::Case(CaseError::Scheme) => text("HTTPS://a"), "HTTPS",
        "the scheme `HTTPS` is not in lower case";
    Kind::Case(CaseError::Host) => text("https://{x}.B"), "{x}.B",
        "the host `{x}.B` is not in lower case";
    Kind::Unicode => text("https://bücher"), "bücher", "the host `bücher` contains non-ASCII characters";
    Kind::Host(HostError::EscapedDot) => text(r"https://a\.b"), r"https://a\.b",
        "an origin cannot contain a backslash";
    Kind::Host(HostError::Missing) => text("https://:80"), "", "the host is missing";
    Kind::Host(HostError::BehindAddress) => text("http://[::1]a"), "a",
        "only a port can follow an address";
    Kind::Host(HostError::EmptyLabel) => text("https://{x}..b"), "{x}..b",
        "`{x}..b` has an empty label";
    Kind::Host(HostError::Character { begins_variable: false }) => text("https://a{x}^b"), "^",
        "a host cannot contain `^`";
    Kind::Host(HostError::Character { begins_variable: true }) => text("https://a$b"), "$",
        "a host cannot contain `$`";
    Kind::Address(AddressError::Unclosed) => text("http://[::1"), "[::1",
        "the bracket is not closed";
    Kind::Address(AddressError::Unbracketed) => text("http://::1"), "::1",
        "IPv6 addresses must be bracketed";
    Kind::Address(AddressError::Ipv4) => text("http://1.{x}.3"), "1.{x}.3",
        "`1.{x}.3` is not an IPv4 address in the form a browser sends";
    Kind::Address(AddressError::Zone) => text("http://[::1%0]"), "[::1%0]",
        "an address in an origin cannot have a zone";
    Kind::Address(AddressError::Ipv6 { .. }) => text("http://[{x}:1]"), "[{x}:1]",
        "`{x}:1` is not an IPv6 address";
    Kind::Address(AddressError::Spelling { .. }) => text("http://[0::{x}]"), "[0::{x}]",
        "`0::{x}` is not in the form a browser sends";
    Kind::Range(RangeError::Unexpected) => one("http://10.0.0.0/8"), "http://10.0.0.0/8",
        "`http://10.0.0.0/8` is an address range";
    Kind::Range(RangeError::Address(_)) => text("http://10.0.{x}/8"), "10.0.{x}/8",
        "`10.0.{x}/8` is not an address range";
    Kind::Range(RangeError::PrefixOutside) => text("http://[fd00::]/8"), "[fd00::]/8",
        "the prefix of an IPv6 range goes inside the brackets";
    Kind::Range(RangeError::Unbracketed) => text("http://fd00::/8"), "fd00::/8",
        "an IPv6 range must be bracketed";
    Kind::Range(RangeError::Bracketed) => text("http://[10.0.0.0/8]"), "[10.0.0.0/8]",
        "an IPv4 range is written without brackets";
    Kind::Range(RangeError::Prefix { .. }) => text("http://10.0.0.0/08"), "10.0.0.0/08",
        "`08` is not a prefix length, which is a number from 0 to 32";
    Kind::Range(RangeError::TooLong { .. }) => text("http://10.0.0.0/33"), "10.0.0.0/33",
        "the prefix length is 33, but an address has only 32 bits";
    Kind::Range(RangeError::Single(_)) => text("http://10.0.0.{x}/32"), "10.0.0.{x}/32",
        "`10.0.0.{x}/32` is a single address";
    Kind::Range(RangeError::BitsBeyond { .. }) => text("http://10.{x}.0.0/8"), "10.{x}.0.0/8",
        "`10.{x}.0.0/8` has bits set beyond its first 8";
    Kind::Range(RangeError::Spelling(_)) => text("http://[FD00::/8]"), "[FD00::/8]",
        "`FD00::/8` is not in the form a browser sends";
    Kind::Port(PortError::Missing) => text("https://a:"), ":", "expected a port after `:`";
    Kind::Port(PortError::Number) => text("https://a:{x}b"), "{x}b",
        "`{x}b` is not a valid port";
    Kind::Port(PortError::LeadingZero) => text("https://a:08"), "08",
        "the port `08` has a leading zero";
    Kind::DefaultPort { .. } => text("https://a:443"), "443", "443 is the default port of `https`";
    Kind::BlockedPort(_) => text("https://a:22"), "22", "browsers block port 22";
    Kind::WhiteSpace => text(" https://a"), " ", "an origin cannot contain whitespace";
    Kind::Several(SeveralError::Array) => text(r#"["https://a.b"]"#), r#"["https://a.b"]"#,
        "a list must not be quoted";
    Kind::Several(SeveralError::Text) => text("https://a.b,https://c.d"), "https://a.b,https://c.d",
        "several origins in one string";
    Kind::Length(LengthError::Scheme) => text(format!("{}://a", "b".repeat(65))), "b".repeat(65),
        "the scheme is longer than 64 bytes";
    Kind::Length(LengthError::Host) => text(format!("https://{}", "a.".repeat(128))), "a.".repeat(128),
        "the host is longer than 253 bytes";
    Kind::Length(LengthError::Label) => text(format!("https://a.{}.b", "b".repeat(64))), "b".repeat(64),
        "a label is longer than 63 bytes";
    Kind::Wildcard(WildcardError::Scheme) => text("*://a"), "*", "a scheme cannot have a wildcard";
    Kind::Wildcard(WildcardError::WholeHost) => text("https://*"), "*", "`*` alone is not a host";
    Kind::Wildcard(WildcardError::InHost) => text("https://a{x}*"), "*",
        "a `*` in a host can only be a leading `*.`";
    Kind::Wildcard(WildcardError::Address) => text("http://*.1.2.3.4"), "*.1.2.3.4",
        "an address has no subdomains";
    Kind::Wildcard(WildcardError::InPort) => text("https://a:3*"), "3*",
        "a `*` in a port can only be the whole port";
    Kind::Placeholder(PlaceholderError::Unopened) => text("https://a}"), "}", "unmatched `}`";
    Kind::Placeholder(PlaceholderError::Unclosed) => text("https://{a"), "{a",
        "unclosed `{`";
    Kind::Placeholder(PlaceholderError::NoName) => text("https://{:a}"), "{:a}",
        "a placeholder needs a name, as in `{tenant}`";
    Kind::Placeholder(PlaceholderError::Name(_)) => text("https://{1:a}"), "{1:a}",
        "`1` is not a valid name for a placeholder: use letters, digits and `_`";
    Kind::Placeholder(PlaceholderError::InScheme) => text("{s}://a"), "{s}",
        "a placeholder can only be in the host or the port";
    Kind::Placeholder(PlaceholderError::InRange) => text("http://10.{x}.0.0/16"), "{x}",
        "an address range cannot contain a placeholder";
    Kind::Regex(RegexSyntaxError::Parse(_)) => text("https://{x:a)}"), ")",
        "invalid regex: unopened group";
    Kind::Regex(RegexSyntaxError::Meaning(_)) => made("é", not_allowed()), "é",
        "invalid regex: Unicode not allowed here";
    Kind::Regex(RegexSyntaxError::Unsupported(Unsupported::LookAround)) => regex("a(?=b)"), "(?=",
        "look-around is not supported in an origin";
    Kind::Regex(RegexSyntaxError::Unsupported(Unsupported::Backreference)) => regex(r"(a)\1"),
        r"\1", "a backreference is not supported in an origin";
    Kind::Regex(RegexSyntaxError::Unsupported(Unsupported::UnicodeFlag)) => regex("(?u)a"), "u",
        "the Unicode flag is not supported in an origin";
    Kind::Regex(RegexSyntaxError::Unsupported(Unsupported::UnicodeClass)) => regex(r"[\pL]"),
        r"\pL", "a Unicode class is not supported in an origin";
    Kind::Regex(RegexSyntaxError::Unsupported(Unsupported::WordBoundary)) => regex(r"a\b"), r"\b",
        "a word boundary is not supported in an origin";
    Kind::Regex(RegexSyntaxError::Anchor) => regex("^https://a"), "^",
        "an anchor is not needed: the regex always matches the whole origin";
    Kind::NoOrigin(None) => regex("https://[a&&b]"), "https://[a&&b]",
        "no origin matches `https://[a&&b]`";
    Kind::NoOrigin(Some(Hint::NoScheme)) => regex("a"), "a", "no origin matches `a`";
    Kind::NoOrigin(Some(Hint::Path)) => regex("https://a/"), "https://a/",
        "no origin matches `https://a/`";
    Kind::NoOrigin(Some(Hint::UpperCase)) => regex("https://A"), "https://A",
        "no origin matches `https://A`";
    Kind::TooLarge(SizeError::Placeholders) => text("{a}".repeat(129)), "{a}",
        "the pattern has more than 128 placeholders";
    Kind::TooLarge(SizeError::RegexLength) => regex("a".repeat(16_385)), "a".repeat(16_385),
        "the regex is too large: it has more than 16384 bytes";
    Kind::TooLarge(SizeError::Regex(TooLarge::States { .. })) => regex("(a{1000}){1000}"),
        "(a{1000}){1000}",
        "the regex is too large: the automaton would have more than 20000 states";
    Kind::TooLarge(SizeError::Regex(TooLarge::Budget)) =>
        within("https://a{7}", Form::Regex, 1), "https://a{7}",
        "the regex is too large: all patterns together take too many steps to process";
    Kind::TooLarge(SizeError::Pattern(TooLarge::Budget)) =>
        within("http://10.0.0.0/9", Form::Text, 1), "http://10.0.0.0/9",
        "the pattern is too large: all patterns together take too many steps to process";
    Kind::TooLarge(SizeError::Pattern(TooLarge::States { .. })) => made("a", too_many_states()), "a",
        "the pattern is too large: the automaton would have more than 20000 states";
}

fn not_allowed() -> OriginErrorKind {
    Kind::Regex(RegexSyntaxError::Meaning(hir::ErrorKind::UnicodeNotAllowed))
}

fn too_many_states() -> OriginErrorKind {
    SizeError::Pattern(TooLarge::States { limit: STATE_LIMIT }).into()
}
