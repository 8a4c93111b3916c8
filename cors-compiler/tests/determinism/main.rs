//! The same policy gives the same tokens: in every process, whatever its environment, on every
//! machine and in every build.
//!
//! ```text
//! policies --expand--> tokens   in processes that share nothing but the policies
//!                 \--> digest   compared with the one in `digests.txt`
//! ```
//!
//! Processes differ in their folder, home, language, time zone, memory layout (the system shuffles
//! it) and in the seeds of hash maps, of which each process has its own. The digests were made
//! elsewhere: on another machine, or by another build. They say nothing about whether the tables are
//! right, which other tests do.
//!
//! After a change of the tables: `BLESS=1 cargo test -p cors-compiler --test determinism`.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod policies;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// Where a process of the test below writes its tokens.
const ANSWER: &str = "DETERMINISM_ANSWER";

#[test]
fn every_process_gives_the_same_tokens() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("determinism");
    let here = all_tokens();
    let environments: [&[(&str, &str)]; 4] = [
        &[],
        &[("HOME", "/nowhere"), ("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8")],
        &[("TZ", "Pacific/Kiritimati"), ("TMPDIR", "/nowhere"), ("PATH", "")],
        &[
            ("CARGO_MANIFEST_DIR", "/nowhere"),
            ("RUST_BACKTRACE", "full"),
            ("SOURCE_DATE_EPOCH", "0"),
        ],
    ];
    for (index, variables) in environments.into_iter().enumerate() {
        let cwd = folder.join(format!("cwd-{index}"));
        fs::create_dir_all(&cwd).unwrap();
        let answer = cwd.join("tokens.txt");
        let output = Command::new(env::current_exe().unwrap())
            .args(["--exact", "answers_the_test_above", "--ignored"])
            .current_dir(&cwd)
            .env_clear()
            .envs(variables.iter().copied())
            .env(ANSWER, &answer)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        let there = fs::read_to_string(&answer).unwrap();
        fs::remove_file(&answer).unwrap();
        assert!(there == here, "other tokens in another process, with {variables:?}");
    }
}

#[test]
#[ignore = "the test above starts it in another process"]
fn answers_the_test_above() {
    if let Some(answer) = env::var_os(ANSWER) {
        fs::write(answer, all_tokens()).unwrap();
    }
}

#[test]
fn every_machine_and_every_build_gives_the_same_tokens() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/determinism/digests.txt");
    let mut digests = String::new();
    for (name, tokens) in policies::all() {
        writeln!(digests, "{:016x} {name}", digest(&tokens)).unwrap();
    }
    if env::var_os("BLESS").is_some() {
        fs::write(&path, &digests).unwrap();
    }
    assert_eq!(
        fs::read_to_string(&path).unwrap_or_default(),
        digests,
        "other tokens than before. If the tables were meant to change: run with BLESS=1",
    );
}

/// In one text, so that a difference in one process shows whichever policy has it.
fn all_tokens() -> String {
    let all = policies::all();
    for (name, tokens) in &all {
        assert!(!tokens.contains("compile_error"), "{name}: refused: {tokens}");
    }
    all.iter().map(|(name, tokens)| format!("{name}\n{tokens}\n")).collect()
}

/// FNV-1a, 64 bits: enough to notice a change; resistance to forgery is not needed.
/// <http://www.isthe.com/chongo/tech/comp/fnv/>
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
