//! The methods that handlers with a policy can be mounted for.

use std::sync::OnceLock;

/// A method that axum can route and a page can send.
///
/// `CONNECT` and `TRACE` are missing: they are
/// [forbidden methods](https://fetch.spec.whatwg.org/#forbidden-method), and `fetch` throws.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
    Options,
}

impl Method {
    /// All methods, in the order in which they are sent.
    pub(super) const ALL: [Self; 7] =
        [Self::Get, Self::Head, Self::Post, Self::Put, Self::Patch, Self::Delete, Self::Options];

    /// The name, as in a request.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
        }
    }

    /// The method of this name; methods are case-sensitive.
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name().as_bytes() == name)
    }
}

/// A set of methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Methods {
    bits: u8,
}

impl Methods {
    /// The set with `method` added.
    pub(super) fn with(self, method: Method) -> Self {
        Self { bits: self.bits | 1 << method as u8 }
    }

    pub(super) fn contains(self, method: Method) -> bool {
        self.bits & 1 << method as u8 != 0
    }

    /// The methods of the set that are wanted.
    pub(super) fn filter(self, wanted: impl Fn(Method) -> bool) -> Self {
        Method::ALL
            .into_iter()
            .filter(|&method| self.contains(method) && wanted(method))
            .fold(Self::default(), Self::with)
    }

    /// The set as the value of a header: `GET,HEAD,PUT`. Each of the 128 possible values is made only once
    /// in a program.
    pub(super) fn list(self) -> &'static str {
        static LISTS: [OnceLock<String>; 1 << Method::ALL.len()] =
            [const { OnceLock::new() }; 1 << Method::ALL.len()];
        let Some(list) = LISTS.get(usize::from(self.bits)) else { return "" };
        list.get_or_init(|| {
            let names = Method::ALL.into_iter().filter(|&method| self.contains(method));
            names.map(Method::name).collect::<Vec<_>>().join(",")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_has_a_fixed_order() {
        let methods = Methods::default().with(Method::Put).with(Method::Head).with(Method::Get);
        assert_eq!(methods.list(), "GET,HEAD,PUT");
        assert_eq!(Methods::default().list(), "");
    }

    #[test]
    fn names_are_case_sensitive() {
        for method in Method::ALL {
            assert_eq!(Method::named(method.name().as_bytes()), Some(method));
            assert_eq!(Method::named(method.name().to_lowercase().as_bytes()), None);
        }
    }
}
