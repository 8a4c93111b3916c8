//! Each key: what it is called, and how it is documented.

use crate::finding::Written;

/// Declares the keys, and the list of all of them.
macro_rules! keys {
    ($($(#[$doc:meta])* $key:ident,)*) => {
        /// A key of the policy language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Key {
            $($(#[$doc])* $key,)*
        }

        impl Key {
            /// All keys, in the order in which messages and documents list them.
            pub const ALL: &'static [Self] = &[$(Self::$key),*];
        }
    };
}

keys! {
    /// `name`
    Name,
    /// `allow_origins`
    AllowOrigins,
    /// `runtime_origins`
    RuntimeOrigins,
    /// `closed`
    Closed,
    /// `deny_origins`
    DenyOrigins,
    /// `allow_credentials`
    AllowCredentials,
    /// `allow_methods`
    AllowMethods,
    /// `allow_headers`
    AllowHeaders,
    /// `expose_headers`
    ExposeHeaders,
    /// `max_age`
    MaxAge,
    /// `timing_allow_origin`
    TimingAllowOrigin,
    /// `cross_origin_resource_policy`
    CrossOriginResourcePolicy,
    /// `activate_storage_access`
    ActivateStorageAccess,
    /// `must_allow`
    MustAllow,
    /// `must_deny`
    MustDeny,
    /// `accept_risk`
    AcceptRisk,
    /// `allow`
    Allow,
}

/// The properties of a key that are shared by all stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// The key as it is written.
    pub name: &'static str,
    /// What its value may be, in Markdown, for cors-runtime/docs/language.md.
    pub value: &'static str,
    /// What a policy without the key means, in Markdown.
    pub absent: &'static str,
    /// The response header that it sets, in lower case.
    pub header: Option<&'static str>,
    /// Whether it grants something, or expects that something is granted, so that it has no effect in
    /// a closed policy.
    pub grants: bool,
    /// Whether its value is a list of origins, in which a policy of a file may have `{ set = "…" }`.
    pub has_origins: bool,
    /// Whether it grants access or limits it, so that two policies that differ in it may grant different access.
    pub decides_on_access: bool,
    /// What other libraries call it, and what it is easily mistaken for.
    pub taught: &'static [&'static str],
    /// The methods that set it in the builders of other libraries.
    pub calls: &'static [&'static str],
    /// The methods there that set it to `"*"`.
    pub open_calls: &'static [&'static str],
}

impl Key {
    /// What there is to know of the key.
    #[must_use]
    pub const fn definition(self) -> &'static Definition {
        match self {
            Self::Name => &Definition {
                name: "name",
                value: "the name of the policy in logs, `explain` and errors: up to 64 bytes of visible \
                        characters",
                absent: "none; the location is used instead",
                header: None,
                grants: false,
                has_origins: false,
                decides_on_access: false,
                taught: &[],
                calls: &[],
                open_calls: &[],
            },
            Self::AllowOrigins => &Definition {
                name: "allow_origins",
                value: "a list of patterns, or `\"*\"` for any origin without credentials",
                absent: "required, unless the policy is `closed`, or has `runtime_origins`",
                header: Some("access-control-allow-origin"),
                grants: true,
                has_origins: true,
                decides_on_access: true,
                taught: &[
                    "allow_origin",
                    "allowed_origin",
                    "allowed_origins",
                    "origin",
                    "origins",
                    "access_control_allow_origin",
                ],
                calls: &[
                    "allow_origin",
                    "allow_origins",
                    "allow_origin_fn",
                    "allowed_origin",
                    "allowed_origin_fn",
                    "allowed_origins",
                ],
                open_calls: &["allow_any_origin", "send_wildcard"],
            },
            Self::RuntimeOrigins => &Definition {
                name: "runtime_origins",
                value: "a list of patterns: the ceiling, under which the program may add origins while it \
                        runs, with `Policy::with_origins`",
                absent: "no origin can be added",
                header: None,
                grants: true,
                has_origins: true,
                decides_on_access: true,
                taught: &[
                    "runtime_origin",
                    "dynamic_origins",
                    "origin_ceiling",
                    "ceiling",
                    "tenant_origins",
                ],
                calls: &[],
                open_calls: &[],
            },
            Self::Closed => &Definition {
                name: "closed",
                value: "`true`; in Rust `closed` alone is enough",
                absent: "the policy allows the origins in `allow_origins`",
                header: None,
                grants: false,
                has_origins: false,
                decides_on_access: true,
                taught: &["close", "is_closed", "deny_all"],
                calls: &[],
                open_calls: &[],
            },
            Self::DenyOrigins => &Definition {
                name: "deny_origins",
                value: "a list of patterns, subtracted from the allowed ones",
                absent: "none",
                header: None,
                grants: true,
                has_origins: true,
                decides_on_access: true,
                taught: &["denied_origins"],
                calls: &[],
                open_calls: &[],
            },
            Self::AllowCredentials => &Definition {
                name: "allow_credentials",
                value: "`true` or `false`",
                absent: "`false`",
                header: Some("access-control-allow-credentials"),
                grants: true,
                has_origins: false,
                decides_on_access: true,
                taught: &[
                    "credentials",
                    "credentialed",
                    "supports_credentials",
                    "access_control_allow_credentials",
                ],
                calls: &["allow_credentials", "supports_credentials"],
                open_calls: &[],
            },
            Self::AllowMethods => &Definition {
                name: "allow_methods",
                value: "a list of names, `\"*\"`, or `mirror_request`",
                absent: "on handlers, the methods of the handlers that have the policy; around a whole \
                         router, none. `GET`, `HEAD` and `POST` are always allowed.",
                header: Some("access-control-allow-methods"),
                grants: true,
                has_origins: false,
                decides_on_access: true,
                taught: &["allowed_methods", "methods", "access_control_allow_methods"],
                calls: &["allow_methods", "allow_method", "allowed_methods"],
                open_calls: &["allow_any_method"],
            },
            Self::AllowHeaders => &Definition {
                name: "allow_headers",
                value: "a list of names, [header sets](#header-sets) and [families](#header-families), `\"*\"` (optionally with `authorization`), or `mirror_request`",
                absent: "only the safelisted headers",
                header: Some("access-control-allow-headers"),
                grants: true,
                has_origins: false,
                decides_on_access: true,
                taught: &[
                    "allowed_headers",
                    "headers",
                    "request_headers",
                    "access_control_allow_headers",
                ],
                calls: &["allow_headers", "allow_header", "allowed_header", "allowed_headers"],
                open_calls: &["allow_any_header"],
            },
            Self::ExposeHeaders => &Definition {
                name: "expose_headers",
                value: "a list of names and [header sets](#header-sets), or `\"*\"`",
                absent: "only the safelisted headers",
                header: Some("access-control-expose-headers"),
                grants: true,
                has_origins: false,
                decides_on_access: true,
                taught: &[
                    "exposed_headers",
                    "expose",
                    "response_headers",
                    "access_control_expose_headers",
                ],
                calls: &["expose_headers"],
                open_calls: &["expose_any_header"],
            },
            Self::MaxAge => &Definition {
                name: "max_age",
                value: "how long browsers may cache the answer to a preflight: `\"2h\"`, `\"10m\"`, \
                        `\"90s\"`, `\"1d\"`, a number of seconds (`90` or `\"90\"`), or `0` for not at all",
                absent: "browsers cache it for 5 seconds",
                header: Some("access-control-max-age"),
                grants: true,
                has_origins: false,
                decides_on_access: true,
                taught: &["maxage", "max_age_secs", "max_age_seconds", "access_control_max_age"],
                calls: &["max_age"],
                open_calls: &[],
            },
            Self::TimingAllowOrigin => &Definition {
                name: "timing_allow_origin",
                value: "`true` for pages of the allowed origins, or `\"*\"` for all pages: they see the [timing of \
                        responses](#next-to-cors)",
                absent: "the header is not touched",
                header: Some("timing-allow-origin"),
                grants: true,
                has_origins: false,
                decides_on_access: true,
                taught: &["timing", "timing_allow", "timing_origins", "allow_timing", "tao"],
                calls: &[],
                open_calls: &[],
            },
            Self::CrossOriginResourcePolicy => &Definition {
                name: "cross_origin_resource_policy",
                value: "`\"same-origin\"`, `\"same-site\"` or `\"cross-origin\"`: whose pages may [embed responses without \
                        CORS](#next-to-cors)",
                absent: "the header is not touched",
                header: Some("cross-origin-resource-policy"),
                grants: false,
                has_origins: false,
                decides_on_access: true,
                taught: &["corp", "resource_policy", "cross_origin_resource"],
                calls: &[],
                open_calls: &[],
            },
            Self::ActivateStorageAccess => &Definition {
                name: "activate_storage_access",
                value: "`\"retry\"` or `\"load\"`: requests from allowed origins, or frames too, get the [cookies that the user \
                        has granted](#next-to-cors)",
                absent: "the header is not touched",
                header: Some("activate-storage-access"),
                grants: true,
                has_origins: false,
                decides_on_access: true,
                taught: &["storage_access", "allow_storage_access"],
                calls: &[],
                open_calls: &[],
            },
            Self::MustAllow => &Definition {
                name: "must_allow",
                value: "a list of origins that the finished tables must allow",
                absent: "none",
                header: None,
                grants: true,
                has_origins: true,
                decides_on_access: false,
                taught: &[],
                calls: &[],
                open_calls: &[],
            },
            Self::MustDeny => &Definition {
                name: "must_deny",
                value: "a list of origins that the finished tables must deny",
                absent: "none",
                header: None,
                grants: false,
                has_origins: true,
                decides_on_access: false,
                taught: &[],
                calls: &[],
                open_calls: &[],
            },
            Self::AcceptRisk => &Definition {
                name: "accept_risk",
                value: "`{ rule = \"the reason\" }`, or for a single pattern \
                        `{ rule = { \"the pattern\" = \"the reason\" } }`",
                absent: "none",
                header: None,
                grants: false,
                has_origins: false,
                decides_on_access: false,
                taught: &["accept_risks"],
                calls: &[],
                open_calls: &[],
            },
            Self::Allow => &Definition {
                name: "allow",
                value: "a list of rules whose warnings are silenced",
                absent: "none",
                header: None,
                grants: false,
                has_origins: false,
                decides_on_access: false,
                taught: &[],
                calls: &[],
                open_calls: &[],
            },
        }
    }

    /// A value of the key.
    #[must_use]
    pub fn example(self) -> Written {
        let text = |text: &str| Written::Text(text.to_owned());
        let name = |name: &str| Written::Name(name.to_owned());
        match self {
            Self::Name => text("api"),
            Self::AllowOrigins | Self::MustAllow => {
                Written::List(vec![text("https://example.com")])
            }
            Self::RuntimeOrigins => Written::List(vec![text("https://{tenant}.example.app")]),
            Self::Closed | Self::AllowCredentials => Written::Bool(true),
            Self::DenyOrigins => Written::List(vec![text("https://old.example.com")]),
            Self::AllowMethods => Written::List(vec![name("PUT"), name("DELETE")]),
            Self::AllowHeaders => Written::List(vec![text("content-type")]),
            Self::ExposeHeaders => Written::List(vec![text("x-request-id")]),
            Self::MaxAge => text("2h"),
            Self::TimingAllowOrigin => Written::Bool(true),
            Self::CrossOriginResourcePolicy => text("same-site"),
            Self::ActivateStorageAccess => text("retry"),
            Self::MustDeny => Written::List(vec![text("https://evil.example")]),
            Self::AcceptRisk => {
                Written::Table(vec![("insecure_origin".to_owned(), text("the reason"))])
            }
            Self::Allow => Written::List(vec![name("redundant_origin")]),
        }
    }
}
