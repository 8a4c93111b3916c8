//! Headers that travel both ways: what a page sends belongs to something that it reads, or the other
//! way round, and a policy that lists one of the two has usually forgotten the other.
//!
//! The table is short on purpose: each row is a protocol that does not work with one of the two. Not in it
//! are names that are useful one way alone: `x-request-id` (a page that makes up the id knows it), CSRF tokens
//! (which may come in a cookie or a body), `www-authenticate`, `prefer`.

use std::collections::BTreeSet;

use super::Checking;
use crate::finding::Finding;
use crate::key::Key;
use crate::model::{HeaderName, Listed, Policy, Requested};
use crate::place::Placed;
use crate::rules::UNPAIRED_HEADER;

/// One of the two lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Allow,
    Expose,
}

use Side::{Allow, Expose};

impl Side {
    const fn key(self) -> Key {
        match self {
            Allow => Key::AllowHeaders,
            Expose => Key::ExposeHeaders,
        }
    }

    const fn other(self) -> Self {
        match self {
            Allow => Expose,
            Expose => Allow,
        }
    }
}

/// Where the header `has` is in a list, `needs` belong in the other one.
struct Pair {
    side: Side,
    has: &'static str,
    needs: &'static [&'static str],
    reason: &'static str,
}

const MCP: &str = "an MCP server sends the session id in a response, and the client sends it back, \
     https://modelcontextprotocol.io/specification/2025-06-18/basic/transports#session-management";
const GRPC_WEB: &str = "gRPC-Web clients send `x-grpc-web`, and read the status of failed calls from response headers, \
     https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md";
const TUS: &str = "tus sends it in requests and in responses, and clients resume uploads by it, \
     https://tus.io/protocols/resumable-upload";
const ETAG: &str = "the value of a conditional request is the `etag` of an earlier response, \
     https://www.rfc-editor.org/rfc/rfc9110#section-13.1";
const RANGE: &str = "`content-range` says which part of how many bytes a response to `range` holds, \
     https://www.rfc-editor.org/rfc/rfc9110#section-14.4";
const DPOP: &str = "a server sends a nonce in `dpop-nonce`, and the client signs it in `dpop`, \
     https://www.rfc-editor.org/rfc/rfc9449#section-8";

const PAIRS: [Pair; 13] = [
    Pair { side: Allow, has: "mcp-session-id", needs: &["mcp-session-id"], reason: MCP },
    Pair { side: Expose, has: "mcp-session-id", needs: &["mcp-session-id"], reason: MCP },
    Pair {
        side: Allow,
        has: "x-grpc-web",
        needs: &["grpc-status", "grpc-message"],
        reason: GRPC_WEB,
    },
    Pair {
        side: Allow,
        has: "grpc-timeout",
        needs: &["grpc-status", "grpc-message"],
        reason: GRPC_WEB,
    },
    Pair { side: Expose, has: "grpc-status", needs: &["x-grpc-web"], reason: GRPC_WEB },
    Pair { side: Allow, has: "upload-offset", needs: &["upload-offset"], reason: TUS },
    Pair { side: Expose, has: "upload-offset", needs: &["upload-offset"], reason: TUS },
    Pair { side: Allow, has: "tus-resumable", needs: &["tus-resumable"], reason: TUS },
    Pair { side: Expose, has: "tus-resumable", needs: &["tus-resumable"], reason: TUS },
    Pair { side: Allow, has: "if-match", needs: &["etag"], reason: ETAG },
    Pair { side: Allow, has: "if-none-match", needs: &["etag"], reason: ETAG },
    Pair { side: Allow, has: "range", needs: &["content-range"], reason: RANGE },
    Pair { side: Expose, has: "dpop-nonce", needs: &["dpop"], reason: DPOP },
];

impl Checking<'_> {
    /// Warns of headers of which one list has its half and the other has not.
    pub(super) fn pairs(&mut self, policy: &Policy) {
        // A list with `*`, or one that repeats the request, leaves nothing out.
        let (true, Requested::Listed(Listed::These(allowed)), Listed::These(exposed)) = (
            self.unread.are_whole(&[Key::AllowHeaders, Key::ExposeHeaders]),
            &policy.allow_headers,
            &policy.expose_headers,
        ) else {
            return;
        };
        let mut reported = BTreeSet::new();
        for Pair { side, has, needs, reason } in PAIRS {
            let (list, others) = match side {
                Allow => (allowed, exposed),
                Expose => (exposed, allowed),
            };
            let Some(place) = place_of(list, has) else { continue };
            let missing: Vec<&str> = needs
                .iter()
                .copied()
                .filter(|need| place_of(others, need).is_none() && reported.insert((side, *need)))
                .collect();
            if missing.is_empty() {
                continue;
            }
            let (key, other) = (side.key(), side.other().key());
            let quoted = missing.join("`, `");
            let message = match missing.as_slice() {
                [one] if *one == has => format!("`{key}` has `{has}`, and `{other}` does not"),
                _ => format!("`{key}` has `{has}`, and `{other}` does not have `{quoted}`"),
            };
            let listed = crate::ast::quoted(&missing);
            let help = if others.is_empty() {
                format!("add `{other} = [{listed}]`")
            } else {
                format!("add {listed} to `{other}`")
            };
            self.findings.push(
                Finding::new(&UNPAIRED_HEADER, place.place, message)
                    .because(reason)
                    .help(help)
                    .help("or, if pages do without it, silence this by `allow = [\"unpaired_header\"]`"),
            );
        }
    }
}

fn place_of<'l>(list: &'l [Placed<HeaderName>], name: &str) -> Option<&'l Placed<HeaderName>> {
    list.iter().find(|listed| listed.value.as_str() == name)
}
