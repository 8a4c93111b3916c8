//! The servers, each in a separate thread, with a panic hook.

use std::net::SocketAddr;
use std::sync::{Mutex, OnceLock, mpsc};
use std::{panic, thread};

use actix_web::{App, HttpServer, web};
use axum::Router;
use axum::routing::any;
use cors_runtime::actix_web::Cors;
use cors_runtime::axum::protect;
use cors_runtime::{Policy, cors};
use hyper::server::conn::http1::Builder;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

/// A policy that mirrors everything that a request may contain.
static MIRROR: Policy = cors! {
    allow_origins = ["https://page.example", "https://*.page.example"],
    allow_methods = mirror_request,
    allow_headers = mirror_request,
    max_age       = "1h",
};

/// The limits of a framework for a head.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) lines: usize,
    pub(crate) bytes: usize,
}

/// Limits for hyper's builder. From 24,577 lines on, hyper itself panics in the task of that connection,
/// when it reserves room in `http`'s header map.
pub(crate) const HIGH: Limits = Limits { lines: 20_000, bytes: 16 << 20 };

/// A server that runs until the end of the tests.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
}

impl Running {
    fn start(serve: impl FnOnce(mpsc::Sender<SocketAddr>) + Send + 'static) -> Self {
        set_panic_hook();
        let (sender, receiver) = mpsc::channel();
        // The name of servers' threads, so that panics of failing tests are not counted.
        thread::Builder::new().name(SERVER.to_owned()).spawn(move || serve(sender)).unwrap();
        Self { address: receiver.recv().expect("the server starts") }
    }

    /// The panics so far in any server, except for intended ones.
    pub(crate) fn panics(&self) -> Vec<String> {
        let panics = PANICS.lock().unwrap();
        panics.iter().filter(|panic| !panic.contains(ON_PURPOSE)).cloned().collect()
    }
}

/// The number of intended panics in handlers.
pub(crate) fn panics_on_purpose() -> usize {
    PANICS.lock().unwrap().iter().filter(|panic| panic.contains(ON_PURPOSE)).count()
}

const ON_PURPOSE: &str = "on purpose";

const SERVER: &str = "server";

static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The runtime catches panics in a task, so that no test would see them.
fn set_panic_hook() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let name = thread::current().name().unwrap_or_default().to_owned();
            if name == SERVER || name.starts_with("actix") {
                PANICS.lock().unwrap().push(info.to_string());
            }
            usual(info);
        }));
    });
}

#[allow(clippy::panic, reason = "tests the panic hook")]
fn panic_on_purpose() -> &'static str {
    panic!("{ON_PURPOSE}")
}

fn app() -> Router {
    Router::new()
        .route("/users", any(async || "users"))
        .route("/panic", any(async || panic_on_purpose()))
}

/// Runs in the calling thread, so that its panics are seen.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// `axum::serve` with its defaults.
pub(crate) fn axum() -> Running {
    Running::start(|sender| {
        runtime().block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, protect(app(), &MIRROR)).await.unwrap();
        });
    })
}

/// The same application on hyper, with these limits.
pub(crate) fn hyper(limits: Limits) -> Running {
    Running::start(move |sender| {
        runtime().block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let service = TowerToHyperService::new(Body(protect(app(), &MIRROR)));
                tokio::spawn(async move {
                    let mut builder = Builder::new();
                    builder.max_headers(limits.lines).max_buf_size(limits.bytes);
                    // If hyper refuses a request, its connection ends with an error.
                    let _ = builder.serve_connection(TokioIo::new(socket), service).await;
                });
            }
        });
    })
}

/// hyper's body, converted to axum's.
#[derive(Clone, Debug)]
struct Body(cors_runtime::axum::Protected);

impl<B> tower::Service<http::Request<B>> for Body
where
    B: axum::body::HttpBody<Data = axum::body::Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    type Response = axum::response::Response;
    type Error = std::convert::Infallible;
    type Future = <cors_runtime::axum::Protected as tower::Service<axum::extract::Request>>::Future;

    fn poll_ready(
        &mut self,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), Self::Error>> {
        tower::Service::<axum::extract::Request>::poll_ready(&mut self.0, cx)
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        self.0.call(request.map(axum::body::Body::new))
    }
}

/// actix-web's server.
pub(crate) fn actix() -> Running {
    Running::start(|sender| {
        actix_web::rt::System::new().block_on(async move {
            let app = || {
                App::new()
                    .wrap(Cors::new(&MIRROR))
                    .route("/users", web::to(async || "users"))
                    .route("/panic", web::to(async || panic_on_purpose()))
            };
            let server = HttpServer::new(app).workers(1).disable_signals();
            let server = server.bind("127.0.0.1:0").unwrap();
            sender.send(*server.addrs().first().unwrap()).unwrap();
            server.run().await.unwrap();
        });
    })
}
