//! Where the origins of the tenants are from.

pub(crate) mod database;
mod failure;
pub(crate) mod file;

pub(crate) use failure::Failure;

/// An origin of a tenant, as it was entered: it is not checked yet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Row {
    /// What the log calls it: the tenant, or the line of a file.
    pub(crate) name: String,
    pub(crate) origin: String,
}

/// A place that origins can be read from.
pub(crate) trait Source {
    type Session: Session;

    /// Starts to listen for changes.
    async fn open(&self) -> Result<Self::Session, Failure>;
}

/// An open connection, or a file that is watched. After a failure it is dropped, and another one is opened.
pub(crate) trait Session {
    /// Reads all rows.
    async fn read(&mut self) -> Result<Vec<Row>, Failure>;

    /// Completes when a change has been reported since the rows were read. If the future is dropped before that,
    /// nothing is lost.
    async fn changed(&mut self) -> Result<(), Failure>;
}
