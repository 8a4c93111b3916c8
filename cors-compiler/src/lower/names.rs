//! `allow_methods`, `allow_headers` and `expose_headers`.

mod families;
mod finding;
mod sets;

pub(super) use finding::PRIVATE_NETWORK;

use sets::{SetName, Sets};

use super::Lowering;
use crate::ast::Value;
use crate::finding::{Certainty, Edit, Finding, Help, Written, words};
use crate::key::Key;
use crate::location::{Located, Location};
use crate::model::{
    HeaderName, HeaderSet, Listed, MethodName, NameError, NameErrorKind, Requested, as_header_name,
    as_known_method, exposed_response_header, meant_by_pattern, method, request_header,
};
use crate::rules::{
    FORBIDDEN_METHOD, FORBIDDEN_REQUEST_HEADER, FORBIDDEN_RESPONSE_HEADER, HEADER_TOKEN,
    METHOD_TOKEN, POLICY_TOO_LARGE, Rule, WRONG_VALUE,
};

/// How many names a list may have: servers and proxies refuse header fields that are much longer than
/// those of a few hundred names.
const MAX_NAMES: usize = 1000;

/// The word for a list that allows whatever a request asks for.
const MIRROR: &str = "mirror_request";

/// How the three lists of names differ.
pub(super) struct NameList<N: 'static> {
    key: Key,
    /// What one of them is called, behind "is not a valid".
    noun: &'static str,
    one: &'static str,
    one_in_quotes: &'static str,
    each: &'static str,
    read: fn(&str) -> Result<N, NameError<N>>,
    /// A name as it is known.
    as_known: fn(&str) -> String,
    /// The rule of names that HTTP does not allow.
    token: &'static Rule,
    /// Whether a name may be written without quotes: a header's is likely to be a constant's then.
    is_bare: bool,
    /// What of a header set belongs in the list, if it may have sets.
    of_set: Option<fn(&HeaderSet) -> &'static [&'static str]>,
    /// Whether `mirror_request` allows names that are not listed, together with credentials.
    is_mirrored: bool,
}

pub(super) const METHODS: NameList<MethodName> = NameList {
    key: Key::AllowMethods,
    noun: "method",
    one: "a method",
    one_in_quotes: "a method in quotes",
    each: "each method that pages use",
    read: method,
    as_known: as_known_method,
    token: &METHOD_TOKEN,
    is_bare: true,
    of_set: None,
    is_mirrored: true,
};
pub(super) const REQUEST_HEADERS: NameList<HeaderName> = NameList {
    key: Key::AllowHeaders,
    noun: "header name",
    one: "a header name",
    one_in_quotes: "a header name in quotes",
    each: "each header that pages send",
    read: request_header,
    as_known: as_header_name,
    token: &HEADER_TOKEN,
    is_bare: false,
    of_set: Some(|set| set.request),
    is_mirrored: false,
};
pub(super) const EXPOSED_HEADERS: NameList<HeaderName> = NameList {
    key: Key::ExposeHeaders,
    each: "each header that pages read",
    read: exposed_response_header,
    of_set: Some(|set| set.response),
    ..REQUEST_HEADERS
};

impl Lowering<'_> {
    pub(super) fn requested<N: PartialEq>(
        &mut self,
        value: &Value,
        list: &NameList<N>,
    ) -> Requested<N> {
        match value {
            Value::Name(name) | Value::Text(name) if name.value == MIRROR => {
                Requested::Mirror(name.location)
            }
            other => Requested::Listed(self.listed(other, list)),
        }
    }

    pub(super) fn listed<N: PartialEq>(&mut self, value: &Value, list: &NameList<N>) -> Listed<N> {
        if matches!(value, Value::Text(text) if text.value == "*") {
            return Listed::Any { location: value.location(), beside: Vec::new() };
        }
        let help = list.help(value);
        let mut names = Vec::new();
        let mut any = None;
        let mut sets = Sets::default();
        for (index, item) in self.items(value, "a list of names", help.clone()).iter().enumerate() {
            if self.findings.is_full() {
                break;
            }
            if index == MAX_NAMES {
                self.has_left_out = true;
                self.findings.push(list.too_many(item.location()));
                break;
            }
            if let Some(set) = list.of_set.and_then(|_| SetName::of(item)) {
                if let Some(finding) = sets.add(list, &set, &self.budgets.suggestions) {
                    self.has_left_out = true;
                    self.findings.push(finding);
                }
                continue;
            }
            if self.takes_family(list, item) {
                continue;
            }
            match item {
                Value::Text(text) if text.value == "*" => any = Some(text.location),
                Value::Text(name) | Value::Name(name) => {
                    if let Some(instead) = list.keyword(name, value.location()) {
                        self.has_left_out = true;
                        self.findings.push(instead);
                    } else if matches!(item, Value::Name(_)) && !list.is_bare {
                        if let Some(finding) = Sets::misspelled(name, &self.budgets.suggestions) {
                            self.has_left_out = true;
                            self.findings.push(finding);
                            continue;
                        }
                        let text = name.value.to_ascii_lowercase().replace('_', "-");
                        let help = Help::write(name.location, Written::Text(text));
                        self.wrong_value(item, list.one_in_quotes, help);
                    } else {
                        self.findings.extend(Sets::in_quotes(list, name));
                        let name = self.name_of(list, name, value.location());
                        names.extend(name);
                    }
                }
                Value::Regex(text) => {
                    self.has_left_out = true;
                    let meant = meant_by_pattern(&text.value, list.as_known);
                    let message = words!("expected {one}, found a regex", one = list.one);
                    let finding =
                        Finding::new(&WRONG_VALUE, text.location, message).because(list.literal());
                    let open = list.open(self.credentials, value.location());
                    self.findings.push(list.instead_of_pattern(finding, &meant, open));
                }
                other => self.wrong_value(other, list.one, help.clone()),
            }
        }
        sets.put_in(list, &mut names);
        match any {
            Some(location) => Listed::Any { location, beside: names },
            None => Listed::These(names),
        }
    }

    /// A name of the list at `location`, if a policy may have it; what is wrong with it is reported.
    fn name_of<N>(
        &mut self,
        list: &NameList<N>,
        text: &Located<String>,
        location: Location,
    ) -> Option<Located<N>> {
        let name = match (list.read)(&text.value) {
            Ok(name) => Some(name),
            Err(NameError { name, kind }) => {
                // A forbidden name can only be removed.
                let is_forbidden = matches!(
                    kind,
                    NameErrorKind::ForbiddenMethod
                        | NameErrorKind::ForbiddenRequestHeader(_)
                        | NameErrorKind::ForbiddenResponseHeader
                );
                self.has_left_out |= name.is_none() && !is_forbidden;
                let open = list.open(self.credentials, location);
                self.findings.push(list.finding(text, &kind, open));
                name
            }
        };
        Some(Located::new(name?, text.location))
    }
}

impl<N> NameList<N> {
    /// What to write for a value that is not a list: the user's own words where it is one string.
    fn help(&self, value: &Value) -> Help {
        let location = value.location();
        let (list, certainty) = match value {
            Value::Text(text) | Value::Name(text) => {
                let names = text.value.split([',', ' ']).filter(|name| !name.is_empty());
                let written = |name: &str| match self.is_bare {
                    true => Written::Name(name.to_owned()),
                    false => Written::Text(name.to_owned()),
                };
                (Written::List(names.map(written).collect()), Certainty::Certain)
            }
            _ => (self.key.example(), Certainty::Example),
        };
        Help::value(location, self.key, list, certainty)
    }

    /// What to write for a list of all names, if the policy may have that.
    fn open(&self, credentials: bool, location: Location) -> Option<Help> {
        let any = match credentials {
            false => any(),
            true if self.is_mirrored => Written::Name(MIRROR.to_owned()),
            true => return None,
        };
        let entry = Written::entry(self.key, any.clone());
        let words = words!("or write {entry}, which allows every name", entry);
        Some(Help::example(words, [Edit::Replace { location, with: any }]))
    }

    /// What to report of a word that is a keyword elsewhere, and would be a name here. The list is at
    /// `location`.
    fn keyword(&self, name: &Located<String>, location: Location) -> Option<Finding> {
        let help = match name.value.to_ascii_lowercase().as_str() {
            MIRROR => {
                let word = Written::Name(MIRROR.to_owned());
                let entry = Written::entry(self.key, word.clone());
                let words = words!("write {entry}, without the list", entry);
                Help::certain(words, [Edit::Replace { location, with: word }])
            }
            "any" | "all" => Help::value(location, self.key, any(), Certainty::Certain),
            _ => return None,
        };
        let message = words!("expected {one}, found `{name}`", one = self.one, name = &name.value);
        Some(Finding::new(&WRONG_VALUE, name.location, message).help(help))
    }

    fn too_many(&self, location: Location) -> Finding {
        let message =
            words!("`{key}` has more than {most} names", key = self.key, most = MAX_NAMES);
        Finding::new(&POLICY_TOO_LARGE, location, message)
            .because(
                "all names are sent in one response header, whose length is limited by \
                 servers and clients",
            )
            .help(words!("list only {each}", each = self.each))
    }

    /// The rule that a name breaks.
    fn rule(&self, kind: &NameErrorKind) -> &'static Rule {
        use crate::rules::{
            METHOD_CASE, MISSPELLED_NAME, NAME_PATTERN, REQUEST_HEADER_EXPOSED,
            RESPONSE_HEADER_ALLOWED,
        };
        match kind {
            NameErrorKind::Empty
            | NameErrorKind::NotAToken { .. }
            | NameErrorKind::PatternText(_) => self.token,
            NameErrorKind::Pattern(_) => &NAME_PATTERN,
            NameErrorKind::Misspelled { .. } => &MISSPELLED_NAME,
            NameErrorKind::MethodCase { .. } => &METHOD_CASE,
            NameErrorKind::ForbiddenMethod => &FORBIDDEN_METHOD,
            NameErrorKind::ForbiddenRequestHeader(_) => &FORBIDDEN_REQUEST_HEADER,
            NameErrorKind::ForbiddenResponseHeader => &FORBIDDEN_RESPONSE_HEADER,
            NameErrorKind::ResponseHeader { .. } | NameErrorKind::ProtocolHeader(_) => {
                &RESPONSE_HEADER_ALLOWED
            }
            NameErrorKind::RequestHeader { .. }
            | NameErrorKind::PreflightHeader
            | NameErrorKind::PrivateNetworkHeader => &REQUEST_HEADER_EXPOSED,
        }
    }
}

fn any() -> Written {
    Written::Text("*".to_owned())
}
