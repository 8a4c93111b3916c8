//! The systems to which a policy can be exported.

use std::fmt;
use std::str::FromStr;

use crate::difference as all;
use crate::{Difference, SettingsOfTarget, native};

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
    /// Kubernetes Gateway API: the filter `CORS` of an `HTTPRoute`.
    GatewayApi,
    /// Istio: `corsPolicy` of a `VirtualService`.
    Istio,
    /// Kong Gateway: the plugin `cors`.
    Kong,
    /// Amazon S3: the CORS configuration of a bucket.
    S3,
    /// Amazon CloudFront: a response headers policy.
    Cloudfront,
    /// Amazon API Gateway: the CORS configuration of an HTTP API.
    HttpApi,
    /// AWS Lambda: the CORS configuration of a function URL.
    LambdaUrl,
    /// Google Cloud Storage: the CORS configuration of a bucket.
    Gcs,
    /// Azure Blob Storage: the CORS rules of the service.
    AzureBlob,
    /// Cloudflare R2: the CORS policy of a bucket.
    R2,
}

impl Target {
    /// All targets.
    pub const ALL: [Self; 16] = [
        Self::Nginx,
        Self::Haproxy,
        Self::Apache,
        Self::Caddy,
        Self::Envoy,
        Self::Worker,
        Self::GatewayApi,
        Self::Istio,
        Self::Kong,
        Self::S3,
        Self::Cloudfront,
        Self::HttpApi,
        Self::LambdaUrl,
        Self::Gcs,
        Self::AzureBlob,
        Self::R2,
    ];

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
            Self::GatewayApi => "gateway-api",
            Self::Istio => "istio",
            Self::Kong => "kong",
            Self::S3 => "s3",
            Self::Cloudfront => "cloudfront",
            Self::HttpApi => "http-api",
            Self::LambdaUrl => "lambda-url",
            Self::Gcs => "gcs",
            Self::AzureBlob => "azure-blob",
            Self::R2 => "r2",
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
            Self::GatewayApi => "the Kubernetes Gateway API",
            Self::Istio => "Istio",
            Self::Kong => "Kong Gateway",
            Self::S3 => "Amazon S3",
            Self::Cloudfront => "Amazon CloudFront",
            Self::HttpApi => "an HTTP API of Amazon API Gateway",
            Self::LambdaUrl => "a function URL of AWS Lambda",
            Self::Gcs => "Google Cloud Storage",
            Self::AzureBlob => "Azure Blob Storage",
            Self::R2 => "Cloudflare R2",
        }
    }

    /// What the system's own CORS feature can express; `None` if the system evaluates the policy's patterns.
    ///
    /// ```
    /// use cors_export::Target;
    /// assert_eq!(Target::Nginx.settings(), None);
    /// assert_eq!(Target::S3.settings().unwrap().credentials, "always, for listed origins");
    /// ```
    #[must_use]
    pub fn settings(self) -> Option<SettingsOfTarget> {
        native::system(self).map(SettingsOfTarget::of)
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
                &all::JOINED_LISTS,
                &all::EMPTY_LIST,
                &all::OTHER_LISTS,
                &all::MANY_OUT_OF_ORDER,
                &all::UNKNOWN_HEADERS,
            ],
            Self::Haproxy => {
                &[&all::UNUSUAL_HOSTS, &all::NO_SEVERAL_LISTS, &all::MANY_OUT_OF_ORDER]
            }
            Self::Apache => &[
                &all::UNUSUAL_HOSTS,
                &all::EMPTY_VALUES,
                &all::JOINED_LISTS,
                &all::EMPTY_LIST,
                &all::MANY_OUT_OF_ORDER,
                &all::UNKNOWN_HEADERS,
            ],
            Self::Caddy => &[
                &all::UNUSUAL_HOSTS,
                &all::JOINED_LISTS,
                &all::EMPTY_LIST,
                &all::OTHER_LISTS,
                &all::MANY_OUT_OF_ORDER,
            ],
            Self::Envoy => &[&all::UNUSUAL_HOSTS, &all::JOINED_LISTS, &all::EMPTY_LIST],
            Self::Worker => &[&all::EMPTY_VALUES, &all::JOINED_LISTS],
            _ => &[],
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
