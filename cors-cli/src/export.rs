//! `cargo cors export`: a policy as the configuration of another system.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use cors_compiler::{Findings, check_policy};
use cors_export::{Export, Loss, Options, Refusal, Target, export};

use crate::exit::Outcome;
use crate::failure::{Failure, Message};
use crate::output::Output;
use crate::policy_name;

/// The arguments of `export`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The system.
    #[arg(value_parser = targets())]
    target: Target,
    /// The policy: its name, `path/to/cors.toml#name`, or `src/main.rs:12`.
    policy: String,
    /// The folder to which the files are written; it is made if it is missing.
    #[arg(long, short, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// If the system cannot express the policy, write the largest part that it can, and list the rest.
    #[arg(long)]
    narrow: bool,
}

/// The names of the targets, for the help and for completions.
fn targets() -> impl TypedValueParser<Value = Target> {
    PossibleValuesParser::new(Target::ALL.map(Target::name)).try_map(|name| name.parse::<Target>())
}

/// Exports a policy.
///
/// # Errors
///
/// If the policy is not found, or a file cannot be written.
pub fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, Failure> {
    let source = policy_name::read(&arguments.policy)?;
    let compiled = source.compile();
    let checked = compiled.policy.filter(|_| compiled.table.is_some());
    let checked = checked.and_then(|policy| check_policy(&policy, &mut Findings::default()));
    let Some((checked, _)) = checked else {
        let message = Message::new(format!("the policy `{}` has errors", source.declared));
        output.error(&message.help("`cargo cors check` reports them"))?;
        return Ok(Outcome::Findings);
    };
    let options = Options {
        name: source.declared.item.clone(),
        declared_in: Some(source.declared.file.shown.clone()),
        narrow: arguments.narrow,
    };
    let (name, title) = (&source.declared, arguments.target.title());
    match export(arguments.target, &checked, &options) {
        Ok(export) => {
            write(arguments, &export, output)?;
            if !export.losses.is_empty() {
                let message = format!(
                    "the export of `{name}` is narrower than the policy, because {title} cannot express all of it"
                );
                output.warning(&with_losses(Message::new(message), &export.losses))?;
            }
            export.notes.iter().try_for_each(|note| output.note(note))?;
            Ok(Outcome::Clean)
        }
        Err(refusal) => {
            let message = format!("the policy `{name}` cannot be exported to {title}");
            output.error(&match refusal {
                Refusal::Inexpressible { losses, narrow, .. } => {
                    let message = format!("{message}, whose settings cannot express all of it");
                    let message = with_losses(Message::new(message), &losses);
                    match narrow {
                        true => message
                            .help("`--narrow` writes the part of the policy that can be expressed"),
                        false => message,
                    }
                }
                other => Message::new(message).note(other.to_string()),
            })?;
            Ok(Outcome::NewAccess)
        }
    }
}

/// A note for each part of the policy that the system cannot express, and for what it supports instead.
fn with_losses(message: Message, losses: &[Loss]) -> Message {
    Loss::explain(losses).into_iter().fold(message, Message::note)
}

/// Writes the files to the folder; without one, the only file to the output.
fn write(arguments: &Arguments, export: &Export, output: &mut Output) -> Result<(), Failure> {
    let Some(folder) = &arguments.output else {
        let [only] = export.files.as_slice() else {
            let names: Vec<&str> = export.files.iter().map(|file| file.name.as_str()).collect();
            let message =
                Message::new(format!("the export has several files: {}", names.join(", ")));
            return Err(message.help("write them to a folder: `--output FOLDER`").into());
        };
        output.write_all(only.text.as_bytes())?;
        return Ok(());
    };
    let shown =
        |path: &PathBuf, error| Message::new(format!("cannot write {}: {error}", path.display()));
    fs::create_dir_all(folder).map_err(|error| shown(folder, error))?;
    for file in &export.files {
        let path = folder.join(&file.name);
        fs::write(&path, &file.text).map_err(|error| shown(&path, error))?;
        writeln!(output, "{}", path.display())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_written_to_a_folder() {
        let folder = std::env::temp_dir().join(format!("cors-cli-export-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let policy = "[policy.api]\nallow_origins = [\"https://*.example.com\"]\nallow_methods = [\"PUT\"]\n";
        fs::write(folder.join("cors.toml"), policy).unwrap();
        let arguments = Arguments {
            target: Target::Nginx,
            policy: format!("{}#api", folder.join("cors.toml").display()),
            output: Some(folder.join("nginx/snippets")),
            narrow: false,
        };
        let outcome = run(&arguments, &mut Output::captured()).unwrap();
        assert_eq!(outcome, Outcome::Clean);
        let written = |name| fs::read_to_string(folder.join("nginx/snippets").join(name)).unwrap();
        assert!(written("cors_api.http.conf").contains("map $http_origin $cors_api_candidate {"));
        assert!(written("cors_api.server.conf").contains("return 204;"));
        assert!(written("cors_api.headers.conf").contains("add_header Vary $cors_api_vary"));
        fs::remove_dir_all(&folder).unwrap();
    }
}
