//! Address ranges as people write them elsewhere: with stars, with a mask, with a port in the middle.

use std::net::{IpAddr, Ipv4Addr};

use super::ports::run_of_numbers;
use crate::model::origin::parse::TextPart;
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

/// The text behind a scheme without what can't be in a range: white space, user info, a bracket that
/// is not closed or not opened.
pub(super) fn cleaned(rest: &str) -> String {
    let mut cleaned: String = rest.split_whitespace().collect();
    let parts = cleaned.split_once('@').filter(|(user_info, _)| !user_info.contains(['/', '.']));
    if let Some((_, host)) = parts {
        cleaned = host.to_owned();
    }
    if cleaned.contains('[') != cleaned.contains(']') {
        cleaned.retain(|c| !"[]".contains(c));
    }
    cleaned
}

/// What to write instead of a host that is a name and was meant as addresses: `192.168.x.x`,
/// `10.0.0.1-254`. `Some(None)` if it is one and which addresses were meant is not clear.
pub(crate) fn like_address(host: &str) -> Option<Option<String>> {
    let labels: Vec<&str> = host.split('.').collect();
    let is_octet = |label: &str| label.parse::<u8>().is_ok();
    let is_like = labels.len() == 4
        && labels.first().is_some_and(|first| is_octet(first))
        && labels.iter().all(|label| is_octet(label) || is_letters(label) || run(label).is_some());
    if !is_like || labels.iter().all(|label| is_octet(label)) {
        return None;
    }
    if let Some((range, _)) = with_stars(host) {
        return Some(Some(range.host()));
    }
    let numbered = labels.iter().map(|label| match is_octet(label) {
        true => Some((*label).to_owned()),
        false => run_of_numbers(label).map(|numbers| format!("{{n:{numbers}}}")),
    });
    Some(numbered.collect::<Option<Vec<String>>>().map(|labels| labels.join(".")))
}

/// Letters in the place of digits: `x`, `nnn`. No top-level domain but `xxx` has this form.
fn is_letters(label: &str) -> bool {
    let first = label.chars().next().filter(|first| first.is_ascii_alphabetic() || *first == '_');
    label.len() <= 3 && first.is_some_and(|first| label.chars().all(|c| c == first))
}

/// The first and the last octet of `16-31`.
fn run(label: &str) -> Option<(u8, u8)> {
    let (first, last) = label.split_once('-')?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first < last).then_some((first, last))
}

/// `10.1.2.3/8`, `10/8`, `10.0.0.0/255.0.0.0`, `[fd00::]/8`, each with whatever follows the range.
fn written(rest: &str) -> Option<Option<Meant<'_>>> {
    let slash = rest.find('/')?.checked_add(1)?;
    let behind = rest.get(slash..)?;
    let len = behind.find(['/', '?', '#', '\\']).unwrap_or(behind.len());
    let whole = rest.get(..slash.checked_add(len)?)?;
    let sketch = Sketch::of(TextPart::whole(whole))?;
    let port = whole.get(sketch.host.text.len()..)?.trim_start_matches(':');
    Some(sketch.meant().map(|range| (range, port)))
}

/// `10.0.0.0:8080/8`: a path of this form is rarer than an address with all these zeros.
fn behind_port(rest: &str) -> Option<Meant<'_>> {
    let (authority, prefix) = rest.split_once('/')?;
    let (host, port) = authority.rsplit_once(':')?;
    let written = format!("{host}/{prefix}");
    let sketch =
        Sketch::of(TextPart::whole(&written)).filter(|sketch| sketch.host.text == written)?;
    let (range, address) = (sketch.meant()?, sketch.address()?);
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
        let bare = label.trim_matches(['[', ']', '(', ')', '<', '>']).to_ascii_lowercase();
        ["*", "0-255", "1-254"].contains(&bare.as_str()) || is_letters(&bare)
    };
    // `172.16-31.x.x`: a run of octets that share their first bits.
    let (run, open) = match open.split_first() {
        Some((first, open)) if !is_open(first) => (Some(run(first)?), open),
        _ => (None, open),
    };
    let is_range = (1..=3).contains(&octets.len())
        && (!open.is_empty() || (run.is_some() && octets.len() == 3))
        && labels.len() <= 4
        && open.iter().all(is_open);
    let fixed_octets = octets.len();
    let run_from = run.map(|(first, _)| first);
    let octets = octets.iter().filter_map(|octet| octet.parse::<u8>().ok()).chain(run_from);
    let network = is_range.then(|| padded(octets))?;
    let prefix = u8::try_from(fixed_octets.checked_mul(8)?).ok()?;
    let Some((first, last)) = run else {
        return Some((AddressRange::around(network.into(), prefix)?, port));
    };
    let free = u32::from(first ^ last).checked_add(1)?;
    let shared = u8::try_from(8_u32.checked_sub(free.trailing_zeros())?).ok()?;
    let range = AddressRange::around(network.into(), prefix.checked_add(shared)?)?;
    let is_whole = free.is_power_of_two() && range.network() == IpAddr::from(network);
    is_whole.then_some((range, port))
}

/// The address of these octets, at most four, and zeros.
fn padded(octets: impl Iterator<Item = u8>) -> Ipv4Addr {
    let mut all = [0_u8; 4];
    for (location, octet) in all.iter_mut().zip(octets) {
        *location = octet;
    }
    all.into()
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
