//! Tables to tokens: the same value that the compiler holds, printed as a const expression.
//!
//! Each value is taken apart in full, so that a field cannot be forgotten. Long tables are
//! printed as one string or byte string, which rustc reads faster than a list of literals.

use cors_core::PolicyTable;
use cors_core::name_list::NameList;
use cors_core::origin_set::{
    Automaton, ExactOrigins, HashTable, Hasher, HostPattern, OriginSet, PatternSet, PortPattern,
    WildcardOrigin,
};
use cors_core::policy::{
    AcceptedRisk, AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders, MaxAge, Outline,
};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// A `Policy` whose tables are a static of their own.
pub(super) fn policy(table: &PolicyTable<'_>) -> TokenStream {
    let table = table.quote();
    quote! {
        static TABLES: ::cors_runtime::__private::StaticPolicy =
            ::cors_runtime::__private::StaticPolicy::new(
                #table,
                ::core::concat!(::core::file!(), ":", ::core::line!()),
            );
        ::cors_runtime::Policy::__new(&TABLES)
    }
}

/// Prints a value as an expression of the same value.
trait Quote {
    fn quote(&self) -> TokenStream;
}

fn core() -> TokenStream {
    quote!(::cors_runtime::__private::core)
}

impl<T: Quote> Quote for Option<T> {
    fn quote(&self) -> TokenStream {
        match self {
            Some(value) => {
                let value = value.quote();
                quote!(::core::option::Option::Some(#value))
            }
            None => quote!(::core::option::Option::None),
        }
    }
}

impl Quote for PolicyTable<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let Self { allow_origins, allow_methods, allow_headers, expose_headers, max_age, outline } =
            self;
        let allow_origins = allow_origins.quote();
        let allow_methods = allow_methods.quote();
        let allow_headers = allow_headers.quote();
        let expose_headers = expose_headers.quote();
        let max_age = max_age.quote();
        let outline = outline.quote();
        quote! {
            #core::policy::PolicyTable {
                allow_origins: #allow_origins,
                allow_methods: #allow_methods,
                allow_headers: #allow_headers,
                expose_headers: #expose_headers,
                max_age: #max_age,
                outline: #outline,
            }
        }
    }
}

impl Quote for AllowOrigins<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        match self {
            Self::Any => quote!(#core::policy::AllowOrigins::Any),
            Self::Set { origins, credentials } => {
                let origins = origins.quote();
                quote! {
                    #core::policy::AllowOrigins::Set {
                        origins: #origins,
                        credentials: #credentials,
                    }
                }
            }
        }
    }
}

impl Quote for Outline<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let Self { trust, risks } = self;
        let risks = risks.iter().map(Quote::quote);
        quote!(#core::policy::Outline { trust: #trust, risks: &[#(#risks),*] })
    }
}

impl Quote for AcceptedRisk<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let Self { rule, reason } = self;
        quote!(#core::policy::AcceptedRisk { rule: #rule, reason: #reason })
    }
}

impl Quote for OriginSet<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let Self { allowed, denied } = self;
        let (allowed, denied) = (allowed.quote(), denied.quote());
        quote!(#core::origin_set::OriginSet { allowed: #allowed, denied: #denied })
    }
}

impl Quote for PatternSet<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let Self { exact, wildcards, automaton } = self;
        let exact = exact.quote();
        let wildcards = wildcards.iter().map(Quote::quote);
        let automaton = automaton.quote();
        quote! {
            #core::origin_set::PatternSet {
                exact: #exact,
                wildcards: &[#(#wildcards),*],
                automaton: #automaton,
            }
        }
    }
}

impl Quote for Automaton<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let Self { written, class_of, classes, table, first_accepting, shortest } = self;
        let class_of = Literal::byte_string(class_of.as_slice());
        let table = Literal::byte_string(table);
        quote! {
            #core::origin_set::Automaton {
                written: #written,
                class_of: #class_of,
                classes: #classes,
                table: #table,
                first_accepting: #first_accepting,
                shortest: #shortest,
            }
        }
    }
}

impl Quote for ExactOrigins<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        match self {
            Self::Empty => quote!(#core::origin_set::ExactOrigins::Empty),
            Self::One(one) => quote!(#core::origin_set::ExactOrigins::One(#one)),
            Self::Many(table) => {
                let table = table.quote();
                quote!(#core::origin_set::ExactOrigins::Many(#table))
            }
        }
    }
}

impl Quote for HashTable<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let Self { hasher: Hasher { seed }, text, ends, pilots } = self;
        let (ends, pilots) = (Literal::byte_string(ends), Literal::byte_string(pilots));
        quote! {
            #core::origin_set::HashTable {
                hasher: #core::origin_set::Hasher { seed: #seed },
                text: #text,
                ends: #ends,
                pilots: #pilots,
            }
        }
    }
}

impl Quote for WildcardOrigin<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let Self { scheme, host, port } = self;
        let host = match host {
            HostPattern::Exact(host) => quote!(Exact(#host)),
            HostPattern::Subdomains(suffix) => quote!(Subdomains(#suffix)),
        };
        let port = match port {
            PortPattern::Default => quote!(Default),
            PortPattern::Exact(port) => quote!(Exact(#port)),
            PortPattern::Any => quote!(Any),
        };
        quote! {
            #core::origin_set::WildcardOrigin {
                scheme: #scheme,
                host: #core::origin_set::HostPattern::#host,
                port: #core::origin_set::PortPattern::#port,
            }
        }
    }
}

impl Quote for AllowMethods<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        match self {
            Self::Any => quote!(#core::policy::AllowMethods::Any),
            Self::Mirror => quote!(#core::policy::AllowMethods::Mirror),
            Self::AsMounted => quote!(#core::policy::AllowMethods::AsMounted),
            Self::List(list) => {
                let list = list.quote();
                quote!(#core::policy::AllowMethods::List(#list))
            }
            Self::Mounted(list) => {
                let list = list.quote();
                quote!(#core::policy::AllowMethods::Mounted(#list))
            }
        }
    }
}

impl Quote for AllowHeaders<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        match self {
            Self::Any => quote!(#core::policy::AllowHeaders::Any),
            Self::AnyAndAuthorization => quote!(#core::policy::AllowHeaders::AnyAndAuthorization),
            Self::Mirror => quote!(#core::policy::AllowHeaders::Mirror),
            Self::List(list) => {
                let list = list.quote();
                quote!(#core::policy::AllowHeaders::List(#list))
            }
        }
    }
}

impl Quote for ExposeHeaders<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        match self {
            Self::Any => quote!(#core::policy::ExposeHeaders::Any),
            Self::List(list) => {
                let list = list.quote();
                quote!(#core::policy::ExposeHeaders::List(#list))
            }
        }
    }
}

impl Quote for NameList<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let value = self.value();
        quote!(#core::name_list::NameList::new(#value))
    }
}

impl Quote for MaxAge<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let Self { seconds, value } = self;
        quote!(#core::policy::MaxAge { seconds: #seconds, value: #value })
    }
}
