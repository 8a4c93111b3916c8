//! The texts of refusals.

use super::*;

/// The texts of refusals. The bytes come from the request: they are escaped and limited in length.
#[test]
fn refusals_are_escaped_and_limited() {
    let words = |policy: &PolicyTable, reason| Refusal::new(policy, None, reason).to_string();
    let origin = |origin| Reason::OriginNotAllowed { origin };
    assert_eq!(
        words(&SET, origin(b"http://example.com")),
        "the origin `http://example.com` is not allowed; the closest allowed origin is \
         `https://example.com`"
    );
    let text = words(&SET, origin(b"null"));
    assert!(text.contains("sandboxed frames") && !words(&SET, origin(b"a")).contains("sandboxed"));
    let hundred = [b'a'; 100];
    let more = [b'a'; 101];
    assert!(!words(&SET, origin(&hundred)).contains('…'));
    assert!(words(&SET, origin(&more)).contains("a…`"));
    assert!(words(&SET, origin(b"a\nb")).contains("`a\\nb`"));
    assert_eq!(Refusal::new(&SET, None, origin(b"a")).reason(), origin(b"a"));
}

/// Each text contains the fix.
#[test]
fn refusals_suggest_a_fix() {
    let many = list("a,b,c,d,e,f,g,h,i,j,k,l");
    let more = list("a,b,c,d,e,f,g,h,i,j,k,l,m,n");
    let twelve = "`a`, `b`, `c`, `d`, `e`, `f`, `g`, `h`, `i`, `j`, `k`, `l`";
    let few = |list: &[&'static str]| {
        let texts: Vec<Text> = list.iter().map(|text| Text::Fixed(text)).collect();
        let strategy = Strategy::Few(Few::new(&texts).unwrap());
        PolicyTable {
            allow_origins: AllowOrigins::Set {
                origins: OriginSet { strategy },
                credentials: false,
            },
            ..SET
        }
    };
    let below = PolicyTable {
        allow_origins: AllowOrigins::Set {
            origins: OriginSet {
                strategy: Strategy::Wildcards(WildcardGroup {
                    scheme: Scheme::Https,
                    shape: Shape::Subdomains,
                    names: StringSet::One(Text::Fixed(".example.com")),
                }),
            },
            credentials: false,
        },
        ..SET
    };
    let origin = |origin| Reason::OriginNotAllowed { origin };
    let not_allowed = |method| Reason::MethodNotAllowed { method };
    let not_mounted = |method| Reason::MethodNotMounted { method };
    let header = |name| Reason::HeaderNotAllowed { name };
    let too_long = |rest| Reason::HeaderListTooLong { rest };
    let allowed_for_long = b"x-bar,".repeat(1_000);
    let long_name = b"a".repeat(10_000);
    for (policy, reason, ending) in [
        (
            SET,
            not_allowed(b"put"),
            "allowed: methods are case-sensitive, and the policy allows `PUT`",
        ),
        (
            SET,
            not_allowed(b"PATCH"),
            "`PATCH` is not allowed; `allow_methods` lists `DELETE`, `PUT`",
        ),
        (
            methods(AllowMethods::AsMounted),
            not_allowed(b"PUT"),
            "a whole router allows only `GET`, `HEAD` and `POST`",
        ),
        (methods(AllowMethods::Any), not_allowed(b"TRACE"), "; pages cannot send this method"),
        (SET, not_mounted(b"GET"), "no handler with a policy handles `GET`"),
        (
            SET,
            Reason::SeveralMethods,
            "several `Access-Control-Request-Method` headers, which browsers never send",
        ),
        (SET, Reason::SeveralOrigins, "several `Origin` headers, which browsers never send"),
        (
            headers(AllowHeaders::Any),
            header(b"authorization"),
            "write `allow_headers = [\"*\", \"authorization\"]`",
        ),
        (
            headers(AllowHeaders::List(NameList::EMPTY)),
            header(b"a"),
            "`a` is not allowed; the policy has no `allow_headers`",
        ),
        (SET, header(b"a"), "`a` is not allowed; `allow_headers` lists `x-bar`, `x-foo`"),
        (headers(AllowHeaders::List(many)), header(b"z"), twelve),
        (headers(AllowHeaders::List(more)), header(b"z"), "`k`, `l` and 2 more"),
        (
            SET,
            Reason::HeaderListMalformed { element: b"a b" },
            "contains `a b`, which is not a valid header name",
        ),
        (
            SET,
            too_long(b"x-bar,x-foo,x-baz"),
            "header `x-baz` is not allowed; `allow_headers` lists `x-bar`, `x-foo`",
        ),
        (
            SET,
            too_long(&allowed_for_long),
            "repeats names or contains excess whitespace, which browsers never send",
        ),
        (SET, too_long(&long_name), "aaa…` is not allowed; `allow_headers` lists `x-bar`, `x-foo`"),
        (
            headers(AllowHeaders::Mirror),
            too_long(b"a"),
            "has more than 4096 bytes, or more than 32 empty elements",
        ),
        (
            below.clone(),
            origin(b"https://example.com"),
            "; `https://*.example.com` matches only subdomains",
        ),
        (
            below.clone(),
            origin(b"http://a.example.com"),
            "; the closest pattern, `https://*.example.com`, does not match",
        ),
        (
            below.clone(),
            origin(b"https://a.test"),
            "`https://a.test` is not allowed; `allow_origins` lists `https://*.example.com`",
        ),
        (
            few(&["app://1", "app://2", "app://3"]),
            origin(b"https://a.test"),
            "lists `app://1`, `app://2`, `app://3`",
        ),
        (
            few(&["app://1", "app://2", "app://3", "app://4"]),
            origin(b"https://a.test"),
            "`https://a.test` is not allowed",
        ),
        (ANY, origin(b"https://a.test"), "`https://a.test` is not allowed"),
    ] {
        let words = Refusal::new(&policy, None, reason).to_string();
        assert!(words.ends_with(ending), "{words}, and not {ending}");
    }
    for (mounted, method, ending) in [
        ("GET,PUT", "DELETE", "handles `DELETE`; this path has handlers for `GET`, `PUT`"),
        ("GET,PUT", "get", ": methods are case-sensitive, and this path has a handler for `GET`"),
        ("", "PUT", "; this policy applies only to requests without a handler"),
    ] {
        let mounted = Mounted { methods: Names::new(mounted), ..MOUNTED };
        let reason = not_mounted(method.as_bytes());
        let words = Refusal::new(&SET, Some(mounted), reason).to_string();
        assert!(words.ends_with(ending), "{words}, and not {ending}");
    }
}
