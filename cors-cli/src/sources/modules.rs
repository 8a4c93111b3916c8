//! The module that a file is, found from the file on: which file declares it, up to the root of a target.
//!
//! ```text
//! src/a/b.rs    src/a.rs or src/a/mod.rs has `mod b`      a::b
//! src/a.rs      src/lib.rs has `mod a`                    root
//! ```
//!
//! Only the files with policies and those above them are looked at, by their bytes: a `mod b` in a comment counts too,
//! which at worst names a policy that no build contains. `#[path = "…"]` is followed.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

use super::package::{Package, Target, joined};
use super::tree::Tree;

/// A module: a file, and inline modules in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ModuleKey {
    pub(super) file: String,
    pub(super) inline: Vec<String>,
}

/// The module that a file is.
#[derive(Debug, Clone)]
pub(super) struct FileModule<'t> {
    pub(super) target: &'t Target,
    /// Its names, from the root of the target on.
    pub(super) names: Vec<String>,
    /// The module that declares it; none if it is the root.
    pub(super) parent: Option<ModuleKey>,
}

/// A declaration with `#[path = "…"]`: its file, and the module and file that it declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PathAttribute {
    pub(super) file: String,
    pub(super) name: String,
    pub(super) path: String,
}

/// The modules of a tree.
pub(super) struct Modules<'t> {
    tree: &'t dyn Tree,
    files: BTreeSet<&'t str>,
    attributes: &'t [PathAttribute],
    roots: BTreeMap<&'t str, &'t Target>,
    texts: RefCell<BTreeMap<String, Vec<u8>>>,
}

impl<'t> Modules<'t> {
    pub(super) fn new(
        tree: &'t dyn Tree,
        files: &'t [String],
        attributes: &'t [PathAttribute],
    ) -> Self {
        let mut roots = BTreeMap::new();
        let mut targets: Vec<&Target> = tree.packages().iter().flat_map(|it| &it.targets).collect();
        targets.sort_by_key(|target| target.kind);
        for target in targets {
            roots.entry(target.root.as_str()).or_insert(target);
        }
        let files = files.iter().map(String::as_str).chain(roots.keys().copied()).collect();
        Self { tree, files, attributes, roots, texts: RefCell::default() }
    }

    /// The package that a file is in: the one whose folder is nearest.
    pub(super) fn package(&self, file: &str) -> Option<&'t Package> {
        let containing = self.tree.packages().iter().filter(|package| package.contains(file));
        containing.max_by_key(|package| package.folder.len())
    }

    /// The members of the workspace.
    pub(super) fn packages(&self) -> &'t [Package] {
        self.tree.packages()
    }

    /// The text of a file; nothing if it cannot be read.
    pub(super) fn text(&self, file: &str) -> String {
        String::from_utf8(self.tree.read(file).unwrap_or_default()).unwrap_or_default()
    }

    /// The module that a file is; `None` if no target contains it.
    pub(super) fn of(&self, file: &str) -> Option<FileModule<'t>> {
        self.find(file, &mut BTreeSet::new())
    }

    fn find(&self, file: &str, seen: &mut BTreeSet<String>) -> Option<FileModule<'t>> {
        if let Some(target) = self.roots.get(file) {
            return Some(FileModule { target, names: Vec::new(), parent: None });
        }
        // A file that declares itself.
        if !seen.insert(file.to_owned()) {
            return None;
        }
        for attribute in self.attributes.iter().filter(|attribute| attribute.path == file) {
            let parent = ModuleKey { file: attribute.file.clone(), inline: Vec::new() };
            if let Some(module) = self.below(parent, &attribute.name, seen) {
                return Some(module);
            }
        }
        let (folder, name) = module_of(file)?;
        let mut inline: Vec<String> = Vec::new();
        let mut folder = folder;
        loop {
            for declaring in self.declaring(folder) {
                let is_declared = inline.iter().map(String::as_str).chain([name]);
                let mut is_declared = is_declared.map(|name| self.declares(&declaring, name));
                if declaring != file && is_declared.all(|it| it) {
                    let parent = ModuleKey { file: declaring, inline: inline.clone() };
                    if let Some(module) = self.below(parent, name, seen) {
                        return Some(module);
                    }
                }
            }
            // The folder of an inline module.
            let (above, last) = folder.rsplit_once('/')?;
            inline.insert(0, last.to_owned());
            folder = above;
        }
    }

    fn below(
        &self,
        parent: ModuleKey,
        name: &str,
        seen: &mut BTreeSet<String>,
    ) -> Option<FileModule<'t>> {
        let above = self.find(&parent.file, seen)?;
        let mut names = above.names;
        names.extend(parent.inline.iter().cloned());
        names.push(name.to_owned());
        Some(FileModule { target: above.target, names, parent: Some(parent) })
    }

    /// The files that may declare the modules in a folder.
    fn declaring(&self, folder: &str) -> Vec<String> {
        let roots =
            self.roots.keys().filter(|root| root.rsplit_once('/').map_or("", |it| it.0) == folder);
        let named = [format!("{folder}.rs"), join(folder, "mod.rs")];
        let named = named.into_iter().filter(|file| self.files.contains(file.as_str()));
        named.chain(roots.map(|&root| root.to_owned())).collect()
    }

    /// The file of a module that is declared in another one, unless it is inline.
    pub(super) fn child(&self, parent: &ModuleKey, name: &str) -> Option<String> {
        let attribute = self.attributes.iter().find(|it| it.file == parent.file && it.name == name);
        if let Some(attribute) = attribute {
            return Some(attribute.path.clone());
        }
        let mut folder = self.folder_of_children(&parent.file);
        for inline in &parent.inline {
            folder = join(&folder, inline);
        }
        let candidates =
            [join(&folder, &format!("{name}.rs")), join(&folder, &format!("{name}/mod.rs"))];
        candidates.into_iter().find(|file| self.files.contains(file.as_str()))
    }

    fn folder_of_children(&self, file: &str) -> String {
        let (folder, stem) = file.rsplit_once('/').unwrap_or(("", file));
        if self.roots.contains_key(file) || stem == "mod.rs" {
            return folder.to_owned();
        }
        join(folder, stem.trim_end_matches(".rs"))
    }

    /// Whether the bytes of a file have `mod name`.
    fn declares(&self, file: &str, name: &str) -> bool {
        let mut texts = self.texts.borrow_mut();
        let text = texts
            .entry(file.to_owned())
            .or_insert_with(|| self.tree.read(file).unwrap_or_default());
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        [format!("mod {name}"), format!("mod r#{name}")].iter().any(|declaration| {
            memmem::find_iter(text, declaration).any(|at| {
                let before = at.checked_sub(1).and_then(|at| text.get(at));
                let behind = text.get(at.saturating_add(declaration.len()));
                !before.is_some_and(is_word) && !behind.is_some_and(is_word)
            })
        })
    }
}

/// The folder in which a module is declared, and its name, by the path of its file.
fn module_of(file: &str) -> Option<(&str, &str)> {
    let (folder, name) = file.rsplit_once('/')?;
    match name.strip_suffix(".rs")? {
        "mod" => folder.rsplit_once('/'),
        name => Some((folder, name)),
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The modules with `#[path = "…"]` in the text of a file.
pub(super) fn path_attributes(file: &str, text: &[u8]) -> Vec<PathAttribute> {
    let mut found = Vec::new();
    for at in memmem::find_iter(text, "#[path") {
        let rest = text.get(at..).unwrap_or_default();
        let rest = String::from_utf8_lossy(rest.get(..rest.len().min(400)).unwrap_or_default());
        let mut parts = rest.splitn(3, '"').skip(1);
        let (Some(path), Some(behind)) = (parts.next(), parts.next()) else { continue };
        let mut words = behind.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        if words.by_ref().find(|word| !matches!(*word, "" | "pub" | "crate" | "super"))
            != Some("mod")
        {
            continue;
        }
        let Some(name) = words.find(|word| !word.is_empty()) else { continue };
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        if let Some(path) = joined(folder, path) {
            found.push(PathAttribute { file: file.to_owned(), name: name.to_owned(), path });
        }
    }
    found
}
