//! `cors! { file = "cors.toml", policy = "api" }`: a policy in a file, compiled in.
//!
//! ```text
//! tokens ──reference──> path, name                 this crate reads no file: the macro does
//!                         │  Read ──> text
//!                         └──PolicyFile::compile──> PolicyTable, Report
//! ```
//!
//! Errors of the file are errors at the name of the policy, with the file's own line in the text. So that
//! a change of the file compiles the program again, the file is named in a constant that nothing uses:
//! it is not in the binary.

use proc_macro2::{Span, TokenStream};
use quote::quote;

use super::locations::Locations;
use super::report;
use crate::ast::{Entry, Policy, Value};
use crate::finding::{Finding, Findings, Help, Written, words};
use crate::location::Located;
use crate::rules::{POLICY_FILE, POLICY_TOO_LARGE, REPEATED_KEY, WRONG_VALUE};
use crate::toml::file::unknown_policy;
use crate::toml::{Compiled, MAX_SOURCE, PolicyFile, Report};
use cors_tables::PolicyTable;

/// A file that was read.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// What messages call it: its path, relative to the folder in which rustc runs.
    pub shown: String,
    /// Its text.
    pub text: String,
}

/// Why a file cannot be read.
#[derive(Debug, Clone)]
pub enum ReadError {
    /// It is not known where the package is.
    NoPackage,
    /// No file exists at this path.
    NotFound(String),
    /// The file at this path is not UTF-8.
    NotUtf8(String),
    /// The file at this path is longer than [`MAX_LENGTH`].
    TooLarge(String),
    /// The file at this path cannot be read, for this reason.
    Other(String, String),
}

/// How many bytes a file may have.
pub const MAX_LENGTH: usize = MAX_SOURCE;

/// The two keys of such a policy.
pub(super) const KEYS: [&str; 2] = ["file", "policy"];

/// Reads a file, given its path as it is written: relative to the package, with `/` between folders.
pub type Read<'r> = &'r dyn Fn(&str) -> Result<SourceFile, ReadError>;

/// Where the policy of a macro is.
pub(super) enum Reference<'p> {
    /// In the macro.
    Inline,
    /// In a file.
    File { path: &'p Located<String>, name: &'p Located<String> },
    /// In a file, but it was not possible to read in which, which was reported.
    Unreadable,
}

/// The file and the name, if `file` is among the keys; what is wrong with them is reported.
pub(super) fn reference<'p>(policy: &'p Policy, findings: &mut Findings) -> Reference<'p> {
    let is_file = |entry: &Entry| entry.key.value == "file";
    let is_policy = |entry: &Entry| entry.key.value == "policy";
    let is_reference =
        policy.entries.iter().any(is_file) || policy.entries.first().is_some_and(is_policy);
    if !is_reference {
        return Reference::Inline;
    }
    let others = policy.entries.iter().filter(|entry| !is_file(entry) && !is_policy(entry));
    for Entry { key, .. } in others {
        findings.push(beside_file(key));
    }
    let path = text_of(policy, is_file, findings);
    let name = text_of(policy, is_policy, findings);
    let is_missing = |is: &dyn Fn(&Entry) -> bool| !policy.entries.iter().any(is);
    if is_missing(&is_file) || is_missing(&is_policy) {
        let message = match is_missing(&is_file) {
            true => "`policy` needs a file",
            false => "`file` needs the name of a policy in it",
        };
        findings.push(
            Finding::new(&POLICY_FILE, policy.location, message)
                .help("write both, as in `file = \"cors.toml\", policy = \"api\"`"),
        );
    }
    match (path.filter(|path| is_path(path, findings)), name) {
        (Some(path), Some(name)) => Reference::File { path, name },
        _ => Reference::Unreadable,
    }
}

/// The string of a key, of which there is one.
fn text_of<'p>(
    policy: &'p Policy,
    is_wanted: impl Fn(&Entry) -> bool,
    findings: &mut Findings,
) -> Option<&'p Located<String>> {
    let mut entries = policy.entries.iter().filter(|entry| is_wanted(entry));
    let Entry { key, value } = entries.next()?;
    for again in entries {
        let message = words!("the key `{key}` is written twice", key = &key.value);
        findings.push(
            Finding::new(&REPEATED_KEY, again.key.location, message)
                .elsewhere("it is written first", key.location)
                .help("remove one of the two"),
        );
    }
    match value {
        Value::Text(text) => Some(text),
        other => {
            if !other.is_unreadable() {
                let message = words!("expected a string, found {kind}", kind = other.kind());
                findings.push(
                    Finding::new(&WRONG_VALUE, other.location(), message)
                        .help("write `file = \"cors.toml\", policy = \"api\"`"),
                );
            }
            None
        }
    }
}

fn beside_file(key: &Located<String>) -> Finding {
    let message = words!("`{key}` cannot be combined with `file`", key = &key.value);
    Finding::new(&POLICY_FILE, key.location, message)
        .because("if a policy is in a file, all of its keys must be there")
        .help("write it in the file, below the policy's header")
}

/// Whether a path is one that every machine reads alike; why not is reported.
fn is_path(path: &Located<String>, findings: &mut Findings) -> bool {
    let text = path.value.as_str();
    let is_absolute =
        text.starts_with(['/', '\\']) || text.as_bytes().get(1).is_some_and(|&byte| byte == b':');
    let finding = |message: &'static str| Finding::new(&POLICY_FILE, path.location, message);
    let relative = "write a path relative to the package, as in `file = \"cors.toml\"`";
    findings.push(if text.is_empty() {
        finding("the path of the file is empty").because(RELATIVE).help(relative)
    } else if is_absolute {
        finding("the path of the file is absolute").because(RELATIVE).help(relative)
    } else if text.contains('\\') {
        let with = Written::Text(text.replace('\\', "/"));
        finding("the path of the file contains `\\`")
            .because("folders are separated by `/`, so that the program builds on every system")
            .help(Help::write(path.location, with))
    } else {
        return true;
    });
    false
}

/// Where a path begins.
const RELATIVE: &str = "the path is relative to the folder of the package's Cargo.toml, so that the \
                        package builds in any folder";

/// What is expanded to.
pub(super) struct Expanded {
    /// The tables, unless an error was reported.
    pub(super) table: Option<PolicyTable>,
    /// Errors and warnings of the file, and what makes it a part of the program.
    pub(super) statements: TokenStream,
}

/// Compiles the policy of this name in the file at this path. What is wrong with these two is added to the
/// findings of the macro.
pub(super) fn expand(
    (path, name): (&Located<String>, &Located<String>),
    locations: &Locations,
    findings: &mut Findings,
    read: Read<'_>,
) -> Expanded {
    let Some((_, Found { table, report })) = find((path, name), findings, read) else {
        return Expanded { table: None, statements: TokenStream::new() };
    };
    let span = locations.get(name.location).map_or_else(Span::call_site, |location| location.span);
    let report = report.map(|report| report::of_file(&report, span));
    let path = &path.value;
    let statements = quote! {
        #report
        const _: &[::core::primitive::u8] = ::core::include_bytes!(
            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/", #path)
        );
    };
    Expanded { table, statements }
}

/// A policy that was looked for in a file.
pub(super) struct Found {
    /// The tables, unless an error was reported.
    pub(super) table: Option<PolicyTable>,
    /// What is wrong with the policy; with the file, if it does not have the policy.
    pub(super) report: Option<Report>,
}

/// Reads the file at this path and compiles the policy of this name in it; `None` if the file cannot be
/// read. What is wrong with these two is added to the findings of the macro.
pub(super) fn find(
    (path, name): (&Located<String>, &Located<String>),
    findings: &mut Findings,
    read: Read<'_>,
) -> Option<(PolicyFile, Found)> {
    let SourceFile { shown, text } = match read(&path.value) {
        Ok(file) => file,
        Err(error) => {
            findings.push(unreadable(path, error));
            return None;
        }
    };
    let file = PolicyFile::parse(&text).in_file(shown);
    let found = if file.names().any(|known| known == name.value) {
        match file.compile(&name.value) {
            Ok(Compiled { table, warnings }) => {
                Found { table: Some(table), report: Some(warnings) }
            }
            Err(report) => Found { table: None, report: Some(report) },
        }
    } else {
        findings.push(unknown_policy(name.location, &name.value, file.names()));
        Found { table: None, report: file.errors() }
    };
    Some((file, found))
}

fn unreadable(path: &Located<String>, error: ReadError) -> Finding {
    let finding = |words| Finding::new(&POLICY_FILE, path.location, words).because(RELATIVE);
    let finding = match error {
        ReadError::NoPackage => {
            return Finding::new(&POLICY_FILE, path.location, "the file cannot be found")
                .because("the variable `CARGO_MANIFEST_DIR` is not set, so it is not known where the package is")
                .help("build with cargo, or set the variable to the folder of the package");
        }
        ReadError::TooLarge(shown) => {
            let message = words!("`{shown}` is longer than {most} bytes", shown, most = MAX_LENGTH);
            return Finding::new(&POLICY_TOO_LARGE, path.location, message)
                .because("it is not read, so that a policy compiles within seconds")
                .help("use patterns that cover many origins, as in \"https://*.example.com\"");
        }
        ReadError::NotUtf8(shown) => {
            return finding(words!("`{shown}` is not UTF-8", shown))
                .because("TOML is UTF-8")
                .help("save the file as UTF-8");
        }
        ReadError::NotFound(shown) => finding(words!("there is no file `{shown}`", shown)),
        ReadError::Other(shown, error) => {
            finding(words!("`{shown}` cannot be read: {error}", shown, error))
        }
    };
    let leaves_package = path.value.split('/').any(|part| part == "..");
    if leaves_package {
        finding.note("`cargo package` packs only files that are in the package")
    } else {
        finding
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens;
    use crate::tokens::tests::without_names;

    const FILE: &str = "[origin_sets]\nours = [\"https://example.com\"]\n\
                        [policy.api]\nallow_origins = [{ set = \"ours\" }]\n\
                        [policy.wrong]\nallow_origins = [\"https://example.com/\"]\n\
                        [policy.warned]\nallow_origins = [\"https://example.com\"]\nallow_methods = [\"PUT\"]\n";

    fn read(path: &str) -> Result<SourceFile, ReadError> {
        let shown = format!("app/{path}");
        match path {
            "cors.toml" => Ok(SourceFile { shown, text: FILE.to_owned() }),
            "large.toml" => Err(ReadError::TooLarge(shown)),
            _ => Err(ReadError::NotFound(shown)),
        }
    }

    fn expanded(policy: &str) -> String {
        tokens::expand(policy.parse().unwrap(), &read).to_string()
    }

    #[test]
    fn the_policy_of_a_file_is_the_same_as_one_in_the_macro() {
        let inline = expanded(r#"name = "api", allow_origins = ["https://example.com"]"#);
        let of_file = expanded(r#"file = "cors.toml", policy = "api""#);
        let include = "const _ : & [:: core :: primitive :: u8] = :: core :: include_bytes ! (:: core :: \
                       concat ! (:: core :: env ! (\"CARGO_MANIFEST_DIR\") , \"/\" , \"cors.toml\")) ; ";
        assert!(of_file.contains(include), "{of_file}");
        assert_eq!(without_names(&of_file.replace(include, "")), without_names(&inline));
        let reversed = expanded(r#"policy = "api", file = "cors.toml","#);
        assert_eq!(without_names(&reversed), without_names(&of_file));
    }

    #[test]
    fn what_is_wrong_is_reported_once() {
        for (policy, text) in [
            (r#"file = "cors.toml", policy = "wrong""#, "slash\\n --> app/cors.toml:6:"),
            (
                r#"file = "cors.toml", policy = "warned""#,
                "`max_age` is not set\\n --> app/cors.toml:9:",
            ),
            (r#"file = "cors.toml", policy = "apu""#, "the file has no policy `apu`"),
            (r#"file = "cors.toml", policy = API"#, "expected a string, found a name"),
            (r#"file = "cors.toml""#, "`file` needs the name of a policy in it"),
            (r#"policy = "api""#, "`policy` needs a file"),
            (
                r#"file = "cors.toml", policy = "api", max_age = 1"#,
                "`max_age` cannot be combined with `file`",
            ),
            (
                r#"file = "cors.toml", policy = "api", file = "a""#,
                "the key `file` is written twice",
            ),
            (r#"file = "/etc/cors.toml", policy = "api""#, "the path of the file is absolute"),
            (r#"file = "C:/cors.toml", policy = "api""#, "the path of the file is absolute"),
            (r#"file = "a\\cors.toml", policy = "api""#, "the path of the file contains `\\\\`"),
            (r#"file = "", policy = "api""#, "the path of the file is empty"),
            (
                r#"file = "large.toml", policy = "api""#,
                "`app/large.toml` is longer than 6291456 bytes",
            ),
            (r#"file = "missing.toml", policy = "api""#, "there is no file `app/missing.toml`"),
            (
                r#"file = "../missing.toml", policy = "api""#,
                "packs only files that are in the package",
            ),
        ] {
            let expanded = expanded(policy);
            assert!(expanded.contains(text), "{policy}: {expanded}");
            let count =
                expanded.matches("compile_error").count() + expanded.matches("deprecated").count();
            assert_eq!(count, 1, "{policy}: {expanded}");
        }
    }
}
