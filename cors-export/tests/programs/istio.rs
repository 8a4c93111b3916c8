//! The settings of Istio, in the CORS filter of Envoy: Istio translates `corsPolicy` to that filter, field by field.
//!
//! Its answers are not those of this library's own server, so what is compared is which origins may read, and what a
//! granted preflight allows.

use std::fs;

use cors_export::{Export, Options, Target, export};
use serde_json::{Value, json};

use crate::client::{Client, Response};
use crate::policies::{self, TestPolicy};
use crate::program::{self, Program};
use crate::requests::{self, Request};
use crate::yaml::yaml;
use crate::{answer, border, upstream};

/// The comparison, with each policy that Istio can express.
pub fn compare() {
    let Some(program) = Program::installed(Target::Envoy) else { return };
    let expressed: Vec<(&TestPolicy, Export)> = policies::ALL
        .iter()
        .filter_map(|policy| {
            let export = export(Target::Istio, &policy.checked, &Options::default());
            Some((policy, export.ok()?))
        })
        .collect();
    assert!(expressed.len() > 9, "{} policies", expressed.len());
    let folder = program::folder("istio");
    let ports = program::free_ports(expressed.len());
    let exports = expressed.iter().map(|(_, export)| export);
    let file = folder.join("envoy.yaml");
    fs::write(&file, configuration(exports.zip(&ports), upstream::start().port)).unwrap();
    let running = program.run(folder, ports, &file);
    let mut count = 0;
    for ((policy, _), port) in expressed.iter().zip(&running.ports) {
        let mut client = Client::new(*port);
        // Envoy's filter has no limit of its own for the length of an origin.
        for origin in policy.border.iter().filter(|origin| origin.len() <= 327) {
            let request = requests::with_origin(origin);
            let is_shared = shares(&client.send(&request).unwrap(), origin);
            let is_allowed = answer::of_own_server(policy, &request).shares();
            let name = &policy.name;
            assert!(is_allowed || !is_shared, "`{name}` is wider: {origin}");
            assert!(is_shared || !is_allowed || !border::is_usual(origin), "`{name}`: {origin}");
            count += 1;
        }
        preflights(policy, &mut client);
    }
    println!("istio: {} policies, {count} origins of {}", expressed.len(), program.version());
}

/// A preflight that is granted, and one that is refused.
fn preflights(policy: &TestPolicy, client: &mut Client) {
    let preflight = Request::preflight(&policy.allowed, "PUT");
    let granted = client.send(&preflight).unwrap();
    let own = answer::of_own_server(policy, &preflight);
    // The status, and that there is no `Vary`, are stated in the documentation.
    assert_eq!(granted.status, 200);
    assert_eq!(granted.header("vary"), None);
    assert!(shares(&granted, &policy.allowed));
    for name in ["allow-credentials", "allow-methods", "allow-headers", "max-age"] {
        let name = format!("access-control-{name}");
        // Envoy answers with the requested method if any is allowed.
        let want = own.header(&name).map(|value| if value == "*" { "PUT" } else { value });
        assert_eq!(granted.header(&name), want, "`{}`: {name}", policy.name);
    }
    if policy.name != "any" {
        let refused = Request::preflight("https://evil.invalid", "PUT");
        let refused = client.send(&refused).unwrap();
        assert_eq!(refused.header("access-control-allow-origin"), None);
    }
}

fn shares(response: &Response, origin: &str) -> bool {
    let shared = response.header("access-control-allow-origin");
    shared == Some(origin) || shared == Some("*")
}

/// A listener for each policy. JSON is YAML.
fn configuration<'e>(
    exports: impl Iterator<Item = (&'e Export, &'e u16)>,
    upstream: u16,
) -> String {
    const TYPE: &str = "type.googleapis.com/envoy.extensions.filters";
    let address =
        |port: u16| json!({ "socket_address": { "address": "127.0.0.1", "port_value": port } });
    let http_filter = |name: &str, message: &str| {
        json!({
            "name": format!("envoy.filters.http.{name}"),
            "typed_config": { "@type": format!("{TYPE}.http.{name}.v3.{message}") },
        })
    };
    let listener = |(export, port): (&Export, &u16)| {
        let route = json!({
            "match": { "prefix": "/" },
            "route": { "cluster": "up" },
            "typed_per_filter_config": { "envoy.filters.http.cors": filter(export) },
        });
        let manager = json!({
            "@type": format!("{TYPE}.network.http_connection_manager.v3.HttpConnectionManager"),
            "stat_prefix": "test",
            "delayed_close_timeout": "0s",
            "http_filters": [http_filter("cors", "Cors"), http_filter("router", "Router")],
            "route_config": {
                "virtual_hosts": [{ "name": "all", "domains": ["*"], "routes": [route] }],
            },
        });
        json!({
            "address": address(*port),
            "filter_chains": [{
                "filters": [{
                    "name": "envoy.filters.network.http_connection_manager",
                    "typed_config": manager,
                }],
            }],
        })
    };
    let endpoint = json!({ "endpoint": { "address": address(upstream) } });
    let cluster = json!({
        "name": "up",
        "type": "STATIC",
        "load_assignment": { "cluster_name": "up", "endpoints": [{ "lb_endpoints": [endpoint] }] },
    });
    let listeners: Vec<Value> = exports.map(listener).collect();
    // As in the bootstrap configuration of Istio's proxies; the default of Envoy is 100.
    let runtime = json!({ "re2.max_program_size.error_level": 32_768 });
    json!({
        "static_resources": { "listeners": listeners, "clusters": [cluster] },
        "layered_runtime": { "layers": [{ "name": "istio", "static_layer": runtime }] },
    })
    .to_string()
}

/// `corsPolicy` as the policy of the CORS filter.
fn filter(export: &Export) -> Value {
    let document = yaml(&export.files[0].text);
    let cors = &document["corsPolicy"];
    let origin = |matcher: &Value| match matcher["regex"].as_str() {
        Some(regex) => json!({ "safe_regex": { "regex": regex } }),
        None => json!({ "exact": matcher["exact"] }),
    };
    let origins: Vec<Value> = cors["allowOrigins"].as_array().unwrap().iter().map(origin).collect();
    let joined = |name: &str| {
        let names = cors[name].as_array().map(Vec::as_slice).unwrap_or_default();
        names.iter().map(|name| name.as_str().unwrap()).collect::<Vec<_>>().join(",")
    };
    json!({
        "@type": "type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy",
        "allow_origin_string_match": origins,
        "allow_credentials": cors["allowCredentials"],
        "allow_methods": joined("allowMethods"),
        "allow_headers": joined("allowHeaders"),
        "expose_headers": joined("exposeHeaders"),
        "max_age": cors["maxAge"].as_str().unwrap_or_default().trim_end_matches('s'),
        "forward_not_matching_preflights": cors["unmatchedPreflights"] != "IGNORE",
    })
}
