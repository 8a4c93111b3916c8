//! I5: deciding allocates nothing, whether it refuses or not. That a megabyte takes no longer than the
//! longest list that is read is checked with counts of instructions, by `benches/compare/growth.rs`.

use std::hint::black_box;

use allocation_counter::measure;
use proptest::prelude::*;

use crate::config;
use crate::messages::request;
use crate::policies::policy;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn i5_deciding_allocates_nothing(
        compiled in policy(),
        requests in prop::collection::vec(request(), 1..12),
    ) {
        for request in requests {
            let counted = measure(|| {
                let decision = compiled.policy.evaluate(request.method(), request.headers());
                let _ = black_box((decision.status(), decision.refusal().is_some()));
            });
            prop_assert_eq!(counted.count_total, 0, "{:?}", request);
        }
    }
}
