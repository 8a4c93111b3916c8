//! The facts. Each is the result of a script of a page: by the standard, and in Chromium, Firefox and WebKit.

/// A fact.
#[derive(Debug)]
pub(crate) struct Fact {
    /// The group in the document.
    pub(crate) group: Group,
    pub(crate) title: &'static str,
    pub(crate) page: Page,
    /// The body of an asynchronous function of `c`, see `page.js`, that returns a text.
    pub(crate) script: &'static str,
    pub(crate) by_the_standard: &'static str,
    /// In the order of [`Engine::ALL`](cors_tests::browser::Engine::ALL).
    pub(crate) found: [&'static str; 3],
    /// Why the engines differ, with a source; empty if they don't.
    pub(crate) why: &'static str,
}

/// A page with facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    /// `http://app.example.com`
    Plain,
    /// `https://app.example.com`
    Secure,
    /// `http://localhost` with a port
    Local,
    /// The same with `Content-Security-Policy: treat-as-public-address`
    Public,
}

impl Page {
    pub(crate) const ALL: [Self; 4] = [Self::Plain, Self::Secure, Self::Local, Self::Public];

    /// Its URL, with this port if it is on `localhost`.
    pub(crate) fn url(self, port: u16) -> String {
        match self {
            Self::Plain => "http://app.example.com/".to_owned(),
            Self::Secure => "https://app.example.com/".to_owned(),
            Self::Local => format!("http://localhost:{port}/"),
            Self::Public => format!("http://localhost:{port}/public"),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    Origin,
    Site,
    Wildcards,
    Cache,
    Requests,
    Responses,
    Cookies,
    Local,
}

const fn same(
    group: Group,
    page: Page,
    title: &'static str,
    script: &'static str,
    result: &'static str,
) -> Fact {
    Fact { group, title, page, script, by_the_standard: result, found: [result; 3], why: "" }
}

impl Fact {
    /// The same, with what the engines do and why.
    const fn but(self, found: [&'static str; 3], why: &'static str) -> Self {
        Self { found, why, ..self }
    }
}

use Group::{Cache, Cookies, Local, Origin, Requests, Responses, Site, Wildcards};
use Page::{Plain, Secure};

pub(crate) const FACTS: &[Fact] = &[
    same(
        Origin,
        Plain,
        "`fetch()`, same origin, `GET`",
        "await c.send('own'); return c.last('origin');",
        "none",
    ),
    same(
        Origin,
        Plain,
        "`fetch()`, same origin, `POST`",
        "await c.send('own', { method: 'POST' }); return c.last('origin');",
        "the page's",
    ),
    same(
        Origin,
        Plain,
        "`fetch()`, other origin, `GET`",
        "await c.send('other'); return c.last('origin');",
        "the page's",
    ),
    same(
        Origin,
        Plain,
        "the same, mode `no-cors`",
        "await c.send('other', { mode: 'no-cors' }); return c.last('origin');",
        "none",
    ),
    same(
        Origin,
        Plain,
        "`fetch()`, mode `no-cors`, `POST`",
        "await c.send('other', { mode: 'no-cors', method: 'POST' }); return c.last('origin');",
        "the page's",
    ),
    same(
        Origin,
        Plain,
        "the same, without a referrer",
        "await c.send('other', { mode: 'no-cors', method: 'POST', referrerPolicy: 'no-referrer' }); return c.last('origin');",
        "null",
    )
    .but(["the page's", "null", "null"], "[Append a request `Origin` header](https://fetch.spec.whatwg.org/#append-a-request-origin-header) hides the origin by the referrer policy if the mode is not `cors`; Chromium sends it all the same"),
    same(
        Origin,
        Plain,
        "`fetch()`, mode `cors`, without a referrer",
        "await c.send('other', { referrerPolicy: 'no-referrer' }); return c.last('origin');",
        "the page's",
    ),
    same(
        Origin,
        Plain,
        "a form post, other origin",
        "await c.form('other'); return c.last('origin');",
        "the page's",
    ),
    same(
        Origin,
        Plain,
        "a WebSocket handshake",
        "await c.socket('other'); return c.last('origin');",
        "the page's",
    ),
    same(
        Origin,
        Plain,
        "`GET` after a redirect from another origin",
        "await c.send('sibling', {}, { answer: { status: 302, headers: [...c.share, ['location', c.url('other')]] } }); return c.last('origin');",
        "null",
    ),
    same(
        Origin,
        Plain,
        "a preflight after a redirect from another origin",
        "await c.send('sibling', { method: 'PUT' }, { answer: { status: 307, headers: [...c.share, ['location', c.url('other')]] } }); return c.last('origin', true);",
        "null",
    )
    .but(["null", "the page's", "null"], "Firefox sends the preflight with the origin of the page that loads (`StartCORSPreflight` in [`nsCORSListenerProxy.cpp`](https://searchfox.org/mozilla-central/source/netwerk/protocol/http/nsCORSListenerProxy.cpp)), and then the request with `null`. So a server that allows the page, and not `null`, grants a preflight for a request that it then does not share: the handler runs, as after a request that needs no preflight"),
    same(
        Origin,
        Plain,
        "`PUT` after that preflight",
        "await c.send('sibling', { method: 'PUT' }, { answer: { status: 307, headers: [...c.share, ['location', c.url('other')]] } }); return c.last('origin');",
        "null",
    ),
    same(
        Site,
        Secure,
        "`fetch()`, same origin",
        "await c.send('own'); return c.last('sec-fetch-site');",
        "same-origin",
    ),
    same(
        Site,
        Secure,
        "`fetch()`, other host of the site",
        "await c.send('sibling'); return c.last('sec-fetch-site');",
        "same-site",
    ),
    same(
        Site,
        Secure,
        "`fetch()`, other site",
        "await c.send('other'); return c.last('sec-fetch-site');",
        "cross-site",
    ),
    same(
        Site,
        Secure,
        "a preflight, other site",
        "await c.send('other', { method: 'PUT' }); return c.last('sec-fetch-site', true);",
        "cross-site",
    ),
    same(
        Site,
        Secure,
        "a form post, other site",
        "await c.form('other'); return c.last('sec-fetch-site');",
        "cross-site",
    ),
    same(
        Site,
        Secure,
        "a WebSocket handshake, other site",
        "await c.socket('other'); return c.last('sec-fetch-site');",
        "cross-site",
    )
    .but(["none", "cross-site", "cross-site"], "Chromium sends no `Sec-Fetch-*` headers with handshakes. The guard therefore compares `Origin` with the policy and with `Host`"),
    same(
        Site,
        Plain,
        "`fetch()` over `http:`",
        "await c.send('other'); return c.last('sec-fetch-site');",
        "none",
    ),
    same(
        Site,
        Plain,
        "`fetch()` from `http:` to the same host over `https:`",
        "await c.send('secure'); return c.last('sec-fetch-site');",
        "cross-site",
    ),
    same(
        Site,
        Page::Local,
        "`fetch()` to `http://localhost`, same origin",
        "await c.send('own'); return c.last('sec-fetch-site');",
        "same-origin",
    ),
    same(
        Wildcards,
        Plain,
        "`Access-Control-Allow-Headers: *` covers `Authorization`",
        "return c.send('other', { headers: { authorization: 'Bearer t' } }, { preflight: { headers: [...c.share, ['access-control-allow-headers', '*']] } });",
        "blocked",
    )
    .but(["allowed"; 3], "The standard excludes [`Authorization`](https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name) from `*`; no engine does so by default yet. In Chromium it is the feature `CorsNonWildcardRequestHeadersSupport`, in Firefox the preference `network.cors_preflight.authorization_covered_by_wildcard`"),
    same(
        Wildcards,
        Plain,
        "it covers another header",
        "return c.send('other', { headers: { 'x-a': '1' } }, { preflight: { headers: [...c.share, ['access-control-allow-headers', '*']] } });",
        "allowed",
    ),
    same(
        Wildcards,
        Plain,
        "the same, with credentials",
        "return c.send('other', { headers: { 'x-a': '1' }, credentials: 'include' }, { preflight: { headers: [...c.share, ['access-control-allow-headers', '*']] } });",
        "blocked",
    ),
    same(
        Wildcards,
        Plain,
        "`Access-Control-Allow-Methods: *`, with credentials",
        "return c.send('other', { method: 'PUT', credentials: 'include' }, { preflight: { headers: [...c.share, ['access-control-allow-methods', '*']] } });",
        "blocked",
    ),
    same(
        Wildcards,
        Plain,
        "`Access-Control-Allow-Origin: *`, with credentials",
        "return c.send('other', { credentials: 'include' }, { answer: { headers: [['access-control-allow-origin', '*'], ['access-control-allow-credentials', 'true']] } });",
        "blocked",
    ),
    same(
        Wildcards,
        Plain,
        "`Access-Control-Expose-Headers: *`",
        "await c.send('other', {}, { answer: { headers: [...c.share, ['x-a', '1'], ['access-control-expose-headers', '*']] } }); return c.response.headers.has('x-a') ? 'readable' : 'hidden';",
        "readable",
    ),
    same(
        Wildcards,
        Plain,
        "the same, with credentials included",
        "await c.send('other', { credentials: 'include' }, { answer: { headers: [...c.share, ['x-a', '1'], ['access-control-expose-headers', '*']] } }); return c.response.headers.has('x-a') ? 'readable' : 'hidden';",
        "hidden",
    ),
    same(
        Cache,
        Plain,
        "two `PUT`, no `Access-Control-Max-Age`",
        "const once = () => c.send('other', { method: 'PUT' }); return c.quickly(async () => { await once(); await once(); return c.preflights(); });",
        "1",
    ),
    same(
        Cache,
        Plain,
        "`Access-Control-Max-Age: 0`",
        "const twice = () => c.send('other', { method: 'PUT' }, { preflight: { headers: [...c.grant, ['access-control-max-age', '0']] } }); await twice(); await twice(); return c.preflights();",
        "2",
    ),
    same(
        Cache,
        Plain,
        "`Access-Control-Max-Age: -1`",
        "const twice = () => c.send('other', { method: 'PUT' }, { preflight: { headers: [...c.grant, ['access-control-max-age', '-1']] } }); await twice(); await twice(); return c.preflights();",
        "1",
    )
    .but(["2"; 3], "It is not a valid value, so the default of the standard is 5 seconds; all engines keep nothing"),
    same(
        Cache,
        Plain,
        "`Access-Control-Max-Age: 600`",
        "const twice = () => c.send('other', { method: 'PUT' }, { preflight: { headers: [...c.grant, ['access-control-max-age', '600']] } }); await twice(); await twice(); return c.preflights();",
        "1",
    ),
    same(
        Cache,
        Plain,
        "the same, with credentials",
        "const twice = () => c.send('other', { method: 'PUT', credentials: 'include' }, { preflight: { headers: [...c.grant, ['access-control-max-age', '600']] } }); await twice(); await twice(); return c.preflights();",
        "1",
    ),
    same(
        Cache,
        Plain,
        "the same, with credentials and a body",
        "const twice = () => c.send('other', { method: 'PUT', body: '{}', headers: { 'content-type': 'application/json' }, credentials: 'include' }, { preflight: { headers: [...c.grant, ['access-control-max-age', '600']] } }); await twice(); await twice(); return c.preflights();",
        "1",
    ),
    same(
        Cache,
        Plain,
        "`PUT`, `DELETE`, `PUT`, `DELETE`, each granted alone",
        "for (const method of ['PUT', 'DELETE', 'PUT', 'DELETE']) await c.send('other', { method }, { preflight: { headers: [...c.grant, ['access-control-max-age', '600']] } }); return c.preflights();",
        "2",
    )
    .but(["4", "2", "4"], "Chromium and WebKit keep one entry for a URL, an origin and a credentials mode, which a new answer replaces; the standard and Firefox add to it"),
    same(
        Cache,
        Plain,
        "header `x-a`, `x-b`, `x-a`, `x-b`, each granted alone",
        "for (const name of ['x-a', 'x-b', 'x-a', 'x-b']) await c.send('other', { headers: { [name]: '1' } }, { preflight: { headers: [...c.grant, ['access-control-max-age', '600']] } }); return c.preflights();",
        "2",
    )
    .but(["4", "2", "4"], "as for methods"),
    same(
        Requests,
        Plain,
        "forbidden names that a page can send",
        "const names = ['accept-charset', 'cookie', 'dnt', 'proxy-a', 'referer', 'sec-a', 'set-cookie', 'via']; await c.send('other', { headers: names.map((name) => [name, 'a']) }); const log = await c.log(); const sent = names.filter((name) => log.at(-1).headers[name] === 'a'); return sent.join(', ') || 'none';",
        "none",
    ),
    same(
        Requests,
        Plain,
        "`X-HTTP-Method-Override: TRACE`",
        "await c.send('other', { headers: { 'x-http-method-override': 'TRACE' } }); return (await c.last('x-http-method-override')) === 'none' ? 'dropped' : 'sent';",
        "dropped",
    ),
    same(
        Requests,
        Plain,
        "`User-Agent`",
        "await c.send('other', { headers: { 'user-agent': 'a' } }); return (await c.last('user-agent')) === 'a' ? `sent, ${await c.preflights()} preflight` : 'dropped';",
        "sent, 1 preflight",
    )
    .but(["dropped", "sent, 1 preflight", "sent, 1 preflight"], "`User-Agent` is not a forbidden name of the standard; Chromium ignores it"),
    same(
        Requests,
        Plain,
        "preflights for `Range: bytes=0-9`",
        "await c.send('other', { headers: { range: 'bytes=0-9' } }); return c.preflights();",
        "0",
    ),
    same(
        Requests,
        Plain,
        "preflights for `Accept: {`",
        "await c.send('other', { headers: { accept: '{' } }); return c.preflights();",
        "1",
    ),
    same(
        Requests,
        Plain,
        "preflights for `Accept-Language: @`",
        "await c.send('other', { headers: { 'accept-language': '@' } }); return c.preflights();",
        "1",
    ),
    same(
        Requests,
        Plain,
        "preflights for a `Content-Type` of 129 bytes",
        "await c.send('other', { method: 'POST', headers: { 'content-type': 'text/plain;a='.padEnd(129, 'a') } }); return c.preflights();",
        "1",
    ),
    same(
        Requests,
        Plain,
        "preflights for an upload with a listener",
        "await c.upload('other'); return c.preflights();",
        "1",
    ),
    same(
        Requests,
        Plain,
        "method `patch`, if `PATCH` is granted",
        "return c.send('other', { method: 'patch' }, { preflight: { headers: [...c.share, ['access-control-allow-methods', 'PATCH']] } });",
        "blocked",
    ),
    same(
        Requests,
        Plain,
        "`Access-Control-Request-Headers` for `X-B` and `X-A`",
        "await c.send('other', { headers: { 'X-B': '1', 'X-A': '1' } }); return c.last('access-control-request-headers', true);",
        "x-a,x-b",
    ),
    same(
        Responses,
        Plain,
        "a redirect of a preflight",
        "return c.send('other', { method: 'PUT' }, { preflight: { status: 307, headers: [...c.grant, ['location', c.url('other')]] } });",
        "blocked",
    ),
    same(
        Responses,
        Plain,
        "a preflight with status 299",
        "return c.send('other', { method: 'PUT' }, { preflight: { status: 299, headers: c.grant } });",
        "allowed",
    ),
    same(
        Responses,
        Plain,
        "two lines `Access-Control-Allow-Origin`",
        "return c.send('other', {}, { answer: { headers: [...c.share, ...c.share] } });",
        "blocked",
    ),
    same(
        Responses,
        Plain,
        "`Access-Control-Allow-Credentials: TRUE`, with credentials",
        "return c.send('other', { credentials: 'include' }, { answer: { headers: [c.share[0], ['access-control-allow-credentials', 'TRUE']] } });",
        "blocked",
    ),
    same(
        Cache,
        Plain,
        "three `PUT`, the second without `Access-Control-Allow-Origin`",
        "const answer = [{ headers: c.share }, {}, { headers: c.share }]; for (let at = 0; at < 3; at++) await c.send('other', { method: 'PUT' }, { preflight: { headers: [...c.grant, ['access-control-max-age', '600']] }, answer }); return c.preflights();",
        "2",
    )
    .but(["1", "2", "1"], "After a network error [main fetch](https://fetch.spec.whatwg.org/#concept-main-fetch) clears the entries of the URL; Chromium and WebKit keep them"),
    same(
        Cookies,
        Secure,
        "a cookie of another host of the site",
        "for (let at = 0; at < 2; at++) await c.send('sibling', { credentials: 'include' }, { answer: { headers: c.setCookie('') } }); return c.cookie();",
        "sent",
    ),
    same(
        Cookies,
        Secure,
        "`SameSite=None; Secure`, other site",
        "for (let at = 0; at < 2; at++) await c.send('other', { credentials: 'include' }, { answer: { headers: c.setCookie('; SameSite=None; Secure') } }); return c.cookie();",
        "sent",
    )
    .but(["not sent", "sent", "not sent"], "The standard leaves cookies of other sites to browsers. Chromium, without a window and with a new profile, and WebKit block them. Firefox keeps a separate jar for each top-level site (Total Cookie Protection), in which a cookie from elsewhere is missing"),
    same(
        Cookies,
        Secure,
        "the same, with `Partitioned`",
        "for (let at = 0; at < 2; at++) await c.send('other', { credentials: 'include' }, { answer: { headers: c.setCookie('; SameSite=None; Secure; Partitioned') } }); return c.cookie();",
        "sent",
    )
    .but(["sent", "sent", "not sent"], "The attribute asks for a jar for each top-level site (CHIPS). WebKitGTK does not have it"),
    same(
        Cache,
        Page::Local,
        "two `PUT` to `127.0.0.1`, 100 ms apart",
        "for (let at = 0; at < 2; at++) await c.pause(), await c.send('loopback', { method: 'PUT' }, { preflight: { headers: [...c.grant, ['access-control-max-age', '600']] } }); return c.preflights();",
        "1",
    )
    .but(["1", "2", "1"], "Firefox uses an entry only while its DNS cache has the host's addresses, and has not renewed them since (`CheckDNSCache` in `nsCORSListenerProxy.cpp`, if no proxy is used). Those of `localhost` and of IP addresses are renewed for each look-up, so an entry is used only within the same tick of Firefox's coarse clock, a few milliseconds. For other hosts this is a limit besides `Access-Control-Max-Age`: the lifetime of the DNS record"),
    same(
        Cache,
        Page::Local,
        "two `PUT` to `api.localhost`, 100 ms apart",
        "for (let at = 0; at < 2; at++) await c.pause(), await c.send('named', { method: 'PUT' }, { preflight: { headers: [...c.grant, ['access-control-max-age', '600']] } }); return c.preflights();",
        "1",
    )
    .but(["1", "2", "1"], "as for IP addresses"),
    same(
        Local,
        Page::Public,
        "a page that counts as public calls `127.0.0.1`",
        "return c.send('loopback');",
        "allowed",
    )
    .but(["blocked", "allowed", "allowed"], "[Local Network Access](https://wicg.github.io/local-network-access/): Chromium asks the user, and without a window refuses. No header of the server has an influence; `Access-Control-Allow-Private-Network` belonged to the earlier proposal"),
    same(
        Local,
        Page::Public,
        "`Access-Control-Request-Private-Network` on its preflight",
        "await c.send('loopback', { method: 'PUT' }); return c.last('access-control-request-private-network', true);",
        "none",
    ),
];
