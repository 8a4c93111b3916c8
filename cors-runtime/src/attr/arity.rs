//! Functions by their number of arguments, as axum and actix-web distinguish them.

/// Calls a macro with the names of no argument, of one argument, and so on up to 16.
macro_rules! for_each_arity {
    ($macro:ident) => {
        $crate::attr::for_each_arity! { $macro T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12 T13 T14 T15 T16 }
    };
    ($macro:ident $first:ident $($rest:ident)*) => {
        $macro! { $first $($rest)* }
        $crate::attr::for_each_arity! { $macro; $($rest)* }
    };
    ($macro:ident;) => {
        $macro! {}
    };
    ($macro:ident; $($rest:ident)+) => {
        $crate::attr::for_each_arity! { $macro $($rest)+ }
    };
}

pub(crate) use for_each_arity;
