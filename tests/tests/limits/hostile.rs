//! The requests: long, with many lines, and with bytes that no browser sends.

/// The headers of an ordinary request, to check that the server is still running.
pub(crate) const ORDINARY: &[u8] =
    b"GET /users HTTP/1.1\r\nhost: a\r\norigin: https://page.example\r\nconnection: close\r\n\r\n";

/// A request, and the result if the framework accepts it.
#[derive(Debug)]
pub(crate) struct Hostile {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// The number of its header lines.
    pub(crate) lines: usize,
    pub(crate) answered: Answered,
}

/// What answers, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answered {
    /// The policy: 204, shared.
    Granted,
    /// The policy: 403.
    Refused,
    /// The handler: 200.
    Handled { shared: bool },
    /// Nothing: it is not valid HTTP.
    NoHttp,
}

const PAGE: &str = "https://page.example";

/// The sizes of a header value: at most a browser's list, above the limit of actix-web, above that of
/// hyper, megabytes.
const SIZES: [usize; 5] = [1 << 10, 64 << 10, 200 << 10, 1 << 20, 4 << 20];

/// The numbers of lines of one name.
const LINES: [usize; 4] = [50, 150, 2_000, 15_000];

/// All hostile requests.
pub(crate) fn requests() -> Vec<Hostile> {
    let mut all = Vec::new();
    for size in SIZES {
        let pieces: [(&str, &[u8]); 5] = [
            ("a", b"a"),
            ("commas", b","),
            ("spaces", b" \t"),
            ("0xff", b"\xff"),
            ("names", b"x-a,"),
        ];
        for (what, piece) in pieces {
            // Leading and trailing whitespace is not part of a value, so it is put between other bytes.
            let value = [b"x".as_slice(), &piece.repeat(size / piece.len()), b"x"].concat();
            let name = |header| format!("{size} bytes of {what} for {header}");
            let unshared = Answered::Handled { shared: false };
            all.push(Hostile::new(name("Origin"), "GET", &[("origin", &value)], unshared));
            let preflight = |method: &[u8], names: &[u8]| {
                let lines = [
                    ("origin", PAGE.as_bytes()),
                    ("access-control-request-method", method),
                    ("access-control-request-headers", names),
                ];
                (lines.map(|(name, value)| (name, value.to_vec())), Answered::Granted)
            };
            for (header, (lines, answered)) in [
                ("Access-Control-Request-Method", preflight(&value, b"x-a")),
                ("Access-Control-Request-Headers", preflight(b"PUT", &value)),
            ] {
                let lines: Vec<(&str, &[u8])> =
                    lines.iter().map(|(name, value)| (*name, value.as_slice())).collect();
                all.push(Hostile::new(name(header), "OPTIONS", &lines, answered));
            }
        }
    }
    for count in LINES {
        let name = |what| format!("{count} lines of {what}");
        let page = ("origin", PAGE.as_bytes());
        let method = ("access-control-request-method", b"PUT".as_slice());
        let several =
            |line, first: &[(&'static str, &'static [u8])]| [first, &vec![line; count]].concat();
        for (what, verb, lines, answered) in [
            ("Origin", "GET", several(page, &[]), Answered::Handled { shared: false }),
            (
                "Access-Control-Request-Method",
                "OPTIONS",
                several(method, &[page]),
                Answered::Granted,
            ),
            (
                "Access-Control-Request-Headers",
                "OPTIONS",
                several(("access-control-request-headers", b"x-a"), &[page, method]),
                Answered::Granted,
            ),
            (
                "an empty Access-Control-Request-Headers",
                "OPTIONS",
                several(("access-control-request-headers", b""), &[page, method]),
                Answered::Granted,
            ),
            (
                "another header",
                "GET",
                several(("x-a", b"b"), &[page]),
                Answered::Handled { shared: true },
            ),
        ] {
            all.push(Hostile::new(name(what), verb, &lines, answered));
        }
        let lines: Vec<String> = (0..count).map(|index| format!("x-{index}")).collect();
        let mut lines: Vec<(&str, &[u8])> =
            lines.iter().map(|line| (line.as_str(), b"b".as_slice())).collect();
        lines.push(page);
        let shared = Answered::Handled { shared: true };
        all.push(Hostile::new(name("names of their own"), "GET", &lines, shared));
    }
    let refused = [("origin", b"\xc3\xa9".as_slice()), ("access-control-request-method", b"PUT")];
    all.push(Hostile::new("é for Origin".into(), "OPTIONS", &refused, Answered::Refused));
    let controls = [("origin", b"https://page.example\0".as_slice())];
    all.push(Hostile::new("a NUL in Origin".into(), "GET", &controls, Answered::NoHttp));
    all
}

impl Hostile {
    fn new(name: String, method: &str, lines: &[(&str, &[u8])], answered: Answered) -> Self {
        let mut bytes = format!("{method} /users HTTP/1.1\r\n").into_bytes();
        let own = [("host", b"a".as_slice()), ("connection", b"close")];
        for (header, value) in own.iter().chain(lines) {
            bytes.extend([header.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        bytes.extend(b"\r\n");
        Self { name, bytes, lines: own.len() + lines.len(), answered }
    }
}
