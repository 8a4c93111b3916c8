//! `--fix` and `--diff`: the suggestions that are certain, applied.
//!
//! ```text
//! tree ──> check ──> certain edits that do not overlap ──> changed texts ──┐
//!   ↑                                                                      │
//!   └────────────── again, until there are none: a fix may show another ───┘
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use cors_compiler::finding::TextEdit;
use similar::TextDiff;

use super::overlay::Overlay;
use super::{Checked, cannot_write};
use crate::failure::{Failure, Message};
use crate::output::Output;
use crate::progress::Progress;
use crate::report::Diagnostic;
use crate::sources::tree::Tree;
use crate::sources::{Extent, Sources};

/// How many times the policies are checked again. Each round fixes what the one before it showed.
const MAX_ROUNDS: usize = 10;

/// The changed files of some trees.
pub(super) struct Fixed {
    trees: Vec<Arc<Overlay>>,
    /// How many findings were fixed.
    count: usize,
}

/// Applies all suggestions that are certain.
pub(super) fn fix(trees: &[(Arc<dyn Tree>, Extent)], output: &Output) -> Fixed {
    let mut fixed = Fixed { trees: Vec::new(), count: 0 };
    for (tree, extent) in trees {
        let overlay = Arc::new(Overlay::new(Arc::clone(tree)));
        let as_tree: Arc<dyn Tree> = Arc::<Overlay>::clone(&overlay);
        for _ in 0..MAX_ROUNDS {
            let sources = Sources::read(&as_tree, extent);
            let progress = Progress::of(output, sources.policies.len());
            let checked = Checked::new(sources, &progress);
            progress.end();
            let count = apply(&checked.diagnostics, &overlay);
            fixed.count = fixed.count.saturating_add(count);
            if count == 0 {
                break;
            }
        }
        fixed.trees.push(overlay);
    }
    fixed
}

/// Applies the edits that do not overlap; how many findings they fix.
fn apply(diagnostics: &[Diagnostic], overlay: &Overlay) -> usize {
    let mut by_file: BTreeMap<&str, (&str, Vec<TextEdit>)> = BTreeMap::new();
    let mut count = 0_usize;
    for diagnostic in diagnostics {
        let Some(edits) = diagnostic.certain_edits() else { continue };
        let file = &diagnostic.file;
        let (_, accepted) = by_file.entry(&file.path).or_insert((file.text(), Vec::new()));
        if edits.iter().all(|edit| accepted.iter().all(|other| are_apart(edit, other))) {
            accepted.extend(edits.iter().cloned());
            count = count.saturating_add(1);
        }
    }
    for (path, (text, mut edits)) in by_file {
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        overlay.changed().insert(path.to_owned(), TextEdit::apply_all(text, &edits));
    }
    count
}

/// Whether two edits can be applied together, in any order: not even the bytes next to them are the same.
fn are_apart(a: &TextEdit, b: &TextEdit) -> bool {
    a.range.end < b.range.start || b.range.end < a.range.start
}

/// A file that is changed.
struct Change {
    shown: String,
    location: Option<PathBuf>,
    old: String,
    new: String,
}

impl Fixed {
    /// The files that differ from what they are now.
    fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        for overlay in &self.trees {
            let base = overlay.base();
            for (path, new) in overlay.changed().iter() {
                let old =
                    String::from_utf8(base.read(path).unwrap_or_default()).unwrap_or_default();
                if old != *new {
                    let (shown, location) = (base.shown(path), base.location(path));
                    changes.push(Change { shown, location, old, new: new.clone() });
                }
            }
        }
        changes
    }

    /// Writes the changes as a diff.
    pub(super) fn write_diff(&self, output: &mut Output) -> Result<(), Failure> {
        for Change { shown, old, new, .. } in self.changes() {
            let diff = TextDiff::from_lines(&old, &new);
            let mut diff = diff.unified_diff();
            let diff = diff.context_radius(3).header(&format!("a/{shown}"), &format!("b/{shown}"));
            write!(output, "{diff}")?;
        }
        Ok(())
    }

    /// Changes the files.
    pub(super) fn save(&self, allow_dirty: bool, output: &mut Output) -> Result<(), Failure> {
        let changes = self.changes();
        if !allow_dirty {
            refuse_dirty(&changes)?;
        }
        for Change { shown, location, new, .. } in &changes {
            let Some(location) = location else { continue };
            fs::write(location, new).map_err(|error| cannot_write(shown, &error))?;
        }
        let (findings, files) = (self.count, changes.len());
        if files > 0 {
            let findings =
                if findings == 1 { "1 finding" } else { &format!("{findings} findings") };
            let files = if files == 1 { "1 file" } else { &format!("{files} files") };
            writeln!(output, "fixed {findings} in {files}\n")?;
        }
        Ok(())
    }
}

/// The error for files that Git could not restore.
fn refuse_dirty(changes: &[Change]) -> Result<(), Message> {
    for Change { shown, location, .. } in changes {
        let Some(location) = location else { continue };
        let problem = match status(location) {
            Some(status) if status.is_empty() => continue,
            Some(_) => format!("`{shown}` has uncommitted changes"),
            None => format!("`{shown}` is not in a Git repository"),
        };
        return Err(Message::new(format!("{problem}, so that a fix could not be undone"))
            .note("no file was changed")
            .help("commit the changes, or use `--allow-dirty`; `--diff` shows the fixes"));
    }
    Ok(())
}

/// What Git prints of the status of a file; `None` if it is not in a repository.
fn status(file: &Path) -> Option<Vec<u8>> {
    let folder = file.parent()?;
    let output = Command::new("git")
        .args(["status", "--porcelain", "--ignored", "--"])
        .arg(file.file_name()?)
        .current_dir(folder)
        .output()
        .ok()?;
    output.status.success().then_some(output.stdout)
}
