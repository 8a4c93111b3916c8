//! What can be wrong with a file of policies, apart from its policies: the words, and what mends it.

use crate::ast::Value;
use crate::finding::{Edit, Finding, Help, Words, Written, words};
use crate::language::Budget;
use crate::location::{Located, Location};
use crate::near::did_you_mean;
use crate::rules::{
    DUPLICATE, EMPTY_LIST, POLICY_FILE, POLICY_TOO_LARGE, REPEATED_KEY, WRONG_VALUE,
};

use super::{MAX_CHAIN, MAX_POLICIES};

/// How a policy of a file begins.
const HEADER: &str =
    "write the keys of a policy below a header with its name, as in `[policy.api]`";

/// How a set is written.
fn a_set(location: Location) -> Help {
    let with = Written::List(vec![Written::Text("https://example.com".to_owned())]);
    Help::example(
        "write a list of origins, as in `ours = [\"https://example.com\"]`",
        [Edit::Replace { location, with }],
    )
}

/// How many names a message lists.
const MAX_LISTED: usize = 12;

/// A name that no policy of the file has.
pub(crate) fn unknown_policy<'n>(
    location: Location,
    name: &str,
    names: impl Iterator<Item = &'n str> + Clone,
) -> Finding {
    if names.clone().next().is_none() {
        return Finding::new(&POLICY_FILE, location, "the file has no policies").help(HEADER);
    }
    let message = words!("the file has no policy `{name}`", name);
    // There are at most a thousand names, of at most 64 bytes.
    let help = match did_you_mean(name, names.clone(), &Budget::unlimited()) {
        Some(meant) => meant_name(location, meant),
        None => words!("its policies are {names}", names = first(names)).into(),
    };
    Finding::new(&POLICY_FILE, location, message)
        .because("a policy is declared by a header with its name, as in `[policy.api]`")
        .help(help)
}

/// A name that no set of the file has.
pub(super) fn unknown_set<'n>(
    name: &Located<String>,
    names: impl Iterator<Item = &'n str> + Clone,
    budget: &Budget,
) -> Finding {
    let message = words!("the file has no set `{set}`", set = &name.value);
    let help = match did_you_mean(&name.value, names.clone(), budget) {
        Some(meant) => meant_name(name.location, meant),
        None if names.clone().next().is_none() => {
            "declare it below `[origin_sets]`, as in `ours = [\"https://example.com\"]`".into()
        }
        None => words!("its sets are {names}", names = first(names)).into(),
    };
    Finding::new(&POLICY_FILE, name.location, message)
        .because("a set is declared by its name below `[origin_sets]`")
        .help(help)
}

/// As many names as fit on a line or two.
fn first<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut names: Vec<String> =
        names.take(MAX_LISTED.saturating_add(1)).map(str::to_owned).collect();
    if let Some(more) = names.get_mut(MAX_LISTED) {
        "…".clone_into(more);
    }
    names
}

fn meant_name(location: Location, meant: &str) -> Help {
    Help::write(location, Written::Text(meant.to_owned()))
}

/// `extends` leads back to a policy of the chain.
pub(super) fn circular(base: &Located<String>, cycle: &[&str]) -> Finding {
    let names: Vec<&str> = cycle.iter().copied().chain([base.value.as_str()]).collect();
    let message = words!("`extends` is circular: `{path}`", path = names.join(" -> "));
    Finding::new(&POLICY_FILE, base.location, message)
        .because("a policy takes the keys of the one that it extends, so this would never end")
        .help("remove one of the `extends`, or put the shared keys in another policy")
}

pub(super) fn long_chain(location: Location) -> Finding {
    let message = words!("`extends` goes through more than {most} policies", most = MAX_CHAIN);
    Finding::new(&POLICY_TOO_LARGE, location, message)
        .because("the keys of the policies after these are not read")
        .help("extend a policy that is nearer to the end of the chain")
}

pub(super) fn not_a_base(value: &Value) -> Finding {
    let message =
        words!("expected the name of a policy in a string, found {kind}", kind = value.kind());
    Finding::new(&WRONG_VALUE, value.location(), message)
        .because("a policy extends one other policy of its file")
        .help("write the name of a policy, as in `extends = \"api\"`")
}

pub(super) fn key_twice(key: &Located<String>, first: Location) -> Finding {
    let message = words!("the key `{key}` is written twice", key = &key.value);
    twice(key, first, message).help("remove one of the two")
}

pub(super) fn table_twice(key: &Located<String>, first: Location) -> Finding {
    let message = words!("the table `{table}` is written twice", table = &key.value);
    twice(key, first, message).help("put all of it in one table, or under headers")
}

pub(super) fn policy_twice(name: &Located<String>, first: Location) -> Finding {
    let message = words!("the policy `{name}` is declared twice", name = &name.value);
    twice(name, first, message).help("rename one of the two, or remove it")
}

pub(super) fn set_twice(name: &Located<String>, first: Location) -> Finding {
    let message = words!("the set `{set}` is declared twice", set = &name.value);
    twice(name, first, message).help("rename one of the two, or remove it")
}

fn twice(key: &Located<String>, first: Location, message: Words) -> Finding {
    Finding::new(&REPEATED_KEY, key.location, message).elsewhere("it is written first", first)
}

/// A key of a policy that is in no table.
pub(super) fn key_outside(key: &Located<String>) -> Finding {
    let message = words!("the key `{key}` is outside of a policy", key = &key.value);
    Finding::new(&POLICY_FILE, key.location, message).help(HEADER)
}

pub(super) fn unknown_table(key: &Located<String>) -> Finding {
    let message = words!("a file of policies has no table `{table}`", table = &key.value);
    Finding::new(&POLICY_FILE, key.location, message)
        .help("the tables are `policy`, as in `[policy.api]`, and `origin_sets`")
}

pub(super) fn not_a_table(key: &Located<String>, what: &'static str) -> Finding {
    let message =
        words!("`{key}` is the table of the {what}, and has another value", key = &key.value, what);
    Finding::new(&POLICY_FILE, key.location, message)
        .help("the tables are `policy`, as in `[policy.api]`, and `origin_sets`")
}

pub(super) fn not_a_policy(name: &Located<String>) -> Finding {
    let message = words!("`{name}` is not the table of a policy", name = &name.value);
    Finding::new(&POLICY_FILE, name.location, message).help(HEADER)
}

pub(super) fn too_many_policies(location: Location) -> Finding {
    let message = words!("the file has more than {most} policies", most = MAX_POLICIES);
    Finding::new(&POLICY_TOO_LARGE, location, message)
        .because("the policies after these are not read")
        .help("write several files")
}

pub(super) fn not_a_set_name(value: &Value) -> Finding {
    let message =
        words!("expected the name of a set in a string, found {kind}", kind = value.kind());
    Finding::new(&WRONG_VALUE, value.location(), message)
        .because("a set is used by its name, as in `{ set = \"ours\" }`")
        .help("write the name of a set in quotes")
}

pub(super) fn key_beside_set(key: &Located<String>) -> Finding {
    let message = words!("a use of a set has no key `{key}`", key = &key.value);
    Finding::new(&POLICY_FILE, key.location, message)
        .because("a set is used as it is, by its name")
        .help(Help::remove(key.location))
}

pub(super) fn set_listed_twice(name: &Located<String>, first: Location, item: Location) -> Finding {
    let message = words!("the set `{set}` is listed already", set = &name.value);
    Finding::new(&DUPLICATE, name.location, message)
        .elsewhere("it is listed first", first)
        .help(Help::remove(item))
}

pub(super) fn not_a_list(value: &Value) -> Finding {
    let message = words!("expected a list of origins, found {kind}", kind = value.kind());
    let finding = Finding::new(&WRONG_VALUE, value.location(), message);
    match value {
        Value::Text(text) => {
            let list = Written::List(vec![Written::Text(text.value.clone())]);
            finding.help(Help::write(text.location, list))
        }
        other => finding.help(a_set(other.location())),
    }
}

pub(super) fn empty_set(key: &Located<String>, location: Location) -> Finding {
    let message = words!("the set `{set}` is empty", set = &key.value);
    Finding::new(&EMPTY_LIST, location, message).help(a_set(location))
}

pub(super) fn set_in_set(location: Location) -> Finding {
    Finding::new(&POLICY_FILE, location, "a set cannot contain another set")
        .because("a list may name several sets, so sets need no sets of their own")
        .help("list the origins here, or name both sets where they are used")
}
