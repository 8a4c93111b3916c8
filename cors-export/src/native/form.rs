//! What the CORS feature of a system can express, as far as its documentation promises it.

use std::fmt;
use std::ops::RangeInclusive;

/// What the CORS feature of a system can express.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) entries: Entries,
    /// How many entries there may be; `None` if the documentation names no limit.
    pub(crate) max_entries: Option<usize>,
    /// How long an entry may be, in bytes.
    pub(crate) max_entry_len: Option<usize>,
    pub(crate) methods: Methods,
    pub(crate) max_methods: Option<usize>,
    /// Whether `*` matches any method.
    pub(crate) any_method: bool,
    pub(crate) any_header: AnyHeader,
    /// How many names a list of headers may have.
    pub(crate) max_headers: Option<usize>,
    /// Whether `*` stands for any exposed header.
    pub(crate) any_exposed: bool,
    /// Whether request headers and exposed headers are one list.
    pub(crate) shares_headers: bool,
    pub(crate) credentials: Credentials,
    /// The seconds that can be written.
    pub(crate) max_age: RangeInclusive<u32>,
    /// Whether a maximum age has to be written, because the system has a default of its own.
    pub(crate) has_default_max_age: bool,
}

/// Which entries a list of origins can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entries {
    /// Single origins of `http` and `https`, and `*`.
    Exact,
    /// Also `https://*` and `http://*`.
    Schemes,
    /// Also `*.` at the beginning of a host, for any number of labels.
    Subdomains,
    /// The same, but the documentation promises a single label only.
    OneLabel,
    /// Also entries with a `*` for any text.
    OneStar,
    /// Single origins of any scheme, `null`, and regexes of at most so many bytes.
    Regex(usize),
}

/// Which methods can be listed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Methods {
    /// These.
    These(&'static [&'static str]),
    /// Those of at most so many bytes.
    UpTo(usize),
    /// Any.
    Any,
}

/// What `*` stands for in a list of request headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnyHeader {
    /// It is sent as it is, so it stands for every header but `Authorization`.
    Literal,
    /// Alone, it stands for every header, with `Authorization`; among other names, it is sent as it is.
    EveryIfAlone,
    /// Every header, with `Authorization`.
    Every,
    /// One of both: the documentation doesn't determine which.
    Unclear,
}

/// How credentials are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Credentials {
    /// By a setting.
    Setting,
    /// Always, for listed origins.
    Always,
    /// Never.
    Never,
}

impl Methods {
    pub(crate) fn has(self, name: &str) -> bool {
        match self {
            Self::These(names) => names.contains(&name),
            Self::UpTo(length) => name.len() <= length,
            Self::Any => true,
        }
    }
}

/// What entries can be.
impl fmt::Display for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Exact => "single `http` and `https` origins, or `*`",
            Self::Schemes => {
                "single `http` and `https` origins, `https://*`, `http://*`, or `*`"
            }
            Self::Subdomains => {
                "single `http` and `https` origins, subdomains such as `https://*.example.com`, or `*`"
            }
            Self::OneLabel => {
                "single `http` and `https` origins, subdomains such as `https://*.example.com`, for which the documentation \
                 promises a single label only, or `*`"
            }
            Self::OneStar => {
                "`http` and `https` origins with at most one `*`, which matches any text"
            }
            Self::Regex(_) => "single origins and regexes",
        })
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries.fmt(f)?;
        if let Some(length) = self.max_entry_len {
            write!(f, "; up to {length} characters each")?;
        }
        if let Some(count) = self.max_entries {
            write!(f, "; up to {count} entries")?;
        }
        Ok(())
    }
}

impl Form {
    /// Which methods can be listed.
    pub(crate) fn methods(&self) -> String {
        let mut text = match self.methods {
            Methods::These(names) => names.join(", "),
            Methods::UpTo(length) => format!("names of up to {length} characters"),
            Methods::Any => "any names".to_owned(),
        };
        if let Some(count) = self.max_methods {
            text.push_str(&format!("; up to {count} entries"));
        }
        if self.any_method {
            text.push_str("; or `*`");
        }
        text
    }

    /// Which request headers can be listed.
    pub(crate) fn request_headers(&self) -> String {
        let any = match self.any_header {
            AnyHeader::Literal => "names, and `*`, which doesn't include `authorization`",
            AnyHeader::EveryIfAlone => {
                "names, and `*`, which includes `authorization` if it is the only entry"
            }
            AnyHeader::Every => "names, and `*`, which includes `authorization`",
            AnyHeader::Unclear => {
                "names, and `*`, for which the documentation doesn't say whether it includes `authorization`"
            }
        };
        self.limited(any)
    }

    /// Which exposed headers can be listed.
    pub(crate) fn exposed_headers(&self) -> String {
        self.limited(if self.any_exposed { "names, and `*`" } else { "names" })
    }

    fn limited(&self, names: &str) -> String {
        let mut text = names.to_owned();
        if let Some(count) = self.max_headers {
            text.push_str(&format!("; up to {count} entries"));
        }
        if self.shares_headers {
            text.push_str("; request headers and exposed headers are the same list");
        }
        text
    }
}
