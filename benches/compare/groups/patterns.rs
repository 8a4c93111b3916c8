//! Only the match, for patterns.

use std::error::Error;

use cors_runtime::{Policy, cors};
use regex_automata::dfa::{Automaton, dense};
use regex_automata::{Anchored, Input};

use super::one_origin::{agree, ours, same};
use crate::by_hand::{
    PerfectHash, Subdomains, Trust, any_port, below_one, branch, mixture, preview,
    subdomain_any_port,
};
use crate::origins::{Kind, list};
use crate::policies;
use crate::scenario::Origins;
use crate::table::Row;

static SUBDOMAIN_ANY_PORT: Policy = cors! { allow_origins = ["https://*.example.com:*"] };
static ANY_PORT: Policy = cors! { allow_origins = ["http://localhost:*"] };
static PREVIEW: Policy = cors! { allow_origins = ["https://pr-{n:[0-9]+}.preview.example.net"] };
static BRANCH: Policy =
    cors! { allow_origins = ["https://{branch:[a-z]+}-{day:[0-9]+}-{user:[a-z]+}.example.net"] };
static MIXTURE: Policy = cors! {
    allow_origins = [
        "https://example.com",
        "https://*.example.com",
        "http://localhost:*",
        "https://pr-{n:[0-9]+}.preview.example.net",
    ],
    deny_origins = ["https://*.usercontent.example.com"],
};

/// A pattern, in three implementations.
struct Pattern<'r, H> {
    written: &'static str,
    policy: &'static Policy,
    by_hand: H,
    /// The regex for the search engine, anchored at both ends.
    regex: &'r str,
}

/// A hundred patterns.
struct Suffixes {
    policy: &'static Policy,
    suffixes: &'static PerfectHash,
    regex: String,
    /// A subdomain of one of them.
    hit: String,
}

/// Subdomains of a hundred hosts of the mixed list.
fn suffixes() -> Suffixes {
    // The hand-written hash reads twenty bytes.
    let hosts = list(Kind::Mixed, 300).iter().map(|origin| origin.replace("https://", "."));
    let hosts: Vec<String> = hosts.filter(|host| host.len() >= 20).take(100).collect();
    let patterns: Vec<String> = hosts.iter().map(|host| format!("https://*{host}")).collect();
    let source = format!("allow_origins = {patterns:?}");
    let escaped: Vec<String> = hosts.iter().map(|host| host.replace('.', "[.]")).collect();
    let leaked: Vec<&'static str> = hosts.iter().map(|host| &*host.clone().leak()).collect();
    let policy = Policy::from_toml(&source).expect("the patterns are a valid policy");
    Suffixes {
        policy: Box::leak(Box::new(policy)),
        suffixes: Box::leak(Box::new(PerfectHash::new(&leaked))),
        regex: format!("https://[a-z0-9_.-]+({})", escaped.join("|")),
        hit: format!("https://a.b{}", hosts[99]),
    }
}

impl<H: Fn(&[u8]) -> bool + Copy + 'static> Pattern<'_, H> {
    fn row(&self, what: &str, origin: &str) -> Result<Row, Box<dyn Error>> {
        let automaton = automaton(self.regex)?;
        let general = move |origin: &[u8]| {
            let input = Input::new(origin).anchored(Anchored::Yes);
            automaton.try_search_fwd(&input).is_ok_and(|found| found.is_some())
        };
        let origin = origin.as_bytes();
        agree(self.policy, origin, self.by_hand);
        let cases =
            vec![ours(self.policy, origin), same(origin, self.by_hand), same(origin, general)];
        Ok(Row { name: format!("{}, {what}", self.written), inner: None, cases })
    }
}

fn automaton(regex: &str) -> Result<dense::DFA<Vec<u32>>, Box<dyn Error>> {
    // Minimizing a hundred patterns takes minutes, and doesn't make the search faster.
    let config = dense::Config::new().minimize(regex.len() < 1000);
    Ok(dense::Builder::new().configure(config).build(&format!("^(?:{regex})$"))?)
}

pub(super) fn rows() -> Result<Vec<Row>, Box<dyn Error>> {
    let labels = Pattern {
        written: "`*.`",
        policy: policies::ours(Origins::Subdomains),
        by_hand: |origin: &[u8]| Subdomains.allows(origin),
        regex: "https://[a-z0-9_.-]+[.]example[.]com",
    };
    let labels_and_port = Pattern {
        written: "`*.` and `:*`",
        policy: &SUBDOMAIN_ANY_PORT,
        by_hand: subdomain_any_port,
        regex: "https://[a-z0-9_.-]+[.]example[.]com(:[1-9][0-9]{0,4})?",
    };
    let port = Pattern {
        written: "`:*`",
        policy: &ANY_PORT,
        by_hand: any_port,
        regex: "http://localhost(:[1-9][0-9]{0,4})?",
    };
    let regular = Pattern {
        written: "automaton",
        policy: &PREVIEW,
        by_hand: preview,
        regex: "https://pr-[0-9]+[.]preview[.]example[.]net",
    };
    let walk = Pattern {
        written: "walk",
        policy: &BRANCH,
        by_hand: branch,
        regex: "https://[a-z]+-[0-9]+-[a-z]+[.]example[.]net",
    };
    let mixture = Pattern {
        written: "mixture",
        policy: &MIXTURE,
        by_hand: mixture,
        regex: "https://example[.]com|https://[a-z0-9_.-]+[.]example[.]com\
                |http://localhost(:[1-9][0-9]{0,4})?|https://pr-[0-9]+[.]preview[.]example[.]net",
    };
    let hundred = suffixes();
    let many = Pattern {
        written: "100 `*.`",
        policy: hundred.policy,
        by_hand: move |origin: &[u8]| below_one(hundred.suffixes, origin),
        regex: &hundred.regex,
    };
    Ok(vec![
        labels.row("hit", "https://a.b.example.com")?,
        labels.row("miss", "https://ab.example.org")?,
        labels.row("8 KB", &format!("https://{}.example.com", "a".repeat(8192)))?,
        labels_and_port.row("hit", "https://a.b.example.com:8443")?,
        labels_and_port.row("no port", "https://a.b.example.com")?,
        labels_and_port.row("miss", "https://a.b.example.org:8443")?,
        port.row("hit", "http://localhost:3000")?,
        port.row("miss", "http://localhost.evil.org")?,
        regular.row("hit of 40 bytes", "https://pr-123456789.preview.example.net")?,
        regular.row("miss at the start", "https://www-12345678.preview.example.net")?,
        regular.row("miss of the suffix", "https://pr-123456789.preview.example.org")?,
        regular.row("miss of the length", "https://pr-1.preview")?,
        walk.row("hit of 40 bytes", "https://feature-20261122-abc.example.net")?,
        walk.row("miss in the middle", "https://feature-2026x122-abc.example.net")?,
        mixture.row("origin", "https://example.com")?,
        mixture.row("subdomain", "https://a.b.example.com")?,
        mixture.row("port", "http://localhost:3000")?,
        mixture.row("placeholder", "https://pr-123456789.preview.example.net")?,
        mixture.row("miss", "https://stranger-of-all.example.org")?,
        many.row("hit", &hundred.hit)?,
        many.row("miss", "https://a.b.stranger-of-all.example.net")?,
        regular.row("8 KB", &format!("https://pr-{}.preview.example.net", "1".repeat(8192)))?,
    ])
}
