//! The frameworks' own servers on 127.0.0.1, with requests as raw lines over TCP: their parsers of requests
//! and their writers of responses are tested too.
//!
//! ```text
//! this thread ── exchange ──> 127.0.0.1:n ──> a thread with the framework's server, under one policy
//! ```
//!
//! A server runs while requests for its policy arrive. It is stopped when a request for another policy
//! arrives, or at the end of the test.

pub(super) mod actix_web;
pub(super) mod axum;
mod exchange;
pub(super) mod hyper;
pub(super) mod poem;
pub(super) mod rocket;
pub(super) mod salvo;

use std::cell::RefCell;
use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use cors_runtime::Policy;
use http::{Request, Response};

use super::Handler;

/// Serves in the calling thread, until `Stopped`.
type Serve = fn(TcpListener, &'static Policy, Handlers, Stopped);

/// Ends when the server should stop.
struct Stopped(mpsc::Receiver<()>);

impl Stopped {
    /// Blocks a thread instead of a task: the other end may be dropped when its thread ends, which is too
    /// late to wake a task of a runtime.
    async fn wait(self) {
        let _ = tokio::task::spawn_blocking(move || self.0.recv()).await;
    }
}

/// Calls the handler of the current request.
#[derive(Clone, Default)]
pub(super) struct Handlers(Arc<Mutex<Option<Handler>>>);

impl Handlers {
    /// With a handler that stays the current one.
    pub(super) fn of(handler: Handler) -> Self {
        Self(Arc::new(Mutex::new(Some(handler))))
    }

    /// Makes a handler the current one.
    pub(super) fn set(&self, handler: Handler) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(handler);
    }

    pub(super) fn run(&self) -> Response<String> {
        let handler = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        handler.expect("a request is being sent").run()
    }
}

struct Running {
    policy: &'static Policy,
    address: SocketAddr,
    handlers: Handlers,
    // Dropped, it stops the server.
    _stop: mpsc::Sender<()>,
}

thread_local! {
    /// By the framework's name. Each test runs in its own thread, and so has its own servers.
    static RUNNING: RefCell<HashMap<&'static str, Running>> = RefCell::default();
}

/// Sends a request to the framework's server under this policy.
fn send(
    framework: &'static str,
    serve: Serve,
    policy: &'static Policy,
    request: &Request<String>,
    handler: Handler,
) -> Response<String> {
    RUNNING.with_borrow_mut(|running| {
        let is_other = |running: &Running| !std::ptr::eq(running.policy, policy);
        if running.get(framework).is_none_or(is_other) {
            running.insert(framework, start(serve, policy));
        }
        let server = running.get(framework).expect("it was started");
        server.handlers.set(handler);
        exchange::exchange(server.address, request)
    })
}

fn start(serve: Serve, policy: &'static Policy) -> Running {
    // Connections wait here until the server takes them.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    listener.set_nonblocking(true).expect("a socket need not block");
    let address = listener.local_addr().expect("a listener has an address");
    let (stop, stopped) = mpsc::channel();
    let handlers = Handlers::default();
    let own = handlers.clone();
    std::thread::spawn(move || serve(listener, policy, own, Stopped(stopped)));
    Running { policy, address, handlers, _stop: stop }
}

/// Runs a server in this thread until it should stop.
fn run_until(stopped: Stopped, server: impl Future) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build();
    runtime.expect("a runtime for sockets").block_on(async {
        tokio::select! {
            _ = server => {}
            () = stopped.wait() => {}
        }
    });
}
