//! Tables to tokens: the same value that the compiler holds, printed as a const expression.
//!
//! Each value is taken apart in full, so that a field or a variant cannot be forgotten. Long tables
//! are printed as one string or byte string, which rustc reads faster than a list of literals.
//!
//! The expression is a block that imports the names of the tables, so that each of them is one word:
//!
//! ```text
//! { use ::cors_runtime::__private::tables::*;
//!   PolicyTable { … Strategy::One(Text::Fixed("https://example.com")) … } }
//! ```

use cors_tables::PolicyTable;
use cors_tables::ceiling::Ceiling;
use cors_tables::header_families::HeaderFamilies;
use cors_tables::name_list::NameList;
use cors_tables::neighbours::{Neighbours, ResourcePolicy, StorageAccess, TimingAllowOrigin};
use cors_tables::origin_set::{
    Automaton, Few, HashTable, Hasher, Middle, OriginSet, Parts, Placement, Scheme, Shape,
    Strategy, StringSet, Walk, WildcardGroup, Windows,
};
use cors_tables::policy::{
    AcceptedRisk, AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders, MaxAge, Outline,
};
use cors_tables::policy_map::{MapRow, MapTable};
use cors_tables::stored::{ByteMap, Bytes, List, Stored, Text};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// A `Policy`. It is a literal: of the result of a function no `const` could be promoted to a static.
pub(super) fn policy(table: &PolicyTable) -> TokenStream {
    let tables = tables(table);
    quote! {
        #tables
        ::cors_runtime::Policy { __inner: ::cors_runtime::__private::Inner::Fixed(&TABLES) }
    }
}

/// A `&'static Policy`.
#[cfg(feature = "handlers")]
pub(super) fn reference(table: &PolicyTable) -> TokenStream {
    let tables = tables(table);
    quote! {
        #tables
        static POLICY: ::cors_runtime::Policy =
            ::cors_runtime::Policy { __inner: ::cors_runtime::__private::Inner::Fixed(&TABLES) };
        &POLICY
    }
}

/// The table of a map, as a constant expression.
pub(super) fn map(table: &MapTable) -> TokenStream {
    let tokens = table.quote();
    quote!({ use ::cors_runtime::__private::tables::*; #tokens })
}

/// The static of the tables.
fn tables(table: &PolicyTable) -> TokenStream {
    let tokens = table.quote();
    let location = quote!(::core::file!(), ":", ::core::line!());
    let label = match &table.outline.name {
        Some(name) => {
            let name = format!("{name} (");
            quote!(::core::concat!(#name, #location, ")"))
        }
        None => quote!(::core::concat!(#location)),
    };
    quote! {
        static TABLES: ::cors_runtime::__private::PolicyData =
            ::cors_runtime::__private::PolicyData::fixed(
                { use ::cors_runtime::__private::tables::*; #tokens },
                ::core::concat!(#location),
                #label,
            );
    }
}

/// Prints a value as an expression of the same value.
trait Quote {
    fn quote(&self) -> TokenStream;
}

/// Prints structs with all their fields.
macro_rules! quote_structs {
    ($($name:ident { $($field:ident),+ $(,)? })+) => {$(
        impl Quote for $name {
            fn quote(&self) -> TokenStream {
                let Self { $($field),+ } = self;
                $(let $field = $field.quote();)+
                quote!($name { $($field: #$field),+ })
            }
        }
    )+};
}

/// Prints enums with all their variants.
macro_rules! quote_enums {
    ($($name:ident {
        $($variant:ident $(($($item:ident),+))? $({ $($field:ident),+ })?),+ $(,)?
    })+) => {$(
        impl Quote for $name {
            fn quote(&self) -> TokenStream {
                match self {$(
                    Self::$variant $(($($item),+))? $({ $($field),+ })? => {
                        $($(let $item = $item.quote();)+)?
                        $($(let $field = $field.quote();)+)?
                        quote!($name::$variant $(($(#$item),+))? $({ $($field: #$field),+ })?)
                    }
                )+}
            }
        }
    )+};
}

quote_structs! {
    PolicyTable {
        allow_origins, runtime_origins, allow_methods, allow_headers, expose_headers, max_age,
        neighbours, outline,
    }
    Ceiling { covered, denied }
    Neighbours { timing, resource_policy, storage_access }
    Outline { name, exact, width, trust, ceiling, must_allow, must_deny, silenced, risks }
    HeaderFamilies { listed, prefixes }
    AcceptedRisk { rule, pattern, reason }
    MaxAge { seconds, value }
    OriginSet { strategy }
    Parts { exact, wildcards, automata }
    Few { strings, count }
    HashTable {
        hasher, shortest, longest, bucket_shift, slot_count, slot_size, placement, slots, pilots,
    }
    Hasher { seed, windows }
    WildcardGroup { scheme, shape, names }
    Automaton { written, prefix, suffix, shortest, longest, middle }
    Walk { class_of, classes, table, start, first_accepting }
    MapTable {
        rows, otherwise, reads_host, class_of, classes, shift, table, start, first_final,
    }
    MapRow { pattern, name, policy }
}

quote_enums! {
    AllowOrigins { Any, Set { origins, credentials } }
    AllowMethods { Any, List(names), Mirror, AsMounted }
    AllowHeaders { Any, AnyAndAuthorization, List(names), Families(families), Mirror }
    ExposeHeaders { Any, List(names) }
    TimingAllowOrigin { SameOrigins, Any }
    ResourcePolicy { SameOrigin, SameSite, CrossOrigin }
    StorageAccess { Retry, Load }
    Strategy {
        Nothing,
        One(one),
        Few(few),
        Many(table),
        Wildcards(group),
        Automaton(automaton),
        Mixture { allowed, denied },
    }
    StringSet { Empty, One(one), Few(few), Many(table) }
    Placement { InSlots, Apart(text) }
    Windows { Two(first, second), Whole }
    Scheme { Http, Https, Custom(scheme) }
    Shape { Subdomains, SubdomainsAnyPort, AnyPort }
    Middle { Bytes(others), Walk(walk) }
}

impl Quote for NameList {
    fn quote(&self) -> TokenStream {
        let value = self.value().quote();
        quote!(NameList::new(#value))
    }
}

impl Quote for Text {
    fn quote(&self) -> TokenStream {
        let text = self.value();
        quote!(Text::Fixed(#text))
    }
}

impl Quote for Bytes {
    fn quote(&self) -> TokenStream {
        let bytes = Literal::byte_string(self);
        quote!(Bytes::Fixed(#bytes))
    }
}

impl Quote for ByteMap {
    fn quote(&self) -> TokenStream {
        let bytes = Literal::byte_string(self.as_slice());
        quote!(ByteMap::Fixed(#bytes))
    }
}

impl Quote for Stored<Ceiling> {
    fn quote(&self) -> TokenStream {
        let ceiling = self.value().quote();
        quote!(Stored::Fixed(&#ceiling))
    }
}

/// Prints lists.
macro_rules! quote_lists {
    ($($item:ty),+) => {$(
        impl Quote for List<$item> {
            fn quote(&self) -> TokenStream {
                let items = self.iter().map(Quote::quote);
                quote!(List::Fixed(&[#(#items),*]))
            }
        }
    )+};
}

quote_lists!(Text, AcceptedRisk, WildcardGroup, Automaton, MapRow);

impl<T: Quote, const N: usize> Quote for [T; N] {
    fn quote(&self) -> TokenStream {
        let items = self.iter().map(Quote::quote);
        quote!([#(#items),*])
    }
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

/// Prints literals.
macro_rules! quote_literals {
    ($($literal:ty),+) => {$(
        impl Quote for $literal {
            fn quote(&self) -> TokenStream {
                quote!(#self)
            }
        }
    )+};
}

quote_literals!(bool, u8, u16, u32, u64, usize);
