//! A policy where its text was edited, to try a change without writing it.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use cors_compiler::finding::TextEdit;

use super::package::Package;
use super::policy::{Declared, Form, SourcePolicy};
use super::text::TextFile;
use super::tree::Tree;
use crate::failure::Message;

/// A tree in which one file has another text.
#[derive(Debug)]
struct Edited {
    tree: Arc<dyn Tree>,
    path: String,
    text: String,
}

impl Tree for Edited {
    fn packages(&self) -> &[Package] {
        self.tree.packages()
    }

    fn files(&self, folder: &str) -> Result<Vec<String>, Message> {
        self.tree.files(folder)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        if path == self.path {
            return Ok(self.text.clone().into_bytes());
        }
        self.tree.read(path)
    }

    fn shown(&self, path: &str) -> String {
        self.tree.shown(path)
    }

    fn location(&self, path: &str) -> Option<PathBuf> {
        // The edited text is nowhere in the file system.
        self.tree.location(path).filter(|_| path != self.path)
    }
}

impl SourcePolicy {
    /// The policy where these edits were applied to a file that a part of it is written in. The edits of a macro or an
    /// attribute are between its brackets.
    #[must_use]
    pub fn edited(&self, file: &TextFile, edits: &[TextEdit]) -> Self {
        let text = TextEdit::apply_all(file.text(), edits);
        if file.path != self.declared.file.path {
            let tree =
                Arc::new(Edited { tree: Arc::clone(&self.tree), path: file.path.clone(), text });
            return Self { tree, ..self.clone() };
        }
        let length = match self.form {
            Form::Macro | Form::Attribute => {
                let grown = text.len().saturating_add(self.declared.text.end);
                grown.saturating_sub(file.text().len())
            }
            Form::Table | Form::File => text.len(),
        };
        let declared = Declared {
            file: Arc::new(TextFile::new(&*file.path, &*file.shown, text)),
            text: self.declared.text.start..length,
            ..self.declared.clone()
        };
        Self { declared, ..self.clone() }
    }
}
