//! An origin that must be allowed and is not.

use super::{Level, Rule};
use crate::finding::{Edit, Finding, Help, Written, words};
use crate::key::Key;
use crate::location::Located;
use crate::model::Pattern;

/// An origin that must be allowed and is not.
pub static MUST_ALLOW: Rule = Rule {
    name: "must_allow",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "an origin of `must_allow` that the policy refuses",
    reason: "every origin in `must_allow` is checked against the compiled policy",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = ["https://*.example.com"], must_allow = ["https://example.com"]"#,
    right: r#"allow_origins = ["https://*.example.com", "https://example.com"], must_allow = ["https://example.com"]"#,
};

/// The policy refuses an origin that the program may add, because of a pattern of `runtime_origins`.
pub(crate) fn not_yet_added(origin: &Located<String>, by: Option<Located<&Pattern>>) -> Finding {
    let message = words!("the policy refuses `{origin}`", origin = &origin.value);
    let mut finding = Finding::new(&MUST_ALLOW, origin.location, message);
    if let Some(Located { value: pattern, location }) = by {
        let pattern = pattern.to_string();
        finding = finding.elsewhere(
            words!(
                "the program can add it at run time, because it matches `{pattern}` in `runtime_origins`",
                pattern
            ),
            location,
        );
    }
    let item = Written::Text(origin.value.clone());
    finding.because("`must_allow` is checked without the origins that are added at run time").help(
        Help::certain(
            "add it to `allow_origins`, to allow it in any case",
            [Edit::AddItem { key: Key::AllowOrigins, item }],
        ),
    )
}

/// The policy refuses an origin, because of a denial if one matches it. `is_certain` is false if the
/// patterns could not all be compared.
pub(crate) fn refused(
    origin: &Located<String>,
    denial: Option<Located<&Pattern>>,
    is_certain: bool,
) -> Finding {
    let message = words!("the policy refuses `{origin}`", origin = &origin.value);
    let finding = Finding::new(&MUST_ALLOW, origin.location, message);
    match denial {
        Some(Located { value: denial, location }) => {
            let denial = denial.to_string();
            finding.elsewhere(words!("`{denial}` denies it", denial), location)
        }
        None if is_certain => {
            let item = Written::Text(origin.value.clone());
            finding.note("no entry of `allow_origins` matches it").help(Help::certain(
                "add it to `allow_origins`",
                [Edit::AddItem { key: Key::AllowOrigins, item }],
            ))
        }
        None => finding.help("add it to `allow_origins`, or remove it from `deny_origins`"),
    }
}
