//! The constant header values of a policy, in a framework's type.

use super::map::PolicyHeader;

/// The header values of a policy. They are made once, because checking every byte of a text costs more than
/// cloning a value.
#[derive(Debug)]
pub(crate) struct Values<V> {
    /// The origin of a policy that can allow no other.
    pub(crate) origin: Option<V>,
    pub(crate) expose_headers: Option<V>,
    pub(crate) allow_methods: Option<V>,
    pub(crate) allow_headers: Option<V>,
    pub(crate) max_age: Option<V>,
}

impl<V> Values<V> {
    #[inline]
    pub(crate) fn get(&self, header: PolicyHeader) -> Option<&V> {
        match header {
            PolicyHeader::AllowOrigin => self.origin.as_ref(),
            PolicyHeader::ExposeHeaders => self.expose_headers.as_ref(),
            PolicyHeader::AllowMethods => self.allow_methods.as_ref(),
            PolicyHeader::AllowHeaders => self.allow_headers.as_ref(),
            PolicyHeader::MaxAge => self.max_age.as_ref(),
        }
    }
}

/// The code that depends only on the types of `http`, for both of its versions: that of actix-web has the
/// same types under the same names. `$values` is the field of [`Mark`](crate::stacked::Mark) with values of
/// this version.
macro_rules! values_of_http {
    ($($header:ident)::+, $values:ident) => {
        use cors_tables::stored::Text;
        use $($header)::+::{
            ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS,
            ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
            ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, HeaderName, HeaderValue, VARY,
        };

        impl $crate::response::values::Values<HeaderValue> {
            /// The values of a table whose text is fixed.
            pub(crate) const fn fixed(table: &cors_tables::PolicyTable) -> Self {
                #[inline(always)]
                const fn value(text: Option<&Text>) -> Option<HeaderValue> {
                    match text {
                        Some(Text::Fixed(text)) => Some(HeaderValue::from_static(text)),
                        Some(Text::Owned(_)) | None => None,
                    }
                }
                let max_age = match &table.max_age {
                    Some(max_age) => Some(&max_age.value),
                    None => None,
                };
                Self {
                    origin: value(table.only_origin()),
                    expose_headers: value(table.expose_headers.value()),
                    allow_methods: value(table.allow_methods.value()),
                    allow_headers: value(table.allow_headers.value()),
                    max_age: value(max_age),
                }
            }

            /// The values of any table.
            #[cfg(feature = "toml")]
            pub(crate) fn owned(table: &cors_tables::PolicyTable) -> Self {
                // An origin, names, commas and digits, which are all valid in a value. The first clone of a value allocates
                // the count of its clones, so it is made here instead of for a response.
                let value = |text: &Text| HeaderValue::from_str(text).ok().inspect(|it| drop(it.clone()));
                Self {
                    origin: table.only_origin().and_then(value),
                    expose_headers: table.expose_headers.value().and_then(value),
                    allow_methods: table.allow_methods.value().and_then(value),
                    allow_headers: table.allow_headers.value().and_then(value),
                    max_age: table.max_age.as_ref().and_then(|max_age| value(&max_age.value)),
                }
            }
        }

        impl $crate::stacked::MarkValues<HeaderValue> {
            pub(crate) fn new(origin: &'static str, star: &'static str) -> Self {
                Self {
                    origin: HeaderValue::from_static(origin),
                    star: HeaderValue::from_static(star),
                }
            }
        }

        #[inline]
        fn name(header: $crate::response::map::Header) -> HeaderName {
            use $crate::response::map::Header;
            match header {
                Header::AllowOrigin => ACCESS_CONTROL_ALLOW_ORIGIN,
                Header::AllowCredentials => ACCESS_CONTROL_ALLOW_CREDENTIALS,
                Header::ExposeHeaders => ACCESS_CONTROL_EXPOSE_HEADERS,
                Header::AllowMethods => ACCESS_CONTROL_ALLOW_METHODS,
                Header::AllowHeaders => ACCESS_CONTROL_ALLOW_HEADERS,
                Header::MaxAge => ACCESS_CONTROL_MAX_AGE,
                Header::Vary => VARY,
                Header::Neighbour(name) => HeaderName::from_static(name),
                Header::Error => const { HeaderName::from_static($crate::stacked::ERROR_HEADER) },
            }
        }

        /// A literal is checked when the library is compiled, other texts each time.
        #[inline]
        fn value(constant: $crate::response::map::Constant<'_>) -> HeaderValue {
            use $crate::response::map::Constant;
            match constant {
                Constant::Star(None) => const { HeaderValue::from_static("*") },
                Constant::Star(Some(mark)) => mark.$values.star.clone(),
                Constant::Origin(None) => const { HeaderValue::from_static("Origin") },
                Constant::Origin(Some(mark)) => mark.$values.origin.clone(),
                Constant::True => const { HeaderValue::from_static("true") },
                Constant::Text(_) => HeaderValue::from_static(constant.as_str()),
            }
        }
    };
}

pub(crate) use values_of_http;
