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

Written by the program of which it speaks. Figures are nanoseconds, *median / 10th percentile* over
rounds, then allocations and their bytes, where there are any. Absolute times mean little on another
machine; ratios, taken within rounds, mean more.
";

/// What stands between the figures and the targets that are missed.
const REASONS: &str = "
## Why some targets are missed

- **By hand is less.** The hand-written code believes the first of several `Origin` lines, does not look
  whether the handler set CORS headers, appends to `Vary` without looking, keeps no reason for a refusal,
  refuses a preflight without `Vary`, and does not look for a second policy on the request. Each of these is a
  promise here. Tried: one look at the response's names for both, answers to preflights cloned from a map
  made once, one look-up of `Origin`, inlining, a future without what can be worked out later.
- **One origin.** By hand it is an operand of an instruction; here it is read from a table through two
  pointers. Beside a `memcmp` with a length that is known at run time a hit takes 1.2 to 1.3 times as long,
  and another length is refused after the jump to the strategy. Tried: words from both ends in place of a
  call, strategies in functions of their own so that none saves registers for another.
- **Lists and `*.`.** The same jump; beyond it, random hits over ten thousand origins are misses of the
  processor's caches. The text in the hash table's slots makes it one line of memory a look-up for
  origins of equal length, and two for others; the hand-written table keeps no text that can be listed.
- **`:*`, a miss.** The port is taken off the end before the host is compared; by hand the length alone
  refuses. **Mixtures** ask several strategies in turn.
- **A refused preflight** has one header, `Vary`, because a cache may keep it: hence two allocations, not none.
- **tower-http, preflights.** Both insert or clone six headers, which is most of the time of both.
";

const METHOD: &str = "## Method

Every case is sampled for 250 µs, all cases of a table take turns, and what a layer adds is the
median over rounds of *case − inner service of the same round*. Requests carry the six headers that
browsers always send, their values slices of one shared buffer, and are made outside of the timed
part; `poll_ready`, the future and the drop of the response are inside of it. *By hand* is what a
person would write for that one policy: exact origins by a comparison or a perfect hash, subdomains
by prefix, suffix and labels, a preflight's answer cloned from a map made once. It keeps no reason
for a refusal, believes the first of several `Origin` lines, and leaves what the handler set.

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
