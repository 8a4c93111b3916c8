//! The list as tables in Markdown.

use std::io::Write as _;

use super::row::{Contents, MapRow, MountRow, Place, RiskRow, Row};
use crate::failure::Failure;
use crate::output::Output;

pub(super) fn write(
    rows: &[Row<'_>],
    maps: &[MapRow<'_>],
    output: &mut Output,
) -> Result<(), Failure> {
    writeln!(output, "| policy | trusts | credentials | methods | accepted risks | mounted |")?;
    writeln!(output, "| --- | --- | --- | --- | --- | --- |")?;
    for row in rows {
        let (trusts, credentials, methods, risks) = match &row.contents {
            Some(contents) => (
                trusted(contents),
                if contents.credentials { "yes" } else { "no" },
                contents.methods(),
                cells(contents.accepted_risks.iter().map(risk)),
            ),
            None => ("does not compile".to_owned(), "", String::new(), String::new()),
        };
        writeln!(
            output,
            "| {} | {trusts} | {credentials} | {} | {risks} | {} |",
            named(&row.place),
            escaped(&methods),
            cells(row.mounts.iter().map(mount))
        )?;
    }
    for map in maps {
        writeln!(
            output,
            "\n| {} | host | path | policy |\n| --- | --- | --- | --- |",
            named(&map.place)
        )?;
        for (number, row) in map.rows.iter().enumerate() {
            let policy = row.resolved.unwrap_or(row.policy);
            writeln!(
                output,
                "| {} | {} | {} | {} |",
                number.saturating_add(1),
                row.host.map_or_else(|| "any".to_owned(), code),
                row.path.map_or_else(|| "any".to_owned(), code),
                code(policy)
            )?;
        }
    }
    Ok(())
}

fn named(place: &Place<'_>) -> String {
    let at = escaped(&format!("{}:{}", place.file, place.line));
    format!("{}<br>{at}", code(&place.name))
}

fn trusted(contents: &Contents) -> String {
    let trusted = match contents.trusted().as_slice() {
        [words] if !words.contains(':') => escaped(words),
        patterns => cells(patterns.iter().map(|pattern| code(pattern))),
    };
    let denied = contents.denied_origins.iter().map(|pattern| format!("except {}", code(pattern)));
    let added = contents.runtime_origins.iter();
    let added = added.map(|pattern| format!("at run time {}", code(pattern)));
    cells(std::iter::once(trusted).chain(denied).chain(added))
}

fn risk(risk: &RiskRow) -> String {
    let pattern = risk.pattern.as_ref().map(|it| format!(" for {}", code(it))).unwrap_or_default();
    format!("{}{pattern}: {}", code(&risk.rule), escaped(&risk.reason))
}

fn mount(mount: &MountRow<'_>) -> String {
    format!("{} ({}:{})", code(&mount.kind.to_string()), escaped(mount.file), mount.line)
}

fn cells(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("<br>")
}

/// Text in a cell, in which nothing is markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\\' | '|' | '*' | '_' | '`' | '<' | '>' | '[' | ']') {
            escaped.push('\\');
        }
        escaped.push(if character.is_control() { ' ' } else { character });
    }
    escaped
}

/// Code in a cell. A backslash in code is one, but `|` ends the cell even there.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|").replace(char::is_control, " ");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_cell() {
        assert_eq!(escaped("a|b_c\n<d>"), r"a\|b\_c \<d\>");
        assert_eq!(code("a|b"), r"`a\|b`");
        assert_eq!(code("a`b"), "`` a`b ``");
    }
}
