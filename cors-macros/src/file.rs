//! Reading the file of a policy: the one thing beside their tokens that the macros see.
//!
//! The path is relative to the package, whatever folder rustc runs in, so the same package reads the same
//! file everywhere. What messages call it is relative to the folder of rustc, as in rustc's own messages.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the policy names the file, and what it expands to makes the program depend on it"
)]

use std::env;
use std::fs::File;
use std::io::{self, ErrorKind, Read as _};
use std::path::{Component, Path, PathBuf};

use cors_compiler::tokens::{MAX_LENGTH, ReadError, SourceFile};

/// Reads the file at a path in the package.
pub(crate) fn read(path: &str) -> Result<SourceFile, ReadError> {
    let package = env::var_os("CARGO_MANIFEST_DIR").ok_or(ReadError::NoPackage)?;
    let whole = Path::new(&package).join(path);
    let shown = shown(&whole, env::current_dir().ok().as_deref());
    let bytes = match bytes_of(&whole) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Err(ReadError::TooLarge(shown)),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(ReadError::NotFound(shown));
        }
        Err(error) => return Err(ReadError::Other(shown, error.to_string())),
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(SourceFile { shown, text }),
        Err(_) => Err(ReadError::NotUtf8(shown)),
    }
}

/// What is in a file, if it is not too long.
fn bytes_of(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_LENGTH).unwrap_or(u64::MAX);
    File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= MAX_LENGTH).then_some(bytes))
}

/// A path as messages have it: from the folder of rustc on, if it is below, with `/` between folders.
fn shown(path: &Path, folder: Option<&Path>) -> String {
    let path = without_dots(path);
    let shown = folder.and_then(|folder| path.strip_prefix(folder).ok()).unwrap_or(&path);
    shown.display().to_string().replace('\\', "/")
}

/// A path without `.`, and without `..` behind a folder.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_the_folder_of_rustc_on() {
        let shown = |path: &str| shown(Path::new(path), Some(Path::new("/ws")));
        assert_eq!(shown("/ws/api/cors.toml"), "api/cors.toml");
        assert_eq!(shown("/ws/api/../cors.toml"), "cors.toml");
        assert_eq!(shown("/ws/api/./../shared/cors.toml"), "shared/cors.toml");
        assert_eq!(shown("/elsewhere/cors.toml"), "/elsewhere/cors.toml");
    }

    #[test]
    fn a_file_is_read_in_the_package() {
        let file = read("Cargo.toml").unwrap();
        assert!(file.text.starts_with("[package]"));
        assert!(matches!(read("missing.toml"), Err(ReadError::NotFound(_))));
        assert!(matches!(read("src"), Err(ReadError::Other(..))));
    }
}
