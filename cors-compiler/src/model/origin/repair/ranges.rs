//! Address ranges as people write them elsewhere: with stars, with a mask, with a port in the middle.

use std::net::{IpAddr, Ipv4Addr};

use crate::model::origin::range::{AddressRange, Sketch};

/// The range that was meant by the text behind a scheme, and the text of the port.
type Meant<'t> = (AddressRange, &'t str);

/// `None` if the text is not written like a range; `None` inside if it is, and which one was meant is
/// not clear.
pub(super) fn meant_range(rest: &str) -> Option<Option<Meant<'_>>> {
    written(rest).or_else(|| {
        behind_port(rest).or_else(|| with_stars(rest)).or_else(|| to_last(rest)).map(Some)
    })
}

/// `10.1.2.3/8`, `10/8`, `10.0.0.0/255.0.0.0`, `[fd00::]/8`, each with whatever follows the range.
fn written(rest: &str) -> Option<Option<Meant<'_>>> {
    let slash = rest.find('/')?.checked_add(1)?;
    let behind = rest.get(slash..)?;
    let len = behind.find(['/', '?', '#', '\\']).unwrap_or(behind.len());
    let whole = rest.get(..slash.checked_add(len)?)?;
    let sketch = Sketch::of(whole)?;
    let port = whole.get(sketch.host.len()..)?.trim_start_matches(':');
    Some(sketch.meant().map(|range| (range, port)))
}

/// `10.0.0.0:8080/8`: a path of this form is rarer than an address with all these zeros.
fn behind_port(rest: &str) -> Option<Meant<'_>> {
    let (authority, prefix) = rest.split_once('/')?;
    let (host, port) = authority.rsplit_once(':')?;
    let written = format!("{host}/{prefix}");
    let sketch = Sketch::of(&written).filter(|sketch| sketch.host == written)?;
    let (range, address) = (sketch.meant()?, sketch.address.parse::<IpAddr>().ok()?);
    (range.network() == address).then_some((range, port))
}

/// `192.168.*`, `10.*.*.*`, `172.16.x.x`, `10.0.0.[0-255]`: whole octets that are open.
fn with_stars(rest: &str) -> Option<Meant<'_>> {
    let host_len = rest.find([':', '/']).unwrap_or(rest.len());
    let (host, behind) = rest.split_at_checked(host_len)?;
    let port = behind.strip_prefix(':').unwrap_or_default();
    let port = port.split(['/', '?', '#']).next()?;
    let labels: Vec<&str> = host.split('.').collect();
    let octets = labels.iter().take_while(|label| label.parse::<u8>().is_ok()).count();
    let (octets, open) = labels.split_at_checked(octets)?;
    let is_open = |label: &&str| {
        let bare = label.trim_matches(['[', ']', '(', ')']);
        ["*", "x", "xx", "xxx", "0-255", "1-254"].contains(&bare.to_ascii_lowercase().as_str())
    };
    let is_range = (1..=3).contains(&octets.len())
        && !open.is_empty()
        && labels.len() <= 4
        && open.iter().all(is_open);
    let octets: Vec<String> = octets
        .iter()
        .map(|octet| octet.parse::<u8>().ok().map(|octet| octet.to_string()))
        .collect::<Option<_>>()?;
    let missing = 4_usize.checked_sub(octets.len()).filter(|_| is_range)?;
    let network: Ipv4Addr = format!("{}{}", octets.join("."), ".0".repeat(missing)).parse().ok()?;
    let prefix = u8::try_from(octets.len().checked_mul(8)?).ok()?;
    Some((AddressRange::around(network.into(), prefix)?, port))
}

/// `192.168.0.0-192.168.255.255`, where the two are the first and the last address of a range.
fn to_last(rest: &str) -> Option<Meant<'_>> {
    let (hosts, port) = rest.split_once(':').unwrap_or((rest, ""));
    let (first, last) = hosts.split_once('-')?;
    let (first, last) = (first.parse::<Ipv4Addr>().ok()?, last.parse::<Ipv4Addr>().ok()?);
    let free = (first.to_bits() ^ last.to_bits()).checked_add(1)?;
    let prefix = u8::try_from(32_u32.checked_sub(free.trailing_zeros())?).ok()?;
    let range = AddressRange::around(first.into(), prefix)?;
    let is_whole = free.is_power_of_two() && range.network() == IpAddr::from(first);
    is_whole.then_some((range, port))
}
