//! Policies without their layout, and their texts in any layout.

use cors_compiler::key::Key;

/// A policy without its layout: keys, and what is in their lists or tables.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Model(pub(crate) Vec<(Key, Content)>);

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    Text(String),
    List(Vec<Item>),
    Table(Vec<(String, String)>),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    Text(String),
    Regex(String),
}

/// How a list or the policy is laid out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) is_of_lines: bool,
    pub(crate) has_last_comma: bool,
    pub(crate) has_comments: bool,
    pub(crate) has_raw_strings: bool,
    pub(crate) has_sections: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Notation {
    Rust,
    Toml,
}

/// What the text of a policy is made of, with a number in each comment.
pub(crate) struct Writer {
    pub(crate) notation: Notation,
    pub(crate) style: Style,
    pub(crate) text: String,
    pub(crate) comments: usize,
}

impl Writer {
    pub(crate) fn comment(&mut self) {
        if self.style.has_comments {
            let mark = if self.notation == Notation::Rust { "//" } else { "#" };
            self.text.push_str(&format!(" {mark} comment {}, with \"[,]", self.comments));
            self.comments += 1;
        }
    }

    pub(crate) fn string(&mut self, text: &str) {
        let raw = match self.notation {
            Notation::Rust => format!("r#\"{text}\"#"),
            Notation::Toml => format!("'{text}'"),
        };
        if self.style.has_raw_strings && !text.contains('\'') {
            self.text.push_str(&raw);
        } else {
            self.text.push_str(&format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")));
        }
    }

    pub(crate) fn item(&mut self, item: &Item) {
        match (item, self.notation) {
            (Item::Text(text), _) => self.string(text),
            (Item::Regex(regex), Notation::Rust) => {
                self.text.push_str("regex(");
                self.string(regex);
                self.text.push(')');
            }
            (Item::Regex(regex), Notation::Toml) => {
                self.text.push_str("{ regex = ");
                self.string(regex);
                self.text.push_str(" }");
            }
        }
    }

    /// What is in brackets, each by `write`.
    pub(crate) fn brackets<T>(
        &mut self,
        pair: [&str; 2],
        parts: &[T],
        write: impl Fn(&mut Self, &T),
    ) {
        self.text.push_str(pair[0]);
        for (index, part) in parts.iter().enumerate() {
            if self.style.is_of_lines {
                self.text.push_str("\n        ");
            } else if index > 0 {
                self.text.push(' ');
            }
            write(self, part);
            if index + 1 < parts.len() || self.style.has_last_comma {
                self.text.push(',');
            }
            if self.style.is_of_lines {
                self.comment();
            }
        }
        if self.style.is_of_lines {
            self.text.push_str("\n    ");
        }
        self.text.push_str(pair[1]);
    }

    pub(crate) fn table_entry(&mut self, (key, value): &(String, String)) {
        self.string(key);
        self.text.push_str(" = ");
        self.string(value);
    }

    pub(crate) fn policy(&mut self, Model(entries): &Model) {
        let is_toml = self.notation == Notation::Toml;
        let is_section = |content: &Content, style: Style| {
            is_toml && style.has_sections && matches!(content, Content::Table(_))
        };
        let (sections, lines): (Vec<_>, Vec<_>) =
            entries.iter().partition(|(_, content)| is_section(content, self.style));
        if is_toml || self.style.is_of_lines {
            self.text.push('\n');
        }
        for (index, (key, content)) in lines.iter().enumerate() {
            self.text.push_str(&format!("    {} = ", key.name()));
            match content {
                Content::Text(text) => self.string(text),
                Content::List(items) => self.brackets(["[", "]"], items, Self::item),
                Content::Table(table) => self.brackets(["{", "}"], table, Self::table_entry),
            }
            if !is_toml && (index + 1 < lines.len() || self.style.has_last_comma) {
                self.text.push(',');
            }
            if is_toml || self.style.is_of_lines {
                self.comment();
                self.text.push('\n');
            }
        }
        for (key, content) in sections {
            self.text.push_str(&format!("[{}]", key.name()));
            self.comment();
            self.text.push('\n');
            let Content::Table(table) = content else { panic!("a section is a table") };
            for entry in table {
                self.table_entry(entry);
                self.comment();
                self.text.push('\n');
            }
        }
    }
}
