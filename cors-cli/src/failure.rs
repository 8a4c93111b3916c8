//! Why a command cannot go on.

use std::fmt;
use std::io;

/// A reason to stop. What concerns a single file is a [`Problem`](crate::sources::Problem) instead: it is reported,
/// and the rest is done.
#[derive(Debug)]
pub enum Failure {
    /// The output cannot be written.
    Write(io::Error),
    /// Something else, as it is reported.
    Message(Message),
}

/// What is reported: what is wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What is wrong: lower case, no full stop.
    pub what: String,
    /// Additional information, in a line each.
    pub notes: Vec<String>,
    /// What to do, in a line each.
    pub helps: Vec<String>,
}

impl Message {
    /// A message without notes and helps.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), notes: Vec::new(), helps: Vec::new() }
    }

    /// … with this note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// … with this advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.helps.push(help.into());
        self
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        for (label, lines) in [("note", &self.notes), ("help", &self.helps)] {
            lines.iter().try_for_each(|line| write!(f, "\n  = {label}: {line}"))?;
        }
        Ok(())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

impl From<Message> for Failure {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}
