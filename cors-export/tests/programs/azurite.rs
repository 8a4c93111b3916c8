//! The rules of Azure Blob Storage in Azurite, Microsoft's emulator of it.
//!
//! Its answers are not those of this library's own server, so what is compared is which origins may read, and which
//! preflights are granted. `AZURITE` is the path of its script; `.ci/full` installs it, otherwise it is skipped.

use std::process::Command;

use cors_export::{Export, Options, Target, export};
use serde_json::Value;

use crate::answer;
use crate::client::Client;
use crate::emulator::{Emulator, MAX_LEN, preflights as preflights_of_rule, put};
use crate::policies::{self, TestPolicy};
use crate::program;
use crate::requests::{self, Request};

/// The right to set the rules: a signature with the well-known key of the emulator's account, until 2999.
const SIGNATURE: &str = "sv=2020-10-02&ss=b&srt=sco&sp=rwdlacup&st=2020-01-01T00%3A00%3A00Z\
    &se=2999-01-01T00%3A00%3A00Z&sig=gx6bbCMl7ndl%2BHu%2FCzrZgZjMJWyxizd%2Fs0iERP3%2FF80%3D";

/// A blob, which doesn't exist: its 404 has the headers, too.
const BLOB: &str = "/devstoreaccount1/container/blob";

/// The comparison, with each policy of which Azure can express a part, and one that needs several rules.
pub fn compare() {
    let Some(script) = std::env::var_os("AZURITE") else {
        eprintln!("skipped: the variable AZURITE is not set");
        return;
    };
    let port = program::free_ports(1)[0];
    let mut command = Command::new("node");
    command.arg(script).args(["--blobHost", "127.0.0.1", "--blobPort", &port.to_string()]).args([
        "--silent",
        "--inMemoryPersistence",
        "--skipApiVersionCheck",
        "--disableTelemetry",
    ]);
    let _emulator = Emulator::start("azurite", command, port);
    let tenants: Vec<String> = (0..90).map(|n| format!("\"https://a{n}.example\"")).collect();
    let text = format!("allow_origins = [{}]\nallow_methods = [\"PUT\"]", tenants.join(", "));
    let several = TestPolicy::new("several_rules", &text);
    let mut policies = 0;
    let mut count = 0;
    for policy in policies::ALL.iter().chain([&several]) {
        let options = Options { narrow: true, ..Options::default() };
        let Ok(export) = export(Target::AzureBlob, &policy.checked, &options) else {
            continue;
        };
        let rules = Rules::of(&export);
        rules.set(port);
        policies += 1;
        count += origins(policy, &rules, port) + preflights(&rules, port);
    }
    assert!(policies > 6, "{policies} policies");
    println!("azure-blob: {policies} policies, {count} answers of Azurite");
}

/// The rules of an export.
struct Rules(Vec<Value>);

impl Rules {
    fn of(export: &Export) -> Self {
        let document: Value = serde_json::from_str(&export.files[0].text).unwrap();
        Self(document["properties"]["cors"]["corsRules"].as_array().unwrap().clone())
    }

    /// The texts of a field of all rules.
    fn texts(&self, name: &str) -> Vec<&str> {
        let texts = self.0.iter().flat_map(|rule| rule[name].as_array().unwrap());
        texts.map(|text| text.as_str().unwrap()).collect()
    }

    fn set(&self, port: u16) {
        let rules: String = self.0.iter().map(xml).collect();
        let body =
            format!("<StorageServiceProperties><Cors>{rules}</Cors></StorageServiceProperties>");
        let path = format!("/devstoreaccount1?restype=service&comp=properties&{SIGNATURE}");
        let response = put(port, &path, "x-ms-version: 2020-10-02", &body);
        assert_eq!(response.status, 202, "{body}");
    }
}

/// The JSON of Azure's resource manager as the XML of the blob service, field by field.
fn xml(rule: &Value) -> String {
    let list = |name: &str| {
        let texts = rule[name].as_array().unwrap();
        texts.iter().map(|text| text.as_str().unwrap()).collect::<Vec<_>>().join(",")
    };
    format!(
        "<CorsRule><AllowedOrigins>{}</AllowedOrigins><AllowedMethods>{}</AllowedMethods>\
         <AllowedHeaders>{}</AllowedHeaders><ExposedHeaders>{}</ExposedHeaders>\
         <MaxAgeInSeconds>{}</MaxAgeInSeconds></CorsRule>",
        list("allowedOrigins"),
        list("allowedMethods"),
        list("allowedHeaders"),
        list("exposedHeaders"),
        rule["maxAgeInSeconds"],
    )
}

/// Those origins may read that are listed, and all of them are allowed by the policy.
fn origins(policy: &TestPolicy, rules: &Rules, port: u16) -> usize {
    let mut client = Client::new(port);
    let listed = rules.texts("allowedOrigins");
    let mut count = 0;
    let tried = listed.iter().copied().chain(policy.border.iter().map(String::as_str));
    for origin in tried.filter(|origin| origin.len() <= MAX_LEN && *origin != "*") {
        // Azurite ignores the case of origins; browsers send http and https in lower case.
        if origin.bytes().any(|byte| byte.is_ascii_uppercase()) {
            continue;
        }
        let mut request = requests::with_origin(origin);
        request.path = BLOB;
        let response = client.send(&request).unwrap();
        let shared = response.header("access-control-allow-origin");
        let is_shared = shared == Some(origin) || shared == Some("*");
        let is_listed = listed.contains(&origin) || listed == ["*"];
        assert_eq!(is_shared, is_listed, "`{}`: {origin}", policy.name);
        let is_allowed = answer::of_own_server(policy, &request).shares();
        assert!(is_allowed || !is_shared, "`{}` is wider: {origin}", policy.name);
        count += 1;
    }
    count
}

/// Preflights with each method and header of the rules, and with others, from an origin of each rule.
fn preflights(rules: &Rules, port: u16) -> usize {
    let mut client = Client::new(port);
    let mut count = 0;
    for rule in &rules.0 {
        let texts = |name: &str| -> Vec<&str> {
            rule[name].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
        };
        let (methods, headers) = (texts("allowedMethods"), texts("allowedHeaders"));
        let origin = texts("allowedOrigins")[0].replace('*', "https://example.com");
        for (request, method, is_allowed) in preflights_of_rule(&origin, BLOB, &methods, &headers) {
            let response = client.send(&request).unwrap();
            assert_eq!(response.status, if is_allowed { 200 } else { 403 }, "{request}");
            if is_allowed {
                let max_age = response.header("access-control-max-age").unwrap();
                assert_eq!(max_age, rule["maxAgeInSeconds"].to_string(), "{request}");
                assert_eq!(response.header("access-control-allow-methods"), Some(method));
            }
            count += 1;
        }
    }
    if rules.texts("allowedOrigins") != ["*"] {
        let mut refused = Request::preflight("https://evil.invalid", "PUT");
        refused.path = BLOB;
        assert_eq!(client.send(&refused).unwrap().status, 403);
        count += 1;
    }
    count
}
