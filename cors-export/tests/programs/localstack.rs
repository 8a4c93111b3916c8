//! The rules of Amazon S3 in LocalStack, an emulator whose own tests compare it with S3.
//!
//! Its answers are not those of this library's own server, so what is compared is which origins may read, and which
//! preflights are granted. `LOCALSTACK` is the Python with it; `.ci/full` installs it, otherwise it is skipped.

use std::process::Command;

use cors_compiler::origins::origins as origins_of_browsers;
use cors_export::{Export, Loss, Options, Target, export};
use serde_json::Value;

use crate::client::Client;
use crate::emulator::{Emulator, MAX_LEN, preflights as preflights_of_rule, put};
use crate::policies::{self, TestPolicy};
use crate::program;
use crate::requests::{self, Request};
use crate::{answer, border};

/// The service is chosen by the credentials, which are not checked.
const CREDENTIALS: &str = "Authorization: AWS4-HMAC-SHA256 Credential=test/20200101/us-east-1/s3/aws4_request, \
    SignedHeaders=host, Signature=00";

/// An object, which doesn't exist: its 404 has the headers, too.
const OBJECT: &str = "/bucket/object";

/// An answer takes about 50 ms, so that only each so many an origin of the border is tried.
const STEP: usize = 20;

/// The comparison, with each policy of which S3 can express a part.
pub fn compare() {
    let Some(python) = std::env::var_os("LOCALSTACK") else {
        eprintln!("skipped: the variable LOCALSTACK is not set");
        return;
    };
    let port = program::free_ports(1)[0];
    let mut command = Command::new(python);
    command
        .args(["-m", "localstack.runtime.main"])
        .env("GATEWAY_LISTEN", format!("127.0.0.1:{port}"))
        .env("SERVICES", "s3")
        .env("DISABLE_EVENTS", "1")
        .env("SKIP_SSL_CERT_DOWNLOAD", "1");
    let _emulator = Emulator::start("localstack", command, port);
    assert_eq!(put(port, "/bucket", CREDENTIALS, "").status, 200);
    let mut policies = 0;
    let mut count = 0;
    for policy in &*policies::ALL {
        let options = Options { narrow: true, ..Options::default() };
        let Ok(export) = export(Target::S3, &policy.checked, &options) else { continue };
        let document: Value = serde_json::from_str(&export.files[0].text).unwrap();
        let rule = &document["CORSRules"][0];
        let response = put(port, "/bucket?cors", CREDENTIALS, &xml(rule));
        assert_eq!(response.status, 200, "{rule}");
        policies += 1;
        count += origins(policy, &export, port) + preflights(policy, rule, port);
    }
    assert!(policies > 7, "{policies} policies");
    println!("s3: {policies} policies, {count} answers of LocalStack");
}

/// The JSON of AWS's tools as the XML that they send, field by field.
fn xml(rule: &Value) -> String {
    let elements = |field: &str, name: &str| -> String {
        let texts = rule[field].as_array().into_iter().flatten();
        texts.map(|text| format!("<{name}>{}</{name}>", text.as_str().unwrap())).collect()
    };
    let max_age = match rule["MaxAgeSeconds"].as_u64() {
        Some(seconds) => format!("<MaxAgeSeconds>{seconds}</MaxAgeSeconds>"),
        None => String::new(),
    };
    format!(
        "<CORSConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><CORSRule>{}{}{}{}{max_age}\
         </CORSRule></CORSConfiguration>",
        elements("AllowedOrigins", "AllowedOrigin"),
        elements("AllowedMethods", "AllowedMethod"),
        elements("AllowedHeaders", "AllowedHeader"),
        elements("ExposeHeaders", "ExposeHeader"),
    )
}

/// Only origins of the policy may read, and all of them if the export lost none.
fn origins(policy: &TestPolicy, export: &Export, port: u16) -> usize {
    let mut client = Client::new(port);
    let is_exact = !export.losses.iter().any(|loss| matches!(loss, Loss::Origins { .. }));
    let mut count = 0;
    let tried = policy.border.iter().filter(|origin| origin.len() <= MAX_LEN).step_by(STEP);
    for origin in tried.chain([&policy.allowed]) {
        let mut request = requests::with_origin(origin);
        request.path = OBJECT;
        let response = client.send(&request).unwrap();
        let shared = response.header("access-control-allow-origin");
        let is_shared = shared == Some(origin) || shared == Some("*");
        let is_allowed = answer::of_own_server(policy, &request).shares();
        // No page has an origin that browsers don't send, or a host with an empty label.
        let is_usual = border::is_usual(origin);
        let is_of_page = is_usual && origins_of_browsers().contains(origin.as_bytes());
        assert!(is_allowed || !is_shared || !is_of_page, "`{}` is wider: {origin}", policy.name);
        let is_missing = is_exact && is_allowed && !is_shared;
        assert!(!is_missing || !is_usual, "`{}`: {origin}", policy.name);
        count += 1;
    }
    count
}

/// Preflights with each method and header of the rule, and with others.
fn preflights(policy: &TestPolicy, rule: &Value, port: u16) -> usize {
    let mut client = Client::new(port);
    let texts = |name: &str| -> Vec<&str> {
        let texts = rule[name].as_array().into_iter().flatten();
        texts.map(|text| text.as_str().unwrap()).collect()
    };
    let origin = match texts("AllowedOrigins")[0] {
        "*" => policy.allowed.clone(),
        origin => origin.replace('*', "8"),
    };
    let (methods, headers) = (texts("AllowedMethods"), texts("AllowedHeaders"));
    let mut count = 0;
    for (request, _, is_allowed) in preflights_of_rule(&origin, OBJECT, &methods, &headers) {
        let response = client.send(&request).unwrap();
        assert_eq!(response.status, if is_allowed { 200 } else { 403 }, "{request}");
        let max_age = response.header("access-control-max-age").map(str::to_owned);
        let want = rule["MaxAgeSeconds"].as_u64().filter(|_| is_allowed);
        assert_eq!(max_age, want.map(|seconds| seconds.to_string()), "{request}");
        count += 1;
    }
    if origin != policy.allowed || texts("AllowedOrigins") != ["*"] {
        let mut refused = Request::preflight("https://evil.invalid", "PUT");
        refused.path = OBJECT;
        assert_eq!(client.send(&refused).unwrap().status, 403);
        count += 1;
    }
    count
}
