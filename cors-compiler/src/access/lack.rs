//! Each thing that a policy can lack: why it is not allowed, which key decides, and the edit that allows it.

use cors_tables::policy::{AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders};

use super::{Access, Examiner, Handlers, Lack, MAX_STEPS, Missing};
use crate::check::CheckedOrigins;
use crate::facts::List;
use crate::finding::{Edit, Help, Words, Written, words};
use crate::key::Key;
use crate::language::Automata;
use crate::location::{Located, Location};
use crate::model::Pattern;

/// The pattern of a list that matches an origin.
fn matching<'p>(patterns: &'p [Located<Pattern>], origin: &str) -> Option<&'p Located<Pattern>> {
    let automata = Automata::within(MAX_STEPS);
    let list = List::new(patterns, &automata);
    let index = list.matching(origin).ok().flatten()?.index;
    patterns.get(index)
}

impl Examiner<'_> {
    pub(super) fn lacks_origin(&self, access: &Access<'_>) -> Lack {
        let origin = access.origin;
        let lack = |key, location: Option<Location>, message: Words, change| Lack {
            missing: Missing::Origin,
            key,
            location,
            message,
            change,
            effects: self.effects_of_origin(access),
        };
        let item = Written::Text(origin.to_owned());
        let add = Edit::AddItem { key: Key::AllowOrigins, item: item.clone() };
        if matches!(self.checked.origins, CheckedOrigins::Nobody) {
            let value = Written::List(vec![item]);
            return lack(
                Key::Closed,
                self.location(Key::Closed),
                words!("the policy is closed: it allows no origin, so not `{origin}`", origin),
                Help::certain(
                    words!("list `{origin}` in `allow_origins`, instead of `closed`", origin),
                    [
                        Edit::RemoveKey { key: Key::Closed },
                        Edit::SetKey { key: Key::AllowOrigins, value },
                    ],
                ),
            );
        }
        if let Some(denial) = matching(self.checked.denied(), origin) {
            let pattern = denial.value.to_string();
            let message = words!(
                "`{pattern}` in `deny_origins` denies the origin `{origin}`",
                pattern,
                origin
            );
            let is_listed = matching(self.checked.allowed(), origin).is_some();
            let change = if denial.value.exact().is_some() {
                let add = (!is_listed).then_some(add);
                let remove = Edit::Remove { location: denial.location };
                Help::certain(
                    words!("remove `{origin}` from `deny_origins`", origin),
                    [remove].into_iter().chain(add),
                )
            } else {
                Help::advice(words!(
                    "`deny_origins` takes precedence: narrow its pattern `{pattern}`, which denies other origins too",
                    pattern = denial.value.to_string()
                ))
            };
            return lack(Key::DenyOrigins, Some(denial.location), message, change);
        }
        let change = Help::certain(words!("add `{origin}` to `allow_origins`", origin), [add]);
        if let Some(ceiling) = matching(self.checked.ceiling(), origin) {
            let pattern = ceiling.value.to_string();
            let message = words!(
                "`allow_origins` doesn't match the origin `{origin}`; the program may add it at run time, because it matches `{pattern}` in `runtime_origins`",
                origin,
                pattern
            );
            return lack(Key::RuntimeOrigins, Some(ceiling.location), message, change);
        }
        lack(
            Key::AllowOrigins,
            self.location(Key::AllowOrigins),
            words!("`allow_origins` doesn't match the origin `{origin}`", origin),
            change,
        )
    }

    pub(super) fn lacks_credentials(&self, access: &Access<'_>) -> Lack {
        let is_any = matches!(self.table.allow_origins, AllowOrigins::Any);
        let mut edits = Vec::new();
        if is_any {
            let value = Written::List(vec![Written::Text(access.origin.to_owned())]);
            edits.push(Edit::SetKey { key: Key::AllowOrigins, value });
        }
        edits.push(Edit::SetKey { key: Key::AllowCredentials, value: Written::Bool(true) });
        edits.extend(self.wildcards_to_lists(access));
        let (key, message): (Key, Words) = if is_any {
            let message = "`allow_origins` is `*`, which can't be combined with credentials";
            (Key::AllowOrigins, message.into())
        } else {
            (Key::AllowCredentials, "the policy does not allow credentials".into())
        };
        let change: Words = if is_any {
            words!(
                "list `{origin}` in `allow_origins` instead of `*`, and set `allow_credentials = true`",
                origin = access.origin
            )
        } else {
            "set `allow_credentials = true`".into()
        };
        Lack {
            missing: Missing::Credentials,
            key,
            location: self.location(key),
            message,
            change: Help::certain(change, edits),
            effects: self.effects_of_credentials(),
        }
    }

    /// With credentials `*` is not a wildcard, so the names that this request needs take its place.
    fn wildcards_to_lists(&self, access: &Access<'_>) -> Vec<Edit> {
        let replace = |key, names: Vec<Written>| match names.as_slice() {
            [] => Edit::RemoveKey { key },
            [..] => Edit::SetKey { key, value: Written::List(names) },
        };
        let texts =
            |names: &[String]| names.iter().map(|name| Written::Text(name.clone())).collect();
        let mut edits = Vec::new();
        if self.table.allow_methods == AllowMethods::Any {
            let method = access.preflight.map(|preflight| preflight.method);
            let method = method
                .filter(|method| !cors_tables::fetch::is_cors_safelisted_method(method.as_bytes()));
            edits.push(replace(
                Key::AllowMethods,
                method.map(|method| Written::Name(method.to_owned())).into_iter().collect(),
            ));
        }
        if matches!(self.table.allow_headers, AllowHeaders::Any | AllowHeaders::AnyAndAuthorization)
        {
            let headers = access.preflight.map(|preflight| preflight.headers);
            edits.push(replace(Key::AllowHeaders, texts(headers.unwrap_or_default())));
        }
        if self.table.expose_headers == ExposeHeaders::Any {
            edits.push(replace(Key::ExposeHeaders, texts(access.reads)));
        }
        edits
    }

    pub(super) fn lacks_method(&self, method: &str, access: &Access<'_>) -> Lack {
        let key = Key::AllowMethods;
        let location = self.location(key);
        let item = Written::Name(method.to_owned());
        let add = [Edit::AddItem { key, item }];
        let (message, change) = match (&self.table.allow_methods, access.handlers) {
            (AllowMethods::AsMounted, Handlers::Of(_)) => (
                words!("no handler with this policy handles `{method}`", method),
                Help::advice(words!("put the policy on a handler for `{method}`", method)),
            ),
            (AllowMethods::AsMounted, _) => (
                words!(
                    "around a whole router a policy without `allow_methods` grants `GET`, `HEAD` and `POST`, not `{method}`",
                    method
                ),
                Help::certain(words!("list `{method}` in `allow_methods`", method), add),
            ),
            _ => (
                words!("`allow_methods` doesn't list `{method}`", method),
                Help::certain(words!("add `{method}` to `allow_methods`", method), add),
            ),
        };
        Lack {
            missing: Missing::Method(method.to_owned()),
            key,
            location,
            message,
            change,
            effects: self.effects_of_method(method, access),
        }
    }

    pub(super) fn lacks_header(&self, name: &str, access: &Access<'_>) -> Lack {
        let key = Key::AllowHeaders;
        let location = self.location(key);
        let message = match (&self.table.allow_headers, location) {
            (AllowHeaders::Any, _) => {
                words!("`*` in `allow_headers` doesn't cover `{name}`", name)
            }
            (_, Some(_)) => words!("`allow_headers` doesn't list `{name}`", name),
            (_, None) => {
                words!("the policy has no `allow_headers`, so `{name}` is not allowed", name)
            }
        };
        self.lacks_name(Missing::Header(name.to_owned()), key, message, name, access)
    }

    pub(super) fn lacks_response_header(&self, name: &str, access: &Access<'_>) -> Lack {
        let key = Key::ExposeHeaders;
        let message = match self.location(key) {
            Some(_) => words!("`expose_headers` doesn't list `{name}`", name),
            None => {
                words!("the policy has no `expose_headers`, so pages can't read `{name}`", name)
            }
        };
        self.lacks_name(Missing::ResponseHeader(name.to_owned()), key, message, name, access)
    }

    fn lacks_name(
        &self,
        missing: Missing,
        key: Key,
        message: Words,
        name: &str,
        access: &Access<'_>,
    ) -> Lack {
        let add = Edit::AddItem { key, item: Written::Text(name.to_owned()) };
        let effects = self.effects_of_name(&missing, access);
        Lack {
            missing,
            key,
            location: self.location(key),
            message,
            change: Help::certain(words!("add `{name}` to `{key}`", name, key), [add]),
            effects,
        }
    }
}
