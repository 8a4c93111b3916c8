//! Writes a large workspace, with which the speed of `cargo cors` is measured: 2,000 Rust files in 20 packages, and 200
//! policies.
//!
//! ```text
//! cargo run -p cors-cli --example large -- /tmp/large
//! cargo build --release -p cors-cli
//! cd /tmp/large && time …/target/release/cargo-cors check
//! ```

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const PACKAGES: usize = 20;
const FILES: usize = 100;
/// Each tenth file has a policy.
const EVERY: usize = 10;
/// The items of a file, so that it has the length of files of real programs.
const ITEMS: usize = 60;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args_os().nth(1).map(PathBuf::from).ok_or("expected a folder")?;
    let members: Vec<String> = (0..PACKAGES).map(|n| format!("\"crates/p{n}\"")).collect();
    write(
        &folder.join("Cargo.toml"),
        &format!("[workspace]\nmembers = [{}]\n", members.join(", ")),
    )?;
    for package in 0..PACKAGES {
        let folder = folder.join(format!("crates/p{package}"));
        let manifest = format!(
            "[package]\nname = \"p{package}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [dependencies]\ncors-runtime = \"0.1\"\n"
        );
        write(&folder.join("Cargo.toml"), &manifest)?;
        let mut root = String::new();
        for file in 1..FILES {
            writeln!(root, "pub mod m{file};")?;
            write(&folder.join(format!("src/m{file}.rs")), &module(package, file)?)?;
        }
        write(&folder.join("src/lib.rs"), &root)?;
    }
    Ok(())
}

fn module(package: usize, file: usize) -> Result<String, std::fmt::Error> {
    let mut text = String::from("//! A module.\n\nuse std::collections::BTreeMap;\n");
    let has_policy = file % EVERY == EVERY - 1;
    if has_policy {
        let host = format!("a{file}.p{package}.example.com");
        write!(
            text,
            "use cors_runtime::{{Policy, cors}};\n\n\
             pub static POLICY: Policy = cors! {{\n    \
                 allow_origins     = [\"https://{host}\", \"https://*.{host}\", \"https://pr-{{n:[0-9]+}}.{host}.org\"],\n    \
                 deny_origins      = [\"https://old.{host}\", \"https://*.old.{host}\"],\n    \
                 allow_credentials = true,\n    \
                 allow_methods     = [PUT, DELETE],\n    \
                 allow_headers     = [\"content-type\", \"x-p{package}\"],\n    \
                 max_age           = \"1h\",\n}};\n"
        )?;
    }
    for item in 0..ITEMS {
        write!(
            text,
            "\n/// Counts the words of a text: number {item} of its kind.\n\
             pub fn count_{item}(text: &str) -> BTreeMap<&str, usize> {{\n    \
                 let mut counts = BTreeMap::new();\n    \
                 for word in text.split(' ').filter(|word| word.len() > {item}) {{\n        \
                     *counts.entry(word).or_default() += 1;\n    }}\n    counts\n}}\n"
        )?;
    }
    Ok(text)
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(path, text)
}
