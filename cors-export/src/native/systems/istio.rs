//! Istio: `corsPolicy` of a `VirtualService`, which becomes the CORS filter of Envoy.
//!
//! The fields are those of `networking/v1alpha3/virtual_service.proto` and of the CRD of istio/api. Regexes are RE2, and
//! match the whole value. The filter answers a list that is `*` with what the request asks for, as the test with Envoy
//! shows.
//!
//! Sources: <https://github.com/istio/api/blob/master/networking/v1alpha3/virtual_service.proto>,
//! <https://github.com/envoyproxy/envoy/blob/main/source/extensions/filters/http/cors/cors_filter.cc>

use serde_json::{Value, json};

use super::{Format, System};
use crate::native::document::{list, strings};
use crate::native::form::{AnyHeader, Credentials, Entries, Form, Methods};
use crate::native::settings::{Entry, Settings};

pub(super) static SYSTEM: System = System {
    form: Form {
        // The compiler reads regexes of up to 16 KiB, and what cannot be read cannot be compared.
        entries: Entries::Regex(16_000),
        max_entries: None,
        max_entry_len: None,
        methods: Methods::Any,
        max_methods: None,
        any_method: true,
        any_header: AnyHeader::EveryIfAlone,
        max_headers: None,
        any_exposed: true,
        shares_headers: false,
        credentials: Credentials::Setting,
        max_age: 1..=u32::MAX,
        has_default_max_age: false,
    },
    format: Format::Yaml,
    max_size: None,
    place: "Put `corsPolicy` into each entry of `http` of the `VirtualService` with the policy.",
    write,
    read,
    behaviour: &[
        "preflights are answered 200, without a body; those of a refused origin, too, without `Access-Control-Allow-Origin`",
        "no `Vary` is sent, so caches must not store responses that differ by origin",
        "`Access-Control-*` headers of the upstream are passed on",
    ],
    source: "https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy",
};

fn write(_: &str, settings: &Settings) -> Value {
    let origin = |entry: &Entry| match entry {
        Entry::Regex(regex) => json!({ "regex": regex }),
        other => json!({ "exact": other.text() }),
    };
    let origins: Vec<Value> = settings.origins.iter().map(origin).collect();
    json!({
        "corsPolicy": {
            "allowOrigins": origins,
            "allowCredentials": settings.credentials,
            "allowMethods": list(&settings.methods),
            "allowHeaders": list(&settings.headers),
            "exposeHeaders": list(&settings.exposed),
            "maxAge": settings.max_age.map(|seconds| format!("{seconds}s")),
            "unmatchedPreflights": "IGNORE",
        },
    })
}

fn read(document: &Value) -> Option<Settings> {
    let cors = document.get("corsPolicy")?;
    let origin = |matcher: &Value| match (matcher["exact"].as_str(), matcher["regex"].as_str()) {
        // Envoy's filter allows any origin if a matcher matches `*`.
        (Some("*"), None) => Some(Entry::Any),
        (Some(exact), None) => Some(Entry::Exact(exact.to_owned())),
        (None, Some(regex)) => Some(Entry::Regex(regex.to_owned())),
        _ => None,
    };
    let max_age = match cors["maxAge"].as_str() {
        Some(text) => Some(text.strip_suffix('s')?.parse().ok()?),
        None => None,
    };
    Some(Settings {
        origins: cors["allowOrigins"].as_array()?.iter().map(origin).collect::<Option<_>>()?,
        credentials: cors["allowCredentials"].as_bool().unwrap_or(false),
        methods: strings(&cors["allowMethods"]),
        headers: strings(&cors["allowHeaders"]),
        exposed: strings(&cors["exposeHeaders"]),
        max_age,
    })
}
