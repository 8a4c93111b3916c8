//! The front end of `policies!`: a map of policies.
//!
//! ```text
//! map = [ row { "," row } [ "," ] ]
//! row = ( string | "_" ) "=>" ( "closed" | path of a static )
//! ```
//!
//! A mistake costs the row it is in.

use std::panic::{AssertUnwindSafe, catch_unwind};

use cors_tables::policy_map::MapTable;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{LitStr, Token};

use super::locations::Locations;
use super::mistake::Mistake;
use super::path::Path;
use super::separator::{is_separator, skip_one, skip_to_separator};
use super::{editor, quote as quoted, report, runtime, size};
use crate::finding::{Finding, Findings, words};
use crate::language::InsertionMap;
use crate::location::Located;
use crate::map::ast::{Map, Policy, Requests, Row};
use crate::map::rules::{MAP_SYNTAX, MAP_TOO_LARGE};
use crate::map::{compile_map, names};

/// The word for the policy that allows no origin.
const CLOSED: &str = "closed";

/// Expands `policies! { … }`.
#[must_use]
pub fn expand(input: TokenStream) -> TokenStream {
    let mut expand = |input, mistake: Option<Mistake>| {
        let map = expand_map(input);
        match mistake.map(|mistake| mistake.to_compile_error()) {
            Some(error) => quote!({ #error #map }),
            None => map,
        }
    };
    catch_unwind(AssertUnwindSafe(|| runtime::with(input, &mut expand))).unwrap_or_else(|_| {
        let map = map(&MapTable::NOTHING, &[]);
        quote! {{
            ::core::compile_error! { "the policy compiler failed: please report this `policies!`" }
            #map
        }}
    })
}

fn expand_map(input: TokenStream) -> TokenStream {
    let mut findings = Findings::default();
    let written = editor::map(&input);
    let Parsing { map: parsed, locations, paths, .. } = read(input, &mut findings);
    let table = compile_map(&parsed, &mut findings);
    let report = report::report(findings, &locations);
    let policies: Vec<&Path> =
        names(&parsed).into_iter().filter_map(|name| paths.get(name)).collect();
    let map = map(&table.unwrap_or(MapTable::NOTHING), &policies);
    // The items of the table are not in the scope of what an editor completes.
    quote!({ #written #report { #map } })
}

/// A `PolicyMap`.
fn map(table: &MapTable, policies: &[&Path]) -> TokenStream {
    let table = quoted::map(table);
    let policies = policies.iter().map(|path| {
        let span = path.span_of_last();
        // The path is an argument of its own, so that an editor shows what it refers to.
        let reference = quote_spanned!(span => &#path);
        let source = quote_spanned!(span => #path.__static_source());
        quote_spanned!(span => ::cors_runtime::__private::source_of_row(#reference, #source))
    });
    quote! {
        static TABLE: ::cors_runtime::__private::tables::MapTable = #table;
        // Everything here is at the names of the policies, where rustc reports what is not a policy. An editor would show all
        // of it there.
        ::cors_runtime::__rows! {
            static POLICIES: &[::cors_runtime::__private::StaticSource] = {
                #[allow(unused_imports, reason = "each name is of a policy")]
                use ::cors_runtime::__private::NoPolicyOfRow as _;
                &[#(#policies),*]
            };
        }
        ::cors_runtime::PolicyMap {
            __table: &TABLE,
            __policies: POLICIES,
            __location: ::core::concat!(::core::file!(), ":", ::core::line!()),
        }
    }
}

/// What is wrong with a map, in the order of the text.
#[must_use]
pub fn findings_of(input: TokenStream) -> Vec<Finding> {
    let mut findings = Findings::default();
    let _ = table_of(input, &mut findings);
    findings.into_sorted()
}

/// The table of a map, and what is wrong with it.
pub fn table_of(input: TokenStream, findings: &mut Findings) -> Option<MapTable> {
    let (map, _) = parse(runtime::without(input), findings);
    compile_map(&map, findings)
}

/// Parses a map; what is not a row is reported and left out.
pub(super) fn parse(input: TokenStream, findings: &mut Findings) -> (Map, Locations) {
    let parsing = read(input, findings);
    (parsing.map, parsing.locations)
}

/// A map, as far as it has been read.
struct Parsing<'d> {
    map: Map,
    locations: Locations,
    findings: &'d mut Findings,
    /// The path of each policy, by its text.
    paths: InsertionMap<String, Path>,
}

fn read(input: TokenStream, findings: &mut Findings) -> Parsing<'_> {
    let mut locations = Locations::default();
    let location = locations.add(Span::call_site());
    let map = Map { location, rows: Vec::new(), has_lost_rows: false };
    let mut parsing = Parsing { map, locations, findings, paths: InsertionMap::default() };
    if let Some(excess) = size::excess(&input) {
        parsing.map.has_lost_rows = true;
        parsing.findings.push(
            Finding::new(&MAP_TOO_LARGE, location, excess)
                .because("the limit keeps compile times within seconds")
                .help("use rows that match many paths, as in \"/tenants/{tenant}/{*rest}\""),
        );
        return parsing;
    }
    let rows = |input: ParseStream<'_>| {
        parsing.rows(input);
        Ok(())
    };
    // Whatever is wrong was collected on the way.
    let _ = rows.parse2(input);
    parsing
}

impl Parsing<'_> {
    fn rows(&mut self, input: ParseStream<'_>) {
        while !input.is_empty() {
            match self.row(input) {
                Ok(row) => self.map.rows.push(row),
                Err(mistake) => {
                    self.map.has_lost_rows = true;
                    let location = self.locations.add(mistake.span());
                    self.findings.push(mistake.into_finding_of(&MAP_SYNTAX, location));
                    skip_to_separator(input);
                }
            }
            if input.is_empty() {
                return;
            }
            if !is_separator(input) {
                let mistake = Mistake::at(input, "expected `,`")
                    .insert_before("write a comma between two rows", ", ");
                let location = self.locations.add(mistake.span());
                self.findings.push(mistake.into_finding_of(&MAP_SYNTAX, location));
                continue;
            }
            let comma = input.span();
            skip_one(input);
            self.end_row(comma);
        }
    }

    /// The comma behind a row is a part of it.
    fn end_row(&mut self, comma: Span) {
        if let Some(row) = self.map.rows.last() {
            self.locations.extend(row.location, comma);
        }
    }

    fn row(&mut self, input: ParseStream<'_>) -> Result<Row, Mistake> {
        let first = input.span();
        let location = self.locations.add(first);
        let requests = self.requests(input)?;
        arrow(input)?;
        let (policy, last) = self.policy(input)?;
        self.locations.extend(location, last);
        Ok(Row { location, requests, policy })
    }

    fn requests(&mut self, input: ParseStream<'_>) -> Result<Located<Requests>, Mistake> {
        if input.peek(LitStr) {
            let literal = input.parse::<LitStr>()?;
            let location = self.locations.add_literal(&literal);
            return Ok(Located::new(Requests::Pattern(literal.value()), location));
        }
        if input.peek(Token![_]) {
            let underscore = input.parse::<Token![_]>()?;
            return Ok(Located::new(Requests::All, self.locations.add(underscore.span)));
        }
        let mistake = Mistake::at(input, "expected a quoted pattern or `_`");
        Err(mistake.help("write a row as in `\"/public/{*rest}\" => PUBLIC`"))
    }

    /// The policy, and where it ends.
    fn policy(&mut self, input: ParseStream<'_>) -> Result<(Located<Policy>, Span), Mistake> {
        if input.peek(Token![&]) {
            let mistake = Mistake::at(input, "expected the name of a policy, without `&`").remove();
            return Err(mistake);
        }
        if input.peek(LitStr) {
            let text = input.parse::<LitStr>()?.value();
            let mistake = Mistake::at(input, "expected the name of a policy, found a string");
            return Err(if text == CLOSED { mistake.help("write `closed`") } else { mistake });
        }
        let path = input.call(Path::parse_simple).map_err(|_| {
            Mistake::at(input, "expected the name of a policy, or `closed`")
                .help("declare the policy in a `static`, and write its name")
        })?;
        if input.peek(Token![!]) {
            let name = path.text();
            return Err(Mistake::spanned(
                path,
                words!("expected the name of a policy, found `{name}!`", name),
            )
            .help("declare the policy in a `static`: `static PUBLIC: Policy = cors! { … };`")
            .help("write its name here"));
        }
        if input.peek(syn::token::Paren) {
            let mistake = Mistake::spanned(path, "expected the name of a policy, found a call");
            return Err(mistake
                .help("declare the policy in a `static`, and write its name")
                .help("or, to choose the policy with a function, use `CorsLayer::select`"));
        }
        let last = path.span_of_last();
        let location = self.locations.add(path.span());
        if path.is(CLOSED) {
            return Ok((Located::new(Policy::Closed, location), last));
        }
        let name = path.text();
        self.paths.insert_new(name.clone(), path);
        Ok((Located::new(Policy::Named(name), location), last))
    }
}

/// `=>`, or what was meant by another sign.
fn arrow(input: ParseStream<'_>) -> Result<(), Mistake> {
    if input.peek(Token![=>]) {
        input.parse::<Token![=>]>()?;
        return Ok(());
    }
    let is_meant = input.peek(Token![=]) || input.peek(Token![:]) || input.peek(Token![->]);
    let mistake = Mistake::at(input, "expected `=>` between the pattern and its policy");
    if is_meant && !input.peek(Token![->]) {
        return Err(mistake.write_code("=>"));
    }
    Err(mistake.help("write a row as in `\"/public/{*rest}\" => PUBLIC`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(map: &str) -> Vec<&'static str> {
        findings_of(map.parse().unwrap()).into_iter().map(|finding| finding.rule.name).collect()
    }

    /// A mistake costs its own row, and nothing follows from it.
    #[test]
    fn each_mistake_is_reported_once() {
        for (map, expected) in [
            (r#""/a" => A, _ => closed"#, &[][..]),
            (r#""/a" => a::A, _ => crate::b::B,"#, &[]),
            ("_ => closed", &[]),
            ("", &["missing_last_row"]),
            (r#""/a" = A, "/b" : B, _ => closed"#, &["map_syntax", "map_syntax"]),
            (r#""/a" => &A, _ => closed"#, &["map_syntax"]),
            (r#""/a" => A "/b" => B, _ => closed"#, &["map_syntax"]),
            (r#""/a" => cors! { closed }, _ => closed"#, &["map_syntax"]),
            (r#""/a" => policy(), _ => closed"#, &["map_syntax"]),
            (r#""/a" => "closed", "/b" => B"#, &["map_syntax"]),
            (r#"/a => A, _ => closed"#, &["map_syntax"]),
            (r#""/a", _ => closed"#, &["map_syntax"]),
            (r#"crate = web_cors, "/a" => A, _ => closed"#, &[]),
        ] {
            assert_eq!(rules(map), expected, "{map}");
        }
    }

    #[test]
    fn a_map_is_a_literal() {
        let expanded =
            expand(r#""/a" => A, "/b" => b::B, "/c" => A, _ => closed"#.parse().unwrap());
        let text = expanded.to_string();
        assert_eq!(text.matches("__static_source").count(), 2, "{text}");
        assert!(!text.contains("compile_error"), "{text}");
    }
}
