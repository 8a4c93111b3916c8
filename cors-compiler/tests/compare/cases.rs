//! Single comparisons, with all that is found.

use cors_compiler::compare::{
    Access, Comparison, Direction, Meaning, MethodChange, NameSet, NotComparable, Side, compare,
};
use cors_compiler::language::Count;
use cors_compiler::{Key, toml};

use crate::{compared, meaning};

const LOOSE: &str = r"allow_origins = [{ regex = 'https://.*example\.com' }]";

/// What was gained, by kind.
fn gained(comparison: &Comparison) -> Vec<Access> {
    comparison.access(Direction::Gained)
}

#[test]
fn domains_are_counted_and_the_new_ones_are_known() {
    let comparison = compared("allow_origins = ['https://*.example.com']", LOOSE);
    let part = &comparison.origins.gained;
    assert_eq!((part.origins, part.domain_count), (Count::Infinite, Count::Infinite));
    let names: Vec<(&str, bool)> =
        part.domains.iter().map(|domain| (domain.name.as_str(), domain.is_new)).collect();
    assert_eq!(names[..2], [("example.com", false), ("aexample.com", true)]);
    assert_eq!(part.examples[..2], ["https://example.com", "https://aexample.com"]);
    assert_eq!(part.patterns[0].value, r#"regex("https://.*example\\.com")"#);
    assert_eq!(gained(&comparison), [Access::Origins]);
}

#[test]
fn a_few_origins_are_all_listed() {
    let comparison = compared(
        "allow_origins = ['https://a.example', 'https://b.example']",
        "allow_origins = ['https://b.example', 'https://c.example', 'https://d.example']",
    );
    let (gained, lost) = (&comparison.origins.gained, &comparison.origins.lost);
    assert_eq!(gained.examples, ["https://c.example", "https://d.example"]);
    assert_eq!(lost.examples, ["https://a.example"]);
    assert!(gained.is_listed() && lost.is_listed());
}

#[test]
fn a_removed_denial_is_named() {
    let base = "allow_origins = ['https://*.example.com']\n";
    let comparison = compared(&format!("{base}deny_origins = ['https://*.x.example.com']"), base);
    let part = &comparison.origins.gained;
    assert_eq!(part.denied_by[0].value, "https://*.x.example.com");
    assert_eq!(part.examples, ["https://a.x.example.com"]);
    assert_eq!(part.domain_count, Count::Exactly(1));
}

/// The origins are the same, and get credentials.
#[test]
fn permissions_of_origins_that_both_allow() {
    let origins = "allow_origins = ['https://example.com']\n";
    let old = format!("{origins}allow_methods = ['PUT']\nmax_age = '1h'\nallow_headers = '*'");
    let new = format!(
        "{origins}allow_methods = ['DELETE']\nallow_credentials = true\nallow_headers = ['x-a']"
    );
    let comparison = compared(&old, &new);
    let changes = comparison.permissions.as_ref().unwrap();
    assert_eq!(changes.credentials, Some(Direction::Gained));
    let Some(MethodChange::Listed(methods)) = &changes.methods else { panic!("{changes:?}") };
    assert_eq!(methods.gained, NameSet::these(["DELETE"]));
    assert_eq!(methods.lost, NameSet::these(["PUT"]));
    let headers = changes.request_headers.as_ref().unwrap();
    assert!(headers.gained.is_empty());
    assert!(headers.lost.contains("x-b") && !headers.lost.contains("authorization"));
    assert_eq!(changes.max_age.as_ref().map(|age| (age.old, age.new)), Some((Some(3600), None)));
    assert_eq!(comparison.kept.as_ref().unwrap().examples, ["https://example.com"]);
    assert_eq!(gained(&comparison), [Access::Credentials, Access::Methods]);
    assert_eq!(comparison.access(Direction::Lost), [Access::Methods, Access::RequestHeaders]);
}

/// Permissions of a policy that shares no origin with the other are not changes: no origin sees both.
#[test]
fn permissions_without_a_common_origin() {
    let comparison = compared(
        "allow_origins = ['https://a.example']",
        "allow_origins = ['https://b.example']\nallow_methods = ['PUT']",
    );
    assert_eq!(comparison.permissions, None);
    assert_eq!(gained(&comparison), [Access::Origins]);
    // What is next to `closed` is an error, and has no effect.
    let closed = compared("closed = true", "closed = true\nallow_methods = ['PUT']");
    assert!(closed.is_equal());
}

#[test]
fn any_origin_and_null() {
    let some = "allow_origins = ['https://example.com']";
    let comparison = compared(some, "allow_origins = '*'");
    assert_eq!(comparison.any_origin, Some(Direction::Gained));
    assert!(comparison.origins.gained.null && comparison.origins.gained.is_open);
    assert_eq!(gained(&comparison), [Access::Origins, Access::AnyOrigin]);
    let with_null =
        "allow_origins = ['https://example.com', 'null']\naccept_risk = { null_origin = 'kiosk' }";
    let comparison = compared(some, with_null);
    assert!(comparison.origins.gained.null && comparison.origins.gained.examples.is_empty());
    assert_eq!(comparison.origins.gained.patterns[0].value, "null");
    assert_eq!(comparison.risks.added[0].reason, "kiosk");
    assert!(comparison.risks.removed.is_empty());
}

/// An origin that moves from the one key to the other changes when it has access; one that may be added already is
/// no news when it is listed under both.
#[test]
fn origins_that_may_be_added() {
    let allowed = "allow_origins = ['https://a.example.com']\n";
    let ceiling = "runtime_origins = ['https://{t}.example.com']";
    let comparison = compared(allowed, &format!("{allowed}{ceiling}"));
    assert_eq!(gained(&comparison), [Access::RuntimeOrigins]);
    assert_eq!(comparison.runtime_origins.gained.examples, ["https://b.example.com"]);
    let comparison = compared(&format!("{allowed}{ceiling}"), ceiling);
    assert!(gained(&comparison).is_empty());
    assert_eq!(comparison.access(Direction::Lost), [Access::Origins]);
    let comparison = compared(ceiling, &format!("{allowed}{ceiling}"));
    assert_eq!(gained(&comparison), [Access::Origins]);
    assert!(comparison.runtime_origins.gained.is_empty());
}

/// Today's rules refuse each of these, and each can be compared.
#[test]
fn policies_that_break_rules() {
    let good = "allow_origins = ['https://example.com']";
    for bad in [
        "allow_origins = ['https://{x}.github.io']\nallow_credentials = true",
        "allow_origins = ['http://intranet.example']\nallow_credentials = true",
        "allow_origins = '*'\nallow_credentials = true",
        "allow_origins = ['https://example.com']\nallow_credentials = true\nallow_methods = '*'",
    ] {
        assert!(toml::compile(bad).is_err(), "{bad}");
        let comparison = compared(bad, good);
        assert!(comparison.left_out.is_empty(), "{bad}");
    }
    // With credentials, `*` is the name of a method that nobody uses.
    let credentials = "allow_origins = ['https://example.com']\nallow_credentials = true\n";
    let comparison = compared(
        &format!("{credentials}allow_methods = '*'"),
        &format!("{credentials}allow_methods = ['PUT']"),
    );
    assert_eq!(gained(&comparison), [Access::Methods]);
}

/// What cannot be read is left out of the old policy, and refused where that could hide access.
#[test]
fn policies_that_cannot_be_read() {
    let good = "allow_origins = ['https://example.com']";
    let broken = "allow_origins = ['https://example.com', 'https://exa mple.com']";
    let comparison = compared(broken, good);
    assert_eq!(comparison.left_out, [Key::AllowOrigins]);
    assert!(!comparison.is_equal() && !comparison.grants_new_access());
    let unread = |side, key| Err(NotComparable::Unread { side, keys: vec![key] });
    let between = |old: &str, new: &str| compare(&meaning(old), &meaning(new));
    assert_eq!(between(good, broken), unread(Side::New, Key::AllowOrigins));
    let denial =
        "allow_origins = ['https://*.example.com']\ndeny_origins = ['https://exa mple.com']";
    assert_eq!(between(denial, good), unread(Side::Old, Key::DenyOrigins));
    // A list of which nothing could be read is not an absent list.
    let methods = format!("{good}\nallow_methods = ['P UT']");
    let comparison = compared(&methods, &format!("{good}\nallow_methods = ['PUT']"));
    assert_eq!(gained(&comparison), [Access::Methods]);
}

/// Whole policies that were added or removed are compared with nothing.
#[test]
fn added_and_removed_policies() {
    let (nothing, policy) = (Meaning::nothing(), meaning(LOOSE));
    let added = compare(&nothing, &policy).unwrap();
    assert!(added.grants_new_access() && added.permissions.is_none());
    let removed = compare(&policy, &nothing).unwrap();
    assert!(!removed.grants_new_access() && !removed.is_equal());
    assert!(compare(&nothing, &meaning("closed = true")).unwrap().is_equal());
}

/// Ten thousand origins on each side.
#[test]
fn long_lists() {
    let list = |from: usize| {
        let origins: Vec<String> =
            (from..from + 10_000).map(|n| format!("'https://t{n}.example.com'")).collect();
        format!("allow_origins = [{}]", origins.join(", "))
    };
    let comparison = compared(&list(0), &list(3));
    assert_eq!(comparison.origins.gained.origins, Count::Exactly(3));
    assert_eq!(comparison.origins.lost.examples.len(), 3);
}

/// The form for other programs.
#[cfg(feature = "serde")]
#[test]
fn comparisons_are_serialised() {
    let comparison = compared("allow_origins = ['https://*.example.com']", LOOSE);
    let json = serde_json::to_value(&comparison).unwrap();
    let part = &json["origins"]["gained"];
    assert_eq!(part["origins"], "infinite");
    assert_eq!(part["patterns"][0], r#"regex("https://.*example\\.com")"#);
    assert_eq!(part["domains"][1]["is_new"], true);
    let lost = &json["origins"]["lost"];
    assert_eq!(lost["origins"]["exactly"], 0);
    assert_eq!(json["granted"]["old"]["methods"], "as_mounted");
}
