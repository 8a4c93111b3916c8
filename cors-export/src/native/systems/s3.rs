//! Amazon S3: the CORS configuration of a bucket, for `aws s3api put-bucket-cors`.
//!
//! The elements are those of the service model and of "Elements of a CORS configuration" in the user guide. What S3
//! sends was recorded by the tests of LocalStack against it (`tests/aws/services/s3/test_s3_cors.snapshot.json`):
//!
//! - Rules are tried in order, and the first one that has the origin, the method, and each requested header counts. One
//!   rule is enough: all origins of a policy have the same methods and headers.
//! - Origins and methods are compared as they are; header names ignore case.
//! - `Access-Control-Allow-Headers` has the requested names, so that `*` includes `authorization`.
//!
//! Source: <https://github.com/localstack/localstack/blob/main/localstack-core/localstack/services/s3/cors.py>
//!
//! A header family such as `"x-amz-meta-{name}"` is not written as `x-amz-meta-*`: that would also allow names with
//! characters that the family does not have, such as `x-amz-meta-!`.

use serde_json::{Value, json};

use super::{Format, MaxSize, System, entries};
use crate::native::document::{list, seconds, strings};
use crate::native::form::{AnyHeader, Credentials, Entries, Form, Methods};
use crate::native::settings::{Entry, Settings};

pub(super) static SYSTEM: System = System {
    form: Form {
        entries: Entries::OneStar,
        max_entries: None,
        max_entry_len: None,
        methods: Methods::These(&["GET", "PUT", "POST", "DELETE", "HEAD"]),
        max_methods: None,
        any_method: false,
        any_header: AnyHeader::Every,
        max_headers: None,
        any_exposed: false,
        shares_headers: false,
        credentials: Credentials::Always,
        max_age: 0..=i32::MAX as u32,
        has_default_max_age: false,
    },
    format: Format::Json,
    // "The maximum size of the document is 64 KB": https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html
    max_size: Some(MaxSize { bytes: 64 * 1024, of: size_of_xml }),
    place: "Set it with `aws s3api put-bucket-cors --bucket BUCKET --cors-configuration file://FILE`.",
    write,
    read,
    behaviour: &[
        "preflights are answered 200, those of a refused origin, method or header 403",
        "`Access-Control-Allow-Credentials: true` is sent for listed origins, whatever the policy says: requests to a \
         bucket are not authenticated by cookies",
        "`Vary` is sent for allowed origins only, so caches must not store responses without it",
        "a response to a method that is not listed has no headers",
    ],
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html",
};

fn write(_: &str, settings: &Settings) -> Value {
    json!({
        "CORSRules": [{
            "AllowedOrigins": settings.origin_texts(),
            "AllowedMethods": settings.methods,
            "AllowedHeaders": list(&settings.headers),
            "ExposeHeaders": list(&settings.exposed),
            "MaxAgeSeconds": settings.max_age,
        }],
    })
}

/// The size of the document as it is sent: AWS's tools send XML.
fn size_of_xml(settings: &Settings) -> usize {
    let elements = |name: &str, texts: &[String]| -> usize {
        let one = |text: &String| format!("<{name}>{text}</{name}>").len();
        texts.iter().map(one).sum()
    };
    let around = "<CORSConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><CORSRule></CORSRule></CORSConfiguration>";
    let seconds: Vec<String> = settings.max_age.iter().map(ToString::to_string).collect();
    [
        around.len(),
        elements("AllowedOrigin", &settings.origin_texts()),
        elements("AllowedMethod", &settings.methods),
        elements("AllowedHeader", &settings.headers),
        elements("ExposeHeader", &settings.exposed),
        elements("MaxAgeSeconds", &seconds),
    ]
    .iter()
    .sum()
}

fn read(document: &Value) -> Option<Settings> {
    let rule = document.pointer("/CORSRules/0")?;
    Some(Settings {
        origins: entries(&rule["AllowedOrigins"], Entry::Star),
        credentials: false,
        methods: strings(&rule["AllowedMethods"]),
        headers: strings(&rule["AllowedHeaders"]),
        exposed: strings(&rule["ExposeHeaders"]),
        max_age: seconds(&rule["MaxAgeSeconds"]),
    })
}
