//! Where files are read: a folder, or something else that has files, as a revision of a Git repository.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use ignore::WalkBuilder;

use super::package::{Package, Workspace};
use crate::failure::Message;

/// Files of a workspace. All paths are from its root on, with `/` between folders.
pub trait Tree: fmt::Debug + Send + Sync {
    /// The packages of the workspace; none if it is a folder without a workspace.
    fn packages(&self) -> &[Package];

    /// The paths of the files in a folder and below that may be of interest: Rust and TOML, without those that Git
    /// ignores. Sorted. The root is the empty path.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read.
    fn files(&self, folder: &str) -> Result<Vec<String>, Message>;

    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// What messages call a file.
    fn shown(&self, path: &str) -> String;

    /// Where a file is in the file system, if it is there.
    fn location(&self, path: &str) -> Option<PathBuf>;
}

/// A folder of the file system.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    packages: Vec<Package>,
    /// What is before a path in messages.
    prefix: String,
}

impl Folder {
    /// The workspace of the package whose folder is this one or above it; the folder itself if there is none.
    ///
    /// # Errors
    ///
    /// If there is a `Cargo.toml` that cargo cannot read.
    pub fn workspace_of(folder: &Path, current: &Path) -> Result<Self, Message> {
        let manifest = folder.ancestors().map(|folder| folder.join("Cargo.toml"));
        let Some(manifest) = manifest.into_iter().find(|manifest| manifest.is_file()) else {
            return Ok(Self::without_packages(folder, current));
        };
        let Workspace { root, packages } = metadata(&manifest)?;
        let root = PathBuf::from(root);
        Ok(Self { prefix: prefix(&root, current), root, packages })
    }

    /// A folder whose packages are not known.
    #[must_use]
    pub fn without_packages(folder: &Path, current: &Path) -> Self {
        Self { root: folder.to_owned(), packages: Vec::new(), prefix: prefix(folder, current) }
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path of a file from the root on; `None` if it is elsewhere.
    #[must_use]
    pub fn path_of(&self, file: &Path) -> Option<String> {
        let path = file.strip_prefix(&self.root).ok()?.to_str()?;
        Some(path.replace('\\', "/"))
    }
}

/// What is before the paths below `root` in messages: they are from the current folder on, or, if that is below the root,
/// from the root on, as in the messages of rustc.
fn prefix(root: &Path, current: &Path) -> String {
    if current.starts_with(root) {
        return String::new();
    }
    let shared = root.components().zip(current.components()).take_while(|(a, b)| a == b).count();
    let up = current.components().skip(shared).map(|_| "..".to_owned());
    let down = root.components().skip(shared);
    let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).map(|part| format!("{part}/")).collect()
}

/// Runs `cargo metadata`.
fn metadata(manifest: &Path) -> Result<Workspace, Message> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path"])
        .arg(manifest)
        .output()
        .map_err(|error| Message::new(format!("`cargo metadata` cannot be run: {error}")))?;
    if output.status.success() {
        return Workspace::from_metadata(&output.stdout);
    }
    let mut message = Message::new(format!("cargo cannot read `{}`", manifest.display()));
    let errors = String::from_utf8_lossy(&output.stderr);
    for line in errors.lines().filter(|line| !line.trim().is_empty()) {
        message = message.note(line.trim().trim_start_matches("error: "));
    }
    Err(message)
}

impl Tree for Folder {
    fn packages(&self) -> &[Package] {
        &self.packages
    }

    fn files(&self, folder: &str) -> Result<Vec<String>, Message> {
        let folder = self.root.join(folder);
        let walk = WalkBuilder::new(&folder)
            .require_git(false)
            .filter_entry(|entry| !is_target_folder(entry.path()))
            .build();
        let mut files = Vec::new();
        for entry in walk {
            let entry = entry.map_err(|error| {
                Message::new(format!("`{}` cannot be read: {error}", folder.display()))
            })?;
            let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
            let extension = entry.path().extension().and_then(|extension| extension.to_str());
            if is_file && matches!(extension, Some("rs" | "toml")) {
                files.extend(self.path_of(entry.path()));
            }
        }
        files.sort();
        Ok(files)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        fs::read(self.root.join(path))
    }

    fn shown(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    fn location(&self, path: &str) -> Option<PathBuf> {
        Some(self.root.join(path))
    }
}

/// Whether cargo builds in this folder, even if Git does not ignore it.
fn is_target_folder(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "target") && path.join("CACHEDIR.TAG").is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_the_current_folder_on() {
        let shown = |root: &str| Folder::without_packages(Path::new(root), Path::new("/ws/api"));
        assert_eq!(shown("/ws/api").shown("a.rs"), "a.rs");
        assert_eq!(shown("/ws/api/b").shown("a.rs"), "b/a.rs");
        assert_eq!(shown("/ws").shown("api/a.rs"), "api/a.rs");
        assert_eq!(shown("/ws/web").shown("a.rs"), "../web/a.rs");
    }

    #[test]
    fn the_workspace_of_a_folder_has_its_packages() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let workspace = Folder::workspace_of(&folder.join("src"), folder).unwrap();
        assert!(workspace.packages().iter().any(|package| package.name == "cors-cli"));
        let files = workspace.files("cors-cli/src").unwrap();
        assert!(files.contains(&"cors-cli/src/sources/tree.rs".to_owned()), "{files:?}");
        assert!(files.is_sorted());
    }
}
