//! Every kind of policy, in each framework: in a static, by value, live, chosen by a function, by a map.

use std::sync::LazyLock;

use cors_runtime::{CLOSED, IntoPolicySource, LivePolicy, Policy, PolicyMap, policies, select};
use http::Response;
use poem_crate::EndpointExt as _;

use crate::{API, PAGE, allowed, request};

use ::poem as poem_crate;

static LAZY: LazyLock<Policy> = LazyLock::new(|| API.clone());
static LIVE: LazyLock<LivePolicy> = LazyLock::new(|| LivePolicy::new(&API));
static SITE: PolicyMap = policies! { "/closed/{*rest}" => CLOSED, _ => API };

/// The answers of each framework to requests for two paths.
async fn answers<K: IntoPolicySource>(
    kind: impl Fn() -> K,
) -> Vec<(&'static str, [Response<String>; 2])> {
    use cors_runtime::{poem, rocket, salvo};
    use cors_tests::{poem as poem_tests, rocket as rocket_tests, salvo as salvo_tests};

    let requests = || [request("GET", "/open/x"), request("GET", "/closed/x")];
    let mut answers = Vec::new();

    let service =
        salvo_core::Service::new(salvo_core::Router::new()).hoop(salvo::Cors::new(kind()));
    let [open, closed] = requests();
    let both = [salvo_tests::send(&service, open).await, salvo_tests::send(&service, closed).await];
    answers.push(("salvo", both));

    let endpoint = poem_crate::Route::new().with(poem::Cors::new(kind()));
    let [open, closed] = requests();
    let both = [poem_tests::send(&endpoint, open).await, poem_tests::send(&endpoint, closed).await];
    answers.push(("poem", both));

    let app = rocket_tests::application().attach(rocket::Cors::new(kind()));
    let client = rocket_tests::client(app).await;
    let [open, closed] = requests();
    let both = [rocket_tests::send(&client, open).await, rocket_tests::send(&client, closed).await];
    answers.push(("rocket", both));
    answers
}

async fn check<K: IntoPolicySource>(name: &str, kind: impl Fn() -> K, depends_on_path: bool) {
    for (framework, [open, closed]) in answers(kind).await {
        let context = format!("{name} in {framework}");
        assert_eq!(open.status(), 404, "{context}");
        assert_eq!(allowed(&open), Some(PAGE), "{context}: {open:?}");
        assert_eq!(allowed(&closed).is_none(), depends_on_path, "{context}: {closed:?}");
    }
}

#[tokio::test]
async fn every_kind_of_policy_in_each_framework() {
    check("a reference to a static", || &API, false).await;
    check("a reference to a lazy static", || &LAZY, false).await;
    check("a policy by value", || API.clone(), false).await;
    check("a map", || &SITE, true).await;
    let by_path = || {
        select(|target| {
            let policy = if target.path().starts_with("/closed/") { &CLOSED } else { &API };
            Some(policy.clone())
        })
    };
    check("a function", by_path, true).await;
}

#[tokio::test]
async fn a_live_policy_is_replaced_in_each_framework() {
    let live: &'static LivePolicy = &LIVE;
    check("a live policy", || live, false).await;
    live.store(CLOSED.clone());
    for (framework, both) in answers(|| live).await {
        assert!(both.iter().all(|response| allowed(response).is_none()), "{framework}: {both:?}");
    }
}
