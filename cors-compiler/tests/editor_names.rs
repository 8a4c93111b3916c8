//! What an editor shows of the names of the language, `cors-runtime/src/editor.rs`, is made from their definitions: this
//! test compares the two.
//!
//! After a change of a key, a rule or a header set: `BLESS=1 cargo test -p cors-compiler --test editor_names`.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::path::Path;

use cors_compiler::ast::Notation;
use cors_compiler::finding::Written;
use cors_compiler::key::{Definition, Key};
use cors_compiler::model::{HEADER_SETS, HeaderSet, KNOWN_METHODS, ORIGIN_SETS, OriginSet};
use cors_compiler::rules::{self, Level, Rule};
use cors_compiler::tokens;

/// Where the keys are documented.
const LANGUAGE: &str = "https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html";

/// Where the keys of a policy in a file are documented.
const IN_A_FILE: &str =
    "In a file: <https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html#in-a-file>";

const HEAD: &str = r#"//! The names of the policy language, as editors show them.
//!
//! rust-analyzer alone reads this file. It is made by `cargo test -p cors-compiler --test editor_names` with `BLESS=1`.
#![allow(
    missing_debug_implementations,
    missing_docs,
    non_upper_case_globals,
    reason = "these are names of the policy language, and no program has them"
)]

/// A value of any type.
pub const fn any<T>() -> T {
    loop {}
}

/// A value of any type, beside others.
pub const fn any_beside<T, U: Copy>(_: U) -> T {
    loop {}
}
"#;

#[test]
fn the_names_are_made_from_the_definitions() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cors-runtime/src/editor.rs");
    let made = names();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &made).expect("written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == made,
        "cors-runtime/src/editor.rs does not list the names as they are: run with BLESS=1"
    );
}

/// One name, and what is known of it, in Markdown.
struct Name {
    name: &'static str,
    of_type: &'static str,
    documentation: String,
}

fn names() -> String {
    let mut file = HEAD.to_owned();
    let keys: Vec<Name> = Key::ALL.iter().map(|&key| of_key(key)).chain(of_files()).collect();
    file.push_str("\n/// The keys of a policy.\npub struct Keys {\n");
    for Name { name, of_type, documentation } in &keys {
        documented(&mut file, documentation);
        line(&mut file, &format!("    pub {name}: {of_type},"));
    }
    file.push_str("}\n");
    let warnings = |rule: &&Rule| is_known(&format!("allow = [{}]", rule.name));
    let risks = |rule: &&Rule| is_known(&format!("accept_risk = {{ {} = \"why\" }}", rule.name));
    let module = |file: &mut String, name: &str, about: &str, names: Vec<Name>| {
        line(file, &format!("\n/// {about}\npub mod {name} {{"));
        for Name { name, of_type, documentation } in names {
            documented(file, &documentation);
            line(file, &format!("    pub const {name}: {of_type} = super::any();"));
        }
        line(file, "}");
    };
    module(&mut file, "keys", "The keys of a policy.", keys);
    let origins = ORIGIN_SETS.iter().map(of_origin_set).chain([of_regex()]).collect();
    module(&mut file, "origins", "Names in lists of origins.", origins);
    module(&mut file, "methods", "Names in `allow_methods`.", of_methods());
    let sets = |of_set: fn(&HeaderSet) -> &'static [&'static str]| {
        let sets = HEADER_SETS.iter().filter(move |set| !of_set(set).is_empty());
        sets.map(move |set| of_header_set(set, of_set(set)))
    };
    let request = sets(|set| set.request).chain([mirror("header")]).collect();
    module(&mut file, "request_headers", "Names in `allow_headers`.", request);
    let response = sets(|set| set.response).collect();
    module(&mut file, "response_headers", "Names in `expose_headers`.", response);
    let risks = rules::all().filter(risks).map(of_rule).collect();
    module(&mut file, "risks", "The rules in `accept_risk`.", risks);
    let warnings = rules::all().filter(warnings).map(of_rule).collect();
    module(&mut file, "warnings", "The rules in `allow`.", warnings);
    let closed = Name {
        name: "closed",
        of_type: "bool",
        documentation: "The policy that allows no origin.".to_owned(),
    };
    module(&mut file, "maps", "What a row of a map can have in place of a policy.", vec![closed]);
    file
}

/// Adds the documentation of an item that is indented once.
fn documented(file: &mut String, documentation: &str) {
    for text in documentation.lines() {
        line(file, format!("    /// {text}").trim_end());
    }
}

fn line(file: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(file, "{text}");
}

fn of_key(key: Key) -> Name {
    let Definition { name, value, absent, header, .. } = key.definition();
    let example = key.example();
    let of_type = match &example {
        Written::Bool(_) => "bool",
        Written::List(_) => "&'static [&'static str]",
        Written::Table(_) => "&'static [(&'static str, &'static str)]",
        _ => "&'static str",
    };
    let mut documentation = format!("`{name}`: {}", with_links(value));
    let _ = write!(documentation, "\n\nDefault: {}", with_links(absent));
    if let Some(header) = header {
        let _ = write!(documentation, "\n\nResponse header: `{header}`");
    }
    let example = example.printed(Notation::Rust);
    let _ = write!(documentation, "\n\n```text\n{name} = {example}\n```\n\n{LANGUAGE}");
    Name { name, of_type, documentation }
}

/// The text with links that also lead somewhere outside of the page of the language.
fn with_links(text: &str) -> String {
    text.replace("](#", &format!("]({LANGUAGE}#"))
}

/// The keys of a policy that is in a file.
fn of_files() -> [Name; 2] {
    let example = "```text\nfile = \"cors.toml\", policy = \"api\"\n```";
    let name = |name: &'static str, value: &str| Name {
        name,
        of_type: "&'static str",
        documentation: format!("`{name}`: {value}\n\n{example}\n\n{IN_A_FILE}"),
    };
    [
        name("file", "the path of a TOML file, relative to the package, that has the policy"),
        name("policy", "the name of the policy in the file"),
    ]
}

/// The methods that can be written without quotes.
fn of_methods() -> Vec<Name> {
    let can_be_name = |method: &&str| !method.contains('-');
    let of_method = |name: &'static str| {
        let method = name.as_bytes();
        let about = if cors_tables::fetch::is_cors_safelisted_method(method) {
            "A [safelisted method](https://fetch.spec.whatwg.org/#cors-safelisted-method): it is always allowed, and \
             doesn't need to be listed."
        } else {
            "A browser asks before it sends a request with this method, in a \
             [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it."
        };
        Name { name, of_type: "&'static str", documentation: about.to_owned() }
    };
    KNOWN_METHODS.into_iter().filter(can_be_name).map(of_method).chain([mirror("method")]).collect()
}

fn mirror(what: &str) -> Name {
    let documentation = format!(
        "Allows every {what}: the answer to a preflight repeats what it asks for.\n\n{LANGUAGE}"
    );
    Name { name: "mirror_request", of_type: "&'static str", documentation }
}

fn of_origin_set(set: &OriginSet) -> Name {
    let OriginSet { name, framework, origins, source } = set;
    let origins: Vec<String> = origins.iter().map(|origin| format!("* `{origin}`")).collect();
    let documentation = format!(
        "The origins of apps of {framework}. Every app that is built with it has them.\n\n{}\n\n<{source}>",
        origins.join("\n")
    );
    Name { name, of_type: "&'static [&'static str]", documentation }
}

fn of_regex() -> Name {
    let documentation = format!(
        "The origins that a regex matches as a whole.\n\n```text\nregex(r\"https://(eu|us)\\.example\\.com\")\n```\n\n\
         {LANGUAGE}"
    );
    Name { name: "regex", of_type: "&'static str", documentation }
}

fn of_header_set(set: &HeaderSet, headers: &[&str]) -> Name {
    let HeaderSet { name, protocol, source, .. } = set;
    let headers: Vec<String> = headers.iter().map(|header| format!("* `{header}`")).collect();
    let documentation = format!("{protocol}\n\n{}\n\n{source}", headers.join("\n"));
    Name { name, of_type: "&'static [&'static str]", documentation }
}

fn of_rule(rule: &'static Rule) -> Name {
    let Rule { name, level, summary, reason, wrong, .. } = rule;
    let level = match level {
        Level::Error => "error",
        Level::Deny => "error, silenceable",
        Level::Risk => "risk",
        Level::Warning => "warning",
    };
    let page = rule.page();
    let documentation =
        format!("{summary} ({level}).\n\n{reason}\n\n```text\n{wrong}\n```\n\n{page}");
    Name { name, of_type: "&'static str", documentation }
}

/// Whether the name of a rule belongs in this entry.
fn is_known(entry: &str) -> bool {
    let policy = format!("allow_origins = [\"https://example.com\"], {entry}");
    let found = tokens::findings_of(policy.parse().expect("the policy is made of tokens"));
    found.iter().all(|finding| finding.rule.name != "unknown_rule")
}
