//! Two servers, one with policies on its handlers and one behind a policy from TOML, and requests to them.

use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::routing::get;
use cors_runtime::attr::cors;
use cors_runtime::axum::{protect, routes};
use cors_runtime::{Policy, cors as policy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

static API: Policy = policy! {
    allow_origins     = ["https://example.com", "https://pr-{n:[0-9]+}.example.com"],
    allow_credentials = true,
    must_allow        = ["https://pr-7.example.com"],
};

#[cors(API)]
async fn users() -> &'static str {
    "Ada, Grace"
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let compiled = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = compiled.local_addr()?;
    let app = Router::new().route("/users", routes![get(users)]);
    tokio::spawn(async { axum::serve(compiled, app).await });
    let answer = answer_of(address, "/users", "https://pr-7.example.com").await?;
    assert!(answer.contains("\naccess-control-allow-origin: https://pr-7.example.com\r\n"), "{answer}");
    assert!(answer.ends_with("Ada, Grace"), "{answer}");
    let answer = answer_of(address, "/users", "https://pr-x.example.com").await?;
    assert!(!answer.contains("access-control-allow-origin"), "{answer}");

    let read = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = read.local_addr()?;
    let policy = Policy::from_toml("allow_origins = [\"https://example.org\"]")?;
    let app = Router::new().route("/", get(async || "hello"));
    tokio::spawn(async { axum::serve(read, protect(app, policy)).await });
    let answer = answer_of(address, "/", "https://example.org").await?;
    assert!(answer.contains("\naccess-control-allow-origin: https://example.org\r\n"), "{answer}");
    println!("{answer}");
    Ok(())
}

async fn answer_of(
    address: SocketAddr,
    path: &str,
    origin: &str,
) -> Result<String, Box<dyn Error>> {
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: localhost\r\norigin: {origin}\r\nconnection: close\r\n\r\n"
    );
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}
