//! What a comparison says, in lines: the same for people at a terminal and for Markdown.

use cors_compiler::compare::{
    Comparison, Direction, MethodChange, Methods, NameChange, NameSet, OriginPart,
    PermissionChanges, Permissions, RiskText,
};
use cors_compiler::language::Count;
use cors_compiler::model::seconds_in_words;

/// A line, and those below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Whether it is about access that was gained or lost.
    pub(super) direction: Option<Direction>,
    pub(super) text: String,
    pub(super) below: Vec<Line>,
}

impl Line {
    fn new(direction: Option<Direction>, text: impl Into<String>) -> Self {
        Self { direction, text: text.into(), below: Vec::new() }
    }

    /// A line without a direction.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self::new(None, text)
    }

    fn gained(text: impl Into<String>) -> Self {
        Self::new(Some(Direction::Gained), text)
    }

    fn lost(text: impl Into<String>) -> Self {
        Self::new(Some(Direction::Lost), text)
    }
}

/// How many names are listed.
const NAMED: usize = 8;

/// The lines of a comparison.
pub(super) fn of(comparison: &Comparison) -> Vec<Line> {
    let mut lines = Vec::new();
    let is_any = |direction| comparison.any_origin == Some(direction);
    let granted = &comparison.granted;
    for (direction, part, permissions) in [
        (Direction::Gained, &comparison.origins.gained, Some(&granted.new)),
        (Direction::Lost, &comparison.origins.lost, None),
    ] {
        let verb = match direction {
            Direction::Gained => Verb { one: "gains access", several: "gain access" },
            Direction::Lost => Verb { one: "loses access", several: "lose access" },
        };
        lines.extend(of_part(part, direction, &verb, is_any(direction), permissions));
    }
    for (direction, part) in [
        (Direction::Gained, &comparison.runtime_origins.gained),
        (Direction::Lost, &comparison.runtime_origins.lost),
    ] {
        let several = match direction {
            Direction::Gained => "may be added at run time",
            Direction::Lost => "may no longer be added at run time",
        };
        lines.extend(of_part(part, direction, &Verb { one: several, several }, false, None));
    }
    if let Some(changes) = &comparison.permissions {
        lines.extend(of_kept(changes, comparison.kept.as_ref()));
    }
    for (verb, risks) in
        [("accepts", &comparison.risks.added), ("no longer accepts", &comparison.risks.removed)]
    {
        lines.extend(risks.iter().map(|risk| Line::plain(of_risk(verb, risk))));
    }
    if !comparison.left_out.is_empty() {
        let keys: Vec<String> = comparison.left_out.iter().map(|key| format!("`{key}`")).collect();
        lines.push(Line::plain(format!(
            "not compared: parts of the old policy that cannot be read, in {}",
            and(&keys)
        )));
    }
    lines
}

/// What happens to origins.
struct Verb {
    one: &'static str,
    several: &'static str,
}

fn of_part(
    part: &OriginPart,
    direction: Direction,
    verb: &Verb,
    is_any: bool,
    permissions: Option<&Permissions>,
) -> Option<Line> {
    if part.is_empty() {
        return None;
    }
    let line = |text| Line::new(Some(direction), text);
    let mut origins = part.examples.clone();
    origins.extend(part.null.then(|| "null".to_owned()));
    let mut found = if is_any {
        line(format!("any other origin {}", verb.one))
    } else if part.is_listed() {
        let verb = if origins.len() == 1 { verb.one } else { verb.several };
        line(format!("{} {verb}", and(&origins)))
    } else {
        let null = if part.null { ", and `null`," } else { "" };
        line(format!("{}{null} {}", quantity(part), verb.several))
    };
    if part.null {
        found.below.push(Line::plain("any page can obtain the origin `null`"));
    }
    if !part.is_listed() && !is_any {
        found.below.push(Line::plain(format!("for example {}", part.examples.join(", "))));
    }
    found.below.extend(domains(part, direction).filter(|_| !is_any).map(Line::plain));
    let quoted = |texts: &[cors_compiler::location::Located<String>]| {
        let texts: Vec<String> = texts.iter().map(|it| format!("`{}`", it.value)).collect();
        and(&texts)
    };
    let by_itself =
        part.is_listed() && part.patterns.iter().all(|pattern| origins.contains(&pattern.value));
    if !part.patterns.is_empty() && !by_itself {
        found.below.push(Line::plain(format!("by {}", quoted(&part.patterns))));
    }
    if !part.denied_by.is_empty() {
        let denied = match direction {
            Direction::Gained => "no longer denied by",
            Direction::Lost => "denied by",
        };
        found.below.push(Line::plain(format!("{denied} {}", quoted(&part.denied_by))));
    }
    found.below.extend(permissions.map(|permissions| Line::plain(of_permissions(permissions))));
    Some(found)
}

/// How many origins, of whom.
fn quantity(part: &OriginPart) -> String {
    let origins = match part.origins {
        Count::Exactly(count) => format!("{} origins", thousands(count)),
        Count::MoreThan(_) => "very many origins".to_owned(),
        Count::Infinite => "an unlimited number of origins".to_owned(),
    };
    match (part.domain_count, part.domains.as_slice()) {
        (Count::Exactly(0), _) => origins,
        (Count::Exactly(1), [domain]) => format!("{origins} of {}", domain.name),
        (Count::Exactly(count), _) => {
            format!("{origins} of {} registrable domains", thousands(count))
        }
        _ => format!("{origins} of an unlimited number of registrable domains"),
    }
}

/// The registrable domains that have access only on this side.
fn domains(part: &OriginPart, direction: Direction) -> Option<String> {
    let new: Vec<String> = part
        .domains
        .iter()
        .filter(|domain| domain.is_new)
        .map(|domain| domain.name.clone())
        .collect();
    if new.is_empty() {
        return None;
    }
    let is_all = part.domain_count == Count::Exactly(part.domains.len() as u64);
    let more = if is_all { "" } else { ", …" };
    let words = match (direction, new.len()) {
        (Direction::Gained, 1) if is_all => "a registrable domain without access before",
        (Direction::Gained, _) => "registrable domains without access before",
        (Direction::Lost, 1) if is_all => "no origin of this registrable domain has access now",
        (Direction::Lost, _) => "no origin of these registrable domains has access now",
    };
    Some(format!("{words}: {}{more}", new.join(", ")))
}

fn of_permissions(permissions: &Permissions) -> String {
    let Permissions {
        credentials,
        methods,
        request_headers,
        exposed_headers,
        neighbours: _,
        max_age: _,
    } = permissions;
    let mut parts = vec![match credentials {
        true => "with credentials".to_owned(),
        false => "without credentials".to_owned(),
    }];
    parts.push(match methods {
        Methods::AsMounted => "methods: those of the handlers".to_owned(),
        Methods::Listed(names) => format!("methods: {}", names_of(names, "any")),
    });
    for (kind, names) in
        [("request headers", request_headers), ("exposed headers", exposed_headers)]
    {
        if !names.is_empty() {
            parts.push(format!("{kind}: {}", names_of(names, "any")));
        }
    }
    parts.join("; ")
}

/// The names of a set.
fn names_of(names: &NameSet, any: &str) -> String {
    match names {
        NameSet::These(names) => {
            let listed: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
            let more = names.len().saturating_sub(NAMED);
            match more {
                0 => listed.join(", "),
                more => format!("{}, and {more} more", listed.join(", ")),
            }
        }
        NameSet::AllExcept(names) if names.is_empty() => any.to_owned(),
        NameSet::AllExcept(names) => {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            format!("{any} except {}", names.join(", "))
        }
    }
}

/// How the permissions of the origins changed that keep access.
fn of_kept(changes: &PermissionChanges, kept: Option<&OriginPart>) -> Option<Line> {
    let PermissionChanges {
        credentials,
        methods,
        request_headers,
        exposed_headers,
        neighbours,
        max_age,
    } = changes;
    let mut below = Vec::new();
    below.extend(credentials.map(|direction| match direction {
        Direction::Gained => Line::gained("may send credentials"),
        Direction::Lost => Line::lost("may no longer send credentials"),
    }));
    match methods {
        None => {}
        Some(MethodChange::Listed(change)) => below.extend(of_names(change, "use", "any method")),
        Some(change @ MethodChange::NowListed { listed }) => {
            if change.has(Direction::Gained) {
                below.push(Line::gained(format!("may use {}", names_of(listed, "any method"))));
            }
            if change.has(Direction::Lost) {
                below.push(Line::lost(
                    "may no longer use the other methods of handlers: `allow_methods` was added",
                ));
            }
        }
        Some(change @ MethodChange::NowAsMounted { listed }) => {
            if change.has(Direction::Gained) {
                below.push(Line::gained(
                    "may use all methods of the handlers: `allow_methods` was removed",
                ));
            }
            if change.has(Direction::Lost) {
                let listed = names_of(listed, "any method");
                below.push(Line::lost(format!(
                    "may use {listed} only where a handler has that method"
                )));
            }
        }
    }
    for (change, verb, any) in [
        (request_headers, "send", "any request header"),
        (exposed_headers, "read", "any response header"),
    ] {
        below.extend(change.iter().flat_map(|change| of_names(change, verb, any)));
    }
    for (direction, names) in neighbours
        .iter()
        .flat_map(|change| [(Direction::Gained, &change.gained), (Direction::Lost, &change.lost)])
    {
        let NameSet::These(phrases) = names else { continue };
        below.extend(phrases.iter().map(|phrase| match direction {
            Direction::Gained => Line::gained(format!("may {phrase}")),
            Direction::Lost => Line::lost(format!("may no longer {phrase}")),
        }));
    }
    if let Some(change) = max_age {
        let age = |seconds: Option<u32>| match seconds {
            None => "5s, the default of browsers".to_owned(),
            Some(0) => "not at all".to_owned(),
            Some(seconds) => seconds_in_words(seconds),
        };
        below.push(Line::plain(format!(
            "preflights may be cached: {}; before: {}",
            age(change.new),
            age(change.old)
        )));
    }
    if below.is_empty() {
        return None;
    }
    let text = match kept {
        Some(part) if part.is_listed() && !part.examples.is_empty() => {
            let verb = if part.examples.len() == 1 { "keeps" } else { "keep" };
            format!("{} {verb} access and", and(&part.examples))
        }
        Some(part) if !part.examples.is_empty() => {
            format!("origins that keep access, as {}:", part.examples.join(", "))
        }
        _ => "origins that keep access:".to_owned(),
    };
    Some(Line { direction: None, text, below })
}

fn of_names(change: &NameChange, verb: &str, any: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    if !change.gained.is_empty() {
        lines.push(Line::gained(format!("may {verb} {}", names_of(&change.gained, any))));
    }
    if !change.lost.is_empty() {
        lines.push(Line::lost(format!("may no longer {verb} {}", names_of(&change.lost, any))));
    }
    lines
}

fn of_risk(verb: &str, risk: &RiskText) -> String {
    let pattern = risk.pattern.as_ref().map(|it| format!(" of `{it}`")).unwrap_or_default();
    format!("{verb} the risk `{}`{pattern}: {}", risk.rule, risk.reason)
}

/// `a, b and c`.
fn and(texts: &[String]) -> String {
    match texts {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

/// A number with its thousands apart: `65,534`.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len().saturating_sub(index)) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lists_are_readable() {
        assert_eq!(
            [0, 999, 1000, 65_534, 1_000_000].map(thousands).join(" "),
            "0 999 1,000 65,534 1,000,000"
        );
        let texts =
            |texts: &[&str]| and(&texts.iter().map(|&it| it.to_owned()).collect::<Vec<_>>());
        assert_eq!(texts(&["a"]), "a");
        assert_eq!(texts(&["a", "b", "c"]), "a, b and c");
    }
}
