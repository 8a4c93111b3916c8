//! The port of a pattern.

use cors_tables::fetch;

use super::TextPart;
use crate::model::origin::Port;
use crate::model::origin::error::{
    AddressError, HostError, OriginError, OriginErrorKind, PortError, WildcardError,
};

/// Splits host and port; the port comes without its colon.
pub(super) fn split(
    rest: TextPart<'_>,
) -> Result<(TextPart<'_>, Option<TextPart<'_>>), OriginError> {
    let host_len = if rest.text.starts_with('[') {
        match rest.text.find(']') {
            Some(bracket) => bracket.saturating_add(1),
            None => return Err(rest.error(AddressError::Unclosed)),
        }
    } else {
        if rest.text.matches(':').nth(1).is_some() {
            return Err(rest.error(AddressError::Unbracketed));
        }
        rest.text.find(':').unwrap_or(rest.text.len())
    };
    let host = rest.before(host_len);
    let behind = rest.from(host_len);
    match behind.text.strip_prefix(':') {
        Some(_) => Ok((host, Some(behind.from(1)))),
        None if behind.text.is_empty() => Ok((host, None)),
        None => Err(behind.error(HostError::BehindAddress)),
    }
}

/// Reads a port that follows the colon.
pub(in crate::model::origin) fn parse_port(
    port: TextPart<'_>,
    scheme: &str,
) -> Result<Port, OriginError> {
    let text = port.text;
    if text == "*" {
        return Ok(Port::Any);
    }
    if text.is_empty() {
        let colon = port.start.saturating_sub(1)..port.start;
        return Err(OriginError::new(PortError::Missing, colon));
    }
    if text.contains('*') {
        return Err(port.error(WildcardError::InPort));
    }
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse::<u16>().ok().filter(|&number| is_number && number > 0);
    let Some(number) = number else {
        return Err(port.error(PortError::Number));
    };
    if fetch::default_port(scheme) == Some(number) {
        let scheme = scheme.to_owned();
        return Err(port.error(OriginErrorKind::DefaultPort { port: number, scheme }));
    }
    if text.starts_with('0') {
        return Err(port.error(PortError::LeadingZero));
    }
    if fetch::default_port(scheme).is_some() && fetch::is_bad_port(number) {
        return Err(port.error(OriginErrorKind::BlockedPort(number)));
    }
    Ok(Port::Number(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits() {
        let number = |port| parse_port(TextPart::whole(port), "app").map_err(|error| error.kind);
        assert_eq!(number("1"), Ok(Port::Number(1)));
        assert_eq!(number("65535"), Ok(Port::Number(65535)));
        for port in ["0", "65536", "+1"] {
            assert_eq!(number(port), Err(PortError::Number.into()), "{port}");
        }
    }
}
