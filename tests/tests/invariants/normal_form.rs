//! I7: a policy and its normal form give the same answers, and normalising twice changes nothing.
//!
//! The normal form is the compiled policy written as a policy again: patterns sorted and without
//! duplicates; names sorted and in lower case; the safelisted methods included.

use std::collections::BTreeSet;

use cors_compiler::location::Located;
use cors_compiler::model::{self, Pattern};
use cors_compiler::{Findings, lower, toml};
use cors_runtime::Policy;
use cors_tables::PolicyTable;
use cors_tables::name_list::NameList;
use cors_tables::policy::{AcceptedRisk, AllowHeaders, AllowMethods, ExposeHeaders};
use cors_tests::adapters::DECISION;
use cors_tests::server::Server;
use proptest::prelude::*;

use crate::config;
use crate::messages::{request, response};
use crate::policies::policy;

/// The normal form of a policy's text.
fn normal_form(toml: &str) -> String {
    let compiled = toml::compile(toml).unwrap_or_else(|report| panic!("{toml}\n{report}"));
    let mut findings = Findings::default();
    let (tree, _locations) = toml::parse(toml, &mut findings);
    let (model, _exceptions) = lower::lower(&tree, &mut findings);
    let origins = origins(&model);
    [origins, others(&compiled.table)].concat().join("\n")
}

fn origins(model: &model::Policy) -> Vec<String> {
    let mut lines = vec![match &model.allow_origins {
        model::AllowOrigins::Nobody => return vec!["closed = true".to_owned()],
        model::AllowOrigins::Any(_) => r#"allow_origins = "*""#.to_owned(),
        model::AllowOrigins::These(list) => format!("allow_origins = {}", patterns(list)),
    }];
    if !model.deny_origins.is_empty() {
        lines.push(format!("deny_origins = {}", patterns(&model.deny_origins)));
    }
    lines.push(format!("allow_credentials = {}", model.allow_credentials.is_some()));
    lines
}

fn others(table: &PolicyTable) -> Vec<String> {
    let mut lines = Vec::new();
    match &table.allow_methods {
        AllowMethods::AsMounted => {}
        AllowMethods::Any => lines.push(r#"allow_methods = "*""#.to_owned()),
        AllowMethods::List(list) => lines.push(format!("allow_methods = {}", names(list))),
        AllowMethods::Mirror => lines.push(r#"allow_methods = "mirror_request""#.to_owned()),
    }
    match &table.allow_headers {
        AllowHeaders::Any => lines.push(r#"allow_headers = "*""#.to_owned()),
        AllowHeaders::AnyAndAuthorization => {
            lines.push(r#"allow_headers = ["*", "authorization"]"#.to_owned());
        }
        AllowHeaders::List(list) if list.is_empty() => {}
        AllowHeaders::List(list) => lines.push(format!("allow_headers = {}", names(list))),
        AllowHeaders::Families(families) => {
            let listed = families.listed.names();
            let families = families.prefixes.iter().map(|prefix| format!("{prefix}{{name}}"));
            let all: Vec<_> = listed.iter().map(str::to_owned).chain(families).collect();
            lines.push(format!("allow_headers = {all:?}"));
        }
        AllowHeaders::Mirror => lines.push(r#"allow_headers = "mirror_request""#.to_owned()),
    }
    match &table.expose_headers {
        ExposeHeaders::Any => lines.push(r#"expose_headers = "*""#.to_owned()),
        ExposeHeaders::List(list) if list.is_empty() => {}
        ExposeHeaders::List(list) => lines.push(format!("expose_headers = {}", names(list))),
    }
    lines.extend(table.max_age.as_ref().map(|age| format!("max_age = {}", age.seconds)));
    let risks = table.outline.risks.iter();
    let risks: Vec<_> = risks
        .map(|AcceptedRisk { rule, pattern, reason }| match pattern {
            Some(pattern) => format!("{rule} = {{ {pattern:?} = {reason:?} }}"),
            None => format!("{rule} = {reason:?}"),
        })
        .collect();
    if !risks.is_empty() {
        lines.push(format!("accept_risk = {{ {} }}", risks.join(", ")));
    }
    lines
}

/// Patterns as printed in messages; a regex has a separate form in TOML.
fn patterns(list: &[Located<Pattern>]) -> String {
    let written = |pattern: &Located<Pattern>| {
        let text = pattern.value.to_string();
        let regex = text.strip_prefix("regex(\"").and_then(|rest| rest.strip_suffix("\")"));
        match regex {
            Some(regex) => format!("{{ regex = '{}' }}", regex.replace(r"\\", r"\")),
            None => format!("'{text}'"),
        }
    };
    let list: BTreeSet<String> = list.iter().map(written).collect();
    format!("[{}]", list.into_iter().collect::<Vec<_>>().join(", "))
}

fn names(list: &NameList) -> String {
    format!("{:?}", list.names().iter().collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn i7_policy_and_normal_form_give_the_same_answers(
        compiled in policy(),
        requests in prop::collection::vec((request(), response()), 1..12),
    ) {
        let normal = normal_form(&compiled.written.toml());
        prop_assert_eq!(&normal_form(&normal), &normal);
        let normal = Policy::from_toml(&normal).unwrap();
        for (request, handler) in requests {
            let answer = |policy: &Policy| {
                let mut server = Server::new(policy.clone(), DECISION, handler.clone());
                let response = server.answer(request.clone());
                (response.status(), response.headers().clone(), server.handled)
            };
            prop_assert_eq!(answer(&compiled.policy), answer(&normal), "{:?}", request);
        }
    }
}
