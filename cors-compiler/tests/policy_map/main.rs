//! Maps of policies: what their automata choose, held against a reading of the rows one by one.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod random;
mod reference;

use std::collections::BTreeSet;

use cors_compiler::Findings;
use cors_compiler::finding::TextEdit;
use cors_compiler::map::rules;
use cors_compiler::tokens::{Checked, policies};
use cors_tables::policy_map::{CLOSED, MapTable, RequestHost};

use random::Random;
use reference::Row;

fn table(map: &str) -> MapTable {
    let mut findings = Findings::default();
    let table = policies::table_of(map.parse().expect("tokens"), &mut findings);
    table.unwrap_or_else(|| panic!("{map}: {:#?}", findings.into_sorted()))
}

fn broken_rules(map: &str) -> Vec<&'static str> {
    let findings = policies::findings_of(map.parse().expect("tokens"));
    findings.into_iter().map(|finding| finding.rule.name).collect()
}

/// The policy of a host and a path, by its number.
fn select(table: &MapTable, host: &str, path: &str) -> u16 {
    let host = match host {
        "" => RequestHost::Absent,
        host => RequestHost::Name(host.as_bytes()),
    };
    table.select(host, path.as_bytes())
}

#[test]
fn each_wrong_example_breaks_its_rule_and_each_right_one_none() {
    for rule in rules::all() {
        assert!(broken_rules(rule.wrong).contains(&rule.name), "{}", rule.name);
        assert_eq!(broken_rules(rule.right), [""; 0], "{}", rule.name);
    }
}

/// Rows of one map, and what each host and path gets. Policies: closed 0, A 1, B 2, C 3.
#[test]
fn hosts_and_paths() {
    let by_path = table(
        r#""/public/{*rest}" => A, "/users/{id:[0-9]+}/x" => B, "/users/{name}/x" => C,
           "/exact" => B, "/files/v{n}" => B, "/café au lait" => B, "/" => C, _ => closed"#,
    );
    for (path, policy) in [
        ("/public", 1),
        ("/public/", 1),
        ("/public/a/b", 1),
        ("/publicity", 0),
        ("/Public/a", 0),
        ("/users/17/x", 2),
        ("/users/17/x/", 2),
        ("/users/anna/x", 3),
        ("/users/x", 0),
        ("/users/17", 0),
        ("/exact", 2),
        ("/exact/", 2),
        ("/exact/x", 0),
        ("/files/v2", 2),
        ("/files/v", 0),
        ("/caf%C3%A9%20au%20lait", 2),
        ("/café%20au%20lait", 2),
        ("/", 3),
        ("//", 0),
        ("", 0),
        ("*", 0),
        ("public", 0),
        // Other spellings of a path with a policy: no reading may choose another one.
        ("/%70ublic/a", 0),
        ("/public/%61", 1),
        ("/public//a", 1),
        ("//public/a", 0),
        ("/public/a%2Fb", 1),
        ("/public%2Fa", 0),
        ("/public/..%2fexact", 0),
        ("/public/../exact", 0),
        ("/public/./a", 0),
        ("/public/%2e/a", 0),
        ("/public/.%2e/a", 0),
        ("/public/%252e%252e/a", 0),
        ("/public/..", 0),
        ("/public/...", 1),
        ("/public/.well-known", 1),
        ("/public\\a", 0),
        ("/public/a\\b", 1),
        ("/public/..\\exact", 0),
        ("/public/..;x/exact", 0),
        ("/public;x/a", 0),
        ("/public/a;x=1/b", 1),
        ("/%2570ublic/a", 0),
        ("/public/%2561", 1),
        ("/public/100%", 1),
        ("/public/100%25%20off", 1),
        ("/public/%25%36%31", 0),
        ("/public/%%36%31", 0),
        ("/public/%2%35", 0),
        ("/public/%zz", 1),
        ("/users/a%2Fb/x", 0),
        ("/users/J%C3%BCrgen/x", 3),
        // Both readings of the name are a segment.
        ("/users/%61nna/x", 3),
        // A number in one reading, a name in the other.
        ("/users/%31/x", 0),
    ] {
        assert_eq!(select(&by_path, "any.example", path), policy, "{path}");
        assert_eq!(by_path.select(RequestHost::Unclear, path.as_bytes()), policy, "{path}");
    }
    let by_host = table(
        r#""/health" => A, "//admin.example.com/{*rest}" => B, "//{t}.example.app/api/{*rest}" => C,
           "//{host:www.example.com|[a-z]+[.]example.net}/{*rest}" => A, "//[::1]/{*rest}" => A,
           _ => closed"#,
    );
    for (host, path, policy) in [
        ("admin.example.com", "/x", 2),
        ("ADMIN.Example.com", "/x", 2),
        ("admin.example.com", "/health", 1),
        ("", "/health", 1),
        ("", "/x", 0),
        ("other.example", "/health", 1),
        ("other.example", "/x", 0),
        ("acme.example.app", "/api", 3),
        ("a.b.example.app", "/api", 0),
        (".example.app", "/api", 0),
        ("acme.example.app", "/", 0),
        ("www.example.com", "/", 1),
        ("wwwxexample.com", "/", 0),
        ("abc.example.net", "/a/b", 1),
        ("[::1]", "/", 1),
        ("127.0.0.1", "/", 0),
        ("admin.example.com.", "/x", 0),
    ] {
        assert_eq!(select(&by_host, host, path), policy, "{host}{path}");
    }
    assert_eq!(by_host.select(RequestHost::Unclear, b"/health"), CLOSED);
}

/// Maps with one mistake each. The rule, the bytes of the pattern, and every fix that a message offers.
#[test]
fn mistakes_and_their_repairs() {
    for (map, rule, fixed) in [
        (r#""admin/{*rest}" => A"#, "row_path", r#""/admin/{*rest}" => A"#),
        (r#""admin.example.com/x" => A"#, "row_path", r#""//admin.example.com/x" => A"#),
        (r#""https://a.example/x" => A"#, "row_path", r#""//a.example/x" => A"#),
        (r#""https://a.example" => A"#, "row_path", r#""//a.example/{*rest}" => A"#),
        (r#""//a.example" => A"#, "row_path", r#""//a.example/{*rest}" => A"#),
        (r#""/a//b" => A"#, "row_path", r#""/a/b" => A"#),
        (r#""/a///" => A"#, "row_path", r#""/a/" => A"#),
        (r#""/a/../b" => A"#, "row_path", ""),
        (r#""/a/./b" => A"#, "row_path", ""),
        (r#""/%61dmin" => A"#, "row_path", r#""/admin" => A"#),
        (r#""/caf%C3%A9" => A"#, "row_path", r#""/café" => A"#),
        (r#""/a%2Fb" => A"#, "row_path", ""),
        (r#""/a%" => A"#, "row_path", ""),
        (r#""/a?b=c" => A"#, "row_path", r#""/a" => A"#),
        (r#""/a#b" => A"#, "row_path", r#""/a" => A"#),
        (r#""/a\\b" => A"#, "row_path", r#""/a/b" => A"#),
        (r#""/a;v=1/b" => A"#, "row_path", r#""/a/b" => A"#),
        (r#""/a*" => A"#, "row_path", r#""/a{name}" => A"#),
        (r#""/a/*" => A"#, "row_placeholder", r#""/a/{*rest}" => A"#),
        (r#""/a/*path" => A"#, "row_placeholder", r#""/a/{*path}" => A"#),
        (r#""/a/*/b" => A"#, "row_placeholder", r#""/a/{rest}/b" => A"#),
        (r#""/a/:id" => A"#, "row_placeholder", r#""/a/{id}" => A"#),
        (r#""/a/<id>" => A"#, "row_placeholder", r#""/a/{id}" => A"#),
        (r#""/a/<path..>" => A"#, "row_placeholder", r#""/a/{*path}" => A"#),
        (r#""/a/{path:.*}" => A"#, "row_placeholder", r#""/a/{*path}" => A"#),
        (r#""/a/{path:.*}/b" => A"#, "row_placeholder", r#""/a/{path}/b" => A"#),
        (r#""/{*rest}/b" => A"#, "row_placeholder", r#""/{rest}/b" => A"#),
        (r#""/{*rest}/" => A"#, "row_placeholder", r#""/{*rest}" => A"#),
        (r#""/a{*rest}" => A"#, "row_placeholder", r#""/a{rest}" => A"#),
        (r#""/{}" => A"#, "row_placeholder", r#""/{name}" => A"#),
        (r#""/{a-b}" => A"#, "row_placeholder", r#""/{ab}" => A"#),
        (r#""/{*a:b}" => A"#, "row_placeholder", r#""/{*a}" => A"#),
        (r#""/{a" => A"#, "row_placeholder", ""),
        (r#""/a}" => A"#, "row_placeholder", r#""/a" => A"#),
        (r#""//{*host}/x" => A"#, "row_placeholder", r#""//{host:.+}/x" => A"#),
        (r#""/{id:[0-9}" => A"#, "row_placeholder", ""),
        (r#""/{id:^a}" => A"#, "row_regex", ""),
        (r#""/{id:(a}" => A"#, "row_regex", ""),
        (r#""/{id:a/b}" => A"#, "row_matches_nothing", ""),
        (r#""//A.example/x" => A"#, "row_host", r#""//a.example/x" => A"#),
        (r#""//a.example:80/x" => A"#, "row_host", r#""//a.example/x" => A"#),
        (r#""//u@a.example/x" => A"#, "row_host", r#""//a.example/x" => A"#),
        (r#""//a.example./x" => A"#, "row_host", r#""//a.example/x" => A"#),
        (r#""//*.a.example/x" => A"#, "row_host", r#""//{name}.a.example/x" => A"#),
        (r#""//a..example/x" => A"#, "row_host", ""),
        (r#""//bücher.example/x" => A"#, "row_host", ""),
        (r#""///x" => A"#, "row_host", r#""/x" => A"#),
        (r#""//[::1]:80/x" => A"#, "row_host", r#""//[::1]/x" => A"#),
        (r#""//[0:0::1]/x" => A"#, "row_host", r#""//[::1]/x" => A"#),
        (r#""//[x]/x" => A"#, "row_host", ""),
    ] {
        let with_last = |row: &str| format!("{row}, _ => closed");
        let map = with_last(map);
        assert_eq!(broken_rules(&map), [rule], "{map}");
        let fixed = if fixed.is_empty() { Vec::new() } else { vec![with_last(fixed)] };
        let fixes = fixes(&map);
        assert_eq!(fixes.iter().take(1).cloned().collect::<Vec<_>>(), fixed, "{map}");
        for fixed in fixes {
            assert_eq!(broken_rules(&fixed), [""; 0], "{map}: {fixed}");
        }
    }
}

/// Mistakes of several rows together. Each fix compiles.
#[test]
fn rows_that_do_nothing_or_too_much() {
    for (map, rules) in [
        (r#""/a" => A, "/a" => B, _ => closed"#, &["unreachable_row"][..]),
        (r#""/a" => A, "/a/" => B, _ => closed"#, &["unreachable_row"]),
        (r#""/{x}" => A, "/{y}" => B, _ => closed"#, &["unreachable_row"]),
        (r#""/{*r}" => A, "/a" => B, _ => closed"#, &["unreachable_row"]),
        (r#""/{*r}" => A, "//a.example/b" => B, _ => closed"#, &["unreachable_row"]),
        (r#""/a/{*r}" => A, "/a" => B, "/a/b/c" => B, _ => closed"#, &["unreachable_row"; 2]),
        (r#""/a/{*r}" => A, "/b/{*r}" => A, "/{x:a|b}/c" => B, _ => closed"#, &["unreachable_row"]),
        (r#""/{x}/{*r}" => A, "/" => A, "/{*r}" => B, _ => closed"#, &["unreachable_row"]),
        (r#"_ => closed, "/a" => A"#, &["unreachable_row"]),
        (r#""/a" => A, _ => closed, _ => B"#, &["unreachable_row"]),
        (r#""/a" => A"#, &["missing_last_row"]),
        (r#""/a" => A,"#, &["missing_last_row"]),
        (r#""//a.example/{*r}" => A, _ => B"#, &["open_beside_hosts"]),
        (r#""//a.example/x" => A, "/{*r}" => B, _ => closed"#, &["open_beside_hosts"]),
        // The same policy, other paths, or rows before the one with the host: nothing is looser.
        (r#""//a.example/{*r}" => A, _ => A"#, &[]),
        (r#""//a.example/x" => A, "/y" => B, _ => closed"#, &[]),
        (r#""/{y}" => B, "//a.example/{*r}" => A, _ => closed"#, &[]),
        (r#""//a.example/x" => A, "/x" => closed, "/{*r}" => B, _ => closed"#, &[]),
    ] {
        assert_eq!(broken_rules(map), rules, "{map}");
        let fixes = fixes(map);
        assert_eq!(fixes.is_empty(), rules.is_empty(), "{map}");
        for fixed in fixes {
            let rest = broken_rules(&fixed);
            assert_eq!(rest.len() + 1, rules.len().max(1), "{map}: {fixed}: {rest:?}");
        }
    }
}

/// The map after each fix of its first finding.
fn fixes(map: &str) -> Vec<String> {
    let checked = Checked::of_map(map).expect("tokens");
    let helps = checked.findings().first().map(|finding| finding.helps.clone());
    helps
        .unwrap_or_default()
        .iter()
        .filter_map(|help| help.fix.as_ref())
        .map(|fix| TextEdit::apply_all(map, &checked.edits(fix).expect("edits of this text")))
        .collect()
}

/// Random maps on all short paths, and on random spellings of them.
#[test]
fn automata_choose_the_first_row() {
    let mut random = Random::new(14);
    let (mut requests, mut spelt, mut given_up, mut unreachable) = (0, 0, 0, 0);
    for _ in 0..40 {
        let mut map = random.map();
        unreachable += map.drop_rows_that_are_refused();
        let table = table(&map.text());
        let names = map.policies();
        let number = |policy: &str| names.iter().position(|name| *name == policy).expect("a name");
        for host in random::HOSTS {
            for path in random::paths() {
                let expected =
                    reference::first_match(&map.rows, &map.otherwise, host, path.as_bytes());
                assert_eq!(
                    usize::from(select(&table, host, &path)),
                    number(expected),
                    "{} {host} {path}",
                    map.text()
                );
                requests += 1;
            }
        }
        for _ in 0..300 {
            let (host, path) = (random.host(), random.spelling());
            let found = usize::from(select(&table, host, &path));
            let Some(readings) = reference::readings(path.as_bytes()) else {
                assert_eq!(found, usize::from(CLOSED), "{} {host} {path}", map.text());
                continue;
            };
            let chosen: BTreeSet<&str> = readings
                .iter()
                .map(|path| reference::first_match(&map.rows, &map.otherwise, host, path))
                .collect();
            let expected = match chosen.first() {
                Some(only) if chosen.len() == 1 => number(only),
                _ => usize::from(CLOSED),
            };
            spelt += 1;
            if found != expected {
                assert_eq!(found, usize::from(CLOSED), "{} {host} {path}", map.text());
                assert!(readings.len() > 8, "{} {host} {path}", map.text());
                given_up += 1;
            }
        }
    }
    println!(
        "{requests} requests, {spelt} spellings, {given_up} given up, {unreachable} rows dropped"
    );
    assert!(given_up * 50 < spelt && unreachable > 10);
}

/// A run only replaces steps: without runs, a map chooses the same policy for each request, also for those that differ
/// from a run in one byte.
#[test]
fn runs_choose_what_steps_choose() {
    let by_path = r#""/api/v1/users/{id}" => A, "/api/v1/teams" => B, "/api/v2/{*rest}" => C,
                     "/Status/{*rest}" => D, "/status-of-{name}" => A, _ => closed"#;
    let by_host = r#""//admin.example.com/{*rest}" => A, "//admin.example.org/users/{*rest}" => B,
                     "//{tenant}.example.app/api/v1/users" => C, "//{tenant}.example.app/api/v2" => D,
                     _ => closed"#;
    let paths = [
        "/api/v1/users/17",
        "/api/v1/teams/",
        "/api/v2/x/y",
        "/Status/ok",
        "/status-of-x",
        "/users/17",
        "/api/v1/users",
        "/api/v2",
    ];
    let hosts = ["admin.example.com", "admin.example.org", "acme.example.app", ""];
    let (mut requests, mut chosen) = (0, BTreeSet::new());
    for (map, hosts) in [(by_path, &hosts[..1]), (by_host, &hosts[..])] {
        let table = table(map);
        assert!(table.first_run < table.first_final, "{map}");
        let steps = MapTable { first_run: table.first_final, ..table.clone() };
        for (host, path) in hosts.iter().flat_map(|host| paths.map(|path| (*host, path))) {
            let same_host = changed(path).into_iter().map(|path| (host.to_owned(), path));
            let same_path = changed(host).into_iter().map(|host| (host, path.to_owned()));
            for (host, path) in same_host.chain(same_path) {
                let policy = select(&steps, &host, &path);
                assert_eq!(select(&table, &host, &path), policy, "{map} {host} {path}");
                requests += 1;
                chosen.insert((table.reads_host, policy));
            }
        }
    }
    println!("{requests} requests");
    assert_eq!(chosen.len(), 10, "{chosen:?}");
}

/// A text, and texts that differ from it in one byte or in their length.
fn changed(text: &str) -> Vec<String> {
    let mut texts = vec![text.to_owned(), format!("{text}x"), text.to_uppercase()];
    for at in 0..text.len() {
        let (before, rest) = text.split_at(at);
        let other_case = match rest.as_bytes()[0] {
            byte if byte.is_ascii_lowercase() => byte.to_ascii_uppercase(),
            byte => byte.to_ascii_lowercase(),
        };
        texts.push(before.to_owned());
        texts.push(format!("{before}{}{}", char::from(other_case), &rest[1..]));
        texts.push(format!("{before}x{}", &rest[1..]));
        texts.push(format!("{before}{}", &rest[1..]));
        texts.push(format!("{before}%{:02x}{}", rest.as_bytes()[0], &rest[1..]));
    }
    texts
}

/// What is reported as unreachable is: no request of the universe reaches it.
#[test]
fn unreachable_rows_are_never_first() {
    let mut random = Random::new(41);
    let mut reported = 0;
    for _ in 0..40 {
        let map = random.map();
        for (refused, rule) in map.refused() {
            if rule != "unreachable_row" {
                continue;
            }
            reported += 1;
            for host in random::HOSTS {
                for path in random::paths() {
                    let matches =
                        |row: &Row| reference::matches(&row.pattern, host, path.as_bytes());
                    let first = map.rows.iter().position(matches);
                    assert_ne!(first, Some(refused), "{} {host} {path}", map.text());
                }
            }
        }
    }
    assert!(reported > 10, "{reported}");
}

/// A thousand rows of one host, of many hosts, and with regexes: a table or a finding, within the budget.
#[test]
fn a_thousand_rows_compile_or_are_refused() {
    let map = |row: &dyn Fn(usize) -> String, rows: usize| -> String {
        let rows: Vec<String> = (0..rows).map(row).collect();
        format!("{}, _ => closed", rows.join(", "))
    };
    let by_path = |n: usize| format!(r#""/service{n:04}/{{*rest}}" => P{}"#, n % 7);
    let of_each = |n: usize| format!(r#""/api/v1/service{n:04}/items/{{id}}" => P{n}"#);
    let by_host = |n: usize| format!(r#""//tenant{n:04}.example.app/{{*rest}}" => P{n}"#);
    for (map, last, policy) in [
        (map(&by_path, 1000), ("", "/service0999/x"), 6),
        (map(&of_each, 1000), ("", "/api/v1/service0999/items/7"), 1000),
        (map(&by_host, 1000), ("tenant0999.example.app", "/x"), 1000),
    ] {
        let started = std::time::Instant::now();
        let table = table(&map);
        println!("{} bytes, {:?}", table.table.len(), started.elapsed());
        assert_eq!(select(&table, last.0, last.1), policy);
        assert!(table.table.len() <= 1 << 20);
    }
    let regexes = |n: usize| format!(r#""/{{a:.*{n}.*}}/x" => P{n}"#);
    assert_eq!(broken_rules(&map(&regexes, 40)), ["map_too_large"]);
    assert_eq!(broken_rules(&map(&by_path, 2001)), ["map_too_large"]);
    let long = format!(r#""/{}" => A, _ => closed"#, "a".repeat(3000));
    assert_eq!(broken_rules(&long), ["map_too_large"]);
}

/// The same map gives the same tokens, whatever was compiled before it.
#[test]
fn the_same_map_gives_the_same_tokens() {
    let maps = [
        r#""/a/{*r}" => A, "/b/{x:[a-z]+}" => B, _ => closed"#,
        r#""//{t}.example.app/{*r}" => A, "//b.example/{*r}" => B, "/c" => closed, _ => closed"#,
    ];
    let expand = |map: &str| policies::expand(map.parse().expect("tokens")).to_string();
    let [one, two] = maps.map(expand);
    assert_eq!([expand(maps[1]), expand(maps[0])], [two, one]);
}
