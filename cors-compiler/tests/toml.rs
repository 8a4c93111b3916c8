//! The front end of files: a corpus of policies with their reports, and what holds of any text.
//!
//! `toml/*.toml` are policies; next to each, the `.txt` file contains its report. To accept
//! the current reports: `BLESS=1 cargo test -p cors-compiler --features edits --test toml`.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use cors_compiler::finding::TextEdit;
use cors_compiler::rules::{self, SYNTAX};
use cors_compiler::toml::{self, Report};
use cors_tables::explain::Explanation;
use proptest::prelude::*;

fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/toml");
    let files = fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<_> = files.map(|file| file.expect("it can be read").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files
}

/// The report on a policy, and its explanation if it compiles.
fn report(source: &str, file: &str) -> String {
    match toml::compile(source) {
        Ok(compiled) => {
            let meaning = Explanation::new(&compiled.table).to_string();
            let warnings = compiled.warnings.in_file(file).to_string();
            let between = if warnings.is_empty() { "" } else { "\n\n" };
            format!("It compiles.\n\n{meaning}{between}{warnings}\n")
        }
        Err(report) => format!("{}\n", report.in_file(file)),
    }
}

#[test]
fn each_policy_of_the_corpus_has_its_report() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for path in corpus() {
        let source = fs::read_to_string(&path).expect("it can be read");
        let report = report(&source, "cors.toml");
        let expected = path.with_extension("txt");
        if bless {
            fs::write(&expected, &report).expect("it can be written");
        }
        if fs::read_to_string(&expected).unwrap_or_default() != report {
            wrong.push(format!("{}:\n{report}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "BLESS=1 accepts these:\n\n{}", wrong.join("\n"));
}

#[test]
fn a_policy_whose_file_is_called_good_compiles() {
    for path in corpus() {
        let source = fs::read_to_string(&path).expect("it can be read");
        let name = path.file_name().expect("it has one").to_string_lossy();
        assert_eq!(toml::compile(&source).is_ok(), name.starts_with("good_"), "{name}");
    }
}

/// The catalogue's examples are written for the macros; both notations must mean the same.
#[cfg(feature = "tokens")]
mod catalogue {
    use super::*;
    use cors_compiler::tokens;
    use proc_macro2::{Delimiter, TokenStream, TokenTree};

    /// Rust to TOML, token by token: names get quotes, commas between entries end lines, and a
    /// call becomes a table with one key.
    fn toml(tokens: TokenStream, comma: &str) -> String {
        let mut toml = String::new();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                // The only key without a value in Rust.
                TokenTree::Ident(name)
                    if name == "closed"
                        && !matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == '=') =>
                {
                    toml.push_str("closed = true");
                }
                TokenTree::Ident(name) if name == "true" || name == "false" => {
                    toml.push_str(&name.to_string());
                }
                TokenTree::Ident(name) => toml.push_str(&format!("{:?}", name.to_string())),
                TokenTree::Punct(punct) if punct.as_char() == ',' => toml.push_str(comma),
                TokenTree::Punct(punct) => toml.push(punct.as_char()),
                TokenTree::Literal(literal) => {
                    match syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                        Ok(string) => {
                            let escaped = string.value().replace('\\', "\\\\").replace('"', "\\\"");
                            toml.push_str(&format!("\"{escaped}\""));
                        }
                        Err(_) => toml.push_str(&literal.to_string()),
                    }
                }
                TokenTree::Group(group) => {
                    let content = toml_of_group(&group);
                    match group.delimiter() {
                        Delimiter::Bracket => toml.push_str(&format!("[{content}]")),
                        Delimiter::Brace => toml.push_str(&format!("{{{content}}}")),
                        // `regex("…")`, whose name has just been written.
                        _ => {
                            let name_at = toml.rfind("\"regex\"").unwrap_or(toml.len());
                            toml.truncate(name_at);
                            toml.push_str(&format!("{{ regex = {content} }}"));
                        }
                    }
                }
            }
        }
        toml
    }

    fn toml_of_group(group: &proc_macro2::Group) -> String {
        toml(group.stream(), ", ")
    }

    #[test]
    fn each_example_breaks_the_same_rules_in_toml() {
        for rule in rules::all() {
            for example in [rule.wrong, rule.right] {
                let tokens: TokenStream = example.parse().expect("the example is made of tokens");
                let toml = toml(tokens.clone(), "\n");
                let mut in_rust: Vec<_> =
                    tokens::findings_of(tokens).iter().map(|one| one.rule.name).collect();
                let (Ok(toml::Compiled { warnings: report, .. }) | Err(report)) =
                    toml::compile(&toml);
                let mut in_toml: Vec<_> = report.findings().map(|one| one.rule().name).collect();
                if in_toml.contains(&SYNTAX.name) {
                    // A broken text is not read any further, and tokens are.
                    assert!(in_rust.contains(&SYNTAX.name), "{toml}\n{report}");
                    continue;
                }
                in_rust.sort_unstable();
                in_toml.sort_unstable();
                assert_eq!(in_toml, in_rust, "{toml}\n{report}");
            }
        }
    }
}

/// Properties of every report: it can be printed, and each caret is below the
/// line that is shown.
fn holds(report: &Report) {
    for finding in report.findings() {
        assert!(finding.line() >= 1 && finding.column() >= 1);
    }
    let text = report.to_string();
    assert_visible(&text);
    for finding in report.findings() {
        assert!(finding.message().chars().count() < 25_000, "{text}");
        assert_visible(&finding.message());
    }
    let lines: Vec<&str> = text.lines().collect();
    for pair in lines.windows(2) {
        let [shown, carets] = pair else { continue };
        if carets.trim_start_matches([' ', '|']).chars().all(|c| c == '^') && carets.contains('^') {
            // One behind the line's last character is its end, or where more was expected.
            let width = shown.chars().count();
            assert!(carets.chars().count() <= width.saturating_add(1), "{text}");
        }
    }
}

/// No character of the categories Cc (but the ends of lines), Cf, Zl, Zp and Zs (but the space).
fn assert_visible(text: &str) {
    let is_hidden = |c: char| c != '\n' && (HIDDEN.contains(&c) || c.is_control());
    assert!(!text.chars().any(is_hidden), "{text:?}");
}

/// Some of each of these categories.
const HIDDEN: [char; 24] = [
    '\u{0}',
    '\u{7}',
    '\t',
    '\u{1b}',
    '\u{7f}',
    '\u{85}',
    '\u{9f}',
    '\u{a0}',
    '\u{ad}',
    '\u{61c}',
    '\u{1680}',
    '\u{180e}',
    '\u{200b}',
    '\u{200e}',
    '\u{2028}',
    '\u{2029}',
    '\u{202e}',
    '\u{202f}',
    '\u{2060}',
    '\u{2066}',
    '\u{3000}',
    '\u{feff}',
    '\u{fffb}',
    '\u{e0041}',
];

/// Whatever a policy quotes, wherever it quotes it: messages and explanations can be printed in a
/// terminal and in a log, and none is as long as what was quoted.
#[test]
fn no_text_of_a_policy_is_shown_raw_or_whole() {
    const PLACES: [&str; 14] = [
        "allow_origins = [\"https://@.example.com\"]",
        "allow_origins = [\"https://example.com\", \"https://example.com@\"]",
        "allow_origins = [{ regex = \"https://@\\\\.example\\\\.com\" }]",
        "allow_origins = [{ regex = \"https://(a|@)[\" }]",
        "allow_origins = [{ regex = \"https://(a|@)\\\\.example\\\\.com\" }]",
        "allow_origins = [\"https://{@}.example.com\"]",
        "\"allow_origins@\" = 1",
        "allow_headers = [\"x-@\", \"x-@\"]",
        "allow_methods = [\"PUT@\"]",
        "expose_headers = [\"@\"]",
        "max_age = \"@\"",
        "allow = [\"@\"]",
        "must_deny = [\"https://example.org@\", \"@\"]",
        "allow_credentials = true\naccept_risk = { insecure_origin = \"why @ not\", \"@\" = \"\" }",
    ];
    // The longest text that is read, with what surrounds it, and longer ones.
    let long = [16_000, 100_000].map(|len| "x".repeat(len));
    let texts = HIDDEN.iter().map(|&c| format!("a\\U{:08x}b", u32::from(c))).chain(long);
    for text in texts {
        for location in PLACES {
            let policy = location.replace('@', &text);
            let origins = "allow_origins = [\"https://example.com\", \"http://example.com\"]";
            let policy = match policy.contains("allow_origins = ") {
                true => policy,
                false => format!("{origins}\n{policy}"),
            };
            match toml::compile(&policy) {
                Ok(compiled) => {
                    let explanation = Explanation::new(&compiled.table).to_string();
                    assert_visible(&explanation);
                    holds(&compiled.warnings);
                }
                Err(report) => holds(&report),
            }
        }
    }
}

fn check(source: &str) {
    let (Ok(toml::Compiled { warnings: report, .. }) | Err(report)) = toml::compile(source);
    holds(&report);
    for finding in report.findings() {
        let fixes = finding.finding().helps.iter().filter_map(|help| help.fix.as_ref());
        // A fix cannot always be applied to a text that is not TOML.
        for edits in fixes.filter_map(|fix| report.locations().edits(fix)) {
            let mut at = 0;
            for TextEdit { range, .. } in &edits {
                assert!(source.get(at..range.start).is_some(), "{edits:?}: {source:?}");
                assert!(source.get(range.clone()).is_some(), "{edits:?}: {source:?}");
                at = range.end;
            }
        }
    }
}

/// Pieces of which policies are made, broken ones too.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("allow_origins"),
        Just("allow_methods"),
        Just("max_age"),
        Just(" = "),
        Just("["),
        Just("]"),
        Just("{ regex = "),
        Just("}"),
        Just("[["),
        Just("."),
        Just(", "),
        Just("\n"),
        Just("\r\n"),
        Just("\"https://example.com/\""),
        Just("'https://é.example:0'"),
        Just("\"\"\"\nhttps://\\x65xample.com:0\\\n  \"\"\""),
        Just("\"PUT\""),
        Just("\"caf\\u00e9\\u001b\""),
        Just("\""),
        Just("'''"),
        Just("\\"),
        Just("2001-01-01"),
        Just("-7_200"),
        Just("# é"),
        Just("\u{feff}"),
        Just("\u{202e}"),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_has_a_report(source in any::<String>()) {
        check(&source);
    }

    #[test]
    fn any_text_made_of_pieces_of_policies_has_a_report(source in pieces()) {
        check(&source);
    }

    #[test]
    fn any_origin_has_a_report(origin in any::<String>()) {
        let escaped: String = origin.chars().map(|c| format!("\\U{:08x}", u32::from(c))).collect();
        check(&format!("allow_origins = [\"{escaped}\"]"));
    }
}
