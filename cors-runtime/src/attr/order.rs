//! Whether `#[cors(…)]` is the upper attribute of an actix-web handler.

/// The type that the name of a function with `#[cors(…)]` has in its module: the function, unless a route
/// attribute of actix-web was expanded before, which makes a struct of that name.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`#[cors]` must be above the route attribute of actix-web",
    label = "this handler has no CORS policy",
    note = "attributes are expanded from top to bottom: `#[cors(…)]` must be first, so that it can answer the preflights of the route",
    note = "move `#[cors(…)]` above `#[get(…)]`, `#[route(…)]` or `#[routes]`"
)]
pub trait AboveItsRoute<Arguments> {}

/// Compiles if the name is that of a function.
#[doc(hidden)]
pub fn above_its_route<Arguments, Name: AboveItsRoute<Arguments>>(_: Name) {}

macro_rules! functions {
    ($($argument:ident)*) => {
        #[diagnostic::do_not_recommend]
        impl<Function, Output, $($argument),*> AboveItsRoute<($($argument,)*)> for Function
        where
            Function: FnOnce($($argument),*) -> Output,
        {
        }
    };
}

crate::attr::for_each_arity!(functions);
