//! An origin that must be denied and is not.

use super::{Level, Rule};
use crate::finding::{Edit, Finding, Help, words};
use crate::key::Key;
use crate::location::Located;
use crate::model::{Pattern, pattern};

/// An origin that must be denied and is not.
pub static MUST_DENY: Rule = Rule {
    name: "must_deny",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustDeny],
    summary: "an origin of `must_deny` that the policy allows, or that can be added at run time",
    reason: "every origin in `must_deny` is checked against the compiled policy",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = ["https://*.example.com"], must_deny = ["https://old.example.com"]"#,
    right: r#"allow_origins = ["https://*.example.com"], deny_origins = ["https://old.example.com", "https://*.old.example.com"], must_deny = ["https://old.example.com"]"#,
};

/// The program may add an origin, because of a pattern of `runtime_origins`.
pub(crate) fn may_be_added(origin: &Located<String>, by: Option<Located<&Pattern>>) -> Finding {
    let message = words!("the program can add `{origin}` at run time", origin = &origin.value);
    let mut finding = Finding::new(&MUST_DENY, origin.location, message);
    if let Some(Located { value: pattern, location }) = by {
        let pattern = pattern.to_string();
        finding = finding.elsewhere(words!("`runtime_origins` has `{pattern}`", pattern), location);
    }
    finding
        .because("`must_deny` also covers the origins that `runtime_origins` permits")
        .help(deny(&origin.value))
}

/// How to deny an origin that a pattern matches.
fn deny(origin: &str) -> Help {
    match pattern::to_list(origin) {
        Some(denial) => {
            let edit = Edit::AddItem { key: Key::DenyOrigins, item: denial.clone() };
            Help::example(
                words!("add {denial} to `deny_origins`, or use a narrower pattern", denial),
                [edit],
            )
        }
        None => "use a narrower pattern".into(),
    }
}

/// The policy allows an origin, because of a pattern unless any origin is allowed. `is_certain` is
/// false if the patterns could not all be compared.
pub(crate) fn allowed(
    origin: &Located<String>,
    by: Option<Located<&Pattern>>,
    is_certain: bool,
) -> Finding {
    let message = words!("the policy allows `{origin}`", origin = &origin.value);
    let finding = Finding::new(&MUST_DENY, origin.location, message);
    let is_listed = by.is_some_and(|pattern| pattern.value.exact().is_some());
    let finding = match by {
        Some(Located { value: pattern, location }) => {
            let pattern = pattern.to_string();
            finding.elsewhere(words!("it matches `{pattern}`", pattern), location)
        }
        None if is_certain => return finding.note("`allow_origins = \"*\"` allows every origin"),
        None => finding,
    };
    finding.help(if is_listed {
        "remove it from `allow_origins`, or from `must_deny`".into()
    } else {
        deny(&origin.value)
    })
}
