//! The entries of a policy: which keys they have, and which were meant.

use super::closed;
use super::names::PRIVATE_NETWORK;
use crate::ast::{Entry, Notation, Policy, Value};
use crate::finding::{Edit, Finding, Findings, Help, Words, Written, words};
use crate::key::Key;
use crate::language::Numbering;
use crate::location::{Located, Location};
use crate::model::Unread;
use crate::rules::{
    MISSING_ALLOW_ORIGINS, POLICY_FILE, POLICY_TOO_LARGE, REPEATED_KEY, UNKNOWN_KEY,
};

/// How many keys of a policy are read. The language has a dozen.
const MAX_ENTRIES: usize = 1000;

/// The entries of a policy that have a meaning.
pub(super) struct Entries<'p> {
    /// In the order of the text.
    pub(super) keyed: Vec<Keyed<'p>>,
    /// The keys that may be among the entries that have none.
    pub(super) unread: Unread,
}

/// An entry and the key that it has, or was meant to have.
pub(super) struct Keyed<'p> {
    pub(super) key: Key,
    pub(super) entry: &'p Entry,
    /// Whether an entry before it has the same key.
    pub(super) is_repeated: bool,
}

impl Keyed<'_> {
    /// Whether the key is written as it should be.
    pub(super) fn is_exact(&self) -> bool {
        self.entry.key.value == self.key.name()
    }
}

impl<'p> Entries<'p> {
    /// The entries of a policy; what is wrong with their keys is reported. What is below a wrong key is
    /// read as what was meant, for its own mistakes.
    pub(super) fn of(policy: &'p Policy, findings: &mut Findings) -> Self {
        report_surplus(policy, findings);
        let entries = policy.entries.get(..MAX_ENTRIES).unwrap_or(&policy.entries);
        let meant: Vec<Option<Key>> =
            entries.iter().map(|entry| Key::meant(&entry.key.value)).collect();
        let has = |key| meant.contains(&Some(key));
        let says_whom = [Key::AllowOrigins, Key::RuntimeOrigins, Key::Closed].into_iter().any(has);
        let table = |entry: &Entry| {
            let may_hold = !says_whom && Key::named(&entry.key.value).is_none();
            may_hold.then(|| table_with_keys(&entry.key, &entry.value)).flatten()
        };
        let tables: Vec<Option<String>> = entries.iter().map(table).collect();
        let is_nested = tables.iter().any(Option::is_some);
        let mut is_lost =
            policy.has_lost_entries || is_nested || entries.len() < policy.entries.len();
        let mut keyed = Vec::new();
        let mut seen = Numbering::new();
        let mut firsts: Vec<Location> = Vec::new();
        for ((entry, table), meant) in entries.iter().zip(tables).zip(&meant) {
            let Entry { key, value } = entry;
            let first = firsts.get(seen.number(key.value.as_str())).copied();
            if let Some(first) = first {
                findings.push(repeated(key, first));
            } else {
                firsts.push(key.location);
                if let Some(table) = table {
                    findings.push(nested(key, &table, policy.notation));
                    continue;
                }
                // What else a configuration holds is not a policy's.
                if is_nested && meant.is_none() {
                    continue;
                }
                // Without a value it was reported, with what to write.
                if Key::named(&key.value).is_none() && !value.is_unreadable() {
                    findings.push(unknown(key, *meant));
                }
            }
            match *meant {
                Some(key) => keyed.push(Keyed { key, entry, is_repeated: first.is_some() }),
                None => is_lost = true,
            }
        }
        // An entry that could not be read may have been any of those that are missing.
        let mut unread = Unread::default();
        for &key in Key::ALL {
            if !has(key) && (is_lost || key == Key::AllowOrigins && !says_whom) {
                unread.add(key);
            }
        }
        if !says_whom && !is_nested && !policy.has_lost_entries {
            findings.push(missing_origins(policy));
        }
        Self { keyed, unread }
    }
}

/// Reports the first key that is not read, if there are too many.
fn report_surplus(policy: &Policy, findings: &mut Findings) {
    let Some(over) = policy.entries.get(MAX_ENTRIES) else { return };
    let message = words!("the policy has more than {most} keys", most = MAX_ENTRIES);
    findings.push(
        Finding::new(&POLICY_TOO_LARGE, over.key.location, message)
            .because("any further keys are ignored")
            .help(all_keys()),
    );
}

fn missing_origins(policy: &Policy) -> Finding {
    let key = Key::AllowOrigins;
    let words = words!("add {entry}", entry = Written::entry(key, key.example()));
    let message = "the policy has neither `allow_origins` nor `closed`";
    Finding::new(&MISSING_ALLOW_ORIGINS, policy.location, message)
        .help(Help::example(words, [Edit::SetKey { key, value: key.example() }]))
        .help(closed::instead())
}

pub(super) fn repeated(key: &Located<String>, first: Location) -> Finding {
    let message = words!("the key `{key}` is written twice", key = &key.value);
    Finding::new(&REPEATED_KEY, key.location, message)
        .elsewhere("it first appears", first)
        .help("write one list, or remove one of the two")
}

fn unknown(key: &Located<String>, meant: Option<Key>) -> Finding {
    if let Some(help) = of_files(&key.value) {
        let message = words!("`{key}` is only for policies in a file", key = &key.value);
        return Finding::new(&POLICY_FILE, key.location, message).help(help);
    }
    let message = words!("unknown key `{key}`", key = &key.value);
    let finding = Finding::new(&UNKNOWN_KEY, key.location, message);
    if key.value.contains("private_network") {
        return finding.note(PRIVATE_NETWORK).help(Help::remove(key.location));
    }
    if key.value == "vary" {
        let words = "remove it; `Vary` is set automatically";
        return finding.help(Help::certain(words, [Edit::Remove { location: key.location }]));
    }
    finding.help(match meant {
        Some(meant) => {
            let edit =
                Edit::ReplaceSyntax { location: key.location, with: meant.name().to_owned() };
            Help::certain(words!("write `{meant}`", meant), [edit])
        }
        None => all_keys().into(),
    })
}

/// What to do about a key that means something for policies in a file, and nothing here.
fn of_files(key: &str) -> Option<&'static str> {
    match key {
        "extends" => Some("put the policy in a file, below a header as in `[policy.admin]`"),
        "origin_sets" => Some("put the sets and the policy in a file"),
        "file" | "policy" => Some(
            "write `cors! { file = \"cors.toml\", policy = \"api\" }`, and all other keys in the file",
        ),
        _ => None,
    }
}

fn all_keys() -> Words {
    let names: Vec<&str> = Key::ALL.iter().map(|key| key.name()).collect();
    words!("the valid keys are {names}", names = names.as_slice())
}

/// The policy is in a table below `key`, and the text is more than a policy.
fn nested(key: &Located<String>, table: &str, notation: Notation) -> Finding {
    let message = words!("the keys of the policy are in the table `{table}`", table);
    let finding = Finding::new(&UNKNOWN_KEY, key.location, message)
        .because("the keys of a policy must be at the top level");
    match notation {
        Notation::Rust => finding.help("write the keys without the surrounding table"),
        Notation::Toml => finding
            .help("write the keys at the top level, without the table header")
            .help("or read the text as a file of policies, in tables such as `[policy.api]`"),
    }
}

/// The path of the table that holds the keys of a policy, if they are below `key`: `cors`, or
/// `server.cors`.
fn table_with_keys(key: &Located<String>, value: &Value) -> Option<String> {
    let entries = match value {
        Value::Table(table) => &table.value,
        // `[[cors]]`
        Value::List(list) => {
            return list.value.iter().find_map(|item| table_with_keys(key, item));
        }
        _ => return None,
    };
    // A configuration may have any number of other keys, so only known names are looked for.
    let is_policy = |entry: &Entry| {
        matches!(
            Key::known_as(&entry.key.value),
            Some(Key::AllowOrigins | Key::RuntimeOrigins | Key::Closed)
        )
    };
    if entries.iter().any(is_policy) {
        return Some(key.value.clone());
    }
    // Both front ends bound how deep tables are nested.
    let below = entries.iter().find_map(|Entry { key, value }| table_with_keys(key, value))?;
    Some(format!("{}.{below}", key.value))
}
