//! Cloudflare R2: the CORS policy of a bucket, for `wrangler r2 bucket cors set`.
//!
//! The fields are those of `PUT /accounts/{account_id}/r2/buckets/{bucket_name}/cors` in the API reference.

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
        methods: Methods::These(&["GET", "PUT", "POST", "DELETE", "HEAD"]),
        max_methods: None,
        any_method: false,
        any_header: AnyHeader::Unclear,
        max_headers: None,
        any_exposed: false,
        shares_headers: false,
        credentials: Credentials::Never,
        max_age: 0..=86_400,
        has_default_max_age: true,
    },
    format: Format::Json,
    max_size: None,
    place: "Set it with `wrangler r2 bucket cors set BUCKET --file FILE`.",
    write,
    read,
    behaviour: &[],
    source: "https://developers.cloudflare.com/r2/buckets/cors/",
};

fn write(_: &str, settings: &Settings) -> Value {
    json!({
        "rules": [{
            "allowed": {
                "origins": settings.origin_texts(),
                "methods": settings.methods,
                "headers": settings.headers,
            },
            "exposeHeaders": settings.exposed,
            "maxAgeSeconds": settings.max_age,
        }],
    })
}

fn read(document: &Value) -> Option<Settings> {
    let rule = document.pointer("/rules/0")?;
    let allowed = rule.get("allowed")?;
    Some(Settings {
        origins: exact_entries(&allowed["origins"]),
        credentials: false,
        methods: strings(&allowed["methods"]),
        headers: strings(&allowed["headers"]),
        exposed: strings(&rule["exposeHeaders"]),
        max_age: seconds(&rule["maxAgeSeconds"]),
    })
}
