//! I3: an origin is a member of a policy's set exactly if one of its patterns matches it and a browser can
//! send it.

use http::header::ORIGIN;
use http::{HeaderMap, HeaderValue, Method};
use proptest::prelude::*;

use crate::config;
use crate::patterns::{Pattern, can_send, is_beyond_the_parser, origin_like};
use crate::policies::policy;

/// The maximum length of an origin: longer ones are refused without reading them.
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
            // The answer to a request uses the same set.
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
