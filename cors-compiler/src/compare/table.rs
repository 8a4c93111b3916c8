//! The meaning of a compiled policy, read back from its tables.
//!
//! # The idea
//!
//! A server holds tables and not patterns, but a table is a set of origins too: listed ones, wildcards, and
//! automata, minus the denied ones. Put together, they are a language again, so that a running policy can be compared
//! with a text that is to replace it:
//!
//! ```text
//!   listed ∪ (wildcards ∪ automata) − denied
//! ```
//!
//! # Cost
//!
//! That of the unions.

use std::collections::BTreeSet;

use cors_tables::PolicyTable;
use cors_tables::header_families::HeaderFamilies;
use cors_tables::name_list::NameList;
use cors_tables::neighbours::Neighbours;
use cors_tables::origin_set::{
    Automaton, MAX_ORIGIN_LEN, Middle, OriginSet, Parts, Strategy, StringSet, Walk, WildcardGroup,
};
use cors_tables::policy::{AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders};
use cors_tables::stored::Text;

use super::meaning::Patterns;
use super::part::Origins;
use super::permissions::headers_and;
use super::risks::RiskText;
use super::{Meaning, MethodChange, Methods, NameSet, NotComparable, Permissions, STEPS};
use crate::language::{Automata, Language, TooLarge};
use crate::model::pattern;

impl Meaning {
    /// The meaning of a compiled policy, without origins that a program has added. Its patterns are not known any
    /// more.
    ///
    /// # Errors
    ///
    /// The automata would be too large.
    ///
    /// ```
    /// # #[cfg(feature = "toml")] {
    /// use cors_compiler::compare::{Meaning, compare};
    /// use cors_compiler::{Findings, toml};
    ///
    /// let text = "allow_origins = ['https://*.example.com', 'https://{x}.example.net']";
    /// let compiled = Meaning::of_table(&toml::compile(text).unwrap().table).unwrap();
    /// let written = Meaning::of(&toml::parse(text, &mut Findings::default()).0).unwrap();
    /// assert!(compare(&compiled, &written).unwrap().is_equal());
    /// # }
    /// ```
    pub fn of_table(table: &PolicyTable) -> Result<Self, NotComparable> {
        let automata = Automata::within(STEPS);
        let (allowed, credentials) = match &table.allow_origins {
            AllowOrigins::Any => (Origins::any(), false),
            AllowOrigins::Set { origins, credentials } => {
                (of_set(&automata, origins)?, *credentials)
            }
        };
        let possible = match &table.runtime_origins {
            None => allowed.clone(),
            Some(ceiling) => {
                let (covered, denied) =
                    (of_set(&automata, &ceiling.covered)?, of_set(&automata, &ceiling.denied)?);
                let added = automata.difference(&covered.language, &denied.language)?;
                Origins {
                    language: automata.union(&allowed.language, &added)?,
                    null: allowed.null || covered.null && !denied.null,
                    is_any: allowed.is_any,
                }
            }
        };
        let risks = table.outline.risks.iter().map(RiskText::accepted).collect();
        Ok(Self {
            allowed,
            possible,
            permissions: permissions(table, credentials),
            risks,
            patterns: Patterns::default(),
            unread: Vec::new(),
        })
    }
}

fn permissions(table: &PolicyTable, credentials: bool) -> Permissions {
    let names = |list: &NameList| list.names().iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let except = |name: &str| NameSet::all().minus(&NameSet::these([name]));
    Permissions {
        credentials,
        methods: match &table.allow_methods {
            AllowMethods::Any | AllowMethods::Mirror => Methods::Listed(NameSet::all()),
            AllowMethods::List(list) => {
                let mut names = names(list);
                names.extend(MethodChange::SAFELISTED.map(str::to_owned));
                Methods::Listed(NameSet::These(names))
            }
            AllowMethods::AsMounted => Methods::AsMounted,
        },
        request_headers: match &table.allow_headers {
            AllowHeaders::Any => except("authorization"),
            AllowHeaders::AnyAndAuthorization | AllowHeaders::Mirror => NameSet::all(),
            AllowHeaders::List(list) => NameSet::These(names(list)),
            AllowHeaders::Families(HeaderFamilies { listed, prefixes }) => {
                headers_and(names(listed), prefixes.iter().map(Text::value))
            }
        },
        exposed_headers: match &table.expose_headers {
            ExposeHeaders::Any => except("set-cookie"),
            ExposeHeaders::List(list) => NameSet::These(names(list)),
        },
        neighbours: NameSet::these(table.neighbours.unwrap_or(Neighbours::NOTHING).permissions()),
        max_age: table.max_age.as_ref().map(|max_age| max_age.seconds),
    }
}

fn of_set(automata: &Automata, set: &OriginSet) -> Result<Origins, TooLarge> {
    let exact: Vec<&str> = set.exact().collect();
    let null = exact.contains(&"null");
    let exact: Vec<&str> = exact.into_iter().filter(|&origin| origin != "null").collect();
    let exact = Language::from_strings(&exact);
    let language = match &set.strategy {
        Strategy::Nothing | Strategy::One(_) | Strategy::Few(_) | Strategy::Many(_) => exact,
        Strategy::Wildcards(group) => of_group(automata, group)?,
        Strategy::Automaton(automaton) => of_automaton(automata, automaton)?,
        Strategy::Mixture { allowed, denied } => {
            let wide = of_parts(automata, allowed)?;
            let mut denied_language = of_parts(automata, denied)?;
            let denied_exact = Language::from_strings(&strings(&denied.exact));
            denied_language = automata.union(&denied_language, &denied_exact)?;
            automata.union(&exact, &automata.difference(&wide, &denied_language)?)?
        }
    };
    Ok(Origins::of(language, null))
}

/// The wildcards and automata.
fn of_parts(automata: &Automata, parts: &Parts) -> Result<Language, TooLarge> {
    let mut languages = Vec::new();
    for group in parts.wildcards.iter() {
        languages.push(of_group(automata, group)?);
    }
    for automaton in parts.automata.iter() {
        languages.push(of_automaton(automata, automaton)?);
    }
    automata.union_of(languages)
}

fn of_group(automata: &Automata, group: &WildcardGroup) -> Result<Language, TooLarge> {
    let mut languages = Vec::new();
    for pattern in group.patterns() {
        // The tables have only patterns that could be read.
        if let Ok(pattern) = pattern::parse(&pattern.to_string()) {
            languages.push(pattern.language(automata)?);
        }
    }
    automata.union_of(languages)
}

fn of_automaton(automata: &Automata, automaton: &Automaton) -> Result<Language, TooLarge> {
    let Automaton { prefix, suffix, shortest, longest, middle, written: _ } = automaton;
    let middle = match middle {
        Middle::Walk(walk) => of_walk(walk),
        Middle::Bytes(others) => {
            let around = prefix.len().saturating_add(suffix.len());
            let least = usize::from(*shortest).saturating_sub(around);
            let longest = usize::from(*longest);
            let most = (longest < MAX_ORIGIN_LEN).then(|| longest.saturating_sub(around));
            Language::repeated(|byte| others.get(usize::from(byte)) == Some(&0), least, most)
        }
    };
    let before = automata.concat(&Language::literal(prefix.as_bytes()), &middle)?;
    automata.concat(&before, &Language::literal(suffix.as_bytes()))
}

fn strings(set: &StringSet) -> Vec<&str> {
    set.iter().collect()
}

/// The language of a walk, whose states are the places of their rows.
fn of_walk(walk: &Walk) -> Language {
    let classes = usize::from(walk.classes);
    let number = |place: u16| usize::from(place).checked_div(classes).unwrap_or_default();
    let pairs = walk.table.chunks_exact(2);
    let entries = pairs.map(|pair| match *pair {
        [low, high] => number(u16::from_le_bytes([low, high])),
        _ => 0,
    });
    Language::from_table(
        (classes, |byte: u8| walk.class_of.get(usize::from(byte)).map_or(0, |&class| class.into())),
        entries.collect(),
        number(walk.first_accepting),
        number(walk.start),
    )
}
