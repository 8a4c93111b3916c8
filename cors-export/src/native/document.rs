//! Documents of JSON and YAML, written and read.

use std::fmt::Write as _;

use saphyr::{LoadableYamlNode as _, Scalar, Yaml};
use serde_json::Value;

use crate::Refusal;

/// The document as JSON, with a line end.
pub(crate) fn to_json(value: &Value) -> String {
    format!("{value:#}\n")
}

/// Regexes, each with a comment for the item of a list that it is in.
pub(crate) type Comments = Vec<(String, String)>;

/// The document as YAML in block style. The fields of objects are in alphabetical order.
pub(crate) fn to_yaml(value: &Value, comments: &Comments) -> String {
    let mut text = String::new();
    block(value, 0, comments, &mut text);
    text
}

/// The fields or items of a value, each in lines that are indented so far.
fn block(value: &Value, indent: usize, comments: &Comments, text: &mut String) {
    let space = " ".repeat(indent);
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let _ = write!(text, "{space}{}:", scalar(name));
                below(value, indent, comments, text);
            }
        }
        Value::Array(items) => {
            for item in items {
                let mut inner = String::new();
                match item {
                    Value::Object(_) | Value::Array(_) => {
                        block(item, indent.saturating_add(2), comments, &mut inner);
                    }
                    other => inner = format!("{space}  {}\n", flat(other)),
                }
                if let Some(comment) = comment(item, comments) {
                    let _ = writeln!(text, "{space}# {comment}");
                }
                // The first field is in the line of the dash.
                let _ = write!(text, "{space}- {}", inner.trim_start());
            }
        }
        other => {
            let _ = writeln!(text, "{space}{}", flat(other));
        }
    }
}

/// The comment of an item: one that is a regex, with or without anchors, or has a field that is.
fn comment<'c>(item: &Value, comments: &'c Comments) -> Option<&'c str> {
    let of = |text: &str| {
        let inner = text.strip_prefix("^(?:").and_then(|text| text.strip_suffix(")$"));
        let found = comments.iter().find(|(regex, _)| regex == text || Some(&**regex) == inner);
        found.map(|(_, comment)| comment.as_str())
    };
    match item {
        Value::String(text) => of(text),
        Value::Object(fields) => fields.values().filter_map(Value::as_str).find_map(of),
        _ => None,
    }
}

/// The value of a field whose name was written.
fn below(value: &Value, indent: usize, comments: &Comments, text: &mut String) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            text.push('\n');
            block(value, indent.saturating_add(2), comments, text);
        }
        Value::Array(items) if !items.is_empty() => {
            text.push('\n');
            block(value, indent, comments, text);
        }
        other => {
            let _ = writeln!(text, " {}", flat(other));
        }
    }
}

/// A value in one line.
fn flat(value: &Value) -> String {
    match value {
        Value::String(string) => scalar(string),
        other => other.to_string(),
    }
}

/// A string: as it is if it reads as nothing else, otherwise in single quotes.
fn scalar(string: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    let is_word = string.bytes().all(is_plain)
        && string.starts_with(|char: char| char.is_ascii_alphabetic())
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
            .contains(&string.to_ascii_lowercase().as_str());
    if is_word { string.to_owned() } else { format!("'{}'", string.replace('\'', "''")) }
}

/// Reads a document; YAML if the file's name ends so, otherwise JSON.
pub(crate) fn read(file: &str, text: &str) -> Result<Value, Refusal> {
    if !file.ends_with(".yaml") {
        return serde_json::from_str(text).map_err(|_| Refusal::Unreadable);
    }
    let documents = Yaml::load_from_str(text).map_err(|_| Refusal::Unreadable)?;
    match documents.as_slice() {
        [only] => value(only).ok_or(Refusal::Unreadable),
        _ => Err(Refusal::Unreadable),
    }
}

/// A node of YAML as a value of JSON.
fn value(node: &Yaml<'_>) -> Option<Value> {
    match node {
        Yaml::Value(Scalar::String(string)) => Some(Value::String(string.to_string())),
        Yaml::Value(Scalar::Integer(number)) => Some(Value::from(*number)),
        Yaml::Value(Scalar::Boolean(is_true)) => Some(Value::Bool(*is_true)),
        Yaml::Value(Scalar::Null) => Some(Value::Null),
        Yaml::Sequence(items) => items.iter().map(value).collect::<Option<_>>().map(Value::Array),
        Yaml::Mapping(fields) => {
            let field = |(name, node): (&Yaml<'_>, &Yaml<'_>)| {
                Some((name.as_str()?.to_owned(), value(node)?))
            };
            fields.iter().map(field).collect::<Option<_>>().map(Value::Object)
        }
        _ => None,
    }
}

/// A list; null if it is empty.
pub(crate) fn list(names: &[String]) -> Value {
    if names.is_empty() { Value::Null } else { Value::from(names) }
}

/// A document without the fields that are null.
pub(crate) fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
            fields.map(|(name, value)| (name, without_nulls(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// The strings of an array, or an empty list if the document does not have it.
pub(crate) fn strings(value: &Value) -> Vec<String> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A number of seconds.
pub(crate) fn seconds(value: &Value) -> Option<u32> {
    u32::try_from(value.as_u64()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let document = json!({
            "spec": {
                "list": ["*", "https://a.example", {"b": 1, "a": "no"}, ["x", "'"]],
                "empty": [],
                "seconds": 5,
                "text": "^(?:a|b)$",
                "is": true,
            },
        });
        let comments = vec![("a|b".to_owned(), "one of two".to_owned())];
        let yaml = to_yaml(&document, &comments);
        assert_eq!(read("a.yaml", &yaml).unwrap(), document, "{yaml}");
        assert_eq!(read("a.json", &to_json(&document)).unwrap(), document);
        assert_eq!(read("a.json", "{"), Err(Refusal::Unreadable));
    }

    #[test]
    fn yaml_in_block_style() {
        let document = json!({"name": "a", "list": [{"b": 1, "a": ["*"]}]});
        assert_eq!(to_yaml(&document, &Comments::new()), "list:\n- a:\n  - '*'\n  b: 1\nname: a\n");
    }

    #[test]
    fn regexes_have_comments() {
        let document = json!({"list": [{"regex": "a|b"}, "^(?:a|b)$", "a|bc"]});
        let comments = vec![("a|b".to_owned(), "one of two".to_owned())];
        let yaml = to_yaml(&document, &comments);
        assert_eq!(
            yaml,
            "list:\n# one of two\n- regex: 'a|b'\n# one of two\n- '^(?:a|b)$'\n- 'a|bc'\n"
        );
        assert_eq!(read("a.yaml", &yaml).unwrap(), document);
    }
}
