//! Headers that belong together: a page sends one and reads the other,
//! and a policy that lists only one of the two has usually forgotten the other.
//!
//! The table is short on purpose: each row is a protocol that does not work with one of the two. Not in it
//! are names that are useful one way alone: `x-request-id` (a page that makes up the id knows it), CSRF tokens
//! (which may come in a cookie or a body), `www-authenticate`, `prefer`.

use super::{Level, Rule, allow, silence};
use crate::facts::Facts;
use crate::finding::{Edit, Finding, Findings, Help, Written, words};
use crate::key::Key;
use crate::location::{Located, Location};
use crate::model::{HeaderName, Listed, Requested};

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
const TUS: &str = "tus sends it in requests and responses, and clients need it to resume uploads, https://tus.io/protocols/resumable-upload";
const ETAG: &str = "the value of a conditional request is the `etag` of an earlier response, \
     https://www.rfc-editor.org/rfc/rfc9110#section-13.1";
const RANGE: &str = "`content-range` describes which bytes a response to a `range` request contains, https://www.rfc-editor.org/rfc/rfc9110#section-14.4";
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

/// A header that travels both ways, in one list.
pub static UNPAIRED_HEADER: Rule = Rule {
    name: "unpaired_header",
    level: Level::Warning,
    keys: &[Key::AllowHeaders, Key::ExposeHeaders],
    summary: "one of two headers that belong together, such as `if-match` without `etag`",
    reason: "pages must send one and read the other, but the policy allows only one of them",
    source: "https://fetch.spec.whatwg.org/#http-access-control-expose-headers",
    wrong: r#"allow_origins = ["https://example.com"], allow_headers = ["mcp-session-id"], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_headers = ["mcp-session-id"], expose_headers = ["mcp-session-id"], max_age = "2h""#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let policy = facts.policy;
    // A list with `*`, or one that repeats the request, leaves nothing out.
    let (true, Requested::Listed(Listed::These(allowed)), Listed::These(exposed)) = (
        policy.unread.are_whole(&[Key::AllowHeaders, Key::ExposeHeaders]),
        &policy.allow_headers,
        &policy.expose_headers,
    ) else {
        return;
    };
    let mut reported = Vec::new();
    for Pair { side, has, needs, reason } in PAIRS {
        let (list, others) = match side {
            Allow => (allowed, exposed),
            Expose => (exposed, allowed),
        };
        let Some(location) = place_of(list, has) else { continue };
        let families = policy.header_families.iter().filter(|_| side == Expose);
        let has_family =
            |name: &str| families.clone().any(|one| name.starts_with(one.value.prefix()));
        let missing: Vec<&str> = needs
            .iter()
            .copied()
            .filter(|need| place_of(others, need).is_none() && !has_family(need))
            .filter(|need| !reported.contains(&(side, *need)))
            .collect();
        reported.extend(missing.iter().map(|need| (side, *need)));
        if missing.is_empty() {
            continue;
        }
        let (key, other) = (side.key(), side.other().key());
        let message = match missing.as_slice() {
            [one] if *one == has => {
                words!("`{has}` is in `{key}`, but not in `{other}`", key, has, other)
            }
            _ => {
                let missing = missing.as_slice();
                words!(
                    "`{has}` is in `{key}`, but {missing} is not in `{other}`",
                    key,
                    has,
                    other,
                    missing
                )
            }
        };
        let names = Written::texts(missing.iter().copied());
        let add = match others.is_empty() {
            true => {
                let list =
                    Written::List(missing.iter().map(|one| Written::Text((*one).into())).collect());
                words!("add {entry}", entry = Written::entry(other, list))
            }
            false => words!("add {names} to `{other}`", names, other),
        };
        let edits = missing
            .iter()
            .map(|one| Edit::AddItem { key: other, item: Written::Text((*one).into()) });
        let entry = allow(&UNPAIRED_HEADER);
        findings.push(
            Finding::new(&UNPAIRED_HEADER, location, message)
                .because(reason)
                .help(Help::certain(add, edits))
                .help(silence(
                    &UNPAIRED_HEADER,
                    words!("or, if pages don't need it, add {entry}", entry),
                )),
        );
    }
}

fn place_of(list: &[Located<HeaderName>], name: &str) -> Option<Location> {
    list.iter().find(|listed| listed.value.as_str() == name).map(|listed| listed.location)
}
