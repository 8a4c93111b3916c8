//! The policies, each with its meaning as a closure, and the pages.
//!
//! Every host ends in `.test`, which cannot be registered, and is mapped to this machine with its port, so
//! that origins look as they would in production. Pages are loaded with and without TLS.

use std::sync::{Arc, LazyLock};

use cors_runtime::Policy;
use cors_tests::written::{Names, Written};

/// A page, by its relation to the policies' main origin `http://app.test`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) name: &'static str,
    /// Its serialised origin.
    pub(crate) origin: &'static str,
    /// How a frame is loaded.
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// From its origin.
    Plain,
    /// From the main origin in a sandbox, so its origin is opaque.
    Sandboxed,
    /// From a `data:` URL, so its origin is opaque.
    Data,
}

impl Page {
    /// Whether it is loaded over TLS, so that a browser does not let it call servers without TLS.
    pub(crate) fn is_secure(&self) -> bool {
        self.origin.starts_with("https:")
    }
}

const fn page(name: &'static str, origin: &'static str) -> Page {
    Page { name, origin, kind: Kind::Plain }
}

/// The page that contains all others as frames.
pub(crate) const HOME: Page = page("home", "http://app.test");
pub(crate) const ONE: Page = page("one", "http://one.app.test");
pub(crate) const TWO: Page = page("two", "http://two.app.test");
pub(crate) const HTTPS: Page = page("https", "https://app.test");
pub(crate) const HTTPS_ONE: Page = page("https-one", "https://one.app.test");
pub(crate) const HTTPS_TWO: Page = page("https-two", "https://two.app.test");
pub(crate) const PREFIX_TRICK: Page = page("prefix-trick", "http://evilapp.test");
pub(crate) const SANDBOXED: Page =
    Page { name: "sandboxed", origin: "null", kind: Kind::Sandboxed };

pub(crate) const PAGES: &[Page] = &[
    HOME,
    ONE,
    TWO,
    page("two-labels", "http://a.b.app.test"),
    page("other-port", "http://app.test:8080"),
    page("subdomain-with-port", "http://one.app.test:8080"),
    PREFIX_TRICK,
    page("suffix-trick", "http://app.test.evil.test"),
    page("preview", "http://pr-17.app.test"),
    page("no-preview", "http://pr-x.app.test"),
    HTTPS,
    HTTPS_ONE,
    HTTPS_TWO,
    page("https-two-labels", "https://a.b.app.test"),
    page("https-other-port", "https://app.test:8443"),
    page("https-prefix-trick", "https://evilapp.test"),
    SANDBOXED,
    Page { name: "data", origin: "null", kind: Kind::Data },
];

/// A policy by name, as text and compiled.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) written: Written,
    pub(crate) policy: Policy,
}

/// The name of a list of origins, its text, its denials, and its meaning.
type Origins = (&'static str, &'static str, &'static str, fn(&str) -> bool);

const ORIGINS: [Origins; 14] = [
    ("exact", r#"["http://app.test"]"#, "", |origin| origin == HOME.origin),
    ("https", r#"["https://app.test"]"#, "", |origin| origin == HTTPS.origin),
    ("https-subdomains", r#"["https://*.app.test"]"#, "", |origin| {
        labels(origin, "https://").is_some()
    }),
    ("https-any-port", r#"["https://app.test:*"]"#, "", |origin| is_any_port(origin, HTTPS.origin)),
    (
        "both-schemes",
        r#"["http://app.test", "https://app.test", "https://{tenant}.app.test"]"#,
        "",
        |origin| {
            [HOME.origin, HTTPS.origin].contains(&origin)
                || labels(origin, "https://").is_some_and(|tenant| !tenant.contains('.'))
        },
    ),
    (
        "set",
        r#"["http://app.test", "http://two.app.test", "http://app.test:8080"]"#,
        "",
        |origin| [HOME.origin, TWO.origin, "http://app.test:8080"].contains(&origin),
    ),
    ("subdomains", r#"["http://*.app.test"]"#, "", |origin| subdomain(origin).is_some()),
    (
        "subdomains-without-two",
        r#"["http://*.app.test"]"#,
        r#"["http://two.app.test", "http://*.two.app.test"]"#,
        |origin| subdomain(origin).is_some_and(|it| it != "two" && !it.ends_with(".two")),
    ),
    ("any-port", r#"["http://app.test:*"]"#, "", |origin| is_any_port(origin, HOME.origin)),
    ("placeholder", r#"["http://{tenant}.app.test"]"#, "", |origin| {
        subdomain(origin).is_some_and(|tenant| !tenant.contains('.'))
    }),
    ("placeholder-with-regex", r#"["http://pr-{n:[0-9]+}.app.test"]"#, "", |origin| {
        let number = subdomain(origin).and_then(|it| it.strip_prefix("pr-"));
        number.is_some_and(|number| number.parse::<u64>().is_ok())
    }),
    ("regex", r#"[{ regex = 'http://(one|two)\.app\.test' }]"#, "", |origin| {
        [ONE.origin, TWO.origin].contains(&origin)
    }),
    ("null", r#"["http://app.test", "null"]"#, "", |origin| {
        [HOME.origin, "null"].contains(&origin)
    }),
    ("any", r#""*""#, "", |_| true),
];

/// The labels before `.app.test`, without a port.
fn subdomain(origin: &str) -> Option<&str> {
    labels(origin, "http://")
}

/// The same for another scheme.
fn labels<'o>(origin: &'o str, scheme: &str) -> Option<&'o str> {
    let labels = origin.strip_prefix(scheme)?.strip_suffix(".app.test")?;
    (!labels.is_empty()).then_some(labels)
}

/// Whether it is this origin, with any port.
fn is_any_port(origin: &str, portless: &str) -> bool {
    origin.strip_prefix(portless).is_some_and(|rest| {
        rest.is_empty() || rest.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok())
    })
}

pub(crate) static POLICIES: LazyLock<Vec<Named>> = LazyLock::new(|| {
    let mut policies = Vec::new();
    for origins in ORIGINS {
        let (name, ..) = origins;
        policies.push(named(name, written(origins, false)));
        if name != "any" {
            policies.push(named(&format!("{name}-credentials"), written(origins, true)));
        }
    }
    let exact = || written(ORIGINS[0], false);
    let more = |methods: &[&str], max_age| Written {
        methods: Names::these(methods),
        headers: Names::these(&["x-listed", "x-b", "content-type"]),
        max_age,
        ..exact()
    };
    let any = |headers| Written { methods: Names::Any, headers, expose: Names::Any, ..exact() };
    let mirror =
        Written { methods: Names::Mirror, headers: Names::Mirror, max_age: Some(600), ..exact() };
    policies.extend([
        named("mirror", mirror),
        named("any-names", any(Names::Any)),
        named("any-names-and-authorization", any(Names::AnyAndAuthorization)),
        named("options", more(&["PUT", "OPTIONS"], None)),
        named("max-age-0", more(&["PUT", "DELETE"], Some(0))),
        named("max-age-1", more(&["PUT", "DELETE"], Some(1))),
        named("max-age-600", more(&["PUT", "DELETE"], Some(600))),
        // On one path, each with its own methods: `api::routes`.
        named("strict", Written { methods: Names::none(), max_age: Some(600), ..exact() }),
        named("open", Written { headers: Names::these(&["x-open"]), ..more(&[], Some(600)) }),
    ]);
    policies
});

fn written((name, allow, deny, allows): Origins, credentials: bool) -> Written {
    let is_insecure = credentials && !name.starts_with("https");
    let risks = [("insecure_origin", is_insecure), ("null_origin", name == "null")];
    let risks = risks.into_iter().filter(|(_, is_taken)| *is_taken);
    Written {
        deny_origins: deny.to_owned(),
        credentials,
        methods: Names::these(&["PUT"]),
        headers: Names::these(&["x-listed", "content-type"]),
        expose: Names::these(&["x-listed"]),
        risks: risks.map(|(risk, _)| risk.to_owned()).collect(),
        ..Written::new(allow.to_owned(), Arc::new(allows))
    }
}

fn named(name: &str, written: Written) -> Named {
    let policy = Policy::from_toml(&written.toml());
    let policy = policy.unwrap_or_else(|error| panic!("{name}: {error}"));
    Named { name: name.to_owned(), written, policy }
}

pub(crate) fn policy(name: &str) -> &'static Named {
    let found = POLICIES.iter().find(|policy| policy.name == name);
    found.unwrap_or_else(|| panic!("there is no policy {name}"))
}
