//! Origins in PostgreSQL.

use crate::postgresql::{PostgreSql, send};
use crate::server::{Server, tenants};
use crate::{ACME, COMPILED, GLOBEX, until};

/// Longer than any test, so that changes are only seen if they are reported.
const NEVER: &str = "3600";

/// The log says that the origins cannot be read.
const KEEPING: &str = "keeping the current origins";

fn add(tenant: &str, origin: &str) -> String {
    format!(
        "INSERT INTO tenants VALUES ('{tenant}') ON CONFLICT DO NOTHING;
         INSERT INTO origins VALUES ('{tenant}', '{origin}')"
    )
}

#[test]
fn changes_are_followed_also_after_the_database_was_stopped() {
    let Some(mut database) = PostgreSql::new() else { return };
    let server = Server::start(["--database-url", &database.url(), "--every", NEVER]);
    assert!(server.allows(COMPILED));
    assert!(!server.allows(ACME));

    database.run(&add("acme", ACME));
    until("the tenant is added", || server.allows(ACME));
    assert!(server.allows(COMPILED));
    assert!(!server.allows(GLOBEX));

    database.run("DELETE FROM tenants WHERE name = 'acme'");
    until("the tenant is removed", || !server.allows(ACME));

    // Rows that cannot be used are refused with a reason, and do not keep others from being added.
    let slash = ["refused an origin", "\"tenant acme\"", "has a trailing slash"];
    let denied = ["refused an origin", "is denied by `https://admin.example.app`"];
    let foreign = ["refused an origin", "is not covered by `https://{tenant}.example.app`"];
    for refused in
        ["https://acme.example.app/", "https://admin.example.app", "https://evil.example"]
    {
        database.run(&add("acme", refused));
    }
    database.run(&add("acme", ACME));
    until("the correct row is added", || server.allows(ACME));
    for reason in [&slash[..], &denied, &foreign] {
        until("the reason is logged", || server.logged(reason) > 0);
    }
    assert!(!server.allows("https://admin.example.app"));
    assert!(!server.allows("https://evil.example"));

    for signal in ["INT", "QUIT"] {
        let failures = server.logged(&[KEEPING]);
        database.stop(signal);
        until("the failure is logged", || server.logged(&[KEEPING]) > failures);
        assert!(server.allows(ACME));
        assert!(server.allows(COMPILED));
        assert!(!server.allows(GLOBEX));

        database.start();
        database.run(&add("globex", GLOBEX));
        until("changes are followed again", || server.allows(GLOBEX));
        assert!(server.allows(ACME));
        database.run("DELETE FROM tenants WHERE name = 'globex'");
        until("changes are followed again", || !server.allows(GLOBEX));
    }
    assert_eq!(server.logged(&slash), 1, "a row is logged once");
}

#[test]
fn a_server_starts_without_its_database() {
    let Some(mut database) = PostgreSql::new() else { return };
    database.run(&add("acme", ACME));
    database.stop("INT");
    let server = Server::start(["--database-url", &database.url(), "--every", NEVER]);
    until("the failure is logged", || server.logged(&[KEEPING, "error connecting"]) > 0);
    assert!(server.allows(COMPILED));
    assert!(!server.allows(ACME));

    database.start();
    until("the rows are read", || server.allows(ACME));
}

#[test]
fn changes_that_are_not_reported_are_found_by_the_timer() {
    let Some(database) = PostgreSql::new() else { return };
    database.run("ALTER TABLE origins DISABLE TRIGGER origins_changed");
    let server = Server::start(["--database-url", &database.url(), "--every", "1"]);
    assert!(!server.allows(ACME));
    database.run(&add("acme", ACME));
    until("the rows are read", || server.allows(ACME));
    database.run("DELETE FROM tenants");
    until("the rows are read", || !server.allows(ACME));
}

/// As if the network between the two were gone: the connection stays open, without an answer.
#[test]
fn a_connection_without_answers_is_replaced() {
    let Some(database) = PostgreSql::new() else { return };
    let server = Server::start(["--database-url", &database.url(), "--every", "1"]);
    database.run(&add("acme", ACME));
    until("the rows are read", || server.allows(ACME));

    let backend = "SELECT pid FROM pg_stat_activity WHERE application_name = 'tenants'";
    let backend = database.run(backend);
    send("STOP", backend.trim());
    until("the failure is logged", || server.logged(&[KEEPING, "does not answer"]) > 0);
    assert!(server.allows(ACME));
    database.run(&add("globex", GLOBEX));
    until("the rows are read", || server.allows(GLOBEX));
    send("CONT", backend.trim());
}

/// A mistake in the configuration ends the program, and does not print the password.
#[test]
fn a_url_that_cannot_be_read_is_reported_without_the_password() {
    let output =
        tenants().env("DATABASE_URL", "postgresql://me:secret@db:port/x").output().unwrap();
    let printed = [output.stdout, output.stderr].concat();
    let printed = String::from_utf8(printed).unwrap();
    assert!(!output.status.success(), "{printed}");
    assert!(printed.contains("invalid connection string"), "{printed}");
    assert!(!printed.contains("secret"), "{printed}");
}
