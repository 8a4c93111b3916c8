//! Properties of any policy text, any origin, and any request.
//!
//! Each target is a function of bytes that panics if a property does not hold. libFuzzer calls them with
//! inputs that reach new code; the smoke test calls them with the compiler's corpus and random changes of
//! it.

mod answer;
mod target;

use std::{env, fs, io};

pub use answer::answer;
pub use target::target;

use cors_compiler::finding::TextEdit;
use cors_compiler::toml::{self, Compiled, PolicyFile, Report};
use cors_tables::policy::AllowOrigins;

/// Origins with which every policy that compiles is tested.
const ORIGINS: [&[u8]; 6] = [
    b"https://example.com",
    b"http://localhost:3000",
    b"https://a.b.example.com:8443",
    b"null",
    b"",
    b"\xff://\0",
];

/// Any bytes as a policy's text.
///
/// - Nothing panics, and nothing loops.
/// - The result is a policy, or an error with a reason.
/// - A report can be printed: it contains no control characters, and each finding has a line of the text.
/// - A policy evaluates any origin, and can be explained.
/// - The same text gives the same result.
///
/// # Panics
///
/// If one of these does not hold.
pub fn policy_text(bytes: &[u8]) {
    let source = String::from_utf8_lossy(bytes);
    let result = toml::compile(&source);
    match &result {
        Ok(Compiled { table, warnings }) => {
            assert!(warnings.findings().all(|finding| !finding.is_error()));
            check_report(warnings, &source);
            let _ = ORIGINS.map(|origin| table.allows_origin(origin));
            assert!(!cors_tables::explain::Explanation::new(table).to_string().is_empty());
        }
        Err(report) => {
            assert!(report.findings().any(|finding| finding.is_error()));
            check_report(report, &source);
        }
    }
    assert_eq!(summary(&result), summary(&toml::compile(&source)));
}

/// Any bytes as a file of policies, of which the first few are compiled.
///
/// - Nothing panics, and nothing loops.
/// - Of each policy of the file there are tables or errors, and what is wrong with the file is reported for
///   each of them.
/// - Reports can be printed, and a fix that is offered can be applied or not: it never panics.
/// - A name that the file does not have is an error.
///
/// # Panics
///
/// If one of them does not hold.
pub fn policy_file(bytes: &[u8]) {
    let source = String::from_utf8_lossy(bytes);
    let file = PolicyFile::parse(&source);
    let is_wrong = file.errors().is_some();
    for name in file.names().take(8) {
        let result = file.compile(name);
        assert!(!is_wrong || result.is_err(), "{name}");
        let (Ok(Compiled { warnings: report, .. }) | Err(report)) = &result;
        assert_eq!(report.findings().any(|finding| finding.is_error()), result.is_err());
        check_report(report, &source);
        for finding in report.findings().take(20) {
            let fixes = finding.finding().helps.iter().filter_map(|help| help.fix.as_ref());
            for edits in fixes.filter_map(|fix| report.locations().edits(fix)) {
                let _ = TextEdit::apply_all(&source, &edits);
            }
        }
    }
    assert!(file.names().any(|name| name == "\u{0}") || file.compile("\u{0}").is_err());
}

fn check_report(report: &Report, source: &str) {
    let lines = source.matches('\n').count().saturating_add(1);
    // Very long reports are only checked in part.
    for finding in report.findings().take(100) {
        assert!((1..=lines).contains(&finding.line()) && finding.column() >= 1, "{finding}");
    }
    let text = report.to_string();
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
}

fn summary(result: &Result<Compiled, Report>) -> String {
    match result {
        Ok(Compiled { table, warnings }) => format!("{table:?}\n{warnings}"),
        Err(report) => report.to_string(),
    }
}

/// One line as the only origin of a policy, and the rest of the bytes as the origin of a request.
///
/// - Nothing panics.
/// - A pattern without a wildcard allows only itself.
/// - An origin that a policy allows, except with `*`, has the form of an origin: a scheme, `://`, and no
///   path, query, fragment or user info after it.
///
/// # Panics
///
/// If one of these does not hold.
pub fn origin_pattern(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |&byte| byte == b'\n');
    let pattern = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let origin = parts.next().unwrap_or_default();
    let Ok(Compiled { table, .. }) = toml::compile(&policy_of(&pattern)) else { return };
    let AllowOrigins::Set { .. } = table.allow_origins else {
        assert_eq!(pattern, "*");
        return;
    };
    let is_allowed = table.allows_origin(origin);
    // An origin has no slash after `://`; an address range has one before its prefix length.
    let is_range = pattern.matches('/').count() > 2;
    if is_range {
        assert!(!table.allows_origin(pattern.as_bytes()), "{pattern:?} allows itself");
    }
    if !pattern.contains(['*', '{']) && !is_range {
        assert!(table.allows_origin(pattern.as_bytes()), "{pattern:?} does not allow itself");
        assert_eq!(is_allowed, origin == pattern.as_bytes(), "{pattern:?} {origin:?}");
    }
    assert!(!is_allowed || is_like_an_origin(origin), "{pattern:?} allows {origin:?}");
}

/// A policy that allows one pattern.
fn policy_of(pattern: &str) -> String {
    let escaped: String = pattern.chars().map(|c| format!("\\U{:08x}", u32::from(c))).collect();
    format!("allow_origins = [\"{escaped}\"]")
}

fn is_like_an_origin(origin: &[u8]) -> bool {
    let Ok(origin) = str::from_utf8(origin) else { return false };
    origin.split_once("://").is_some_and(|(scheme, host)| {
        !scheme.is_empty()
            && !host.is_empty()
            && host.bytes().all(|byte| byte.is_ascii_graphic() && !b"/?#@\\".contains(&byte))
    })
}

/// Runs a target on the files of the command line.
///
/// # Errors
///
/// If a file cannot be read.
pub fn replay(target: fn(&[u8])) -> io::Result<()> {
    env::args_os().skip(1).try_for_each(|file| fs::read(file).map(|bytes| target(&bytes)))
}
