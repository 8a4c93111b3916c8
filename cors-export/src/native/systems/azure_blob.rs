//! Azure Blob Storage: the CORS rules of the blob service of a storage account.
//!
//! The fields are those of `CorsRules` in the REST specification of Microsoft.Storage, all of which are required; limits
//! are those of "Cross-Origin Resource Sharing (CORS) support for Azure Storage".

use serde_json::{Value, json};

use super::{Format, System, exact_entries};
use crate::native::document::{seconds, strings};
use crate::native::form::{AnyHeader, Credentials, Entries, Form, Methods};
use crate::native::settings::Settings;

pub(super) static SYSTEM: System = System {
    form: Form {
        entries: Entries::Exact,
        max_entries: Some(64),
        max_entry_len: Some(256),
        methods: Methods::These(&[
            "DELETE", "GET", "HEAD", "MERGE", "OPTIONS", "PATCH", "POST", "PUT",
        ]),
        max_methods: None,
        any_method: false,
        any_header: AnyHeader::Unclear,
        max_headers: Some(64),
        any_exposed: false,
        shares_headers: false,
        credentials: Credentials::Always,
        max_age: 0..=i32::MAX as u32,
        has_default_max_age: true,
    },
    format: Format::Json,
    // All rules have 2 KiB at most.
    max_document: Some(2048),
    place: "Set it with `az rest --method put --url …/blobServices/default?api-version=2023-01-01 --body @FILE`.",
    write,
    read,
    behaviour: &[
        "preflights are answered 200, those of a refused origin, method or header 403",
        "`Access-Control-Allow-Credentials: true` is sent for listed origins, whatever the policy says: requests to the \
         service are not authenticated by cookies",
        "a response to a method that is not listed has no headers",
    ],
    source: "https://learn.microsoft.com/rest/api/storageservices/cross-origin-resource-sharing--cors--support-for-the-azure-storage-services",
};

fn write(_: &str, settings: &Settings) -> Value {
    json!({
        "properties": { "cors": { "corsRules": [{
            "allowedOrigins": settings.origin_texts(),
            "allowedMethods": settings.methods,
            "allowedHeaders": settings.headers,
            "exposedHeaders": settings.exposed,
            "maxAgeInSeconds": settings.max_age,
        }] } },
    })
}

fn read(document: &Value) -> Option<Settings> {
    let rule = document.pointer("/properties/cors/corsRules/0")?;
    Some(Settings {
        origins: exact_entries(&rule["allowedOrigins"]),
        credentials: false,
        methods: strings(&rule["allowedMethods"]),
        headers: strings(&rule["allowedHeaders"]),
        exposed: strings(&rule["exposedHeaders"]),
        max_age: seconds(&rule["maxAgeInSeconds"]),
    })
}
