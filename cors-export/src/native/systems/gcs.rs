//! Google Cloud Storage: the CORS configuration of a bucket, for `gcloud storage buckets update --cors-file`.
//!
//! The fields are those of `cors` in the bucket resource of the JSON API: `responseHeader` is both the request headers that
//! are allowed and the response headers that are exposed.

use serde_json::{Value, json};

use super::{Format, System, exact_entries};
use crate::native::document::{seconds, strings};
use crate::native::form::{AnyHeader, Credentials, Entries, Form, Methods};
use crate::native::settings::Settings;

pub(super) static SYSTEM: System = System {
    form: Form {
        entries: Entries::Exact,
        max_entries: None,
        max_entry_len: None,
        methods: Methods::These(&["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
        max_methods: None,
        any_method: true,
        any_header: AnyHeader::Unclear,
        max_headers: None,
        any_exposed: false,
        shares_headers: true,
        credentials: Credentials::Never,
        max_age: 0..=i32::MAX as u32,
        has_default_max_age: true,
    },
    format: Format::Json,
    max_size: None,
    place: "Set it with `gcloud storage buckets update gs://BUCKET --cors-file=FILE`.",
    write,
    read,
    behaviour: &[
        "a response to an origin or a method that is not listed has no `Access-Control-*` headers, preflights among them",
        "the settings are for the endpoints of the XML API, `BUCKET.storage.googleapis.com` and `storage.googleapis.com/BUCKET`; \
         `storage.cloud.google.com` allows no requests of pages",
    ],
    source: "https://cloud.google.com/storage/docs/cross-origin",
};

fn write(_: &str, settings: &Settings) -> Value {
    json!([{
        "origin": settings.origin_texts(),
        "method": settings.methods,
        "responseHeader": settings.headers,
        "maxAgeSeconds": settings.max_age,
    }])
}

fn read(document: &Value) -> Option<Settings> {
    let rule = document.get(0)?;
    let headers = strings(&rule["responseHeader"]);
    Some(Settings {
        origins: exact_entries(&rule["origin"]),
        credentials: false,
        methods: strings(&rule["method"]),
        headers: headers.clone(),
        exposed: headers,
        max_age: seconds(&rule["maxAgeSeconds"]),
    })
}
