//! `allow_methods`, `allow_headers` and `expose_headers`.

use super::Lowering;
use crate::ast::{Notation, Value, quoted};
use crate::finding::Finding;
use crate::key::Key;
use crate::model::{Listed, NameError, Requested, regex_error};
use crate::place::{Place, Placed};
use crate::rules::{
    FORBIDDEN_METHOD, FORBIDDEN_REQUEST_HEADER, FORBIDDEN_RESPONSE_HEADER, POLICY_TOO_LARGE,
    WRONG_VALUE,
};

/// How many names a list may have: servers and proxies refuse header fields that are much longer than
/// those of a few hundred names.
const MAX_NAMES: usize = 1000;

/// How the three lists of names differ.
pub(super) struct NameKey {
    key: Key,
    one: &'static str,
    each: &'static str,
    example: &'static [&'static str],
    /// Whether a name may be written without quotes: a header's is likely to be a constant's then.
    is_bare: bool,
    /// What allows names that are not listed, beside credentials.
    with_credentials: Option<&'static str>,
}

pub(super) const METHODS: NameKey = NameKey {
    key: Key::AllowMethods,
    one: "a method",
    each: "each method that pages use",
    example: &["PUT", "DELETE"],
    is_bare: true,
    with_credentials: Some("mirror_request"),
};
pub(super) const REQUEST_HEADERS: NameKey = NameKey {
    key: Key::AllowHeaders,
    one: "a header name",
    each: "each header that pages send",
    example: &["content-type"],
    is_bare: false,
    with_credentials: None,
};
pub(super) const EXPOSED_HEADERS: NameKey = NameKey {
    key: Key::ExposeHeaders,
    one: "a header name",
    each: "each header that pages read",
    example: &["x-request-id"],
    is_bare: false,
    with_credentials: None,
};

impl Lowering<'_> {
    pub(super) fn requested<N>(
        &mut self,
        value: &Value,
        key: &NameKey,
        read: fn(&str) -> Result<N, NameError<N>>,
    ) -> Requested<N> {
        match value {
            Value::Name(name) | Value::Text(name) if name.value == "mirror_request" => {
                Requested::Mirror(name.place)
            }
            other => Requested::Listed(self.listed(other, key, read)),
        }
    }

    pub(super) fn listed<N>(
        &mut self,
        value: &Value,
        key: &NameKey,
        read: fn(&str) -> Result<N, NameError<N>>,
    ) -> Listed<N> {
        if let Value::Text(text) = value
            && text.value == "*"
        {
            return Listed::Any { place: text.place, beside: Vec::new() };
        }
        let help = key.help(value, self.notation);
        let mut names = Vec::new();
        let mut any = None;
        for (index, item) in self.items(value, "a list of names", &help).iter().enumerate() {
            if self.findings.is_full() {
                break;
            }
            if index == MAX_NAMES {
                self.has_left_out = true;
                let message = format!("`{}` has more than {MAX_NAMES} names", key.key);
                self.findings.push(
                    Finding::new(&POLICY_TOO_LARGE, item.place(), message)
                        .because(
                            "the names are sent in one header, and few servers take one that long",
                        )
                        .help(format!("list {} by its name, and no others", key.each)),
                );
                break;
            }
            match item {
                Value::Text(text) if text.value == "*" => any = Some(text.place),
                Value::Text(name) | Value::Name(name)
                    if key.refused_word(&name.value, self.notation).is_some() =>
                {
                    let instead = key.refused_word(&name.value, self.notation).unwrap_or_default();
                    self.has_left_out = true;
                    let message = format!("expected {}, found `{}`", key.one, name.value);
                    self.findings
                        .push(Finding::new(&WRONG_VALUE, name.place, message).help(instead));
                }
                Value::Name(name) if !key.is_bare => {
                    let text = name.value.to_ascii_lowercase().replace('_', "-");
                    let wanted = format!("{} in quotes", key.one);
                    self.wrong_value(item, &wanted, format!("write \"{text}\""));
                }
                Value::Text(text) | Value::Name(text) => {
                    let name = match read(&text.value) {
                        Ok(name) => Some(name),
                        Err(error) => {
                            let open = key.open_list(self.credentials, self.notation);
                            self.findings.push(name_finding(text.place, key, &error, open));
                            // A forbidden name can only be removed.
                            let is_forbidden = [
                                &FORBIDDEN_METHOD,
                                &FORBIDDEN_REQUEST_HEADER,
                                &FORBIDDEN_RESPONSE_HEADER,
                            ];
                            self.has_left_out |=
                                error.name.is_none() && !is_forbidden.contains(&error.rule);
                            error.name
                        }
                    };
                    names.extend(name.map(|name| Placed::new(name, text.place)));
                }
                Value::Regex(text) => {
                    self.has_left_out = true;
                    let error: NameError<N> = regex_error(&WRONG_VALUE, &text.value, key.one);
                    let open = key.open_list(self.credentials, self.notation);
                    self.findings.push(name_finding(text.place, key, &error, open));
                }
                other => self.wrong_value(other, key.one, help.clone()),
            }
        }
        match any {
            Some(place) => Listed::Any { place, beside: names },
            None => Listed::These(names),
        }
    }
}

impl NameKey {
    /// What to write, in the user's own words where a list was written as one string.
    fn help(&self, value: &Value, notation: Notation) -> String {
        let names: Vec<&str> = match value {
            Value::Text(text) | Value::Name(text) => {
                text.value.split([',', ' ']).filter(|name| !name.is_empty()).collect()
            }
            _ => self.example.to_vec(),
        };
        let list = if self.is_bare { notation.names(&names) } else { quoted(&names) };
        format!("write `{} = [{list}]`", self.key)
    }

    /// What to write for a list of all names, if the policy may have that.
    fn open_list(&self, credentials: bool, notation: Notation) -> Option<String> {
        let value = match self.with_credentials {
            _ if !credentials => "\"*\"".to_owned(),
            Some(word) => notation.names(&[word]),
            None => return None,
        };
        Some(format!("or write `{} = {value}`, which covers every name", self.key))
    }

    /// What to write instead of a word that is a keyword elsewhere, and would be a name here.
    fn refused_word(&self, name: &str, notation: Notation) -> Option<String> {
        match name.to_ascii_lowercase().as_str() {
            "mirror_request" => {
                let word = notation.names(&["mirror_request"]);
                Some(format!("write `{} = {word}`, without the list", self.key))
            }
            "any" | "all" => Some(format!("write `{} = \"*\"`", self.key)),
            _ => None,
        }
    }
}

fn name_finding<N>(
    place: Place,
    key: &NameKey,
    error: &NameError<N>,
    open: Option<String>,
) -> Finding {
    let mut finding = Finding::new(error.rule, place, error.message.clone());
    if let Some(reason) = error.reason {
        finding = finding.because(reason);
    }
    if let Some(note) = error.note {
        finding = finding.note(note);
    }
    if let Some(help) = &error.help {
        finding = finding.help(help.clone());
    }
    if error.is_open {
        finding = finding.help(format!("list {} by its name", key.each));
        if let Some(open) = open {
            finding = finding.help(open);
        }
    }
    finding
}
