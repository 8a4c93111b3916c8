//! The places where `cors!` can be used, with the same meaning in each.

use cors_runtime::Policy;

/// In a constant, which the minimum version of Rust must allow.
const IN_A_CONST: Policy = cors_runtime::cors! { allow_origins = ["https://a.example"] };

static IN_A_STATIC: Policy = cors_runtime::cors! { allow_origins = ["https://a.example"] };

/// In a module without imports, with names that could be confused with those of the library.
mod without_imports {
    #![allow(dead_code, reason = "these only shadow other names")]
    mod core {}
    mod cors_tables {}
    struct Some;
    struct None;
    pub(crate) static POLICY: ::cors_runtime::Policy =
        ::cors_runtime::cors! { allow_origins = ["https://a.example"], max_age = "2h" };
}

macro_rules! policy_of {
    ($origin:literal, $age:expr) => {
        cors_runtime::cors! { allow_origins = [$origin], max_age = "2h" }
    };
    ($($tokens:tt)*) => { cors_runtime::cors! { $($tokens)* } };
}

#[test]
fn everywhere() {
    let twice = (
        cors_runtime::cors! { allow_origins = ["https://a.example"] },
        cors_runtime::cors! { allow_origins = ["https://a.example"] },
    );
    let by_macro = [
        policy_of!("https://a.example", 5),
        policy_of!(allow_origins = ["https://a.example"], max_age = 0),
    ];
    let all = [&IN_A_CONST, &IN_A_STATIC, &without_imports::POLICY, &twice.0, &twice.1];
    for policy in all.into_iter().chain(&by_macro) {
        assert!(policy.allows_origin(b"https://a.example"));
        assert!(!policy.allows_origin(b"https://b.example"));
    }
}

/// A policy is a handle: two words for its tables, and one for the origins that were added to it. It is cheap to clone, and
/// shared between threads. One in a `const` can be borrowed for the lifetime of the program.
#[test]
fn a_policy_is_a_handle() {
    fn shared<T: Clone + Send + Sync + 'static>() -> usize {
        size_of::<T>()
    }
    assert_eq!(shared::<Policy>(), 3 * size_of::<usize>());
    let promoted: &'static Policy = &IN_A_CONST;
    assert_eq!(promoted.location(), IN_A_CONST.location());
}
