//! What a policy says, read as its author would: who may do what, and for how long that is
//! remembered. It knows no header of the CORS protocol.

use crate::origins::Origins;

/// A policy, understood.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) origins: &'static Origins,
    pub(crate) credentials: bool,
    pub(crate) methods: Methods,
    pub(crate) headers: Headers,
    pub(crate) expose: Expose,
    pub(crate) max_age: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Methods {
    None,
    Listed,
    Mirror,
    Any,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Headers {
    None,
    Listed,
    Mirror,
    Any,
    AnyAndAuthorization,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expose {
    None,
    Listed,
    Any,
}

/// What a page asks for.
#[derive(Clone, Debug)]
pub(crate) struct Asked<'t> {
    pub(crate) page: &'t str,
    /// As it is sent.
    pub(crate) method: &'t str,
    /// The names that need permission.
    pub(crate) unsafe_names: &'t [&'t str],
    pub(crate) include_credentials: bool,
    pub(crate) forced_preflight: bool,
}

/// What comes of it: how many preflights and requests arrive, and which of the handler's headers
/// the page can read, if it can read anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gets {
    pub(crate) preflights: usize,
    pub(crate) handled: usize,
    pub(crate) read: Option<Vec<&'static str>>,
}

/// The handler's headers that a page may or may not read.
pub(crate) const HANDLER_NAMES: [&str; 5] =
    ["content-type", "cache-control", "x-listed", "x-other", "set-cookie"];

impl Reading {
    pub(crate) fn gets(&self, asked: &Asked<'_>) -> Gets {
        let needs_permission = asked.forced_preflight
            || !asked.unsafe_names.is_empty()
            || !["GET", "HEAD", "POST"].contains(&asked.method);
        let may_read =
            (self.origins.allows)(asked.page) && (self.credentials || !asked.include_credentials);
        let may_send = may_read
            && self.methods.allow(asked.method)
            && asked.unsafe_names.iter().all(|name| self.headers.allow(name));
        let is_sent = !needs_permission || may_send;
        Gets {
            preflights: usize::from(needs_permission),
            handled: usize::from(is_sent),
            read: (is_sent && may_read).then(|| {
                HANDLER_NAMES.into_iter().filter(|name| self.expose.allow(name)).collect()
            }),
        }
    }
}

impl Methods {
    fn allow(self, method: &str) -> bool {
        match (self, method) {
            (_, "GET" | "HEAD" | "POST") | (Self::Listed, "PUT" | "DELETE" | "PURGE") => true,
            (Self::None | Self::Listed, _) => false,
            (Self::Mirror | Self::Any, _) => true,
        }
    }
}

impl Headers {
    fn allow(self, name: &str) -> bool {
        match self {
            Self::None => false,
            Self::Listed => ["x-listed", "content-type"].contains(&name),
            Self::Any => name != "authorization",
            Self::Mirror | Self::AnyAndAuthorization => true,
        }
    }
}

impl Expose {
    fn allow(self, name: &str) -> bool {
        match (self, name) {
            (_, "content-type" | "cache-control") => true,
            (_, "set-cookie") => false,
            (Self::None, _) => false,
            (Self::Listed, name) => name == "x-listed",
            (Self::Any, _) => true,
        }
    }
}
