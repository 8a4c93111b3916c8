//! Tables to tokens: the same value that the compiler holds, printed as a const expression.
//!
//! Each value is taken apart in full, so that a field cannot be forgotten. Long tables are
//! printed as one string or byte string, which rustc reads faster than a list of literals.

use cors_tables::PolicyTable;
use cors_tables::name_list::NameList;
use cors_tables::origin_set::{
    Automaton, Few, HashTable, Hasher, Middle, OriginSet, Parts, Scheme, Shape, Strategy,
    StringSet, Text, Walk, WildcardGroup, Windows,
};
use cors_tables::policy::{
    AcceptedRisk, AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders, MaxAge, Outline,
};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// A `Policy` whose tables are a static of their own.
pub(super) fn policy(table: &PolicyTable<'_>) -> TokenStream {
    let name = table.outline.name;
    let table = table.quote();
    let location = quote!(::core::file!(), ":", ::core::line!());
    let label = match name {
        Some(name) => {
            let name = format!("{name} (");
            quote!(::core::concat!(#name, #location, ")"))
        }
        None => quote!(::core::concat!(#location)),
    };
    quote! {
        static TABLES: ::cors_runtime::__private::StaticPolicy =
            ::cors_runtime::__private::StaticPolicy::new(
                #table,
                ::core::concat!(#location),
                #label,
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

impl Quote for &str {
    fn quote(&self) -> TokenStream {
        quote!(#self)
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
        let Self { name, exact, width, trust, must_allow, must_deny, silenced, risks } = self;
        let (name, silenced) = (name.quote(), silenced.quote());
        let exact = Literal::byte_string(exact);
        let risks = risks.iter().map(Quote::quote);
        quote! {
            #core::policy::Outline {
                name: #name,
                exact: #exact,
                width: #width,
                trust: #trust,
                must_allow: #must_allow,
                must_deny: #must_deny,
                silenced: #silenced,
                risks: &[#(#risks),*],
            }
        }
    }
}

impl Quote for AcceptedRisk<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let Self { rule, pattern, reason } = self;
        let pattern = pattern.quote();
        quote!(#core::policy::AcceptedRisk { rule: #rule, pattern: #pattern, reason: #reason })
    }
}

impl Quote for OriginSet<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let Self { strategy } = self;
        let strategy = strategy.quote();
        quote!(#core::origin_set::OriginSet { strategy: #strategy })
    }
}

impl Quote for Strategy<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let strategy = match self {
            Self::Nothing => quote!(Nothing),
            Self::One(one) => quote!(One(#one)),
            Self::Few(few) => {
                let few = few.quote();
                quote!(Few(#few))
            }
            Self::Many(table) => {
                let table = table.quote();
                quote!(Many(#table))
            }
            Self::Wildcards(group) => {
                let group = group.quote();
                quote!(Wildcards(#group))
            }
            Self::Automaton(automaton) => {
                let automaton = automaton.quote();
                quote!(Automaton(#automaton))
            }
            Self::Mixture { allowed, denied } => {
                let (allowed, denied) = (allowed.quote(), denied.quote());
                quote!(Mixture { allowed: #allowed, denied: #denied })
            }
        };
        quote!(#core::origin_set::Strategy::#strategy)
    }
}

impl Quote for Parts<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let Self { exact, wildcards, automata } = self;
        let exact = exact.quote();
        let wildcards = wildcards.iter().map(Quote::quote);
        let automata = automata.iter().map(Quote::quote);
        quote! {
            #core::origin_set::Parts {
                exact: #exact,
                wildcards: &[#(#wildcards),*],
                automata: &[#(#automata),*],
            }
        }
    }
}

impl Quote for Automaton<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let Self { written, prefix, suffix, shortest, longest, middle } = self;
        let middle = middle.quote();
        quote! {
            #core::origin_set::Automaton {
                written: #written,
                prefix: #prefix,
                suffix: #suffix,
                shortest: #shortest,
                longest: #longest,
                middle: #middle,
            }
        }
    }
}

impl Quote for Middle<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let middle = match self {
            Self::Bytes(others) => {
                let others = Literal::byte_string(others.as_slice());
                quote!(Bytes(#others))
            }
            Self::Walk(walk) => {
                let walk = walk.quote();
                quote!(Walk(#walk))
            }
        };
        quote!(#core::origin_set::Middle::#middle)
    }
}

impl Quote for Walk<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let Self { class_of, classes, table, start, first_accepting } = self;
        let class_of = Literal::byte_string(class_of.as_slice());
        let table = Literal::byte_string(table);
        quote! {
            #core::origin_set::Walk {
                class_of: #class_of,
                classes: #classes,
                table: #table,
                start: #start,
                first_accepting: #first_accepting,
            }
        }
    }
}

impl Quote for StringSet<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        match self {
            Self::Empty => quote!(#core::origin_set::StringSet::Empty),
            Self::One(one) => quote!(#core::origin_set::StringSet::One(#one)),
            Self::Few(few) => {
                let few = few.quote();
                quote!(#core::origin_set::StringSet::Few(#few))
            }
            Self::Many(table) => {
                let table = table.quote();
                quote!(#core::origin_set::StringSet::Many(#table))
            }
        }
    }
}

impl Quote for Few<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let Self { strings, count } = self;
        quote!(#core::origin_set::Few { strings: [#(#strings),*], count: #count })
    }
}

impl Quote for HashTable<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let Self {
            hasher: Hasher { seed, windows },
            shortest,
            longest,
            bucket_shift,
            slot_count,
            slot_size,
            text,
            slots,
            pilots,
        } = self;
        let text = match text {
            Text::InSlots => quote!(InSlots),
            Text::Apart(text) => quote!(Apart(#text)),
        };
        let windows = match windows {
            Windows::Two(first, second) => quote!(Two(#first, #second)),
            Windows::Whole => quote!(Whole),
        };
        let (slots, pilots) = (Literal::byte_string(slots), Literal::byte_string(pilots));
        quote! {
            #core::origin_set::HashTable {
                hasher: #core::origin_set::Hasher {
                    seed: #seed,
                    windows: #core::origin_set::Windows::#windows,
                },
                shortest: #shortest,
                longest: #longest,
                bucket_shift: #bucket_shift,
                slot_count: #slot_count,
                slot_size: #slot_size,
                text: #core::origin_set::Text::#text,
                slots: #slots,
                pilots: #pilots,
            }
        }
    }
}

impl Quote for WildcardGroup<'_> {
    fn quote(&self) -> TokenStream {
        let core = core();
        let Self { scheme, shape, names } = self;
        let scheme = match scheme {
            Scheme::Http => quote!(Http),
            Scheme::Https => quote!(Https),
            Scheme::Custom(scheme) => quote!(Custom(#scheme)),
        };
        let shape = match shape {
            Shape::Subdomains => quote!(Subdomains),
            Shape::SubdomainsAnyPort => quote!(SubdomainsAnyPort),
            Shape::AnyPort => quote!(AnyPort),
        };
        let names = names.quote();
        quote! {
            #core::origin_set::WildcardGroup {
                scheme: #core::origin_set::Scheme::#scheme,
                shape: #core::origin_set::Shape::#shape,
                names: #names,
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
