//! The host of a row: what a request's host is once its port and its trailing dot are gone, in lower
//! case.

use std::net::Ipv6Addr;
use std::ops::Range;
use std::sync::OnceLock;

use crate::finding::words;
use crate::language::{Automata, Language};
use crate::model::origin::address::serialise_ipv6;
use crate::model::pattern::with_dots_escaped;

use super::pattern::{Reader, RowPart, Wrong};
use super::rules::{ROW_HOST, ROW_PLACEHOLDER};

/// One label, and any number of them.
const LABEL: &str = "[a-z0-9_-]+";
const NAME: &str = "[a-z0-9._-]+";

/// All hosts that a request can have, and none.
pub(super) const ANY: &str = r"([a-z0-9._-]+|\[[0-9a-f:.]+\])?";

impl Reader<'_> {
    /// The hosts of the pattern, whose host is in this range.
    pub(super) fn hosts(self, range: Range<usize>) -> Result<Language, Wrong> {
        let text = self.text.get(range.clone()).unwrap_or_default();
        if text.is_empty() {
            let wrong = self.wrong(&ROW_HOST, 0..2, "the pattern has no host between `//` and `/`");
            let slashes = self.text.len().saturating_sub(self.text.trim_start_matches('/').len());
            return Err(Box::new(self.certain(wrong, 0..slashes, "/")));
        }
        if let Some(language) = self.address(range.clone())? {
            return Ok(language);
        }
        let mut language = Language::literal(b"");
        for part in self.parts(range.clone())? {
            let next = match part {
                RowPart::Literal(literal, start) => {
                    self.literal_host(literal, start, range.clone())?;
                    Language::literal(literal.as_bytes())
                }
                RowPart::Placeholder { range, regex: Some((regex, start)) } => {
                    self.host_regex(regex, start, range)?
                }
                RowPart::Placeholder { range, regex: None } => {
                    self.regex(LABEL, (range.start, range.len()), name())?
                }
                RowPart::Rest { range } => {
                    let message = "`{*…}` cannot be in a host: it matches the rest of a path";
                    let wrong = self.wrong(&ROW_PLACEHOLDER, range.clone(), message);
                    return Err(Box::new(self.certain(wrong, range, "{host:.+}")));
                }
            };
            language = self.concat(&language, &next)?;
        }
        Ok(language)
    }

    /// The hosts of a regex. An unescaped dot is the dot of a host.
    fn host_regex(self, regex: &str, start: usize, range: Range<usize>) -> Result<Language, Wrong> {
        let written = (start, range.end.saturating_sub(1).saturating_sub(start));
        self.regex(&with_dots_escaped(regex), written, name())
    }

    /// An IPv6 address in brackets, with a port that should not be there.
    fn address(self, range: Range<usize>) -> Result<Option<Language>, Wrong> {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let Some((address, behind)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']'))
        else {
            return Ok(None);
        };
        let bracket = range.end.saturating_sub(behind.len());
        if !behind.is_empty() {
            let wrong =
                self.wrong(&ROW_HOST, bracket..range.end, "the host of a row cannot have a port");
            return Err(Box::new(self.certain(wrong, bracket..range.end, "")));
        }
        let Ok(parsed) = address.parse::<Ipv6Addr>() else {
            let message = words!("`{address}` is not an IPv6 address", address);
            return Err(Box::new(self.wrong(&ROW_HOST, range, message)));
        };
        let canonical = serialise_ipv6(parsed);
        if canonical != address {
            let wrong = self.wrong(
                &ROW_HOST,
                range.clone(),
                "the address is not in the form a browser sends",
            );
            return Err(Box::new(self.certain(wrong, range, &format!("[{canonical}]"))));
        }
        Ok(Some(Language::literal(text.as_bytes())))
    }

    /// Checks text outside of placeholders; `host` is where the whole host is.
    fn literal_host(self, text: &str, start: usize, host: Range<usize>) -> Result<(), Wrong> {
        let at = |offset: usize| start.saturating_add(offset);
        let all = start..at(text.len());
        if let Some(user) = text.find('@') {
            let wrong = self.wrong(&ROW_HOST, start..at(user), "a host cannot have a user name");
            return Err(Box::new(self.certain(wrong, start..at(user.saturating_add(1)), "")));
        }
        if let Some(colon) = text.find(':') {
            let port = at(colon)..host.end;
            let wrong = self.wrong(&ROW_HOST, port.clone(), "the host of a row cannot have a port");
            return Err(Box::new(self.certain(wrong, port, "")));
        }
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            let wrong = self.wrong(&ROW_HOST, all.clone(), "a host must be in lower case");
            return Err(Box::new(self.certain(wrong, all, &text.to_ascii_lowercase())));
        }
        if let Some(star) = text.find('*') {
            let range = at(star)..at(star.saturating_add(1));
            let message = "`*` is not a wildcard in a row; hosts use placeholders";
            let wrong = self.wrong(&ROW_HOST, range.clone(), message);
            let wrong = self.certain(wrong, range.clone(), "{name}");
            return Err(Box::new(self.example(wrong, range, "{name:.+}")));
        }
        if let Some((offset, bad)) = text.char_indices().find(|&(_, c)| !is_host_character(c)) {
            let range = at(offset)..at(offset.saturating_add(bad.len_utf8()));
            let message = words!("`{text}` cannot be in a host", text = bad.to_string());
            let wrong = self.wrong(&ROW_HOST, range, message);
            return Err(Box::new(if bad.is_ascii() {
                wrong.help("write the host as the browser's address bar has it")
            } else {
                wrong.help("write the host in ASCII (Punycode), as browsers send it")
            }));
        }
        if host.end == all.end && text.ends_with('.') {
            let dot = all.end.saturating_sub(1)..all.end;
            let wrong =
                self.wrong(&ROW_HOST, dot.clone(), "the host of a row cannot have a trailing dot");
            return Err(Box::new(self.certain(wrong, dot, "")));
        }
        let is_empty_label = text.contains("..") || (host.start == start && text.starts_with('.'));
        if is_empty_label {
            return Err(Box::new(
                self.wrong(&ROW_HOST, all, "the host has an empty label")
                    .help("write one dot between two labels"),
            ));
        }
        Ok(())
    }
}

fn is_host_character(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.')
}

/// What a placeholder in a host may match.
fn name() -> &'static Language {
    static NAMES: OnceLock<Language> = OnceLock::new();
    NAMES.get_or_init(|| Automata::unlimited().regex(NAME).unwrap_or_else(|_| Language::empty()))
}
