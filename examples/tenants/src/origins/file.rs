//! Origins in a file, one per line. Empty lines and lines that start with `#` are comments.
//!
//! To change the file, write another one and rename it: a file that is written in place may be read when
//! it is incomplete.

use std::path::{Path, PathBuf};

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::watch;

use super::{Failure, Row, Session, Source};

/// A file with origins.
#[derive(Debug)]
pub(crate) struct File {
    path: PathBuf,
}

impl File {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The folder is watched and not the file, because a file that is replaced is another file.
    fn folder(&self) -> &Path {
        match self.path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        }
    }
}

impl Source for File {
    type Session = Watched;

    async fn open(&self) -> Result<Watched, Failure> {
        let (report, reported) = watch::channel(());
        let failure = |error| Failure::Watch(self.folder().to_owned(), error);
        // An error is reported too: some changes may have been missed.
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // Reading the file is an event as well.
            if !event.is_ok_and(|event| event.kind.is_access()) {
                report.send_replace(());
            }
        })
        .map_err(failure)?;
        watcher.watch(self.folder(), RecursiveMode::NonRecursive).map_err(failure)?;
        Ok(Watched { path: self.path.clone(), reported, _watcher: watcher })
    }
}

/// A file whose folder is watched.
pub(crate) struct Watched {
    path: PathBuf,
    reported: watch::Receiver<()>,
    /// Stops when it is dropped.
    _watcher: RecommendedWatcher,
}

impl Session for Watched {
    async fn read(&mut self) -> Result<Vec<Row>, Failure> {
        let text = tokio::fs::read_to_string(&self.path).await;
        let text = text.map_err(|error| Failure::File(self.path.clone(), error))?;
        Ok(rows(&text))
    }

    async fn changed(&mut self) -> Result<(), Failure> {
        // The sender is dropped with the watcher, after this session.
        let _ = self.reported.changed().await;
        Ok(())
    }
}

fn rows(text: &str) -> Vec<Row> {
    let lines = text.lines().map(str::trim).zip(1..);
    let lines = lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|(line, number)| Row { name: format!("line {number}"), origin: line.into() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_empty_lines_are_skipped_and_counted() {
        let text = "# tenants\n\nhttps://acme.example.app\r\n\t#\n  https://globex.example.app/  ";
        let rows: Vec<_> = rows(text).into_iter().map(|row| (row.name, row.origin)).collect();
        let expected =
            [("line 3", "https://acme.example.app"), ("line 5", "https://globex.example.app/")];
        assert_eq!(rows, expected.map(|(name, origin)| (name.to_owned(), origin.to_owned())));
    }

    #[test]
    fn the_folder_of_a_bare_name_is_the_current_one() {
        assert_eq!(File::new("origins.txt".into()).folder(), Path::new("."));
        assert_eq!(File::new("config/origins.txt".into()).folder(), Path::new("config"));
    }
}
