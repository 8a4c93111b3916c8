//! The Rust files of a tree that may have policies, as tokens.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use super::files::{Filter, in_parallel};
use super::modules::{PathAttribute, path_attributes};
use super::package::Package;
use super::read::Problem;
use super::text::TextFile;
use super::tokens::{self, FileTokens, Known, Ours};
use super::tree::Tree;

/// The text of a file.
pub(super) fn read_text(tree: &dyn Tree, path: &str) -> Result<String, Problem> {
    let problem = |reason: &str| Problem::new(tree.shown(path), reason);
    let bytes = tree.read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => problem("no such file"),
        _ => problem(&format!("it cannot be read: {error}")),
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
        let line = line.filter(|&&byte| byte == b'\n').count().saturating_add(1);
        let contents = Some(error.into_bytes());
        Problem { position: Some((line, 1)), contents, ..problem("it is not UTF-8") }
    })
}

/// The files, and what else is needed to know their modules.
pub(super) struct Scan {
    pub(super) files: Vec<(Arc<TextFile>, FileTokens)>,
    pub(super) attributes: Vec<PathAttribute>,
}

impl Scan {
    pub(super) fn of(tree: &dyn Tree, rust: &[String], problems: &mut Vec<Problem>) -> Self {
        let runtime = runtime_names(tree.packages());
        let mut known = Known { runtime, aliases: BTreeMap::new() };
        let mut read = in_parallel(rust, |path| Read::of(tree, path, &known));
        known.aliases = read.iter().filter_map(Read::tokens).flat_map(aliases_in).collect();
        // Again with the names that some files give the macros for others: few workspaces have any.
        if !known.aliases.is_empty() {
            read = in_parallel(rust, |path| Read::of(tree, path, &known));
        }
        let mut scan = Self { files: Vec::new(), attributes: Vec::new() };
        for read in read {
            match read {
                Read::Without(attributes) => scan.attributes.extend(attributes),
                Read::Tokens(file, tokens, attributes) => {
                    scan.attributes.extend(attributes);
                    scan.files.push((file, tokens));
                }
                Read::Failed(problem) => problems.push(problem),
            }
        }
        scan
    }
}

/// What reading a Rust file gives.
enum Read {
    Without(Vec<PathAttribute>),
    Tokens(Arc<TextFile>, FileTokens, Vec<PathAttribute>),
    Failed(Problem),
}

impl Read {
    fn tokens(&self) -> Option<&FileTokens> {
        match self {
            Self::Tokens(_, tokens, _) => Some(tokens),
            _ => None,
        }
    }

    fn of(tree: &dyn Tree, path: &str, known: &Known) -> Self {
        let bytes = match tree.read(path) {
            Ok(bytes) => bytes,
            Err(_) => {
                return read_text(tree, path)
                    .map_or_else(Self::Failed, |_| Self::Without(Vec::new()));
            }
        };
        let attributes = path_attributes(path, &bytes);
        if !Filter::new(known.aliases.keys()).accepts(&bytes) {
            return Self::Without(attributes);
        }
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(_) => {
                return read_text(tree, path)
                    .map_or_else(Self::Failed, |_| Self::Without(attributes));
            }
        };
        let file = TextFile::of(tree, path, text);
        match tokens::find(file.text(), known) {
            Ok(tokens) => Self::Tokens(Arc::new(file), tokens, attributes),
            Err(error) => Self::Failed(Problem {
                position: Some(file.line_and_column(error.at)),
                contents: Some(file.text().as_bytes().to_vec()),
                ..Problem::new(file.shown, "expected a token of Rust; the file is not read")
            }),
        }
    }
}

/// What the packages call the crate cors-runtime.
fn runtime_names(packages: &[Package]) -> Vec<String> {
    let renamed = packages.iter().flat_map(|package| &package.dependencies);
    let renamed = renamed.filter(|(_, of)| *of == "cors-runtime").map(|(name, _)| name.clone());
    // Members may export it again.
    let members = packages.iter().map(|package| package.name.replace('-', "_"));
    let names: BTreeSet<String> =
        renamed.chain(members).chain(["cors_runtime".to_owned()]).collect();
    names.into_iter().collect()
}

/// The names that a file gives the macros, and others may import.
fn aliases_in(tokens: &FileTokens) -> impl Iterator<Item = (String, Ours)> + '_ {
    let renamed = tokens.imports.iter().filter(|import| import.is_public);
    renamed.filter_map(|import| {
        let name = import.name.as_ref()?;
        let ours = match import.path.last()?.as_str() {
            "cors" => Ours::Cors,
            "policies" => Ours::Policies,
            _ => return None,
        };
        (name != "cors" && name != "policies").then(|| (name.clone(), ours))
    })
}
