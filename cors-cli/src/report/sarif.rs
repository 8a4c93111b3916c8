//! Findings as SARIF 2.1.0, for GitHub's code scanning and others.
//!
//! Sources: [the standard](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), and [what GitHub
//! reads](https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).

mod model;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::diagnostic::{Diagnostic, RuleText};
use super::json::pretty;
use crate::failure::Failure;
use crate::output::Output;
use crate::sources::{Problem, TextFile};
use model::{
    ArtifactChange, ArtifactContent, ArtifactLocation, Configuration, Driver, Fix, Help,
    Invocation, Location, Log, LogicalLocation, Message, Notification, PhysicalLocation, Region,
    RelatedLocation, Replacement, ReportingDescriptor, Run, SarifResult, Tool,
};

/// Writes findings, and the files that could not be read.
///
/// # Errors
///
/// If they cannot be written.
pub fn write(
    diagnostics: &[Diagnostic],
    problems: &[Problem],
    output: &mut Output,
) -> Result<(), Failure> {
    pretty(&log(diagnostics, problems), output)
}

fn log<'d>(diagnostics: &'d [Diagnostic], problems: &[Problem]) -> Log<'d> {
    let rules: BTreeSet<&RuleText> = diagnostics.iter().map(|it| &it.rule).collect();
    let rules: Vec<&RuleText> = rules.into_iter().collect();
    let mut seen = BTreeMap::new();
    let results = diagnostics.iter().map(|diagnostic| {
        let index = rules.iter().position(|rule| **rule == diagnostic.rule).unwrap_or_default();
        let count: &mut usize = seen.entry(diagnostic.identity.as_str()).or_default();
        *count = count.saturating_add(1);
        result(diagnostic, index, *count)
    });
    let run = Run {
        results: results.collect(),
        tool: Tool {
            driver: Driver {
                name: "cargo-cors",
                semantic_version: env!("CARGO_PKG_VERSION"),
                information_uri: "https://docs.rs/cors-cli",
                rules: rules.iter().map(|rule| descriptor(rule)).collect(),
            },
        },
        invocations: vec![Invocation {
            execution_successful: problems.is_empty(),
            tool_execution_notifications: problems.iter().map(notification).collect(),
        }],
        column_kind: "unicodeCodePoints",
    };
    Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: vec![run],
    }
}

fn descriptor(rule: &RuleText) -> ReportingDescriptor<'_> {
    let text = format!("{}.\n\n{}", sentence(&rule.summary), rule.url);
    let markdown =
        format!("{}.\n\n[The rule `{}`]({})", sentence(&rule.summary), rule.name, rule.url);
    ReportingDescriptor {
        id: &rule.name,
        name: &rule.name,
        short_description: Message::of(sentence(&rule.summary)),
        full_description: Message::of(sentence(&rule.reason)),
        help: Help { text, markdown },
        help_uri: &rule.url,
        default_configuration: Configuration { level: level(rule.is_error) },
    }
}

fn level(is_error: bool) -> &'static str {
    if is_error { "error" } else { "warning" }
}

/// With a capital letter, as GitHub shows it.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

fn result(diagnostic: &Diagnostic, rule_index: usize, count: usize) -> SarifResult<'_> {
    let Diagnostic { file, range, labels, notes, helps, .. } = diagnostic;
    let notes = notes.iter().cloned();
    let advice = helps.iter().map(|help| format!("help: {}", help.message));
    let text: Vec<String> =
        std::iter::once(sentence(&diagnostic.message)).chain(notes).chain(advice).collect();
    let fixes = helps.iter().filter(|help| help.is_certain && !help.edits.is_empty());
    let fixes = fixes.map(|help| Fix {
        description: Message::of(help.message.clone()),
        artifact_changes: vec![ArtifactChange {
            artifact_location: artifact(file),
            replacements: help
                .edits
                .iter()
                .map(|edit| Replacement {
                    deleted_region: region(file, &edit.range),
                    inserted_content: ArtifactContent { text: edit.with.clone() },
                })
                .collect(),
        }],
    });
    let related = labels.iter().enumerate().map(|(id, label)| RelatedLocation {
        id,
        physical_location: physical(file, &label.range),
        message: Message::of(label.text.clone()),
    });
    SarifResult {
        rule_id: &diagnostic.rule.name,
        rule_index,
        level: level(diagnostic.is_error),
        message: Message::of(text.join("\n")),
        locations: vec![Location {
            physical_location: physical(file, range),
            logical_locations: vec![LogicalLocation { fully_qualified_name: &diagnostic.policy }],
        }],
        related_locations: related.collect(),
        partial_fingerprints: BTreeMap::from([(
            "primaryLocationLineHash",
            format!("{:016x}:{count}", hash(&diagnostic.identity)),
        )]),
        fixes: fixes.collect(),
    }
}

fn notification(problem: &Problem) -> Notification {
    let text = problem.message().to_string();
    Notification { level: "error", message: Message::of(sentence(&text)) }
}

fn physical(file: &TextFile, range: &Range<usize>) -> PhysicalLocation {
    PhysicalLocation { artifact_location: artifact(file), region: region(file, range) }
}

fn artifact(file: &TextFile) -> ArtifactLocation {
    ArtifactLocation { uri: uri(&file.repository_path()), uri_base_id: "%SRCROOT%" }
}

fn region(file: &TextFile, range: &Range<usize>) -> Region {
    let (start_line, start_column) = file.line_and_column(range.start);
    let (end_line, end_column) = file.line_and_column(range.end);
    Region { start_line, start_column, end_line, end_column }
}

/// A relative path as a URI.
fn uri(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes()
        .map(|byte| match is_plain(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}

/// FNV-1a: the same for a text in every version and on every machine.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_uris() {
        assert_eq!(uri("src/a b/ü#.rs"), "src/a%20b/%C3%BC%23.rs");
    }

    #[test]
    fn hashes_are_those_of_the_published_function() {
        assert_eq!([hash(""), hash("a")], [0xcbf2_9ce4_8422_2325, 0xaf63_dc4c_8601_ec8c]);
    }
}
