//! Amazon CloudFront: a response headers policy, for `aws cloudfront create-response-headers-policy`.
//!
//! The elements are those of `ResponseHeadersPolicyCorsConfig` in the service model; where a `*` may be is documented in
//! "Understand response headers policies", and not how many labels it stands for.

use serde_json::{Value, json};

use super::{Format, System, entries};
use crate::native::document::{seconds, strings};
use crate::native::form::{AnyHeader, Credentials, Entries, Form, Methods};
use crate::native::settings::{Entry, Settings};

pub(super) static SYSTEM: System = System {
    form: Form {
        entries: Entries::OneLabel,
        max_entries: None,
        max_entry_len: None,
        methods: Methods::These(&["GET", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]),
        max_methods: None,
        any_method: false,
        any_header: AnyHeader::Literal,
        max_headers: None,
        any_exposed: true,
        shares_headers: false,
        credentials: Credentials::Setting,
        max_age: 0..=i32::MAX as u32,
        has_default_max_age: true,
    },
    format: Format::Json,
    max_size: None,
    place: "Create it with `aws cloudfront create-response-headers-policy --response-headers-policy-config file://FILE`, \
            and attach it to each cache behavior with the policy.",
    write,
    read,
    behaviour: &[
        "preflights are forwarded, and the origin server has to answer them with a status from 200 to 299",
        "responses to allowed origins get the headers, in place of those of the origin server",
    ],
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html",
};

fn write(id: &str, settings: &Settings) -> Value {
    let list = |items: &[String]| json!({ "Quantity": items.len(), "Items": items });
    json!({
        "Name": id,
        "CorsConfig": {
            "AccessControlAllowOrigins": list(&settings.origin_texts()),
            "AccessControlAllowCredentials": settings.credentials,
            "AccessControlAllowMethods": list(&settings.methods),
            "AccessControlAllowHeaders": list(&settings.headers),
            "AccessControlExposeHeaders": list(&settings.exposed),
            "AccessControlMaxAgeSec": settings.max_age,
            "OriginOverride": true,
        },
    })
}

fn read(document: &Value) -> Option<Settings> {
    let cors = document.get("CorsConfig")?;
    let list =
        |name: &str| cors.get(name).and_then(|list| list.get("Items")).unwrap_or(&Value::Null);
    Some(Settings {
        origins: entries(list("AccessControlAllowOrigins"), Entry::OneLabel),
        credentials: cors["AccessControlAllowCredentials"].as_bool()?,
        methods: strings(list("AccessControlAllowMethods")),
        headers: strings(list("AccessControlAllowHeaders")),
        exposed: strings(list("AccessControlExposeHeaders")),
        max_age: seconds(&cors["AccessControlMaxAgeSec"]),
    })
}
