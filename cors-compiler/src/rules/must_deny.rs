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
    keys: &[Key::AllowOrigins, Key::DenyOrigins, Key::MustDeny],
    summary: "an origin of `must_deny` that the policy allows",
    reason: "every origin in `must_deny` is checked against the compiled policy",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = ["https://*.example.com"], must_deny = ["https://old.example.com"]"#,
    right: r#"allow_origins = ["https://*.example.com"], deny_origins = ["https://old.example.com", "https://*.old.example.com"], must_deny = ["https://old.example.com"]"#,
};

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
    finding.help(match pattern::to_list(&origin.value) {
        _ if is_listed => "remove it from `allow_origins`, or from `must_deny`".into(),
        Some(denial) => {
            let edit = Edit::AddItem { key: Key::DenyOrigins, item: denial.clone() };
            Help::example(
                words!("add {denial} to `deny_origins`, or use a narrower pattern", denial),
                [edit],
            )
        }
        None => "use a narrower pattern".into(),
    })
}
