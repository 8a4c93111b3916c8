//! The systems to which a policy can be exported.

use std::fmt;
use std::str::FromStr;

use crate::Difference;
use crate::difference as all;

/// A system to which a policy can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Target {
    /// nginx: two files, one for the `http` block and one for a `server` block.
    Nginx,
    /// HAProxy: lines of a frontend.
    Haproxy,
    /// Apache httpd 2.4: lines of a virtual host.
    Apache,
    /// Caddy 2: snippets of a Caddyfile.
    Caddy,
    /// Envoy: HTTP filters and a route.
    Envoy,
    /// An edge worker: a JavaScript module for runtimes with the `Request` and `Response` of the Fetch standard.
    Worker,
}

impl Target {
    /// All targets.
    pub const ALL: [Self; 6] =
        [Self::Nginx, Self::Haproxy, Self::Apache, Self::Caddy, Self::Envoy, Self::Worker];

    /// The name by which a target is selected.
    ///
    /// ```
    /// use cors_export::Target;
    /// assert_eq!("nginx".parse(), Ok(Target::Nginx));
    /// assert_eq!(Target::Nginx.name(), "nginx");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Haproxy => "haproxy",
            Self::Apache => "apache",
            Self::Caddy => "caddy",
            Self::Envoy => "envoy",
            Self::Worker => "worker",
        }
    }

    /// The name of the system.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Haproxy => "HAProxy",
            Self::Apache => "Apache httpd",
            Self::Caddy => "Caddy",
            Self::Envoy => "Envoy",
            Self::Worker => "an edge worker",
        }
    }

    /// How the system's answers may differ from those of this library's own server.
    #[must_use]
    pub const fn differences(self) -> &'static [&'static Difference] {
        match self {
            Self::Nginx => &[
                &all::UNUSUAL_HOSTS,
                &all::FIRST_LINE_ONLY,
                &all::EMPTY_VALUES,
                &all::COLON_IN_METHOD,
                &all::UNKNOWN_HEADERS,
            ],
            Self::Haproxy => &[&all::UNUSUAL_HOSTS],
            Self::Apache => &[&all::UNUSUAL_HOSTS, &all::EMPTY_VALUES, &all::UNKNOWN_HEADERS],
            Self::Caddy | Self::Envoy => &[&all::UNUSUAL_HOSTS],
            Self::Worker => &[],
        }
    }
}

/// There is no target of this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownTarget(String);

impl fmt::Display for UnknownTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Target::ALL.iter().map(|target| target.name()).collect();
        write!(f, "unknown target `{}`; the targets are {}", self.0, names.join(", "))
    }
}

impl std::error::Error for UnknownTarget {}

impl FromStr for Target {
    type Err = UnknownTarget;

    fn from_str(name: &str) -> Result<Self, UnknownTarget> {
        let named = Self::ALL.into_iter().find(|target| target.name() == name);
        named.ok_or_else(|| UnknownTarget(name.to_owned()))
    }
}
