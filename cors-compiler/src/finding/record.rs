//! A finding for other programs: the stable form that serde writes and reads.
//!
//! ```text
//! Finding ── words rendered, places found in the text ──> Record ──serde──> JSON, …
//! ```
//!
//! A record holds both: sentences for a person, and the template, the arguments, byte ranges and text
//! edits for a program. It refers to nothing else. `docs/findings.schema.json` is its JSON Schema.
//! Fields may be added; none is renamed or changes its meaning within a major version, and a reader
//! ignores fields that it does not know.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::render::{Label, render};
use super::{Argument, Certainty, Finding, Fix, Help, Note, Source, TextEdit, Words};
use crate::ast::Notation;
use crate::rules::Level;

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Record {
    /// The name of the rule that is broken. Names are stable.
    pub rule: String,
    /// Whether the policy is refused.
    pub level: Severity,
    /// The key of the policy with which the rule can be excepted, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exception: Option<Exception>,
    /// What is wrong, in one line.
    pub message: String,
    /// The template of the message, with the names of the arguments in braces. It distinguishes findings of one
    /// rule; its wording may change with any version.
    pub template: String,
    /// What the message is about.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub arguments: BTreeMap<String, ArgumentRecord>,
    /// Where; absent if it is about the whole policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Why it matters, and what it has to do with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<NoteRecord>,
    /// What to do; each is another way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub helps: Vec<HelpRecord>,
    /// The page of the rule.
    pub url: String,
}

/// Whether a policy with a finding is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Severity {
    /// The policy does not compile.
    Error,
    /// The policy compiles.
    Warning,
}

/// How a policy makes an exception from a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Exception {
    /// `allow = [rule]`
    Allow,
    /// `accept_risk = { rule = "reason" }`
    AcceptRisk,
}

/// What a sentence is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum ArgumentRecord {
    /// A count, a size, or seconds.
    Number(u64),
    /// Text of the policy, or a value as it is written in the policy's notation.
    Text(String),
    /// Several of them.
    Texts(Vec<String>),
}

/// Bytes of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Location {
    /// The first.
    pub start: Position,
    /// The one behind the last.
    pub end: Position,
}

/// A place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Position {
    /// In bytes from the start of the text, counted from 0.
    pub byte: usize,
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
}

/// Additional information.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct NoteRecord {
    /// In one line.
    pub message: String,
    /// What it refers to, if that is elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HelpRecord {
    /// In one line.
    pub message: String,
    /// The same as edits of the text, all or none; absent where only a person can do it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<FixRecord>,
}

/// Edits that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FixRecord {
    /// Whether they are what the user meant.
    pub certainty: Sureness,
    /// In the order of the text; they don't overlap.
    pub edits: Vec<EditRecord>,
}

/// How much the compiler knows of what the user meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Sureness {
    /// The edits fix the policy in the only way that the user can have meant.
    Certain,
    /// The edits show how it is written; a value is an example, or one of several ways.
    Example,
}

/// Another text in the place of some bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct EditRecord {
    /// The bytes; none where text is inserted.
    pub location: Location,
    /// The text.
    pub text: String,
}

impl Record {
    /// The record of a finding in `source`, whose front end makes `edits` of its text of a fix.
    #[must_use]
    pub fn new(
        finding: &Finding,
        source: &impl Source,
        edits: impl Fn(&Fix) -> Option<Vec<TextEdit>>,
    ) -> Self {
        let notation = source.notation();
        let line = |location| Some(source.line_and_column(source.range(location)?.start).0);
        let rendered = render(finding, notation, &line);
        let range = match finding.within.clone() {
            Some(within) => source.range_within(finding.location, within),
            None => source.range(finding.location),
        };
        let elsewhere = finding.notes.iter().map(|note| match note {
            Note::Because(_) => None,
            Note::Elsewhere(_, location) => source.range(*location),
        });
        let lines = rendered.below.iter().filter(|line| line.label == Label::Note);
        Self {
            rule: finding.rule.name.to_owned(),
            level: if finding.is_error() { Severity::Error } else { Severity::Warning },
            exception: match finding.rule.level {
                Level::Error => None,
                Level::Deny | Level::Warning => Some(Exception::Allow),
                Level::Risk => Some(Exception::AcceptRisk),
            },
            message: rendered.message,
            template: finding.message.template().to_owned(),
            arguments: arguments(&finding.message, notation),
            location: range.map(|range| Location::of(range, source)),
            // The last line is the rule, which has separate fields.
            notes: lines
                .zip(elsewhere)
                .map(|(line, range)| NoteRecord {
                    message: line.text.clone(),
                    location: range.map(|range| Location::of(range, source)),
                })
                .collect(),
            helps: finding.helps.iter().map(|help| HelpRecord::new(help, source, &edits)).collect(),
            url: finding.rule.page(),
        }
    }
}

fn arguments(words: &Words, notation: Notation) -> BTreeMap<String, ArgumentRecord> {
    let record = |argument: &Argument| match argument {
        Argument::Text(text) => ArgumentRecord::Text(text.clone()),
        Argument::Number(number) => ArgumentRecord::Number(*number),
        Argument::Key(key) => ArgumentRecord::Text(key.name().to_owned()),
        Argument::Written(written) => ArgumentRecord::Text(written.printed(notation)),
        Argument::Texts(texts) => ArgumentRecord::Texts(texts.clone()),
    };
    let named = |(name, argument): &(&str, Argument)| ((*name).to_owned(), record(argument));
    words.arguments().iter().map(named).collect()
}

impl Location {
    fn of(range: Range<usize>, source: &impl Source) -> Self {
        let position = |byte| {
            let (line, column) = source.line_and_column(byte);
            Position { byte, line, column }
        };
        Self { start: position(range.start), end: position(range.end) }
    }
}

impl HelpRecord {
    fn new(
        help: &Help,
        source: &impl Source,
        edits: impl Fn(&Fix) -> Option<Vec<TextEdit>>,
    ) -> Self {
        let fix = help.fix.as_ref().and_then(|fix| {
            let certainty = match fix.certainty {
                Certainty::Certain => Sureness::Certain,
                Certainty::Example => Sureness::Example,
            };
            let edit = |edit: TextEdit| EditRecord {
                location: Location::of(edit.range, source),
                text: edit.with,
            };
            let edits = edits(fix)?.into_iter().map(edit).collect();
            Some(FixRecord { certainty, edits })
        });
        Self { message: help.words.rendered(source.notation()), fix }
    }
}

#[cfg(all(test, feature = "toml"))]
#[allow(clippy::disallowed_methods, reason = "the corpus and the schema are files")]
mod tests {
    use std::fs;

    use super::*;
    use crate::toml;

    fn records(source: &str) -> Vec<Record> {
        let (Ok(toml::Compiled { warnings: report, .. }) | Err(report)) = toml::compile(source);
        report.findings().map(|found| found.record()).collect()
    }

    #[test]
    fn a_record_has_what_a_person_and_a_program_need() {
        let source = "allow_origins = [\n    \"https://example.com/\",\n]\n";
        let json = serde_json::to_value(&records(source)[0]).unwrap();
        let position = |byte: u32, line: u32, column: u32| serde_json::json!({ "byte": byte, "line": line, "column": column });
        assert_eq!(
            json,
            serde_json::json!({
                "rule": "origin_path",
                "level": "error",
                "message": "an origin cannot have a trailing slash",
                "template": "an origin cannot have a trailing slash",
                "location": { "start": position(42, 2, 25), "end": position(43, 2, 26) },
                "notes": [{
                    "message": "browsers send only the scheme, host and port of a page, so this would never match",
                }],
                "helps": [{
                    "message": "write \"https://example.com\"",
                    "fix": {
                        "certainty": "certain",
                        "edits": [{
                            "location": { "start": position(22, 2, 5), "end": position(44, 2, 27) },
                            "text": "\"https://example.com\"",
                        }],
                    },
                }],
                "url": "https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#origin_path",
            })
        );
    }

    /// What is written is read back as the same, for each policy of the corpus.
    #[test]
    fn records_of_the_corpus_survive_json() {
        let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/toml");
        let mut fixes = 0;
        for entry in fs::read_dir(corpus).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            for record in records(&fs::read_to_string(&path).unwrap()) {
                let json = serde_json::to_string(&record).unwrap();
                assert_eq!(serde_json::from_str::<Record>(&json).unwrap(), record, "{json}");
                fixes += record.helps.iter().filter(|help| help.fix.is_some()).count();
            }
        }
        assert!(fixes > 50, "{fixes}");
    }

    /// The schema in `docs/` is that of these types; `BLESS=1` writes it.
    #[test]
    fn the_schema_is_up_to_date() {
        let schema = schemars::schema_for!(Vec<Record>);
        let schema = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/findings.schema.json");
        if std::env::var_os("BLESS").is_some() {
            fs::write(path, &schema).unwrap();
        }
        assert_eq!(fs::read_to_string(path).unwrap_or_default(), schema);
    }
}
