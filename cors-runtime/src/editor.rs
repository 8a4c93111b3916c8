//! The names of the policy language, as editors show them.
//!
//! rust-analyzer alone reads this file. It is made by `cargo test -p cors-compiler --test editor_names` with `BLESS=1`.
#![allow(
    missing_debug_implementations,
    missing_docs,
    non_upper_case_globals,
    reason = "these are names of the policy language, and no program has them"
)]

/// A value of any type.
pub const fn any<T>() -> T {
    loop {}
}

/// A value of any type, beside others.
pub const fn any_beside<T, U: Copy>(_: U) -> T {
    loop {}
}

/// The keys of a policy.
pub struct Keys {
    /// `name`: the name of the policy in logs, `explain` and errors: up to 64 bytes of visible characters
    ///
    /// Default: none; the location is used instead
    ///
    /// ```text
    /// name = "api"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub name: &'static str,
    /// `allow_origins`: a list of patterns, or `"*"` for any origin without credentials
    ///
    /// Default: required, unless the policy is `closed`, or has `runtime_origins`
    ///
    /// Response header: `access-control-allow-origin`
    ///
    /// ```text
    /// allow_origins = ["https://example.com"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub allow_origins: &'static [&'static str],
    /// `runtime_origins`: a list of patterns: the ceiling, under which the program may add origins while it runs, with `Policy::with_origins`
    ///
    /// Default: no origin can be added
    ///
    /// ```text
    /// runtime_origins = ["https://{tenant}.example.app"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub runtime_origins: &'static [&'static str],
    /// `closed`: `true`; in Rust `closed` alone is enough
    ///
    /// Default: the policy allows the origins in `allow_origins`
    ///
    /// ```text
    /// closed = true
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub closed: bool,
    /// `deny_origins`: a list of patterns, subtracted from the allowed ones
    ///
    /// Default: none
    ///
    /// ```text
    /// deny_origins = ["https://old.example.com"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub deny_origins: &'static [&'static str],
    /// `allow_credentials`: `true` or `false`
    ///
    /// Default: `false`
    ///
    /// Response header: `access-control-allow-credentials`
    ///
    /// ```text
    /// allow_credentials = true
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub allow_credentials: bool,
    /// `allow_methods`: a list of names, `"*"`, or `mirror_request`
    ///
    /// Default: on handlers, the methods of the handlers that have the policy; around a whole router, none. `GET`, `HEAD` and `POST` are always allowed.
    ///
    /// Response header: `access-control-allow-methods`
    ///
    /// ```text
    /// allow_methods = [PUT, DELETE]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub allow_methods: &'static [&'static str],
    /// `allow_headers`: a list of names, [header sets](https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html#header-sets) and [families](https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html#header-families), `"*"` (optionally with `authorization`), or `mirror_request`
    ///
    /// Default: only the safelisted headers
    ///
    /// Response header: `access-control-allow-headers`
    ///
    /// ```text
    /// allow_headers = ["content-type"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub allow_headers: &'static [&'static str],
    /// `expose_headers`: a list of names and [header sets](https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html#header-sets), or `"*"`
    ///
    /// Default: only the safelisted headers
    ///
    /// Response header: `access-control-expose-headers`
    ///
    /// ```text
    /// expose_headers = ["x-request-id"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub expose_headers: &'static [&'static str],
    /// `max_age`: how long browsers may cache the answer to a preflight: `"2h"`, `"10m"`, `"90s"`, `"1d"`, a number of seconds (`90` or `"90"`), or `0` for not at all
    ///
    /// Default: browsers cache it for 5 seconds
    ///
    /// Response header: `access-control-max-age`
    ///
    /// ```text
    /// max_age = "2h"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub max_age: &'static str,
    /// `timing_allow_origin`: `true` for pages of the allowed origins, or `"*"` for all pages: they see the [timing of responses](https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html#next-to-cors)
    ///
    /// Default: the header is not touched
    ///
    /// Response header: `timing-allow-origin`
    ///
    /// ```text
    /// timing_allow_origin = true
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub timing_allow_origin: bool,
    /// `cross_origin_resource_policy`: `"same-origin"`, `"same-site"` or `"cross-origin"`: whose pages may [embed responses without CORS](https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html#next-to-cors)
    ///
    /// Default: the header is not touched
    ///
    /// Response header: `cross-origin-resource-policy`
    ///
    /// ```text
    /// cross_origin_resource_policy = "same-site"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub cross_origin_resource_policy: &'static str,
    /// `activate_storage_access`: `"retry"` or `"load"`: requests from allowed origins, or frames too, get the [cookies that the user has granted](https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html#next-to-cors)
    ///
    /// Default: the header is not touched
    ///
    /// Response header: `activate-storage-access`
    ///
    /// ```text
    /// activate_storage_access = "retry"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub activate_storage_access: &'static str,
    /// `must_allow`: a list of origins that the finished tables must allow
    ///
    /// Default: none
    ///
    /// ```text
    /// must_allow = ["https://example.com"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub must_allow: &'static [&'static str],
    /// `must_deny`: a list of origins that the finished tables must deny
    ///
    /// Default: none
    ///
    /// ```text
    /// must_deny = ["https://evil.example"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub must_deny: &'static [&'static str],
    /// `accept_risk`: `{ rule = "the reason" }`, or for a single pattern `{ rule = { "the pattern" = "the reason" } }`
    ///
    /// Default: none
    ///
    /// ```text
    /// accept_risk = { insecure_origin = "the reason" }
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub accept_risk: &'static [(&'static str, &'static str)],
    /// `allow`: a list of rules whose warnings are silenced
    ///
    /// Default: none
    ///
    /// ```text
    /// allow = [redundant_origin]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub allow: &'static [&'static str],
    /// `file`: the path of a TOML file, relative to the package, that has the policy
    ///
    /// ```text
    /// file = "cors.toml", policy = "api"
    /// ```
    ///
    /// In a file: <https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html#in-a-file>
    pub file: &'static str,
    /// `policy`: the name of the policy in the file
    ///
    /// ```text
    /// file = "cors.toml", policy = "api"
    /// ```
    ///
    /// In a file: <https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html#in-a-file>
    pub policy: &'static str,
}

/// The keys of a policy.
pub mod keys {
    /// `name`: the name of the policy in logs, `explain` and errors: up to 64 bytes of visible characters
    ///
    /// Default: none; the location is used instead
    ///
    /// ```text
    /// name = "api"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const name: &'static str = super::any();
    /// `allow_origins`: a list of patterns, or `"*"` for any origin without credentials
    ///
    /// Default: required, unless the policy is `closed`, or has `runtime_origins`
    ///
    /// Response header: `access-control-allow-origin`
    ///
    /// ```text
    /// allow_origins = ["https://example.com"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const allow_origins: &'static [&'static str] = super::any();
    /// `runtime_origins`: a list of patterns: the ceiling, under which the program may add origins while it runs, with `Policy::with_origins`
    ///
    /// Default: no origin can be added
    ///
    /// ```text
    /// runtime_origins = ["https://{tenant}.example.app"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const runtime_origins: &'static [&'static str] = super::any();
    /// `closed`: `true`; in Rust `closed` alone is enough
    ///
    /// Default: the policy allows the origins in `allow_origins`
    ///
    /// ```text
    /// closed = true
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const closed: bool = super::any();
    /// `deny_origins`: a list of patterns, subtracted from the allowed ones
    ///
    /// Default: none
    ///
    /// ```text
    /// deny_origins = ["https://old.example.com"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const deny_origins: &'static [&'static str] = super::any();
    /// `allow_credentials`: `true` or `false`
    ///
    /// Default: `false`
    ///
    /// Response header: `access-control-allow-credentials`
    ///
    /// ```text
    /// allow_credentials = true
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const allow_credentials: bool = super::any();
    /// `allow_methods`: a list of names, `"*"`, or `mirror_request`
    ///
    /// Default: on handlers, the methods of the handlers that have the policy; around a whole router, none. `GET`, `HEAD` and `POST` are always allowed.
    ///
    /// Response header: `access-control-allow-methods`
    ///
    /// ```text
    /// allow_methods = [PUT, DELETE]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const allow_methods: &'static [&'static str] = super::any();
    /// `allow_headers`: a list of names, [header sets](https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html#header-sets) and [families](https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html#header-families), `"*"` (optionally with `authorization`), or `mirror_request`
    ///
    /// Default: only the safelisted headers
    ///
    /// Response header: `access-control-allow-headers`
    ///
    /// ```text
    /// allow_headers = ["content-type"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const allow_headers: &'static [&'static str] = super::any();
    /// `expose_headers`: a list of names and [header sets](https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html#header-sets), or `"*"`
    ///
    /// Default: only the safelisted headers
    ///
    /// Response header: `access-control-expose-headers`
    ///
    /// ```text
    /// expose_headers = ["x-request-id"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const expose_headers: &'static [&'static str] = super::any();
    /// `max_age`: how long browsers may cache the answer to a preflight: `"2h"`, `"10m"`, `"90s"`, `"1d"`, a number of seconds (`90` or `"90"`), or `0` for not at all
    ///
    /// Default: browsers cache it for 5 seconds
    ///
    /// Response header: `access-control-max-age`
    ///
    /// ```text
    /// max_age = "2h"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const max_age: &'static str = super::any();
    /// `timing_allow_origin`: `true` for pages of the allowed origins, or `"*"` for all pages: they see the [timing of responses](https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html#next-to-cors)
    ///
    /// Default: the header is not touched
    ///
    /// Response header: `timing-allow-origin`
    ///
    /// ```text
    /// timing_allow_origin = true
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const timing_allow_origin: bool = super::any();
    /// `cross_origin_resource_policy`: `"same-origin"`, `"same-site"` or `"cross-origin"`: whose pages may [embed responses without CORS](https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html#next-to-cors)
    ///
    /// Default: the header is not touched
    ///
    /// Response header: `cross-origin-resource-policy`
    ///
    /// ```text
    /// cross_origin_resource_policy = "same-site"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const cross_origin_resource_policy: &'static str = super::any();
    /// `activate_storage_access`: `"retry"` or `"load"`: requests from allowed origins, or frames too, get the [cookies that the user has granted](https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html#next-to-cors)
    ///
    /// Default: the header is not touched
    ///
    /// Response header: `activate-storage-access`
    ///
    /// ```text
    /// activate_storage_access = "retry"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const activate_storage_access: &'static str = super::any();
    /// `must_allow`: a list of origins that the finished tables must allow
    ///
    /// Default: none
    ///
    /// ```text
    /// must_allow = ["https://example.com"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const must_allow: &'static [&'static str] = super::any();
    /// `must_deny`: a list of origins that the finished tables must deny
    ///
    /// Default: none
    ///
    /// ```text
    /// must_deny = ["https://evil.example"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const must_deny: &'static [&'static str] = super::any();
    /// `accept_risk`: `{ rule = "the reason" }`, or for a single pattern `{ rule = { "the pattern" = "the reason" } }`
    ///
    /// Default: none
    ///
    /// ```text
    /// accept_risk = { insecure_origin = "the reason" }
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const accept_risk: &'static [(&'static str, &'static str)] = super::any();
    /// `allow`: a list of rules whose warnings are silenced
    ///
    /// Default: none
    ///
    /// ```text
    /// allow = [redundant_origin]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const allow: &'static [&'static str] = super::any();
    /// `file`: the path of a TOML file, relative to the package, that has the policy
    ///
    /// ```text
    /// file = "cors.toml", policy = "api"
    /// ```
    ///
    /// In a file: <https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html#in-a-file>
    pub const file: &'static str = super::any();
    /// `policy`: the name of the policy in the file
    ///
    /// ```text
    /// file = "cors.toml", policy = "api"
    /// ```
    ///
    /// In a file: <https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html#in-a-file>
    pub const policy: &'static str = super::any();
}

/// Names in lists of origins.
pub mod origins {
    /// The origins of apps of Capacitor from version 6 on; on iOS, and on Android with the default `androidScheme`. Every app that is built with it has them.
    ///
    /// * `capacitor://localhost`
    /// * `https://localhost`
    ///
    /// <https://capacitorjs.com/docs/config>
    pub const capacitor: &'static [&'static str] = super::any();
    /// The origins of apps of Ionic's web view for Cordova; on iOS and on Android. Ionic apps in Capacitor need `capacitor`. Every app that is built with it has them.
    ///
    /// * `http://localhost`
    /// * `ionic://localhost`
    ///
    /// <https://ionicframework.com/docs/troubleshooting/cors>
    pub const ionic: &'static [&'static str] = super::any();
    /// The origins of apps of Tauri 2; on macOS, iOS and Linux, and on Windows and Android without and with `useHttpsScheme`. Every app that is built with it has them.
    ///
    /// * `http://tauri.localhost`
    /// * `https://tauri.localhost`
    /// * `tauri://localhost`
    ///
    /// <https://v2.tauri.app/reference/config/#usehttpsscheme>
    pub const tauri: &'static [&'static str] = super::any();
    /// The origins that a regex matches as a whole.
    ///
    /// ```text
    /// regex(r"https://(eu|us)\.example\.com")
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const regex: &'static str = super::any();
}

/// Names in `allow_methods`.
pub mod methods {
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const ACL: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const BIND: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const CHECKIN: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const CHECKOUT: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const COPY: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const DELETE: &'static str = super::any();
    /// A [safelisted method](https://fetch.spec.whatwg.org/#cors-safelisted-method): it is always allowed, and doesn't need to be listed.
    pub const GET: &'static str = super::any();
    /// A [safelisted method](https://fetch.spec.whatwg.org/#cors-safelisted-method): it is always allowed, and doesn't need to be listed.
    pub const HEAD: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const LABEL: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const LINK: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const LOCK: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const MERGE: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const MKACTIVITY: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const MKCALENDAR: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const MKCOL: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const MKREDIRECTREF: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const MKWORKSPACE: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const MOVE: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const OPTIONS: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const ORDERPATCH: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const PATCH: &'static str = super::any();
    /// A [safelisted method](https://fetch.spec.whatwg.org/#cors-safelisted-method): it is always allowed, and doesn't need to be listed.
    pub const POST: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const PRI: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const PROPFIND: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const PROPPATCH: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const PURGE: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const PUT: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const QUERY: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const REBIND: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const REPORT: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const SEARCH: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const UNBIND: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const UNCHECKOUT: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const UNLINK: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const UNLOCK: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const UPDATE: &'static str = super::any();
    /// A browser asks before it sends a request with this method, in a [preflight](https://fetch.spec.whatwg.org/#cors-preflight-fetch). Pages may send it if the policy lists it.
    pub const UPDATEREDIRECTREF: &'static str = super::any();
    /// Allows every method: the answer to a preflight repeats what it asks for.
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const mirror_request: &'static str = super::any();
}

/// Names in `allow_headers`.
pub mod request_headers {
    /// Connect; its pages that speak gRPC-Web need `grpc_web` too
    ///
    /// * `connect-protocol-version`
    /// * `connect-timeout-ms`
    /// * `content-type`
    ///
    /// https://connectrpc.com/docs/cors/
    pub const connect: &'static [&'static str] = super::any();
    /// GraphQL, with uploads as `multipart/form-data`: one of these headers makes the browser ask first
    ///
    /// * `apollo-require-preflight`
    /// * `content-type`
    /// * `graphql-require-preflight`
    /// * `x-apollo-operation-name`
    ///
    /// https://www.apollographql.com/docs/apollo-server/security/cors#preventing-cross-site-request-forgery-csrf
    pub const graphql_upload: &'static [&'static str] = super::any();
    /// gRPC-Web
    ///
    /// * `content-type`
    /// * `grpc-timeout`
    /// * `x-grpc-web`
    /// * `x-user-agent`
    ///
    /// https://connectrpc.com/docs/cors/
    pub const grpc_web: &'static [&'static str] = super::any();
    /// Model Context Protocol, streamable HTTP, revisions of 2025 and 2026
    ///
    /// * `content-type`
    /// * `last-event-id`
    /// * `mcp-method`
    /// * `mcp-name`
    /// * `mcp-protocol-version`
    /// * `mcp-session-id`
    ///
    /// https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
    pub const mcp: &'static [&'static str] = super::any();
    /// uploads to presigned URLs, in one part or several, as S3 has them
    ///
    /// * `content-md5`
    /// * `content-type`
    /// * `x-amz-content-sha256`
    /// * `x-amz-date`
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html
    pub const s3_upload: &'static [&'static str] = super::any();
    /// tus 1.0, resumable uploads, with its extensions
    ///
    /// * `content-type`
    /// * `tus-resumable`
    /// * `upload-checksum`
    /// * `upload-concat`
    /// * `upload-defer-length`
    /// * `upload-length`
    /// * `upload-metadata`
    /// * `upload-offset`
    ///
    /// https://tus.io/protocols/resumable-upload
    pub const tus: &'static [&'static str] = super::any();
    /// Allows every header: the answer to a preflight repeats what it asks for.
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html
    pub const mirror_request: &'static str = super::any();
}

/// Names in `expose_headers`.
pub mod response_headers {
    /// gRPC-Web
    ///
    /// * `grpc-message`
    /// * `grpc-status`
    /// * `grpc-status-details-bin`
    ///
    /// https://connectrpc.com/docs/cors/
    pub const grpc_web: &'static [&'static str] = super::any();
    /// Model Context Protocol, streamable HTTP, revisions of 2025 and 2026
    ///
    /// * `mcp-session-id`
    ///
    /// https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
    pub const mcp: &'static [&'static str] = super::any();
    /// uploads to presigned URLs, in one part or several, as S3 has them
    ///
    /// * `etag`
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html
    pub const s3_upload: &'static [&'static str] = super::any();
    /// tus 1.0, resumable uploads, with its extensions
    ///
    /// * `location`
    /// * `tus-checksum-algorithm`
    /// * `tus-extension`
    /// * `tus-max-size`
    /// * `tus-resumable`
    /// * `tus-version`
    /// * `upload-concat`
    /// * `upload-defer-length`
    /// * `upload-expires`
    /// * `upload-length`
    /// * `upload-metadata`
    /// * `upload-offset`
    ///
    /// https://tus.io/protocols/resumable-upload
    pub const tus: &'static [&'static str] = super::any();
}

/// The rules in `accept_risk`.
pub mod risks {
    /// a pattern that matches more than eight registrable domains, or any top-level domain (only a warning for a leading `*.` without credentials) (risk).
    ///
    /// anyone who registers one of these domains gets the same access as the intended domains
    ///
    /// ```text
    /// allow_origins = ["https://{branch}.vercel.app"], allow_credentials = true
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#unbounded_trust
    pub const unbounded_trust: &'static str = super::any();
    /// a pattern in `runtime_origins` that matches more than eight registrable domains, or leaves the top-level domain open (risk).
    ///
    /// the ceiling no longer limits what a mistake or an attacker can put into the list of origins: anyone can register one of these domains
    ///
    /// ```text
    /// runtime_origins = [regex("https://.+")]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#unbounded_ceiling
    pub const unbounded_ceiling: &'static str = super::any();
    /// credentials for an `http:` origin that is not on the user's own machine (risk).
    ///
    /// anyone on the network path can inject a script into an `http:` page and act with the user's credentials
    ///
    /// ```text
    /// allow_origins = ["http://app.example.com"], allow_credentials = true
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#insecure_origin
    pub const insecure_origin: &'static str = super::any();
    /// the origin `null` (risk).
    ///
    /// every sandboxed frame on the web has the origin `null`, so allowing it allows any page
    ///
    /// ```text
    /// allow_origins = ["null"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#null_origin
    pub const null_origin: &'static str = super::any();
    /// `allow_headers = mirror_request`, or nearly every header as in `x-{name}`, with credentials (risk).
    ///
    /// a page could set any header that the server or a proxy trusts, such as `x-forwarded-user`
    ///
    /// ```text
    /// allow_origins = ["https://example.com"], allow_credentials = true, allow_headers = mirror_request, max_age = "2h"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#mirror_headers
    pub const mirror_headers: &'static str = super::any();
}

/// The rules in `allow`.
pub mod warnings {
    /// an entry that is listed twice, or a family of headers that another one covers (warning).
    ///
    /// the second entry has no effect
    ///
    /// ```text
    /// allow_origins = ["https://example.com", "https://example.com"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#duplicate
    pub const duplicate: &'static str = super::any();
    /// `localhost` or a loopback address without a port (warning).
    ///
    /// an origin without a port matches only the default port, and development servers usually use others
    ///
    /// ```text
    /// allow_origins = ["http://localhost"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#localhost_port
    pub const localhost_port: &'static str = super::any();
    /// an origin that all apps of a framework share (warning).
    ///
    /// the origin doesn't identify the app, so it cannot restrict access to one app
    ///
    /// ```text
    /// allow_origins = ["capacitor://localhost"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#shared_app_origin
    pub const shared_app_origin: &'static str = super::any();
    /// a dot in a regex that also matches other characters (error, silenceable).
    ///
    /// the regex `example.com` also matches `example-com` and `exampleacom`, which others can register
    ///
    /// ```text
    /// allow_origins = [regex("https://example.com")]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#unescaped_dot
    pub const unescaped_dot: &'static str = super::any();
    /// an alternative or a character in a pattern that no origin can match (warning).
    ///
    /// the rest of the pattern can match, so this mistake is easily overlooked
    ///
    /// ```text
    /// allow_origins = ["https://example.{tld:com|co\\.uk}"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#dead_alternative
    pub const dead_alternative: &'static str = super::any();
    /// a pattern that starts like an IPv4 address and also matches domain names (error, silenceable).
    ///
    /// `192.168.evil.com` is a domain name that anyone can register
    ///
    /// ```text
    /// allow_origins = ["http://192.168.0.{n}:*"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#names_beside_addresses
    pub const names_beside_addresses: &'static str = super::any();
    /// a domain name that looks like an IPv4 address (warning).
    ///
    /// a host is an address only if its last part is a number; letters and hyphens don't match digits
    ///
    /// ```text
    /// allow_origins = ["http://192.168.0.x:3000"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#name_like_address
    pub const name_like_address: &'static str = super::any();
    /// a pattern that another pattern covers (warning).
    ///
    /// it has no effect: without it, its origins would still be allowed
    ///
    /// ```text
    /// allow_origins = ["https://*.example.com", "https://www.example.com"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#redundant_origin
    pub const redundant_origin: &'static str = super::any();
    /// a pattern in `runtime_origins` that a pattern in `allow_origins` covers (warning).
    ///
    /// all of its origins are already allowed, whether or not the program adds them
    ///
    /// ```text
    /// allow_origins = ["https://*.example.app"], runtime_origins = ["https://{tenant}.example.app"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#redundant_ceiling
    pub const redundant_ceiling: &'static str = super::any();
    /// a pattern in `deny_origins` that matches no allowed origin (warning).
    ///
    /// origins that neither `allow_origins` nor `runtime_origins` matches are refused anyway, so this denial has no effect
    ///
    /// ```text
    /// allow_origins = ["https://*.example.com"], deny_origins = ["https://example.com"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#denies_nothing
    pub const denies_nothing: &'static str = super::any();
    /// a denied host whose subdomains are still allowed (warning).
    ///
    /// the owner of a host controls its subdomains
    ///
    /// ```text
    /// allow_origins = ["https://*.example.com"], deny_origins = ["https://old.example.com"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#denial_keeps_subdomains
    pub const denial_keeps_subdomains: &'static str = super::any();
    /// a denied host that is still allowed with another port, another scheme, or a trailing dot (warning).
    ///
    /// the owner of a host controls all its schemes and ports, and the same name with a trailing dot
    ///
    /// ```text
    /// allow_origins = ["https://*.example.com:*"], deny_origins = ["https://old.example.com", "https://*.old.example.com:*"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#denial_keeps_host
    pub const denial_keeps_host: &'static str = super::any();
    /// a pattern that matches more than eight registrable domains, or any top-level domain (only a warning for a leading `*.` without credentials) (risk).
    ///
    /// anyone who registers one of these domains gets the same access as the intended domains
    ///
    /// ```text
    /// allow_origins = ["https://{branch}.vercel.app"], allow_credentials = true
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#unbounded_trust
    pub const unbounded_trust: &'static str = super::any();
    /// a wildcard or a regex in a list of methods or headers (error, silenceable).
    ///
    /// names are compared literally, so this entry matches no real method or header
    ///
    /// ```text
    /// allow_origins = ["https://example.com"], allow_headers = ["x-amz-meta-*"], max_age = "2h"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#name_pattern
    pub const name_pattern: &'static str = super::any();
    /// a likely misspelling of a well-known method or header (warning).
    ///
    /// names are compared literally, so a misspelled name matches no real request
    ///
    /// ```text
    /// allow_origins = ["https://example.com"], allow_headers = ["Content_Type"], max_age = "2h"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#misspelled_name
    pub const misspelled_name: &'static str = super::any();
    /// a known method that is not in upper case (error, silenceable).
    ///
    /// methods are case-sensitive: `patch` and `PATCH` are different methods, and servers expect `PATCH`
    ///
    /// ```text
    /// allow_origins = ["https://example.com"], allow_methods = [patch], max_age = "2h"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#method_case
    pub const method_case: &'static str = super::any();
    /// `GET`, `HEAD` or `POST`, which don't need to be listed (warning).
    ///
    /// browsers allow safelisted methods regardless of the policy, so omitting one doesn't refuse it
    ///
    /// ```text
    /// allow_origins = ["https://example.com"], allow_methods = [GET, PUT], max_age = "2h"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#safelisted_method
    pub const safelisted_method: &'static str = super::any();
    /// `OPTIONS`, which doesn't need to be listed (warning).
    ///
    /// `allow_methods` lists methods that pages send; the `OPTIONS` of a preflight is sent by the browser and doesn't need permission
    ///
    /// ```text
    /// allow_origins = ["https://example.com"], allow_methods = [PUT, OPTIONS], max_age = "2h"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#preflight_method
    pub const preflight_method: &'static str = super::any();
    /// a response header in `allow_headers` (error, silenceable).
    ///
    /// `allow_headers` lists the headers that pages send; only servers send this header
    ///
    /// ```text
    /// allow_origins = ["https://example.com"], allow_headers = ["access-control-allow-origin"], max_age = "2h"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#response_header_allowed
    pub const response_header_allowed: &'static str = super::any();
    /// `*` in `allow_headers` without `authorization` (warning).
    ///
    /// the Fetch standard excludes `authorization` from `*`: browsers still send it, and may refuse it later
    ///
    /// ```text
    /// allow_origins = "*", allow_headers = "*", max_age = "2h"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#wildcard_without_authorization
    pub const wildcard_without_authorization: &'static str = super::any();
    /// a header in `expose_headers` that only requests or preflight responses have (error, silenceable).
    ///
    /// `expose_headers` lists response headers that pages read; those responses never have this header
    ///
    /// ```text
    /// allow_origins = ["https://example.com"], expose_headers = ["access-control-allow-methods"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#request_header_exposed
    pub const request_header_exposed: &'static str = super::any();
    /// a response header that every page can read (warning).
    ///
    /// pages can always read the safelisted response headers
    ///
    /// ```text
    /// allow_origins = ["https://example.com"], expose_headers = ["content-type", "x-request-id"]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#safelisted_response_header
    pub const safelisted_response_header: &'static str = super::any();
    /// one of two headers that belong together, such as `if-match` without `etag` (warning).
    ///
    /// pages must send one and read the other, but the policy allows only one of them
    ///
    /// ```text
    /// allow_origins = ["https://example.com"], allow_headers = ["mcp-session-id"], max_age = "2h"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#unpaired_header
    pub const unpaired_header: &'static str = super::any();
    /// a `max_age` above two hours (warning).
    ///
    /// Chromium caches preflight responses for at most 7200 seconds, Safari for at most 600
    ///
    /// ```text
    /// allow_origins = ["https://example.com"], max_age = "24h"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#max_age_over_cap
    pub const max_age_over_cap: &'static str = super::any();
    /// methods or headers that trigger preflights, without `max_age` (warning).
    ///
    /// without `max_age`, browsers cache a preflight response for only 5 seconds, so most requests need a preflight
    ///
    /// ```text
    /// allow_origins = ["https://example.com"], allow_methods = [PUT]
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#no_max_age
    pub const no_max_age: &'static str = super::any();
    /// `timing_allow_origin = "*"` with credentials (warning).
    ///
    /// from the timing of a response with cookies, any page can infer what a user may see on this server
    ///
    /// ```text
    /// allow_origins = ["https://example.com"], allow_credentials = true, timing_allow_origin = "*"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#timing_for_any_origin
    pub const timing_for_any_origin: &'static str = super::any();
    /// `allow_origins = "*"` with a `cross_origin_resource_policy` other than `"cross-origin"` (warning).
    ///
    /// any page can read the response with CORS, so refusing to let it embed the response protects nothing
    ///
    /// ```text
    /// allow_origins = "*", cross_origin_resource_policy = "same-site"
    /// ```
    ///
    /// https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#embedding_narrower_than_origins
    pub const embedding_narrower_than_origins: &'static str = super::any();
}

/// What a row of a map can have in place of a policy.
pub mod maps {
    /// The policy that allows no origin.
    pub const closed: bool = super::any();
}
