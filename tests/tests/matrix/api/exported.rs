//! Programs with exported policies.
//!
//! ```text
//! browser --> front, which logs --> nginx, with each policy on a port --> server without policies
//! ```
//!
//! The server behind a program does not see preflights, so the front logs them.

#[allow(dead_code, unreachable_pub, missing_docs, reason = "shared with the tests of exports")]
#[path = "../../../../cors-export/tests/programs/configurations.rs"]
mod configurations;
#[allow(dead_code, unreachable_pub, missing_docs, reason = "shared with the tests of exports")]
#[allow(clippy::print_stderr, clippy::print_stdout, reason = "notices")]
#[path = "../../../../cors-export/tests/programs/program.rs"]
mod program;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use cors_compiler::check::Checked;
use cors_compiler::{Findings, check_policy, toml};
use cors_export::{Options, Target, export};
use http::Uri;
use http::header::{CONNECTION, TRANSFER_ENCODING};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use super::Adapter;
use crate::policies::{Named, POLICIES};
use configurations::Upstream;
use program::Program;

/// A program, and the port of each policy.
pub(crate) struct Running {
    ports: Arc<BTreeMap<&'static str, u16>>,
    _program: program::Running,
}

/// The target of exports, if it is one.
pub(super) fn target(adapter: Adapter) -> Option<Target> {
    Some(match adapter {
        Adapter::Nginx => Target::Nginx,
        Adapter::Haproxy => Target::Haproxy,
        Adapter::Apache => Target::Apache,
        Adapter::Caddy => Target::Caddy,
        Adapter::Envoy => Target::Envoy,
        Adapter::Worker => Target::Worker,
        Adapter::Protect
        | Adapter::Tower
        | Adapter::Routes
        | Adapter::ActixWeb
        | Adapter::Salvo
        | Adapter::Poem
        | Adapter::Rocket => return None,
    })
}

/// The policies that each target can express.
static EXPRESSIBLE: LazyLock<Vec<(Adapter, Vec<&'static str>)>> = LazyLock::new(|| {
    let of = |adapter| {
        let can_express = |policy: &&Named| {
            target(adapter)
                .is_some_and(|target| export(target, &checked(policy), &Options::default()).is_ok())
        };
        let names = POLICIES.iter().filter(can_express).map(|policy| policy.name.as_str());
        (adapter, names.collect())
    };
    Adapter::EXPORTED.into_iter().map(of).collect()
});

/// Whether a policy can be exported for a program. Adapters support all of them.
pub(super) fn is_supported(adapter: Adapter, policy: &Named) -> bool {
    let names = EXPRESSIBLE.iter().find(|(other, _)| *other == adapter).map(|(_, names)| names);
    names.is_none_or(|names| names.contains(&policy.name.as_str()))
}

fn checked(policy: &Named) -> Checked {
    let text = policy.written.toml();
    // The names of files and variables are made from it.
    let (_, keys) = text.split_once('\n').unwrap();
    let text = format!("name = '{}'\n{keys}", policy.name.replace('-', "_"));
    let mut findings = Findings::default();
    let (tree, _) = toml::parse(&text, &mut findings);
    let (checked, _) = check_policy(&tree, &mut findings).unwrap();
    checked
}

/// Starts a program in front of a server; `None`, with a notice, if it is not installed. Workers run in Node, or in workerd
/// if `WORKERD` is its path.
pub(super) fn start(adapter: Adapter, upstream: SocketAddr) -> Option<Running> {
    let target = target(adapter)?;
    let is_workerd = adapter == Adapter::Worker && std::env::var_os("WORKERD").is_some();
    let program = if is_workerd { Program::workerd() } else { Program::installed(target) };
    let program = program?;
    let policies: Vec<(&str, Checked)> = POLICIES
        .iter()
        .filter(|policy| is_supported(adapter, policy))
        .map(|policy| (policy.name.as_str(), checked(policy)))
        .collect();
    let given: Vec<_> = policies.iter().map(|(name, checked)| (*name, checked)).collect();
    let running = program.start(&given, Upstream { port: upstream.port(), dead_port: 1 });
    let names = policies.iter().map(|(name, _)| *name);
    let ports = names.zip(running.ports.iter().copied()).collect();
    Some(Running { ports: Arc::new(ports), _program: running })
}

/// Passes each request on to the port of its policy, which is in the path: `/p/exact/x`.
pub(super) fn front(running: &Running) -> Router {
    let ports = Arc::clone(&running.ports);
    let client = Client::builder(TokioExecutor::new()).build_http::<Body>();
    Router::new().fallback(async move |mut request: Request| -> Response {
        let path = request.uri().path_and_query().unwrap().as_str();
        let policy = path.split('/').nth(2).unwrap();
        let uri: Uri = format!("http://127.0.0.1:{}{path}", ports[policy]).parse().unwrap();
        *request.uri_mut() = uri;
        let mut response = client.request(request).await.unwrap().map(Body::new);
        // Of the connection to the program.
        for name in [CONNECTION, TRANSFER_ENCODING] {
            response.headers_mut().remove(name);
        }
        response
    })
}

#[test]
fn few_policies_cannot_be_exported() {
    for (adapter, names) in EXPRESSIBLE.iter() {
        let refused = POLICIES.iter().filter(|policy| !names.contains(&policy.name.as_str()));
        let refused: Vec<&str> = refused.map(|policy| policy.name.as_str()).collect();
        // Without methods in it, those of a policy are its handlers'.
        assert_eq!(refused, ["strict", "open"], "{adapter:?} of {} policies", POLICIES.len());
    }
}
