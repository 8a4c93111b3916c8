//! `cargo cors diff` on the edits of its transcripts, whose examples are tried on both policies, and on revisions of a
//! repository.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use cors_compiler::toml;
use cors_tables::PolicyTable;
use cors_tables::policy::{AllowHeaders, AllowMethods, AllowOrigins};
use serde_json::Value;

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn diff(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-cors"))
        .args(["cors", "diff"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = diff(folder, &[arguments, &["--format", "json"]].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(&text)
        .unwrap_or_else(|_| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)))
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect()
}

/// A server allows what the comparison says, and another one refuses it.
#[test]
fn examples_are_tried_on_both_policies() {
    let folder = tests().join("cmd/diff.in");
    let table = |name: &str| -> PolicyTable {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        toml::compile(&text).unwrap_or_else(|report| panic!("{name}: {report}")).table
    };
    let old = table("before.toml");
    let mut tried = Vec::new();
    for name in ["tenants.toml", "regex.toml", "credentials.toml", "denials.toml", "rewritten.toml"]
    {
        let new = table(name);
        let record = json(&folder, &["before.toml", name]);
        let policy = &record["policies"][0];
        assert_eq!(policy["is_refused"], false, "{name}");
        let origins = &policy["comparison"]["origins"];
        for origin in texts(&origins["gained"]["examples"]) {
            assert!(new.allows_origin(origin.as_bytes()), "{name} {origin}");
            assert!(!old.allows_origin(origin.as_bytes()), "{name} {origin}");
            tried.push((name, origin.to_owned()));
        }
        assert!(texts(&origins["lost"]["examples"]).is_empty());
        let reversed = json(&folder, &[name, "before.toml"]);
        let reversed = &reversed["policies"][0]["comparison"]["origins"];
        assert_eq!(reversed["lost"]["examples"], origins["gained"]["examples"]);
        if name == "credentials.toml" {
            let changes = &policy["comparison"]["permissions"];
            let gained = |of: &Value| texts(&of["gained"]["these"]).join(",");
            let method = gained(&changes["methods"]["listed"]);
            let header = gained(&changes["request_headers"]);
            assert_eq!((method.as_str(), header.as_str()), ("DELETE", "authorization"));
            let grants = |table: &PolicyTable| {
                let AllowMethods::List(methods) = &table.allow_methods else { panic!("a list") };
                let AllowHeaders::List(headers) = &table.allow_headers else { panic!("a list") };
                let credentials =
                    matches!(table.allow_origins, AllowOrigins::Set { credentials: true, .. });
                let has_method = methods.names().iter().any(|it| it == method);
                let has_header = headers.names().iter().any(|it| it == header);
                [has_method, has_header, credentials]
            };
            assert_eq!((grants(&old), grants(&new)), ([false; 3], [true; 3]));
        }
        let is_equal = name == "rewritten.toml";
        assert_eq!(record["is_equal"], is_equal, "{name}");
        assert_eq!(record["new_access"], !is_equal, "{name}");
    }
    assert!(tried.len() >= 4, "{tried:?}");
    println!("{tried:?}");
}

/// A folder for a test, removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn git(&self, arguments: &[&str]) {
        let user = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.0).args(user).args(arguments);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn edit(&self, path: &str, old: &str, new: &str) {
        let path = self.0.join(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{old} in {text}");
        fs::write(path, text.replace(old, new)).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// The policies of a record, as `status name: gained kinds`.
fn summary(record: &Value) -> Vec<String> {
    let entries = ["policies", "maps"].map(|key| record[key].as_array().unwrap().iter());
    let entries = entries.into_iter().flatten();
    let changed = entries.filter(|entry| entry["status"] != "equal");
    let summary = changed.map(|entry| {
        let place = if entry["new"].is_null() { &entry["old"] } else { &entry["new"] };
        let gained = entry["gained"].as_array().map(|_| texts(&entry["gained"]).join(","));
        let (status, name) = (entry["status"].as_str().unwrap(), place["name"].as_str().unwrap());
        format!("{status} {name}: {}", gained.unwrap_or_default())
    });
    summary.collect()
}

/// Revisions, with policies in files of the same revision, renamed ones, maps, and what is not committed.
#[test]
fn revisions_are_compared() {
    let repository = Folder::new("diff-revisions");
    // The workspace is in a folder of the repository.
    let workspace = repository.0.join("server");
    copy(&tests().join("workspace"), &workspace);
    repository.git(&["init", "--quiet", "--initial-branch=main"]);
    repository.git(&["add", "."]);
    repository.git(&["commit", "--quiet", "-m", "One"]);

    let record = json(&workspace, &["main"]);
    assert_eq!(record["is_equal"], true, "{record:#}");
    assert_eq!(record["new"], "the working tree");

    // One set of origins, of a policy in a file, of one that extends it, and of a macro that refers to it.
    repository.edit(
        "server/policies/cors.toml",
        "\"https://*.partner.example\"",
        "\"https://*.partner.example\", \"https://*.supplier.example\"",
    );
    repository.git(&["commit", "--quiet", "-am", "Two"]);
    let record = json(&workspace.join("api"), &["HEAD~1", "HEAD"]);
    assert_eq!(
        summary(&record),
        [
            "changed shop-policies::partners::PARTNERS: origins",
            "changed policies/cors.toml#partners: origins",
        ]
    );
    assert_eq!(json(&workspace, &["HEAD~1..HEAD"])["policies"], record["policies"]);
    let base = json(&workspace, &["main~1...main"]);
    assert_eq!(base["policies"], record["policies"]);

    // Another name is no change; another order of the rows is one.
    repository.edit("server/policies/src/lib.rs", "static CATALOGUE", "static PRODUCTS");
    repository.edit("server/api/src/main.rs", "CATALOGUE", "PRODUCTS");
    repository.edit(
        "server/api/src/main.rs",
        "\"/account\"               => ACCOUNT,",
        "\"/account\"               => PRODUCTS,",
    );
    let record = json(&workspace, &["main"]);
    assert_eq!(summary(&record), ["renamed shop-policies::PRODUCTS: ", "changed shop-api::MAP: "]);
    let moved = &record["maps"][0]["moved"];
    let account = moved.as_array().unwrap().iter().find(|it| it["example"] == "/account").unwrap();
    assert_eq!(
        (account["old_policy"].as_str(), account["new_policy"].as_str()),
        (Some("ACCOUNT"), Some("PRODUCTS"))
    );
    assert_eq!(account["new_access"], true);
    let output = diff(&workspace, &["main", "--deny-new"]);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stdout));

    // The other direction: what is not committed is the old state.
    let output = diff(&workspace, &["missing"]);
    assert_eq!(output.status.code(), Some(3));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("`missing` is not a revision, a file or a folder"), "{message}");
    assert!(message.contains("git fetch origin missing"), "{message}");

    // A file that cannot be read is reported, and the rest is compared.
    fs::write(workspace.join("admin/src/lib.rs"), "cors! { \" }").unwrap();
    let output = diff(&workspace, &["main"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("admin/src/lib.rs:1"));
    assert!(String::from_utf8_lossy(&output.stdout).contains("shop-admin::OFFICE"));
}

/// What is not analysed or cannot be read is a difference only if it is written in another way.
#[test]
fn what_is_not_read_in_either_state_is_counted() {
    let repository = Folder::new("diff-unread");
    copy(&tests().join("workspace"), &repository.0);
    let broken = repository.0.join("policies/src/broken.rs");
    fs::write(&broken, "cors! { \" }").unwrap();
    fs::write(repository.0.join("policies/bytes.cors.toml"), b"\xff = 1\n").unwrap();
    repository.edit(
        "policies/src/lib.rs",
        "pub static CATALOGUE",
        "mod broken;\npub static CATALOGUE",
    );
    repository.git(&["init", "--quiet", "--initial-branch=main"]);
    repository.git(&["add", "."]);
    repository.git(&["commit", "--quiet", "-m", "One"]);
    let run = |arguments: &[&str]| {
        let output = diff(&repository.0, arguments);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };

    let (code, stdout, stderr) = run(&["main"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""), "{stdout}");
    let end = "No change of meaning.\n\
               1 place is not analysed, and is written as before: `cargo cors check` lists it\n\
               2 files cannot be read, and are the same as before: `cargo cors check` lists them\n";
    assert!(stdout.ends_with(end), "{stdout}");
    let (code, markdown, _) = run(&["main", "--format", "markdown"]);
    assert_eq!(code, Some(0));
    assert!(markdown.contains("2 files cannot be read"), "{markdown}");
    let record = json(&repository.0, &["main"]);
    assert_eq!(record["unchanged_not_analysed"], 1, "{record:#}");
    assert_eq!(record["unchanged_problems"], 2, "{record:#}");
    // New access is found next to it.
    repository.edit("policies/cors.toml", "[\"PUT\"]", "[\"PUT\", \"DELETE\"]");
    assert_eq!(run(&["main", "--deny-new"]).0, Some(2));
    repository.git(&["checkout", "--quiet", "."]);

    // Moved to another line it is the same place; written in another way it is not.
    repository.edit("admin/src/lib.rs", "macro_rules!", "\n\nmacro_rules!");
    assert!(run(&["main"]).1.contains("1 place is not analysed, and is written as before"));
    repository.edit("admin/src/lib.rs", "$origin", "$other");
    let (code, stdout, _) = run(&["main"]);
    assert_eq!(code, Some(0));
    assert!(
        stdout.contains("not analysed: admin/src/lib.rs:24: it contains a variable"),
        "{stdout}"
    );
    assert!(!stdout.contains("written as before"), "{stdout}");
    assert_eq!(json(&repository.0, &["main"])["not_analysed"][0]["line"], 24);
    repository.git(&["checkout", "--quiet", "."]);

    fs::write(&broken, "cors! { \"  }").unwrap();
    let (code, stdout, stderr) = run(&["main"]);
    assert_eq!(code, Some(3), "{stdout}");
    assert_eq!(stderr.matches("policies/src/broken.rs:1").count(), 2, "{stderr}");
    assert!(stdout.contains("1 file cannot be read, and is the same as before"), "{stdout}");
    fs::write(&broken, "").unwrap();
    let (code, _, stderr) = run(&["main"]);
    assert_eq!(
        (code, stderr.matches("policies/src/broken.rs:1").count()),
        (Some(3), 1),
        "{stderr}"
    );
}
