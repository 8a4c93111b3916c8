//! The two states that are compared.

use std::path::{Path, PathBuf};

use crate::failure::Message;
use crate::sources::{Places, Repository, Sources};

/// A state.
#[derive(Debug)]
pub(super) struct Side {
    /// What messages call it.
    pub(super) name: String,
    pub(super) sources: Sources,
    /// Whether it is a file or a folder that was given. Names of files then don't identify policies.
    pub(super) is_path: bool,
}

/// Both.
#[derive(Debug)]
pub(super) struct Sides {
    pub(super) old: Side,
    pub(super) new: Side,
}

impl Sides {
    /// Reads both.
    pub(super) fn read(old: &str, new: Option<&str>) -> Result<Self, Message> {
        let range = old.split_once("...").map(|range| (range, true));
        let range = range.or_else(|| old.split_once("..").map(|range| (range, false)));
        // `..` is a folder, and `../a` a path.
        let range = range.filter(|((one, other), _)| {
            !Path::new(old).exists() && !one.is_empty() && !other.starts_with(['/', '\\'])
        });
        let Some(((one, other), is_since_base)) = range else {
            let old_side = Side::read(old)?;
            let new = match new {
                Some(new) => Side::read(new)?,
                None if old_side.is_path => {
                    return Err(Message::new(format!("`{old}` is compared with nothing"))
                        .help("write a second file or folder, or a revision before it"));
                }
                None => Side::current()?,
            };
            return Ok(Self { old: old_side, new });
        };
        if new.is_some() {
            return Err(Message::new(format!("`{old}` is two revisions already"))
                .help("write only the two revisions, or the range"));
        }
        let other = if other.is_empty() { "HEAD" } else { other };
        let repository = repository()?;
        let base = match is_since_base {
            true => repository.merge_base(one, other)?,
            false => one.to_owned(),
        };
        Ok(Self {
            old: Side::revision(&repository, &base)?,
            new: Side::revision(&repository, other)?,
        })
    }
}

impl Side {
    fn read(written: &str) -> Result<Self, Message> {
        if !Path::new(written).exists() {
            let repository = repository().map_err(|message| {
                let what = format!("`{written}` is not a file or a folder");
                let note = format!("nor a revision: {}", message.what);
                Message { what, notes: [vec![note], message.notes].concat(), ..message }
            })?;
            return Self::revision(&repository, written);
        }
        let sources = Places { paths: vec![PathBuf::from(written)] }.read()?;
        Ok(Self { name: written.to_owned(), sources, is_path: true })
    }

    fn current() -> Result<Self, Message> {
        let sources = Places::default().read()?;
        Ok(Self { name: "the working tree".to_owned(), sources, is_path: false })
    }

    fn revision(repository: &Repository, revision: &str) -> Result<Self, Message> {
        let revision = repository.revision(revision)?;
        let name = revision.name().to_owned();
        Ok(Self { name, sources: revision.sources(), is_path: false })
    }
}

fn repository() -> Result<Repository, Message> {
    Repository::of(Path::new("."))
}
