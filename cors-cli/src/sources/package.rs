//! The packages of a workspace, as `cargo metadata` lists them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::failure::Message;

/// A member of a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its folder from the root of the tree on, without `/` at the end; empty for the root.
    pub folder: String,
    /// Its targets.
    pub targets: Vec<Target>,
    /// The packages that it depends on, by what its sources call them.
    pub dependencies: BTreeMap<String, String>,
}

/// A target of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The name of its crate.
    pub name: String,
    /// What it is.
    pub kind: TargetKind,
    /// Its root file, from the root of the tree on.
    pub root: String,
}

/// What a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TargetKind {
    /// The library.
    Library,
    /// A binary.
    Binary,
    /// A test, an example, a benchmark, or a build script.
    Other,
}

impl Package {
    /// Whether a file of the tree is in its folder.
    #[must_use]
    pub fn contains(&self, path: &str) -> bool {
        self.folder.is_empty()
            || path.strip_prefix(&self.folder).is_some_and(|rest| rest.starts_with('/'))
    }

    /// The path of a file, given from the folder of the package on, from the root of the tree on. `..` and `.` are
    /// resolved; `None` if it leaves the tree.
    #[must_use]
    pub fn path_of(&self, path: &str) -> Option<String> {
        joined(&self.folder, path)
    }
}

/// A path below a folder, without `.` and `..`; `None` if it leaves the root.
pub(super) fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// What `cargo metadata --no-deps --format-version 1` prints, as far as it is used.
#[derive(Deserialize)]
struct Metadata {
    workspace_root: String,
    packages: Vec<PackageMetadata>,
}

#[derive(Deserialize)]
struct PackageMetadata {
    name: String,
    manifest_path: String,
    dependencies: Vec<DependencyMetadata>,
    targets: Vec<TargetMetadata>,
}

#[derive(Deserialize)]
struct DependencyMetadata {
    name: String,
    rename: Option<String>,
}

#[derive(Deserialize)]
struct TargetMetadata {
    name: String,
    kind: Vec<String>,
    src_path: String,
}

/// A workspace, as `cargo metadata` describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    /// Its folder.
    pub root: String,
    /// Its members, by their names.
    pub packages: Vec<Package>,
}

impl Workspace {
    /// Reads what `cargo metadata --no-deps --format-version 1` printed.
    ///
    /// # Errors
    ///
    /// If it is something else.
    pub fn from_metadata(json: &[u8]) -> Result<Self, Message> {
        let metadata: Metadata = serde_json::from_slice(json).map_err(|error| {
            Message::new(format!("the output of `cargo metadata` cannot be read: {error}"))
        })?;
        let root = metadata.workspace_root.replace('\\', "/");
        let mut packages: Vec<Package> =
            metadata.packages.into_iter().map(|package| package.into_package(&root)).collect();
        packages.sort_by(|a, b| (&a.name, &a.folder).cmp(&(&b.name, &b.folder)));
        Ok(Self { root, packages })
    }
}

impl PackageMetadata {
    fn into_package(self, root: &str) -> Package {
        let relative = |path: &str| {
            let path = path.replace('\\', "/");
            let below = Path::new(&path).strip_prefix(root).ok().and_then(Path::to_str);
            below.map(str::to_owned).unwrap_or(path)
        };
        let manifest = relative(&self.manifest_path);
        let folder = manifest.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let target = |target: TargetMetadata| Target {
            kind: match target.kind.first().map(String::as_str) {
                Some("bin") => TargetKind::Binary,
                Some("example" | "test" | "bench" | "custom-build") | None => TargetKind::Other,
                Some(_) => TargetKind::Library,
            },
            name: target.name.replace('-', "_"),
            root: relative(&target.src_path),
        };
        let dependency = |dependency: DependencyMetadata| {
            let known_as = dependency.rename.as_deref().unwrap_or(&dependency.name);
            (known_as.replace('-', "_"), dependency.name)
        };
        Package {
            folder,
            targets: self.targets.into_iter().map(target).collect(),
            dependencies: self.dependencies.into_iter().map(dependency).collect(),
            name: self.name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_have_paths_from_the_root_on() {
        let json = r#"{ "workspace_root": "/ws", "version": 1, "packages": [{
            "name": "api", "manifest_path": "/ws/crates/api/Cargo.toml",
            "dependencies": [{ "name": "cors-runtime", "rename": "web-cors" }, { "name": "axum", "rename": null }],
            "targets": [
                { "name": "my-api", "kind": ["lib"], "src_path": "/ws/crates/api/src/lib.rs" },
                { "name": "serve", "kind": ["bin"], "src_path": "/ws/crates/api/src/main.rs" }
            ] }] }"#;
        let Workspace { root, packages } = Workspace::from_metadata(json.as_bytes()).unwrap();
        let [package] = packages.as_slice() else { panic!("one package") };
        assert_eq!((root.as_str(), package.folder.as_str()), ("/ws", "crates/api"));
        assert_eq!(package.dependencies["web_cors"], "cors-runtime");
        assert_eq!(package.targets[0].name, "my_api");
        assert_eq!(package.targets[1].root, "crates/api/src/main.rs");
        assert!(package.contains("crates/api/src/lib.rs") && !package.contains("crates/api2/a.rs"));
        assert_eq!(package.path_of("../../cors.toml").as_deref(), Some("cors.toml"));
        assert_eq!(package.path_of("../../../cors.toml"), None);
        assert!(Workspace::from_metadata(b"{").is_err());
    }
}
