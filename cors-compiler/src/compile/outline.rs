//! What `explain` needs and only the compiler knows: the order of the policy, and which registrable
//! domains it trusts, because the suffix list is on the host and not in the server.
//!
//! ```text
//!   https://example.com        example.com      the text of an origin is in the tables, and here
//!   https://*.example.net      example.net      is where; the other patterns are lines
//!   except https://old.example.net
//! Registrable domains trusted: 2 (example.com, example.net).
//! HTTPS only, default port only.
//! ```

use std::fmt::Write as _;
use std::sync::LazyLock;

use cors_tables::policy::{AllowOrigins, ExactOrigin};

use crate::check::CheckedOrigins;
use crate::language::{Automata, Count, Language, Numbering};
use crate::location::Located;
use crate::model::Pattern;
use crate::model::origin::{Host, OriginPattern, Port};
use crate::order::sort_by;
use crate::origins::ends_in_a_number;
use crate::origins::private_hosts;
use crate::trust::{Reach, registrable_domain};

/// The widest column of patterns; longer patterns move their domains to the right.
const MAX_WIDTH: usize = 72;

/// How many registrable domains, ports, and schemes of regexes the totals name.
const NAMED: usize = 8;

/// Which patterns a policy trusts, as an [`Outline`](cors_tables::policy::Outline) has them; nothing for any origin, or for none.
#[derive(Default)]
pub(super) struct Trust {
    pub(super) exact: Vec<u8>,
    pub(super) width: u16,
    pub(super) text: String,
    /// The same of the patterns of `runtime_origins`, without totals.
    pub(super) ceiling: String,
}

impl Trust {
    pub(super) fn of(checked: &CheckedOrigins, tables: &AllowOrigins) -> Self {
        let mut trust = Self::default();
        let CheckedOrigins::These { allowed, denied, reach, ceiling, ceiling_reach, .. } = checked
        else {
            return trust;
        };
        let AllowOrigins::Set { origins, .. } = tables else { return trust };
        let mut exact_origins = Numbering::new();
        let mut slots: Vec<u32> = Vec::new();
        for slot in 0..origins.exact_slots() {
            let Some(origin) = origins.exact_at(slot) else { continue };
            if exact_origins.number(origin) == slots.len() {
                slots.push(slot);
            }
        }
        let written: Vec<String> =
            allowed.iter().map(|pattern| pattern.value.to_string()).collect();
        let lens = written.iter().map(|written| written.chars().count());
        let of_ceiling = ceiling.iter().map(|pattern| pattern.value.to_string().chars().count());
        let width = lens.chain(of_ceiling).filter(|len| *len <= MAX_WIDTH).max();
        let width = width.unwrap_or_default();
        trust.width = u16::try_from(width).unwrap_or_default();
        let mut whole = Whole::default();
        for ((pattern, reach), written) in allowed.iter().zip(reach).zip(&written) {
            let reached = whole.add(&pattern.value, reach.as_ref());
            let slot = exact_origins.find(&written.as_str()).and_then(|at| slots.get(at));
            let slot = slot.filter(|_| pattern.value.exact().is_some());
            match slot.and_then(|&slot| exact(&pattern.value, slot)) {
                Some(exact) => trust.exact.extend(exact.to_bytes()),
                None => {
                    // Writing to a string cannot fail.
                    let _ = writeln!(trust.text, "  {written:width$}  {reached}");
                }
            }
        }
        for pattern in denied {
            let _ = writeln!(trust.text, "  except {}", pattern.value);
        }
        whole.write_totals(&mut trust.text);
        for (Located { value: pattern, .. }, reach) in ceiling.iter().zip(ceiling_reach) {
            let reached = Whole::default().add(pattern, reach.as_ref());
            let _ = writeln!(trust.ceiling, "  {:width$}  {reached}", pattern.to_string());
        }
        for pattern in denied.iter().filter(|_| !ceiling.is_empty()) {
            let _ = writeln!(trust.ceiling, "  except {}", pattern.value);
        }
        trust
    }
}

/// Where an origin is in the tables; `None` if it has to be written out.
fn exact(pattern: &Pattern, slot: u32) -> Option<ExactOrigin> {
    let fits = slot < 1 << 24;
    let domain = match pattern {
        Pattern::Null => 0,
        Pattern::Plain(plain) if matches!(plain.host(), Host::Opaque(_)) => u8::MAX,
        Pattern::Plain(plain) => {
            let domain = owner(plain);
            let is_end = plain.host().to_string().ends_with(&domain);
            u8::try_from(domain.len()).ok().filter(|len| is_end && *len < u8::MAX)?
        }
        Pattern::Regular(_) => return None,
    };
    fits.then_some(ExactOrigin { slot, domain })
}

/// The sum over all patterns.
#[derive(Default)]
struct Whole {
    domains: Numbering<String>,
    /// Set as soon as a pattern reaches more than can be named.
    is_more: bool,
    schemes: Numbering<String>,
    /// Set as soon as a pattern has more schemes than are named.
    has_more_schemes: bool,
    ports: Numbering<String>,
}

impl Whole {
    /// Adds a pattern, and returns whom it reaches.
    fn add(&mut self, pattern: &Pattern, reach: Option<&Reach>) -> String {
        match pattern {
            Pattern::Null => {
                self.is_more = true;
                return "any page can obtain this origin".to_owned();
            }
            Pattern::Plain(plain) => {
                self.schemes.number(plain.scheme().to_owned());
                self.ports.number(match plain.port() {
                    Port::Default => "default".to_owned(),
                    Port::Number(port) => port.to_string(),
                    Port::Any => "any".to_owned(),
                });
                if reach.is_none() && is_private(plain.host()) {
                    return "a private address".to_owned();
                }
                if reach.is_none() {
                    let owner = owner(plain);
                    self.domains.number(owner.clone());
                    return owner;
                }
            }
            Pattern::Regular(regular) => {
                self.add_schemes_and_ports(regular.language());
                let is_nobody = reach.is_some_and(|reach| reach.count == Count::Exactly(0));
                if is_nobody && has_address(regular.witness()) {
                    return "private addresses".to_owned();
                }
            }
        }
        self.add_reach(reach)
    }

    fn add_schemes_and_ports(&mut self, language: &Language) {
        static WEB: LazyLock<Language> = LazyLock::new(|| Language::own("https?://.*"));
        static WITHOUT_PORT: LazyLock<Language> =
            LazyLock::new(|| Language::own(r"[^:]*://(\[[^\]]*\]|[^:\[\]]*)"));
        static WITH_PORT: LazyLock<Language> =
            LazyLock::new(|| Language::own(r"[^:]*://(\[[^\]]*\]|[^:\[\]]*):[0-9]+"));
        let automata = Automata::unlimited();
        let has = |part: &Language| automata.intersects(language, part).unwrap_or(false);
        for scheme in ["http", "https"] {
            if language.has_prefix(format!("{scheme}://").as_bytes()) {
                self.schemes.number(scheme.to_owned());
            }
        }
        let is_web = language.is_after(b"https://") || language.is_after(b"http://");
        if !is_web && !automata.is_within(language, &WEB).unwrap_or(false) {
            if let Ok(custom) = automata.difference(language, &WEB) {
                self.add_custom_schemes(custom);
            }
        }
        if has(&WITHOUT_PORT) {
            self.ports.number("default".to_owned());
        }
        if has(&WITH_PORT) {
            self.ports.number("others that patterns match".to_owned());
        }
    }

    /// Adds the schemes of a language one by one: each is found in a witness, and then subtracted.
    fn add_custom_schemes(&mut self, mut language: Language) {
        let anything = Language::anything();
        while let Some(witness) = language.witness() {
            let Some((scheme, _)) = witness.split_once("://") else { return };
            if self.schemes.find(scheme).is_none() && self.schemes.len() >= NAMED {
                self.has_more_schemes = true;
                return;
            }
            let of_scheme = Automata::unlimited()
                .concat(&Language::literal(format!("{scheme}://").as_bytes()), &anything);
            let Ok(others) = of_scheme
                .and_then(|of_scheme| Automata::unlimited().difference(&language, &of_scheme))
            else {
                self.has_more_schemes = true;
                return;
            };
            self.schemes.number(scheme.to_owned());
            language = others;
        }
    }

    fn add_reach(&mut self, reach: Option<&Reach>) -> String {
        let Some(Reach { count, domains, .. }) = reach else { return String::new() };
        let all_named = matches!(count, Count::Exactly(count) if *count == domains.len() as u64);
        self.is_more |= !all_named;
        for domain in domains {
            self.domains.number(domain.clone());
        }
        match count {
            Count::Exactly(0) => "names that cannot be registered".to_owned(),
            _ if all_named => domains.join(", "),
            Count::Exactly(count) => format!("{count} registrable domains"),
            Count::MoreThan(_) | Count::Infinite => {
                "an unlimited number of registrable domains".to_owned()
            }
        }
    }

    fn write_totals(self, text: &mut String) {
        let domains = self.domains.len();
        let named = first(self.domains);
        // Writing to a string cannot fail.
        let _ = match (self.is_more, domains) {
            (true, _) => writeln!(text, "Registrable domains trusted: too many to list."),
            (false, 0) => writeln!(text, "No registrable domain is trusted."),
            (false, count) => {
                writeln!(text, "Registrable domains trusted: {count} ({named}).")
            }
        };
        if !self.schemes.is_empty() {
            let (schemes, ports) = (first(self.schemes), first(self.ports));
            let others = if self.has_more_schemes { " and others" } else { "" };
            let _ = match (schemes.as_str(), ports.as_str()) {
                ("https", "default") if others.is_empty() => {
                    writeln!(text, "HTTPS only, default port only.")
                }
                _ => writeln!(text, "Schemes: {schemes}{others}. Ports: {ports}."),
            };
        }
    }
}

/// The first texts, in their order.
fn first(texts: Numbering<String>) -> String {
    let mut texts = texts.into_values();
    sort_by(&mut texts, String::cmp);
    let is_more = texts.len() > NAMED;
    texts.truncate(NAMED);
    texts.join(", ") + if is_more { ", …" } else { "" }
}

/// Whether the host of an origin is an address.
fn has_address(origin: &str) -> bool {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    host.starts_with('[') || ends_in_a_number(host.split(':').next().unwrap_or_default())
}

/// Whether a host is an address that no registry assigns.
fn is_private(host: &Host) -> bool {
    matches!(host, Host::Ipv4(_) | Host::Ipv6(_))
        && private_hosts().contains(host.to_string().as_bytes())
}

/// The owner of an origin: the registrable domain, or the host if names like it cannot be registered. An origin with a
/// custom scheme is that of an app.
fn owner(plain: &OriginPattern) -> String {
    match plain.host() {
        Host::Domain(host) | Host::Subdomains(host) => {
            registrable_domain(host).unwrap_or_else(|| host.clone())
        }
        Host::Opaque(host) => format!("{}://{host}", plain.scheme()),
        host @ (Host::Ipv4(_) | Host::Ipv6(_)) => host.to_string(),
    }
}
