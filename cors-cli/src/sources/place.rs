//! The places that are given on the command line: folders, Rust files, TOML files.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::read::{Extent, Problem, Sources};
use super::tree::{Folder, Tree};
use crate::failure::Message;

/// What is read.
#[derive(Debug, Clone, Default, Args)]
pub struct Places {
    /// Folders, Rust files or TOML files [default: the workspace of the current folder].
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

/// The trees that some places are in.
#[derive(Debug, Default)]
pub struct Trees {
    /// Each tree, and what of it is read.
    pub trees: Vec<(Arc<dyn Tree>, Extent)>,
    /// Places that are in none.
    pub problems: Vec<Problem>,
}

impl Places {
    /// Reads the policies. What cannot be read is among the problems.
    ///
    /// # Errors
    ///
    /// If the current folder is not known.
    pub fn read(&self) -> Result<Sources, Message> {
        let Trees { trees, problems } = self.trees()?;
        let mut sources = Sources { problems, ..Sources::default() };
        for (tree, extent) in trees {
            sources.extend(Sources::read(&tree, &extent));
        }
        Ok(sources)
    }

    /// The trees that the places are in.
    ///
    /// # Errors
    ///
    /// If the current folder is not known.
    pub fn trees(&self) -> Result<Trees, Message> {
        let current = current()?;
        let mut reading = Reading { current, trees: BTreeMap::new(), problems: Vec::new() };
        if self.paths.is_empty() {
            let current = reading.current.clone();
            reading.add(&current, &current, true);
        }
        for path in &self.paths {
            match reading.current.join(path).canonicalize() {
                Ok(whole) => reading.add(path, &whole, false),
                Err(_) => reading.problem(path, "no such file or folder".to_owned()),
            }
        }
        let Reading { trees, problems, .. } = reading;
        Ok(Trees { trees: trees.into_values().collect(), problems })
    }
}

fn current() -> Result<PathBuf, Message> {
    let current = env::current_dir().and_then(|folder| folder.canonicalize());
    current.map_err(|error| Message::new(format!("the current folder cannot be read: {error}")))
}

/// The places that were read so far.
struct Reading {
    current: PathBuf,
    /// By their roots.
    trees: BTreeMap<PathBuf, (Arc<dyn Tree>, Extent)>,
    problems: Vec<Problem>,
}

impl Reading {
    fn problem(&mut self, path: &Path, reason: String) {
        let file = path.display().to_string();
        self.problems.push(Problem::new(file, reason));
    }

    /// Adds a file or folder; with `is_whole`, the workspace that it is in.
    fn add(&mut self, written: &Path, path: &Path, is_whole: bool) {
        let is_folder = path.is_dir();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if !is_folder && !matches!(extension, Some("rs" | "toml")) {
            return self
                .problem(written, "it is not a folder, a Rust file or a TOML file".to_owned());
        }
        let folder = if is_folder { path } else { path.parent().unwrap_or(path) };
        let folder = match Folder::workspace_of(folder, &self.current) {
            Ok(workspace) => workspace,
            Err(message) => {
                let notes = message.notes.join("; ");
                self.problem(written, format!("{}: {notes}", message.what));
                Folder::without_packages(folder, &self.current)
            }
        };
        // A file that a symbolic link brings into a package.
        let Some(below) = folder.path_of(path) else {
            return self.problem(written, "it is not below the root of its workspace".to_owned());
        };
        let root = folder.root().to_owned();
        let (_, extent) =
            self.trees.entry(root).or_insert_with(|| (Arc::new(folder), Extent::default()));
        if is_whole || (is_folder && below.is_empty()) {
            extent.members = true;
        } else {
            extent.paths.push(below);
        }
    }
}
