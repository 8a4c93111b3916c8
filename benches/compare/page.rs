//! The page of figures.

use std::process::Command;
use std::{env, fs};

use crate::table::Table;
use crate::targets::Target;

/// The targets of a table, met or missed.
pub(crate) fn targets(targets: &[Target]) -> String {
    let mut text =
        "| target | bound | figure | in the row | |\n| --- | --- | ---: | --- | --- |\n".to_owned();
    for target in targets {
        text += &target.markdown();
    }
    text
}

/// The whole page.
pub(crate) fn render(results: &[(Table, Vec<Target>)], rounds: usize) -> String {
    let mut text = format!("{TITLE}\n{}\n{METHOD}\n", machine(rounds));
    for (table, held) in results {
        text += &format!("\n{}\n{}", table.markdown(), targets(held));
    }
    text + REASONS
}

const TITLE: &str = "# Performance

![Nanoseconds that CORS adds to a request](performance.svg)

This page is written by the benchmark itself. Figures are nanoseconds, *median / 10th percentile* over
rounds, followed by the allocations and their bytes, if there are any. Absolute times say little about
another machine; ratios, taken within rounds, say more.
";

/// What the difference to hand-written code buys, and why targets are missed.
const REASONS: &str = "
## What the difference to hand-written code buys

The hand-written code comes in two forms. The column *by hand* trusts the first of several `Origin`
lines, leaves the handler's own `Access-Control-*` headers in place, appends a second `Vary` line, and
sends no `Vary` with a refused preflight. Each of these is a known bug in CORS middleware: a proxy and the
server disagree about the origin, a browser sees two values and rejects both, a shared cache serves one
origin's answer to another. The column *same promises* has none of them, at the cost shown. What this library
does beyond that, and what the remaining difference pays for: it keeps the reason for each refusal, reads the
origins from tables instead of having them compiled into the code, accepts every spelling of
`Access-Control-Request-Headers` that RFC 9110 allows, and detects a second policy on the same request.

## Why some targets are missed

- **One origin.** In hand-written code the origin is an operand of an instruction; here it is read from a
  table through two pointers. Compared with a `memcmp` whose length is known only at run time, a hit takes
  1.2 to 1.3 times as long, and an origin of another length is refused after the jump to the strategy. Tried:
  comparing words from both ends instead of a call, and one function per strategy so that none saves
  registers for another.
- **Lists and `*.`.** The same jump. Beyond it, random hits over ten thousand origins are cache misses.
  Storing the text in the slots of the hash table makes it one cache line per look-up for origins of equal
  length, and two for others; the hand-written table keeps no text that can be listed.
- **`:*`, a miss.** The port is removed before the host is compared; the hand-written code refuses by length
  alone. **Mixtures** ask several strategies in turn.
- **A preflight.** Our decision compares the requested names with the policy's list in any order, with any
  white space, over several lines; the hand-written one knows the three names and their order.
- **tower-http, preflights.** Both insert or clone six headers, which takes most of the time of both.
";

const METHOD: &str = "## Method

Every case is sampled for 250 µs, all cases of a table take turns, and what a layer adds is the
median over rounds of *case − inner service of the same round*. Requests carry the six headers that
browsers always send. Their values are slices of one shared buffer, and requests are made outside of the timed
part; `poll_ready`, the future and dropping the response are inside of it. *By hand* is what a
person would write for that one policy: exact origins by a comparison or a perfect hash, subdomains
by prefix, suffix and labels, a preflight's answer cloned from a map made once. It keeps no reason
for a refusal. *Same promises* is the same code, which in addition refuses several `Origin` lines, removes
the handler's `Access-Control-*` headers, merges `Vary`, and sends `Vary` with refused preflights.

The policy: the origins of the row; methods GET, POST, PUT; headers authorization, content-type,
x-request-id; credentials; ten minutes. Equal policies are not equal work: tower-http does not look
at the requested method and headers at all.

## Figures
";

/// What the figures were measured on.
fn machine(rounds: usize) -> String {
    let output = |program: String| {
        let output = Command::new(program).arg("--version").output().ok()?;
        String::from_utf8(output.stdout).ok()
    };
    let rustc = output(env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned()));
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| info.lines().find(|line| line.starts_with(name))?.split_once(": ");
    let cpu = field("model name").map_or(env::consts::ARCH, |(_, value)| value);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let words: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    let mut text = "| | |\n| --- | --- |\n".to_owned();
    text += &format!("| command | `cargo bench -p cors-benches -- {}` |\n", words.join(" "));
    text += &format!("| machine | {cores} cores, {cpu}, shared |\n");
    text += &format!(
        "| compiler | {}, `lto = \"fat\"`, one codegen unit |\n",
        rustc.as_deref().unwrap_or("unknown").trim()
    );
    for (name, version) in versions() {
        text += &format!("| {name} | {version} |\n");
    }
    text + &format!("| rounds | {rounds} |\n")
}

/// The versions of the peers, as they are locked.
fn versions() -> Vec<(&'static str, String)> {
    let lock = include_str!("../../Cargo.lock");
    let version = |name: &'static str| {
        // The newest, where there are two.
        let (_, after) = lock.rsplit_once(&format!("name = \"{name}\"\nversion = \""))?;
        Some((name, after.split_once('"')?.0.to_owned()))
    };
    ["http", "tower-http", "axum", "actix-web", "actix-cors", "regex-automata"]
        .into_iter()
        .filter_map(version)
        .collect()
}
