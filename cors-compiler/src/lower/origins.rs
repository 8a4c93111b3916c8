//! `allow_origins`, `deny_origins`, `must_allow` and `must_deny`.

use super::variables::{ENVIRONMENTS, NOT_EXPANDED, has_variable};
use super::{Lowering, closed};
use crate::ast::{Notation, Value};
use crate::finding::Finding;
use crate::key::Key;
use crate::language::Budget;
use crate::model::AllowOrigins;
use crate::model::origin::{self, OriginError};
use crate::model::pattern::{self, Form, Pattern};
use crate::place::{Place, Placed};
use crate::rules::{
    ADDRESS_RANGE, ANY_ORIGIN_BESIDE_OTHERS, DEAD_ALTERNATIVE, EMPTY_LIST, NULL_ORIGIN,
    ORIGIN_HOST, ORIGIN_SEVERAL, ORIGIN_WILDCARD, PATTERN_MATCHES_NOTHING, PATTERN_SYNTAX,
    POLICY_TOO_LARGE, REGEX_SYNTAX, WRONG_VALUE,
};

/// How many states the automata of all patterns of a policy may have: a hundred honest patterns
/// have that many. Each pattern is compared with each, so the time grows with the square.
pub(super) const MAX_STATES: usize = 5_000;

/// How many address ranges, regexes and patterns with placeholders a list may have: each is compared
/// with each.
const MAX_REGULAR: usize = 64;

/// How many steps it may take to read all of them, those too that match nothing.
pub(super) const MAX_WORK: usize = 10_000_000;

/// How many steps it may take to find out what was meant by those that are none: hundreds of them.
pub(super) const MAX_REPAIR_WORK: usize = 2_000_000;

/// How many steps it takes to try all repairs of a text, for each of its bytes.
const STEPS_PER_BYTE: usize = 16;

/// How many steps it may take to find parts that match nothing: some tenths of a second.
pub(super) const MAX_DEAD_PARTS_WORK: usize = 300_000;

const HELP: &str = "write `allow_origins = [\"https://example.com\"]`";

/// What to write for any origin.
const ANY_HELP: &str = "write `allow_origins = \"*\"`";

/// Whether a name is what other libraries call any origin.
fn is_any(name: &str) -> bool {
    ["any", "all"].iter().any(|any| any.eq_ignore_ascii_case(name))
}

/// What to write instead of something that is no string.
const ORIGIN_HELP: &str = "write the origin itself, as in \"https://example.com\"";

impl Lowering<'_> {
    pub(super) fn allow_origins(&mut self, value: &Value) -> AllowOrigins {
        if let Value::Text(text) = value {
            if text.value == "*" {
                return AllowOrigins::Any(text.place);
            }
            let meant = pattern::parse_within(&text.value, &self.budget);
            let help = match (&meant, origin::several(&text.value)) {
                (Err(_), _) if has_variable(&text.value) => ENVIRONMENTS.to_owned(),
                (Ok(_), _) => format!("write `allow_origins = [\"{}\"]`", text.value),
                (Err(_), Some(meant)) if !meant.is_empty() => {
                    format!("write `allow_origins = [\"{}\"]`", meant.join("\", \""))
                }
                (Err(_), _) => HELP.to_owned(),
            };
            self.wrong_value(value, "a list of origins", help);
            self.has_left_out = meant.is_err();
            let meant = meant.map(|pattern| Placed::new(pattern, text.place));
            return AllowOrigins::These(meant.into_iter().collect());
        }
        if let Value::Name(name) = value
            && is_any(&name.value)
        {
            self.wrong_value(value, "a list of origins", ANY_HELP);
            return AllowOrigins::These(Vec::new());
        }
        if let Value::List(list) = value
            && list.value.is_empty()
        {
            self.has_left_out = true;
            self.findings.push(
                Finding::new(&EMPTY_LIST, list.place, "the list is empty")
                    .help(HELP)
                    .help(closed::instead()),
            );
            return AllowOrigins::These(Vec::new());
        }
        let items = self.items(value, "a list of origins", HELP);
        let mut patterns = Vec::new();
        self.regular = 0;
        for item in items {
            if self.findings.is_full() {
                break;
            }
            match item {
                Value::Text(text) if text.value == "*" => {
                    if items.len() == 1 {
                        return AllowOrigins::Any(text.place);
                    }
                    self.has_left_out = true;
                    self.findings.push(
                        Finding::new(
                            &ANY_ORIGIN_BESIDE_OTHERS,
                            text.place,
                            "`*` stands beside other origins",
                        )
                        .help("write `allow_origins = \"*\"`, or remove `\"*\"`"),
                    );
                }
                Value::Name(name) if is_any(&name.value) => {
                    self.wrong_value(item, "an origin in a string", ANY_HELP);
                }
                other => {
                    let pattern = self.pattern(other);
                    self.no_null(pattern.as_ref());
                    patterns.extend(pattern);
                }
            }
        }
        AllowOrigins::These(patterns)
    }

    pub(super) fn deny_origins(&mut self, value: &Value) -> Vec<Placed<Pattern>> {
        const HELP: &str = "write `deny_origins = [\"https://old.example.com\"]`";
        let mut patterns = Vec::new();
        self.regular = 0;
        for item in self.items(value, "a list of origins", HELP) {
            if self.findings.is_full() {
                break;
            }
            match item {
                Value::Text(text) if text.value == "*" => self.wrong_value(
                    item,
                    "an origin, and not all of them",
                    "remove it: what `allow_origins` does not list is denied anyway",
                ),
                other => patterns.extend(self.pattern(other)),
            }
        }
        patterns
    }

    /// Origins that the finished policy must allow.
    pub(super) fn must_allow(&mut self, value: &Value) -> Vec<Placed<String>> {
        self.expected_origins(value, Key::MustAllow)
    }

    /// Origins that it must deny: whatever somebody may send, well-formed or not.
    pub(super) fn must_deny(&mut self, value: &Value) -> Vec<Placed<String>> {
        self.expected_origins(value, Key::MustDeny)
    }

    fn expected_origins(&mut self, value: &Value, key: Key) -> Vec<Placed<String>> {
        const HELP: &str = "write a list of origins, as in `[\"https://example.com\"]`";
        let mut origins = Vec::new();
        for item in self.items(value, "a list of origins", HELP) {
            if self.findings.is_full() {
                break;
            }
            let Value::Text(text) = item else {
                self.wrong_value(item, "an origin in a string", ORIGIN_HELP);
                continue;
            };
            // A pattern is a mistake here, so that it has the smaller budget.
            match pattern::parse_within(&text.value, &self.repairs).map(|pattern| pattern.exact()) {
                Ok(Some(_)) => origins.push(text.clone()),
                Ok(None) => {
                    let message =
                        format!("expected a single origin, found the pattern `{}`", text.value);
                    self.findings.push(
                        Finding::new(&WRONG_VALUE, text.place, message)
                            .because(format!(
                                "`{key}` takes single origins, which are evaluated one by one"
                            ))
                            .help("write one origin that the pattern matches"),
                    );
                }
                Err(error) if key == Key::MustAllow || error.rule == &POLICY_TOO_LARGE => {
                    self.findings.push(origin_finding(
                        text,
                        error,
                        Wanted::Origin,
                        self.notation,
                        &self.repairs,
                    ));
                    if self.repairs.is_spent() {
                        // It was reported, and so would be each further pattern.
                        break;
                    }
                }
                Err(_) => origins.push(text.clone()),
            }
        }
        origins
    }

    fn pattern(&mut self, item: &Value) -> Option<Placed<Pattern>> {
        let (text, wanted) = match item {
            Value::Text(text) => (text, Wanted::Pattern),
            Value::Regex(text) => (text, Wanted::Regex),
            other => {
                self.wrong_value(other, "an origin in a string", ORIGIN_HELP);
                return None;
            }
        };
        let needs_automaton = wanted == Wanted::Regex || pattern::needs_automaton(&text.value);
        if needs_automaton && self.states_left == 0 {
            // It was said already, and each further one would take its time.
            self.has_left_out = true;
            return None;
        }
        if needs_automaton {
            self.regular = self.regular.saturating_add(1);
            if self.regular > MAX_REGULAR {
                self.has_left_out = true;
                self.states_left = 0;
                let message = format!(
                    "the list has more than {MAX_REGULAR} address ranges, regexes and patterns with placeholders"
                );
                self.findings.push(
                    Finding::new(&POLICY_TOO_LARGE, text.place, message)
                        .help("join patterns into one regex with `|`, or list the origins"),
                );
                return None;
            }
        }
        let read = match wanted {
            Wanted::Regex => {
                pattern::parse_regex_within(&text.value, &self.budget).map(Pattern::Regular)
            }
            Wanted::Pattern | Wanted::Origin => pattern::parse_within(&text.value, &self.budget),
        };
        match read {
            Ok(pattern) => {
                self.count_states(&pattern, text.place);
                self.no_dead_part(text, &pattern, wanted);
                let pattern = match pattern {
                    Pattern::Regular(regular) => {
                        Pattern::Regular(regular.with_repair(|regex| self.notation.regex(regex)))
                    }
                    other => other,
                };
                Some(Placed::new(pattern, text.place))
            }
            Err(error) => {
                if error.rule == &POLICY_TOO_LARGE {
                    self.states_left = 0;
                }
                let finding = origin_finding(text, error, wanted, self.notation, &self.repairs);
                // Later rules check the repaired pattern, if there is exactly one repair.
                let meant = meant_pattern(&finding).filter(|_| wanted == Wanted::Pattern);
                self.has_left_out |= meant.is_none();
                self.findings.push(finding);
                meant.map(|pattern| Placed::new(pattern, text.place))
            }
        }
    }

    /// Warns of a part that no origin can match.
    fn no_dead_part(&mut self, text: &Placed<String>, pattern: &Pattern, wanted: Wanted) {
        let Pattern::Regular(regular) = pattern else { return };
        let form = match wanted {
            Wanted::Regex => Form::Regex,
            Wanted::Pattern | Wanted::Origin => Form::Text,
        };
        if regular.range().is_some() && form == Form::Text {
            return;
        }
        let Some(range) = pattern::dead_part(&text.value, form, &self.dead_parts) else { return };
        let part = text.value.get(range.clone()).unwrap_or_default();
        let is_class_range = !part.is_ascii() && part.contains('-');
        let message = match is_class_range {
            true => format!("`{part}` has characters that no origin has"),
            false => format!("no origin matches `{part}` in this pattern"),
        };
        let warning = Finding::new(&DEAD_ALTERNATIVE, text.place, message).within(range);
        self.findings.push(if is_class_range {
            warning
                .note("an origin is ASCII: browsers send the Punycode form of a host")
                .help("end the range in ASCII, as in `a-z`")
        } else if !part.is_ascii() {
            warning
                .note("an origin is ASCII: browsers send the Punycode form of a host")
                .help("remove it")
        } else if part == "null" {
            warning
                .note("no pattern matches `null`: only the entry \"null\" does")
                .help("remove it")
        } else if wanted != Wanted::Regex && part.contains('.') {
            warning
                .note("a placeholder matches a part of one label, and never a dot")
                .help("remove it, and add a pattern of its own for it")
        } else {
            warning.help("remove it")
        });
    }

    fn count_states(&mut self, pattern: &Pattern, place: Place) {
        let Pattern::Regular(regular) = pattern else { return };
        match self.states_left.checked_sub(regular.language().states()) {
            Some(left) if left > 0 => self.states_left = left,
            _ => {
                self.states_left = 0;
                self.has_left_out = true;
                let message = format!(
                    "up to here the patterns need automata of more than {MAX_STATES} states"
                );
                self.findings.push(
                    Finding::new(&POLICY_TOO_LARGE, place, message)
                        .help("make the regexes simpler, or list the origins"),
                );
            }
        }
    }

    fn no_null(&mut self, pattern: Option<&Placed<Pattern>>) {
        if let Some(Placed { value: Pattern::Null, place }) = pattern {
            self.findings.push(
                Finding::new(
                    &NULL_ORIGIN,
                    *place,
                    "`null` is the origin of anybody who wants it",
                )
                .help("remove it, and serve the page from an origin of its own")
                .help("or take the risk by name: `accept_risk = { null_origin = \"the reason\" }`"),
            );
        }
    }
}

/// What should have been written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// A pattern in a string.
    Pattern,
    /// A regex.
    Regex,
    /// One origin.
    Origin,
}

fn origin_finding(
    text: &Placed<String>,
    error: OriginError,
    wanted: Wanted,
    notation: Notation,
    budget: &Budget,
) -> Finding {
    // Each attempt reads the text once or twice.
    let steps = text.value.len().saturating_mul(STEPS_PER_BYTE);
    let can_repair = budget.spend(steps).is_ok();
    if can_repair && let Some(finding) = variable(text, &error, budget) {
        return finding;
    }
    let repair =
        can_repair.then(|| repair(&text.value, &error, wanted, notation, budget)).flatten();
    let otherwise = otherwise(&text.value, &error, wanted);
    let OriginError { rule, range, message, note, help } = error;
    let mut finding = Finding::new(rule, text.place, message).within(range);
    if let Some(note) = note {
        finding = finding.note(note);
    }
    match (help, repair) {
        (Some(help), Some(repair)) => finding.help(repair).help(help),
        (Some(help), None) | (None, Some(help)) => finding.help(help),
        (None, None) => match otherwise {
            Some(help) => finding.help(help),
            None => finding,
        },
    }
}

/// What to report of a text that has a variable in it. One in the place of the port means any port.
fn variable(text: &Placed<String>, error: &OriginError, budget: &Budget) -> Option<Finding> {
    let is_variable = error.rule != &REGEX_SYNTAX
        && error.rule != &POLICY_TOO_LARGE
        && error.rule != &ORIGIN_SEVERAL
        && has_variable(&text.value)
        && origin::with_meant_ports(&text.value, budget).is_none();
    is_variable.then(|| {
        Finding::new(error.rule, text.place, error.message.clone())
            .within(error.range.clone())
            .note(NOT_EXPANDED)
            .help(ENVIRONMENTS)
    })
}

/// What to write instead, if that can be told, and may stand there.
fn repair(
    text: &str,
    error: &OriginError,
    wanted: Wanted,
    notation: Notation,
    budget: &Budget,
) -> Option<String> {
    if error.rule == &POLICY_TOO_LARGE {
        return None;
    }
    if wanted == Wanted::Regex {
        return pattern::repaired_regex_within(text, budget)
            .map(|meant| format!("write `{}`", notation.regex(&meant)));
    }
    let fits = |meant: &String| {
        wanted == Wanted::Pattern
            || pattern::parse(meant).is_ok_and(|pattern| pattern.exact().is_some())
    };
    if let Some(meant) = origin::per_scheme(text, budget).filter(|meant| meant.iter().all(fits)) {
        return Some(format!("write one string per scheme: {}", quoted(&meant)));
    }
    if error.rule == &PATTERN_SYNTAX
        && let Some(meant) = origin::with_meant_ports(text, budget).filter(fits)
    {
        return Some(format!("write {}", quoted(&[meant])));
    }
    if error.rule == &PATTERN_SYNTAX || error.rule == &REGEX_SYNTAX {
        return pattern::repaired_placeholders_within(text, budget)
            .filter(fits)
            .map(|meant| format!("write {}", quoted(&[meant])));
    }
    if error.rule == &PATTERN_MATCHES_NOTHING {
        return None;
    }
    if error.rule == &ORIGIN_SEVERAL {
        return origin::several(text)
            .filter(|several| several.iter().all(fits))
            .map(|several| format!("write one string per origin: {}", quoted(&several)));
    }
    if wanted == Wanted::Pattern
        && is_regex(text, error, budget)
        && let Some(meant) = origin::meant_regex(text, budget)
    {
        return Some(format!("write `{}`", notation.regex(&meant)));
    }
    if wanted == Wanted::Pattern && error.rule == &ORIGIN_WILDCARD {
        // Every host of the web; whether that may be trusted is for another rule to say.
        let every = ["https", "http"].iter().find_map(|scheme| {
            let port = text.strip_prefix(&format!("{scheme}://*"))?;
            // Otherwise it is a host whose `*` is only part of a label.
            if !(port.is_empty() || port.starts_with(':')) {
                return None;
            }
            let port = if port == ":*" { "" } else { port };
            pattern::parse(&format!("{scheme}://a{port}")).ok()?;
            Some(format!("{scheme}://.*{port}"))
        });
        if let Some(every) = every {
            return Some(format!("write `{}`", notation.regex(&every)));
        }
    }
    origin::repaired_within(text, budget)
        .filter(fits)
        .map(|meant| format!("write {}", quoted(&[meant])))
}

/// Strings as both notations have them.
fn quoted(texts: &[String]) -> String {
    let quoted: Vec<String> = texts
        .iter()
        .map(|text| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
        .collect();
    quoted.join(", ")
}

/// The origin or plain pattern that the only help line of a finding says to write.
fn meant_pattern(finding: &Finding) -> Option<Pattern> {
    let [help] = finding.helps.as_slice() else { return None };
    let help = help.words.rendered(Notation::Rust);
    let meant = help.strip_prefix("write \"")?.strip_suffix('"')?;
    let meant = pattern::parse(meant).ok()?;
    matches!(meant, Pattern::Plain(_)).then_some(meant)
}

/// Whether this is wrong with a text because it is a regex.
fn is_regex(text: &str, error: &OriginError, budget: &Budget) -> bool {
    let wrong = text.get(error.range.clone()).unwrap_or_default();
    let is_anchored = text.starts_with('^') || text.ends_with('$');
    (is_anchored && origin::repaired_within(text, budget).is_none())
        || error.rule == &ORIGIN_HOST
            && (text.contains("\\.") || wrong.starts_with(['(', ')', '|', '+', '[', ']']))
}

/// What to do where nobody can tell what was meant.
fn otherwise(text: &str, error: &OriginError, wanted: Wanted) -> Option<&'static str> {
    let rule = error.rule;
    let wrong = text.get(error.range.clone()).unwrap_or_default();
    if rule == &POLICY_TOO_LARGE {
        Some("make the regex simpler, or list the origins")
    } else if rule == &PATTERN_SYNTAX && wanted == Wanted::Origin {
        Some("write one origin, without a placeholder")
    } else if rule == &PATTERN_SYNTAX && wrong == "}" {
        Some("remove it, or put a `{` where the placeholder starts")
    } else if rule == &PATTERN_SYNTAX && !wrong.ends_with('}') {
        Some("put a `}` where the placeholder ends, as in \"https://{tenant}.example.app\"")
    } else if rule == &REGEX_SYNTAX && ["^", "$", "\\A", "\\z"].contains(&wrong) {
        Some("remove `^` and `$`: a pattern is the whole origin")
    } else if rule == &PATTERN_SYNTAX || rule == &REGEX_SYNTAX || rule == &PATTERN_MATCHES_NOTHING {
        None
    } else if rule == &ADDRESS_RANGE {
        Some("write a range as in \"http://10.0.0.0/8\" or \"http://[fd00::/8]:*\"")
    } else if rule == &ORIGIN_SEVERAL {
        Some("write one string per origin")
    } else if rule == &ORIGIN_WILDCARD && wanted == Wanted::Origin {
        Some("write one origin, without a wildcard")
    } else if rule == &ORIGIN_WILDCARD {
        // No page says how a wildcard is written.
        Some(
            "write \"https://*.example.com\" for subdomains, \"http://localhost:*\" for ports, or a \
             placeholder, as in \"https://app-{name}.example.com\"",
        )
    } else {
        Some("open the calling page's console and copy `location.origin`")
    }
}
