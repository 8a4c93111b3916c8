//! Reading files, and the configurations in them.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use memchr::memmem;

use super::find::{self, InFile};
use super::found::Unread;
use super::libraries::NEEDLES;
use super::reviewed::Reviewed;
use crate::failure::Message;
use crate::sources::tree::{Folder, Tree as _};
use crate::sources::{Problem, TextFile, in_parallel};

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// The files with configurations, or with something that could not be read, in the order of their names.
    pub(super) files: Vec<File>,
    pub(super) problems: Vec<Problem>,
}

/// A file with configurations.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) text: Arc<TextFile>,
    pub(crate) configurations: Vec<Reviewed>,
    /// Where there may be more.
    pub(crate) unread: Vec<Unread>,
}

/// Reads these folders and files, or the current folder.
pub(super) fn read(paths: &[PathBuf]) -> Result<Read, Message> {
    let current = env::current_dir().and_then(|folder| folder.canonicalize());
    let current = current
        .map_err(|error| Message::new(format!("the current folder cannot be read: {error}")))?;
    let mut read = Read::default();
    if paths.is_empty() {
        read.add(Path::new("."), &current, &current);
    }
    for path in paths {
        match current.join(path).canonicalize() {
            Ok(whole) => read.add(path, &whole, &current),
            Err(_) => read.problem(path, "no such file or folder".to_owned()),
        }
    }
    read.files.sort_by(|a, b| a.text.shown.cmp(&b.text.shown));
    read.files.dedup_by(|a, b| a.text.shown == b.text.shown);
    Ok(read)
}

impl Read {
    fn problem(&mut self, path: &Path, reason: String) {
        let file = path.display().to_string();
        self.problems.push(Problem::new(file, reason));
    }

    fn add(&mut self, written: &Path, path: &Path, current: &Path) {
        let is_folder = path.is_dir();
        let root = if is_folder { path } else { path.parent().unwrap_or(path) };
        let folder = Folder::without_packages(root, current);
        let files = match (is_folder, folder.path_of(path)) {
            (true, _) => folder.files("").map_err(|message| message.what),
            (false, Some(file)) if file.ends_with(".rs") => Ok(vec![file]),
            (false, _) => Err("it is not a folder or a Rust file".to_owned()),
        };
        let files = match files {
            Ok(files) => files,
            Err(reason) => return self.problem(written, reason),
        };
        let rust: Vec<String> = files.into_iter().filter(|file| file.ends_with(".rs")).collect();
        for read in in_parallel(&rust, |file| read_file(&folder, file)) {
            match read {
                Ok(Some(file)) => self.files.push(file),
                Ok(None) => {}
                Err(problem) => self.problems.push(problem),
            }
        }
    }
}

/// How deep brackets may be nested in a file: the parser and the walk recurse.
const MAX_DEPTH: usize = 200;

/// How deep brackets are nested, at most: those in texts and comments count too.
fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    for byte in bytes {
        match byte {
            b'(' | b'[' | b'{' => depth = depth.saturating_add(1),
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = depth.max(most);
    }
    most
}

/// The configurations of a file; `None` if it has none.
fn read_file(folder: &Folder, path: &str) -> Result<Option<File>, Problem> {
    let shown = folder.shown(path);
    let problem = |position, reason| Problem { position, ..Problem::new(shown.clone(), reason) };
    let bytes = folder.read(path).map_err(|error| problem(None, error.to_string()))?;
    let has = |needle: &str| memmem::find(&bytes, needle.as_bytes()).is_some();
    if !NEEDLES.iter().any(|library| has(library)) || !(has("cors") || has("Cors")) {
        return Ok(None);
    }
    if depth(&bytes) > MAX_DEPTH {
        return Err(problem(None, "its brackets are nested too deeply".to_owned()));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| problem(None, "the file is not valid UTF-8".to_owned()))?;
    let parsed = match syn::parse_file(&text) {
        Ok(parsed) => parsed,
        Err(error) => {
            let start = error.span().start();
            let position = Some((start.line, start.column.saturating_add(1)));
            return Err(problem(position, format!("it is not valid Rust: {error}")));
        }
    };
    let InFile { found, unread } = find::find(&parsed);
    if found.is_empty() && unread.is_empty() {
        return Ok(None);
    }
    let text = Arc::new(TextFile::of(folder, path, text));
    let configurations = found.into_iter().map(|one| Reviewed::new(one, &text)).collect();
    Ok(Some(File { text, configurations, unread }))
}
