//! An origin that must be allowed and is not.

use super::{Level, Rule};
use crate::finding::{Edit, Finding, Help, Written, words};
use crate::key::Key;
use crate::model::Pattern;
use crate::place::Placed;

/// An origin that must be allowed and is not.
pub static MUST_ALLOW: Rule = Rule {
    name: "must_allow",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "an origin of `must_allow` that the policy refuses",
    reason: "the compiled policy refuses it",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = ["https://*.example.com"], must_allow = ["https://example.com"]"#,
    right: r#"allow_origins = ["https://*.example.com", "https://example.com"], must_allow = ["https://example.com"]"#,
};

/// The policy refuses an origin, because of a denial if one matches it. `is_certain` is false if the
/// patterns could not all be compared.
pub(crate) fn refused(
    origin: &Placed<String>,
    denial: Option<Placed<&Pattern>>,
    is_certain: bool,
) -> Finding {
    let message = words!("the policy refuses `{origin}`", origin = &origin.value);
    let finding = Finding::new(&MUST_ALLOW, origin.place, message);
    match denial {
        Some(Placed { value: denial, place }) => {
            let denial = denial.to_string();
            finding.elsewhere(words!("`deny_origins` has `{denial}`", denial), place)
        }
        None if is_certain => {
            let item = Written::Text(origin.value.clone());
            finding.note("no pattern of `allow_origins` matches it").help(Help::certain(
                "add it to `allow_origins`",
                [Edit::AddItem { key: Key::AllowOrigins, item }],
            ))
        }
        None => finding.help("add it to `allow_origins`, or remove it from `deny_origins`"),
    }
}
