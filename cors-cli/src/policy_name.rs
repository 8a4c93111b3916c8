//! How a policy is named on the command line.
//!
//! | name | policy |
//! | --- | --- |
//! | `API` | the policy of this name in the workspace |
//! | `api::policies::API` | the same, with as much of its path as is needed |
//! | `config/cors.toml#api` | the table `[policy.api]` of a file |
//! | `policy.toml` | a file that is one policy |
//! | `src/main.rs:12` | the policy that starts on this line |

use std::path::PathBuf;

use cors_compiler::language::Budget;
use cors_compiler::near::did_you_mean;

use crate::failure::Message;
use crate::sources::{Places, SourcePolicy, Sources};

/// How many candidates are listed.
const MOST: usize = 10;

/// Reads the policy of this name. A name that is not a path of a TOML file is looked for in the workspace of the
/// current folder.
///
/// # Errors
///
/// If there is none, or several; the message lists what may have been meant.
pub fn read(name: &str) -> Result<SourcePolicy, Message> {
    let (path, item) = match name.split_once('#') {
        Some((path, item)) => (path, Some(item)),
        None => (name, None),
    };
    if item.is_none() && !path.ends_with(".toml") {
        return find(&Places::default().read()?, name).cloned();
    }
    let sources = Places { paths: vec![PathBuf::from(path)] }.read()?;
    if let Some(problem) = sources.problems.first() {
        return Err(problem.message());
    }
    let mut found = sources
        .policies
        .iter()
        .filter(|policy| item.is_none_or(|item| policy.declared.item.as_deref() == Some(item)));
    match (found.next(), found.next()) {
        (Some(policy), None) => Ok(policy.clone()),
        (None, _) => Err(unknown(&sources, name)),
        (Some(_), Some(_)) => {
            let message = Message::new(format!("`{path}` has several policies"));
            Err(listing(message, sources.policies.iter()))
        }
    }
}

/// The policy of this name among those that were read.
///
/// # Errors
///
/// If there is none, or several.
pub fn find<'s>(sources: &'s Sources, name: &str) -> Result<&'s SourcePolicy, Message> {
    let found: Vec<&SourcePolicy> =
        sources.policies.iter().filter(|policy| is_named(policy, name)).collect();
    match found.as_slice() {
        [policy] => Ok(policy),
        [] => Err(unknown(sources, name)),
        several => {
            let message = Message::new(format!("several policies are called `{name}`"));
            Err(listing(message, several.iter().copied())
                .help("write more of the path, or the file and the line"))
        }
    }
}

fn is_named(policy: &SourcePolicy, name: &str) -> bool {
    let declared = &policy.declared;
    let (line, _) = declared.line_and_column();
    if format!("{}:{line}", declared.file.shown) == name {
        return true;
    }
    let normal = |name: &str| name.replace('-', "_");
    let whole = declared.full_name();
    let whole: Vec<String> = whole.split("::").map(normal).collect();
    let wanted: Vec<String> = name.trim_start_matches("crate::").split("::").map(normal).collect();
    declared.item.is_some() && whole.ends_with(&wanted)
}

fn unknown(sources: &Sources, name: &str) -> Message {
    let message = Message::new(format!("no policy is called `{name}`"));
    if sources.policies.is_empty() {
        return message.note("no policy was found at all");
    }
    let last = name.rsplit(['#', ':']).next().unwrap_or(name);
    let items = sources.policies.iter().filter_map(|policy| policy.declared.item.as_deref());
    let near = did_you_mean(last, items, &Budget::of(1_000_000));
    match near {
        Some(near) => {
            let meant = sources.policies.iter();
            let mut meant = meant.filter(|policy| policy.declared.item.as_deref() == Some(near));
            let meant = meant.next().map(|policy| policy.declared.full_name()).unwrap_or_default();
            message.help(format!("did you mean `{meant}`?"))
        }
        None => listing(message, sources.policies.iter()),
    }
}

/// The message with the policies that can be named.
fn listing<'s>(
    message: Message,
    policies: impl ExactSizeIterator<Item = &'s SourcePolicy>,
) -> Message {
    let more = policies.len().saturating_sub(MOST);
    let message = policies.take(MOST).fold(message, |message, policy| {
        let declared = &policy.declared;
        let (line, _) = declared.line_and_column();
        message.note(format!("`{}` in {}:{line}", declared.full_name(), declared.file.shown))
    });
    if more > 0 {
        message.note(format!("and {more} more; `cargo cors list` lists them"))
    } else {
        message
    }
}
