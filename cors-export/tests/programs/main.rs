//! Exported policies, run by the real programs, answer as this library's own server does.
//!
//! ```text
//!   requests ──> program with the exported configuration ──> upstream
//!                        │
//!                        ▼
//!   status, Access-Control-*, Vary        equal to Policy::evaluate, or a listed difference
//! ```
//!
//! Each program serves all policies at once, each on a port of its own. A program that is not installed is skipped
//! with a notice, and with `CI=true` its test fails; Azurite, LocalStack and workerd are only run by `.ci/full`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::print_stderr,
    clippy::print_stdout,
    unreachable_pub,
    missing_docs,
    missing_debug_implementations,
    reason = "a test fails by panicking, and reports what it skips"
)]

mod answer;
mod azurite;
mod border;
mod client;
mod configurations;
mod emulator;
mod hash_sizes;
mod istio;
mod localstack;
mod policies;
mod program;
mod requests;
mod upstream;
#[path = "../settings/yaml.rs"]
mod yaml;

use std::collections::BTreeSet;

use cors_export::Target;

use client::Client;
use policies::TestPolicy;
use program::Program;

/// The comparison for one target.
fn compare(target: Target) {
    if let Some(program) = Program::installed(target) {
        compare_with(target, &program);
    }
}

fn compare_with(target: Target, program: &Program) {
    let policies = &*policies::ALL;
    let checked: Vec<_> =
        policies.iter().map(|policy| (policy.name.as_str(), &policy.checked)).collect();
    let running = program.start(&checked, upstream::start());
    let mut comparison = Comparison {
        target,
        sees_first_line_only: program.sees_first_line_only(),
        wrong: Vec::new(),
        seen: BTreeSet::new(),
        count: 0,
    };
    for (policy, port) in policies.iter().zip(&running.ports) {
        comparison.policy(policy, *port);
    }
    println!("{}: {} answers of {}", target.name(), comparison.count, program.version());
    comparison.finish();
}

struct Comparison {
    target: Target,
    sees_first_line_only: bool,
    wrong: Vec<String>,
    /// The names of the differences that occurred.
    seen: BTreeSet<&'static str>,
    count: usize,
}

impl Comparison {
    fn policy(&mut self, policy: &TestPolicy, port: u16) {
        let mut client = Client::new(port);
        for request in requests::of(policy) {
            let got = client.send(&request).unwrap_or_else(|error| panic!("{request:?}: {error}"));
            let want = answer::of_own_server(policy, &request);
            self.compare(
                policy,
                &request.to_string(),
                request.differences(self.target),
                &want,
                &got,
            );
        }
        for origin in &policy.border {
            let request = requests::with_origin(origin);
            let want = answer::of_own_server(policy, &request);
            // The program may refuse a header that is too long for it, and close the connection.
            let Ok(got) = client.send(&request) else {
                assert!(origin.len() > 2000, "{}: {origin}", self.target.name());
                continue;
            };
            if origin.len() > 2000 && got.status >= 400 {
                assert_eq!(got.header("access-control-allow-origin"), None, "{origin}");
                continue;
            }
            let unusual: &[_] = if border::is_usual(origin) { &[] } else { &["unusual_hosts"] };
            self.compare(policy, origin, unusual, &want, &got);
        }
    }

    fn compare(
        &mut self,
        policy: &TestPolicy,
        request: &str,
        differences: &[&'static str],
        want: &answer::Answer,
        got: &client::Response,
    ) {
        self.count += 1;
        let got = answer::Answer::of(got);
        if want.equals(&got) {
            return;
        }
        let is_wider = got.is_wider_than(want);
        let mut differences = differences.iter().filter(|name| {
            let is_of_target =
                self.target.differences().iter().any(|difference| difference.name == **name);
            let lists = &[answer::ALLOW_HEADERS];
            is_of_target
                && match **name {
                    "first_line_only" => self.sees_first_line_only,
                    "joined_lists" => want.equals_joined(&got),
                    // Each of the names is one that the policy allows.
                    "many_out_of_order" => want.equals_without(&got, lists),
                    "no_several_lists" | "other_lists" | "empty_list" => {
                        !is_wider && want.equals_without(&got, lists)
                    }
                    _ => !is_wider,
                }
        });
        match differences.next() {
            Some(name) => {
                self.seen.insert(name);
            }
            None => self.wrong.push(format!(
                "{} with `{}`, {request}:\n  want {want:?}\n  got  {got:?}",
                self.target.name(),
                policy.name
            )),
        }
    }

    fn finish(self) {
        let shown: Vec<String> = self.wrong.iter().take(20).cloned().collect();
        assert!(self.wrong.is_empty(), "{} wrong:\n{}", self.wrong.len(), shown.join("\n"));
        // A difference that no request shows would be a wrong statement about the target.
        for difference in self.target.differences() {
            let is_absent = match difference.name {
                "first_line_only" => !self.sees_first_line_only,
                "joined_lists" => self.sees_first_line_only,
                // Of workerd, and not of Node.
                "empty_values" => self.target == Target::Worker,
                _ => false,
            };
            assert!(
                is_absent || self.seen.contains(difference.name),
                "no request shows the difference `{}` of {}",
                difference.name,
                self.target.name()
            );
        }
    }
}

#[test]
fn nginx() {
    compare(Target::Nginx);
}

#[test]
fn nginx_hash_sizes() {
    hash_sizes::compare();
}

#[test]
fn haproxy() {
    compare(Target::Haproxy);
}

#[test]
fn apache() {
    compare(Target::Apache);
}

#[test]
fn caddy() {
    compare(Target::Caddy);
}

#[test]
fn envoy() {
    compare(Target::Envoy);
}

#[test]
fn istio_in_envoy() {
    istio::compare();
}

#[test]
fn azure_blob_in_azurite() {
    azurite::compare();
}

#[test]
fn s3_in_localstack() {
    localstack::compare();
}

#[test]
fn worker_in_node() {
    compare(Target::Worker);
}

#[test]
fn worker_in_workerd() {
    if let Some(program) = Program::workerd() {
        compare_with(Target::Worker, &program);
    }
}
