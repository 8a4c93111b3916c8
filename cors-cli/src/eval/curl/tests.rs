use super::*;

fn request(command: &str) -> WireRequest {
    let mut requests = parse(command).unwrap();
    assert_eq!(requests.len(), 1, "{command}");
    requests.remove(0)
}

fn header<'r>(request: &'r WireRequest, name: &str) -> Option<&'r str> {
    request.header(name)
}

#[test]
fn method_follows_from_the_options() {
    for (options, method) in [
        ("", "GET"),
        ("-X PUT", "PUT"),
        ("-XPUT", "PUT"),
        ("--request=PATCH", "PATCH"),
        ("-sSXDELETE", "DELETE"),
        ("-I", "HEAD"),
        ("-d a=b", "POST"),
        ("--json '{}'", "POST"),
        ("-F a=@file", "POST"),
        ("-T file", "PUT"),
        ("-G -d a=b", "GET"),
        ("-X PUT -d a", "PUT"),
    ] {
        assert_eq!(request(&format!("curl {options} https://a.test")).method, method, "{options}");
    }
}

#[test]
fn content_type_follows_from_the_data() {
    let content_type = |options: &str| {
        let request = request(&format!("curl https://a.test {options}"));
        header(&request, "content-type").map(str::to_owned)
    };
    let form = Some("application/x-www-form-urlencoded".to_owned());
    assert_eq!(content_type("-d a"), form);
    assert_eq!(content_type("--data-urlencode a"), form);
    assert_eq!(content_type("-G -d a"), None);
    assert_eq!(content_type("--json 1").as_deref(), Some("application/json"));
    assert_eq!(content_type("-d a -H 'Content-Type: text/plain'").as_deref(), Some("text/plain"));
    assert_eq!(content_type("-d a -H 'content-type:'"), None);
    assert!(content_type("-F a=b").unwrap().starts_with("multipart/form-data"));
}

#[test]
fn headers_of_options() {
    let command = "curl -u me:pw -b 'a=b' -e https://p.test/x -A agent -r 0-5 -H 'X-Empty;' a.test";
    let request = request(command);
    assert_eq!(request.url.as_str(), "http://a.test/");
    for (name, value) in [
        ("authorization", "Basic bWU6cHc="),
        ("cookie", "a=b"),
        ("referer", "https://p.test/x"),
        ("user-agent", "agent"),
        ("range", "bytes=0-5"),
        ("x-empty", ""),
    ] {
        assert_eq!(header(&request, name), Some(value));
    }
}

#[test]
fn copied_from_a_browser() {
    let request = request(
        "curl 'https://api.test/orders?page=2' \\\n  -X 'PUT' \\\n  -H 'accept: */*' \\\n  \
         -H 'origin: https://app.test' \\\n  -H 'x-csrf: a'\\''b' \\\n  \
         --data-raw $'{\"a\":\"it\\'s\"}' \\\n  --compressed --insecure ;\n",
    );
    assert_eq!(request.method, "PUT");
    assert_eq!(header(&request, "x-csrf"), Some("a'b"));
    assert!(request.has_body);
}

#[test]
fn several_urls_are_several_requests() {
    let requests = parse("curl -X PUT https://a.test https://b.test --url c.test").unwrap();
    let urls: Vec<&str> = requests.iter().map(|request| request.url.as_str()).collect();
    assert_eq!(urls, ["https://a.test/", "https://b.test/", "http://c.test/"]);
    let request = request("curl -G -d a=1 -d b=2 'https://a.test/?c=3'");
    assert_eq!(request.url.as_str(), "https://a.test/?c=3&a=1&b=2");
}

#[test]
fn mistakes_are_reported() {
    for (command, message) in [
        ("", "expected `curl`, found ``"),
        ("wget https://a.test", "expected `curl`, found `wget`"),
        ("curl", "the command has no URL"),
        ("curl --frobnicate https://a.test", "`--frobnicate` is not a known option of curl"),
        ("curl https://a.test -H", "`-H` needs a value"),
        ("curl https://a.test -H x", "the header `x` has no colon"),
        ("curl https://a.test -K file", "`-K` is not supported: options in a file are not read"),
        (
            "curl https://a.test --next https://b.test",
            "`--next` is not supported: evaluate one request at a time",
        ),
        ("curl 'https://a.test", "a quote is not closed"),
        ("curl https://[", "`https://[` is not a valid URL"),
    ] {
        assert_eq!(parse(command).unwrap_err().to_string(), message);
    }
}
