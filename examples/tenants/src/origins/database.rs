//! Origins in PostgreSQL, in the tables of `schema.sql`.
//!
//! ```text
//! open: connect, LISTEN ──> read: SELECT ──> changed: wait for NOTIFY ──> read …
//! ```
//!
//! `LISTEN` comes before the first `SELECT`, so that each change is either read or reported.

use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use tokio::time::timeout;
use tokio_postgres::tls::NoTlsStream;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, Error, NoTls, Socket};

use super::{Failure, Row, Session, Source};

/// How long to wait for an answer. The other end of a connection can disappear without closing it.
const PATIENCE: Duration = Duration::from_secs(10);

/// A database that can be connected to.
#[derive(Debug)]
pub(crate) struct Database {
    config: Config,
}

impl Database {
    /// Reads a URL, or `key=value` pairs.
    ///
    /// # Errors
    ///
    /// If it is neither.
    pub(crate) fn new(url: &str) -> Result<Self, Failure> {
        let mut config: Config = url.parse()?;
        config.application_name("tenants");
        Ok(Self { config })
    }
}

impl Source for Database {
    type Session = Listening;

    async fn open(&self) -> Result<Listening, Failure> {
        // To encrypt the connection, pass a connector for TLS, such as that of tokio-postgres-rustls.
        let connect = self.config.connect(NoTls);
        let (client, connection) =
            timeout(PATIENCE, connect).await.map_err(|_| Failure::NoAnswer)??;
        let mut incoming = Incoming { connection, is_notified: false };
        incoming.until(client.batch_execute("LISTEN origins")).await?;
        Ok(Listening { client, incoming })
    }
}

/// A connection that receives notifications.
pub(crate) struct Listening {
    client: Client,
    incoming: Incoming,
}

impl Session for Listening {
    async fn read(&mut self) -> Result<Vec<Row>, Failure> {
        let query = "SELECT tenant, origin FROM origins ORDER BY tenant, origin";
        let rows = self.incoming.until(self.client.query(query, &[])).await?;
        let row = |row: tokio_postgres::Row| -> Result<Row, Error> {
            let tenant: &str = row.try_get("tenant")?;
            Ok(Row { name: format!("tenant {tenant}"), origin: row.try_get("origin")? })
        };
        Ok(rows.into_iter().map(row).collect::<Result<_, _>>()?)
    }

    async fn changed(&mut self) -> Result<(), Failure> {
        while !self.incoming.is_notified {
            self.incoming.receive().await?;
        }
        self.incoming.is_notified = false;
        Ok(())
    }
}

/// The receiving side of a connection. It must run while a query waits for its answer.
struct Incoming {
    connection: Connection<Socket, NoTlsStream>,
    /// Whether there was a notification, however many there were.
    is_notified: bool,
}

impl Incoming {
    /// Receives until the query has its answer.
    async fn until<T>(
        &mut self,
        answer: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Failure> {
        let mut answer = pin!(answer);
        let receive = async {
            loop {
                tokio::select! {
                    answer = &mut answer => return Ok(answer?),
                    received = self.receive() => received?,
                }
            }
        };
        timeout(PATIENCE, receive).await.unwrap_or(Err(Failure::NoAnswer))
    }

    /// Receives one message that is not an answer.
    async fn receive(&mut self) -> Result<(), Failure> {
        match poll_fn(|context| self.connection.poll_message(context)).await {
            Some(Ok(AsyncMessage::Notification(_))) => self.is_notified = true,
            // A notice of the server.
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(Failure::Database(error)),
            None => return Err(Failure::Closed),
        }
        Ok(())
    }
}
