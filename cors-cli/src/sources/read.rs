//! Reading a tree: files to policies.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use cors_compiler::toml::PolicyFile;

use super::modules::{ModuleKey, Modules};
use super::mount::Mount;
use super::names::Names;
use super::package::Package;
use super::policy::{Declared, Form, SourceMap, SourcePolicy, SourceRoutes};
use super::resolve::{self, FileContents};
use super::scan::{Scan, read_text};
use super::text::TextFile;
use super::tokens;
use super::tree::Tree;
use crate::failure::Message;

/// The policies of one or several trees.
#[derive(Debug, Default)]
pub struct Sources {
    /// The policies, in the order of their files.
    pub policies: Vec<SourcePolicy>,
    /// The maps of policies.
    pub maps: Vec<SourceMap>,
    /// The lists of handlers.
    pub routes: Vec<SourceRoutes>,
    /// Mounts of policies that were not found.
    pub unresolved: Vec<Mount>,
    /// What may be a policy, but is not read.
    pub not_analysed: Vec<NotAnalysed>,
    /// Files that cannot be read.
    pub problems: Vec<Problem>,
}

/// A place that may have a policy, but is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnalysed {
    /// The file.
    pub file: Arc<TextFile>,
    /// The byte.
    pub at: usize,
    /// The bytes that may be a policy: the contents of a macro or an attribute, or the whole file.
    pub text: Range<usize>,
    /// Why.
    pub reason: &'static str,
}

impl NotAnalysed {
    /// What is written there.
    #[must_use]
    pub fn written(&self) -> &str {
        self.file.text().get(self.text.clone()).unwrap_or_default()
    }
}

/// A file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// What messages call the file.
    pub file: String,
    /// The line and the column, counted from 1, if it is about a place.
    pub position: Option<(usize, usize)>,
    /// Why: lower case, no full stop.
    pub reason: String,
    /// The contents of the file, if they are not what they should be; `None` if there are none.
    pub contents: Option<Vec<u8>>,
}

impl Problem {
    /// A problem of a file without contents.
    #[must_use]
    pub fn new(file: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { file: file.into(), position: None, reason: reason.into(), contents: None }
    }

    /// As it is reported.
    #[must_use]
    pub fn message(&self) -> Message {
        let position = self.position.map(|(line, column)| format!(":{line}:{column}"));
        let place = format!("{}{}", self.file, position.unwrap_or_default());
        Message::new(format!("{place}: {}", self.reason))
    }
}

/// Which part of a tree is read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extent {
    /// Whether all members of the workspace are read, as far as their targets go.
    pub members: bool,
    /// Other folders and files, given from the root on.
    pub paths: Vec<String>,
}

impl Extent {
    /// All members of the workspace.
    #[must_use]
    pub fn of_members() -> Self {
        Self { members: true, paths: Vec::new() }
    }

    /// Whether a file is one of the paths, or in a folder that is one.
    fn is_named(&self, file: &str) -> bool {
        self.paths.iter().any(|path| match file.strip_prefix(path.as_str()) {
            Some(rest) => path.is_empty() || rest.is_empty() || rest.starts_with('/'),
            None => false,
        })
    }
}

impl Sources {
    /// Reads the policies of a tree. What cannot be read is among the problems.
    ///
    /// The members of a workspace are always read, so that mounts of policies in other files are known.
    #[must_use]
    pub fn read(tree: &Arc<dyn Tree>, extent: &Extent) -> Self {
        let mut sources = Self::default();
        let has_members = extent.members || !tree.packages().is_empty();
        let read = Extent { members: has_members, paths: extent.paths.clone() };
        let files = files_of(&**tree, &read, &mut sources.problems);
        let (toml, rust): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|file| file.ends_with(".toml"));
        let scan = Scan::of(&**tree, &rust, &mut sources.problems);
        sources.add_rust(tree, extent, &rust, &scan);
        sources.add_toml(tree, extent, &toml);
        if has_members && !extent.members {
            let others = rust.iter().filter(|file| !extent.is_named(file));
            let others: BTreeSet<String> = others.map(|file| tree.shown(file)).collect();
            sources.problems.retain(|problem| !others.contains(&problem.file));
            sources.keep(|file| extent.is_named(&file.path));
        }
        sources.sort();
        sources
    }

    /// Keeps what is in these files.
    fn keep(&mut self, is_kept: impl Fn(&TextFile) -> bool) {
        let mut kept = 0_usize;
        let mut position = |policy: &SourcePolicy| {
            is_kept(&policy.declared.file).then(|| {
                let position = kept;
                kept = kept.saturating_add(1);
                position
            })
        };
        let positions: Vec<Option<usize>> = self.policies.iter().map(&mut position).collect();
        self.policies.retain(|policy| is_kept(&policy.declared.file));
        self.maps.retain(|map| is_kept(&map.declared.file));
        self.routes.retain(|routes| is_kept(&routes.declared.file));
        for policy in self.maps.iter_mut().flat_map(|map| &mut map.policies) {
            *policy = policy.and_then(|index| *positions.get(index)?);
        }
        self.unresolved.retain(|mount| is_kept(&mount.file));
        self.not_analysed.retain(|place| is_kept(&place.file));
    }

    /// Adds what another tree has.
    pub fn extend(&mut self, other: Self) {
        let offset = self.policies.len();
        let shifted = |map: SourceMap| SourceMap {
            policies: map
                .policies
                .iter()
                .map(|it| it.map(|it| it.saturating_add(offset)))
                .collect(),
            ..map
        };
        self.policies.extend(other.policies);
        self.maps.extend(other.maps.into_iter().map(shifted));
        self.routes.extend(other.routes);
        self.unresolved.extend(other.unresolved);
        self.not_analysed.extend(other.not_analysed);
        self.problems.extend(other.problems);
    }

    fn add_rust(&mut self, tree: &Arc<dyn Tree>, extent: &Extent, rust: &[String], scan: &Scan) {
        let modules = Modules::new(&**tree, rust, &scan.attributes);
        let mut contents = Vec::new();
        for (file, tokens) in &scan.files {
            let module = modules.of(&file.path);
            let is_outside = module.is_none() && !tree.packages().is_empty();
            if is_outside && !extent.is_named(&file.path) {
                let first = tokens.policies.iter().map(|policy| policy.at);
                let first = first.chain(tokens.maps.iter().map(|map| map.at)).min();
                self.not_analysed.extend(first.map(|at| NotAnalysed {
                    file: Arc::clone(file),
                    at,
                    text: 0..file.text().len(),
                    reason: "no target of the package contains this file",
                }));
                continue;
            }
            let skipped = tokens.skipped.iter().map(|skipped| NotAnalysed {
                file: Arc::clone(file),
                at: skipped.at,
                text: skipped.text.clone(),
                reason: skipped.reason,
            });
            self.not_analysed.extend(skipped);
            contents.push(FileContents { file: Arc::clone(file), tokens, module });
        }
        for content in &contents {
            let package = modules.package(&content.file.path);
            let mut names = Names::new(content, package);
            for found in &content.tokens.policies {
                let form = if found.is_attribute { Form::Attribute } else { Form::Macro };
                self.policies.push(SourcePolicy {
                    declared: names.declared(&found.scope, found.at, found.text.clone()),
                    form,
                    mounts: Vec::new(),
                    tree: Arc::clone(tree),
                    folder: package.map(|package| package.folder.clone()).unwrap_or_default(),
                });
            }
            for found in &content.tokens.maps {
                let declared = names.declared(&found.scope, found.at, found.text.clone());
                self.maps.extend(SourceMap::read(declared));
            }
            for found in &content.tokens.lists {
                let declared = names.declared(&found.scope, found.at, found.text.clone());
                self.routes.extend(SourceRoutes::read(declared));
            }
        }
        resolve::resolve(self, &contents, &modules);
    }

    fn add_toml(&mut self, tree: &Arc<dyn Tree>, extent: &Extent, toml: &[String]) {
        for path in toml.iter().filter(|path| is_policy_file(path, extent)) {
            match read_text(&**tree, path) {
                Ok(text) => self.policies.extend(of_toml(tree, path, text)),
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    /// Sorts all but the policies and maps, which are in the order of their files already.
    fn sort(&mut self) {
        self.not_analysed.sort_by(|a, b| (&a.file.path, a.at).cmp(&(&b.file.path, b.at)));
        self.problems.sort();
        for policy in &mut self.policies {
            policy.mounts.sort_by(|a, b| (&a.file.path, a.at).cmp(&(&b.file.path, b.at)));
        }
    }
}

/// The policies of a text in TOML: one, or one for each table.
pub(super) fn of_toml(tree: &Arc<dyn Tree>, path: &str, text: String) -> Vec<SourcePolicy> {
    let file = Arc::new(TextFile::of(&**tree, path, text));
    let policy = |form, item: Option<&str>, mark: Range<usize>| SourcePolicy {
        declared: Declared {
            package: None,
            module: Vec::new(),
            item: item.map(str::to_owned),
            text: 0..file.text().len(),
            file: Arc::clone(&file),
            at: mark.start,
            mark,
        },
        form,
        mounts: Vec::new(),
        tree: Arc::clone(tree),
        folder: String::new(),
    };
    if !PolicyFile::is_meant(file.text()) {
        return vec![policy(Form::File, None, 0..0)];
    }
    let policies = PolicyFile::parse(file.text());
    let mark = |name: &str| policies.declaration(name).unwrap_or(0..0);
    policies.names().map(|name| policy(Form::Table, Some(name), mark(name))).collect()
}

/// The files of a tree that are in the extent.
fn files_of(tree: &dyn Tree, extent: &Extent, problems: &mut Vec<Problem>) -> Vec<String> {
    let mut files = BTreeSet::new();
    let mut read = |path: &str| {
        tree.files(path).unwrap_or_else(|message| {
            let file = tree.shown(path);
            problems.push(Problem::new(file, message.what));
            Vec::new()
        })
    };
    for path in &extent.paths {
        if path.ends_with(".rs") || path.ends_with(".toml") {
            files.insert(path.clone());
        } else {
            files.extend(read(path));
        }
    }
    if extent.members {
        let all = read("");
        let members = !tree.packages().is_empty();
        files.extend(if members { of_members(tree.packages(), &all) } else { all });
    }
    files.into_iter().collect()
}

/// The files whose nearest package is a member of the workspace.
fn of_members(packages: &[Package], files: &[String]) -> Vec<String> {
    let members: BTreeSet<&str> = packages.iter().map(|package| package.folder.as_str()).collect();
    let folder = |file: &str| file.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let manifests =
        files.iter().filter(|file| file.as_str() == "Cargo.toml" || file.ends_with("/Cargo.toml"));
    let with_manifest: BTreeSet<String> = manifests.map(|file| folder(file)).collect();
    let is_of_member = |file: &String| {
        let mut above = folder(file);
        loop {
            if members.contains(above.as_str()) {
                return true;
            }
            if with_manifest.contains(&above) || above.is_empty() {
                return false;
            }
            above = folder(&above);
        }
    };
    // Policies may be in a file next to the workspace's manifest.
    let is_at_root = |file: &String| file.ends_with(".toml") && !file.contains('/');
    files.iter().filter(|file| is_of_member(file) || is_at_root(file)).cloned().collect()
}

/// Whether a file in TOML has policies by its name, or is one of the paths.
fn is_policy_file(path: &str, extent: &Extent) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_named = name == "cors.toml" || name.ends_with(".cors.toml");
    is_named || extent.paths.iter().any(|it| it == path)
}

/// The module in which something of a file is.
pub(super) fn key_of(file: &TextFile, scope: &tokens::Scope) -> ModuleKey {
    ModuleKey { file: file.path.clone(), inline: scope.module.clone() }
}
