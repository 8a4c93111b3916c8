//! Transcripts of the commands: what they print, and their exit codes. `TRYCMD=overwrite` writes them.
//!
//! A file runs in the folder of its name that ends with `.in`. `cargo cors …` runs the binary as cargo does.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

#[test]
fn commands_print_what_their_transcripts_have() {
    trycmd::TestCases::new()
        .register_bin("cargo", trycmd::cargo::cargo_bin("cargo-cors"))
        .case("tests/cmd/*.md");
}

/// The blocks of commands in a page.
fn blocks(text: &str) -> impl Iterator<Item = &str> {
    let blocks = text.split("```console\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    blocks.map(str::trim_end)
}

/// What these pages show is in the transcripts, word for word. `TRYCMD=overwrite` writes the blocks of the
/// pages, each by its command; the transcripts must be up to date before.
#[test]
fn the_documentation_shows_transcripts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let transcripts = fs::read_dir(folder.join("tests/cmd")).unwrap();
    let pages = transcripts.map(|entry| entry.unwrap().path());
    let pages = pages.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let pages: Vec<String> = pages.map(|page| fs::read_to_string(page).unwrap()).collect();
    let known: Vec<&str> = pages.iter().flat_map(|page| blocks(page)).collect();
    for page in ["command-line.md", "migrating.md"] {
        let path = folder.join("../docs").join(page);
        let mut page = fs::read_to_string(&path).unwrap();
        if std::env::var("TRYCMD").is_ok_and(|mode| mode == "overwrite") {
            let shown: Vec<String> = blocks(&page).map(str::to_owned).collect();
            for block in shown {
                let command = |block: &str| block.lines().next().unwrap_or_default().to_owned();
                let transcript = known.iter().find(|known| command(known) == command(&block));
                page = page.replace(&block, transcript.unwrap_or(&block.as_str()));
            }
            fs::write(&path, &page).unwrap();
        }
        assert!(blocks(&page).count() > 0);
        for block in blocks(&page) {
            assert!(known.contains(&block), "tests/cmd has no such transcript:\n{block}");
        }
    }
}
