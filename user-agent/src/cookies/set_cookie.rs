//! `Set-Cookie`: [its syntax](https://www.rfc-editor.org/rfc/rfc6265#section-5.2), and [whether a cookie is
//! stored](https://www.rfc-editor.org/rfc/rfc6265#section-5.3).

use std::time::Duration;

use url::Url;

use super::{date, has_domain};

/// A cookie that is stored.
#[derive(Clone, Debug)]
pub(super) struct Cookie {
    pub(super) name: String,
    pub(super) value: String,
    /// The host that set it, or the value of `Domain`.
    pub(super) domain: String,
    pub(super) is_host_only: bool,
    pub(super) path: String,
    /// `None` until the user agent ends.
    pub(super) expires: Option<Duration>,
    pub(super) is_secure: bool,
    /// `SameSite=None`. `Lax` and `Strict` have the same effect on `fetch()`.
    pub(super) is_for_all_sites: bool,
}

/// A line, without knowledge of where it is from.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    name: String,
    value: String,
    domain: Option<String>,
    path: Option<String>,
    max_age: Option<MaxAge>,
    expires: Option<Duration>,
    is_secure: bool,
    is_for_all_sites: bool,
}

#[derive(Debug)]
enum MaxAge {
    Seconds(u64),
    Over,
}

impl Parsed {
    /// Section 5.2; nothing if the line is ignored. The last attribute of a name applies.
    pub(super) fn new(line: &str) -> Option<Self> {
        let mut parts = line.split(';').map(str::trim);
        let (name, value) = parts.next()?.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        if name.is_empty() {
            return None;
        }
        let mut parsed = Self { name: name.to_owned(), value: value.to_owned(), ..Self::default() };
        for attribute in parts {
            let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "expires" => parsed.expires = date::parse(value).or(parsed.expires),
                "max-age" => parsed.max_age = max_age(value).or(parsed.max_age),
                "domain" => {
                    let domain = value.strip_prefix('.').unwrap_or(value).to_ascii_lowercase();
                    parsed.domain = Some(domain).filter(|domain| !domain.is_empty());
                }
                "path" => {
                    parsed.path = Some(value.to_owned()).filter(|path| path.starts_with('/'));
                }
                "secure" => parsed.is_secure = true,
                "samesite" => parsed.is_for_all_sites = value.eq_ignore_ascii_case("none"),
                _ => {}
            }
        }
        Some(parsed)
    }

    /// Section 5.3, and the prefixes of names of its revision: the cookie, if a response of this URL may set it.
    pub(super) fn accepted_from(self, url: &Url, now: Duration) -> Option<Cookie> {
        let host = url.host_str()?;
        let has_prefix = |prefix: &str| {
            self.name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        let (domain, is_host_only) = match &self.domain {
            // Step 5: a public suffix is ignored for the host itself.
            Some(domain) if domain == host && is_public_suffix(domain) => (host, true),
            Some(domain) if is_public_suffix(domain) => return None,
            // Step 6.
            Some(domain) if has_domain(host, domain) => (domain.as_str(), false),
            Some(_) => return None,
            None => (host, true),
        };
        let needs_secure = self.is_secure
            || self.is_for_all_sites
            || has_prefix("__Secure-")
            || has_prefix("__Host-");
        if needs_secure && !(self.is_secure && url.scheme() == "https") {
            return None;
        }
        if has_prefix("__Host-") && !(is_host_only && self.path.as_deref() == Some("/")) {
            return None;
        }
        // Step 3.
        let expires = match self.max_age {
            Some(MaxAge::Seconds(seconds)) => {
                Some(now.saturating_add(Duration::from_secs(seconds)))
            }
            Some(MaxAge::Over) => Some(Duration::ZERO),
            None => self.expires,
        };
        Some(Cookie {
            domain: domain.to_owned(),
            is_host_only,
            path: self.path.unwrap_or_else(|| default_path(url).to_owned()),
            name: self.name,
            value: self.value,
            expires,
            is_secure: self.is_secure,
            is_for_all_sites: self.is_for_all_sites,
        })
    }
}

/// [The attribute `Max-Age`](https://www.rfc-editor.org/rfc/rfc6265#section-5.2.2).
fn max_age(value: &str) -> Option<MaxAge> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // A number that is too large is replaced by the largest one.
    match digits.parse().unwrap_or(u64::MAX) {
        seconds if seconds > 0 && digits.len() == value.len() => Some(MaxAge::Seconds(seconds)),
        _ => Some(MaxAge::Over),
    }
}

/// [The default path](https://www.rfc-editor.org/rfc/rfc6265#section-5.1.4).
fn default_path(url: &Url) -> &str {
    match url.path().rsplit_once('/') {
        Some((path, _)) if !path.is_empty() => path,
        _ => "/",
    }
}

fn is_public_suffix(domain: &str) -> bool {
    psl::suffix_str(domain) == Some(domain)
}
