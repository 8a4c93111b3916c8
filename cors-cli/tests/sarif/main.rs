//! `check --format sarif`: valid, complete for GitHub, and the same findings after other lines move.
//!
//! `sarif-schema-2.1.0.json` is the schema that OASIS publishes with the standard.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const MISTAKES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mistakes");

/// What the command prints for a package.
fn sarif(package: &Path) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-cors"))
        .args(["cors", "check", "--format", "sarif"])
        .current_dir(package)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn results(log: &Value) -> &[Value] {
    log["runs"][0]["results"].as_array().unwrap()
}

/// The package with mistakes, in another folder.
fn copy(with_lines_before: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    for file in ["Cargo.toml", "cors.toml", "src/main.rs"] {
        let text = fs::read_to_string(Path::new(MISTAKES).join(file)).unwrap();
        let text = if file == "Cargo.toml" { text } else { format!("{with_lines_before}{text}") };
        fs::write(folder.path().join(file), text).unwrap();
    }
    folder
}

#[test]
fn the_output_is_valid() {
    let schema =
        fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sarif/sarif-schema-2.1.0.json"));
    let mut schema: Value = serde_json::from_slice(&schema.unwrap()).unwrap();
    // The published expression has a bracket too many; it is about languages, which are not written.
    for object in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][object]["properties"]["language"];
        language.as_object_mut().unwrap().remove("pattern").unwrap();
    }
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let log = sarif(Path::new(MISTAKES));
    let errors: Vec<String> = validator
        .iter_errors(&log)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(results(&log).len(), 7);
    // A validator that accepts everything would not notice a mistake.
    let mut wrong = log.clone();
    wrong["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] =
        0.into();
    assert!(!validator.is_valid(&wrong));
}

/// What GitHub's documentation lists as required, or as shown.
#[test]
fn github_finds_what_it_shows() {
    let log = sarif(Path::new(MISTAKES));
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        for text in [
            &rule["shortDescription"]["text"],
            &rule["fullDescription"]["text"],
            &rule["help"]["text"],
            &rule["help"]["markdown"],
            &rule["helpUri"],
        ] {
            assert!(!text.as_str().unwrap().is_empty(), "{rule}");
        }
        assert!(
            ["error", "warning"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap())
        );
    }
    let mut fingerprints = BTreeSet::new();
    for result in results(&log) {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        // From the root of the repository on, wherever the command runs.
        assert!(uri.starts_with("cors-cli/tests/mistakes/"), "{uri}");
        assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
        for number in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(place["region"][number].as_u64().unwrap() >= 1, "{place}");
        }
        fingerprints.insert(result["partialFingerprints"]["primaryLocationLineHash"].to_string());
    }
    assert_eq!(fingerprints.len(), results(&log).len());
}

#[test]
fn a_finding_keeps_its_fingerprint_when_other_lines_move() {
    let of = |folder: &Path| -> Vec<(String, u64)> {
        let log = sarif(folder);
        let of_result = |result: &Value| {
            let fingerprint = result["partialFingerprints"]["primaryLocationLineHash"].to_string();
            let region = &result["locations"][0]["physicalLocation"]["region"];
            (fingerprint, region["startLine"].as_u64().unwrap())
        };
        results(&log).iter().map(of_result).collect()
    };
    let (before, after) = (copy(""), copy("\n\n\n"));
    let moved: Vec<(String, u64)> =
        of(before.path()).into_iter().map(|(fingerprint, line)| (fingerprint, line + 3)).collect();
    assert_eq!(of(after.path()), moved);
}

/// The fixes in the log are those that `--fix` applies.
#[test]
fn fixes_are_those_of_the_command() {
    let folder = copy("");
    let log = sarif(folder.path());
    let path = folder.path().join("cors.toml");
    let mut lines: Vec<String> =
        fs::read_to_string(&path).unwrap().lines().map(str::to_owned).collect();
    for result in results(&log) {
        let Some(change) = result["fixes"][0]["artifactChanges"].get(0) else { continue };
        if change["artifactLocation"]["uri"] != "cors.toml" {
            continue;
        }
        // From the last to the first, so that columns stay those of the log.
        for replacement in change["replacements"].as_array().unwrap().iter().rev() {
            let number = |name: &str| {
                usize::try_from(replacement["deletedRegion"][name].as_u64().unwrap()).unwrap() - 1
            };
            assert_eq!(number("startLine"), number("endLine"));
            let line = &mut lines[number("startLine")];
            let text = replacement["insertedContent"]["text"].as_str().unwrap();
            line.replace_range(number("startColumn")..number("endColumn"), text);
        }
    }
    let status = Command::new(env!("CARGO_BIN_EXE_cargo-cors"))
        .args(["check", "--fix", "--allow-dirty", "cors.toml"])
        .current_dir(folder.path())
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(fs::read_to_string(&path).unwrap(), format!("{}\n", lines.join("\n")));
}
