//! The contents of a route attribute: `#[get("/users", guard = "is_beta", wrap = "Logger::default()")]`.

use cors_tables::fetch::is_forbidden_method;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token};

use super::list;
use crate::finding::words;
use crate::tokens::attribute::function::{Annotation, Values};
use crate::tokens::mistake::Mistake;
use crate::tokens::path::Path;

/// A path with its methods, as far as one annotated item knows them.
pub(super) struct Route {
    pub(super) path: LitStr,
    pub(super) methods: Vec<LitStr>,
    /// Paths of functions, as texts.
    pub(super) guards: Vec<LitStr>,
}

impl Route {
    /// Whether one preflight could be for both.
    pub(super) fn is_of_same_path(&self, other: &Self) -> bool {
        let guards = |route: &Self| route.guards.iter().map(LitStr::value).collect::<Vec<_>>();
        self.path.value() == other.path.value() && guards(self) == guards(other)
    }
}

/// A route attribute that has been read.
pub(super) struct Annotated {
    arguments: Arguments,
    methods: Vec<LitStr>,
    guards: Vec<LitStr>,
}

/// The contents of its parentheses.
struct Arguments {
    path: LitStr,
    options: Vec<Setting>,
}

/// `name = "users"`
struct Setting {
    name: Path,
    equals: Token![=],
    value: TokenStream,
    /// The value, if it is a string.
    text: Option<LitStr>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let path = input.parse()?;
        if input.parse::<Option<Token![,]>>()?.is_none() && !input.is_empty() {
            return Err(input.error("expected `,`"));
        }
        let mut options = Vec::new();
        while !input.is_empty() {
            options.push(input.parse()?);
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(Self { path, options })
    }
}

impl Parse for Setting {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(Path::parse_simple)?;
        let equals = input.parse()?;
        let mut value = TokenStream::new();
        while !input.is_empty() && !input.peek(Token![,]) {
            input.parse::<TokenTree>()?.to_tokens(&mut value);
        }
        let text = syn::parse2(value.clone()).ok();
        Ok(Self { name, equals, value, text })
    }
}

impl ToTokens for Setting {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, equals, value, .. } = self;
        tokens.extend(quote!(#name #equals #value));
    }
}

/// The attributes of actix-web that are named after their method.
const METHODS: [&str; 10] =
    ["get", "post", "put", "delete", "head", "connect", "options", "trace", "patch", "query"];

/// The function that makes the middleware of a policy.
const MIDDLEWARE: &str = "::cors_runtime::__private::actix_web::on_handler";

/// The end of the same: `crate = path` has replaced its start by the time a second `#[cors(…)]` reads it.
const END_OF_MIDDLEWARE: &str = "::__private::actix_web::on_handler";

/// What may follow the path.
const OPTIONS: [&str; 4] = ["name", "guard", "wrap", "method"];

impl Annotated {
    /// Reads an attribute, if it is one with a path: `#[routes]` has none, and what is below it
    /// has.
    pub(super) fn read(annotation: &Annotation) -> Option<syn::Result<Self>> {
        let name = annotation.path().last()?;
        let own = METHODS.iter().find(|method| name == *method);
        if own.is_none() && name != "route" {
            return None;
        }
        let list = match &annotation.meta.values {
            Values::List(list) => list.clone(),
            Values::None | Values::One => TokenStream::new(),
        };
        Some(syn::parse2::<Arguments>(list).map(|arguments| {
            let texts = |key: &str| {
                let of_key = |option: &&Setting| option.name.is(key);
                let options = arguments.options.iter().filter(of_key);
                options.filter_map(|option| option.text.clone()).collect::<Vec<_>>()
            };
            let own = own.map(|method| LitStr::new(&method.to_ascii_uppercase(), name.span()));
            let methods = own.into_iter().chain(texts("method")).collect();
            Self { methods, guards: texts("guard"), arguments }
        }))
    }

    /// Whether actix-web can make a handler of it.
    pub(super) fn is_complete(&self) -> bool {
        let is_known = |option: &Setting| {
            OPTIONS.iter().any(|name| option.name.is(name)) && option.text.is_some()
        };
        !self.methods.is_empty() && self.arguments.options.iter().all(is_known)
    }

    /// No page can send a forbidden method, so no policy can be meant for one.
    pub(super) fn check_methods(&self) -> Result<(), Mistake> {
        let is_forbidden = |method: &&LitStr| is_forbidden_method(method.value().as_bytes());
        match self.methods.iter().find(is_forbidden) {
            None => Ok(()),
            Some(method) => {
                let name = method.value();
                let message = words!(
                    "pages cannot send `{name}`, so `#[cors]` has no effect here",
                    name = &name
                );
                Err(Mistake::spanned(method, message)
                    .note(
                        "`fetch` throws a `TypeError` for forbidden methods, \
                         https://fetch.spec.whatwg.org/#forbidden-method",
                    )
                    .help(words!("remove `#[cors]`, or `{name}` from the methods", name)))
            }
        }
    }

    /// Whether `#[cors(…)]` was expanded above this already, under whatever name it was imported.
    pub(super) fn has_policy(&self) -> bool {
        let is_ours = |option: &Setting| {
            option.name.is("wrap")
                && option.text.as_ref().is_some_and(|text| {
                    let function = text.value();
                    let function = function.split('(').next().unwrap_or_default().trim_end();
                    function.ends_with(END_OF_MIDDLEWARE)
                })
        };
        self.arguments.options.iter().any(is_ours)
    }

    /// The attribute with the middleware of the policy outside of all others that it has.
    pub(super) fn wrapped(
        &self,
        annotation: &Annotation,
        policy_of: &Ident,
    ) -> syn::Result<Annotation> {
        let (name, Arguments { path, options }) = (annotation.path(), &self.arguments);
        let methods = list(&self.methods);
        let middleware = format!("{MIDDLEWARE}({policy_of}(), {methods:?})");
        let middleware = LitStr::new(&middleware, Span::call_site());
        let takes_options = self.methods.iter().any(|method| method.value() == "OPTIONS");
        let guard = takes_options.then(|| {
            let guard = "::cors_runtime::__private::actix_web::is_no_preflight";
            let guard = LitStr::new(guard, Span::call_site());
            quote!(guard = #guard,)
        });
        syn::parse2(quote!(#[#name(#path, #(#options,)* #guard wrap = #middleware)]))
    }

    pub(super) fn into_route(self) -> Route {
        Route { path: self.arguments.path, methods: self.methods, guards: self.guards }
    }
}
