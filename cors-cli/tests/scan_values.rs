//! Predicates and values as programs write them, and what `cargo cors scan` makes of them.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use cors_cli::scan::{Reviewed, configurations};
use cors_compiler::ast::Notation;
use cors_compiler::migration::{Condition, Credentials, Origins};

/// The only configuration of a program.
fn only(program: &str) -> Reviewed {
    let mut all = configurations(program).expect("a valid program");
    assert_eq!(all.len(), 1, "{program}");
    all.remove(0)
}

/// The conditions of a configuration.
fn conditions(reviewed: &Reviewed) -> Vec<String> {
    let text = |condition: &Condition| match condition {
        Condition::Exactly(origin) => origin.clone(),
        Condition::If(predicate) => predicate.to_string(),
        Condition::Unknown => "?".to_owned(),
    };
    match &reviewed.found.configuration.origins {
        Origins::Any(any) => vec![format!("{:?}", any.value)],
        Origins::Conditions(all) => all.iter().map(|one| text(&one.value)).collect(),
    }
}

/// The conditions of a predicate of tower-http.
fn predicate(function: &str, items: &str) -> Vec<String> {
    let program = format!(
        "use tower_http::cors::{{AllowOrigin, CorsLayer}};\n{items}\n\
         fn cors() -> CorsLayer {{\n\
             CorsLayer::new().allow_origin(AllowOrigin::predicate({function}))\n\
         }}"
    );
    conditions(&only(&program))
}

#[test]
fn comparisons_of_the_origin() {
    for (body, want) in [
        (r#"origin == "https://a.example""#, "https://a.example"),
        (r#""https://a.example" == origin"#, "https://a.example"),
        (r#"*origin == HeaderValue::from_static("https://a.example")"#, "https://a.example"),
        (r#"origin.as_bytes() == b"https://a.example""#, "https://a.example"),
        (
            r#"origin.to_str().unwrap_or("").starts_with("https://a")"#,
            r#"starts_with("https://a")"#,
        ),
        (r#"origin.to_str().unwrap().ends_with(".a.example")"#, r#"ends_with(".a.example")"#),
        (r#"origin.as_bytes().ends_with(b".a.example")"#, r#"ends_with(".a.example")"#),
        (
            r#"origin.to_str().map(|o| o.ends_with(".a.example")).unwrap_or(false)"#,
            r#"ends_with(".a.example")"#,
        ),
        (r#"origin.to_str().map_or(false, |o| o.contains("a"))"#, r#"contains("a")"#),
        (r#"origin.to_str().is_ok_and(|o| o.contains("a"))"#, r#"contains("a")"#),
        (
            r#"if let Ok(o) = origin.to_str() { o.contains("a") } else { false }"#,
            r#"contains("a")"#,
        ),
        (
            r#"match origin.to_str() { Ok(o) => o.contains("a"), Err(_) => false }"#,
            r#"contains("a")"#,
        ),
        (
            r#"{ let Ok(o) = origin.to_str() else { return false; }; o.contains("a") }"#,
            r#"contains("a")"#,
        ),
        (
            r#"{ let text = String::from_utf8_lossy(origin.as_bytes()).to_lowercase(); text.contains("a") }"#,
            r#"contains("a")"#,
        ),
        (
            r#"matches!(origin.to_str(), Ok("https://a.example" | "https://b.example"))"#,
            "https://a.example https://b.example",
        ),
        (
            r#"["https://a.example", "https://b.example"].contains(&origin.to_str().unwrap())"#,
            "https://a.example https://b.example",
        ),
        (
            r#"["a.example", "b.example"].iter().any(|end| origin.to_str().unwrap().ends_with(end))"#,
            r#"ends_with("a.example") ends_with("b.example")"#,
        ),
        (
            r#"match origin.as_bytes() { b"https://a.example" | b"https://b.example" => true, _ => false }"#,
            "https://a.example https://b.example",
        ),
        (
            r#"Regex::new(r"^https://a\.example$").unwrap().is_match(origin.to_str().unwrap())"#,
            r#"Regex::new(r"^https://a\.example$")"#,
        ),
        (
            r#"origin.to_str().unwrap().strip_prefix("https://").is_some_and(|host| host == "a.example")"#,
            r#"starts_with("https://") && == "https://a.example""#,
        ),
        (
            r#"Url::parse(origin.to_str().unwrap()).map(|url| url.host_str() == Some("a.example")).unwrap_or(false)"#,
            r#"host == "a.example""#,
        ),
        (
            r#"!origin.as_bytes().starts_with(b"http://") && origin.as_bytes().ends_with(b".a")"#,
            r#"!(starts_with("http://")) && ends_with(".a")"#,
        ),
        ("{ tracing::debug!(?origin); true }", "true"),
        ("false", ""),
        // What is not known is never guessed.
        ("ALLOWED.contains(origin)", "?"),
        (r#"origin == std::env::var("ORIGIN").unwrap()"#, "?"),
        (r#"origin.len() > 3"#, "?"),
        (r#"origin == "https://a.example" || state.allows(origin)"#, "https://a.example ?"),
        (r#"origin.as_bytes().starts_with(b"https://") && state.allows(origin)"#, "?"),
    ] {
        let got = predicate(&format!("|origin: &HeaderValue, _: &Parts| {body}"), "");
        let want: Vec<&str> = match want {
            "" => Vec::new(),
            "true" => vec!["Reflected"],
            several if several.starts_with("https://") || several.contains(") ends") => {
                several.split_inclusive(' ').map(str::trim).collect()
            }
            one => vec![one],
        };
        assert_eq!(got, want, "{body}");
    }
}

#[test]
fn functions_and_constants_of_the_file() {
    let items = r#"
        const SUFFIX: &str = ".a.example";
        static ALLOWED: [&str; 2] = ["https://a.example", "https://b.example"];
        static PATTERN: LazyLock<Regex> = LazyLock::new(|| Regex::new("^https://c").unwrap());
        lazy_static! { static ref OTHER: Regex = Regex::new("^https://d").unwrap(); }

        fn is_allowed(origin: &HeaderValue, _: &Parts) -> bool {
            let text = match origin.to_str() {
                Ok(text) => text,
                Err(_) => return false,
            };
            for allowed in ALLOWED {
                if text == allowed {
                    return true;
                }
            }
            is_subdomain(text)
        }

        fn is_subdomain(text: &str) -> bool { text.ends_with(SUFFIX) }
    "#;
    assert_eq!(
        predicate("is_allowed", items),
        ["https://a.example", "https://b.example", r#"ends_with(".a.example")"#]
    );
    assert_eq!(
        predicate(
            "|o, _| PATTERN.is_match(o.to_str().unwrap()) || OTHER.is_match(o.to_str().unwrap())",
            items
        ),
        [r#"Regex::new(r"^https://c")"#, r#"Regex::new(r"^https://d")"#]
    );
    // A function that calls itself ends.
    assert_eq!(predicate("|o, _| f(o)", "fn f(o: &HeaderValue) -> bool { f(o) }"), ["?"]);
}

#[test]
fn lists_variables_and_loops() {
    let actix = "use actix_cors::Cors;\n";
    for (body, want) in [
        (
            r#"Cors::default().allowed_origin("https://a.example")"#,
            &["https://a.example"] as &[&str],
        ),
        (
            r#"let mut cors = Cors::default(); for o in ["https://a.example"] { cors = cors.allowed_origin(o); } cors"#,
            &["https://a.example"],
        ),
        (
            r#"["https://a.example", "https://b.example"].iter().fold(Cors::default(), |cors, origin| cors.allowed_origin(origin)).allow_any_method()"#,
            &["https://a.example", "https://b.example"],
        ),
        (
            "let mut cors = Cors::default(); for o in &config.origins { cors = cors.allowed_origin(o); } cors",
            &["?"],
        ),
        ("config.origins.iter().fold(Cors::default(), |cors, o| cors.allowed_origin(o))", &["?"]),
        (
            r#"let cors = Cors::default(); let cors = cors.allowed_origin("https://a.example"); if debug { return cors.allow_any_origin(); } cors"#,
            &["Reflected"],
        ),
        // A function takes precedence over "any".
        (
            r#"Cors::default().allowed_origin_fn(|o, _| o == "https://a.example").allow_any_origin()"#,
            &["https://a.example"],
        ),
        (
            r#"Cors::default().allowed_origin_fn(|o, _| o.as_bytes().ends_with(b".a")).allow_any_origin()"#,
            &[r#"ends_with(".a")"#],
        ),
    ] {
        let reviewed = only(&format!("{actix} fn cors() -> Cors {{ {body} }}"));
        assert_eq!(conditions(&reviewed), want, "{body}");
    }
}

#[test]
fn settings_that_depend_on_something() {
    let reviewed = only(
        "use tower_http::cors::CorsLayer; fn cors(config: &Config) -> CorsLayer {
            CorsLayer::new().allow_credentials(config.credentials).max_age(config.max_age)
                .allow_methods(config.methods.clone())
        }",
    );
    let configuration = &reviewed.found.configuration;
    assert!(matches!(configuration.credentials, Credentials::Unknown(_)));
    assert!(configuration.methods.unknown.is_some() && configuration.max_age.is_none());
    assert_eq!(reviewed.found.unread.len(), 3);
    assert!(reviewed.proposal.is_none());
}

#[test]
fn only_the_libraries_types_are_found() {
    for program in [
        "struct CorsLayer; fn f() { CorsLayer::new(); }",
        "use other::cors::CorsLayer; fn f() { CorsLayer::new(); }",
        "use tower_http::cors::CorsLayer; #[cfg(test)] mod tests { fn f() { CorsLayer::new(); } }",
        "use tower_http::cors::CorsLayer; #[test] fn f() { CorsLayer::new(); }",
    ] {
        assert!(configurations(program).unwrap().is_empty(), "{program}");
    }
    for program in [
        "fn f() { tower_http::cors::CorsLayer::new(); }",
        "use tower_http::cors; fn f() { cors::CorsLayer::permissive(); }",
        "use tower_http::cors::*; fn f() { CorsLayer::permissive(); }",
        "use actix_cors as c; fn f() { c::Cors::default(); }",
        "use poem::middleware::Cors as C; fn f() { vec![C::new()]; }",
        "fn f() { let a = [warp::cors()]; }",
        "use salvo::cors::Cors; fn f() { g(Cors::new().into_handler()); }",
        "fn f() { rocket_cors::CorsOptions { ..Default::default() }; }",
    ] {
        assert_eq!(configurations(program).unwrap().len(), 1, "{program}");
    }
}

/// Each policy that is printed for the fixtures compiles in both notations.
#[test]
fn printed_policies_compile() {
    let mut policies = 0;
    for entry in std::fs::read_dir("tests/scan").unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        for reviewed in configurations(&text).unwrap() {
            let Some(proposal) = &reviewed.proposal else { continue };
            cors_compiler::toml::compile(&proposal.printed(Notation::Toml)).unwrap();
            let checked =
                cors_compiler::tokens::Checked::new(&proposal.printed(Notation::Rust)).unwrap();
            assert!(checked.findings().iter().all(|finding| !finding.is_error()));
            policies += 1;
        }
    }
    assert!(policies > 15, "{policies}");
}

/// A configuration that a function returns is continued by each caller, and is then not one by itself.
#[test]
fn configurations_that_functions_return() {
    let program = r#"
        use tower_http::cors::CorsLayer;
        fn base() -> CorsLayer { CorsLayer::new().allow_credentials(true) }
        fn one() -> CorsLayer { base().allow_origin(HeaderValue::from_static("https://a.example")) }
        fn two() -> CorsLayer {
            let open = || CorsLayer::permissive();
            open().max_age(60)
        }
        fn unchanged() -> Router { Router::new().layer(last().into_inner()) }
        fn last() -> CorsLayer { CorsLayer::new() }
        fn endless() -> CorsLayer { endless().allow_credentials(true) }
    "#;
    let found = configurations(program).unwrap();
    let all: Vec<_> = found.iter().map(conditions).collect();
    assert_eq!(all, [vec!["https://a.example".to_owned()], vec!["Wildcard".to_owned()], vec![]]);
    assert!(matches!(found[0].found.configuration.credentials, Credentials::Yes(_)));
    assert!(found[1].found.configuration.max_age.is_some());
}
