//! The result for people.

use std::io::Write as _;

use cors_compiler::compare::Direction;

use super::changes::{Changes, MapChange, Place, PolicyChange, Status};
use super::lines::{self, Line};
use super::unread;
use crate::failure::Failure;
use crate::output::{Output, Style};
use crate::wrap::wrapped;

pub(super) fn write(changes: &Changes<'_>, output: &mut Output) -> Result<(), Failure> {
    writeln!(output, "{} compared with {}\n", changes.new, changes.old)?;
    for change in changes.policies.iter().filter(|change| change.status() != Status::Equal) {
        write_entry(&policy_heading(change), &policy_lines(change), output)?;
    }
    for change in changes.maps.iter().filter(|change| change.status() != Status::Equal) {
        write_entry(&map_heading(change), &map_lines(change), output)?;
    }
    for place in &changes.unread.not_analysed {
        writeln!(output, "not analysed: {}", unread::described(place))?;
    }
    writeln!(output, "{}", total(changes))?;
    for line in changes.unread.unchanged() {
        writeln!(output, "{line}")?;
    }
    Ok(())
}

/// The last line.
pub(super) fn total(changes: &Changes<'_>) -> String {
    if changes.are_none() {
        return match changes.policies.len() {
            0 => "No policies found.".to_owned(),
            _ => "No change of meaning.".to_owned(),
        };
    }
    let unchanged = match changes.unchanged() {
        0 => String::new(),
        1 => " 1 other is unchanged.".to_owned(),
        more => format!(" {more} others are unchanged."),
    };
    let policies = changes.policies.iter().filter(|change| change.grants_new_access()).count();
    let maps = changes.maps.iter().filter(|change| change.grants_new_access()).count();
    let noun = |count: usize, one: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {one}s"),
    };
    let new = match (policies, maps) {
        (0, 0) => "No new access.".to_owned(),
        (policies, 0) => format!("New access: {}.", noun(policies, "policy").replace("ys", "ies")),
        (0, maps) => format!("New access: {}.", noun(maps, "map")),
        (policies, maps) => format!(
            "New access: {}, {}.",
            noun(policies, "policy").replace("ys", "ies"),
            noun(maps, "map")
        ),
    };
    format!("{new}{unchanged}")
}

fn policy_heading(change: &PolicyChange) -> String {
    heading(change.status(), change.old.as_ref(), change.new.as_ref(), "policy")
}

fn map_heading(change: &MapChange) -> String {
    heading(change.status(), change.old.as_ref(), change.new.as_ref(), "map")
}

fn heading(status: Status, old: Option<&Place>, new: Option<&Place>, kind: &str) -> String {
    let place = |place: &Place| match place.name == place.file {
        true => place.file.clone(),
        false => format!("{}  {}:{}", place.name, place.file, place.line),
    };
    let shown = new.or(old).map(place).unwrap_or_default();
    match status {
        Status::Added => format!("{shown}  (new {kind})"),
        Status::Removed => format!("{shown}  (removed)"),
        Status::Renamed | Status::Changed | Status::Equal | Status::NotComparable => shown,
    }
}

/// What is reported of a policy.
pub(super) fn policy_lines(change: &PolicyChange) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(old) = change.old.as_ref().filter(|_| change.is_renamed) {
        lines.push(Line::plain(format!("was {} in {}:{}", old.name, old.file, old.line)));
    }
    match &change.result {
        Err(reason) => lines.push(Line::plain(format!("not comparable: {reason}"))),
        Ok(comparison) => {
            if comparison.is_equal() {
                let is_whole = change.old.is_some() && change.new.is_some();
                let text = if is_whole { "no change of meaning" } else { "allows no origin" };
                lines.push(Line::plain(text));
            }
            lines.extend(lines::of(comparison));
        }
    }
    if change.is_refused {
        lines.push(Line::plain("the new policy does not compile: see `cargo cors check`"));
    }
    lines
}

/// What is reported of a map.
pub(super) fn map_lines(change: &MapChange) -> Vec<Line> {
    let moved = match &change.result {
        Err(reason) => return vec![Line::plain(format!("not comparable: {reason}"))],
        Ok(moved) => moved,
    };
    let mut lines = Vec::new();
    if let (Status::Renamed, Some(old)) = (change.status(), &change.old) {
        lines.push(Line::plain(format!("was {} in {}:{}", old.name, old.file, old.line)));
        lines.push(Line::plain("no change of meaning"));
    }
    for requests in moved {
        let moved = &requests.moved;
        let direction = requests.grants_new_access().then_some(Direction::Gained);
        let text = format!(
            "requests such as {} have the policy `{}`; before: `{}`",
            moved.example,
            moved.new.written(),
            moved.old.written()
        );
        let below = match &requests.comparison {
            Some(comparison) if comparison.is_equal() => {
                vec![Line::plain("no change of meaning")]
            }
            Some(comparison) => lines::of(comparison),
            None => vec![Line::plain("one of the policies was not found")],
        };
        lines.push(Line { direction, text, below });
    }
    lines
}

fn write_entry(heading: &str, lines: &[Line], output: &mut Output) -> Result<(), Failure> {
    let style = output.style();
    let bold = if style.colour { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
    writeln!(output, "{}{heading}{}", bold.0, bold.1)?;
    write_lines(lines, 2, style, output)?;
    writeln!(output)?;
    Ok(())
}

fn write_lines(
    lines: &[Line],
    indent: usize,
    style: Style,
    output: &mut Output,
) -> Result<(), Failure> {
    for line in lines {
        let (sign, colour) = match line.direction {
            Some(Direction::Gained) => ("+ ", "\u{1b}[33m"),
            Some(Direction::Lost) => ("- ", "\u{1b}[36m"),
            None if indent == 2 => ("~ ", ""),
            None => ("", ""),
        };
        let (start, end) =
            if style.colour && !colour.is_empty() { (colour, "\u{1b}[0m") } else { ("", "") };
        let width = style.width.saturating_sub(indent).saturating_sub(sign.len());
        for (index, part) in wrapped(&line.text, width).into_iter().enumerate() {
            let sign = if index == 0 { sign } else { "  ".get(..sign.len()).unwrap_or_default() };
            writeln!(output, "{:indent$}{start}{sign}{part}{end}", "")?;
        }
        write_lines(&line.below, indent.saturating_add(4), style, output)?;
    }
    Ok(())
}
