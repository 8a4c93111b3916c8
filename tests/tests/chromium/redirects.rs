//! Two servers, the first of which redirects to the second: the origin that the second receives, and
//! whether the page can read its response.

use std::time::Duration;

use cors_tests::cases::{group, text, truth};
use cors_user_agent::{HttpRequest, HttpResponse, Page, Request, UserAgent};

const PAGE: &str = "http://page.test";

fn url(server: &str) -> String {
    match server {
        "page" => format!("{PAGE}/"),
        other => format!("http://{}.test/", other.to_lowercase()),
    }
}

#[test]
fn second_server_receives_the_same_origin() {
    let cases = group("redirects").unwrap();
    for case in &cases {
        let mut requested = 0;
        let mut received = None;
        let mut network = |request: &HttpRequest| {
            requested += 1;
            let (status, acao) =
                if requested == 1 { (302, "first_acao") } else { (200, "second_acao") };
            let mut response = HttpResponse::new(status);
            if let Some(acao) = case[acao].as_str() {
                response =
                    response.with_header("Access-Control-Allow-Origin", acao.replace('P', PAGE));
            }
            if requested == 1 {
                let path = format!("{}2", url(text(case, "second")));
                response = response.with_header("Location", path);
            } else {
                let origin = request.header_list.get("origin");
                received = origin.map(|origin| String::from_utf8_lossy(&origin).into_owned());
            }
            Ok(response)
        };
        let request =
            Request::new(&Page::new(PAGE).unwrap(), "GET", &url(text(case, "first"))).unwrap();
        let result = UserAgent::new().fetch(&mut network, request, Duration::ZERO);
        assert_eq!(result.is_ok(), truth(case, "allowed"), "{case}");
        let want = case["origin_sent_to_second"].as_str().map(|origin| origin.replace('P', PAGE));
        assert_eq!(received, want, "{case}");
    }
    assert_eq!(cases.len(), 64);
}
