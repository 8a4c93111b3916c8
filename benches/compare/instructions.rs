//! The number of instructions of the hot paths, to detect regressions.
//!
//! Times on a shared machine cannot fail a build. The number of instructions that a request takes is the
//! same in every run of one binary, and nearly the same on every machine with the same compiler.
//!
//! ```text
//! this program ──starts──> valgrind --tool=callgrind this program --instructions-of CASE --calls N
//!              ──starts──> the same with 2 N
//! (instructions of the second − instructions of the first) / N = instructions of one call
//! ```
//!
//! `docs/instructions.txt` contains the last counts. A count that is more than [`MARGIN`] larger fails; a
//! smaller one is reported, so that the file can be updated. `--bless` writes it.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use cors_runtime::tower::CorsLayer;
use http::{HeaderMap, Method, Request};
use tower_layer::Layer as _;
use tower_service::Service;

use crate::by_hand::{ByHand, Exact, Few, Listed, Promises, Same, Subdomains, Trust, decide};
use crate::drive::{Handler, NoContent, send};
use crate::groups::{actix, added, live, maps};
use crate::policies;
use crate::scenario::{self, Origins, Scenario};

/// The growth of a count that is still accepted: other builds of the same compiler version differ by less.
const MARGIN: f64 = 1.25;

/// The number of calls in the shorter of the two runs.
pub(crate) const CALLS: usize = 500;

/// The same for look-ups. Building an index takes another number of tries for each seed, and it is random.
const LOOK_UPS: usize = 200_000;

/// The scenarios that are counted: each kind of request, and each kind of set.
const GUARDED: [&str; 9] = [
    "S1 no Origin",
    "S2 actual, allowed",
    "S3 actual, refused",
    "S4 preflight, allowed",
    "S5 preflight, refused",
    "S6 tenant 100, last",
    "S6 tenant 100, miss",
    "S7 subdomain, hit",
    "S8 8 KB of an allowed name",
];

/// The implementations that are counted: this library and, for comparison, the hand-written code.
const COUNTED: [&str; 9] = [
    "decision",
    "decision by hand",
    "decision by hand, same promises",
    "layer",
    "layer by hand",
    "layer by hand, same promises",
    "layer, live origins",
    "layer, replaced",
    "actix-web",
];

/// A policy that can be replaced has one origin.
fn is_counted(scenario: &str, path: &str) -> bool {
    let has_one_origin = !scenario.starts_with("S6") && !scenario.starts_with("S7");
    has_one_origin || !path.starts_with("layer, ")
}

/// The choice of a policy.
const CHOICES: [&str; 2] = ["map of 100 rows: path", "map of 100 rows: host"];

/// The look-up of an origin.
const MATCHES: [&str; 6] = [
    "1 origin, hit: listed",
    "1 origin, miss: listed",
    "1000 origins, last: added",
    "1000 origins, last: listed",
    "1000 origins, miss: added",
    "1000 origins, miss: listed",
];

/// Counts all cases, and compares them with the file or writes it.
pub(crate) fn guard(bless: bool) -> Result<(), Box<dyn Error>> {
    let mut counted = BTreeMap::new();
    for scenario in GUARDED {
        // A layer consumes the request, which is made in the loop, and calls the inner service.
        let without_layer = count(scenario, "no layer")?;
        let without_middleware = count(scenario, "no actix-web middleware")?;
        for path in COUNTED.into_iter().filter(|path| is_counted(scenario, path)) {
            let count = count(scenario, path)?;
            let outside = match path {
                "actix-web" => without_middleware,
                path if path.starts_with("layer") => without_layer,
                _ => 0,
            };
            counted.insert(format!("{scenario}: {path}"), count.saturating_sub(outside));
        }
    }
    for case in CHOICES {
        counted.insert(case.to_owned(), count_case(case, CALLS)?);
    }
    for case in MATCHES {
        counted.insert(case.to_owned(), count_case(case, LOOK_UPS)?);
    }
    let file = file();
    if bless {
        return Ok(fs::write(file, render(&counted))?);
    }
    let recorded = parse(&fs::read_to_string(&file)?)?;
    let mut grown = Vec::new();
    for (case, &count) in &counted {
        let recorded = *recorded.get(case).ok_or_else(|| format!("{case} is not in the file"))?;
        let ratio = count as f64 / recorded as f64;
        println!("{case:44} {count:6} instructions, {ratio:.2} of the recorded {recorded}");
        if ratio > MARGIN {
            grown.push(case.as_str());
        }
    }
    if grown.is_empty() {
        return Ok(());
    }
    Err(format!("more instructions than recorded: {}", grown.join("; ")).into())
}

/// Runs one case this many times, in the process under valgrind.
pub(crate) fn run(case: &str, calls: usize) -> Result<(), Box<dyn Error>> {
    let (name, path) = case.split_once(": ").ok_or("a case is `scenario: path`")?;
    if let Some(call) = maps::case(name, path).or_else(|| added::case(name, path)) {
        (0..calls).for_each(|_| call());
        return Ok(());
    }
    let scenarios = scenario::all();
    let scenario = scenarios.iter().find(|one| one.name == name).ok_or("no such scenario")?;
    let policy = policies::ours(scenario.origins);
    match (path, scenario.origins) {
        ("no layer", _) if scenario.is_preflight() => pass(scenario, calls, NoContent),
        ("no layer", _) => pass(scenario, calls, Handler),
        ("actix-web", _) => actix::pass(scenario, calls, true),
        ("no actix-web middleware", _) => actix::pass(scenario, calls, false),
        ("layer, live origins", _) => {
            pass(scenario, calls, CorsLayer::new(live::with_origins()).layer(Handler));
        }
        ("layer, replaced", _) => {
            pass(scenario, calls, CorsLayer::new(live::replaced()).layer(Handler));
        }
        ("layer", _) => pass(scenario, calls, CorsLayer::new(policy).layer(Handler)),
        ("decision", _) => evaluate_repeatedly(scenario, calls, |method, headers| {
            black_box(&black_box(policy).evaluate(method, headers));
        }),
        (_, Origins::Exact) => by_hand(path, scenario, calls, Exact),
        (_, Origins::Subdomains) => by_hand(path, scenario, calls, Subdomains),
        (_, Origins::Listed(kind, n)) => {
            by_hand(path, scenario, calls, Listed(policies::perfect_hash(kind, n)));
        }
    }
    Ok(())
}

fn by_hand(path: &str, scenario: &Scenario, calls: usize, trust: impl Trust) {
    let is_layer = path.starts_with("layer");
    if path.ends_with("same promises") {
        promising(Same, is_layer, scenario, calls, trust);
    } else {
        promising(Few, is_layer, scenario, calls, trust);
    }
}

fn promising(
    promises: impl Promises,
    is_layer: bool,
    scenario: &Scenario,
    calls: usize,
    trust: impl Trust,
) {
    if is_layer {
        return pass(scenario, calls, ByHand::new(trust, promises).layer(Handler));
    }
    evaluate_repeatedly(scenario, calls, |method, headers| {
        black_box(&decide(promises, black_box(trust), method, headers));
    });
}

fn evaluate_repeatedly(scenario: &Scenario, calls: usize, decide: impl Fn(&Method, &HeaderMap)) {
    for _ in 0..calls {
        decide(black_box(&scenario.method), black_box(&scenario.headers));
    }
}

fn pass<S: Service<Request<()>>>(scenario: &Scenario, calls: usize, mut service: S) {
    for _ in 0..calls {
        send(&mut service, black_box(scenario.request::<()>()));
    }
}

fn count(scenario: &str, path: &str) -> Result<u64, Box<dyn Error>> {
    count_case(&format!("{scenario}: {path}"), CALLS)
}

/// The instructions of one call.
pub(crate) fn count_case(case: &str, calls: usize) -> Result<u64, Box<dyn Error>> {
    let (short, long) = (total(case, calls)?, total(case, 2 * calls)?);
    Ok(long.saturating_sub(short) / calls as u64)
}

/// All instructions of a process that makes this many calls.
fn total(case: &str, calls: usize) -> Result<u64, Box<dyn Error>> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe()?)
        .args(["--instructions-of", case, "--calls", &calls.to_string()])
        .output()
        .map_err(|error| format!("cannot run valgrind: {error}"))?;
    let report = String::from_utf8_lossy(&output.stderr);
    let collected = report.lines().find_map(|line| line.split_once("Collected : "));
    let (_, number) = collected.ok_or_else(|| format!("{case}: {report}"))?;
    Ok(number.trim().parse()?)
}

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/instructions.txt")
}

fn render(counted: &BTreeMap<String, u64>) -> String {
    let mut text = String::from(
        "# Instructions of one call; written by: cargo bench -p cors-benches -- instructions --bless\n",
    );
    for (case, count) in counted {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{count:6}  {case}");
    }
    text
}

fn parse(text: &str) -> Result<BTreeMap<String, u64>, Box<dyn Error>> {
    let mut recorded = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (count, case) = line.trim().split_once("  ").ok_or("a line is `count  case`")?;
        recorded.insert(case.to_owned(), count.parse()?);
    }
    Ok(recorded)
}
