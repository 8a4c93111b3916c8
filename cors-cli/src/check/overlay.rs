//! A tree with changed files, which are not written.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::failure::Message;
use crate::sources::Package;
use crate::sources::tree::Tree;

/// A tree, and the texts of the files that are changed.
#[derive(Debug)]
pub(super) struct Overlay {
    base: Arc<dyn Tree>,
    changed: Mutex<BTreeMap<String, String>>,
}

impl Overlay {
    pub(super) fn new(base: Arc<dyn Tree>) -> Self {
        Self { base, changed: Mutex::default() }
    }

    pub(super) fn base(&self) -> &Arc<dyn Tree> {
        &self.base
    }

    /// The files that are changed.
    pub(super) fn changed(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tree for Overlay {
    fn packages(&self) -> &[Package] {
        self.base.packages()
    }

    fn files(&self, folder: &str) -> Result<Vec<String>, Message> {
        self.base.files(folder)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let changed = self.changed().get(path).map(|text| text.clone().into_bytes());
        changed.map_or_else(|| self.base.read(path), Ok)
    }

    fn shown(&self, path: &str) -> String {
        self.base.shown(path)
    }

    fn location(&self, path: &str) -> Option<PathBuf> {
        self.base.location(path)
    }
}
