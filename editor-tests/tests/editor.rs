//! The programs in `project/` as an editor shows them.
//!
//! `RUST_ANALYZER` is the program, by default `rust-analyzer`; `.ci/analyzer` prints one. Without it the
//! test is skipped, except in CI.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "it says when it is skipped")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cors_editor_tests::analyzer::{Analyzer, Completion, Definition, Problem};
use cors_editor_tests::cases::{self, Case, Question};

#[test]
fn what_an_editor_shows() {
    let Some(program) = program() else { return };
    let project = project();
    let files = files(&project);
    let mut analyzer =
        Analyzer::start(&program, &project).expect("rust-analyzer loads the project");
    let mut wrong = Vec::new();
    let mut asked = 0_usize;
    for file in &files {
        let text = fs::read_to_string(file).expect("the file is there");
        let cases =
            cases::read(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        analyzer.open(file, &text).expect("rust-analyzer runs");
        asked = asked.saturating_add(cases.len());
        let (errors, cases): (Vec<Case>, Vec<Case>) =
            cases.into_iter().partition(|case| case.question == Question::Error);
        let name = file.file_name().expect("a file has a name").to_string_lossy();
        for case in cases {
            if let Err(shown) = ask(&mut analyzer, file, &case) {
                wrong.push(format!("{name}:{case}, but there is: {shown}"));
            }
        }
        let found = analyzer.errors(file).expect("rust-analyzer answers");
        wrong.extend(compare(&errors, &found).into_iter().map(|text| format!("{name}:{text}")));
    }
    assert!(asked > 0, "the programs have no questions");
    assert!(
        wrong.is_empty(),
        "{} of {asked} answers are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    eprintln!("{asked} answers in {} files", files.len());
}

/// The rust-analyzer that works here, if there is one.
fn program() -> Option<String> {
    let program = env::var("RUST_ANALYZER").unwrap_or_else(|_| "rust-analyzer".to_owned());
    let works = Command::new(&program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if works {
        return Some(program);
    }
    assert!(env::var_os("CI").is_none(), "`{program}` does not run; `.ci/analyzer` gets one");
    eprintln!("skipped: there is no rust-analyzer");
    None
}

/// A package of the programs in a folder of its own, as a user has it.
fn project() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = Path::new(env!("CARGO_TARGET_TMPDIR")).join("editor-project");
    let source = project.join("src");
    let _ = fs::remove_dir_all(&source);
    fs::create_dir_all(&source).expect("the folder can be made");
    let runtime = here.join("../cors-runtime").canonicalize().expect("it is in the repository");
    let manifest = format!(
        "[package]\nname = \"project\"\nedition = \"2024\"\n\n\
         [dependencies]\ncors-runtime = {{ path = {runtime:?}, features = [\"axum\"] }}\n\n\
         [workspace]\n",
    );
    fs::write(project.join("Cargo.toml"), manifest).expect("written");
    fs::copy(here.join("../Cargo.lock"), project.join("Cargo.lock")).expect("copied");
    for file in fs::read_dir(here.join("project")).expect("the programs are there") {
        let file = file.expect("it can be read");
        fs::copy(file.path(), source.join(file.file_name())).expect("copied");
    }
    project
}

fn files(project: &Path) -> Vec<PathBuf> {
    let folder = fs::read_dir(project.join("src")).expect("the programs are there");
    let mut files: Vec<PathBuf> = folder.map(|file| file.expect("it can be read").path()).collect();
    files.sort();
    files
}

/// Asks about one place; what is shown if that is wrong.
fn ask(analyzer: &mut Analyzer, file: &Path, case: &Case) -> Result<(), String> {
    const ANSWERS: &str = "rust-analyzer answers";
    let Case { line, character, question, expected } = case;
    let behind = character.saturating_add(1);
    match question {
        Question::Hover | Question::HoverOnce => {
            let hover = analyzer.hover(file, *line, *character).expect(ANSWERS);
            // A rule is between the signature and its documentation, and another one before what follows.
            let is_once = hover.matches("\n---\n").count() <= 1;
            let is_right = hover.contains(expected) && (is_once || *question == Question::Hover);
            if is_right { Ok(()) } else { Err(hover) }
        }
        Question::Definition => {
            let definitions = analyzer.definitions(file, *line, *character).expect(ANSWERS);
            let lines: Vec<String> = definitions.iter().map(line_of).collect();
            match lines.as_slice() {
                [line] if line.contains(expected) => Ok(()),
                _ => Err(format!("{lines:?}")),
            }
        }
        Question::Completes | Question::CompletesNot => {
            let completions = analyzer.completions(file, *line, behind).expect(ANSWERS);
            let is_wanted = *question == Question::Completes;
            let is_right = expected.split(", ").all(|name| {
                completions.iter().any(|completion| is_completed(completion, name)) == is_wanted
            });
            let labels = completions.into_iter().map(|completion| completion.label);
            let labels: Vec<String> = labels.collect();
            if is_right { Ok(()) } else { Err(labels.join(", ")) }
        }
        Question::Error => Ok(()),
    }
}

/// Whether it is this name, and writes nothing else.
fn is_completed(completion: &Completion, name: &str) -> bool {
    let Completion { label, inserts } = completion;
    label == name && inserts == name
}

/// The line of a definition.
fn line_of(definition: &Definition) -> String {
    let Definition { file, line } = definition;
    let path = file.strip_prefix("file://").unwrap_or(file);
    let text = fs::read_to_string(path).unwrap_or_default();
    text.lines().nth(*line).unwrap_or_default().to_owned()
}

/// Each error is expected, and each expected one is there.
fn compare(expected: &[Case], found: &[Problem]) -> Vec<String> {
    let is_same = |case: &&Case, problem: &&Problem| {
        case.line == problem.line && problem.message.starts_with(&case.expected)
    };
    let missing = expected.iter().filter(|case| !found.iter().any(|it| is_same(case, &it)));
    let missing = missing.map(|case| format!("{case}, but there is none"));
    let surplus = found.iter().filter(|it| !expected.iter().any(|case| is_same(&case, it)));
    let surplus = surplus.map(|Problem { line, message }| {
        format!("{}: an error that is not expected: {message}", line.saturating_add(1))
    });
    missing.chain(surplus).collect()
}
