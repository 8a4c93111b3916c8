//! From the path with which a policy is mounted to the policy.
//!
//! Paths are followed as rustc does: modules, `use` declarations, also public ones of other modules and other members of the
//! workspace. A path that leads to nothing that was read stays unresolved.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use cors_compiler::finding::Source as _;
use cors_compiler::map::ast::Policy as RowPolicy;

use super::imports::Import;
use super::modules::{FileModule, ModuleKey, Modules};
use super::mount::{Mount, MountKind};
use super::package::TargetKind;
use super::read::{Sources, key_of};
use super::text::TextFile;
use super::tokens::{self, FileTokens, FoundUse, Known, Scope};

/// A file that was read as tokens.
pub(super) struct FileContents<'m> {
    pub(super) file: Arc<TextFile>,
    pub(super) tokens: &'m FileTokens,
    pub(super) module: Option<FileModule<'m>>,
}

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Policy(usize),
    Map(usize),
}

/// How many steps a path may take.
const MAX_STEPS: usize = 64;

/// Adds the mounts to the policies and maps.
pub(super) fn resolve(sources: &mut Sources, contents: &[FileContents<'_>], modules: &Modules<'_>) {
    let mut resolver = Resolver { modules, items: BTreeMap::new(), imports: RefCell::default() };
    let mut direct: Vec<(Item, Mount)> = Vec::new();
    let (mut policy, mut map) = (0, 0);
    for content in contents {
        for found in &content.tokens.policies {
            let item = Item::Policy(post_increment(&mut policy));
            resolver.add(&content.file, &found.scope, item, found.is_attribute);
            let usage = found.mounted.as_ref();
            direct.extend(usage.map(|usage| (item, mount(usage, &content.file, Vec::new()))));
        }
        for found in &content.tokens.maps {
            let item = Item::Map(post_increment(&mut map));
            resolver.add(&content.file, &found.scope, item, false);
            let usage = found.mounted.as_ref();
            direct.extend(usage.map(|usage| (item, mount(usage, &content.file, Vec::new()))));
        }
        resolver
            .imports
            .get_mut()
            .insert(content.file.path.clone(), content.tokens.imports.clone());
    }
    let routes = routes_of(contents, &resolver);
    let mut all: Vec<(Option<Item>, Mount)> =
        direct.into_iter().map(|(item, mount)| (Some(item), mount)).collect();
    for content in contents {
        for found in &content.tokens.mounts {
            let mount = mount(&found.usage, &content.file, found.policy.clone());
            let module = key_of(&content.file, &found.scope);
            all.push((resolver.find(&module, &found.policy), mount));
        }
    }
    all.extend(rows(sources, contents, &resolver));
    for (item, mut mount) in all {
        if let MountKind::Function { name, routes: known } = &mut mount.kind {
            let key = (mount.file.path.clone(), name.clone());
            known.extend(routes.get(&key).into_iter().flatten().cloned());
        }
        let mounts = match item {
            Some(Item::Policy(index)) => sources.policies.get_mut(index).map(|it| &mut it.mounts),
            Some(Item::Map(index)) => sources.maps.get_mut(index).map(|it| &mut it.mounts),
            None => Some(&mut sources.unresolved),
        };
        if let Some(mounts) = mounts {
            mounts.push(mount);
        }
    }
}

fn post_increment(count: &mut usize) -> usize {
    let before = *count;
    *count = count.saturating_add(1);
    before
}

fn mount(usage: &FoundUse, file: &Arc<TextFile>, policy: Vec<String>) -> Mount {
    let (kind, at) = match usage.clone() {
        FoundUse::Function { name, routes, at } => (MountKind::Function { name, routes }, at),
        FoundUse::Call { name, route, at } => (MountKind::Call { name, route }, at),
    };
    Mount { kind, policy, file: Arc::clone(file), at }
}

/// The routes of handlers, by their file and name.
fn routes_of(
    contents: &[FileContents<'_>],
    resolver: &Resolver<'_>,
) -> BTreeMap<(String, String), Vec<String>> {
    let mut routes: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for content in contents {
        for found in &content.tokens.routes {
            let Some((name, path)) = found.handler.split_last() else { continue };
            let module = key_of(&content.file, &found.scope);
            let file = resolver.module_of(&module, path, name).map(|module| module.file);
            let key = (file.unwrap_or_else(|| content.file.path.clone()), name.clone());
            routes.entry(key).or_default().push(found.route.clone());
        }
    }
    routes
}

/// The mounts that the rows of maps are, and the policies of the rows.
fn rows(
    sources: &mut Sources,
    contents: &[FileContents<'_>],
    resolver: &Resolver<'_>,
) -> Vec<(Option<Item>, Mount)> {
    let mut mounts = Vec::new();
    let scopes = contents.iter().flat_map(|content| {
        content.tokens.maps.iter().map(|found| key_of(&content.file, &found.scope))
    });
    let Sources { policies, maps, .. } = sources;
    for (map, module) in maps.iter_mut().zip(scopes) {
        let text = map.text();
        let name = map.declared.to_string();
        for row in &map.map.rows {
            let RowPolicy::Named(policy) = &row.policy.value else {
                map.policies.push(None);
                map.names.push(None);
                continue;
            };
            let policy: Vec<String> =
                policy.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect();
            let item = resolver.find(&module, &policy);
            let index = match item {
                Some(Item::Policy(index)) => Some(index),
                _ => None,
            };
            let found = index.and_then(|index| policies.get(index));
            map.names.push(found.map(|policy| policy.declared.full_name()));
            map.policies.push(index);
            let kind = MountKind::Row { map: name.clone(), pattern: row.written().to_owned() };
            let at = text.range(row.requests.location).map_or(map.declared.at, |it| it.start);
            mounts.push((item, Mount { kind, policy, file: Arc::clone(text.file()), at }));
        }
    }
    mounts
}

struct Resolver<'m> {
    modules: &'m Modules<'m>,
    items: BTreeMap<(ModuleKey, String), Item>,
    /// The imports of each file, read when they are needed.
    imports: RefCell<BTreeMap<String, Vec<Import>>>,
}

impl Resolver<'_> {
    fn add(&mut self, file: &TextFile, scope: &Scope, item: Item, is_attribute: bool) {
        // A policy on a function is not one that the function is.
        if let Some(name) = scope.item.clone().filter(|_| !is_attribute) {
            self.items.entry((key_of(file, scope), name)).or_insert(item);
        }
    }

    /// What a path leads to from a module on.
    fn find(&self, module: &ModuleKey, path: &[String]) -> Option<Item> {
        let (name, path) = path.split_last()?;
        let mut steps = MAX_STEPS;
        self.item(module, path, name, &mut steps)
    }

    /// The module that has a name, which need not be a policy.
    fn module_of(&self, module: &ModuleKey, path: &[String], name: &str) -> Option<ModuleKey> {
        let mut steps = MAX_STEPS;
        if path.is_empty() {
            let imports = self.imports_named(module, Some(name));
            let Some(import) = imports.first() else { return Some(module.clone()) };
            let (_, path) = import.path.split_last()?;
            return self.walk(module, path, &mut steps);
        }
        self.walk(module, path, &mut steps)
    }

    fn item(
        &self,
        module: &ModuleKey,
        path: &[String],
        name: &str,
        steps: &mut usize,
    ) -> Option<Item> {
        *steps = steps.checked_sub(1)?;
        let module = if path.is_empty() { module.clone() } else { self.walk(module, path, steps)? };
        if let Some(item) = self.items.get(&(module.clone(), name.to_owned())) {
            return Some(*item);
        }
        for import in self.imports_named(&module, Some(name)) {
            let (name, path) = import.path.split_last()?;
            if let Some(item) = self.item(&module, path, name, steps).filter(|_| !path.is_empty()) {
                return Some(item);
            }
        }
        for glob in self.imports_named(&module, None) {
            if let Some(item) = self.item(&module, &glob.path, name, steps) {
                return Some(item);
            }
        }
        None
    }

    /// The module that a path leads to.
    fn walk(&self, from: &ModuleKey, path: &[String], steps: &mut usize) -> Option<ModuleKey> {
        *steps = steps.checked_sub(1)?;
        let Some((first, rest)) = path.split_first() else { return Some(from.clone()) };
        let next = match first.as_str() {
            "crate" | "$crate" => self.root_of(from)?,
            "self" => from.clone(),
            "super" => self.parent_of(from)?,
            name => self.named_module(from, name, steps)?,
        };
        self.walk(&next, rest, steps)
    }

    fn named_module(&self, from: &ModuleKey, name: &str, steps: &mut usize) -> Option<ModuleKey> {
        if let Some(import) = self.imports_named(from, Some(name)).first()
            && import.path.first().is_some_and(|first| first != name)
        {
            return self.walk(from, &import.path, steps);
        }
        let inline = {
            let mut inline = from.clone();
            inline.inline.push(name.to_owned());
            inline
        };
        let is_inline = self.items.keys().any(|(module, _)| *module == inline)
            || self.imports_of(&from.file).iter().any(|import| import.module == inline.inline);
        if is_inline {
            return Some(inline);
        }
        if let Some(file) = self.modules.child(from, name) {
            return Some(ModuleKey { file, inline: Vec::new() });
        }
        self.crate_named(from, name)
    }

    /// The library of this name: of the package itself, or of one that it depends on.
    fn crate_named(&self, from: &ModuleKey, name: &str) -> Option<ModuleKey> {
        let package = self.modules.package(&from.file)?;
        let dependency = package.dependencies.get(name);
        let packages = self.modules.packages().iter();
        let mut libraries = packages.flat_map(|of| of.targets.iter().map(move |it| (of, it)));
        let (_, target) = libraries.find(|(of, target)| {
            let is_own = of.name == package.name && target.name == name;
            target.kind == TargetKind::Library && (is_own || dependency == Some(&of.name))
        })?;
        Some(ModuleKey { file: target.root.clone(), inline: Vec::new() })
    }

    fn root_of(&self, module: &ModuleKey) -> Option<ModuleKey> {
        let file = self.modules.of(&module.file)?.target.root.clone();
        Some(ModuleKey { file, inline: Vec::new() })
    }

    fn parent_of(&self, module: &ModuleKey) -> Option<ModuleKey> {
        let mut parent = module.clone();
        if parent.inline.pop().is_some() {
            return Some(parent);
        }
        self.modules.of(&module.file)?.parent
    }

    /// The imports of a module under this name; those of all names if it is `None`.
    fn imports_named(&self, module: &ModuleKey, name: Option<&str>) -> Vec<Import> {
        let mut imports = self.imports_of(&module.file);
        imports.retain(|it| it.module == module.inline && it.name.as_deref() == name);
        imports
    }

    fn imports_of(&self, file: &str) -> Vec<Import> {
        let mut imports = self.imports.borrow_mut();
        let read = || {
            let text = self.modules.text(file);
            tokens::find(&text, &Known::default()).map(|tokens| tokens.imports).unwrap_or_default()
        };
        imports.entry(file.to_owned()).or_insert_with(read).clone()
    }
}
