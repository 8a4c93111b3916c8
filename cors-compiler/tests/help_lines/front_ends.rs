//! The front ends: the policies of their corpora, what is found in them, and where.

use std::fs;
use std::ops::Range;
use std::path::Path;

use cors_compiler::finding::{Finding, Findings, Fix, Source as _, TextEdit};
use cors_compiler::tokens::Checked;
use cors_compiler::toml::{self, Locations, PolicyFile, Report};
use cors_compiler::{Location, rules};
use proc_macro2::{TokenStream, TokenTree};

/// How a policy is written.
#[derive(Clone)]
pub(crate) enum FrontEnd {
    Tokens,
    Text,
    /// The policy of this name in a file.
    File(String),
}

/// A policy of a corpus, and where it is from.
pub(crate) struct Case {
    pub(crate) from: String,
    pub(crate) front_end: FrontEnd,
    pub(crate) source: String,
}

/// A policy that was compiled.
pub(crate) enum Compiled {
    Tokens(Box<Checked>),
    Text { findings: Vec<Finding>, locations: Box<Locations> },
}

impl FrontEnd {
    pub(crate) fn compile(&self, source: &str) -> Compiled {
        match self {
            Self::File(name) => {
                let (Ok(toml::Compiled { warnings: report, .. }) | Err(report)) =
                    PolicyFile::parse(source).compile(name);
                let (findings, locations) = (findings_of(&report), report.locations().clone());
                Compiled::Text { findings, locations: Box::new(locations) }
            }
            Self::Text => {
                let (_, locations) = toml::parse(source, &mut Findings::default());
                let (Ok(toml::Compiled { warnings: report, .. }) | Err(report)) =
                    toml::compile(source);
                let findings = findings_of(&report);
                Compiled::Text { findings, locations: Box::new(locations) }
            }
            Self::Tokens => {
                let checked = Checked::new(source).expect("it is made of tokens");
                Compiled::Tokens(Box::new(checked))
            }
        }
    }
}

fn findings_of(report: &Report) -> Vec<Finding> {
    report.findings().map(|located| located.finding().clone()).collect()
}

impl Compiled {
    pub(crate) fn findings(&self) -> &[Finding] {
        match self {
            Self::Tokens(checked) => checked.findings(),
            Self::Text { findings, .. } => findings,
        }
    }

    pub(crate) fn edits(&self, fix: &Fix) -> Option<Vec<TextEdit>> {
        match self {
            Self::Tokens(checked) => checked.edits(fix),
            Self::Text { locations, .. } => locations.edits(fix),
        }
    }

    pub(crate) fn range(&self, location: Location) -> Option<Range<usize>> {
        match self {
            Self::Tokens(checked) => checked.range(location),
            Self::Text { locations, .. } => locations.range(location),
        }
    }

    /// How often each of these rules is broken.
    pub(crate) fn count(&self, rule: &str) -> usize {
        self.findings().iter().filter(|finding| finding.rule.name == rule).count()
    }
}

/// The policies of files and of ui tests, and the wrong ones of the catalogue.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = texts();
    cases.extend(cases.iter().map(in_file).collect::<Vec<_>>());
    cases.extend(files());
    cases.extend(ui_tests());
    cases.extend(rules::all().map(|rule| Case {
        from: rule.name.to_owned(),
        front_end: FrontEnd::Tokens,
        source: rule.wrong.to_owned(),
    }));
    cases
}

fn texts() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/toml");
    let read = read(&folder, "toml").into_iter();
    read.map(|(from, source)| Case { from, front_end: FrontEnd::Text, source }).collect()
}

/// A policy as one of a file, which another one follows. What is below a header is below a longer one.
fn in_file(Case { from, source, .. }: &Case) -> Case {
    let mut file = String::from("[origin_sets]\n\n[policy.\"the api\"]\n");
    for line in source.split_inclusive('\n') {
        match line.strip_prefix('[') {
            Some(header) if line.trim_end().ends_with(']') && !header.starts_with(['"', '[']) => {
                file.push_str("[policy.\"the api\".");
                file.push_str(header);
            }
            _ => file.push_str(line),
        }
    }
    file.push_str("\n[policy.other]\nclosed = true\n");
    let front_end = FrontEnd::File("the api".to_owned());
    Case { from: format!("{from} in a file"), front_end, source: file }
}

/// Each policy of each file.
fn files() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/policy_file");
    let mut cases = Vec::new();
    for (from, source) in read(&folder, "toml") {
        for name in PolicyFile::parse(&source).names() {
            cases.push(Case {
                from: format!("{from}, {name}"),
                front_end: FrontEnd::File(name.to_owned()),
                source: source.clone(),
            });
        }
    }
    cases
}

/// What is in `cors! { … }` and `#[cors(…)]`.
fn ui_tests() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui-tests/tests/cases");
    let mut cases = Vec::new();
    for (from, source) in read(&folder, "rs") {
        let mut policies = Vec::new();
        let tokens = source.parse().expect("it is made of tokens");
        policies_in(tokens, &mut policies);
        cases.extend(policies.into_iter().map(|range| Case {
            from: from.clone(),
            front_end: FrontEnd::Tokens,
            source: source[range].to_owned(),
        }));
    }
    cases
}

fn read(folder: &Path, extension: &str) -> Vec<(String, String)> {
    let files = fs::read_dir(folder).expect("the folder is there");
    let mut read: Vec<_> = files
        .map(|file| file.expect("it can be read").path())
        .filter(|file| file.extension().is_some_and(|found| found == extension))
        .map(|file| {
            let name = file.file_name().expect("it has one").to_string_lossy().into_owned();
            (name, fs::read_to_string(&file).expect("it can be read"))
        })
        .collect();
    read.sort();
    read
}

/// The bytes between the brackets of each policy.
fn policies_in(tokens: TokenStream, policies: &mut Vec<Range<usize>>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let before: Vec<String> =
            tokens[..index].iter().rev().take(2).map(ToString::to_string).collect();
        let is_policy = match before.as_slice() {
            [last, ..] if last == "cors" => true,
            [last, name] => last == "!" && name == "cors",
            _ => false,
        };
        let inside = group.span_open().byte_range().end..group.span_close().byte_range().start;
        // A name is not a policy that is written here.
        let first = group.stream().into_iter().next();
        let is_closed = first.is_some_and(|first| first.to_string() == "closed");
        let is_written = is_closed
            || matches!(
                group.stream().into_iter().nth(1),
                Some(TokenTree::Punct(punct)) if "=:-".contains(punct.as_char())
            );
        if is_policy && is_written {
            policies.push(inside);
        } else {
            policies_in(group.stream(), policies);
        }
    }
}
