//! What people write, and what they are offered.

use super::several;
use crate::language::Automata;
use crate::model::pattern::Reader;

fn repaired(text: &str) -> Option<String> {
    let automata = Automata::unlimited();
    Reader::new(&automata).repaired(text).map(|meant| meant.to_string())
}

#[test]
fn near_misses() {
    for (text, want) in [
        ("example.com", Some("https://example.com")),
        ("//example.com", Some("https://example.com")),
        ("localhost:3000", Some("http://localhost:3000")),
        ("127.0.0.1:8080", Some("http://127.0.0.1:8080")),
        ("localhost", Some("http://localhost:*")),
        ("localhost/", Some("http://localhost:*")),
        ("app.localhost", Some("http://app.localhost:*")),
        ("127.0.0.1", Some("http://127.0.0.1:*")),
        ("[::1]", Some("http://[::1]:*")),
        ("localhost:80", Some("http://localhost")),
        ("192.168.0.7", Some("http://192.168.0.7")),
        ("*.example.com", Some("https://*.example.com")),
        ("example.com/*", Some("https://example.com")),
        ("https://example.com/", Some("https://example.com")),
        ("https://example.com,", Some("https://example.com")),
        ("https://example.com/a?b#c", Some("https://example.com")),
        ("https://*example.com", Some("https://*.example.com")),
        ("https://.example.com", Some("https://*.example.com")),
        ("https://*.*.example.com", Some("https://*.example.com")),
        ("https://example..com", Some("https://example.com")),
        ("https://app-*.example.com", Some("https://app-{name}.example.com")),
        ("http://localhost:30*", Some("http://localhost:{p:30[0-9]*}")),
        ("http://localhost:3000-3010", Some("http://localhost:{p:300[0-9]|3010}")),
        ("http://localhost:[8080,8081]", Some("http://localhost:{p:8080|8081}")),
        ("http://localhost:(8080|8081)", Some("http://localhost:{p:8080|8081}")),
        ("http://localhost:8080,8081", Some("http://localhost:{p:8080|8081}")),
        ("localhost:3000..=3002", Some("http://localhost:{p:300[0-2]}")),
        ("http://localhost:30xx", Some("http://localhost:{p:30[0-9]{2}}")),
        ("http://localhost:\\d+", Some("http://localhost:*")),
        ("http://localhost:[0-9]{4}", Some("http://localhost:{p:[0-9]{4}}")),
        ("localhost:*", Some("http://localhost:*")),
        ("http://192.168.*:3000-3001", Some("http://192.168.0.0/16:{p:300[0-1]}")),
        ("http://localhost:3010-3000", None),
        ("http://10.1.2.3/8", Some("http://10.0.0.0/8")),
        ("http://10.0.0.7/32:*", Some("http://10.0.0.7:*")),
        ("http://10.0.0.0/08:80", Some("http://10.0.0.0/8")),
        ("http://10.0.0.0/255.0.0.0", Some("http://10.0.0.0/8")),
        ("http://10.0.0.0/255.0.255.0", None),
        ("http://10.0.0.0/33", None),
        ("http://10.0.0.0:*/8", Some("http://10.0.0.0/8:*")),
        ("http://10.0.0.0/8/", Some("http://10.0.0.0/8")),
        ("http://127.0.0.1:3000/1", Some("http://127.0.0.1:3000")),
        ("10/8", Some("http://10.0.0.0/8:*")),
        ("8.8.8/24", Some("http://8.8.8.0/24")),
        ("http://[FD00::]/8:*", Some("http://[fd00::/8]:*")),
        ("http://fd00::1/8", Some("http://[fd00::/8]")),
        ("http://[::1/128]", Some("http://[::1]")),
        ("http://[fd00::/129]", None),
        ("http://192.168.*", Some("http://192.168.0.0/16")),
        ("http://10.*.*.*:*", Some("http://10.0.0.0/8:*")),
        ("172.16.x.x", Some("http://172.16.0.0/16:*")),
        ("http://10.0.0.[0-255]", Some("http://10.0.0.0/24")),
        ("http://10.*.0.1", None),
        ("http://*.*.*.*", None),
        ("http://10.0.0.0-10.0.0.255", Some("http://10.0.0.0/24")),
        ("http://10.0.0.1-10.0.0.9", None),
        ("moz-extension://*", Some("moz-extension://{id}")),
        ("capacitor://*", Some("capacitor://localhost")),
        ("app://*", Some("app://{name}")),
        ("http://*", None),
        ("HTTPS://Example.com", Some("https://example.com")),
        ("https:/example.com", Some("https://example.com")),
        ("https//example.com", Some("https://example.com")),
        ("https:\\\\example.com", Some("https://example.com")),
        ("htps://example.com", Some("https://example.com")),
        ("htttp://example.com", Some("http://example.com")),
        ("https://user:pw@example.com:443", Some("https://example.com")),
        ("https://example.com:08443", Some("https://example.com:8443")),
        ("https://bücher.example", Some("https://xn--bcher-kva.example")),
        ("https://Bücher.example/", Some("https://xn--bcher-kva.example")),
        ("https://mu\u{308}nchen.example", None),
        ("ＥＸＡＭＰＬＥ.com", None),
        ("http://[0:0:0:0:0:0:0:1]", Some("http://[::1]")),
        ("http://::1", Some("http://[::1]")),
        ("http://::2:1", Some("http://[::2:1]")),
        ("http://fe80::ab:cd", Some("http://[fe80::ab:cd]")),
        ("http://[::1:80", None),
        ("http://::1:3000", Some("http://[::1]:3000")),
        ("::1:3000", Some("http://[::1]:3000")),
        ("http://2001:db8::1:3000", None),
        ("https://ΑΣ.example", Some("https://xn--mxa0b.example")),
        ("https://ας.example", Some("https://xn--mxa8a.example")),
        ("https://xn--ü.example.com", None),
        ("https://İ.example", None),
        ("http://127.1", Some("http://127.0.0.1")),
        ("https://1.2.3", None),
        ("http://3232235777", Some("http://192.168.1.1")),
        ("http://0xc0.168.1.1", Some("http://192.168.1.1")),
        ("wss://example.com", Some("https://example.com")),
        (" https://example.com ", Some("https://example.com")),
        ("https://example.com:", Some("https://example.com")),
        ("https://example.com:x", None),
        ("https://example.com*", None),
        ("https://a.*.example", None),
        ("https.example.com", Some("https://https.example.com")),
        ("admin:3000", None),
        ("https://*-preview.vercel.app", Some("https://{name}-preview.vercel.app")),
        ("http://192.168.001.010", None),
        ("https://app\\.example\\.com", None),
        ("^https://example.com$", Some("https://example.com")),
        ("https://example.com$", Some("https://example.com")),
        ("^https://(a|b).example.com$", None),
        ("http://10.0.0.0/ 8", Some("http://10.0.0.0/8")),
        ("http://10.0.0.0 / 8:*", Some("http://10.0.0.0/8:*")),
        ("http://user@10.0.0.0/8", Some("http://10.0.0.0/8")),
        ("http://user:secret@10.0.0.0/8:*", Some("http://10.0.0.0/8:*")),
        ("http://10.0.0.0/+8", Some("http://10.0.0.0/8")),
        ("http://10.0.0.0/-8", None),
        ("http://192.168.0.0/0.0.255.255", Some("http://192.168.0.0/16")),
        ("http://192.168.0.0/0.255.0.255", None),
        ("http://[fd00::/8", Some("http://[fd00::/8]")),
        ("http://fd00::/8]:*", Some("http://[fd00::/8]:*")),
        ("http://172.16-31.*.*", Some("http://172.16.0.0/12")),
        ("http://172.16-31.x.x:*", Some("http://172.16.0.0/12:*")),
        ("http://172.16-30.*.*", None),
        ("http://10.0.0.0/8:1-65535", Some("http://10.0.0.0/8:*")),
        ("http://10.0.0.0/8:0-65535", Some("http://10.0.0.0/8:*")),
        ("https://example.com@evil.com", None),
        ("help://app", None),
        ("http://localhost:0", None),
        ("localhost://3000", Some("http://localhost:3000")),
        ("localhost://example.com", None),
        ("self", None),
        ("any", None),
        ("$ALLOWED_ORIGINS", None),
        ("https://${DOMAIN}", None),
        ("https://", None),
        ("", None),
        ("https://foo.1", None),
        ("file:///x", None),
        ("https://example.com", None),
    ] {
        assert_eq!(repaired(text).as_deref(), want, "{text}");
    }
}

#[test]
fn several_in_one_string() {
    let several = |text: &str| -> Option<Vec<String>> {
        Some(several(text)?.iter().map(ToString::to_string).collect())
    };
    let want = ["https://a.example", "https://b.example"];
    for text in ["https://a.example, https://b.example/", "https://a.example;b.example"] {
        assert_eq!(several(text).unwrap(), want, "{text}");
    }
    assert_eq!(several("https://a.example https://b.example").unwrap(), want);
    for array in
        [r#"["https://a.example", "https://b.example"]"#, "['https://a.example','b.example/']"]
    {
        assert_eq!(several(array).unwrap(), want, "{array}");
    }
    assert_eq!(several(r#"["https://a.example"]"#).unwrap(), want[..1]);
    assert_eq!(several("a.example b.example"), None);
    assert_eq!(several("https://a.example,,ftp://"), None);
    assert_eq!(several("https://exa mple.com"), None);
    let many = |n| vec!["https://a.example"; n].join(",");
    assert_eq!(several(&many(32)).map(|several| several.len()), Some(32));
    assert_eq!(several(&many(33)), None);
}
