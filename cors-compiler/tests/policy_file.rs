//! Files of policies: a corpus, with what is reported of each policy of each file.
//!
//! `policy_file/*.toml` are files; next to each is, as `.txt`, the report. To accept what is reported now:
//! `BLESS=1 cargo test -p cors-compiler --features toml --test policy_file`.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use cors_compiler::toml::{self, PolicyFile, Report};
use cors_tables::explain::Explanation;

fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/policy_file");
    let files = fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<_> = files.map(|file| file.expect("it can be read").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files
}

/// What is reported of each policy, and what it means if it compiles.
fn reports(source: &str) -> String {
    let file = PolicyFile::parse(source).in_file("cors.toml");
    let reports = file.names().map(|name| {
        let report = match file.compile(name) {
            Ok(compiled) => {
                let meaning = Explanation::new(&compiled.table).to_string();
                format!("{meaning}\n\n{}", compiled.warnings)
            }
            Err(report) => report.to_string(),
        };
        format!("==== {name}\n\n{}\n", report.trim_end())
    });
    reports.collect::<Vec<_>>().join("\n")
}

#[test]
fn each_file_of_the_corpus_has_its_reports() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for path in corpus() {
        let source = fs::read_to_string(&path).expect("it can be read");
        let reports = reports(&source);
        let expected = path.with_extension("txt");
        if bless {
            fs::write(&expected, &reports).expect("it can be written");
        }
        if fs::read_to_string(&expected).unwrap_or_default() != reports {
            wrong.push(format!("{}:\n{reports}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "BLESS=1 accepts these:\n\n{}", wrong.join("\n"));
}

/// The rules that a policy of a file breaks.
fn rules(source: &str, name: &str) -> Vec<&'static str> {
    let (Ok(toml::Compiled { warnings: report, .. }) | Err(report)) =
        PolicyFile::parse(source).compile(name);
    report.findings().map(|finding| finding.rule().name).collect()
}

fn refused(source: &str, name: &str) -> Report {
    PolicyFile::parse(source).compile(name).unwrap_err()
}

/// Written in one place or in several, a policy is the same.
#[test]
fn a_policy_in_parts_is_the_policy_in_one_place() {
    let file = PolicyFile::parse(
        r#"
        [origin_sets]
        ours = ["https://example.com", { regex = 'https://[ab]\.example\.org' }]
        [policy.base]
        allow_origins = [{ set = "ours" }, "https://*.example.net"]
        allow_methods = ["PUT"]
        max_age = "1h"
        [policy.api]
        extends = "base"
        deny_origins = ["https://x.example.net", "https://*.x.example.net"]
        allow_methods = ["DELETE"]
        "#,
    );
    let whole = toml::compile(
        r#"
        name = "api"
        allow_origins = [
            "https://example.com", { regex = 'https://[ab]\.example\.org' }, "https://*.example.net",
        ]
        deny_origins = ["https://x.example.net", "https://*.x.example.net"]
        allow_methods = ["DELETE"]
        max_age = "1h"
        "#,
    );
    let parts = file.compile("api").unwrap();
    assert_eq!(format!("{:?}", parts.table), format!("{:?}", whole.unwrap().table));
    assert!(parts.warnings.is_empty());
}

#[test]
fn a_built_in_set_is_its_origins() {
    for set in &cors_compiler::model::ORIGIN_SETS {
        let table = |origins: &str| {
            let compiled = toml::compile(&format!("allow_origins = [{origins}]")).unwrap();
            format!("{:?}", compiled.table)
        };
        let written: Vec<String> = set.origins.iter().map(|one| format!("{one:?}")).collect();
        assert_eq!(table(&format!("{{ set = {:?} }}", set.name)), table(&written.join(", ")));
    }
}

/// A built-in set is used by its name, unless the file declares one of that name.
#[test]
fn a_set_of_the_file_comes_before_a_built_in_one() {
    let policy = "[policy.api]\nallow_origins = [{ set = \"tauri\" }, \"https://a.example\"]\n\
                  must_allow = [{ set = \"tauri\" }]\n";
    let allows = |source: &str, origin: &str| {
        PolicyFile::parse(source).compile("api").unwrap().table.allows_origin(origin.as_bytes())
    };
    for origin in ["tauri://localhost", "http://tauri.localhost", "https://a.example"] {
        assert!(allows(policy, origin), "{origin}");
    }
    let own = format!("[origin_sets]\ntauri = [\"https://tauri.example\"]\n{policy}");
    assert!(allows(&own, "https://tauri.example"));
    assert!(!allows(&own, "tauri://localhost"));
    let misspelled = policy.replace("tauri", "tauriii");
    assert_eq!(rules(&misspelled, "api"), ["policy_file", "policy_file"]);
}

#[test]
fn a_name_that_is_not_declared_is_reported_with_the_nearest_one() {
    let file = "[policy.public]\nclosed = true\n[policy.internal]\nclosed = true\n";
    let report = refused(file, "pubilc");
    let finding = report.findings().next().unwrap();
    assert_eq!(finding.message(), "the file has no policy `pubilc`");
    assert_eq!(finding.helps(), ["write \"public\""]);
    let finding = refused(file, "x");
    let helps = finding.findings().next().unwrap().helps();
    assert_eq!(helps, ["its policies are `public`, `internal`"]);
    for empty in ["", "# nothing\n", "[policy]\n", "[origin_sets]\na = [\"https://a.example\"]\n"] {
        let report = refused(empty, "api");
        let message = report.findings().next().unwrap().message();
        assert_eq!(message, "the file has no policies", "{empty}");
    }
}

#[test]
fn a_file_is_bounded() {
    let many: String = (0..1001).map(|n| format!("[policy.p{n}]\nclosed = true\n")).collect();
    assert_eq!(rules(&many, "p0"), ["policy_too_large"]);
    let chain = |length: usize| -> String {
        let link = |n: usize| format!("[policy.p{n}]\nextends = \"p{}\"\n", n.saturating_add(1));
        let last = format!("[policy.p{length}]\nclosed = true\n");
        (0..length).map(link).chain([last]).collect()
    };
    assert_eq!(rules(&chain(15), "p0"), [""; 0]);
    assert_eq!(rules(&chain(16), "p0"), ["policy_too_large"]);
    let long = "x".repeat(7 << 20);
    assert!(rules(&long, "api").contains(&"policy_too_large"));
    // Each set is put in once for each list, whatever the list says.
    let uses = "{ set = \"ours\" }, ".repeat(50_000);
    let origins: String = (0..1000).map(|n| format!("\"https://a{n}.example\", ")).collect();
    let file =
        format!("[origin_sets]\nours = [{origins}]\n[policy.api]\nallow_origins = [{uses}]\n");
    assert!(rules(&file, "api").iter().all(|rule| *rule == "duplicate"));
    // Thousands of unknown sets next to thousands of known ones.
    let sets: String = (0..20_000).map(|n| format!("set{n} = [\"https://a.example\"]\n")).collect();
    let uses: String = (0..20_000).map(|n| format!("{{ set = \"sat{n}\" }}, ")).collect();
    let file = format!("[origin_sets]\n{sets}[policy.api]\nallow_origins = [{uses}]\n");
    assert!(rules(&file, "api").contains(&"policy_file"));
}

/// The errors of the file are those that every policy has.
#[test]
fn the_errors_of_a_file_are_apart_from_those_of_its_policies() {
    let file = PolicyFile::parse("[policy.api]\nallow_origins = [\"https://example.com/\"]\n");
    assert!(file.errors().is_none());
    assert!(file.compile("api").is_err());
    let file = PolicyFile::parse("[policy.api]\nclosed = yes\n").in_file("cors.toml");
    let errors = file.errors().unwrap().to_string();
    assert!(errors.contains(" --> cors.toml:2:10"), "{errors}");
}

/// A plain policy and a file of policies are not taken for each other.
#[test]
fn a_text_of_the_other_kind_is_reported_with_what_to_do() {
    let report = toml::compile("[policy.api]\nallow_origins = [\"https://example.com\"]\n");
    let report = report.unwrap_err().to_string();
    assert!(report.contains("in tables such as `[policy.api]`"), "{report}");
    let report = refused("allow_origins = [\"https://example.com\"]\n", "api").to_string();
    assert!(report.contains("outside of a policy"), "{report}");
}
