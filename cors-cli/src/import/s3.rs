//! The CORS configuration of a bucket in S3, as JSON or XML, or in a template of CloudFormation.
//!
//! Each rule is a configuration. An origin has at most one `*`, which matches any text, so `https://*.example.com` has
//! more origins than that pattern of a policy. If the origin of a rule is not `*`, S3 allows credentials.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html>

mod json;
mod template;
mod xml;

use std::ops::Range;

use cors_compiler::migration::{AnyOrigin, Condition, Predicate};

use super::Content;
use crate::scan::{Draft, Library, List, Unread};

/// A value, and where it is written.
struct Written<T> {
    value: T,
    range: Range<usize>,
}

/// A rule, as both forms have it.
struct Rule {
    range: Range<usize>,
    origins: Vec<Written<String>>,
    /// Origins that are not known.
    unread: Vec<Unread>,
    methods: Vec<Written<String>>,
    headers: Vec<Written<String>>,
    exposed: Vec<Written<String>>,
    max_age: Option<Written<u64>>,
}

const HEADER_PATTERN: &str = "a pattern of header names is not read";
const CREDENTIALS: &str =
    "S3 allows credentials to every origin of a rule that is not `*`; there is no setting for it";

/// The configurations in a text.
pub(super) fn read(text: &str) -> Result<Content, Unread> {
    let is_xml = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with('<');
    let rules = if is_xml {
        xml::rules(text)?
    } else if is_json(text) {
        json::rules(text)?
    } else {
        template::rules(text)?
    };
    let found = rules.into_iter().map(|rule| configuration(rule).found).collect();
    Ok(Content { found, unread: Vec::new() })
}

/// Whether a text is the rules themselves, or nothing else that is read. A template may be JSON, too.
fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['[', '{']) && !text.contains("\"CorsRules\"")
        || text.trim().is_empty()
}

fn configuration(rule: Rule) -> Draft {
    let Rule { range, origins, unread, methods, headers, exposed, max_age } = rule;
    let mut draft = Draft::new(Library::S3, range);
    let any = origins.iter().find(|origin| origin.value == "*");
    match any {
        Some(any) => draft.any_origin(AnyOrigin::Wildcard, any.range.clone()),
        None => {
            if let Some(first) = origins.first() {
                draft.credentials(true, first.range.clone());
                draft.remark(first.range.clone(), CREDENTIALS);
            }
            for Written { value, range } in origins {
                let condition = match value.split_once('*') {
                    Some((before, behind)) => {
                        let means = Box::new(around(before, behind));
                        Condition::If(Predicate::Written { text: value.clone(), means })
                    }
                    None => Condition::Exactly(value),
                };
                draft.origin(condition, range);
            }
            for unread in unread {
                draft.unknown_origins(unread);
            }
        }
    }
    for Written { value, range } in methods {
        draft.name(List::Methods, value, range);
    }
    for Written { value, range } in headers {
        match value.as_str() {
            // S3 repeats the requested ones.
            "*" => draft.mirrored(List::Headers, range),
            pattern if pattern.contains('*') => {
                draft.unknown_names(List::Headers, Unread { range, reason: HEADER_PATTERN });
            }
            _ => draft.name(List::Headers, value, range),
        }
    }
    for Written { value, range } in exposed {
        draft.name(List::Exposed, value, range);
    }
    if let Some(Written { value, range }) = max_age {
        draft.max_age(Some(value), range);
    }
    draft
}

/// Texts that begin and end so.
fn around(before: &str, behind: &str) -> Predicate {
    let mut parts = Vec::new();
    if !before.is_empty() {
        parts.push(Predicate::StartsWith(before.to_owned()));
    }
    if !behind.is_empty() {
        parts.push(Predicate::EndsWith(behind.to_owned()));
    }
    match parts.len() {
        1 => parts.remove(0),
        _ => Predicate::All(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"[{
        "AllowedOrigins": ["https://a.example", "https://*.b.example"],
        "AllowedMethods": ["GET", "PUT"],
        "AllowedHeaders": ["content-type", "x-amz-*"],
        "ExposeHeaders": ["etag"],
        "MaxAgeSeconds": 3000,
        "ID": "one"
    }, { "AllowedOrigins": ["*"], "AllowedMethods": ["GET"], "AllowedHeaders": ["*"] }]"#;

    const XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<CORSConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <CORSRule>
    <ID>one</ID>
    <AllowedOrigin>https://a.example</AllowedOrigin><AllowedOrigin>https://*.b.example</AllowedOrigin>
    <AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod>
    <AllowedHeader>content-type</AllowedHeader><AllowedHeader>x-amz-*</AllowedHeader>
    <ExposeHeader>etag</ExposeHeader>
    <MaxAgeSeconds>3000</MaxAgeSeconds>
  </CORSRule>
  <CORSRule>
    <AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedHeader>*</AllowedHeader>
  </CORSRule>
</CORSConfiguration>"#;

    const TEMPLATE: &str = "Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      CorsConfiguration:
        CorsRules:
        - AllowedOrigins: [https://a.example, 'https://*.b.example']
          AllowedMethods: [GET, PUT]
          AllowedHeaders: [content-type, x-amz-*]
          ExposedHeaders: [etag]
          MaxAge: 3000
        - {AllowedOrigins: ['*'], AllowedMethods: [GET], AllowedHeaders: ['*']}
";

    fn shown(text: &str) -> String {
        let list = |values: &[Written<String>]| {
            let one = |it: &Written<String>| {
                let written = text.get(it.range.clone()).unwrap();
                assert!(written.contains(it.value.as_str()), "{written}");
                it.value.clone()
            };
            values.iter().map(one).collect::<Vec<_>>().join(" ")
        };
        let rules = match text.chars().next() {
            Some('<') => xml::rules(text),
            Some('R') => template::rules(text),
            _ => json::rules(text),
        };
        let one = |rule: &Rule| {
            let Rule { origins, methods, headers, exposed, max_age, .. } = rule;
            let lists = [list(origins), list(methods), list(headers), list(exposed)];
            let max_age = max_age.as_ref().map(|it| it.value);
            format!("{} {max_age:?}\n", lists.join(" | "))
        };
        rules.unwrap().iter().map(one).collect()
    }

    #[test]
    fn all_forms_are_read_alike() {
        let expected = "https://a.example https://*.b.example | GET PUT | content-type x-amz-* | \
                        etag Some(3000)\n* | GET | * |  None\n";
        assert_eq!(shown(JSON), expected);
        assert_eq!(shown(XML), expected);
        assert_eq!(shown(TEMPLATE), expected);
        assert_eq!(shown(&format!("{{ \"CORSRules\": {JSON} }}")), expected);
    }

    #[test]
    fn values_of_a_template_that_are_computed() {
        let rule = |origins: &str, methods: &str| {
            format!(
                "a: {{CorsRules: [{{AllowedOrigins: {origins}, AllowedMethods: [{methods}]}}]}}"
            )
        };
        let text = rule(
            "[https://a.example, !Ref Origin, !Sub 'https://${Host}', 'https://${Host}']",
            "GET",
        );
        let content = read(&text).unwrap();
        let reasons: Vec<&str> = content.found[0].unread.iter().map(|one| one.reason).collect();
        assert_eq!(reasons, ["this value is computed when the template is deployed"; 3]);
        assert!(read(&rule("['*']", "!Ref Method")).is_err());
        let json = "{\"CorsConfiguration\": {\"CorsRules\": [{\"AllowedOrigins\": [\"*\"]}]}}";
        assert_eq!(read(json).unwrap().found.len(), 1);
    }

    #[test]
    fn what_is_not_a_configuration_is_an_error_at_its_place() {
        for text in
            ["", "{", "[1]", "{}", "{\"CORSRules\": 1}", "<a>", "<a/>", "[{\"AllowedOrigins\": 1}]"]
        {
            let error = read(text).map(|_| ()).unwrap_err();
            assert!(error.range.end <= text.len(), "{text}");
        }
    }
}
