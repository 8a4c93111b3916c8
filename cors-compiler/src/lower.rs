//! From what was written to what it means: one function a key, none stops at its first mistake.

use crate::ast::{self, Entry, Value};
use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::model::origin::{self, OriginError, OriginPattern};
use crate::model::{
    self, AllowOrigins, DurationError, Listed, NameError, Requested, exposed_response_header,
    method, parse_duration, request_header,
};
use crate::place::{Place, Placed};
use crate::rules::{
    ANY_ORIGIN_BESIDE_OTHERS, EMPTY_LIST, MAX_AGE, MISSING_ALLOW_ORIGINS, NULL_ORIGIN,
    ORIGIN_SEVERAL, REPEATED_KEY, UNKNOWN_KEY, WRONG_VALUE,
};

/// The keys of the policy language.
pub const KEYS: [&str; 6] = [
    "allow_origins",
    "allow_credentials",
    "allow_methods",
    "allow_headers",
    "expose_headers",
    "max_age",
];

/// Keys that other libraries taught people, and ours.
const TAUGHT: [(&str, &str); 19] = [
    ("allow_origin", "allow_origins"),
    ("allowed_origin", "allow_origins"),
    ("allowed_origins", "allow_origins"),
    ("origin", "allow_origins"),
    ("origins", "allow_origins"),
    ("credentials", "allow_credentials"),
    ("credentialed", "allow_credentials"),
    ("supports_credentials", "allow_credentials"),
    ("allowed_methods", "allow_methods"),
    ("methods", "allow_methods"),
    ("allowed_headers", "allow_headers"),
    ("headers", "allow_headers"),
    ("request_headers", "allow_headers"),
    ("exposed_headers", "expose_headers"),
    ("expose", "expose_headers"),
    ("response_headers", "expose_headers"),
    ("maxage", "max_age"),
    ("max_age_secs", "max_age"),
    ("max_age_seconds", "max_age"),
];

/// Reads the meaning of each entry; what has none is reported and left out.
pub fn lower(policy: &ast::Policy, diagnostics: &mut Diagnostics) -> model::Policy {
    let mut lowering = Lowering { diagnostics };
    let mut model = model::Policy {
        place: policy.place,
        allow_origins: AllowOrigins::These(Vec::new()),
        allow_credentials: None,
        allow_methods: Requested::Listed(Listed::These(Vec::new())),
        allow_headers: Requested::Listed(Listed::These(Vec::new())),
        expose_headers: Listed::These(Vec::new()),
        max_age: None,
    };
    let mut seen: Vec<&Placed<String>> = Vec::new();
    for Entry { key, value } in &policy.entries {
        if let Some(first) = seen.iter().find(|first| first.value == key.value) {
            lowering.repeated(key, first.place);
            continue;
        }
        seen.push(key);
        match key.value.as_str() {
            "allow_origins" => model.allow_origins = lowering.origins(value),
            "allow_credentials" => model.allow_credentials = lowering.credentials(value),
            "allow_methods" => model.allow_methods = lowering.requested(value, &METHODS, method),
            "allow_headers" => {
                model.allow_headers = lowering.requested(value, &REQUEST_HEADERS, request_header);
            }
            "expose_headers" => {
                model.expose_headers =
                    lowering.listed(value, &EXPOSED_HEADERS, exposed_response_header);
            }
            "max_age" => model.max_age = lowering.max_age(value),
            _ => lowering.unknown(key),
        }
    }
    if !seen.iter().any(|key| is_meant_as(key, "allow_origins")) {
        lowering.diagnostics.push(
            Diagnostic::new(&MISSING_ALLOW_ORIGINS, policy.place, "the policy allows no origins")
                .help("add `allow_origins = [\"https://example.com\"]`"),
        );
    }
    model
}

/// Whether `key` is, or was meant as, `wanted`.
fn is_meant_as(key: &Placed<String>, wanted: &str) -> bool {
    key.value == wanted || meant(&key.value) == Some(wanted)
}

/// The key that somebody meant.
fn meant(key: &str) -> Option<&'static str> {
    let lower_case = key.to_ascii_lowercase().replace('-', "_");
    TAUGHT
        .iter()
        .find(|(taught, _)| *taught == lower_case)
        .map(|&(_, ours)| ours)
        .or_else(|| did_you_mean(&lower_case, KEYS))
}

/// How the three lists of names differ.
struct NameKey {
    key: &'static str,
    one: &'static str,
    example: &'static str,
}

const METHODS: NameKey =
    NameKey { key: "allow_methods", one: "a method", example: "[PUT, DELETE]" };
const REQUEST_HEADERS: NameKey =
    NameKey { key: "allow_headers", one: "a header name", example: "[\"content-type\"]" };
const EXPOSED_HEADERS: NameKey =
    NameKey { key: "expose_headers", one: "a header name", example: "[\"x-request-id\"]" };

struct Lowering<'d> {
    diagnostics: &'d mut Diagnostics,
}

impl Lowering<'_> {
    fn repeated(&mut self, key: &Placed<String>, first: Place) {
        let message = format!("the key `{}` is written twice", key.value);
        self.diagnostics.push(
            Diagnostic::new(&REPEATED_KEY, key.place, message)
                .elsewhere("it is written first", first)
                .help("write one list, or remove one of the two"),
        );
    }

    fn unknown(&mut self, key: &Placed<String>) {
        let message = format!("the policy language has no key `{}`", key.value);
        let diagnostic = Diagnostic::new(&UNKNOWN_KEY, key.place, message);
        self.diagnostics.push(match key.value.as_str() {
            key if key.contains("private_network") => diagnostic
                .note(
                    "Private Network Access was given up; Local Network Access took its place, \
                     where the user is asked, and no response header can grant it",
                )
                .help("remove it"),
            "vary" => diagnostic.help("remove it; `Vary` is worked out from the policy"),
            key => match meant(key) {
                Some(meant) => diagnostic.help(format!("write `{meant}`")),
                None => diagnostic.help(format!("the keys are `{}`", KEYS.join("`, `"))),
            },
        });
    }

    fn wrong_value(&mut self, value: &Value, wanted: &str, help: &str) {
        let message = format!("expected {wanted}, found {}", value.kind());
        self.diagnostics.push(Diagnostic::new(&WRONG_VALUE, value.place(), message).help(help));
    }

    fn empty_list(&mut self, place: Place, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(&EMPTY_LIST, place, "the list is empty").help(help));
    }

    fn origins(&mut self, value: &Value) -> AllowOrigins {
        const HELP: &str = "write `allow_origins = [\"https://example.com\"]`, or `\"*\"` for any";
        let list = match value {
            Value::Text(text) if text.value == "*" => return AllowOrigins::Any(text.place),
            Value::List(list) => list,
            Value::Text(text) if origin::parse(&text.value).is_ok() => {
                let help = format!("write `allow_origins = [\"{}\"]`", text.value);
                self.wrong_value(value, "a list of origins", &help);
                return AllowOrigins::These(Vec::new());
            }
            other => {
                self.wrong_value(other, "a list of origins", HELP);
                return AllowOrigins::These(Vec::new());
            }
        };
        if list.value.is_empty() {
            self.empty_list(list.place, HELP);
        }
        let mut patterns = Vec::new();
        for item in &list.value {
            match item {
                Value::Text(text) if text.value == "*" => {
                    if let [_] = list.value.as_slice() {
                        return AllowOrigins::Any(text.place);
                    }
                    self.diagnostics.push(
                        Diagnostic::new(
                            &ANY_ORIGIN_BESIDE_OTHERS,
                            text.place,
                            "`*` stands beside other origins",
                        )
                        .help("write `allow_origins = \"*\"`, or remove `\"*\"`"),
                    );
                }
                Value::Text(text) => patterns.extend(self.origin(text)),
                other => self.wrong_value(other, "an origin in a string", HELP),
            }
        }
        AllowOrigins::These(patterns)
    }

    fn origin(&mut self, text: &Placed<String>) -> Option<Placed<OriginPattern>> {
        match origin::parse(&text.value) {
            Ok(pattern) => Some(Placed::new(pattern, text.place)),
            Err(error) => {
                self.diagnostics.push(origin_diagnostic(text, error));
                None
            }
        }
    }

    fn credentials(&mut self, value: &Value) -> Option<Place> {
        match value {
            Value::Bool(allowed) => allowed.value.then_some(allowed.place),
            other => {
                self.wrong_value(other, "`true` or `false`", "write `allow_credentials = true`");
                None
            }
        }
    }

    fn requested<N>(
        &mut self,
        value: &Value,
        key: &NameKey,
        read: fn(&str) -> Result<N, NameError>,
    ) -> Requested<N> {
        match value {
            Value::Name(name) | Value::Text(name) if name.value == "mirror_request" => {
                Requested::Mirror(name.place)
            }
            other => Requested::Listed(self.listed(other, key, read)),
        }
    }

    fn listed<N>(
        &mut self,
        value: &Value,
        key: &NameKey,
        read: fn(&str) -> Result<N, NameError>,
    ) -> Listed<N> {
        let help = format!("write `{} = {}`, or `\"*\"` for any", key.key, key.example);
        let list = match value {
            Value::Text(text) if text.value == "*" => {
                return Listed::Any { place: text.place, beside: Vec::new() };
            }
            Value::List(list) => list,
            other => {
                self.wrong_value(other, "a list of names", &help);
                return Listed::These(Vec::new());
            }
        };
        if list.value.is_empty() {
            self.empty_list(list.place, format!("{help}, or leave the key out for none"));
        }
        let mut names = Vec::new();
        let mut any = None;
        for item in &list.value {
            match item {
                Value::Text(text) if text.value == "*" => any = Some(text.place),
                Value::Text(text) | Value::Name(text) => match read(&text.value) {
                    Ok(name) => names.push(Placed::new(name, text.place)),
                    Err(error) => self.diagnostics.push(name_diagnostic(text.place, error)),
                },
                other => self.wrong_value(other, key.one, &help),
            }
        }
        match any {
            Some(place) => Listed::Any { place, beside: names },
            None => Listed::These(names),
        }
    }

    fn max_age(&mut self, value: &Value) -> Option<Placed<u32>> {
        let (text, result) = match value {
            Value::Text(text) => (text, parse_duration(&text.value)),
            // Without quotes it is a number of seconds and has no unit.
            Value::Number(text) if text.value.ends_with(|c: char| c.is_ascii_lowercase()) => {
                (text, Err(DurationError::Form))
            }
            Value::Number(text) => (text, parse_duration(&text.value.replace('_', ""))),
            other => {
                self.wrong_value(other, "a duration", "write `max_age = \"2h\"`");
                return None;
            }
        };
        match result {
            Ok(seconds) => Some(Placed::new(seconds, text.place)),
            Err(error) => {
                self.diagnostics.push(duration_diagnostic(text, &error));
                None
            }
        }
    }
}

fn origin_diagnostic(text: &Placed<String>, error: OriginError) -> Diagnostic {
    let OriginError { rule, range, message, note } = error;
    let mut diagnostic = Diagnostic::new(rule, text.place, message).within(range);
    if let Some(note) = note {
        diagnostic = diagnostic.note(note);
    }
    if rule == &NULL_ORIGIN {
        return diagnostic.help("remove it, and serve the page from an origin of its own");
    }
    if rule == &ORIGIN_SEVERAL {
        return match origin::several(&text.value) {
            Some(several) => diagnostic
                .help(format!("write one string an origin: \"{}\"", several.join("\", \""))),
            None => diagnostic.help("write one string an origin"),
        };
    }
    match origin::repaired(&text.value) {
        Some(repaired) => diagnostic.help(format!("write \"{repaired}\"")),
        None => diagnostic
            .help("open the page that calls, and copy what `location.origin` says in its console"),
    }
}

fn name_diagnostic(place: Place, error: NameError) -> Diagnostic {
    let NameError { rule, message, help } = error;
    let diagnostic = Diagnostic::new(rule, place, message);
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

fn duration_diagnostic(text: &Placed<String>, error: &DurationError) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(&MAX_AGE, text.place, format!("`{}` {error}", text.value.escape_debug()));
    match (error, model::repaired_duration(&text.value)) {
        (DurationError::Form, Some(repaired)) => diagnostic.help(format!("write \"{repaired}\"")),
        (DurationError::Form, None) => {
            diagnostic.help("write \"90s\", \"10m\" or \"2h\", or a number of seconds")
        }
        (DurationError::Negative, _) => diagnostic.help("write 0"),
        (DurationError::TooLong, _) => {
            diagnostic.help("write \"2h\", which is the most that Chromium keeps")
        }
    }
}
