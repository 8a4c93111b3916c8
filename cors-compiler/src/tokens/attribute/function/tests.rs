//! Functions as `syn` takes them apart with its feature `full`, which only the tests have.

use crate::tokens::tests::no_file;
use std::fs;
use std::path::Path;

use quote::ToTokens as _;
use syn::{FnArg, GenericParam, ImplItem, Item, ItemFn, Pat, ReturnType, Safety};

use super::*;
use crate::tokens::attribute;

const FUNCTIONS: [&str; 44] = [
    "fn f() {}",
    "/// Documented.\n#[get(\"/\")] #[unsafe(no_mangle)] #[a::b = 1 + 2] pub(in crate::a) fn f() {}",
    "#[cfg_attr(any(a, b = \"c\"), d(e, f), g = \"h\")] #[i[j]] #[k{l}] pub(crate) fn f() {}",
    "pub async fn r#fn(r#type: r#struct::r#enum) -> r#impl::R { }",
    "const extern \"C\" fn f() {}",
    "pub const async unsafe extern \"system\" fn f() {}",
    "extern fn f(a: A) {}",
    "fn f(a: impl Fn(A, B) -> C + Send, b: &dyn for<'a> Fn(&'a A) -> &'a B) {}",
    "fn f(a: impl Iterator<Item = impl Into<String>>) -> impl Future<Output = Result<A, B>> + use<> {}",
    "fn f<T>() where T: A<{ 1 + 1 }>, [(); { N > 2 }]:, {}",
    "fn f<T>(a: T) -> T where T: Fn() -> A, for<'a> &'a T: B<C = D>, { a }",
    "fn f<'a: 'b, 'b, T: ?Sized + 'a, U: Fn(A) -> B = C, const N: usize = { 1 < 2 }, const M: bool>() {}",
    "fn f<F: Fn() -> T, T>(f: F) -> [u8; { 1 + 1 }] { [0; 2] }",
    "fn f<F: Fn() -> Vec<T>, T>(f: F) {}",
    "fn f<#[cfg(a)] T, #[b] const N: u8, #[c] 'd>() {}",
    "fn f<T, >(a: A<T, >, ) -> B<T, > {}",
    "fn f(a: [u8; A::<B, C>::D], b: A<-1>, c: A<\"a, b\">, d: A<'c'>) {}",
    "fn f(a: <<A as B>::C as D<E, F>>::G) -> <A as B>::C {}",
    "fn f(#[a] b: B, #[c(d, e)] #[f = \"g\"] h: H) {}",
    "fn f(Path((a, b)): Path<(A, B)>, A { b, c: d, .. }: A, [a, ..]: [A; 3], &b: &B, _: C) {}",
    "fn f(mut a: A, ref b: B, ref mut c: C, d @ D(_): D, _e: E, __argument_1: G) {}",
    "fn f(a::b::<C, D>::E(f): G, ::h::I { j }: ::h::I, (A | B): C, m!(a: b): D) {}",
    "fn f(1..=2: A, -1: B, \"a\": C, A::B: D) {}",
    "fn f(a: m![b: c], b: n!{ d }, c: o!(e)) -> p!{ f, g } {}",
    "fn f() -> m!{ a } where n!{ b }: C, {}",
    "fn f() -> a::m!{ b } {}",
    "fn f() -> m!(a) {}",
    "fn f() -> ! { loop {} }",
    "fn f() -> &'a mut ! { loop {} }",
    "fn f() -> *const ! { loop {} }",
    "fn f() -> &'a ! { loop {} }",
    "fn f() -> fn() -> ! { loop {} }",
    "fn f() -> impl Fn(A) -> ! + 'static { loop {} }",
    "fn f() -> Result<A, !> { loop {} }",
    "fn f() -> A<{ B }> {}",
    "fn f() -> A<{ B }, C = { D }>::E {}",
    "fn f() -> [A; { struct B; 1 }] {}",
    "fn f() -> (A, B) {}",
    "fn f() -> ((A)) { (1) }",
    "fn f() -> impl for<'a> A<'a> + ?Sized {}",
    "fn f() -> unsafe extern \"C\" fn(A, ...) -> B {}",
    "fn f(a: A) { #![allow(b)] c::<D>(a) }",
    "fn f() -> A where Self: Sized, {}",
    "fn f(a: A) -> A where { a }",
];

/// Without whitespace, which depends on whether punctuation is joined.
fn text(tokens: impl ToTokens) -> String {
    tokens.to_token_stream().to_string().replace(' ', "")
}

fn texts<T: ToTokens>(all: impl IntoIterator<Item = T>) -> Vec<String> {
    all.into_iter().map(text).collect()
}

/// A function, piece by piece.
#[derive(Debug, PartialEq)]
struct Pieces {
    annotations: Vec<String>,
    visibility: String,
    qualifiers: [String; 4],
    name: String,
    generics: String,
    parameters: Vec<String>,
    inputs: String,
    arguments: Vec<[String; 3]>,
    variables: Vec<Option<String>>,
    is_method: bool,
    output: Option<String>,
    conditions: String,
}

fn ours(function: &Function) -> Pieces {
    let Function { annotations, visibility, signature, .. } = function;
    let typed = signature.arguments.iter().filter(|argument| !argument.is_receiver());
    let typed = typed.filter(|argument| argument.of_type.is_some());
    Pieces {
        annotations: texts(annotations),
        visibility: text(visibility),
        qualifiers: [
            text(signature.constness()),
            text(signature.is_async().then(|| quote::quote!(async))),
            text(signature.unsafety()),
            text(signature.abi()),
        ],
        name: text(&signature.name),
        generics: text(&signature.generics),
        parameters: texts(&signature.parameters),
        inputs: text(&signature.inputs),
        arguments: typed
            .clone()
            .map(|Argument { annotations, pattern, of_type }| {
                [texts(annotations).concat(), text(pattern), text(of_type)]
            })
            .collect(),
        variables: typed.map(|argument| argument.variable().map(text)).collect(),
        is_method: signature.arguments.iter().any(Argument::is_receiver),
        output: signature.returns().then(|| text(&signature.output)),
        conditions: text(&signature.conditions),
    }
}

fn of_syn(item: &ItemFn) -> Pieces {
    let signature = &item.sig;
    let typed = || {
        signature.inputs.iter().filter_map(|argument| match argument {
            FnArg::Typed(typed) => Some(typed),
            FnArg::Receiver(_) => None,
        })
    };
    let outer = item.attrs.iter().filter(|one| matches!(one.style, syn::AttrStyle::Outer));
    Pieces {
        annotations: texts(outer),
        visibility: text(&item.vis),
        qualifiers: [
            text(signature.constness),
            text(signature.asyncness),
            match signature.safety {
                Safety::Unsafe(token) => text(token),
                _ => String::new(),
            },
            text(&signature.abi),
        ],
        name: text(&signature.ident),
        generics: match &signature.generics {
            // Nothing is printed of parameters that do not exist.
            generics if generics.params.is_empty() => {
                text(generics.lt_token) + &text(generics.gt_token)
            }
            generics => text(generics),
        },
        parameters: texts(signature.generics.params.iter().filter_map(|one| match one {
            GenericParam::Type(one) => Some(&one.ident),
            GenericParam::Const(one) => Some(&one.ident),
            GenericParam::Lifetime(_) => None,
        })),
        inputs: text(&signature.inputs),
        arguments: typed()
            .map(|one| [texts(&one.attrs).concat(), text(&one.pat), text(&one.ty)])
            .collect(),
        variables: typed()
            .map(|one| match &*one.pat {
                Pat::Ident(named) if named.subpat.is_none() => Some(text(&named.ident)),
                _ => None,
            })
            .collect(),
        is_method: signature.receiver().is_some(),
        output: match &signature.output {
            ReturnType::Default => None,
            ReturnType::Type(_, output) => Some(text(output)),
        },
        conditions: text(&signature.generics.where_clause),
    }
}

fn assert_same(item: &ItemFn, written: &str) {
    let tokens = item.to_token_stream();
    let function = Function::read(tokens.clone());
    let function = function.unwrap_or_else(|mistake| panic!("{mistake:?}: {written}"));
    assert_eq!(ours(&function), of_syn(item), "{written}");
    assert_eq!(text(&function), text(&tokens), "{written}");
}

#[test]
fn the_pieces_are_those_that_syn_finds() {
    for written in FUNCTIONS {
        let Ok(item) = syn::parse_str::<ItemFn>(written) else {
            panic!("syn does not parse this: {written}");
        };
        assert_same(&item, written);
    }
}

/// What is emitted around the function is Rust, and both signatures have the pieces of the function.
#[test]
fn what_is_emitted_parses_again() {
    for written in
        FUNCTIONS.iter().filter(|text| !text.contains("unsafe") && !text.contains("Self"))
    {
        let item = syn::parse_str::<ItemFn>(written).unwrap();
        let expanded =
            attribute::expand("API".parse().unwrap(), &written.parse().unwrap(), &no_file);
        let Ok(expanded) = syn::parse2::<ItemFn>(expanded.clone()) else {
            panic!("this does not parse: {expanded}");
        };
        let (inside, outside) = (of_syn(&item), of_syn(&expanded));
        assert_eq!(outside.visibility, inside.visibility, "{written}");
        assert_eq!(outside.name, inside.name, "{written}");
        assert_eq!(outside.generics, inside.generics, "{written}");
        assert_eq!(outside.conditions, inside.conditions, "{written}");
        let types = |pieces: &Pieces| {
            pieces.arguments.iter().map(|[_, _, of_type]| of_type.clone()).collect::<Vec<_>>()
        };
        assert_eq!(types(&outside), types(&inside), "{written}");
        let kept = expanded.block.stmts.iter().any(|statement| match statement {
            syn::Stmt::Item(Item::Fn(kept)) => {
                let (kept, item) =
                    (text(&kept.sig) + &text(&kept.block), text(&item.sig) + &text(&item.block));
                kept == item
            }
            _ => false,
        });
        assert!(kept, "{written}: {}", expanded.to_token_stream());
    }
}

/// All functions of this package, those in modules and implementations too.
#[test]
fn functions_of_a_whole_package() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut functions = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                functions += functions_of_file(&path);
            }
        }
    }
    assert!(functions > 1000, "{functions}");
}

fn functions_of_file(path: &Path) -> usize {
    let Ok(file) = syn::parse_file(&fs::read_to_string(path).unwrap_or_default()) else { return 0 };
    let mut items = file.items;
    let mut functions = 0;
    while let Some(item) = items.pop() {
        match item {
            Item::Fn(function) => {
                assert_same(&function, &path.display().to_string());
                functions += 1;
            }
            Item::Mod(module) => items.extend(module.content.unwrap_or_default().1),
            Item::Impl(block) => {
                items.extend(block.items.into_iter().filter_map(|item| match item {
                    ImplItem::Fn(function) => syn::parse2(function.into_token_stream()).ok(),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    functions
}
