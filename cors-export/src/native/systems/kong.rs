//! Kong Gateway: the plugin `cors`.
//!
//! What it does is that of `kong/plugins/cors/handler.lua` in Kong/kong (3.9):
//!
//! - An entry with a character other than letters, digits, `.`, `:`, `/` and `-` is a regex. A `^` at its beginning is
//!   removed, a `$` is added, and it must match at the beginning, so `a|b` would match what begins with `a`: an
//!   alternation needs a group.
//! - Without origins, any origin is allowed. Without headers, the requested ones are.
//! - The host of an address in brackets is compared without them, so it never matches.
//! - A regex without `:` is compared with the host alone; ours have one, in `(?:`.
//! - Of several `Origin` lines, the first one is read.
//!
//! Source: <https://github.com/Kong/kong/blob/master/kong/plugins/cors/handler.lua>

use serde_json::{Value, json};

use super::{Format, System};
use crate::native::document::{list, seconds, strings};
use crate::native::form::{AnyHeader, Credentials, Entries, Form, Methods};
use crate::native::settings::{Entry, Settings};
use crate::regex;

/// A forbidden request-header: to list it allows nothing.
const NO_HEADER: &str = "host";

const METHODS: [&str; 9] =
    ["HEAD", "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

pub(super) static SYSTEM: System = System {
    form: Form {
        entries: Entries::Regex(16_000),
        max_entries: None,
        max_entry_len: None,
        methods: Methods::These(&METHODS),
        max_methods: None,
        any_method: false,
        any_header: AnyHeader::Literal,
        max_headers: None,
        any_exposed: true,
        shares_headers: false,
        credentials: Credentials::Setting,
        max_age: 0..=u32::MAX,
        has_default_max_age: false,
    },
    format: Format::Yaml,
    max_size: None,
    place: "Add the entry of `plugins` to the plugins of each service or route with the policy, in a declarative \
            configuration. A route with `methods` needs `OPTIONS` among them; otherwise, preflights don't reach the plugin.",
    write,
    read,
    behaviour: &[
        "preflights are answered 200; those of a refused origin, too, without `Access-Control-Allow-Origin`",
        "if a single origin is listed, each response has it in `Access-Control-Allow-Origin`, whatever the request's origin is",
        "`Access-Control-*` headers of the upstream that the plugin doesn't set are passed on",
        "if no header is listed, those of the request are allowed; therefore a policy without `allow_headers` is written with \
         `host`, which pages cannot send",
    ],
    source: "https://developer.konghq.com/plugins/cors/reference/",
};

fn write(_: &str, settings: &Settings) -> Value {
    let origin = |entry: &Entry| match entry {
        Entry::Regex(regex) => format!("^(?:{regex})$"),
        Entry::Exact(origin) if !is_plain(origin) => {
            let literal = regex::literal(origin);
            literal.replacen('^', "^(?:", 1).trim_end_matches('$').to_owned() + ")$"
        }
        other => other.text(),
    };
    let headers = match settings.headers.as_slice() {
        [] => vec![NO_HEADER.to_owned()],
        headers => headers.to_vec(),
    };
    let origins: Vec<String> = settings.origins.iter().map(origin).collect();
    let config = json!({
        "origins": origins,
        "credentials": settings.credentials,
        "methods": settings.methods,
        "headers": headers,
        "exposed_headers": list(&settings.exposed),
        "max_age": settings.max_age,
    });
    json!({ "plugins": [{ "name": "cors", "config": config }] })
}

fn is_plain(entry: &str) -> bool {
    entry.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:/-".contains(&byte))
}

fn read(document: &Value) -> Option<Settings> {
    let config = document.pointer("/plugins/0/config")?;
    let origin = |entry: String| {
        if entry == "*" {
            return Some(Entry::Any);
        }
        if is_plain(&entry) {
            return Some(Entry::Exact(entry));
        }
        let inner = entry.strip_prefix("^(?:")?.strip_suffix(")$")?;
        Some(Entry::Regex(inner.to_owned()))
    };
    let origins: Vec<Entry> =
        strings(&config["origins"]).into_iter().map(origin).collect::<Option<_>>()?;
    let or = |list: Vec<String>, default: &[&str]| {
        if list.is_empty() { default.iter().map(|&name| name.to_owned()).collect() } else { list }
    };
    Some(Settings {
        origins: if origins.is_empty() { vec![Entry::Any] } else { origins },
        credentials: config["credentials"].as_bool().unwrap_or(false),
        methods: or(strings(&config["methods"]), &METHODS),
        headers: or(strings(&config["headers"]), &["*", "authorization"]),
        exposed: strings(&config["exposed_headers"]),
        max_age: seconds(&config["max_age"]),
    })
}
