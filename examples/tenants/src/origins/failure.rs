//! Reasons why origins cannot be read.

use std::error::Error;
use std::path::PathBuf;
use std::{fmt, io};

use notify::ErrorKind;

/// A reason why origins cannot be read.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An error that the database or the connection reported.
    Database(tokio_postgres::Error),
    /// The database did not answer in time.
    NoAnswer,
    /// The connection was closed.
    Closed,
    /// The file cannot be read.
    File(PathBuf, io::Error),
    /// The folder of the file cannot be watched.
    Watch(PathBuf, notify::Error),
}

/// Prints the causes as well: tokio-postgres prints only the kind of an error.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(error) => {
                write!(f, "{error}")?;
                let mut cause = error.source();
                while let Some(error) = cause {
                    write!(f, ": {error}")?;
                    cause = error.source();
                }
                Ok(())
            }
            Self::NoAnswer => f.write_str("the database does not answer"),
            Self::Closed => f.write_str("the database closed the connection"),
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Watch(path, error) => match error.kind {
                ErrorKind::PathNotFound => write!(f, "{}: there is no such folder", path.display()),
                _ => error.fmt(f),
            },
        }
    }
}

impl Error for Failure {}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error)
    }
}
