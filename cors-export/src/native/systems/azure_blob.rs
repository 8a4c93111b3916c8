//! Azure Blob Storage: the CORS rules of the blob service of a storage account.
//!
//! The fields are those of `CorsRules` in the REST specification of Microsoft.Storage, all of which are required; limits
//! are those of "Cross-Origin Resource Sharing (CORS) support for Azure Storage": up to 5 rules, each with up to 64 origins of
//! up to 256 characters, and 2 KiB for all of them, not counting the tags of XML.
//!
//! - Rules are tried in order, and the first one that has the origin, the method and each requested header counts.
//!   Therefore several rules that differ in their origins only allow what one rule with all of them would, and a policy can
//!   have more than 64 origins. To divide methods or headers among rules would express nothing more: a preflight is
//!   granted by a single rule, which must have all headers that are requested.
//! - Origins are compared as a whole. Azurite, which `tests/programs/azurite.rs` runs, ignores their case.
//! - A granted preflight has the requested method and headers in its lists.
//!
//! Sources: <https://learn.microsoft.com/rest/api/storageservices/cross-origin-resource-sharing--cors--support-for-the-azure-storage-services>,
//! <https://github.com/Azure/Azurite/blob/main/src/blob/middlewares/PreflightMiddlewareFactory.ts>

use serde_json::{Value, json};

use super::{Format, MaxSize, System, exact_entries};
use crate::native::document::{seconds, strings};
use crate::native::form::{AnyHeader, Credentials, Entries, Form, Methods};
use crate::native::settings::{Entry, Settings};

const MAX_RULES: usize = 5;

/// How many origins a rule may have.
const MAX_ORIGINS: usize = 64;

pub(super) static SYSTEM: System = System {
    form: Form {
        entries: Entries::Exact,
        max_entries: Some(MAX_RULES * MAX_ORIGINS),
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
    max_size: Some(MaxSize { bytes: 2048, of: size_of_texts }),
    place: "Set it with `az rest --method put --url …/blobServices/default?api-version=2023-01-01 --body @FILE`.",
    write,
    read,
    behaviour: &[
        "preflights are answered 200, those of a refused origin, method or header 403",
        "a granted preflight has the requested method and headers instead of the policy's lists",
        "`Access-Control-Allow-Credentials: true` is sent for listed origins, whatever the policy says: requests to the \
         service are not authenticated by cookies",
        "a response to a method that is not listed has no headers",
    ],
    source: "https://learn.microsoft.com/rest/api/storageservices/cross-origin-resource-sharing--cors--support-for-the-azure-storage-services",
};

fn write(_: &str, settings: &Settings) -> Value {
    let rule = |origins: &[String]| {
        json!({
            "allowedOrigins": origins,
            "allowedMethods": settings.methods,
            "allowedHeaders": settings.headers,
            "exposedHeaders": settings.exposed,
            "maxAgeInSeconds": settings.max_age,
        })
    };
    let rules: Vec<Value> = settings.origin_texts().chunks(MAX_ORIGINS).map(rule).collect();
    json!({ "properties": { "cors": { "corsRules": rules } } })
}

/// The texts of all rules, with the commas between them.
fn size_of_texts(settings: &Settings) -> usize {
    let joined = |texts: &[String]| texts.join(",").len();
    let seconds = settings.max_age.map_or(0, |seconds| seconds.to_string().len());
    let others = [&settings.methods, &settings.headers, &settings.exposed];
    let others = others.iter().map(|texts| joined(texts)).sum::<usize>().saturating_add(seconds);
    let rule = |origins: &[String]| joined(origins).saturating_add(others);
    settings.origin_texts().chunks(MAX_ORIGINS).map(rule).sum()
}

fn read(document: &Value) -> Option<Settings> {
    let rules = document.pointer("/properties/cors/corsRules")?.as_array()?;
    let mut read = rules.iter().map(|rule| Settings {
        origins: exact_entries(&rule["allowedOrigins"]),
        credentials: false,
        methods: strings(&rule["allowedMethods"]),
        headers: strings(&rule["allowedHeaders"]),
        exposed: strings(&rule["exposedHeaders"]),
        max_age: seconds(&rule["maxAgeInSeconds"]),
    });
    let mut all = read.next()?;
    for rule in read {
        let origins: Vec<Entry> = all.origins.iter().cloned().chain(rule.origins.clone()).collect();
        // Rules that differ in more than their origins are not one policy.
        if (Settings { origins: all.origins.clone(), ..rule }) != all {
            return None;
        }
        all.origins = origins;
    }
    Some(all)
}
