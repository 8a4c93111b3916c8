//! How a server handles requests at the limits of HTTP, over a real socket: each gets a response, from the
//! policy or from the framework, and the server keeps running.
//!
//! ```text
//! axum::serve             hyper's default limits: 100 lines, 417,792 bytes of a head
//! hyper's builder         the same application with limits that a program may set: 16 MiB, 20,000 lines
//! actix_web::HttpServer   its default limits: 96 lines, 131,072 bytes
//! ```
//!
//! Beyond its limit a framework answers 431 (400 if the line is not valid HTTP), and the request does not
//! reach the policy. Below it, the policy answers. The limits are in the sources of hyper
//! (`DEFAULT_MAX_HEADERS`, `DEFAULT_MAX_BUFFER_SIZE`) and of actix-http (`MAX_HEADERS`, `MAX_BUFFER_SIZE`);
//! there are requests on both sides of each.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod full;
mod hostile;
mod servers;
mod wire;

use hostile::{Answered, Hostile, requests};
use servers::Limits;
use wire::{Got, send};

/// Sends every hostile request to a server, and an ordinary one after each.
fn survives(server: &servers::Running, limits: Limits) {
    for request in requests() {
        let Hostile { name, bytes, lines, answered } = &request;
        let got = send(server.address, bytes);
        let status = got.status;
        if bytes.len() > limits.bytes || *lines > limits.lines {
            let refused = matches!(status, Some(400..=499));
            // A client that is still sending when the answer arrives may find the connection reset.
            assert!(refused || (got.was_reset && status.is_none()), "{name}: {got:?}");
        } else {
            let expected = match answered {
                Answered::Granted => 204,
                Answered::Refused => 403,
                Answered::Handled { .. } => 200,
                Answered::NoHttp => 400,
            };
            assert_eq!(status, Some(expected), "{name}: {got:?}");
            let is_shared =
                matches!(answered, Answered::Granted | Answered::Handled { shared: true });
            let shared = "access-control-allow-origin: https://page.example";
            assert_eq!(got.head.contains(shared), is_shared, "{name}: {got:?}");
        }
        let Got { status, head, .. } = send(server.address, hostile::ORDINARY);
        assert_eq!(status, Some(200), "after {name}: {head}");
    }
    assert_eq!(server.panics(), Vec::<String>::new());
}

#[test]
fn axum_with_the_limits_of_hyper() {
    survives(&servers::axum(), Limits { lines: 100, bytes: 8_192 + 4_096 * 100 });
}

#[test]
fn axum_with_higher_limits() {
    survives(&servers::hyper(servers::HIGH), servers::HIGH);
}

#[test]
fn actix_web_with_its_limits() {
    survives(&servers::actix(), Limits { lines: 96, bytes: 131_072 });
}

/// The panic hook is called for panics in each server.
#[test]
fn panics_are_detected() {
    let request = hostile::ORDINARY.to_vec();
    let request = String::from_utf8(request).unwrap().replace("/users", "/panic");
    for (index, server) in
        [servers::axum(), servers::hyper(servers::HIGH), servers::actix()].iter().enumerate()
    {
        assert_eq!(send(server.address, request.as_bytes()).status, None);
        assert_eq!(servers::panics_on_purpose(), index + 1);
    }
}
