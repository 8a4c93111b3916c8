//! Address ranges: `http://10.0.0.0/8:*`, `http://[fd00::/8]:8080`.
//!
//! ```text
//! http://10.0.0.0/8:*            http://[fd00::/8]:8080
//! scheme  range  port            scheme   range    port
//! ```
//!
//! A range is the first address of a network and the number of leading bits that all of its
//! addresses share, so it has one spelling. The brackets of IPv6 enclose both.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::address::serialise_ipv6;
use super::error::{OriginError, RangeError, Sides};
use super::parse::{TextPart, parse_port};
use super::{OriginPattern, Port};
use crate::origins::{PRIVATE_RANGES, SchemeKind};

/// The addresses that share their first bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AddressRange {
    network: IpAddr,
    prefix: u8,
}

/// The origins whose hosts are the addresses of a range.
///
/// Only [`parse_pattern`](super::parse_pattern) makes one, so it is always written in its canonical
/// form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangePattern {
    scheme: String,
    range: AddressRange,
    port: Port,
}

/// What a string without placeholders can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed {
    /// A plain origin, or one with a wildcard.
    Plain(OriginPattern),
    /// The origins of an address range.
    Range(RangePattern),
}

impl AddressRange {
    /// The range of the addresses that share the first `prefix` bits with `address`, if there can be
    /// so many.
    pub(super) fn around(address: IpAddr, prefix: u8) -> Option<Self> {
        let free = |bits: u32| bits.checked_sub(u32::from(prefix));
        let network = match address {
            IpAddr::V4(address) => {
                let mask = u32::MAX.checked_shl(free(u32::BITS)?).unwrap_or_default();
                Ipv4Addr::from_bits(address.to_bits() & mask).into()
            }
            IpAddr::V6(address) => {
                let mask = u128::MAX.checked_shl(free(u128::BITS)?).unwrap_or_default();
                Ipv6Addr::from_bits(address.to_bits() & mask).into()
            }
        };
        Some(Self { network, prefix })
    }

    /// The first address.
    #[must_use]
    pub fn network(self) -> IpAddr {
        self.network
    }

    /// How many bits all addresses share.
    #[must_use]
    pub fn prefix(self) -> u8 {
        self.prefix
    }

    /// Whether the range is within one that no registry assigns: a private network, loopback or
    /// link-local addresses.
    #[must_use]
    pub fn is_private(self) -> bool {
        PRIVATE_RANGES.iter().any(|&(network, prefix)| {
            let around = Self::around(self.network, prefix);
            self.prefix >= prefix && around.is_some_and(|around| around.network == network)
        })
    }

    /// How many bits an address has.
    fn bits(self) -> u8 {
        if self.network.is_ipv4() { 32 } else { 128 }
    }

    /// The host that a pattern has for it; the address itself if there is only one.
    pub(super) fn host(self) -> String {
        match self.network {
            IpAddr::V4(address) if self.prefix == self.bits() => address.to_string(),
            IpAddr::V6(address) if self.prefix == self.bits() => {
                format!("[{}]", serialise_ipv6(address))
            }
            _ => self.to_string(),
        }
    }
}

impl RangePattern {
    /// The origins of a range that have a scheme of the web, with any port.
    pub(super) fn on_any_port(scheme: &str, range: AddressRange) -> Self {
        Self { scheme: scheme.to_owned(), range, port: Port::Any }
    }

    /// The scheme.
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The addresses.
    #[must_use]
    pub fn range(&self) -> AddressRange {
        self.range
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> Port {
        self.port
    }

    /// The text up to the host, that is without the port.
    #[must_use]
    pub fn before_port(&self) -> String {
        format!("{}://{}", self.scheme, self.range)
    }
}

/// The parts of a text that is written like a range, whatever is wrong with them.
pub(super) struct Sketch<'t> {
    /// What is before the slash, without brackets.
    address: TextPart<'t>,
    prefix: TextPart<'t>,
    /// Everything up to the port, brackets included.
    pub(super) host: TextPart<'t>,
}

impl<'t> Sketch<'t> {
    /// `rest` is what follows the scheme.
    ///
    /// A path of digits behind a name is not a prefix, nor is one of four digits or more.
    pub(super) fn of(rest: TextPart<'t>) -> Option<Self> {
        let with_host = |host_len: usize, address, prefix| {
            let behind = rest.text.get(host_len..)?;
            let is_end = behind.is_empty() || behind.starts_with(':');
            is_end.then(|| Self { address, prefix, host: rest.before(host_len) })
        };
        let bracketed = rest.text.strip_prefix('[').and_then(|_| rest.from(1).split_once("]"));
        if let Some((inside, behind)) = bracketed {
            if let Some((address, prefix)) = inside.split_once("/") {
                let host_len = rest.text.len().checked_sub(behind.text.len())?;
                return with_host(host_len, address, prefix);
            }
        }
        let (address, behind) = rest.split_once("/")?;
        let prefix = behind.split_once(":").map_or(behind, |(prefix, _)| prefix);
        let is_mask = prefix.text.parse::<Ipv4Addr>().is_ok();
        let unsigned = prefix.text.strip_prefix(['+', '-']).unwrap_or(prefix.text);
        let is_number = (1..=3).contains(&prefix.text.len()) && is_digits(unsigned);
        let is_ipv4 = !address.text.is_empty() && is_digits(&address.text.replace('.', ""));
        let bare = bracketed.map_or(address, |(inside, _)| inside);
        if !(is_number || is_mask) || !(is_ipv4 || bare.text.parse::<Ipv6Addr>().is_ok()) {
            return None;
        }
        let host_len = address.text.len().checked_add(1)?.checked_add(prefix.text.len())?;
        with_host(host_len, bare, prefix)
    }

    /// The address, if it is one.
    pub(super) fn address(&self) -> Option<IpAddr> {
        let ipv4 = self.address.text.parse::<Ipv4Addr>().map(IpAddr::from);
        ipv4.or_else(|_| self.address.text.parse::<Ipv6Addr>().map(IpAddr::from)).ok()
    }

    fn sides(&self) -> Sides {
        Sides { address: self.address.range(), prefix: self.prefix.range() }
    }

    /// The range that was meant.
    pub(super) fn meant(&self) -> Option<AddressRange> {
        let address = match self.address.text.parse::<Ipv6Addr>() {
            Ok(address) => address.into(),
            Err(_) => padded_ipv4(self.address.text)?.into(),
        };
        let prefix = match self.prefix.text.parse::<Ipv4Addr>() {
            Ok(mask) => {
                let (ones, mask) = (mask.to_bits().leading_ones(), mask.to_bits());
                // The ones of a mask are its first bits.
                let zeros = mask.leading_zeros();
                // ... or, inverted, its last.
                let is_inverted = mask != 0 && zeros == mask.count_zeros();
                let prefix = (ones == mask.count_ones()).then_some(ones);
                prefix.or(is_inverted.then_some(zeros))?.try_into().ok()?
            }
            Err(_) => self.prefix.text.parse().ok()?,
        };
        AddressRange::around(address, prefix)
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An IPv4 address whose last octets may be left out: `10.0` in `10.0/16`.
fn padded_ipv4(text: &str) -> Option<Ipv4Addr> {
    let missing = 3_usize.checked_sub(text.trim_end_matches('.').matches('.').count())?;
    format!("{}{}", text.trim_end_matches('.'), ".0".repeat(missing)).parse().ok()
}

/// Whether a text is written like a range behind its scheme.
pub(in crate::model) fn is_range(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, rest)| {
        SchemeKind::of(scheme) == SchemeKind::Web && Sketch::of(TextPart::whole(rest)).is_some()
    })
}

/// Reads the range and the port behind the scheme, if the text is written like a range.
pub(super) fn parse(scheme: &str, rest: TextPart<'_>) -> Option<Result<RangePattern, OriginError>> {
    let sketch = Sketch::of(rest)?;
    let range = match parse_range(&sketch) {
        Ok(range) => range,
        Err(error) => return Some(Err(sketch.host.error(error))),
    };
    let port = rest.from(sketch.host.text.len());
    let port = match port.text.strip_prefix(':') {
        None => Ok(Port::Default),
        Some(_) => parse_port(port.from(1), scheme),
    };
    Some(port.map(|port| RangePattern { scheme: scheme.to_owned(), range, port }))
}

fn parse_range(sketch: &Sketch<'_>) -> Result<AddressRange, RangeError> {
    let (prefix, host) = (sketch.prefix.text, sketch.host.text);
    let Some(address) = sketch.address() else {
        return Err(RangeError::Address(sketch.sides()));
    };
    match (address.is_ipv6(), host.starts_with('['), host.ends_with(']')) {
        (true, true, true) | (false, false, false) => {}
        (true, true, false) => return Err(RangeError::PrefixOutside),
        (true, ..) => return Err(RangeError::Unbracketed),
        (false, ..) => return Err(RangeError::Bracketed),
    }
    let bits = if address.is_ipv4() { 32 } else { 128 };
    let number = is_digits(prefix).then(|| prefix.parse::<u8>().ok()).flatten();
    let Some(number) = number.filter(|_| prefix == "0" || !prefix.starts_with('0')) else {
        return Err(RangeError::Prefix { prefix: sketch.prefix.range(), bits });
    };
    let Some(range) = AddressRange::around(address, number) else {
        return Err(RangeError::TooLong { prefix: number, bits });
    };
    if number == bits {
        return Err(RangeError::Single(sketch.sides()));
    }
    if range.network != address {
        return Err(RangeError::BitsBeyond { range: sketch.sides(), prefix: number });
    }
    if range.to_string() != host {
        return Err(RangeError::Spelling(sketch.sides()));
    }
    Ok(range)
}

/// The pattern as it is written.
impl fmt::Display for Parsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(pattern) => pattern.fmt(f),
            Self::Range(pattern) => pattern.fmt(f),
        }
    }
}

/// The host of a pattern.
impl fmt::Display for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.network {
            IpAddr::V4(address) => write!(f, "{address}/{}", self.prefix),
            IpAddr::V6(address) => write!(f, "[{}/{}]", serialise_ipv6(address), self.prefix),
        }
    }
}

/// The pattern as it is written.
impl fmt::Display for RangePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.before_port(), self.port)
    }
}
