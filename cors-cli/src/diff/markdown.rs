//! The result as a comment on a pull request.

use std::io::Write as _;

use cors_compiler::compare::Direction;

use super::changes::{Changes, Place, Status};
use super::human::{map_lines, policy_lines, total};
use super::lines::Line;
use super::unread;
use crate::failure::Failure;
use crate::output::Output;

pub(super) fn write(changes: &Changes<'_>, output: &mut Output) -> Result<(), Failure> {
    writeln!(output, "### CORS policies: {}\n", lower_first(&total(changes)))?;
    writeln!(output, "{} compared with {}.", escaped(changes.new), escaped(changes.old))?;
    for change in changes.policies.iter().filter(|change| change.status() != Status::Equal) {
        let place = change.new.as_ref().or(change.old.as_ref());
        let is_new = change.grants_new_access();
        write_entry(change.status(), place, is_new, &policy_lines(change), output)?;
    }
    for change in changes.maps.iter().filter(|change| change.status() != Status::Equal) {
        let place = change.new.as_ref().or(change.old.as_ref());
        let is_new = change.grants_new_access();
        write_entry(change.status(), place, is_new, &map_lines(change), output)?;
    }
    let unread = &changes.unread;
    if !unread.not_analysed.is_empty() {
        writeln!(output, "\n#### Not analysed\n")?;
        for place in &unread.not_analysed {
            writeln!(output, "- {}", escaped(&unread::described(place)))?;
        }
    }
    for line in unread.unchanged() {
        writeln!(output, "\n{}", escaped(&line))?;
    }
    Ok(())
}

fn write_entry(
    status: Status,
    place: Option<&Place>,
    grants_new_access: bool,
    lines: &[Line],
    output: &mut Output,
) -> Result<(), Failure> {
    let Some(place) = place else { return Ok(()) };
    let status = match status {
        Status::Added => ", added",
        Status::Removed => ", removed",
        Status::Renamed => ", renamed",
        Status::NotComparable => ", not comparable",
        Status::Changed | Status::Equal => "",
    };
    let new = if grants_new_access { " — **new access**" } else { "" };
    writeln!(output, "\n#### `{}`{status}{new}\n", place.name)?;
    writeln!(output, "`{}:{}`\n", place.file, place.line)?;
    write_lines(lines, 0, output)
}

fn write_lines(lines: &[Line], depth: usize, output: &mut Output) -> Result<(), Failure> {
    for line in lines {
        let sign = match line.direction {
            Some(Direction::Gained) => "**Gained:** ",
            Some(Direction::Lost) => "Lost: ",
            None => "",
        };
        let indent = depth.saturating_mul(2);
        writeln!(output, "{:indent$}- {sign}{}", "", escaped(&line.text))?;
        write_lines(&line.below, depth.saturating_add(1), output)?;
    }
    Ok(())
}

/// Text outside of code spans, without links and emphasis.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut is_code = false;
    for word in text.split_inclusive(' ') {
        let is_origin = word.contains("://") && !word.contains('`') && !is_code;
        let ticks = word.matches('`').count();
        is_code ^= ticks % 2 == 1;
        if is_origin {
            // An origin in a comment would become a link, which nobody should follow.
            let origin = word.trim_end_matches([' ', ',', ':', ';', ')']);
            let rest = word.get(origin.len()..).unwrap_or_default();
            escaped.push_str(&format!("`{origin}`{rest}"));
            continue;
        }
        for c in word.chars() {
            if !is_code && ticks == 0 && matches!(c, '*' | '_' | '<' | '[' | ']' | '\\') {
                escaped.push('\\');
            }
            escaped.push(c);
        }
    }
    escaped
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_ascii_lowercase());
    let lower: String = first.into_iter().chain(chars).collect();
    lower.trim_end_matches('.').replace(". ", "; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_code_and_markup_is_escaped() {
        for (text, expected) in [
            (
                "https://a.example, https://b.example gain",
                "`https://a.example`, `https://b.example` gain",
            ),
            ("by `https://*.x` and `a b`", "by `https://*.x` and `a b`"),
            ("a_b *c*", r"a\_b \*c\*"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }
}
