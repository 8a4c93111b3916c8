//! HTTP APIs of Amazon API Gateway and function URLs of AWS Lambda, whose CORS settings have the same fields.
//!
//! Fields and limits are those of `Cors` in the service models of `apigatewayv2` and `lambda`.

use serde_json::{Value, json};

use super::{Format, System, entries, exact_entries};
use crate::native::document::{list, seconds, strings};
use crate::native::form::{AnyHeader, Credentials, Entries, Form, Methods};
use crate::native::settings::{Entry, Settings};

/// The documented examples of origins are a whole origin, `*`, "`https://*` (allow any origin that begins with https://)" and
/// `http://*`; those of the exposed headers have `*`, too.
pub(super) static HTTP_API: System = System {
    form: Form {
        entries: Entries::Schemes,
        max_entries: None,
        max_entry_len: None,
        methods: Methods::UpTo(64),
        max_methods: None,
        any_method: true,
        any_header: AnyHeader::Unclear,
        max_headers: None,
        any_exposed: true,
        shares_headers: false,
        credentials: Credentials::Setting,
        max_age: 0..=86_400,
        has_default_max_age: false,
    },
    format: Format::Json,
    max_size: None,
    place: "Set it with `aws apigatewayv2 update-api --api-id API --cors-configuration file://FILE`.",
    write,
    read: |document| read(document, entries(&document["AllowOrigins"], Entry::Star)),
    behaviour: &[
        "preflights are answered by API Gateway, and no route sees them, except that an authorizer of the route `$default` \
         refuses them; a route `OPTIONS /{proxy+}` without an authorizer avoids that",
        "`Access-Control-*` headers of the integration are ignored",
    ],
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html",
};

pub(super) static LAMBDA_URL: System = System {
    form: Form {
        entries: Entries::Exact,
        max_entries: Some(100),
        max_entry_len: Some(253),
        methods: Methods::UpTo(6),
        max_methods: Some(6),
        any_method: true,
        any_header: AnyHeader::Unclear,
        max_headers: Some(100),
        any_exposed: false,
        shares_headers: false,
        credentials: Credentials::Setting,
        max_age: 0..=86_400,
        has_default_max_age: true,
    },
    format: Format::Json,
    max_size: None,
    place: "Set it with `aws lambda update-function-url-config --function-name FUNCTION --cors file://FILE`, and remove the \
            policy from the function, so that headers are not sent twice.",
    write,
    read: |document| read(document, exact_entries(&document["AllowOrigins"])),
    behaviour: &[
        "`Access-Control-*` headers of the function are passed on, and would be there twice",
    ],
    source: "https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html",
};

fn write(_: &str, settings: &Settings) -> Value {
    json!({
        "AllowOrigins": settings.origin_texts(),
        "AllowCredentials": settings.credentials,
        "AllowMethods": list(&settings.methods),
        "AllowHeaders": list(&settings.headers),
        "ExposeHeaders": list(&settings.exposed),
        "MaxAge": settings.max_age,
    })
}

fn read(cors: &Value, origins: Vec<Entry>) -> Option<Settings> {
    Some(Settings {
        origins,
        credentials: cors["AllowCredentials"].as_bool()?,
        methods: strings(&cors["AllowMethods"]),
        headers: strings(&cors["AllowHeaders"]),
        exposed: strings(&cors["ExposeHeaders"]),
        max_age: seconds(&cors["MaxAge"]),
    })
}
