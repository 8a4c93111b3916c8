//! The cost of a decision as a hostile request grows, in instructions. The run fails if it exceeds a bound.
//!
//! ```text
//! instructions
//!      │        ┌───────────── the most that is read of a list: 4 KB where any name is allowed
//!      │       ╱│
//!      │        ┌───────────── the longest list that is read: 4 KB if any name is allowed
//!      │   ╱
//!      │     ╱  └──────────────────────────────────────  refused without reading it
//!               4 KB       8 KB      100 KB
//! ```
//!
//! The policies are the most expensive of their kind: for origins an exact one, `*.` and an automaton; for
//! request headers a list, `*` and `mirror_request`.

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;

use cors_runtime::{Policy, cors};
use http::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderName, ORIGIN,
};
use http::{HeaderValue, Method};

use crate::instructions;

/// The sizes of the hostile header, in bytes.
const SIZES: [usize; 5] = [1 << 10, 4 << 10, 8 << 10, 100 << 10, 1 << 20];

/// The base of the bound: a decision takes at most this many instructions,
const BASE: u64 = 4_000;

/// plus this many for each byte that it reads,
const PER_BYTE: u64 = 48;

/// of which there are at most this many: `cors_tables::name_list::MAX_LIST_BYTES`.
const READ: usize = 4_096;

static LISTED: Policy = cors! {
    allow_origins     = ["https://app.example.com"],
    allow_credentials = true,
    allow_methods     = [PUT],
    allow_headers     = ["authorization", "content-type", "x-request-id"],
    max_age           = 600,
};

static ANY: Policy = cors! {
    allow_origins = ["https://*.example.com"],
    allow_methods = "*",
    allow_headers = ["*", "authorization"],
    max_age       = 600,
};

static MIRRORED: Policy = cors! {
    allow_origins = ["https://{tenant}.example.com", "https://app-{n:[0-9]+}.example.net"],
    allow_methods = mirror_request,
    allow_headers = mirror_request,
    max_age       = 600,
};

/// One kind of hostile request: of the scenarios S8, lists of names, and S9, origins.
struct Growing {
    name: &'static str,
    policy: &'static Policy,
    /// The header that grows.
    header: HeaderName,
    /// The text that is repeated.
    piece: &'static str,
    /// The text after it.
    end: &'static str,
}

fn all() -> Vec<Growing> {
    let mut all = Vec::new();
    let mut add = |name, policy: &'static Policy, header, piece, end| {
        all.push(Growing { name, policy, header, piece, end });
    };
    let names = ACCESS_CONTROL_REQUEST_HEADERS;
    add("S8 commas, a list", &LISTED, names.clone(), ",", "");
    add("S8 spaces, a list", &LISTED, names.clone(), " ", "x");
    add("S8 unknown names, a list", &LISTED, names.clone(), "x-unknown,", "");
    add("S8 an allowed name, a list", &LISTED, names.clone(), "content-type,", "");
    add("S8 short names, `*`", &ANY, names.clone(), "x,", "");
    add("S8 one long name, `*`", &ANY, names.clone(), "x", "");
    add("S8 short names, mirrored", &MIRRORED, names.clone(), "x,", "");
    add("S8 spaces, mirrored", &MIRRORED, names.clone(), "x , ", "");
    add("S8 one long name, mirrored", &MIRRORED, names, "x", "");
    let method = ACCESS_CONTROL_REQUEST_METHOD;
    add("S8 a long method, a list", &LISTED, method.clone(), "PUT,", "");
    add("S8 a long method, mirrored", &MIRRORED, method, "X", "");
    add("S9 Origin, exact", &LISTED, ORIGIN, "https://app.example.com", "");
    add("S9 Origin, `*.`", &ANY, ORIGIN, "https://a.b.", "example.com");
    add("S9 Origin, automaton", &MIRRORED, ORIGIN, "https://app-1", ".example.net");
    all
}

impl Growing {
    fn headers(&self, bytes: usize) -> HeaderMap {
        let mut value = self.piece.repeat(bytes / self.piece.len());
        value.truncate(bytes - self.end.len());
        value += self.end;
        let mut headers = HeaderMap::new();
        headers.insert(ORIGIN, HeaderValue::from_static("https://app.example.com"));
        headers.insert(ACCESS_CONTROL_REQUEST_METHOD, HeaderValue::from_static("PUT"));
        let value = HeaderValue::try_from(value).expect("the pieces are of visible ASCII");
        headers.insert(self.header.clone(), value);
        headers
    }
}

/// Counts all cases, prints them as a table, and fails above the bound.
pub(crate) fn table() -> Result<(), Box<dyn Error>> {
    let mut text =
        String::from("| instructions of a decision | 1 KB | 4 KB | 8 KB | 100 KB | 1 MB |\n");
    text += "| --- | ---: | ---: | ---: | ---: | ---: |\n";
    let mut above = Vec::new();
    for growing in all() {
        let _ = write!(text, "| {} |", growing.name);
        for size in SIZES {
            let case = format!("{CASE}{size} {}", growing.name);
            let count = instructions::count_case(&case, instructions::CALLS)?;
            if count > BASE + PER_BYTE * size.min(READ) as u64 {
                above.push(format!("{} of {size} bytes: {count}", growing.name));
            }
            let _ = write!(text, " {count} |");
        }
        text.push('\n');
    }
    println!("{text}\nbound: {BASE} + {PER_BYTE} for each byte up to {READ}");
    if above.is_empty() { Ok(()) } else { Err(format!("above it: {}", above.join("; ")).into()) }
}

const CASE: &str = "growth ";

/// The part of a case's name for [`run`], if it is one of these.
pub(crate) fn case(name: &str) -> Option<&str> {
    name.strip_prefix(CASE)
}

/// Runs one case this many times, in the process under valgrind.
pub(crate) fn run(case: &str, calls: usize) -> Result<(), Box<dyn Error>> {
    let (size, name) = case.split_once(' ').ok_or("a case is `size name`")?;
    let growing = all().into_iter().find(|one| one.name == name).ok_or("no such case")?;
    let headers = growing.headers(size.parse()?);
    for _ in 0..calls {
        black_box(&black_box(growing.policy).evaluate(&Method::OPTIONS, black_box(&headers)));
    }
    Ok(())
}
