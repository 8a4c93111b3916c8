//! The servers, each in a thread of its own, with a listener to panics.

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

/// Everything that a request may have mirrored is mirrored.
static MIRROR: Policy = cors! {
    allow_origins = ["https://page.example", "https://*.page.example"],
    allow_methods = mirror_request,
    allow_headers = mirror_request,
    max_age       = "1h",
};

/// What a framework takes of a head.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) lines: usize,
    pub(crate) bytes: usize,
}

/// What a program may set on hyper's builder; from 24,577 lines on hyper itself panics, in the task of
/// that connection, as it reserves room in `http`'s header map.
pub(crate) const HIGH: Limits = Limits { lines: 20_000, bytes: 16 << 20 };

/// A server that runs until the tests end.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
}

impl Running {
    fn start(serve: impl FnOnce(mpsc::Sender<SocketAddr>) + Send + 'static) -> Self {
        listen_to_panics();
        let (tell, told) = mpsc::channel();
        // Servers' threads bear this name, so that a failing test's own panic is none of theirs.
        thread::Builder::new().name(SERVER.to_owned()).spawn(move || serve(tell)).unwrap();
        Self { address: told.recv().expect("the server starts") }
    }

    /// What panicked so far in any server, but for what panicked on purpose.
    pub(crate) fn panics(&self) -> Vec<String> {
        let panics = PANICS.lock().unwrap();
        panics.iter().filter(|panic| !panic.contains(ON_PURPOSE)).cloned().collect()
    }
}

/// How often handlers panicked on purpose.
pub(crate) fn panics_on_purpose() -> usize {
    PANICS.lock().unwrap().iter().filter(|panic| panic.contains(ON_PURPOSE)).count()
}

const ON_PURPOSE: &str = "on purpose";

const SERVER: &str = "server";

static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Panics in a task are caught by the runtime, and no test would see them.
fn listen_to_panics() {
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

#[allow(clippy::panic, reason = "so that the listener is heard to hear")]
fn panic_on_purpose() -> &'static str {
    panic!("{ON_PURPOSE}")
}

fn app() -> Router {
    Router::new()
        .route("/users", any(async || "users"))
        .route("/panic", any(async || panic_on_purpose()))
}

/// In the thread that calls it, so that its panics are seen.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// `axum::serve`, as it is.
pub(crate) fn axum() -> Running {
    Running::start(|tell| {
        runtime().block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, protect(app(), &MIRROR)).await.unwrap();
        });
    })
}

/// The same application on hyper, with these limits.
pub(crate) fn hyper(limits: Limits) -> Running {
    Running::start(move |tell| {
        runtime().block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let service = TowerToHyperService::new(Body(protect(app(), &MIRROR)));
                tokio::spawn(async move {
                    let mut builder = Builder::new();
                    builder.max_headers(limits.lines).max_buf_size(limits.bytes);
                    // A request that hyper refuses ends its connection with an error.
                    let _ = builder.serve_connection(TokioIo::new(socket), service).await;
                });
            }
        });
    })
}

/// hyper's body as axum's.
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

/// actix-web's own server.
pub(crate) fn actix() -> Running {
    Running::start(|tell| {
        actix_web::rt::System::new().block_on(async move {
            let app = || {
                App::new()
                    .wrap(Cors::new(&MIRROR))
                    .route("/users", web::to(async || "users"))
                    .route("/panic", web::to(async || panic_on_purpose()))
            };
            let server = HttpServer::new(app).workers(1).disable_signals();
            let server = server.bind("127.0.0.1:0").unwrap();
            tell.send(*server.addrs().first().unwrap()).unwrap();
            server.run().await.unwrap();
        });
    })
}
