//! The match alone, of patterns.

use std::error::Error;

use cors_runtime::{Policy, cors};
use regex_automata::dfa::{Automaton, dense};
use regex_automata::{Anchored, Input};

use super::matching::{agree, ours, same};
use crate::by_hand::{Subdomains, Trust, any_port, preview, subdomain_any_port};
use crate::policies;
use crate::scenario::Origins;
use crate::table::Row;

static SUBDOMAIN_ANY_PORT: Policy = cors! { allow_origins = ["https://*.example.com:*"] };
static ANY_PORT: Policy = cors! { allow_origins = ["http://localhost:*"] };
static PREVIEW: Policy = cors! { allow_origins = ["https://pr-{n:[0-9]+}.preview.example.net"] };

/// A pattern, three times.
struct Pattern<H> {
    written: &'static str,
    policy: Policy,
    by_hand: H,
    /// For the search engine, which finds a match anywhere unless it is told not to.
    regex: &'static str,
}

impl<H: Fn(&[u8]) -> bool + Copy + 'static> Pattern<H> {
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
    let config = dense::Config::new().minimize(true);
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
        policy: SUBDOMAIN_ANY_PORT,
        by_hand: subdomain_any_port,
        regex: "https://[a-z0-9_.-]+[.]example[.]com(:[1-9][0-9]{0,4})?",
    };
    let port = Pattern {
        written: "`:*`",
        policy: ANY_PORT,
        by_hand: any_port,
        regex: "http://localhost(:[1-9][0-9]{0,4})?",
    };
    let regular = Pattern {
        written: "automaton",
        policy: PREVIEW,
        by_hand: preview,
        regex: "https://pr-[0-9]+[.]preview[.]example[.]net",
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
        regular.row("8 KB", &format!("https://pr-{}.preview.example.net", "1".repeat(8192)))?,
    ])
}
