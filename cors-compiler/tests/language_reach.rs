//! How far languages reach: by table, and against counting one by one.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use cors_compiler::language::{Automata, Count, Language};
use cors_compiler::origins;
use cors_compiler::trust::{Reach, has_listed_top_level, registrable_domain};
use proptest::prelude::*;

const ANY_PORT: &str = "(?::[0-9]+)?";

fn origins_of(pattern: &str) -> Language {
    let pattern = pattern
        .replace("{x}", "[a-z0-9_-]+")
        .replace("{*}", r"[^/:\[\]]+")
        .replace("{port}", ANY_PORT);
    Automata::unlimited()
        .intersection(&Automata::unlimited().regex(&pattern).unwrap(), origins::origins())
        .unwrap()
}

fn reach_of(pattern: &str) -> Reach {
    Automata::unlimited().reach(&origins_of(pattern)).unwrap()
}

#[test]
fn bounded() {
    for (pattern, domains) in [
        (r"https://example\.com", &["example.com"][..]),
        (r"https?://(?:{*}\.)?example\.com{port}", &["example.com"]),
        (r"https://.*\.example\.com", &["example.com"]),
        (r"https://{x}\.example\.com\.?", &["example.com"]),
        (r"https://pr-[0-9]+\.preview\.example\.com", &["example.com"]),
        (r"https://[a-z]+\.myteam\.vercel\.app", &["myteam.vercel.app"]),
        (r"https://(eu|us)\.(a|b)\.com", &["a.com", "b.com"]),
        (r"http://localhost{port}", &[]),
        (r"http://(?:{*}\.)?localhost{port}", &[]),
        (r"http://{*}\.(?:test|local|internal|example|invalid|home\.arpa)", &[]),
        (r"https://{x}", &[]),
        (r"https://example\.unlisted", &["example.unlisted"]),
        (r"https://{*}\.corp\.unlisted", &["corp.unlisted"]),
        (r"https://(?:{*}\.)?corp\.(?:unlisted|internal|alt)", &["corp.unlisted"]),
        (r"https://(?:a\.corp|b\.lan)", &["b.lan", "a.corp"]),
        // Twenty-six top-level domains that an unescaped dot makes.
        (r"https://app\.example.com", &["example.com"]),
        (r"https://[ab]\.(?:unlisted|internal|alt)", &["a.unlisted", "b.unlisted"]),
        (r"https://intranet{port}", &[]),
        (r"https://{*}\.10\.0\.0\.1\.nip\.io", &["1.nip.io"]),
        (r"https://[!]\.example\.com", &["example.com"]),
        (r"https://[!_]\.com", &[]),
        (r"https://github\.io", &["github.io"]),
        (r"https://com", &[]),
        (r"http://8\.8\.8\.7:.*", &["8.8.8.7"]),
        (r"https?://(?:\[2001:db8::1\]|9\.9\.9\.9){port}", &["9.9.9.9", "[2001:db8::1]"]),
        // No registry assigns these.
        (r"https?://(?:\[::1\]|127\.0\.0\.1){port}", &[]),
        (r"http://192\.168\.[0-9]+\.[0-9]+{port}", &[]),
        (r"http://172\.(?:15|16|31|32)\.0\.1", &["172.15.0.1", "172.32.0.1"]),
        (r"http://\[(?:fc00|fdff|fe80|febf)::[0-9a-f]+\]", &[]),
        (r"http://\[(?:fc|fe00|fec0)::1\]", &["[fc::1]", "[fec0::1]", "[fe00::1]"]),
        (r"https://x\.amazonaws\.com", &["amazonaws.com"]),
        (
            r"https://(?:x\.)?(?:b\.)?s3\.amazonaws\.com",
            &["b.s3.amazonaws.com", "x.s3.amazonaws.com", "s3.amazonaws.com"],
        ),
        (r"https://(?:[a-z]+\.)*city\.kawasaki\.jp", &["city.kawasaki.jp"]),
        (r"https://(?:y\.)?x\.kawasaki\.jp", &["x.kawasaki.jp", "y.x.kawasaki.jp"]),
        (r"https://kawasaki\.jp", &["kawasaki.jp"]),
        (r"tauri://localhost{port}", &["tauri://localhost"]),
        (r"(?:app|tauri)://[ab]", &["app://a", "app://b", "tauri://a", "tauri://b"]),
        (r"[^/]*", &[]),
    ] {
        let reach = reach_of(pattern);
        assert_eq!(reach.count, Count::Exactly(domains.len() as u64), "{pattern}");
        assert_eq!(reach.domains, domains, "{pattern}");
        assert_eq!(reach.outsider.is_some(), domains.len() > 1, "{pattern}");
    }
}

#[test]
fn unbounded() {
    for (pattern, count, outsider) in [
        (r"https://app.example.com", Count::Exactly(38), "https://appaexample.com"),
        (r"https://[a-z]{2}\.com", Count::Exactly(676), "https://aa.com"),
        (r"http://8\.8\.8\.[0-9]+{port}", Count::Exactly(256), "http://8.8.8.0"),
        (r"https://{*}\.com", Count::Infinite, "https://a.com"),
        (r"https://{*}\.github\.io", Count::Infinite, "https://a.github.io"),
        (r"https://{x}\.vercel\.app", Count::Infinite, "https://a.vercel.app"),
        (r"https://{x}-myteam\.vercel\.app", Count::Infinite, "https://a-myteam.vercel.app"),
        (r"https://.*example\.com", Count::Infinite, "https://aexample.com"),
        (r"https://[a-z]+.example.com", Count::Infinite, "https://aaexample.com"),
        (r"https?://.+", Count::Infinite, "https://a.com"),
        (r".*", Count::Infinite, "https://a.com"),
        (r"http://.+:8080", Count::Infinite, "http://a.com:8080"),
        (r"https://.*\.amazonaws\.com", Count::Infinite, "https://a.s3.amazonaws.com"),
        (r"https://{x}\.kawasaki\.jp", Count::Infinite, "https://a.kawasaki.jp"),
        (r"https://{x}\.onion", Count::Infinite, "https://a.onion"),
        // A top-level domain that is not on the list may be opened any year.
        (r"https://{*}\.newtld", Count::Infinite, "https://a.newtld"),
        (r"https://{x}\.corp", Count::Infinite, "https://a.corp"),
        (r"https://{x}\.lan{port}", Count::Infinite, "https://a.lan"),
        (r"https://{x}\.xn--unlisted", Count::Infinite, "https://a.xn--unlisted"),
        (r"https://[0-9]{2}\.newtld", Count::Exactly(100), "https://00.newtld"),
        (r"https://{x}\.app\.github\.dev", Count::Infinite, "https://a.app.github.dev"),
        (r"https://{x}\.euw\.devtunnels\.ms", Count::Infinite, "https://a.euw.devtunnels.ms"),
        (r"https://\[.*\]", Count::MoreThan(u64::MAX), "https://[::]"),
        (r"chrome-extension://{x}", Count::Infinite, "chrome-extension://a"),
        (r"https://example\.{x}", Count::Infinite, "https://example.ac"),
    ] {
        let reach = reach_of(pattern);
        assert_eq!(reach.count, count, "{pattern}");
        assert!(reach.count.exceeds(8), "{pattern}");
        assert_eq!(reach.domains.len(), Reach::LISTED, "{pattern}");
        assert_eq!(reach.outsider.as_deref(), Some(outsider), "{pattern}");
    }
}

/// New top-level domains are added every year: a pattern that may end in any of infinitely many is unlimited,
/// however few of them are on the list. An outsider on the list is shown first.
#[test]
fn an_open_top_level_is_without_end() {
    for (pattern, outsider) in [
        (r"https://example.com{x}", "https://example.company"),
        (r"https://app\.example\.com[^.]*", "https://app.example.comsec"),
        (r"https://example\.org{x}", "https://example.orga"),
        (r"https://example\.co\.uk{x}", "https://example.co.uka"),
        (r"https://example\.dev{x}", "https://example.deva"),
        (r"http://(?:{*}\.)?example\.dev[a-z]*:81", "http://example.deva:81"),
        (r"https://example\.xn--{x}", "https://example.xn--node"),
        (r"https://example\.test{x}", "https://example.testa"),
    ] {
        let reach = reach_of(pattern);
        assert!(reach.is_open, "{pattern}");
        assert_eq!(reach.count, Count::Infinite, "{pattern}");
        assert_eq!(reach.outsider.as_deref(), Some(outsider), "{pattern}");
    }
    for pattern in [
        r"https://{*}\.example\.com{port}",
        r"https://{x}\.example\.com\.?",
        r"https?://(?:{*}\.)?localhost",
        r"http://{*}\.(?:test|local|internal|example|invalid|home\.arpa)",
        r"https://example\.[a-z]{1,3}",
        // A name without a dot cannot be registered.
        r"https?://[a-z]+",
        // What no top-level domain looks like.
        r"https://example\.com-[0-9]+",
        r"https://example\.com_{x}",
        r"https://10\.0\.0\.[0-9]+",
        r"app://example\.{x}",
    ] {
        assert!(!reach_of(pattern).is_open, "{pattern}");
    }
}

#[test]
fn strangers_are_not_among_the_known() {
    let origins = origins_of(r"https?://.*\.(?:example\.com|github\.io){port}|https://10\.0\.0\.1");
    for (known, expected) in [
        (&[][..], Some("https://a.github.io")),
        (&["a.github.io"], Some("https://b.github.io")),
        (&["a.github.io", "b.github.io"], Some("https://c.github.io")),
    ] {
        assert_eq!(Automata::unlimited().outsider(&origins, known).unwrap().as_deref(), expected);
    }
    let origins = origins_of(r"https://.*\.example\.com|https://8\.8\.8\.1|app://x:1");
    let answer = |known: &[&str]| Automata::unlimited().outsider(&origins, known).unwrap();
    assert_eq!(answer(&["example.com"]).as_deref(), Some("https://8.8.8.1"));
    assert_eq!(answer(&["example.com", "8.8.8.1"]).as_deref(), Some("app://x:1"));
    assert_eq!(answer(&["example.com", "8.8.8.1", "app://x"]), None);
}

/// Each of these has an automaton, forwards or backwards, of more states than there are atoms,
/// or would have without a limit.
#[test]
fn hostile_patterns_are_answered() {
    for pattern in [
        r"https://.{14000}",
        r"https://(a|b)*a(a|b){16}\.com",
        r"https://(a|b){40}a(a|b)*\.com",
        r"((((a?){40}){40}){40}){40}",
        r"(.{97})*",
        r"https://((aa|b)*.{5}){3}\.[a-z]{2,3}",
    ] {
        let Ok(language) = Automata::unlimited().regex(pattern) else { continue };
        let Ok(language) = Automata::unlimited().intersection(&language, origins::origins()) else {
            continue;
        };
        if let Ok(reach) = Automata::unlimited().reach(&language) {
            assert_eq!(reach.count, Count::Infinite, "{pattern}");
        }
    }
}

/// The owner of an origin, read from its text.
fn owner(origin: &str) -> Option<String> {
    let (scheme, rest) = origin.split_once("://").unwrap();
    let host = match rest.rfind(']') {
        Some(end) => &rest[..=end],
        None => rest.split(':').next().unwrap(),
    };
    match scheme {
        "http" | "https" => match host.trim_matches(['[', ']']).parse::<IpAddr>() {
            Ok(address) => (!is_private(address)).then(|| host.to_owned()),
            Err(_) => registrable_domain(host),
        },
        _ => Some(format!("{scheme}://{host}")),
    }
}

/// Whether no registry assigns this address, according to the standard library.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

/// The last label of an owner.
fn top_level(owner: &str) -> String {
    owner.rsplit('.').next().unwrap_or(owner).to_owned()
}

const SUFFIXES: [&str; 24] = [
    "com",
    "co.uk",
    "github.io",
    "kawasaki.jp",
    "city.kawasaki.jp",
    "jp",
    "s3.amazonaws.com",
    "compute.amazonaws.com",
    "amazonaws.com",
    "ck",
    "www.ck",
    "home.arpa",
    "e164.arpa",
    "local",
    "unlisted",
    "0.0.1",
    "compute-1.amazonaws.com",
    "onion",
    "elb.amazonaws.com",
    "example",
    "vercel.app",
    "bd",
    "xn--p1ai",
    "platform.sh",
];

/// A few labels of a host, as a regex of finitely many strings.
fn labels() -> impl Strategy<Value = String> {
    let label = prop_oneof![
        Just("a"),
        Just("b-"),
        Just("-"),
        Just("x!"),
        Just("_z"),
        Just("10"),
        Just("8"),
        Just("s3"),
        Just("city"),
        Just("www"),
        Just(""),
        Just("[ab]"),
        Just("[a_]{1,2}"),
        Just("(?:a|com|[-b])"),
        Just("(?:a|us-east-1)"),
        Just("."),
    ];
    let dot = prop_oneof![3 => Just(r"\."), 1 => Just(r"\.?"), 1 => Just("[.a]")];
    prop::collection::vec((label, dot), 0..4)
        .prop_map(|parts| parts.iter().map(|(label, dot)| format!("{label}{dot}")).collect())
}

fn patterns() -> impl Strategy<Value = String> {
    let suffix = prop_oneof![
        4 => prop::sample::select(&SUFFIXES).prop_map(|suffix| suffix.replace('.', r"\.")),
        1 => prop::sample::select(&SUFFIXES).prop_map(str::to_owned),
    ];
    let scheme = prop_oneof![Just("https?"), Just("https"), Just("(?:https|app)")];
    let end = prop_oneof![Just(""), Just(r"\.?"), Just("(?::[89])?")];
    let one = (scheme, labels(), suffix, end)
        .prop_map(|(scheme, labels, suffix, end)| format!("{scheme}://{labels}{suffix}{end}"));
    prop::collection::vec(one, 1..4).prop_map(|all| all.join("|"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn counting_is_counting_one_by_one(pattern in patterns()) {
        let language = origins_of(&pattern);
        prop_assume!(!language.count().exceeds(4000));
        let all: Vec<String> =
            language.shortest().map(|origin| String::from_utf8(origin).unwrap()).collect();
        let mut owners: BTreeSet<String> = all.iter().filter_map(|origin| owner(origin)).collect();
        // More than eight single names, each below a top-level domain that is not on the list, are
        // those that an unescaped dot makes, and do not count.
        let is_unlisted = |owner: &&String| {
            !owner.contains(['/', ':']) && !owner.ends_with(|last: char| last.is_ascii_digit())
                && !has_listed_top_level(owner)
        };
        let mut below: BTreeMap<String, usize> = BTreeMap::new();
        for owner in owners.iter().filter(is_unlisted) {
            *below.entry(top_level(owner)).or_default() += 1;
        }
        let lone = |owner: &String| is_unlisted(&owner) && below.get(&top_level(owner)) == Some(&1);
        if below.values().filter(|&&names| names == 1).count() > 8 {
            owners.retain(|owner| !lone(owner));
        }
        let reach = Automata::unlimited().reach(&language).unwrap();
        prop_assert_eq!(reach.count, Count::Exactly(owners.len() as u64), "{:?}", owners);
        prop_assert_eq!(reach.domains.len(), owners.len().min(Reach::LISTED));
        prop_assert!(reach.domains.iter().all(|domain| owners.contains(domain)));
        prop_assert_eq!(reach.outsider.is_some(), owners.len() > 1);
        if let Some(outsider) = reach.outsider {
            prop_assert!(all.contains(&outsider));
        }
        let known: Vec<&str> = owners.iter().skip(1).map(String::as_str).collect();
        let left = Automata::unlimited().outsider(&language, &known).unwrap();
        prop_assert_eq!(left.as_deref().and_then(owner), owners.first().cloned());
    }

    /// Cut at two lengths, an endless language grows and a bounded one does not.
    #[test]
    fn without_end_is_without_end(pattern in patterns()) {
        let endless = pattern.replace("[ab]", "[ab]+").replace("{1,2}", "*").replace("a|com", "a*");
        let language = origins_of(&endless);
        let automata = Automata::unlimited();
        let cut = |length: u32| {
            let short = automata.regex(&format!("(?s).{{0,{length}}}")).unwrap();
            automata.reach(&automata.intersection(&language, &short).unwrap()).unwrap().count
        };
        let (long, longer) = (cut(60), cut(64));
        // No top-level domain of an unlimited pattern grows that long otherwise.
        let open = automata.regex(r"https?://.*\.[a-z]{40,}\.?(?::[0-9]+)?").unwrap();
        let is_open = automata.intersects(&language, &open).unwrap();
        prop_assert_eq!(automata.reach(&language).unwrap().is_open, is_open);
        match automata.reach(&language).unwrap().count {
            Count::Infinite => prop_assert!(is_open || longer > long || longer.exceeds(u64::MAX)),
            count => prop_assert_eq!((long, longer), (count, count)),
        }
    }
}
