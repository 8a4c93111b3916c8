//! What is read of Envoy's configurations, and a real Envoy with them: it allows the origins of which `import` says so,
//! and no others.
//!
//! Without Envoy its requests are skipped, except in CI.

use std::fmt::Write as _;
use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use cors_cli::import::{System, configurations};
use cors_cli::scan::Reviewed;
use cors_compiler::migration::Credentials;

use super::client::{free_port, send};
use super::{allows, shown};

/// A policy of the CORS filter, the one around it, and what is read of it.
struct Case {
    /// The fields of the virtual host's policy; empty if it has none.
    around: &'static str,
    fields: &'static str,
    origins: &'static [&'static str],
    rules: &'static [&'static str],
    /// The beginnings of the notes.
    remarks: &'static [&'static str],
    /// Whether the filter is on.
    is_on: bool,
}

const VARY: &str = "Envoy's filter sends the origin of the request, but never `Vary";
const STAR: &str = "this matches the text `*` as well";
const EVERY_HEADER: &str = "Envoy's filter answers `*` with the headers that are requested";
const REFUSED: &str = "preflights of other origins are answered 200";

const CASES: &[Case] = &[
    Case {
        around: "",
        fields: "allow_origin_string_match: [{exact: 'https://shop.com'}], allow_methods: 'GET, PUT', max_age: '60'",
        origins: &["https://shop.com"],
        rules: &[],
        remarks: &[VARY],
        is_on: true,
    },
    Case {
        around: "",
        fields: "allowOriginStringMatch: [{exact: 'https://SHOP.com', ignoreCase: true}, {exact: 'https://*.shop.com'}], \
                 allowHeaders: '*', allowCredentials: true, forwardNotMatchingPreflights: false, allowMethods: '*'",
        origins: &["https://shop.com", "https://*.shop.com"],
        rules: &["origin_wildcard", "mirror_headers"],
        remarks: &[EVERY_HEADER, VARY, REFUSED],
        is_on: true,
    },
    Case {
        around: "",
        fields: "allow_origin_string_match: [{prefix: 'https://shop.com'}, {suffix: '.SHOP.com', ignore_case: true}, \
                 {contains: 'partner'}]",
        origins: &[
            "prefix: https://shop.com",
            "suffix: .SHOP.com, ignore_case",
            "contains: partner",
        ],
        rules: &["unbounded_trust", "unbounded_trust"],
        remarks: &[VARY],
        is_on: true,
    },
    Case {
        around: "",
        fields: "allow_origin_string_match: [{safe_regex: {regex: 'https://shop.com'}}, \
                 {safe_regex: {regex: 'https://a\\.shop\\.com|null'}}]",
        origins: &["safe_regex: https://shop.com", "safe_regex: https://a\\.shop\\.com|null"],
        rules: &["unescaped_dot", "null_origin"],
        remarks: &[VARY],
        is_on: true,
    },
    // Each of these matches the text `*`.
    Case {
        around: "",
        fields: "allow_origin_string_match: [{exact: 'https://shop.com'}, {exact: '*'}], allow_credentials: true",
        origins: &["Reflected"],
        rules: &["credentials_with_any_origin"],
        remarks: &[STAR, VARY],
        is_on: true,
    },
    Case {
        around: "",
        fields: "allow_origin_string_match: [{prefix: '*'}]",
        origins: &["Reflected"],
        rules: &[],
        remarks: &[STAR, VARY],
        is_on: true,
    },
    Case {
        around: "",
        fields: "allow_origin_string_match: [{suffix: '*', ignore_case: true}]",
        origins: &["Reflected"],
        rules: &[],
        remarks: &[STAR, VARY],
        is_on: true,
    },
    Case {
        around: "",
        fields: "allow_origin_string_match: [{contains: '*'}]",
        origins: &["Reflected"],
        rules: &[],
        remarks: &[STAR, VARY],
        is_on: true,
    },
    Case {
        around: "",
        fields: "allow_origin_string_match: [{safe_regex: {regex: '[^/]*'}}]",
        origins: &["Reflected"],
        rules: &[],
        remarks: &[STAR, VARY],
        is_on: true,
    },
    // Not this one, although it matches every origin but `null`.
    Case {
        around: "",
        fields: "allow_origin_string_match: [{safe_regex: {regex: '.+://.*'}}], allow_credentials: true",
        origins: &["safe_regex: .+://.*"],
        rules: &["credentials_with_any_origin"],
        remarks: &[VARY],
        is_on: true,
    },
    // What a route leaves out is that of its virtual host; empty fields are left out.
    Case {
        around: "allow_origin_string_match: [{exact: 'https://shop.com'}], allow_credentials: true",
        fields: "allow_methods: PUT, allow_origin_string_match: []",
        origins: &["https://shop.com"],
        rules: &[],
        remarks: &[VARY],
        is_on: true,
    },
    Case {
        around: "allow_origin_string_match: [{exact: 'https://shop.com'}], allow_credentials: true",
        fields: "allow_origin_string_match: [{exact: 'https://a.shop.com'}], allow_credentials: false",
        origins: &["https://a.shop.com"],
        rules: &[],
        remarks: &[VARY],
        is_on: true,
    },
    // That it is off is not.
    Case {
        around: "allow_origin_string_match: [{exact: 'https://shop.com'}], filter_enabled: {default_value: {numerator: 0}}",
        fields: "allow_methods: PUT",
        origins: &["https://shop.com"],
        rules: &[],
        remarks: &[VARY],
        is_on: true,
    },
    Case {
        around: "",
        fields: "allow_origin_string_match: [{exact: 'https://shop.com'}], \
                 filter_enabled: {default_value: {numerator: 0, denominator: MILLION}}",
        origins: &["https://shop.com"],
        rules: &[],
        remarks: &["the filter is off here", VARY],
        is_on: false,
    },
];

/// Origins on both sides of each border.
const ORIGINS: [&str; 13] = [
    "https://shop.com",
    "https://shopscom",
    "https://shop.com.evil.net",
    "http://shop.com",
    "https://shop.com:8443",
    "https://a.shop.com",
    "https://a.b.shop.com",
    "https://aXshop.com",
    "https://ashop.com",
    "https://mypartner.example",
    "http://localhost:3000",
    "app://shop.com",
    "null",
];

/// A configuration with a listener for each case, in front of one that answers.
fn file(ports: &[u16], upstream: u16) -> String {
    const TYPE: &str = "type.googleapis.com/envoy.extensions.filters";
    let policy = |fields: &str| {
        format!("envoy.filters.http.cors: {{'@type': {TYPE}.http.cors.v3.CorsPolicy, {fields}}}")
    };
    let manager = |filter: &str, host: &str| {
        format!(
            "      - name: envoy.filters.network.http_connection_manager
        typed_config:
          '@type': {TYPE}.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: test
          delayed_close_timeout: 0s
          http_filters:
          {filter}
          - name: envoy.filters.http.router
            typed_config: {{'@type': {TYPE}.http.router.v3.Router}}
          route_config:
            virtual_hosts:
            - name: all
              domains: ['*']
{host}
"
        )
    };
    let listener = |port: u16, manager: &str| {
        format!(
            "  - address: {{socket_address: {{address: 127.0.0.1, port_value: {port}}}}}
    filter_chains:
    - filters:
{manager}"
        )
    };
    let mut text = String::from("static_resources:\n  listeners:\n");
    for (case, port) in CASES.iter().zip(ports) {
        let around = match case.around {
            "" => String::new(),
            fields => format!("              typed_per_filter_config: {{{}}}\n", policy(fields)),
        };
        let host = format!(
            "{around}              routes:
              - match: {{prefix: /}}
                route: {{cluster: up}}
                typed_per_filter_config: {{{}}}",
            policy(case.fields)
        );
        let filter = format!(
            "- name: envoy.filters.http.cors\n            typed_config: {{'@type': {TYPE}.http.cors.v3.Cors}}"
        );
        text.push_str(&listener(*port, &manager(&filter, &host)));
    }
    let answer = "              routes: [{match: {prefix: /}, direct_response: {status: 200}}]";
    text.push_str(&listener(upstream, &manager("", answer)));
    let _ = write!(
        text,
        "  clusters:
  - name: up
    type: STATIC
    load_assignment:
      cluster_name: up
      endpoints:
      - lb_endpoints:
        - endpoint: {{address: {{socket_address: {{address: 127.0.0.1, port_value: {upstream}}}}}}}
"
    );
    text
}

/// The configurations of the cases' routes.
fn of_routes(text: &str) -> Vec<Reviewed> {
    let read = configurations(System::Envoy, text, Path::new("."));
    let mut all = read.unwrap_or_else(|unread| panic!("{text}: {unread:?}")).into_iter();
    let mut of_route = |case: &Case| {
        let is_outer = usize::from(!case.around.is_empty());
        all.nth(is_outer).expect("a configuration for each policy")
    };
    let of_routes = CASES.iter().map(&mut of_route).collect();
    assert!(all.next().is_none(), "a configuration for each policy");
    of_routes
}

/// What is read of each policy, and whether Envoy allows the same origins.
#[test]
fn configurations_of_envoy() {
    let ports: Vec<u16> = CASES.iter().map(|_| free_port()).collect();
    let upstream = free_port();
    let text = file(&ports, upstream);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut programs = std::env::split_paths(&path).map(|folder| folder.join("envoy"));
    let program = programs.find(|program: &PathBuf| program.is_file());
    let envoy = program.map(|it| start(&it, &text, &[&ports[..], &[upstream]].concat()));
    if envoy.is_none() {
        assert!(std::env::var_os("CI").is_none(), "envoy is not installed");
        eprintln!("skipped: envoy is not installed");
    }
    for ((case, reviewed), port) in CASES.iter().zip(of_routes(&text)).zip(ports) {
        is_read(case, &reviewed);
        if envoy.is_some() {
            agrees(case, &reviewed, port);
        }
    }
}

fn is_read(case: &Case, reviewed: &Reviewed) {
    let Case { fields, origins, rules, remarks, .. } = case;
    assert_eq!(shown(&reviewed.found.configuration.origins), *origins, "{fields}");
    let found = reviewed.review.findings.iter().map(|finding| finding.rule.name);
    assert_eq!(found.collect::<Vec<_>>(), *rules, "{fields}");
    let written: Vec<&str> = reviewed.found.remarks.iter().map(|one| one.text).collect();
    assert_eq!(written.len(), remarks.len(), "{fields}: {written:?}");
    for (written, expected) in written.iter().zip(*remarks) {
        assert!(written.starts_with(expected), "{fields}: {written}");
    }
    assert_eq!(reviewed.found.unread, [], "{fields}");
    assert!(reviewed.proposal.is_some() || origins.is_empty(), "{fields}");
}

/// Fields of version 2 of Envoy's API, as in <https://github.com/envoyproxy/envoy/issues/9738>, and matchers with `google_re2`.
#[test]
fn older_forms() {
    let version_2 = "this field is of version 2";
    for (fields, origins, remarks) in [
        ("allow_origin: ['*']", &["Reflected"][..], &[STAR, version_2, VARY][..]),
        (
            "allow_origin: ['https://a.shop.com'], allow_origin_regex: ['https://[bc]\\.shop\\.com']",
            &["https://a.shop.com", "allow_origin_regex: https://[bc]\\.shop\\.com"],
            &[version_2, version_2, VARY],
        ),
        (
            "allow_origin_string_match: [{safe_regex: {google_re2: {}, regex: '.*'}}]",
            &["Reflected"],
            &[STAR, VARY],
        ),
    ] {
        let text = format!("cors: {{{fields}}}");
        let all = configurations(System::Envoy, &text, Path::new(".")).expect("it is YAML");
        assert_eq!(shown(&all[0].found.configuration.origins), *origins, "{fields}");
        let written = all[0].found.remarks.iter().map(|one| one.text);
        let written: Vec<&str> = written.collect();
        assert_eq!(written.len(), remarks.len(), "{fields}: {written:?}");
        assert!(written.iter().zip(remarks).all(|(one, it)| one.starts_with(it)), "{written:?}");
    }
}

/// Policies are found in all places and forms.
#[test]
fn places_of_policies() {
    let policy = "allow_origin_string_match: [{exact: 'https://shop.com'}]";
    let name = "type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy";
    for text in [
        format!("cors: {{{policy}}}"),
        format!("route: {{cors: {{{policy}}}}}"),
        format!("typed_per_filter_config: {{envoy.filters.http.cors: {{{policy}}}}}"),
        format!("typedPerFilterConfig: {{my.cors: {{'@type': {name}, {policy}}}}}"),
        format!(
            "typed_per_filter_config: {{my.cors: {{'@type': a/xds.type.v3.TypedStruct, type_url: {name}, \
             value: {{{policy}}}}}}}"
        ),
        format!(
            "typed_per_filter_config: {{my.cors: {{'@type': a/envoy.config.route.v3.FilterConfig, \
             config: {{'@type': {name}, {policy}}}}}}}"
        ),
        format!("a: &a {{cors: {{{policy}}}}}\nb: *a\n--- {{}}"),
        format!("a: &a {{{policy}}}\nb: {{cors: {{<<: *a}}}}"),
        format!("[{{'@type': a, typed_per_filter_config: {{other: {{}}}}, cors: {{{policy}}}}}]"),
    ] {
        let read = configurations(System::Envoy, &text, Path::new("."));
        let all = read.unwrap_or_else(|unread| panic!("{text}: {unread:?}"));
        assert_eq!(all.len(), 1, "{text}");
        assert_eq!(shown(&all[0].found.configuration.origins), ["https://shop.com"], "{text}");
    }
    let without = format!("http_filters: [{{name: router}}]\ncors: {{{policy}}}");
    let all = configurations(System::Envoy, &without, Path::new(".")).expect("it is YAML");
    assert!(all[0].found.remarks[0].text.starts_with("no `http_filters`"));
}

/// What is not understood is said to be, and is never a part of what is allowed.
#[test]
fn what_is_not_understood() {
    for (fields, reason) in [
        ("allow_origin_string_match: [{custom: {name: a}}]", "what an extension matches"),
        ("allow_origin_string_match: [{other: a}]", "this kind of matcher"),
        ("allow_origin_string_match: {exact: 'https://a.com'}", "expected a list"),
        ("allow_origin: [[]]", "expected a string"),
        ("allow_origin_string_match: [{exact: []}]", "expected a string"),
        ("allow_origin_string_match: [{exact: [a]}]", "expected a string"),
        ("allow_origin_string_match: [{safe_regex: {regex: '[a[b]'}}]", "RE2 may read"),
        ("allow_methods: PUT", "no origins are listed"),
        (
            "allow_origin_string_match: [{exact: 'https://a.com'}], allow_credentials: '1'",
            "expected `t",
        ),
    ] {
        let text = format!("cors: {{{fields}}}");
        let all = configurations(System::Envoy, &text, Path::new(".")).expect("it is YAML");
        let reasons: Vec<&str> = all[0].found.unread.iter().map(|one| one.reason).collect();
        assert!(reasons.iter().any(|it| it.starts_with(reason)), "{fields}: {reasons:?}");
        let findings: Vec<&str> =
            all[0].review.findings.iter().map(|finding| finding.rule.name).collect();
        assert!(findings.is_empty(), "{fields}: {findings:?}");
    }
}

struct Envoy(Child);

impl Drop for Envoy {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Envoy answers as the policy that was read says.
fn agrees(case: &Case, reviewed: &Reviewed, port: u16) {
    let fields = case.fields;
    let configuration = &reviewed.found.configuration;
    let has_credentials = matches!(configuration.credentials, Credentials::Yes(_));
    for origin in ORIGINS {
        let is_allowed = case.is_on && allows(reviewed, origin);
        let response = send(port, "GET", &[("Origin", origin)]);
        let preflight = send(
            port,
            "OPTIONS",
            &[
                ("Origin", origin),
                ("Access-Control-Request-Method", "PATCH"),
                ("Access-Control-Request-Headers", "authorization,x-a"),
            ],
        );
        assert_eq!(response.allows(origin), is_allowed, "{fields}: {origin}");
        assert_eq!(preflight.allows(origin), is_allowed, "{fields}: {origin}");
        for one in [&response, &preflight] {
            assert_eq!(one.status, "200", "{fields}: {origin}");
            assert!(one.values("vary").is_empty(), "{fields}: {origin}");
        }
        let credentials = response.values("access-control-allow-credentials") == ["true"];
        assert_eq!(credentials, is_allowed && has_credentials, "{fields}: {origin}");
        // Those that are allowed, and those that are not and not forwarded.
        let is_answered =
            is_allowed || case.remarks.iter().any(|remark| remark.starts_with(REFUSED));
        let lists = [
            ("methods", &configuration.methods, "PATCH"),
            ("headers", &configuration.headers, "authorization,x-a"),
        ];
        for (name, list, requested) in lists {
            let sent = preflight.values(&format!("access-control-allow-{name}"));
            let listed: Vec<&str> = list.listed.iter().map(|one| one.value.as_str()).collect();
            let listed = listed.join(", ");
            let expected = match list.mirrored {
                _ if !is_answered => None,
                Some(_) => Some(requested),
                None => Some(listed.as_str()).filter(|listed| !listed.is_empty()),
            };
            assert_eq!(sent, expected.into_iter().collect::<Vec<_>>(), "{fields}: {origin}");
        }
        let sent = preflight.values("access-control-allow-credentials") == ["true"];
        assert_eq!(sent, is_answered && has_credentials, "{fields}: {origin}");
    }
}

fn start(program: &Path, text: &str, ports: &[u16]) -> Envoy {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import-envoy");
    fs::create_dir_all(&folder).expect("the folder can be made");
    let (file, log) = (folder.join("envoy.yaml"), folder.join("envoy.log"));
    fs::write(&file, text).expect("written");
    let errors = fs::File::create(&log).expect("a log can be made");
    let child = Command::new(program)
        .args(["--disable-hot-restart", "--concurrency", "1", "--log-level", "warn", "-c"])
        .arg(&file)
        .stdout(Stdio::null())
        .stderr(errors)
        .spawn()
        .expect("envoy starts");
    let mut envoy = Envoy(child);
    let start = Instant::now();
    while ports.iter().any(|port| TcpStream::connect(("127.0.0.1", *port)).is_err()) {
        let has_ended = envoy.0.try_wait().is_ok_and(|status| status.is_some());
        let is_late = start.elapsed() > Duration::from_secs(60);
        let log = || fs::read_to_string(&log).unwrap_or_default();
        assert!(!has_ended && !is_late, "{}", log());
        thread::sleep(Duration::from_millis(20));
    }
    envoy
}
