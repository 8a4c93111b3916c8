//! What the constructions cost, in milliseconds, and what typical patterns reach. Run it at
//! optimisation level 0, as a procedural macro is built: `cargo run --example cost`, and
//! `cargo run --example cost policies` for whole policies (with a further word `first` for the first one alone), and `cargo run --features toml --example
//! cost texts` for the large ones of the test `bounds`, of which a further word selects those whose names contain it, and `=` and a name
//! the one of that name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::panic,
    reason = "a tool for developers, which may stop at a mistake"
)]

use std::time::Instant;

use cors_compiler::language::{Automata, Language};
use cors_compiler::origins;
use cors_compiler::tokens::{self, ReadError};
use proc_macro2::TokenStream;

/// Patterns as regexes. `{x}` is part of a label, `{*}` for the labels of a subdomain
/// wildcard, `{port}` for any port or none.
const PATTERNS: [&str; 27] = [
    r"https://example\.com",
    r"https://{*}\.example\.com",
    r"https://.*\.example\.com",
    r"https://{x}\.example\.com",
    r"https://pr-[0-9]+\.preview\.example\.com",
    r"https://[a-z]+\.myteam\.vercel\.app",
    r"http://localhost{port}",
    r"http://(?:{*}\.)?localhost{port}",
    r"http://10\.0\.0\.7{port}",
    r"http://10\.0\.0\.[0-9]+",
    r"http://{*}\.test",
    r"https://app.example.com",
    r"https://{*}\.com",
    r"https://{*}\.github\.io",
    r"https://{x}\.github\.io",
    r"https://{x}\.vercel\.app",
    r"https://{x}-myteam\.vercel\.app",
    r"https://example\.{x}",
    r"https://[a-z]{2}\.com",
    r"https://.*example\.com",
    r"https://[a-z]+.example.com",
    r"https://.*\.amazonaws\.com",
    r"https://.*\.kawasaki\.jp",
    r"https?://.+",
    r"chrome-extension://[a-p]{32}",
    r"tauri://localhost",
    r"[a-z]+://.+",
];

fn regex(pattern: &str) -> String {
    pattern
        .replace("{x}", "[a-z0-9_-]+")
        .replace("{*}", r"[^/:\[\]]+")
        .replace("{port}", "(?::[0-9]+)?")
}

fn milliseconds<T>(automata: impl FnOnce() -> T) -> (f64, T) {
    let before = Instant::now();
    let made = automata();
    (before.elapsed().as_secs_f64() * 1000.0, made)
}

#[path = "../tests/bounds/texts.rs"]
mod texts;

fn main() {
    if std::env::args().nth(1).as_deref() == Some("texts") {
        return large_texts(&std::env::args().nth(2).unwrap_or_default());
    }
    // Alone, for what one policy has built the next one finds.
    if std::env::args().nth(1).as_deref() == Some("policies") {
        return policies();
    }
    let (http, _) = milliseconds(origins::http_origins);
    let (custom, _) = milliseconds(origins::custom_origins);
    let (both, all) = milliseconds(origins::origins);
    println!(
        "origins::origins(): {http:.1} + {custom:.1} ms for the parts, {both:.1} ms for the union"
    );
    println!("           {} states, {} byte classes", all.states(), all.byte_classes());
    let (list, _) = milliseconds(|| cors_compiler::trust::registrable_domain("example.com"));
    println!("suffix list, once: {list:.1} ms\n");

    println!(
        "| pattern | regex ms | states | ∩ origins ms | states | reach ms | count | outsider |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for pattern in PATTERNS {
        let (parsing, made) = milliseconds(|| Automata::unlimited().regex(&regex(pattern)));
        let made = match made {
            Ok(made) => made,
            Err(error) => {
                println!("| {pattern} | {:?} |", error.kind);
                continue;
            }
        };
        let (meeting, met) = milliseconds(|| Automata::unlimited().intersection(&made, all));
        let Ok(met) = met else { continue };
        let (reaching, reached) = milliseconds(|| Automata::unlimited().reach(&met));
        let Ok(reached) = reached else { continue };
        println!(
            "| {pattern} | {parsing:.1} | {} | {meeting:.1} | {} | {reaching:.1} | {} | {} |",
            made.states(),
            met.states(),
            reached.count,
            reached.outsider.as_deref().unwrap_or("-"),
        );
        println!("|   | {} |", reached.domains.join(" "));
    }

    println!();
    for n in [1000, 10_000] {
        let names: Vec<String> =
            (0..n).map(|i| format!("https://{:x}.example.com", i * 7919)).collect();
        let (time, made) = milliseconds(|| Language::from_strings(&names));
        println!("{n} origins: {time:.1} ms, {} states", made.states());
    }
}

/// What the macro takes for whole policies, from tokens to tokens.
fn policies() {
    let is_first_only = std::env::args().nth(2).as_deref() == Some("first");
    let five = [
        "https://example.com",
        "https://*.example.com",
        "https://pr-{n:[0-9]+}.preview.example.net",
        "https://{tenant}.example.app",
        "http://localhost:*",
    ];
    let tenants: Vec<String> =
        (0..10_000).map(|n| format!("https://tenant-{n:05}.example.com")).collect();
    let hundred: Vec<String> =
        (0..100).map(|n| format!("https://*.tenant-{n}.example.com:*")).collect();
    println!("| policy | parse the tokens, ms | expand, ms | bytes of source |");
    println!("| --- | --- | --- | --- |");
    // The first has to build what all of them share.
    for (name, patterns) in [
        ("five patterns, the first", five.map(str::to_owned).to_vec()),
        ("five patterns", five.map(str::to_owned).to_vec()),
        ("100 subdomains with any port", hundred),
        ("10000 origins", tenants),
    ] {
        let source = format!("allow_origins = {patterns:?}, max_age = 600");
        let (reading, tokens) = milliseconds(|| source.parse::<TokenStream>().unwrap());
        let (expanding, expanded) = milliseconds(|| expand(tokens));
        let bytes = expanded.to_string().len();
        println!("| {name} | {reading:.1} | {expanding:.1} | {bytes} |");
        if is_first_only {
            break;
        }
    }
}

/// What the large texts take, through both front ends.
fn large_texts(pick: &str) {
    println!("| text | TOML, s | report, s | macro, s | first finding |");
    println!("| --- | ---: | ---: | ---: | --- |");
    for text in texts::all().iter().filter(|text| match pick.strip_prefix('=') {
        Some(name) => text.name == name,
        None => text.name.contains(pick),
    }) {
        let toml = text.toml();
        let (compiling, compiled) = milliseconds(|| cors_compiler::toml::compile(&toml));
        let (Ok(cors_compiler::toml::Compiled { warnings: report, .. }) | Err(report)) = compiled;
        let (printing, printed) = milliseconds(|| report.to_string());
        let tokens = text.tokens().parse::<TokenStream>();
        let (expanding, _) = milliseconds(|| tokens.map(expand));
        println!(
            "| {} | {:.1} | {:.1} | {:.1} | {} ({} bytes) |",
            text.name,
            compiling / 1000.0,
            printing / 1000.0,
            expanding / 1000.0,
            report.findings().next().map_or("-", |finding| finding.rule().name),
            printed.len(),
        );
    }
}

/// A macro, whose policy is in no file.
fn expand(policy: TokenStream) -> TokenStream {
    tokens::expand(policy, &|path| Err(ReadError::NotFound(path.to_owned())))
}
