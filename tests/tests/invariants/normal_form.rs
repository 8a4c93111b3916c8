//! I7: a policy and its normal form serve alike, and the normal form of the normal form is itself.
//!
//! The normal form is what the tables have, written down as a policy again: patterns in the order
//! of the tables, names sorted and in their lower case, the safelisted methods said.

use cors_compiler::text;
use cors_core::PolicyTable;
use cors_core::name_list::NameList;
use cors_core::origin_set::PatternSet;
use cors_core::policy::{AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders};
use cors_runtime::Policy;
use cors_tests::server::{Server, Way};
use proptest::prelude::*;

use crate::messages::{request, response};
use crate::policies::policy;

/// The normal form of a policy's text.
fn normal_form(toml: &str) -> String {
    let compiled = text::compile(toml).unwrap_or_else(|report| panic!("{toml}\n{report}"));
    compiled.tables.with_table(written)
}

fn written(table: &PolicyTable<'_>) -> String {
    let mut lines = Vec::new();
    match &table.allow_origins {
        AllowOrigins::Any => lines.push(r#"allow_origins = "*""#.to_owned()),
        AllowOrigins::Set { origins, credentials } => {
            lines.push(format!("allow_origins = {}", patterns(&origins.allowed)));
            if !origins.denied.is_empty() {
                lines.push(format!("deny_origins = {}", patterns(&origins.denied)));
            }
            lines.push(format!("allow_credentials = {credentials}"));
        }
    }
    lines.push(match table.allow_methods {
        AllowMethods::Any => r#"allow_methods = "*""#.to_owned(),
        AllowMethods::List(list) => format!("allow_methods = {}", names(list)),
        AllowMethods::Mirror => r#"allow_methods = "mirror_request""#.to_owned(),
    });
    match table.allow_headers {
        AllowHeaders::Any => lines.push(r#"allow_headers = "*""#.to_owned()),
        AllowHeaders::AnyAndAuthorization => {
            lines.push(r#"allow_headers = ["*", "authorization"]"#.to_owned());
        }
        AllowHeaders::List(list) if list.is_empty() => {}
        AllowHeaders::List(list) => lines.push(format!("allow_headers = {}", names(list))),
        AllowHeaders::Mirror => lines.push(r#"allow_headers = "mirror_request""#.to_owned()),
    }
    match table.expose_headers {
        ExposeHeaders::Any => lines.push(r#"expose_headers = "*""#.to_owned()),
        ExposeHeaders::List(list) if list.is_empty() => {}
        ExposeHeaders::List(list) => lines.push(format!("expose_headers = {}", names(list))),
    }
    lines.extend(table.max_age.map(|age| format!("max_age = {}", age.seconds)));
    let risks = table.outline.risks.iter();
    let risks: Vec<_> = risks.map(|risk| format!("{} = {:?}", risk.rule, risk.reason)).collect();
    if !risks.is_empty() {
        lines.push(format!("accept_risk = {{ {} }}", risks.join(", ")));
    }
    lines.join("\n")
}

/// Patterns as they are told in messages; a regex has its own form in TOML.
fn patterns(set: &PatternSet<'_>) -> String {
    let mut list = Vec::new();
    let _ = set.try_for_each(|pattern| {
        let text = pattern.to_string();
        let regex = text.strip_prefix("regex(\"").and_then(|rest| rest.strip_suffix("\")"));
        list.push(match regex {
            Some(regex) => format!("{{ regex = '{}' }}", regex.replace(r"\\", r"\")),
            None => format!("'{text}'"),
        });
        Ok::<(), ()>(())
    });
    format!("[{}]", list.join(", "))
}

fn names(list: NameList<'_>) -> String {
    format!("{:?}", list.iter().collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn i7_a_policy_and_its_normal_form_serve_alike(
        compiled in policy(),
        requests in prop::collection::vec((request(), response()), 1..12),
    ) {
        let normal = normal_form(&compiled.written.toml());
        prop_assert_eq!(&normal_form(&normal), &normal);
        let normal = Policy::from_toml(&normal).unwrap();
        for (request, handler) in requests {
            let answer = |policy| {
                let mut server = Server::new(policy, Way::Evaluate, handler.clone());
                let response = server.answer(request.clone());
                (response.status(), response.headers().clone(), server.handled)
            };
            prop_assert_eq!(answer(compiled.policy), answer(normal), "{:?}", request);
        }
    }
}
