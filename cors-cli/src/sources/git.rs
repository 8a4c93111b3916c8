//! The files of a revision of a Git repository, read with the command `git`.
//!
//! ```text
//! git rev-parse REV^{commit}  ──> commit
//! git ls-tree -r COMMIT       ──> paths, blobs      Rust and TOML files
//! git cat-file --batch        ──> their bytes       all of them from one process
//! ```
//!
//! Nothing is checked out. Only `cargo metadata`, which reads folders, gets one: a temporary folder with the manifests of
//! the revision, and with empty files where it has Rust files.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;

use super::package::Package;
use super::read::{Extent, Sources};
use super::tree::{Folder, Tree};
use crate::failure::Message;

/// A repository.
#[derive(Debug, Clone)]
pub struct Repository {
    /// Its folder.
    root: PathBuf,
    /// The current folder from there on.
    current: String,
}

/// A revision of a repository: the part that is below the root of its workspace.
#[derive(Debug)]
pub struct Revision {
    repository: Repository,
    /// The whole name of the commit.
    commit: String,
    /// What messages call the revision.
    name: String,
    /// The root of the workspace, from that of the repository on.
    root: String,
    packages: Vec<Package>,
    /// The Rust and TOML files, by their paths from the root of the workspace on.
    files: BTreeMap<String, Vec<u8>>,
}

impl Repository {
    /// The repository of a folder.
    ///
    /// # Errors
    ///
    /// If it is not in one, or if Git is not installed.
    pub fn of(folder: &Path) -> Result<Self, Message> {
        let output = run(folder, &["rev-parse", "--show-toplevel", "--show-prefix"])?;
        let text = String::from_utf8_lossy(&output);
        let mut lines = text.lines();
        let root = PathBuf::from(lines.next().unwrap_or_default());
        let current = lines.next().unwrap_or_default().trim_end_matches('/').to_owned();
        Ok(Self { root, current })
    }

    /// The name of the commit that a revision is.
    ///
    /// # Errors
    ///
    /// If the repository doesn't have it; the message shows how to fetch it.
    pub fn commit(&self, revision: &str) -> Result<String, Message> {
        let name = format!("{revision}^{{commit}}");
        let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", &name];
        match run(&self.root, &arguments) {
            Ok(commit) => Ok(String::from_utf8_lossy(&commit).trim().to_owned()),
            Err(_) => Err(self.unknown(revision)),
        }
    }

    /// The last common ancestor of two revisions.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn merge_base(&self, one: &str, other: &str) -> Result<String, Message> {
        let commits = [self.commit(one)?, self.commit(other)?];
        let found = run(&self.root, &["merge-base", &commits[0], &commits[1]]);
        let found = found.map_err(|_| {
            let message =
                Message::new(format!("`{one}` and `{other}` have no common ancestor here"));
            self.with_fetch(message, one)
        })?;
        Ok(String::from_utf8_lossy(&found).trim().to_owned())
    }

    fn unknown(&self, revision: &str) -> Message {
        let message = Message::new(format!("`{revision}` is not a revision, a file or a folder"));
        let is_file = revision.ends_with(".toml") || revision.ends_with(".rs");
        if is_file { message } else { self.with_fetch(message, revision) }
    }

    /// The message with the command that fetches what is missing.
    fn with_fetch(&self, message: Message, revision: &str) -> Message {
        let output = run(&self.root, &["rev-parse", "--is-shallow-repository"]);
        let is_shallow = output.is_ok_and(|output| output.starts_with(b"true"));
        let branch = revision.strip_prefix("origin/").unwrap_or(revision);
        let branch = branch.split(['~', '^', '@', ':']).next().unwrap_or(branch);
        if is_shallow {
            return message
                .note("the clone is shallow: it has only a part of the history")
                .help(format!("fetch it: `git fetch --unshallow origin {branch}`"));
        }
        message.help(format!("if it is on the server: `git fetch origin {branch}`"))
    }

    /// Reads a revision.
    ///
    /// # Errors
    ///
    /// If it is unknown, or cannot be read.
    pub fn revision(&self, revision: &str) -> Result<Revision, Message> {
        let commit = self.commit(revision)?;
        let blobs = self.blobs(&commit)?;
        let mut files = self.contents(blobs)?;
        let short = commit.get(..9).unwrap_or(&commit);
        let name = if commit.starts_with(revision) {
            short.to_owned()
        } else {
            format!("{revision} ({short})")
        };
        let (root, packages) = self.workspace(&files).map_err(|message| {
            let what = format!("{}, at {name}", message.what);
            Message { what, ..message }
        })?;
        if !root.is_empty() {
            let prefix = format!("{root}/");
            files = files
                .into_iter()
                .filter_map(|(path, bytes)| Some((path.strip_prefix(&prefix)?.to_owned(), bytes)))
                .collect();
        }
        Ok(Revision { repository: self.clone(), commit, name, root, packages, files })
    }

    /// The Rust and TOML files of a commit, with the names of their contents.
    fn blobs(&self, commit: &str) -> Result<Vec<(String, String)>, Message> {
        let listed = run(&self.root, &["ls-tree", "-r", "-z", "--full-tree", commit])?;
        let listed = String::from_utf8_lossy(&listed);
        let entry = |entry: &str| {
            let (kind, path) = entry.split_once('\t')?;
            let mut kind = kind.split(' ');
            // Neither a symbolic link nor a submodule.
            let is_file = matches!(kind.next(), Some("100644" | "100755"));
            let blob = kind.nth(1)?.to_owned();
            let is_read = path.ends_with(".rs") || path.ends_with(".toml");
            (is_file && is_read).then(|| (path.to_owned(), blob))
        };
        Ok(listed.split('\0').filter_map(entry).collect())
    }

    /// The contents of blobs.
    fn contents(&self, blobs: Vec<(String, String)>) -> Result<BTreeMap<String, Vec<u8>>, Message> {
        let failed = |error: io::Error| Message::new(format!("`git cat-file` failed: {error}"));
        let mut child = git(&self.root, &["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failed(io::ErrorKind::BrokenPipe.into()));
        };
        let names: String = blobs.iter().map(|(_, blob)| format!("{blob}\n")).collect();
        // Both ends at once: a pipe holds only some of it.
        let writer = thread::spawn(move || input.write_all(names.as_bytes()));
        let mut output = BufReader::new(output);
        let mut files = BTreeMap::new();
        for (path, _) in blobs {
            files.insert(path, next_blob(&mut output).map_err(failed)?);
        }
        drop(output);
        // Without them the output would have been too short.
        let _ = writer.join();
        child.wait().map_err(failed)?;
        Ok(files)
    }

    /// The root of the workspace and its packages, by `cargo metadata` in a folder that has only what that reads.
    fn workspace(
        &self,
        files: &BTreeMap<String, Vec<u8>>,
    ) -> Result<(String, Vec<Package>), Message> {
        let is_manifest = |path: &str| path == "Cargo.toml" || path.ends_with("/Cargo.toml");
        let above = Path::new(&self.current).ancestors();
        let has_workspace = above
            .filter_map(|folder| folder.join("Cargo.toml").to_str().map(str::to_owned))
            .any(|manifest| files.contains_key(&manifest.replace('\\', "/")));
        if !has_workspace {
            return Ok((self.current.clone(), Vec::new()));
        }
        let folder = TemporaryFolder::new()
            .map_err(|error| Message::new(format!("a temporary folder cannot be made: {error}")))?;
        let write = |path: &str, bytes: &[u8]| {
            let path = folder.0.join(path);
            fs::create_dir_all(path.parent().unwrap_or(&folder.0))?;
            fs::write(path, bytes)
        };
        for (path, bytes) in files {
            let written = match path.ends_with(".rs") {
                true => write(path, b""),
                false if is_manifest(path) => write(path, bytes),
                false => Ok(()),
            };
            written.map_err(|error| {
                Message::new(format!("a temporary file cannot be written: {error}"))
            })?;
        }
        let current = folder.0.join(&self.current);
        let workspace = Folder::workspace_of(&current, &current).map_err(|mut message| {
            // The folder is gone when it is read.
            let shown = folder.0.display().to_string();
            for text in message.notes.iter_mut().chain([&mut message.what]) {
                *text = text.replace(&format!("{shown}/"), "").replace(&shown, ".");
            }
            message
        })?;
        let root = workspace.root().strip_prefix(&folder.0).ok().and_then(Path::to_str);
        let root = root.unwrap_or_default().replace('\\', "/");
        Ok((root, workspace.packages().to_vec()))
    }
}

/// The next blob that `git cat-file --batch` prints.
fn next_blob(output: &mut impl io::BufRead) -> io::Result<Vec<u8>> {
    let mut header = String::new();
    output.read_line(&mut header)?;
    let size = header.trim_end().rsplit(' ').next().and_then(|size| size.parse().ok());
    let size: u64 = size.ok_or_else(|| io::Error::other(format!("found `{}`", header.trim())))?;
    let mut bytes = Vec::new();
    let read = output.by_ref().take(size).read_to_end(&mut bytes)?;
    if read as u64 != size {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    output.read_exact(&mut [0])?;
    Ok(bytes)
}

fn git(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    // Nothing is written, and messages are not translated.
    command.arg("-C").arg(folder).args(arguments);
    command.env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C").stdin(Stdio::null());
    command
}

/// What a command of Git prints.
fn run(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, Message> {
    let output = git(folder, arguments)
        .output()
        .map_err(|error| Message::new(format!("`git` cannot be run: {error}")))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let command = arguments.first().copied().unwrap_or_default();
    let errors = String::from_utf8_lossy(&output.stderr);
    let lines = errors.lines().filter(|line| !line.trim().is_empty());
    Err(lines.fold(Message::new(format!("`git {command}` failed")), |message, line| {
        message.note(line.trim().trim_start_matches("fatal: "))
    }))
}

impl Revision {
    /// What messages call it: `main (1a2b3c4d5)`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The policies of the workspace at this revision.
    #[must_use]
    pub fn sources(self) -> Sources {
        let tree: Arc<dyn Tree> = Arc::new(self);
        Sources::read(&tree, &Extent::of_members())
    }
}

impl Tree for Revision {
    fn packages(&self) -> &[Package] {
        &self.packages
    }

    fn files(&self, folder: &str) -> Result<Vec<String>, Message> {
        let is_below = |path: &&String| {
            folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        };
        Ok(self.files.keys().filter(is_below).cloned().collect())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        if let Some(bytes) = self.files.get(path) {
            return Ok(bytes.clone());
        }
        // A file of policies may have another extension.
        let root = if self.root.is_empty() { String::new() } else { format!("{}/", self.root) };
        let name = format!("{}:{root}{path}", self.commit);
        let arguments = ["cat-file", "blob", &name];
        run(&self.repository.root, &arguments).map_err(|_| io::ErrorKind::NotFound.into())
    }

    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }

    fn location(&self, _path: &str) -> Option<PathBuf> {
        // A revision is not in the file system.
        None
    }
}

/// A folder that is removed when it goes out of scope.
struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    fn new() -> io::Result<Self> {
        let parent = std::env::temp_dir().canonicalize()?;
        let process = std::process::id();
        for number in 0..1000 {
            let folder = parent.join(format!("cargo-cors-{process}-{number}"));
            // A folder that exists already is someone else's.
            match fs::create_dir(&folder) {
                Ok(()) => return Ok(Self(folder)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // It is in the folder for temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Git with a name for its commits.
    fn git_in(folder: &Path, arguments: &[&str]) {
        let name = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
        let output = git(folder, &[&name, arguments].concat()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    #[test]
    fn revisions_are_read_without_a_checkout() {
        let folder = TemporaryFolder::new().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.0.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        git_in(&folder.0, &["init", "--quiet", "--initial-branch=main"]);
        write("ws/Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"api\"]\n");
        write("ws/api/Cargo.toml", "[package]\nname = \"api\"\nversion = \"0.1.0\"\n");
        write("ws/api/src/lib.rs", "cors! { file = \"../policies.txt\", policy = \"a\" }");
        write("ws/policies.txt", "[policy.a]\nallow_origins = [\"https://old.example\"]\n");
        git_in(&folder.0, &["add", "."]);
        git_in(&folder.0, &["commit", "--quiet", "-m", "One"]);
        write("ws/policies.txt", "[policy.a]\nallow_origins = [\"https://new.example\"]\n");
        git_in(&folder.0, &["commit", "--quiet", "-am", "Two"]);

        let repository = Repository::of(&folder.0.join("ws/api")).unwrap();
        let old = repository.revision("main~1").unwrap();
        assert!(old.name().starts_with("main~1 ("), "{}", old.name());
        assert_eq!(old.files("api").unwrap(), ["api/Cargo.toml", "api/src/lib.rs"]);
        assert_eq!(old.packages()[0].name, "api");
        let text = String::from_utf8(old.read("policies.txt").unwrap()).unwrap();
        assert!(text.contains("old.example"));
        assert_eq!(old.read("missing.txt").unwrap_err().kind(), io::ErrorKind::NotFound);

        let unknown = repository.revision("missing").unwrap_err();
        assert_eq!(unknown.what, "`missing` is not a revision, a file or a folder");
        assert_eq!(unknown.helps, ["if it is on the server: `git fetch origin missing`"]);
        let shallow = TemporaryFolder::new().unwrap();
        let source = format!("file://{}", folder.0.display());
        git_in(&shallow.0, &["clone", "--quiet", "--depth=1", &source, "clone"]);
        let clone = Repository::of(&shallow.0.join("clone")).unwrap();
        let missing = clone.revision("main~1").unwrap_err();
        assert_eq!(missing.helps, ["fetch it: `git fetch --unshallow origin main`"]);
        assert!(repository.revision("--help").is_err());
    }

    #[test]
    fn outputs_of_git_that_are_cut_off_are_errors() {
        for output in ["", "0a missing\n", "0a blob 5\nabc", "0a blob 3\nabc"] {
            assert!(next_blob(&mut output.as_bytes()).is_err(), "{output:?}");
        }
        assert_eq!(next_blob(&mut "0a blob 3\nabc\n".as_bytes()).unwrap(), b"abc");
    }
}
