//! Kubernetes Gateway API: the filter `CORS` of an `HTTPRoute`.
//!
//! Limits and patterns are those of the CRD (`config/crd/standard/gateway.networking.k8s.io_httproutes.yaml`), the
//! meaning of `*` is that of `HTTPCORSFilter` (`apis/v1/httproute_types.go`), both of version 1.6: in a host, it "is a greedy match
//! to the left, including any number of DNS labels". Gateways translate it to a regex: Envoy Gateway, kgateway and Istio
//! since <https://github.com/istio/istio/pull/59018>.
//!
//! Source: <https://github.com/kubernetes-sigs/gateway-api/blob/main/geps/gep-1767/index.md>

use serde_json::{Value, json};

use super::{Format, System, entries};
use crate::native::document::{list, seconds, strings};
use crate::native::form::{AnyHeader, Credentials, Entries, Form, Methods};
use crate::native::settings::{Entry, Settings};

pub(super) static SYSTEM: System = System {
    form: Form {
        entries: Entries::Subdomains,
        max_entries: Some(64),
        max_entry_len: Some(253),
        methods: Methods::These(&[
            "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
        ]),
        max_methods: Some(9),
        any_method: true,
        any_header: AnyHeader::Unclear,
        max_headers: Some(64),
        any_exposed: true,
        shares_headers: false,
        credentials: Credentials::Setting,
        max_age: 1..=i32::MAX as u32,
        has_default_max_age: true,
    },
    format: Format::Yaml,
    max_size: None,
    place: "Add the entry of `filters` to the filters of each rule of the `HTTPRoute` with the policy.",
    write,
    read,
    behaviour: &[
        "preflights are answered 200 or 204; those of a refused origin 200, 204 or 403",
        "`Vary` is not required of implementations",
        "older versions of Istio compare entries such as `https://*.example.com` as text, and refuse these origins",
    ],
    source: "https://gateway-api.sigs.k8s.io/reference/spec/#httpcorsfilter",
};

fn write(_: &str, settings: &Settings) -> Value {
    let cors = json!({
        "allowOrigins": settings.origin_texts(),
        "allowCredentials": settings.credentials,
        "allowMethods": list(&settings.methods),
        "allowHeaders": list(&settings.headers),
        "exposeHeaders": list(&settings.exposed),
        "maxAge": settings.max_age,
    });
    json!({ "filters": [{ "type": "CORS", "cors": cors }] })
}

fn read(document: &Value) -> Option<Settings> {
    let cors = document.pointer("/filters/0/cors")?;
    Some(Settings {
        origins: entries(&cors["allowOrigins"], Entry::Labels),
        credentials: cors["allowCredentials"].as_bool().unwrap_or(false),
        methods: strings(&cors["allowMethods"]),
        headers: strings(&cors["allowHeaders"]),
        exposed: strings(&cors["exposeHeaders"]),
        max_age: seconds(&cors["maxAge"]),
    })
}
