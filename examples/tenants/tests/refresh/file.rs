//! Origins in a file.

use std::fs;

use crate::server::Server;
use crate::{ACME, COMPILED, Folder, GLOBEX, until};

#[test]
fn a_file_is_followed_also_while_it_is_missing() {
    let folder = Folder::new();
    let path = folder.0.join("origins.txt");
    // The timer is longer than the test.
    let arguments = ["--file".as_ref(), path.as_os_str(), "--every".as_ref(), "3600".as_ref()];
    let server = Server::start(arguments);
    until("the failure is logged", || {
        server.logged(&["keeping the current origins", "origins.txt"]) > 0
    });
    assert!(server.allows(COMPILED));
    assert!(!server.allows(ACME));

    let replace = |text: &str| {
        let new = folder.0.join("new");
        fs::write(&new, text).unwrap();
        fs::rename(&new, &path).unwrap();
    };
    replace(&format!("# tenants\n{ACME}\n"));
    until("the line is added", || server.allows(ACME));

    replace(&format!("{GLOBEX}\nhttps://evil.example\n"));
    until("the line is removed", || !server.allows(ACME));
    assert!(server.allows(GLOBEX));
    let refused = ["refused an origin", "\"line 2\"", "is not covered by"];
    until("the reason is logged", || server.logged(&refused) == 1);
    assert!(!server.allows("https://evil.example"));

    // Written in place, as editors may do.
    fs::write(&path, ACME).unwrap();
    until("the change is found", || server.allows(ACME) && !server.allows(GLOBEX));

    fs::remove_file(&path).unwrap();
    until("the failure is logged", || server.logged(&["keeping", "origins.txt"]) > 1);
    assert!(server.allows(ACME));

    replace(GLOBEX);
    until("the file is there again", || server.allows(GLOBEX) && !server.allows(ACME));
}
