//! A document of YAML, read.

use saphyr::{LoadableYamlNode as _, Scalar, Yaml};
use serde_json::Value;

/// A document of YAML as JSON.
pub fn yaml(text: &str) -> Value {
    fn value(node: &Yaml<'_>) -> Value {
        match node {
            Yaml::Value(Scalar::String(string)) => Value::from(string.to_string()),
            Yaml::Value(Scalar::Integer(number)) => Value::from(*number),
            Yaml::Value(Scalar::Boolean(is_true)) => Value::from(*is_true),
            Yaml::Sequence(items) => items.iter().map(value).collect(),
            Yaml::Mapping(fields) => {
                let field = |(name, node): (&Yaml<'_>, &Yaml<'_>)| {
                    (name.as_str().unwrap().to_owned(), value(node))
                };
                fields.iter().map(field).collect()
            }
            other => panic!("{other:?}"),
        }
    }
    value(&Yaml::load_from_str(text).unwrap()[0])
}
