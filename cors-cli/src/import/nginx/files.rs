//! Files that are included: their directives take the place of `include`.
//!
//! What is in such a file is reported at the `include`, because a report is about one file.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::syntax::{self, Directive};
use crate::scan::Unread;

/// How many files may be included.
const MAX_FILES: usize = 1_000;

/// How deep files may include each other.
const MAX_DEPTH: usize = 16;

/// Includes files.
pub(super) struct Files<'f> {
    /// The folder of the main file, to which all paths are relative.
    pub(super) folder: &'f Path,
    pub(super) unread: Vec<Unread>,
    pub(super) count: usize,
}

impl Files<'_> {
    /// The directives with those of the included files in the place of each `include`.
    pub(super) fn include(&mut self, directives: Vec<Directive>, depth: usize) -> Vec<Directive> {
        let mut whole = Vec::new();
        for mut directive in directives {
            match directive.argument(0) {
                Some(path) if directive.is("include") && directive.block.is_none() => {
                    let path = path.to_owned();
                    whole.extend(self.included(&path, &directive.range(), depth));
                }
                _ => {
                    let block = directive.block.take();
                    directive.block = block.map(|inner| self.include(inner, depth));
                    whole.push(directive);
                }
            }
        }
        whole
    }

    fn included(&mut self, path: &str, range: &Range<usize>, depth: usize) -> Vec<Directive> {
        let mut unread = |reason| self.unread.push(Unread { range: range.clone(), reason });
        if depth > MAX_DEPTH {
            unread("files include each other too deeply");
            return Vec::new();
        }
        // nginx's own lists of types have no headers.
        if path.ends_with("mime.types") || path.ends_with("_params") {
            return Vec::new();
        }
        let Some(files) = matching(self.folder, path) else {
            unread("the included file cannot be read");
            return Vec::new();
        };
        let mut whole = Vec::new();
        for file in files {
            self.count = self.count.saturating_add(1);
            let mut unread = |reason| self.unread.push(Unread { range: range.clone(), reason });
            if self.count > MAX_FILES {
                unread("too many files are included");
                return whole;
            }
            let Ok(text) = fs::read_to_string(&file) else {
                unread("the included file cannot be read");
                continue;
            };
            match syntax::parse(&text) {
                Ok(mut directives) => {
                    directives.iter_mut().for_each(|directive| place(directive, range));
                    whole.extend(self.include(directives, depth.saturating_add(1)));
                }
                Err(_) => unread("the included file is not in nginx's syntax"),
            }
        }
        whole
    }
}

/// Gives all words of a directive one place.
fn place(directive: &mut Directive, range: &Range<usize>) {
    directive.name.range = range.clone();
    directive.arguments.iter_mut().for_each(|word| word.range = range.clone());
    directive.block.iter_mut().flatten().for_each(|inner| place(inner, range));
}

/// The files of a path, in which the last part may have `*`; `None` if a path without one leads to no file.
fn matching(folder: &Path, path: &str) -> Option<Vec<PathBuf>> {
    let whole = folder.join(path);
    let name = whole.file_name()?.to_str()?;
    let Some((before, behind)) = name.split_once('*') else {
        return whole.is_file().then(|| vec![whole]);
    };
    let fits = |file: &PathBuf| {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let rest = name.strip_prefix(before).and_then(|rest| rest.strip_suffix(behind));
        rest.is_some() && !name.starts_with('.')
    };
    // A folder that is missing has no matching files, which is fine for nginx.
    let Ok(entries) = fs::read_dir(whole.parent()?) else { return Some(Vec::new()) };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.is_file() && fits(file));
    files.sort();
    Some(files)
}
