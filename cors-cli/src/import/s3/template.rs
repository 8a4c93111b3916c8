//! The rules in a template of AWS CloudFormation, or of tools that contain one, such as the Serverless Framework: `CorsRules`
//! in the `CorsConfiguration` of a bucket, as YAML or JSON.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-corsrule.html>

use std::rc::Rc;

use super::{Rule, Written};
use crate::import::yaml::{self, Node};
use crate::scan::Unread;

const COMPUTED: &str = "this value is computed when the template is deployed";

/// The rules in a text.
pub(super) fn rules(text: &str) -> Result<Vec<Rule>, Unread> {
    let mut rules = Vec::new();
    yaml::each(text, &mut |node| {
        let all = node.get("CorsRules").map(|list| list.items()).unwrap_or_default();
        rules.extend(all.iter().map(rule));
    })?;
    if rules.is_empty() {
        let reason = "it has neither a list `CORSRules` nor `CorsRules`";
        return Err(Unread { range: 0..0, reason });
    }
    rules.into_iter().collect()
}

fn rule(node: &Rc<Node>) -> Result<Rule, Unread> {
    let items = |name| node.get(name).map(|list| list.items()).unwrap_or_default();
    let names = |name| items(name).iter().map(text).collect::<Result<Vec<_>, _>>();
    let mut origins = Vec::new();
    let mut unread = Vec::new();
    for one in items("AllowedOrigins") {
        match text(one) {
            Ok(origin) => origins.push(origin),
            Err(reason) => unread.push(reason),
        }
    }
    let max_age = node.get("MaxAge").map(|value| {
        let Written { value, range } = text(value)?;
        match value.trim().parse() {
            Ok(value) => Ok(Written { value, range }),
            Err(_) => Err(Unread { range, reason: "expected a number of seconds" }),
        }
    });
    Ok(Rule {
        range: node.range.clone(),
        origins,
        unread,
        methods: names("AllowedMethods")?,
        headers: names("AllowedHeaders")?,
        exposed: names("ExposedHeaders")?,
        max_age: max_age.transpose()?,
    })
}

/// A text without variables of the template.
fn text(node: &Rc<Node>) -> Result<Written<String>, Unread> {
    let range = node.range.clone();
    match node.text() {
        Some(text) if !text.contains("${") => Ok(Written { value: text.to_owned(), range }),
        _ => Err(Unread { range, reason: COMPUTED }),
    }
}
