//! The part of a text that a policy is: all of it, or tables of a file of policies.
//!
//! ```text
//! [policy.api]                         entries of the policy `api`: `max_age`
//! max_age = "2h"
//! [policy.api.accept_risk]             … and `accept_risk`
//! null_origin = "…"
//!
//! [policy]
//! api.max_age = "2h"                   … or `max_age`, which is written with a prefix
//! api = { max_age = "2h" }             … or `max_age` between braces
//! ```

use super::layout::{Container, Element};
use crate::ast::Notation;
use crate::finding::value::printed_key;

/// The entries of a table that is written at `path`, wherever in the text its parts are.
pub(super) fn at(path: &[String], root: &Container) -> Container {
    let mut table = Container {
        open: 0..0,
        elements: Vec::new(),
        is_of_lines: true,
        prefix: String::new(),
        has_room: false,
    };
    gather(path, root, &mut table);
    table
}

fn gather(path: &[String], container: &Container, table: &mut Container) {
    for element in &container.elements {
        let key = element.key.as_slice();
        if key == path {
            let inside = element.inside.iter();
            for inside in inside {
                table.open = inside.open.clone();
                table.is_of_lines = inside.is_of_lines;
                table.has_room = true;
                table.prefix.clear();
                table.elements.extend(inside.elements.iter().cloned());
            }
        } else if let Some(rest) = key.strip_prefix(path) {
            let is_dotted = !element.is_section;
            if is_dotted && !table.has_room {
                table.is_of_lines = container.is_of_lines;
                table.has_room = true;
                table.prefix = path.iter().fold(String::new(), |prefix, name| {
                    format!("{prefix}{}.", printed_key(name, Notation::Toml))
                });
            }
            let element = Element { key: rest.to_vec(), is_dotted, ..element.clone() };
            table.elements.push(element);
        } else if let Some(rest) = path.strip_prefix(key).filter(|_| !key.is_empty()) {
            element.inside.iter().for_each(|inside| gather(rest, inside, table));
        }
    }
}
