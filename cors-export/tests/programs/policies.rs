//! The policies: one of each kind.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use cors_compiler::check::Checked;
use cors_compiler::language::{Automata, Language};
use cors_compiler::{Findings, check_policy, toml};
use cors_runtime::Policy;
use cors_tables::policy::AllowHeaders;

use crate::border;

/// A policy with what the tests need of it.
pub struct TestPolicy {
    pub name: String,
    pub checked: Checked,
    pub policy: Policy,
    /// An origin that it allows.
    pub allowed: String,
    /// What is sent back of its preflights' lists of headers.
    pub lists: Lists,
    /// Origins near the border of those that it allows.
    pub border: Vec<String>,
}

/// What is sent back of the lists of headers in preflights.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lists {
    Constant,
    Mirrored,
    Families,
}

/// The policies in files: those that are about origins, then those that are about other keys.
const NAMES: [&str; 24] = [
    "one",
    "few",
    "subdomains",
    "ports",
    "placeholders",
    "regexes",
    "denials",
    "addresses",
    "schemes",
    "null",
    "any",
    "plain",
    "closed",
    "mirror",
    "mirror_any",
    "mirror_methods",
    "families",
    "families_only",
    "families_open",
    "timing",
    "resources",
    "storage",
    "neighbours",
    "neighbours_any",
];

/// All of them: those in files, and one with 10,000 origins. The tests share them.
pub static ALL: LazyLock<Vec<TestPolicy>> = LazyLock::new(all);

fn all() -> Vec<TestPolicy> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/policies");
    let in_file = |name: &&str| {
        TestPolicy::new(name, &fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap())
    };
    let origins: Vec<String> =
        (0..10_000).map(|number| format!("\"https://tenant-{number}.example.com\"")).collect();
    let many = format!("allow_origins = [{}]\nallow_methods = [\"PUT\"]", origins.join(", "));
    NAMES.iter().map(in_file).chain([TestPolicy::new("many", &many)]).collect()
}

impl TestPolicy {
    /// A policy in TOML.
    pub fn new(name: &str, text: &str) -> Self {
        let text = format!("name = \"{name}\"\n{text}");
        let mut findings = Findings::default();
        let (tree, _) = toml::parse(&text, &mut findings);
        let Some((checked, _)) = check_policy(&tree, &mut findings) else {
            panic!("{}", toml::compile_named(name, &text).unwrap_err());
        };
        let policy = Policy::from_toml(&text).unwrap();
        let origins = origins(&checked);
        let allowed = match &origins {
            Some(origins) => Automata::unlimited().readable_witness(origins).unwrap(),
            None => None,
        };
        let allowed = allowed.unwrap_or_else(|| "https://example.com".to_owned());
        let lists = match &checked.headers {
            AllowHeaders::Mirror => Lists::Mirrored,
            AllowHeaders::Families(_) => Lists::Families,
            _ => Lists::Constant,
        };
        let has_origins = origins.as_ref().is_some_and(|origins| !origins.is_empty());
        let is_about_origins =
            has_origins && lists == Lists::Constant && checked.neighbours.is_none();
        let count = if is_about_origins { border::COUNT } else { border::FEW };
        let border = border::origins(count, &allowed, origins.as_ref());
        Self { name: name.to_owned(), checked, policy, allowed, lists, border }
    }
}

/// The language of the origins, computed from the patterns.
fn origins(checked: &Checked) -> Option<Language> {
    use cors_compiler::check::CheckedOrigins;
    if matches!(checked.origins, CheckedOrigins::Any) {
        return None;
    }
    let automata = Automata::unlimited();
    let union = |patterns: &[cors_compiler::location::Located<cors_compiler::model::Pattern>]| {
        let exact: Vec<String> =
            patterns.iter().filter_map(|pattern| pattern.value.exact()).collect();
        let others = patterns.iter().filter(|pattern| pattern.value.exact().is_none());
        others.fold(Language::from_strings(&exact), |all, pattern| {
            automata.union(&all, &pattern.value.language(&automata).unwrap()).unwrap()
        })
    };
    Some(automata.difference(&union(checked.allowed()), &union(checked.denied())).unwrap())
}
