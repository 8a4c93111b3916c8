//! What to report of a name that breaks a rule.

use cors_tables::fetch;

use super::NameList;
use crate::finding::{Edit, Finding, Help, Words, Written, words};
use crate::key::Key;
use crate::location::{Located, Location};
use crate::model::{MeantByPattern, NameErrorKind, OPTIONS_HELP, ProtocolHeader, SentByBrowser};

const NAMES_ARE_LITERAL: &str =
    "names are compared literally; wildcards, regexes and placeholders are not supported";

const ONLY_AT_THE_END: &str = "names are compared literally; only the end of a name can be a placeholder, as in \
                               `x-amz-meta-{name}`";

pub(super) const SETS: &str = "a header set has the request headers and the response headers of a protocol; either may be empty";

const VARIABLES: &str = "variables are not expanded; for values that differ by environment, see \
                         cors-runtime/docs/environments.md in the repository";

pub(in crate::lower) const PRIVATE_NETWORK: &str = "Private Network Access was replaced by Local \
     Network Access, which the user grants in the browser; no header can grant it";

impl<N> NameList<N> {
    /// What to report of a name; `open` is what to write for a list of all names, if the policy may
    /// have that.
    pub(super) fn finding(
        &self,
        name: &Located<String>,
        kind: &NameErrorKind,
        open: Option<Help>,
    ) -> Finding {
        let location = name.location;
        let text = &name.value;
        let finding = |message: Words| Finding::new(self.rule(kind), location, message);
        match kind {
            NameErrorKind::Empty => {
                finding(words!("an empty string is not a valid {noun}", noun = self.noun))
                    .help(Help::remove(location))
            }
            NameErrorKind::NotAToken { meant } => {
                let finding =
                    finding(words!("`{text}` is not a valid {noun}", text, noun = self.noun));
                match write_names(location, meant) {
                    Some(help) => finding.help(help),
                    None => finding,
                }
            }
            NameErrorKind::PatternText(meant) => {
                let finding = finding(looks_like_pattern(text)).because(self.literal());
                self.instead_of_pattern(finding, meant, open)
            }
            NameErrorKind::Pattern(meant) => {
                self.instead_of_pattern(finding(looks_like_pattern(text)), meant, open)
            }
            NameErrorKind::Misspelled { known } if self.key == Key::AllowMethods => {
                finding(words!(
                    "`{text}` looks like a misspelling of the method `{known}`",
                    text,
                    known = *known
                ))
                .help(write_method(location, known))
            }
            NameErrorKind::Misspelled { known } => finding(words!(
                "`{text}` looks like a misspelling of the header `{known}`",
                text,
                known = *known
            ))
            .help(Help::write(location, Written::Text((*known).to_owned()))),
            NameErrorKind::MethodCase { known } => {
                finding(words!("`{text}` is not the method `{known}`", text, known = *known))
                    .help(write_method(location, known))
            }
            NameErrorKind::ForbiddenMethod => {
                finding(words!("`{text}` is a forbidden method", text)).help(Help::remove(location))
            }
            NameErrorKind::ForbiddenRequestHeader(sent) => {
                finding(words!("a page can never set the request header `{text}`", text))
                    .help(remove(location, why_not_to_send(*sent)))
            }
            NameErrorKind::ForbiddenResponseHeader => {
                finding(words!("a page can never read the response header `{text}`", text)).help(
                    remove(location, "remove it; send the value in another header or in the body"),
                )
            }
            NameErrorKind::ResponseHeader { is_readable } => finding(is_response_header(text))
                .help(if *is_readable {
                    remove(location, "remove it, or list it in `expose_headers` if pages read it")
                } else {
                    Help::remove(location)
                }),
            NameErrorKind::ProtocolHeader(header) => {
                protocol_header(finding, text, location, *header)
            }
            NameErrorKind::RequestHeader { is_sendable } => finding(words!(
                "`{text}` is a request header, and `expose_headers` lists response headers",
                text
            ))
            .help(if *is_sendable {
                remove(location, "remove it, or list it in `allow_headers` if pages send it")
            } else {
                Help::remove(location)
            }),
            NameErrorKind::PreflightHeader => {
                finding(words!("only preflight responses have the header `{text}`", text))
                    .note("pages cannot read preflight responses")
                    .help(Help::remove(location))
            }
            NameErrorKind::PrivateNetworkHeader => {
                finding(words!("responses don't have the header `{text}`", text))
                    .note(PRIVATE_NETWORK)
                    .help(Help::remove(location))
            }
        }
    }

    /// Why a pattern is not a name.
    pub(super) fn literal(&self) -> &'static str {
        if self.key == Key::AllowHeaders { ONLY_AT_THE_END } else { NAMES_ARE_LITERAL }
    }

    /// What to write instead of a pattern.
    pub(super) fn instead_of_pattern(
        &self,
        finding: Finding,
        meant: &MeantByPattern,
        open: Option<Help>,
    ) -> Finding {
        let finding = match meant {
            MeantByPattern::Names(names) => {
                return match write_names(finding.location, names) {
                    Some(help) => finding.help(help),
                    None => finding,
                };
            }
            MeantByPattern::Family(family) if self.key == Key::AllowHeaders => {
                let location = finding.location;
                let with = Written::Text(family.clone());
                let prefix = family.strip_suffix("{name}").unwrap_or(family);
                let words = words!(
                    "write {family} to allow every header that starts with `{prefix}`",
                    family = with.clone(),
                    prefix
                );
                return finding.help(Help::certain(words, [Edit::Replace { location, with }]));
            }
            MeantByPattern::Variable => finding.note(VARIABLES),
            MeantByPattern::Family(_) | MeantByPattern::Unknown => finding,
        };
        let finding = finding.help(words!("list {each}", each = self.each));
        match open {
            Some(open) => finding.help(open),
            None => finding,
        }
    }
}

fn looks_like_pattern(text: &str) -> Words {
    words!("`{text}` looks like a pattern, not a name", text)
}

fn is_response_header(text: &str) -> Words {
    words!("`{text}` is a response header, and `allow_headers` lists request headers", text)
}

fn protocol_header(
    finding: impl Fn(Words) -> Finding,
    text: &str,
    location: Location,
    header: ProtocolHeader,
) -> Finding {
    let is_the_browsers =
        || words!("pages don't send `{text}`: only browsers set headers with this prefix", text);
    let no_key = "remove it; CORS response headers are set by the keys of the policy";
    match header {
        ProtocolHeader::SetBy(key) => {
            let words = words!("remove it; the key `{key}` sets this header", key);
            finding(is_response_header(text)).help(remove(location, words))
        }
        ProtocolHeader::PrivateNetwork { is_of_requests } => {
            finding(if is_of_requests { is_the_browsers() } else { is_response_header(text) })
                .note(PRIVATE_NETWORK)
                .help(Help::remove(location))
        }
        ProtocolHeader::OfRequests => finding(is_the_browsers()).help(remove(location, no_key)),
        ProtocolHeader::Other => finding(is_response_header(text)).help(remove(location, no_key)),
    }
}

fn why_not_to_send(sent: SentByBrowser) -> &'static str {
    match sent {
        SentByBrowser::WithCredentials => {
            "remove it; with `allow_credentials = true` pages can send requests with cookies"
        }
        SentByBrowser::WithEveryRequest => {
            "remove it; the browser sends it with every CORS request"
        }
        SentByBrowser::WithEveryPreflight => "remove it; the browser sends it with every preflight",
        SentByBrowser::OfItsOwn => "remove it",
    }
}

/// Removes an item, for a reason that the words give.
fn remove(location: Location, words: impl Into<Words>) -> Help {
    Help::certain(words, [Edit::Remove { location }])
}

/// What to write for a well-known method.
fn write_method(location: Location, method: &str) -> Help {
    if fetch::is_cors_safelisted_method(method.as_bytes()) {
        remove(location, words!("remove it: `{method}` doesn't need to be listed", method))
    } else if method == "OPTIONS" {
        remove(location, OPTIONS_HELP)
    } else {
        // In quotes, which both notations take.
        Help::write(location, Written::Text(method.to_owned()))
    }
}

/// The names that were meant by one text, if any were.
fn write_names(location: Location, names: &[String]) -> Option<Help> {
    match names {
        [] => None,
        [name] => Some(Help::write(location, Written::Text(name.clone()))),
        several => {
            let names = Written::texts(several);
            let words = words!("write one string per name: {names}", names = names.clone());
            Some(Help::certain(words, [Edit::Replace { location, with: names }]))
        }
    }
}
