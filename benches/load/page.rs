//! The page: what was sent, what came back, and how fast.

use std::fmt::Write as _;

use crate::Arguments;
use crate::requests::{ORIGINS, mixture};
use crate::server::Around;
use crate::trial::{GROWTH, Memory, Trial};
use crate::wrk::{CONNECTIONS, Counted};

/// The page of these trials.
pub(crate) fn render(trials: &[Trial], arguments: &Arguments, version: &str) -> String {
    let Arguments { seconds, rounds, .. } = arguments;
    let mut text = format!(
        "# Under load\n\nWritten by the program of which it speaks, on two shared cores: compare \
         within a table.\n\n| | |\n| --- | --- |\n| command | `cargo bench -p cors-benches --bench \
         load -- --seconds {seconds} --rounds {rounds} --write docs/load.md` |\n| load | {version}, one \
         thread, {CONNECTIONS} connections, {seconds} s a round |\n| rounds | {rounds}, in which the \
         servers take turns |\n"
    );
    text += METHOD;
    let _ = writeln!(
        text,
        "The policy has {ORIGINS} origins, credentials, one method, three headers and a max-age. \
         The\nmixture has {} requests. The server under `protect` may hold {GROWTH} KiB more, at any \
         time, than\nafter its first load of a second; more fails the run, as one wrong answer does, \
         or one request\nwithout an answer.\n",
        mixture().len(),
    );
    text += "## Answers and memory\n\n\
        | server | requests | answers checked | wrong | no answer | KiB at the start | after the first \
        load | at most | at the end |\n\
        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n";
    for trial in trials {
        let Memory { fresh, before, highest, after } = trial.memory;
        let errors: u64 = trial.counted.iter().map(|counted| counted.errors).sum();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {errors} | {fresh} | {before} | {highest} | {after} |",
            trial.around.name(),
            trial.requests(),
            trial.checked.answers,
            trial.checked.wrong.len(),
        );
    }
    text += "\n## Speed\n\nMedians over the rounds; latency in milliseconds, of connections that \
        always wait for an\nanswer.\n\n\
        | server | requests a second | : without CORS | p50 | : without CORS | p99 | : without CORS |\n\
        | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n";
    let figures: [fn(&Counted) -> f64; 3] =
        [|counted| counted.per_second, |counted| counted.half, |counted| counted.most];
    let of = |around: Around, figure: fn(&Counted) -> f64| {
        let trial = trials.iter().find(|trial| trial.around == around);
        trial.map_or(f64::NAN, |trial| median(trial.counted.iter().map(figure).collect()))
    };
    for trial in trials {
        let [throughput, half, most] = figures.map(|figure| of(trial.around, figure));
        let ratios = figures.map(|figure| of(trial.around, figure) / of(Around::Nothing, figure));
        let _ = writeln!(
            text,
            "| {} | {throughput:.0} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} |",
            trial.around.name(),
            ratios[0],
            half / 1e3,
            ratios[1],
            most / 1e3,
            ratios[2],
        );
    }
    let times = of(Around::Protect, figures[0]) / of(Around::TowerHttp, figures[0]);
    let _ = writeln!(
        text,
        "\nUnder `protect` the server answers {times:.1} times as many requests as with tower-http, \
         which compares an `Origin` with one origin after the other."
    );
    text
}

const METHOD: &str = "
## Method

One axum application with one handler, served by three processes with one worker thread each, on
loopback: as it is, under `cors_runtime::axum::protect`, and with tower-http's `CorsLayer` around its
routes. The load is a mixture: of twenty requests thirteen are actual ones (nine of them allowed),
five preflights (four of them allowed), and two hostile: 8 KB of commas for a list of names; an
`Origin` of 8 KB, of bytes that are no ASCII, `null`, in capitals, or on two lines. The server without
CORS answers preflights by its handler.

While a server is under load, a checking client sends the same requests on a connection of its own
and compares status, `Access-Control-*` and `Vary` with what the list of origins says, which is
searched as a list, not by the tables of the library. Of tower-http it compares the origin alone,
and not where a request has two: that library believes the first.

";

/// The middle one of some measurements.
fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}
