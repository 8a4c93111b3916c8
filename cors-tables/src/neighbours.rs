//! Response headers next to the CORS protocol that follow from the same policy: what else a page of an allowed origin may do
//! with a response, and who may embed it.
//!
//! | header | the policy decides | browsers read it for |
//! | --- | --- | --- |
//! | `Timing-Allow-Origin` | who sees how long a response took | `performance.getEntriesByType("resource")` |
//! | `Cross-Origin-Resource-Policy` | who may embed a response without CORS | `no-cors` requests: images, scripts, frames' resources |
//! | `Activate-Storage-Access` | whose requests get cookies that a user has granted | requests with `Sec-Fetch-Storage-Access` |
//!
//! They are on actual responses, never on answers to preflights. A policy without these keys leaves such headers of a
//! handler alone; a policy with one replaces them.
//!
//! Sources: [TAO check](https://fetch.spec.whatwg.org/#concept-tao-check),
//! [cross-origin resource policy check](https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check),
//! [Storage Access Headers](https://privacycg.github.io/storage-access-headers/).

use alloc::format;
use alloc::string::String;
use core::fmt;

/// The keys of a policy for headers next to the CORS protocol. At least one is set.
///
/// ```
/// use cors_tables::neighbours::{Neighbours, ResourcePolicy};
/// let neighbours = Neighbours {
///     resource_policy: Some(ResourcePolicy::SameSite),
///     ..Neighbours::NOTHING
/// };
/// assert_eq!(neighbours.resource_policy.map(ResourcePolicy::value), Some("same-site"));
/// assert_eq!(neighbours.timing_value(None), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbours {
    /// `timing_allow_origin`
    pub timing: Option<TimingAllowOrigin>,
    /// `cross_origin_resource_policy`
    pub resource_policy: Option<ResourcePolicy>,
    /// `activate_storage_access`
    pub storage_access: Option<StorageAccess>,
}

/// Whose pages see the timing of responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimingAllowOrigin {
    /// Those that may read the response.
    SameOrigins,
    /// All: `*`.
    Any,
}

/// Whose pages may embed responses without CORS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResourcePolicy {
    /// Those of the server's own origin.
    SameOrigin,
    /// Those of the server's site.
    SameSite,
    /// All.
    CrossOrigin,
}

/// Which requests of allowed origins get cookies that the user has granted to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorageAccess {
    /// The request itself, which is sent again with cookies.
    Retry,
    /// The request itself, and then those of the document that is loaded with it into a frame.
    Load,
}

/// The value of a request's `Sec-Fetch-Storage-Access`, if storage access was granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorageAccessStatus {
    /// The request has no cookies.
    Inactive,
    /// The request has them.
    Active,
}

impl Neighbours {
    /// No header.
    pub const NOTHING: Self = Self { timing: None, resource_policy: None, storage_access: None };

    /// The value of `Timing-Allow-Origin` for a response with this `Access-Control-Allow-Origin`.
    #[must_use]
    pub fn timing_value<'v>(&self, allow_origin: Option<&'v str>) -> Option<&'v str> {
        match self.timing? {
            TimingAllowOrigin::SameOrigins => allow_origin,
            TimingAllowOrigin::Any => Some("*"),
        }
    }

    /// The value of `Activate-Storage-Access` for a response with this `Access-Control-Allow-Origin`, to a request with this
    /// status. It is only sent to an origin with which the response is shared, never to `*`.
    #[must_use]
    pub fn storage_access_value(
        &self,
        allow_origin: Option<&str>,
        status: Option<StorageAccessStatus>,
    ) -> Option<String> {
        let origin = allow_origin.filter(|origin| *origin != "*")?;
        match (self.storage_access?, status?) {
            // An origin has no quotes and no backslashes, which would end the string.
            (StorageAccess::Retry | StorageAccess::Load, StorageAccessStatus::Inactive) => {
                Some(format!("retry; allowed-origin=\"{origin}\""))
            }
            (StorageAccess::Load, StorageAccessStatus::Active) => Some("load".into()),
            (StorageAccess::Retry, StorageAccessStatus::Active) => None,
        }
    }

    /// The headers of a response with this `Access-Control-Allow-Origin`, to a request with this status: their names in lower
    /// case, and their values.
    pub fn headers(
        &self,
        allow_origin: Option<&str>,
        status: Option<StorageAccessStatus>,
    ) -> impl Iterator<Item = (&'static str, String)> + use<> {
        let timing = self.timing_value(allow_origin).map(String::from);
        let resource_policy = self.resource_policy.map(|policy| policy.value().into());
        let storage_access = self.storage_access_value(allow_origin, status);
        [
            (TIMING_ALLOW_ORIGIN, timing),
            (CROSS_ORIGIN_RESOURCE_POLICY, resource_policy),
            (ACTIVATE_STORAGE_ACCESS, storage_access),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
    }

    /// What the headers let pages do, as phrases after "may": those of allowed origins, or any. Without
    /// `Cross-Origin-Resource-Policy` browsers let all pages embed a response, except those that require the header.
    pub fn permissions(&self) -> impl Iterator<Item = &'static str> + use<> {
        let Self { timing, resource_policy, storage_access } = *self;
        let by_others = matches!(resource_policy, None | Some(ResourcePolicy::CrossOrigin));
        [
            (timing.is_some(), "see the timing of responses"),
            (timing == Some(TimingAllowOrigin::Any), "see the timing of responses from any origin"),
            (
                resource_policy != Some(ResourcePolicy::SameOrigin),
                "embed responses on the same site",
            ),
            (by_others, "embed responses on other sites"),
            (
                resource_policy == Some(ResourcePolicy::CrossOrigin),
                "embed responses in isolated pages of other sites",
            ),
            (storage_access.is_some(), "send cookies that the user has granted"),
            (
                storage_access == Some(StorageAccess::Load),
                "load frames with cookies that the user has granted",
            ),
        ]
        .into_iter()
        .filter_map(|(may, phrase)| may.then_some(phrase))
    }

    /// The names of the headers that the policy decides on, in lower case.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        let Self { timing, resource_policy, storage_access } = self;
        [
            timing.map(|_| TIMING_ALLOW_ORIGIN),
            resource_policy.map(|_| CROSS_ORIGIN_RESOURCE_POLICY),
            storage_access.map(|_| ACTIVATE_STORAGE_ACCESS),
        ]
        .into_iter()
        .flatten()
    }
}

/// `Timing-Allow-Origin`
pub const TIMING_ALLOW_ORIGIN: &str = "timing-allow-origin";
/// `Cross-Origin-Resource-Policy`
pub const CROSS_ORIGIN_RESOURCE_POLICY: &str = "cross-origin-resource-policy";
/// `Activate-Storage-Access`
pub const ACTIVATE_STORAGE_ACCESS: &str = "activate-storage-access";
/// The request header on which `Activate-Storage-Access` depends, as `Vary` lists it.
pub const SEC_FETCH_STORAGE_ACCESS: &str = "Sec-Fetch-Storage-Access";

impl ResourcePolicy {
    /// The value of the header, and of the key.
    #[must_use]
    pub const fn value(self) -> &'static str {
        match self {
            Self::SameOrigin => "same-origin",
            Self::SameSite => "same-site",
            Self::CrossOrigin => "cross-origin",
        }
    }
}

impl StorageAccess {
    /// The value of the key.
    #[must_use]
    pub const fn value(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::Load => "load",
        }
    }
}

impl StorageAccessStatus {
    /// The status in a value of `Sec-Fetch-Storage-Access`. `none` and unknown values are none.
    #[must_use]
    pub fn read(value: &[u8]) -> Option<Self> {
        match value {
            b"inactive" => Some(Self::Inactive),
            b"active" => Some(Self::Active),
            _ => None,
        }
    }
}

/// Prints sentences, each after a line end.
impl fmt::Display for Neighbours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { timing, resource_policy, storage_access } = self;
        match timing {
            Some(TimingAllowOrigin::SameOrigins) => {
                f.write_str(
                    "\nThe same pages see the timing of responses that they request with CORS.",
                )?;
            }
            Some(TimingAllowOrigin::Any) => {
                f.write_str("\nAny page sees the timing of responses that it requests or embeds.")?;
            }
            None => {}
        }
        if let Some(policy) = resource_policy {
            f.write_str(match policy {
                ResourcePolicy::SameOrigin => {
                    "\nOnly pages of the server's own origin may embed responses without CORS."
                }
                ResourcePolicy::SameSite => {
                    "\nOnly pages of the server's site may embed responses without CORS."
                }
                ResourcePolicy::CrossOrigin => "\nAny page may embed responses without CORS.",
            })?;
        }
        match storage_access {
            Some(StorageAccess::Retry) => f.write_str(
                "\nRequests from these origins are repeated with cookies, if the user has granted storage access.",
            ),
            Some(StorageAccess::Load) => f.write_str(
                "\nRequests from these origins are repeated with cookies, and frames are loaded with storage access, if \
                 the user has granted it.",
            ),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::string::ToString;
    use std::vec::Vec;

    use super::*;

    const ORIGIN: Option<&str> = Some("https://a.example");

    #[test]
    fn timing_follows_the_origin() {
        let timing = |timing| Neighbours { timing, ..Neighbours::NOTHING };
        for (timing, allow_origin, value) in [
            (timing(None), ORIGIN, None),
            (timing(Some(TimingAllowOrigin::SameOrigins)), ORIGIN, ORIGIN),
            (timing(Some(TimingAllowOrigin::SameOrigins)), Some("*"), Some("*")),
            (timing(Some(TimingAllowOrigin::SameOrigins)), None, None),
            (timing(Some(TimingAllowOrigin::Any)), ORIGIN, Some("*")),
            (timing(Some(TimingAllowOrigin::Any)), None, Some("*")),
        ] {
            assert_eq!(timing.timing_value(allow_origin), value, "{timing:?}");
        }
    }

    #[test]
    fn storage_access_follows_the_origin_and_the_status() {
        let access = |access| Neighbours { storage_access: Some(access), ..Neighbours::NOTHING };
        let (retry, load) = (access(StorageAccess::Retry), access(StorageAccess::Load));
        let retried = Some("retry; allowed-origin=\"https://a.example\"");
        for (policy, allow_origin, status, value) in [
            (retry, ORIGIN, "inactive", retried),
            (load, ORIGIN, "inactive", retried),
            (retry, ORIGIN, "active", None),
            (load, ORIGIN, "active", Some("load")),
            (load, ORIGIN, "none", None),
            (load, ORIGIN, "Active", None),
            (load, None, "inactive", None),
            (load, Some("*"), "inactive", None),
            (Neighbours::NOTHING, ORIGIN, "inactive", None),
        ] {
            let status = StorageAccessStatus::read(status.as_bytes());
            let found = policy.storage_access_value(allow_origin, status);
            assert_eq!(found.as_deref(), value, "{policy:?} {allow_origin:?} {status:?}");
        }
    }

    #[test]
    fn names_and_sentences() {
        let all = Neighbours {
            timing: Some(TimingAllowOrigin::Any),
            resource_policy: Some(ResourcePolicy::SameOrigin),
            storage_access: Some(StorageAccess::Load),
        };
        let names: Vec<&str> = all.names().collect();
        assert_eq!(
            names,
            [TIMING_ALLOW_ORIGIN, CROSS_ORIGIN_RESOURCE_POLICY, ACTIVATE_STORAGE_ACCESS]
        );
        assert_eq!(Neighbours::NOTHING.names().count(), 0);
        assert_eq!(Neighbours::NOTHING.to_string(), "");
        assert_eq!(all.to_string().lines().count(), 4);
    }
}
