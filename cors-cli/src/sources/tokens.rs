//! The tokens of a Rust file: where its policies are, what they are called, and where they are mounted.
//!
//! ```text
//! static API: Policy = cors! { … };            name, macro, the text between the brackets
//! #[cors(API)] async fn list() {}              attribute, function
//! vec![cors!{ … }], lazy_static! { … }         tokens in other macros are walked too
//! CorsLayer::new(&API)                         mount
//! ```
//!
//! Brackets are walked recursively. What is before a policy at the same level and at those around it gives its name:
//! the last `static`, `const`, `let` or `fn`.

mod attribute;
mod calls;
mod walk;

use std::collections::BTreeMap;
use std::ops::Range;

use proc_macro2::{LexError, TokenStream, TokenTree};

use super::imports::Import;

/// What is in a file.
#[derive(Debug, Default)]
pub(super) struct FileTokens {
    pub(super) policies: Vec<FoundPolicy>,
    pub(super) maps: Vec<FoundMap>,
    pub(super) mounts: Vec<FoundMount>,
    pub(super) routes: Vec<FoundRoute>,
    pub(super) lists: Vec<FoundList>,
    pub(super) imports: Vec<Import>,
    pub(super) skipped: Vec<Skipped>,
    /// The files that `include!` names, as they are written.
    pub(super) included: Vec<Range<usize>>,
}

/// Where something is in the items of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Scope {
    /// The inline modules.
    pub(super) module: Vec<String>,
    /// The item, or the variable.
    pub(super) item: Option<String>,
}

/// A policy in a macro or an attribute.
#[derive(Debug)]
pub(super) struct FoundPolicy {
    pub(super) scope: Scope,
    pub(super) is_attribute: bool,
    /// Where its macro or attribute is.
    pub(super) at: usize,
    /// Its text, between the brackets.
    pub(super) text: Range<usize>,
    /// How it is mounted right there.
    pub(super) mounted: Option<FoundUse>,
}

/// `policies! { … }`
#[derive(Debug)]
pub(super) struct FoundMap {
    pub(super) scope: Scope,
    pub(super) at: usize,
    pub(super) text: Range<usize>,
    pub(super) mounted: Option<FoundUse>,
}

/// A policy that is mounted by its name.
#[derive(Debug)]
pub(super) struct FoundMount {
    pub(super) scope: Scope,
    /// The path of the policy.
    pub(super) policy: Vec<String>,
    pub(super) usage: FoundUse,
}

/// How a policy is mounted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FoundUse {
    /// `#[cors(…)]` on the function of this name, with the routes of its other attributes.
    Function { name: String, routes: Vec<String>, at: usize },
    /// An argument of a call, as `CorsLayer::new`, behind this route.
    Call { name: String, route: Option<String>, at: usize },
}

/// A handler that is mounted: `.route("/users", routes![get(list)])`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FoundRoute {
    pub(super) scope: Scope,
    /// The path of the handler.
    pub(super) handler: Vec<String>,
    /// The method and the path: `GET /users`.
    pub(super) route: String,
}

/// `routes![…]`, which is certainly that of the runtime.
#[derive(Debug)]
pub(super) struct FoundList {
    pub(super) scope: Scope,
    pub(super) at: usize,
    /// Its text, between the brackets.
    pub(super) text: Range<usize>,
}

/// A policy that cannot be read.
#[derive(Debug)]
pub(super) struct Skipped {
    pub(super) at: usize,
    /// Its text, between the brackets.
    pub(super) text: Range<usize>,
    pub(super) reason: &'static str,
}

/// How macros and attributes are called in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ours {
    Cors,
    Policies,
    Routes,
}

/// The names under which the macros are known, beside those that each file gives them.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// What the packages call the crate cors-runtime.
    pub(super) runtime: Vec<String>,
    /// Names that files give the macros, and others may import.
    pub(super) aliases: BTreeMap<String, Ours>,
}

/// Where a text cannot be read as tokens.
#[derive(Debug)]
pub(super) struct NotTokens {
    /// The byte, if it is known.
    pub(super) at: usize,
}

/// Finds the policies in the text of a file.
pub(super) fn find(text: &str, known: &Known) -> Result<FileTokens, NotTokens> {
    // A byte order mark and `#!` are not tokens. Spans are of the rest.
    let base = text.len().saturating_sub(without_shebang(text).len());
    let rest = text.get(base..).unwrap_or_default();
    let stream: TokenStream = rest
        .parse()
        .map_err(|error| NotTokens { at: base.saturating_add(position(rest, &error)) })?;
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut walk = walk::Walk::new(base, known);
    walk.imports_of(&tokens, &[]);
    walk.level(&tokens, &walk::Around::default());
    let found = walk.found;
    // The spans of this thread are not used any more.
    drop(tokens);
    proc_macro2::extra::invalidate_current_thread_spans();
    Ok(found)
}

fn without_shebang(text: &str) -> &str {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_shebang = text.starts_with("#!") && !text.starts_with("#![");
    if is_shebang {
        text.find('\n').and_then(|end| text.get(end..)).unwrap_or_default()
    } else {
        text
    }
}

/// The byte at which a text is not made of tokens.
fn position(text: &str, error: &LexError) -> usize {
    let start = error.span().start();
    let line = text.split_inclusive('\n').take(start.line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(line..).unwrap_or_default();
    let column = rest.char_indices().nth(start.column).map_or(rest.len(), |(at, _)| at);
    usize::saturating_add(line, column)
}

#[cfg(test)]
#[allow(clippy::string_slice, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn known() -> Known {
        let runtime = vec!["cors_runtime".to_owned(), "web".to_owned()];
        Known { runtime, aliases: BTreeMap::new() }
    }

    /// The policies of a text: their modules and items, and the text itself.
    fn found(text: &str) -> Vec<String> {
        let tokens = find(text, &known()).unwrap();
        let policies = tokens.policies.iter().map(|it| (&it.scope, &it.text, it.is_attribute));
        let maps = tokens.maps.iter().map(|it| (&it.scope, &it.text, false));
        let described = policies.chain(maps).map(|(scope, range, is_attribute)| {
            let item = scope.item.iter().map(String::as_str);
            let path: Vec<&str> = scope.module.iter().map(String::as_str).chain(item).collect();
            let sign = if is_attribute { "#" } else { "" };
            format!("{sign}{}: {}", path.join("::"), text[range.clone()].trim())
        });
        described.collect()
    }

    #[test]
    fn policies_are_found_wherever_they_are() {
        for (text, expected) in [
            ("static A: Policy = cors! { a };", &["A: a"][..]),
            ("pub(crate) static mut A: Policy = cors_runtime::cors!(a);", &["A: a"]),
            ("const A: Policy = ::cors_runtime::cors![a];", &["A: a"]),
            ("static A: [Policy; 2] = [cors!{a}, cors!{b}];", &["A: a", "A: b"]),
            ("static A: LazyLock<X> = LazyLock::new(|| { cors! { a } });", &["A: a"]),
            ("lazy_static! { static ref A: Policy = cors! { a }; }", &["A: a"]),
            ("fn all() -> Vec<Policy> { vec![cors!{a}] }", &["all: a"]),
            ("fn f() { let a = cors!{a}; let mut b = cors!{b}; }", &["a: a", "b: b"]),
            ("fn f() { g(cors!{a}) } fn h() -> X { cors!{b} }", &["f: a", "h: b"]),
            ("mod m { pub mod n { static A: X = cors!{a}; } }", &["m::n::A: a"]),
            ("impl A { const B: X = cors!{a}; fn c() { cors!{b}; } }", &["B: a", "c: b"]),
            ("cors! { a }", &[": a"]),
            ("static A: X = policies! { _ => closed };", &["A: _ => closed"]),
            // Under other names.
            ("use cors_runtime::cors as policy; static A: X = policy!{a};", &["A: a"]),
            ("use cors_runtime::{self as c, policies}; static A: X = c::cors!{a};", &["A: a"]),
            ("use web::cors; static A: X = cors!{a};", &["A: a"]),
            ("fn f() { use web::cors as p; p!{a} }", &["f: a"]),
            ("static A: X = policy!{a}; use cors_runtime::cors as policy;", &["A: a"]),
            // Others of the same name.
            ("use other::cors; static A: X = cors!{a};", &[]),
            ("static A: X = other::cors!{a};", &[]),
            ("macro_rules! cors { () => {} }", &[]),
            ("fn cors() {} fn f() { cors(); a!{b} }", &[]),
            ("// cors!{a}\nconst A: &str = \"cors!{a}\";", &[]),
            // Inside of a macro.
            ("macro_rules! m { () => { static A: X = cors!{a}; } }", &["A: a"]),
            ("macro_rules! m { ($a:expr) => { static A: X = $crate::cors!{[$a]}; } }", &[]),
            ("macro_rules! m { ($a:expr) => { static A: X = $crate::cors!{a}; } }", &["A: a"]),
            ("fn f() { quote!(cors!{#a}) }", &[]),
            ("fn f() { quote!(cors!{a}) }", &["f: a"]),
            // Attributes.
            ("#[cors(a = 1)] async fn f() {}", &["#f: a = 1"]),
            (
                "#[a] #[cors_runtime::attr::cors(a = 1)] #[b] pub(crate) async fn f() {}",
                &["#f: a = 1"],
            ),
            ("use cors_runtime::attr::cors as guard; #[guard(a = 1)] fn f() {}", &["#f: a = 1"]),
            ("#[cfg_attr(x, y, cors(a = 1))] fn f() {}", &["#f: a = 1"]),
            ("#[cors(closed)] fn f() {}", &["#f: closed"]),
            ("#[cors(crate = web, closed)] fn f() {}", &["#f: crate = web, closed"]),
            ("impl A { #[cors(a = 1)] fn f(&self) {} }", &["#f: a = 1"]),
            (
                "use cors_runtime::{cors, attr}; #[attr::cors(a = 1)] fn f() { cors!{b} }",
                &["#f: a = 1", "f: b"],
            ),
            ("use other::cors; #[cors(a = 1)] fn f() {}", &[]),
            ("#[cors(A)] fn f() {}", &[]),
            ("#![cfg(cors)]", &[]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn mounts_have_the_path_of_the_policy() {
        for (text, expected) in [
            ("#[cors(a::API)] fn f() {}", "a::API fn f"),
            ("#[cors(crate = web, API,)] fn f() {}", "API fn f"),
            ("#[get(\"/a\")] #[cors(API)] async fn f() {}", "API GET /a"),
            ("#[cors(API)] #[actix_web::post(\"/a\")] async fn f() {}", "API POST /a"),
            ("fn f() { x.layer(CorsLayer::new(&API)) }", "API CorsLayer::new"),
            ("fn f() { x.wrap(actix_web::Cors::new(&*a::API)) }", "a::API Cors::new"),
            ("fn f() { protect(Router::new().route(\"/\", get(x)), &API) }", "API protect"),
            (
                "fn f() { x.nest(\"/v1\", api().layer(CorsLayer::new(API))) }",
                "API CorsLayer::new /v1",
            ),
            ("fn f() { CorsLayer::new() }", ""),
            ("fn f() { CorsLayer::new(policy(a)) }", ""),
        ] {
            let tokens = find(text, &known()).unwrap();
            let mounts = tokens.mounts.iter().map(|mount| {
                let usage = match &mount.usage {
                    FoundUse::Function { name, routes, .. } if routes.is_empty() => {
                        format!("fn {name}")
                    }
                    FoundUse::Function { routes, .. } => routes.join(" "),
                    FoundUse::Call { name, route, .. } => {
                        let route = route.as_ref().map(|it| format!(" {it}")).unwrap_or_default();
                        format!("{name}{route}")
                    }
                };
                format!("{} {usage}", mount.policy.join("::"))
            });
            assert_eq!(mounts.collect::<Vec<_>>().join(", "), expected, "{text}");
        }
    }

    #[test]
    fn handlers_have_routes() {
        let text = "fn f() { Router::new().route(\"/users\", routes![get(list), put(a::update)]) }";
        let routes = find(text, &known()).unwrap().routes;
        let routes: Vec<String> =
            routes.iter().map(|it| format!("{} {}", it.handler.join("::"), it.route)).collect();
        assert_eq!(routes, ["list GET /users", "a::update PUT /users"]);
    }

    /// Other libraries have a macro of this name.
    #[test]
    fn lists_are_those_of_the_runtime() {
        for (text, expected) in [
            ("use cors_runtime::axum::routes; fn f() { routes![get(a)] }", 1),
            ("fn f() { let r = vec![cors_runtime::axum::routes![get(a)]]; }", 1),
            ("use web::routes as list; fn f() { list![get(a)] }", 1),
            ("use cors_runtime::axum::{self, protect}; fn f() { axum::routes![get(a)] }", 1),
            ("use cors_runtime::axum::*; fn f() { routes![get(a)] }", 1),
            // Rocket's, utoipa's, one of the program, and one that any of them may be.
            ("use rocket::routes; fn f() { routes![a] }", 0),
            ("fn f() { utoipa_axum::routes!(a) }", 0),
            ("use crate::routes; fn f() { routes![a] }", 0),
            ("fn f() { routes![a] }", 0),
            // The variable is known where the macro is called.
            (
                "use cors_runtime::axum::routes; macro_rules! m { ($a:path) => { routes![get($a)] } }",
                0,
            ),
        ] {
            assert_eq!(find(text, &known()).unwrap().lists.len(), expected, "{text}");
        }
    }

    #[test]
    fn positions_are_those_of_the_file() {
        for before in ["", "\u{feff}", "#!/usr/bin/env run\n", "\u{feff}#!x\n", "// é\r\n"] {
            let text = format!("{before}static A: X = cors!{{ é }};");
            let tokens = find(&text, &known()).unwrap();
            let policy = &tokens.policies[0];
            assert_eq!(&text[policy.text.clone()], " é ", "{before:?}");
            assert!(text[policy.at..].starts_with("cors!"), "{before:?}");
        }
        let error = find("fn é() {\n    'a\u{1}'", &known()).unwrap_err();
        assert!(error.at >= 14, "{error:?}");
        assert_eq!(find("\u{feff}fn a() {", &known()).unwrap_err().at, 10);
    }

    /// However deep brackets are nested, reading ends.
    #[test]
    fn deep_nesting_is_not_walked() {
        let text = format!("{}cors!{{a}}{}", "(".repeat(3000), ")".repeat(3000));
        assert!(find(&text, &known()).is_ok_and(|found| found.policies.is_empty()));
    }
}
