//! What is outside of the placeholders, read as a plain origin.
//!
//! What is outside of the placeholders must be written as a browser writes it. To find out, a
//! letter is put in the place of each placeholder and the result read as a plain origin: the
//! parser of plain origins finds every mistake, and its bytes are mapped back.
//!
//! ```text
//! https://pr-{n:[0-9]+}.Example.net     pattern
//! https://pr-x.Example.net              skeleton     Case(Host) 8..24
//!         ────────────────────────      8..33
//! ```

use std::ops::Range;

use super::split::{PatternPart, Placeholder};
use crate::model::origin::error::PlaceholderError;
use crate::model::origin::{self, Host, OriginError, OriginErrorKind, Parsed, Port, RangePattern};

/// What is outside of the placeholders of a pattern.
pub(super) struct Plain {
    pub(super) is_wildcard: bool,
    pub(super) any_port: bool,
    /// The address range that is its host.
    pub(super) range: Option<RangePattern>,
    /// Where the first placeholder of the port begins.
    port_from: Option<usize>,
}

impl Plain {
    pub(super) fn is_in_port(&self, placeholder: &Placeholder<'_>) -> bool {
        self.port_from.is_some_and(|from| placeholder.range.start >= from)
    }
}

/// Reads what is outside of the placeholders, each of which may be a part of a name or of an
/// address.
pub(super) fn read(parts: &[PatternPart<'_>]) -> Result<Plain, OriginError> {
    let error = match Skeleton::new(parts, 'x').check() {
        Ok(plain) => return Ok(plain),
        Err(error) => error,
    };
    let with_digit = || Skeleton::new(parts, '1').check();
    match error.kind {
        OriginErrorKind::Address(_) => with_digit(),
        OriginErrorKind::Path(_) => Err(match with_digit() {
            Err(digit) if is_of_range(&digit.kind) => digit,
            _ => error,
        }),
        _ => Err(error),
    }
}

/// Whether an address range was meant, so that the slash is not the beginning of a path.
fn is_of_range(kind: &OriginErrorKind) -> bool {
    matches!(kind, OriginErrorKind::Placeholder(_) | OriginErrorKind::Range(_))
}

/// The pattern with a stand-in for each placeholder.
struct Skeleton {
    text: String,
    /// For each byte of the skeleton the bytes of the pattern that it came from.
    origins: Vec<Range<usize>>,
    in_port: Option<Range<usize>>,
    in_scheme: Option<Range<usize>>,
    in_host: Option<Range<usize>>,
}

impl Skeleton {
    fn new(parts: &[PatternPart<'_>], stand_in: char) -> Self {
        let mut skeleton = Self {
            text: String::new(),
            origins: Vec::new(),
            in_port: None,
            in_scheme: None,
            in_host: None,
        };
        let mut at = 0_usize;
        for part in parts {
            match part {
                PatternPart::Literal(literal) => {
                    let end = at.saturating_add(literal.len());
                    skeleton.origins.extend((at..end).map(|at| at..at.saturating_add(1)));
                    skeleton.text.push_str(literal);
                    at = end;
                }
                PatternPart::Placeholder(placeholder) => {
                    skeleton.location(&placeholder.range, stand_in);
                    at = placeholder.range.end;
                }
            }
        }
        skeleton
    }

    /// Puts a stand-in where a placeholder is: a digit in a port.
    fn location(&mut self, range: &Range<usize>, stand_in: char) {
        let behind_scheme = self.text.split_once("://").map(|(_, rest)| rest);
        if behind_scheme.is_none() {
            self.in_scheme.get_or_insert(range.clone());
        }
        // The colons of an address in brackets set off no port.
        let behind_address = behind_scheme.and_then(|rest| {
            if rest.starts_with('[') {
                rest.split_once(']').map(|(_, behind)| behind)
            } else {
                Some(rest)
            }
        });
        let in_port = behind_address.is_some_and(|rest| rest.contains(':'));
        let first = if in_port { &mut self.in_port } else { &mut self.in_host };
        first.get_or_insert(range.clone());
        self.text.push(if in_port { '1' } else { stand_in });
        self.origins.push(range.clone());
    }

    fn check(&self) -> Result<Plain, OriginError> {
        if let Some(range) = &self.in_scheme {
            return Err(OriginError::new(PlaceholderError::InScheme, range.clone()));
        }
        let port_from = self.in_port.as_ref().map(|range| range.start);
        let error = match origin::parse_pattern(&self.text) {
            Ok(Parsed::Plain(plain)) => {
                return Ok(Plain {
                    is_wildcard: matches!(plain.host(), Host::Subdomains(_)),
                    any_port: plain.port() == Port::Any,
                    range: None,
                    port_from,
                });
            }
            Ok(Parsed::Range(range)) => {
                if let Some(placeholder) = &self.in_host {
                    return Err(OriginError::new(PlaceholderError::InRange, placeholder.clone()));
                }
                let any_port = range.port() == Port::Any;
                return Ok(Plain { is_wildcard: false, any_port, range: Some(range), port_from });
            }
            Err(error) => error,
        };
        match error.kind {
            // The stand-in made a port that is blocked; the automaton has all others.
            OriginErrorKind::BlockedPort(_) if self.in_port.is_some() => {
                let with_any_port = self.text.rsplit_once(':').map(|(host, _)| format!("{host}:*"));
                let range = match origin::parse_pattern(&with_any_port.unwrap_or_default()) {
                    Ok(Parsed::Range(range)) if self.in_host.is_none() => Some(range),
                    _ => None,
                };
                let is_wildcard = self.text.contains("://*.");
                Ok(Plain { is_wildcard, any_port: false, range, port_from })
            }
            _ => Err(error.mapped(|range| self.bytes_of(&range))),
        }
    }

    /// The bytes of the pattern that these bytes of the skeleton came from.
    fn bytes_of(&self, range: &Range<usize>) -> Range<usize> {
        let last = self.origins.last().map_or(0, |range| range.end);
        let start = self.origins.get(range.start).map_or(last, |range| range.start);
        let end = range
            .end
            .checked_sub(1)
            .and_then(|end| self.origins.get(end))
            .map_or(last, |range| range.end);
        start..end.max(start)
    }
}
