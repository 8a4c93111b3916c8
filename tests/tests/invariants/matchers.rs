//! I3: an origin is a member of a policy's set if one of its patterns matches it, and only then;
//! and what is a member, a browser can send.

use http::header::ORIGIN;
use http::{HeaderMap, HeaderValue, Method};
use proptest::prelude::*;

use crate::config;
use crate::patterns::{Pattern, can_send, is_beyond_the_parser, origin_like};
use crate::policies::policy;

/// As long as an origin may be: longer ones are refused unread.
const MAX_ORIGIN: usize = 64 + 3 + 254 + 6;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn i3_an_origin_is_a_member_if_a_pattern_matches_it(
        compiled in policy(),
        origins in prop::collection::vec(origin_like(), 1..60),
    ) {
        for origin in origins.iter().filter(|origin| !is_beyond_the_parser(origin)) {
            let is_member = compiled.policy.allows_origin(origin);
            // What a request is answered comes of the same set.
            if let Ok(value) = HeaderValue::from_bytes(origin) {
                let headers = HeaderMap::from_iter([(ORIGIN, value)]);
                let decision = compiled.policy.evaluate(&Method::GET, &headers);
                prop_assert_eq!(decision.refusal().is_none(), is_member);
            }
            let Some(patterns) = &compiled.patterns else {
                prop_assert!(is_member, "`*` has all members");
                continue;
            };
            let text = String::from_utf8_lossy(origin);
            let matches = origin.len() <= MAX_ORIGIN && patterns.matches(origin);
            prop_assert_eq!(is_member, matches, "{}", &text);
            if patterns.allowed.iter().all(Pattern::is_of_the_web) {
                prop_assert!(!is_member || can_send(&text), "{}", &text);
            }
        }
    }
}
