//! The registrable domain of one host.
//!
//! # The idea
//!
//! The Public Suffix List is walked from the right, and the deepest rule that the host passes gives the
//! suffix; the domain is one label more. Where the list has no rule for the top-level domain, its
//! default rule holds: the top-level domain is the suffix. A registry may be given that name any year,
//! and then anyone can register below it.
//!
//! Names reserved for private and special use have no registry, and count nothing. Neither does a
//! single label such as `intranet`: it is not registered but given out within a network, top-level
//! domains must not have addresses, and no public authority certifies such a name.
//!
//! # Source
//!
//! <https://github.com/publicsuffix/list/wiki/Format>;
//! [special-use domain names](https://www.iana.org/assignments/special-use-domain-names/);
//! for single labels [SSAC 053](https://www.icann.org/en/system/files/files/sac-053-en.pdf).

use super::suffixes::{Section, SuffixRule, Suffixes};

/// Names below which no name can be registered, regardless of the list: `example`, `invalid`,
/// `localhost`, `test` by RFC 2606 and RFC 6761, `local` by RFC 6762, `home.arpa` by RFC 8375, `alt` by
/// RFC 9476, and `internal`, which ICANN reserved in 2024.
///
/// Not `onion` (RFC 7686), below which anyone can make a name, and not names that are used without
/// being reserved: `corp`, `home`, `lan`, `intranet`, `private`.
const RESERVED: [&str; 8] =
    ["alt", "example", "home.arpa", "internal", "invalid", "local", "localhost", "test"];

/// Whether the name is kept from registration.
pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// Whether this label can be registered below a suffix of the section.
pub(super) fn is_registrable(label: &str, section: Section) -> bool {
    let allowed = |byte: u8| match byte {
        b'a'..=b'z' | b'0'..=b'9' | b'-' => true,
        b'_' => section == Section::Private,
        _ => false,
    };
    !label.is_empty()
        && label.bytes().all(allowed)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// The registrable domain of all subdomains of `base`, if it is the same for all of
/// them and no suffix of the list is below it: then nothing has to be counted.
pub fn registrable_domain_of_subdomains(base: &str) -> Option<String> {
    let list = Suffixes::list();
    let mut node = None;
    let leaves_the_list = base.strip_suffix('.').unwrap_or(base).rsplit('.').any(|label| {
        node = list.child(node, label);
        node.is_none()
    });
    // Below a base that is a suffix itself, each label is a separate domain.
    let domain = registrable_domain(base).filter(|_| leaves_the_list)?;
    (registrable_domain(&format!("a.{base}")) == Some(domain.clone())).then_some(domain)
}

/// The registrable domain of this host, if it has one: the public suffix and
/// one label more, or a public suffix that is a host itself.
///
/// Below a top-level domain that is not on the list, the top-level domain is the suffix, as by the
/// list's own default rule. None for addresses, single labels, and names that cannot be registered.
pub fn registrable_domain(host: &str) -> Option<String> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let labels: Vec<&str> = host.rsplit('.').collect();
    let Suffix { labels: suffix, section, wildcards } = suffix_of(&labels)?;
    if labels.len() == 1 {
        return None;
    }
    let own = labels.get(suffix).is_none_or(|label| is_registrable(label, section));
    let matched = wildcards.iter().all(|&(depth, section)| {
        labels.get(depth).is_some_and(|label| is_registrable(label, section))
    });
    let domain = labels.get(..labels.len().min(suffix + 1))?;
    (own && matched).then(|| from_left(domain))
}

/// Whether the public suffix of the host is that of a company, which gives names to its customers.
pub fn is_of_customers(host: &str) -> bool {
    let labels: Vec<&str> = host.rsplit('.').collect();
    suffix_of(&labels).is_some_and(|suffix| suffix.section.is_of_customers())
}

/// Whether the host ends in a top-level domain of the list.
pub fn has_listed_top_level(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    host.rsplit('.').next().is_some_and(|label| Suffixes::list().child(None, label).is_some())
}

/// Whether a label may be a top-level domain: letters, or Punycode. See `labels`.
fn is_top_level(label: &str) -> bool {
    let is_name = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    match label.strip_prefix("xn--") {
        Some(rest) => rest.bytes().all(is_name) && !rest.is_empty() && !rest.ends_with('-'),
        None => !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_lowercase()),
    }
}

/// The public suffix of a host.
struct Suffix {
    /// How many labels it has.
    labels: usize,
    section: Section,
    /// The labels that a wildcard of the list matches.
    wildcards: Vec<(usize, Section)>,
}

/// The public suffix of a host whose labels these are, from the right.
fn suffix_of(labels: &[&str]) -> Option<Suffix> {
    let list = Suffixes::list();
    let mut suffix = Suffix { labels: 0, section: Section::Icann, wildcards: Vec::new() };
    let mut node = None;
    let mut from_wildcard = None;
    for (depth, label) in labels.iter().enumerate() {
        if is_reserved(&from_left(labels.get(..=depth)?)) {
            return None;
        }
        let child = list.child(node, label);
        let name = child.and_then(|child| list.name(child));
        match (name.map(|name| name.rule), from_wildcard) {
            (Some(SuffixRule::Exception), _) => suffix.labels = depth,
            (Some(SuffixRule::Suffix(section)), _) => {
                (suffix.labels, suffix.section) = (depth + 1, section);
            }
            (_, Some(section)) => {
                (suffix.labels, suffix.section) = (depth + 1, section);
                suffix.wildcards.push((depth, section));
            }
            (Some(SuffixRule::None), None) if depth == 0 => suffix.labels = 1,
            (None, None) if depth == 0 && is_top_level(label) => suffix.labels = 1,
            _ => {}
        }
        let Some(name) = name else { break };
        (node, from_wildcard) = (child, name.wildcard);
    }
    (suffix.labels > 0).then_some(suffix)
}

fn from_left(labels: &[&str]) -> String {
    labels.iter().rev().copied().collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains() {
        for (host, domain) in [
            ("example.com", Some("example.com")),
            ("a.b.example.com.", Some("example.com")),
            ("com", None),
            ("localhost", None),
            ("a.localhost", None),
            ("example.unlisted", Some("example.unlisted")),
            ("a.example.unlisted.", Some("example.unlisted")),
            ("unlisted", None),
            ("a!.unlisted", None),
            ("example.un-listed", None),
            ("example.xn--unlisted", Some("example.xn--unlisted")),
            ("example.xn--", None),
            ("a.internal", None),
            ("a.b.alt", None),
            ("a.onion", Some("a.onion")),
            ("a.app.github.dev", Some("a.app.github.dev")),
            ("a.euw.devtunnels.ms", Some("a.euw.devtunnels.ms")),
            ("euw.devtunnels.ms", Some("euw.devtunnels.ms")),
            ("devtunnels.ms", Some("devtunnels.ms")),
            ("app.10.0.0.1.nip.io", Some("1.nip.io")),
            ("printer.local", None),
            ("nas.home.arpa", None),
            ("a.e164.arpa", Some("a.e164.arpa")),
            ("co.uk", Some("co.uk")),
            ("bbc.co.uk", Some("bbc.co.uk")),
            ("github.io", Some("github.io")),
            ("a.b.github.io", Some("b.github.io")),
            ("my_app.github.io", Some("my_app.github.io")),
            ("my_app.com", None),
            ("-a.com", None),
            ("a!.x.com", Some("x.com")),
            (".com", None),
            ("a..com", None),
            ("amazonaws.com", Some("amazonaws.com")),
            ("x.amazonaws.com", Some("amazonaws.com")),
            ("b.s3.amazonaws.com", Some("b.s3.amazonaws.com")),
            ("kawasaki.jp", Some("kawasaki.jp")),
            ("x.kawasaki.jp", Some("x.kawasaki.jp")),
            ("y.x.kawasaki.jp", Some("y.x.kawasaki.jp")),
            ("y.x!.kawasaki.jp", None),
            ("y.city.kawasaki.jp", Some("city.kawasaki.jp")),
            ("www.ck", Some("www.ck")),
            ("a.www.ck", Some("www.ck")),
            ("a.b.ck", Some("a.b.ck")),
            ("xn--85x722f.xn--55qx5d.cn", Some("xn--85x722f.xn--55qx5d.cn")),
            ("127.0.0.1", None),
        ] {
            assert_eq!(registrable_domain(host).as_deref(), domain, "{host}");
        }
    }
}
