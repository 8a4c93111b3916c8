//! An allowed page sees every status of a handler, and no other page sees any.

use std::time::Duration;

use cors_runtime::Policy;
use cors_tests::adapters::{DECISION, TOWER};
use cors_tests::server::Server;
use cors_user_agent::{CredentialsMode, Page, RedirectMode, Request, ResponseType, UserAgent};
use http::{HeaderMap, StatusCode};

#[test]
fn every_status_is_shared_with_the_allowed() {
    let policy = Policy::from_toml(
        r#"allow_origins = ["https://page.example"]
           allow_credentials = true
           allow_methods = ["PUT"]"#,
    );
    let policy = policy.unwrap();
    for status in 200..=599 {
        for (page, is_allowed) in [("https://page.example", true), ("https://evil.example", false)]
        {
            for (method, way) in [("GET", DECISION), ("PUT", TOWER)] {
                let mut server = Server::new(policy.clone(), way, HeaderMap::new());
                server.status = StatusCode::from_u16(status).unwrap();
                let request =
                    Request::new(&Page::new(page).unwrap(), method, "https://api.example.net/");
                let request = request.unwrap().credentials(CredentialsMode::Include);
                let request = request.redirect(RedirectMode::Manual);
                let got = UserAgent::new().fetch(&mut server, request, Duration::ZERO);
                let seen = got.ok().map(|response| match response.kind {
                    ResponseType::OpaqueRedirect => 0,
                    _ => response.status,
                });
                let shown = if [301, 302, 303, 307, 308].contains(&status) { 0 } else { status };
                assert_eq!(seen, is_allowed.then_some(shown), "{status} {page} {method}");
            }
        }
    }
}
